// What one run of a small scenario is and does, as JSON lines: the world, then for each step what holds at
// its start and the contacts that were judged, then the books. knowhow.py finds the contacts again from the
// starts alone.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "models/catalogue.h"
#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"
#include "scenarios/scenario.h"

namespace knowhow::public_services {
namespace {

using nlohmann::json;

/// NaN, which stands for "inherits", is null in JSON.
json number(double value) { return std::isnan(value) ? json() : json(value); }

json pair_of(const Knowledge& knows) { return {knows.e, knows.t}; }

json organisations_of(const WorldFacts& world) {
  json all = json::array();
  for (std::uint32_t o = 0; o < world.organisations(); ++o) {
    const auto& facts = world.frame.organisations[o];
    all.push_back({{"kind", facts.kind},
                   {"sector", facts.sector},
                   {"region", facts.region},
                   {"national", facts.national},
                   {"first", world.people.first[o]},
                   {"end", world.people.first[o + 1]},
                   {"leaders", world.people.leaders[o]}});
  }
  return all;
}

json people_of(const WorldFacts& world) {
  json all = json::array();
  for (std::uint32_t i = 0; i < world.people.size(); ++i)
    all.push_back({{"organisation", world.people.organisation[i]},
                   {"role", static_cast<int>(world.people.role[i])},
                   {"field", world.people.field[i]},
                   {"relevance", world.relevance_to(i)}});
  return all;
}

json practices_of(const Frame& frame) {
  json all = json::array();
  for (const auto& practice : frame.practices)
    all.push_back({{"name", practice.name},
                   {"field", practice.field},
                   {"origin", practice.origin},
                   {"start", practice.start_step},
                   {"suits", practice.suits}});
  return all;
}

/// Each person's row of ties: with whom, by which tie, and with what trust.
json rows_of(const TieLayer& layer) {
  json rows = json::array();
  for (std::uint32_t i = 0; i < layer.network.size(); ++i) {
    json row = json::array();
    for (std::uint32_t at = 0; at < layer.network.degree(i); ++at) {
      const std::uint32_t tie = layer.network.tie_numbers(i)[at];
      row.push_back({layer.network.of(i)[at], tie, layer.trust[tie]});
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// What a channel is told in words, by setting: one, or a list.
json words_of(const sim::Setting& channel) {
  json words = json::object();
  for (const char* one : {"network", "members", "matching", "form"})
    if (const auto* setting = channel.find(one)) words[one] = setting->word;
  for (const char* list : {"kinds", "fields"})
    if (const auto* setting = channel.find(list)) words[list] = setting->words;
  if (const auto* about = channel.find("about"))
    words["about"] = about->word.empty() ? json(about->words) : json(about->word);
  return words;
}

json channels_of(const WorldFacts& world) {
  json all = json::array();
  for (std::size_t c = 0; c < world.frame.channels.size(); ++c) {
    const auto& channel = world.frame.channels[c];
    all.push_back({{"name", channel.name},
                   {"shape", channel.shape},
                   {"words", words_of(*channel.setting)},
                   {"ties", rows_of(world.ties[c])},
                   {"members", world.members[c]}});
  }
  return all;
}

json world_of(const Run& run, std::uint32_t replicate) {
  const sim::Plan& plan = run.frame.plan;
  json levels, slots = json::array();
  for (const auto& barrier : plan.root["barriers"].children)
    if (const auto* level = barrier.find("level")) levels[barrier.name] = level->word;
  for (std::size_t s = 0; s < plan.slots.size(); ++s) {
    const auto& range = plan.slots[s].declaration->range;
    slots.push_back({plan.slots[s].path, number(run.timeline.base()[s]), range.least, range.most});
  }
  return {{"seed", plan.seed},
          {"replicate", replicate},
          {"steps_per_year", plan.time.steps_per_year},
          {"steps", plan.time.steps},
          {"kinds", run.frame.kinds},
          {"sectors", run.frame.sectors},
          {"regions", run.frame.regions},
          {"fields", run.frame.fields},
          {"field_shares", run.frame.field_shares},
          {"organisations", organisations_of(run.world)},
          {"people", people_of(run.world)},
          {"alike", run.world.similarity},
          {"practices", practices_of(run.frame)},
          {"channels", channels_of(run.world)},
          {"traits", TraitNames::all},
          {"ledger_groups", run.ledger_group},
          {"levels", levels},
          {"slots", slots}};
}

/// The numbers as they are now, and what is active on those that inherit, whose effective value nobody else
/// knows.
void add_numbers(const sim::Timeline& timeline, json& line) {
  line["values"] = line["holds"] = json::array();
  for (std::size_t s = 0; s < timeline.values().size(); ++s) {
    line["values"].push_back(number(timeline.values()[s]));
    if (!std::isnan(timeline.values()[s])) continue;
    for (const auto& hold : timeline.holds(static_cast<int>(s)))
      line["holds"].push_back({s, static_cast<int>(hold.change->operation), hold.change->number.value});
  }
}

class Recorder : public Witness {
 public:
  void step_begins(const Run& run) override {
    line_ = {{"step", run.step},
             {"aware", run.state.aware.values},
             {"champions", run.champions},
             {"traits", run.traits},
             {"improvement", run.state.improvement.values}};
    if (!run.timeline.changed().empty()) add_numbers(run.timeline, line_);
    for (const auto& knows : run.state.knowledge.values) line_["knowledge"].push_back(pair_of(knows));
    for (const auto& own : run.person_traits) line_["person_traits"].push_back(own);
    for (const Stage stage : run.state.stage.values) line_["stage"].push_back(static_cast<int>(stage));
    // What follows from these: not for the twin to read, but to compare its own with.
    line_["sources"] = run.sources;
    for (std::uint32_t o = 0; o < run.world.organisations(); ++o)
      for (std::size_t k = 0; k < run.practices.size(); ++k) {
        const Summary& summary = run.summaries[run.cell(o, k)];
        line_["best"].push_back(summary.best == nobody ? -1 : static_cast<int>(summary.best));
        line_["aware_of_field"].push_back(summary.aware);
        line_["donor"].push_back(run.is_donor(o, k));
        line_["owed"].push_back(run.is_owed(o, k));
      }
    line_["help"] = run.state.help.values;
    line_["forced"] = run.state.forced.values;
    line_["vitality"] = json::array();
    for (const auto& channel : run.channels)
      for (const double vitality : channel->vitality()) line_["vitality"].push_back(vitality);
    judged_.clear();
  }

  void contact(const Contact& c, int stopped, Knowledge gained) override {
    judged_.push_back({c.recipient, c.order, c.purpose, c.initiator, c.k,
                       c.source == nobody ? -1 : std::int64_t{c.source}, c.practice, c.channel, stopped,
                       gained.e, gained.t});
  }

  void step_ends(const Run& run) override {
    std::sort(judged_.begin(), judged_.end());
    line_["contacts"] = judged_;
    line_["after"] = after(run);
    std::cout << line_ << '\n';
  }

 private:
  /// What the step leaves behind: what people know, which decides what becomes of a mandate in it, and what
  /// the twin compares its own with.
  static json after(const Run& run) {
    const State& state = run.state;
    json left = {{"aware", state.aware.values},       {"commitment", state.commitment.values},
                 {"learned", learned_of(run)},        {"learned_alike", state.learned_alike.values},
                 {"invented", state.invented.values}, {"improvement", state.improvement.values},
                 {"forced", state.forced.values},     {"taught", json::array()}};
    for (const auto& knows : state.knowledge.values) left["knowledge"].push_back(pair_of(knows));
    for (const Stage stage : state.stage.values) left["stage"].push_back(static_cast<int>(stage));
    for (const Reason reason : state.refused.values) left["refused"].push_back(static_cast<int>(reason));
    for (const auto& channel : run.channels)
      for (const std::int64_t mastery : channel->taught_by_network()) left["taught"].push_back(mastery);
    return left;
  }

  /// By organisation, practice and channel.
  static json learned_of(const Run& run) {
    json learned = json::array();
    for (std::size_t cell = 0; cell < run.state.stage.values.size(); ++cell)
      for (std::size_t c = 0; c < run.channels.size(); ++c)
        learned.push_back(run.state.learned_through[run.contribution(cell, c)]);
    return learned;
  }

  json line_;
  std::vector<std::array<std::int64_t, 11>> judged_;
};

json books_of(const Run& run) {
  json all = json::array();
  for (const Books& books : run.years) {
    json gained = json::array();
    for (const auto& practice : books.flows)
      gained.push_back(practice[static_cast<std::size_t>(Flow::gained)]);
    all.push_back({{"contacts", books.contacts},
                   {"potential", books.potential},
                   {"gained", books.gained},
                   {"lost", books.lost},
                   {"flow", gained}});
  }
  return all;
}

void record(const std::string& file, std::uint32_t replicate, std::size_t scenario) {
  const auto input = scenarios::load(file, {}, models::catalogue());
  if (scenario >= input.plan.scenarios.size())
    throw std::out_of_range("there is no scenario " + std::to_string(scenario));
  const Frame frame(input.plan);
  const Measures measures(frame);
  const WorldFacts world(frame, replicate);
  sim::Workers workers(1);
  Run run(world, scenario, workers);
  Recorder recorder;
  run.witness = &recorder;
  std::cout << world_of(run, replicate) << '\n';
  sim::Tally tally;
  run.to_horizon(measures, tally);
  std::cout << json{{"books", books_of(run)}} << '\n';
}

}  // namespace
}  // namespace knowhow::public_services

int main(int count, char** words) {
  if (count != 4) {
    std::cerr << "usage: record_contacts FILE REPLICATE SCENARIO\n";
    return 2;
  }
  try {
    knowhow::public_services::record(words[1], static_cast<std::uint32_t>(std::stoul(words[2])),
                                     std::stoul(words[3]));
  } catch (const std::exception& trouble) {
    std::cerr << trouble.what() << '\n';
    return 1;
  }
  return 0;
}
