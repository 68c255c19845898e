// Histories: each organisation by itself, over time. Long, and so only where `measures:` asks for them.
// Nobody is left out, neither origins nor national bodies nor those that a practice does not suit.
#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

void Measures::declare_histories() {
  using sim::Type;
  const std::vector<std::string> each{"time", "organisation", "practice"};
  const std::string who = "of its people of the practice's field; missing where there are none";
  std::string stages;
  for (std::size_t s = 0; s < stage_names.size(); ++s)
    stages += (s ? ", " : "") + std::to_string(s) + " " + std::string(stage_names[s]);
  for (const auto& variable :
       std::vector<sim::Variable>{{"stage_by_organisation", Type::int32, each,
                                   "how far each organisation is with each practice", "1", stages, false},
                                  {"aware_by_organisation", Type::float32, each,
                                   "share of people who have heard of the practice", "1", who, true},
                                  {"explicit_by_organisation", Type::float32, each,
                                   "mean explicit knowledge of the practice", "1", who, true},
                                  {"tacit_by_organisation", Type::float32, each,
                                   "mean tacit knowledge of the practice", "1", who, true},
                                  {"improvement_by_organisation", Type::float32, each, "realised improvement",
                                   "GBP year-1", "", false}})
    layout_.variables.push_back(variable);
}

void Measures::observe_histories(const Run& run, Gathered& gathered) const {
  const std::size_t practices = frame_.practices.size(), organisations = run.world.organisations();
  Histories& histories = *gathered.histories;
  const std::size_t first = static_cast<std::size_t>(gathered.observations) * organisations * practices;
  run.workers.for_ranges(organisations, 1, [&](std::size_t from, std::size_t to, int) {
    for (std::size_t cell = from * practices; cell < to * practices; ++cell) {
      const auto o = static_cast<std::uint32_t>(cell / practices);
      const std::size_t k = cell % practices;
      std::int64_t people = 0, aware = 0, e = 0, t = 0;
      for (const std::uint32_t i : run.world.people.members_of(o, frame_.practices[k].field)) {
        const Knowledge& knows = run.row(i)[k];
        ++people, e += knows.e, t += knows.t;
        aware += static_cast<std::int64_t>(run.state.aware[i] >> k & 1);
      }
      const auto mean = [&](double sum) {
        return static_cast<float>(people ? sum / static_cast<double>(people) : missing);
      };
      histories.stage[first + cell] = static_cast<std::int32_t>(run.state.stage[cell]);
      histories.aware[first + cell] = mean(static_cast<double>(aware));
      histories.e[first + cell] = mean(from_fixed(e));
      histories.t[first + cell] = mean(from_fixed(t));
      histories.improvement[first + cell] = static_cast<float>(run.state.improvement[cell]);
    }
  });
}

void Measures::history_rows(const Gathered& gathered, sim::Rows& rows) const {
  const Histories& histories = *gathered.histories;
  rows.emplace_back(histories.stage);
  for (const auto* means : {&histories.aware, &histories.e, &histories.t}) rows.emplace_back(*means);
  rows.emplace_back(histories.improvement);
}

}  // namespace knowhow::public_services
