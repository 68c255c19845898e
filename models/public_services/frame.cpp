// From names to numbers: what a plan fixes for all replicates.
#include <algorithm>
#include <map>
#include <span>

#include "models/public_services/declaration.h"
#include "models/public_services/purposes.h"
#include "models/public_services/world.h"

namespace knowhow::public_services {

namespace {

std::uint32_t index_in(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::uint32_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

const std::vector<std::string>& set_of(const sim::Plan& plan, const std::string& name) {
  static const std::vector<std::string> none;
  const auto found = plan.sets.find(name);
  return found == plan.sets.end() ? none : found->second;
}

std::vector<sim::Tie> pairs(const sim::Setting& table, const char* a, const char* b,
                            const std::vector<std::string>& ids) {
  std::vector<sim::Tie> ties;
  for (std::size_t row = 0; row < table.rows; ++row)
    ties.push_back(
        {index_in(ids, table.table.at(a).words[row]), index_in(ids, table.table.at(b).words[row])});
  return ties;
}

/// Who has taken which key of draws: two of one key would share their luck unseen.
class Purposes {
 public:
  explicit Purposes(const sim::Plan& plan) {
    for (const auto& slot : plan.slots)
      for (const auto& name : {slot.path, "uncertain " + slot.path}) taken_.emplace(sim::purpose(name), name);
    for (const auto& name : fixed_purposes) taken_.emplace(sim::purpose(name), name);
  }
  /// `what`: "channel" or "lever"; `purposes`: what its draws are for, behind its name.
  void take(const std::string& what, const sim::Setting& item, std::span<const std::string_view> purposes,
            sim::Problems& problems) {
    for (const auto& purpose : purposes) {
      const std::string name = item.name + std::string(purpose);
      const auto [other, fresh] = taken_.emplace(sim::purpose(name), name);
      if (fresh) continue;
      problems.add(item.place, what + "s." + item.name, "its draws would be those of '" + other->second + "'",
                   "give the " + what + " another name");
      return;
    }
  }

 private:
  std::map<std::uint32_t, std::string> taken_;
};

}  // namespace

Frame::Frame(const sim::Plan& p) : plan(p) {
  sim::Problems problems;
  const sim::Setting& world = plan.root["world"];
  const sim::Setting &table = world["organisations"], &counts = world["counts"];
  kinds = set_of(plan, "kind");
  sectors = set_of(plan, "sector");
  fields = set_of(plan, "field");
  regions = set_of(plan, "region");

  for (const auto& kind : kinds) {
    const auto& by_kind = world["sectors"].pairs;
    const auto of =
        std::find_if(by_kind.begin(), by_kind.end(), [&](const auto& pair) { return pair.first == kind; });
    sector_of_kind.push_back(index_in(sectors, of->second));
    const auto& shares = world["fields"].shares;
    const auto row =
        std::find_if(shares.begin(), shares.end(), [&](const auto& pair) { return pair.first == kind; });
    auto& list = field_shares.emplace_back();
    for (const auto& [field, share] : row->second) list.push_back(share);
  }
  const auto& bodies = world["national"].words;
  for (const auto& kind : kinds)
    national.push_back(std::find(bodies.begin(), bodies.end(), kind) != bodies.end());
  const sim::Setting& observers = world["observers"];
  const auto observes = [&](std::uint32_t kind) {
    return observers.words.empty() ? national[kind] : observers.covers(kinds[kind]);
  };

  for (std::size_t row = 0; row < table.rows; ++row) {
    const auto word = [&](const char* column) { return table.table.at(column).words[row]; };
    const auto number = [&](const char* column) { return table.table.at(column).numbers[row]; };
    const std::uint32_t kind = index_in(kinds, word("kind"));
    organisations.push_back({word("id"), kind, index_in(regions, word("region")), sector_of_kind[kind],
                             national[kind], observes(kind), number("population"), number("area_km2"),
                             number("staff"), nullptr});
  }
  for (const auto& item : counts.children) {
    const auto number = [&](const char* key) {
      return static_cast<std::uint32_t>(plan.slots[static_cast<std::size_t>(item[key].slot)].base.value);
    };
    const std::uint32_t kind = index_in(kinds, item.name);
    for (std::uint32_t i = 0; i < number("number"); ++i) {
      const std::string region = "region " + std::to_string(i % number("regions") + 1);
      if (index_in(regions, region) == regions.size()) regions.push_back(region);
      organisations.push_back({item.name + " " + std::to_string(i + 1), kind, index_in(regions, region),
                               sector_of_kind[kind], national[kind], observes(kind), 0, 0, 0, &item});
    }
  }
  if (organisations.empty())
    problems.add(world.place, "world", "there are no organisations",
                 "give `organisations: {file: NAME.csv}`, or `counts`");
  if (fields.size() > 255)
    problems.add(world["fields"].place, "world.fields", "more than 255 fields of work", "merge some");

  if (!organisations.empty() &&
      std::all_of(organisations.begin(), organisations.end(), [](const auto& o) { return o.national; }))
    problems.add(world["national"].place, "world.national",
                 "every organisation is national, so nobody could apply anything", "leave out a kind");

  std::vector<std::string> ids;
  for (const auto& organisation : organisations) ids.push_back(organisation.id);
  adjacency = pairs(world["adjacency"], "a", "b", ids);
  footprints = pairs(world["footprints"], "health_board", "council", ids);

  for (const auto& item : world["practices"].children) add_practice(item, "world.practices.", problems);
  if (practices.empty())
    problems.add(world["practices"].place, "world.practices", "there are no practices", "name at least one");
  find_variants(problems);
  // Behind the practices: whatever travels them travels schemes, too.
  for (const auto& item : world["schemes"].children) add_practice(item, "world.schemes.", problems);
  if (practices.size() > most_practices)
    problems.add(world["practices"].place, "world.practices",
                 std::to_string(practices.size()) + " practices and schemes are more than " +
                     std::to_string(most_practices),
                 "split them over several scenario files");

  Purposes purposes(plan);
  for (const auto& item : plan.root["channels"].children) {
    purposes.take("channel", item, channel_purposes, problems);
    channels.push_back({item.name, item.word, &item, sim::purpose(item.name)});
    Channel& channel = channels.back();
    if (item.word == "mandate") {
      channel.obliged = obliged_by(*this, item);
      if (channel.obliged.empty())
        problems.add(item.place, "channels." + item.name, "there is nobody whom it could oblige",
                     "what it is `about` must suit organisations of its `kinds` other than the origin");
    }
    if (item.word != "gathering") continue;
    channel.networks = networks_of(*this, item);
    if (channel.networks.empty())
      problems.add(item.place, "channels." + item.name, "nobody could belong to any of its networks",
                   "widen `members`, `kinds` or `fields`");
  }
  for (const auto& item : plan.root["levers"].children) {
    purposes.take("lever", item, lever_purposes, problems);
    add_lever(item, problems);
  }
  for (auto& channel : channels) name_levers(channel, problems);
  problems.raise_if_any();
}

void Frame::add_practice(const sim::Setting& item, const std::string& section, sim::Problems& problems) {
  const sim::Setting* suits = item.find("suits");
  Practice practice{
      item.name,
      &item,
      index_in(fields, item["field"].word),
      static_cast<std::uint32_t>(std::find_if(organisations.begin(), organisations.end(),
                                              [&](const auto& o) { return o.id == item["origin"].word; }) -
                                 organisations.begin()),
      plan.time.step_of(item["starts"].years),
      std::vector<bool>(kinds.size()),
      !suits};
  if (std::any_of(practices.begin(), practices.end(),
                  [&](const auto& other) { return other.name == item.name; }))
    problems.add(item.place, section + item.name, "a practice or scheme has this name already",
                 "rename one of them");
  for (std::uint32_t kind = 0; kind < kinds.size(); ++kind)
    practice.suits[kind] =
        !national[kind] && field_shares[kind][practice.field] > 0 && (!suits || suits->covers(kinds[kind]));
  if (practice.origin < organisations.size() &&
      field_shares[organisations[practice.origin].kind][practice.field] == 0)
    problems.add(item["origin"].place, section + item.name + ".origin",
                 "nobody there works in the field '" + item["field"].word + "'",
                 "choose another origin, or give its kind a share of that field in `world.fields`");
  practices.push_back(std::move(practice));
}

/// Practices that name each other, or the same other, are one family.
void Frame::find_variants(sim::Problems& problems) {
  std::vector<std::uint32_t> head(practices.size());
  for (std::uint32_t k = 0; k < practices.size(); ++k) {
    const sim::Setting& of = (*practices[k].setting)["variant_of"];
    head[k] = k;
    for (std::uint32_t other = 0; other < practices.size(); ++other)
      if (practices[other].name == of.word) head[k] = other;
    if (!of.word.empty() && (head[k] == k || !(*practices[head[k]].setting)["variant_of"].word.empty()))
      problems.add(of.place, "world.practices." + practices[k].name + ".variant_of",
                   "'" + of.word + "' is no practice that heads a family",
                   "name one practice for all variants, not itself, nor one that is a variant itself");
  }
  for (std::uint32_t k = 0; k < practices.size(); ++k)
    for (std::uint32_t other = 0; other < practices.size(); ++other)
      if (other != k && head[other] == head[k]) practices[k].variants.push_back(other);
}

}  // namespace knowhow::public_services
