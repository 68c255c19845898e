#include "models/public_services/measures/measures.h"

#include <algorithm>

#include "models/public_services/run.h"
#include "sim/observation.h"

namespace knowhow::public_services {

namespace {

sim::Dimension organisations_of(const Frame& frame) {
  sim::Dimension axis{"organisation", {}, {{"long_name", "organisation"}}};
  std::vector<std::string> ids, kinds, sectors, regions;
  for (const auto& each : frame.organisations) {
    ids.push_back(each.id), kinds.push_back(frame.kinds[each.kind]);
    sectors.push_back(frame.sectors[each.sector]), regions.push_back(frame.regions[each.region]);
  }
  axis.coordinate = ids;
  axis.labels = {{"organisation_kind", "kind of the organisation", kinds},
                 {"organisation_sector", "its sector", sectors},
                 {"organisation_region", "its region", regions}};
  return axis;
}

}  // namespace

Measures::Measures(const Frame& frame) : frame_(frame), groups_of_(frame.organisations.size()) {
  const auto add_group = [&](std::string name, auto&& belongs) {
    Group group{std::move(name), {}};
    for (std::uint32_t o = 0; o < frame.organisations.size(); ++o)
      if (!frame.organisations[o].national && belongs(frame.organisations[o]))
        group.organisations.push_back(o);
    if (group.organisations.empty()) return;
    for (std::uint32_t o : group.organisations)
      groups_of_[o].push_back(static_cast<std::uint32_t>(groups_.size()));
    groups_.push_back(std::move(group));
  };
  add_group("all", [](const auto&) { return true; });
  for (std::uint32_t s = 0; s < frame.sectors.size(); ++s)
    add_group("sector:" + frame.sectors[s], [s](const auto& o) { return o.sector == s; });
  for (std::uint32_t k = 0; k < frame.kinds.size(); ++k)
    add_group("kind:" + frame.kinds[k], [k](const auto& o) { return o.kind == k; });
  for (std::uint32_t r = 0; r < frame.regions.size(); ++r)
    add_group("region:" + frame.regions[r], [r](const auto& o) { return o.region == r; });

  const sim::Time& time = frame.plan.time;
  std::vector<std::int32_t> years;
  times_ = sim::output_steps(frame.plan).size();
  for (int year = 1; year <= time.model_years(); ++year) years.push_back(year);
  std::vector<std::string> group_names, practice_names, practice_types, channel_names, barrier_names;
  for (const auto& group : groups_) group_names.push_back(group.name);
  for (const auto& practice : frame.practices) {
    practice_names.push_back(practice.name);
    practice_types.emplace_back(practice.scheme ? "scheme" : "practice");
  }
  for (const auto& channel : frame.channels) channel_names.push_back(channel.name);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (barrier_names.emplace_back(std::tuple_element_t<I, AllBarriers>::name), ...);
  }
  (std::make_index_sequence<contact_barriers>());
  const std::string& by = frame.plan.ledger_by;
  const auto words = [](const auto& names) { return std::vector<std::string>(names.begin(), names.end()); };

  layout_.dimensions = {
      sim::time_axis(frame.plan),
      {"year", years, {{"long_name", "year of the run"}, {"units", "1"}}},
      {"group",
       group_names,
       {{"long_name", "organisations that could apply a practice: all, and by sector, kind and region"}}},
      {"ledger_group",
       by == "sector"   ? frame.sectors
       : by == "kind"   ? frame.kinds
       : by == "region" ? frame.regions
                        : std::vector<std::string>{"all"},
       {{"long_name", "organisations whose people were the recipients, by " + by}}},
      {"practice",
       practice_names,
       {{"long_name", "practice, or scheme to hear of"}},
       {{"practice_type", "a practice, or a scheme, which nobody applies", practice_types}}},
      {"stage", words(stage_names), {{"long_name", "how far an organisation or a person is"}}},
      {"channel", channel_names, {{"long_name", "way that knowledge travels"}}},
      {"contact_barrier",
       barrier_names,
       {{"long_name", "barrier that a contact meets, 1 to 11"}},
       labels_of_barriers(contact_barriers)},
      {"flow", words(flow_names), {{"long_name", "way that knowledge comes or goes"}}},
      {"part", {std::vector<std::string>{"explicit", "tacit"}}, {{"long_name", "part of knowledge"}}},
  };
  layout_.variables.push_back(sim::state_digest());
  if (asked("adoption")) declare_adoption();
  if (asked("ledger")) declare_ledger();
  if (asked("economics")) declare_economics();
  if (asked("networks")) declare_networks();
  if (asked("mandates")) declare_mandates();
  if (asked("levers")) declare_levers();
  if (asked("attribution")) declare_attribution();
  if (asked("observed")) declare_observed();
  if (asked("reads")) declare_reads();
  if (asked("survey")) declare_survey();
  if (asked("reproduction")) declare_reproduction();
  if (asked("histories")) declare_histories();
  if (asked("adoption") || asked("histories")) layout_.dimensions.push_back(organisations_of(frame));
}

bool Measures::asked(std::string_view measure) const {
  const auto& chosen = frame_.plan.measures;
  return std::find(chosen.begin(), chosen.end(), measure) != chosen.end();
}

Measures::Gathered Measures::begin(const Run& run) const {
  Gathered gathered;
  if (asked("histories"))
    gathered.histories.emplace(times_ * run.world.organisations() * frame_.practices.size());
  if (!asked("adoption")) return gathered;
  const std::size_t cells = times_ * groups_.size() * frame_.practices.size();
  gathered.series = {std::vector<float>(cells * stage_names.size()),
                     std::vector<float>(cells * stage_names.size()), std::vector<float>(cells),
                     std::vector<float>(cells), std::vector<float>(cells)};
  return gathered;
}

void Measures::observe(const Run& run, Gathered& gathered) const {
  if (!gathered.series.empty()) {
    observe_organisations(run, gathered);
    observe_people(run, gathered);
    observe_share_applied(run, gathered);
  }
  if (asked("networks")) observe_networks(run, gathered);
  if (asked("observed")) observe_known(run, gathered);
  if (gathered.histories) observe_histories(run, gathered);
  ++gathered.observations;
}

sim::Rows Measures::rows(const Run& run, const Gathered& gathered, const std::string& digest) const {
  sim::Rows rows;
  rows.emplace_back(digest);
  if (asked("adoption")) adoption_rows(run, gathered, rows);
  if (asked("ledger")) ledger_rows(run, rows);
  if (asked("economics")) economics_rows(run, rows);
  if (asked("networks")) network_rows(run, gathered, rows);
  if (asked("mandates")) mandate_rows(run, rows);
  if (asked("levers")) lever_rows(run, rows);
  if (asked("attribution")) attribution_rows(run, rows);
  if (asked("observed")) observed_rows(run, gathered, rows);
  if (asked("reads")) reads_rows(run, rows);
  if (asked("survey")) survey_rows(run, rows);
  if (asked("reproduction")) reproduction_rows(run, rows);
  if (gathered.histories) history_rows(gathered, rows);
  return rows;
}

}  // namespace knowhow::public_services
