// What is known of what spreads: organisations learn from each other "without the Welsh Government always
// knowing" (Downe). Who applies a practice becomes known when somebody of an observing organisation hears of
// it from one of theirs, when they write about it, or present it where an observer listens.
#include <algorithm>

#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

bool Measures::has_observers() const {
  return std::any_of(frame_.organisations.begin(), frame_.organisations.end(),
                     [](const auto& organisation) { return organisation.observes; });
}

void Measures::declare_observed() {
  if (!has_observers()) return;
  using sim::Type;
  const std::string who = "of organisations that the practice suits, without its origin";
  for (const auto& variable :
       std::vector<sim::Variable>{{"observed_applied",
                                   Type::float32,
                                   {"time", "group", "practice"},
                                   "share of organisations of which observers know that they apply it",
                                   "1",
                                   who + "; compare the stage `applied` of organisations_at_stage",
                                   true},
                                  {"observed_delay",
                                   Type::float64,
                                   {},
                                   "mean time from applying a practice to its being known",
                                   "year",
                                   "over those that apply one at the end and are known to",
                                   true},
                                  {"observed_never",
                                   Type::float64,
                                   {},
                                   "share of those that apply a practice at the end of which it is not known",
                                   "1",
                                   who,
                                   true}})
    layout_.variables.push_back(variable);
}

void Measures::observe_known(const Run& run, Gathered& gathered) const {
  if (!has_observers()) return;
  for (const Group& group : groups_)
    for (std::size_t k = 0; k < frame_.practices.size(); ++k) {
      int counted = 0, known = 0;
      for (std::uint32_t o : group.organisations) {
        if (!run.is_recipient(o, k)) continue;
        ++counted;
        const std::size_t cell = run.cell(o, k);
        known += run.state.stage[cell] == Stage::applied && run.state.known_since[cell] >= 0;
      }
      gathered.known.push_back(counted ? static_cast<float>(static_cast<double>(known) / counted)
                                       : static_cast<float>(missing));
    }
}

void Measures::observed_rows(const Run& run, const Gathered& gathered, sim::Rows& rows) const {
  if (!has_observers()) return;
  int applying = 0, known = 0;
  std::int64_t steps = 0;
  for (std::uint32_t o : groups_[0].organisations)
    for (std::size_t k = 0; k < frame_.practices.size(); ++k) {
      const std::size_t cell = run.cell(o, k);
      if (run.state.stage[cell] != Stage::applied || !run.is_recipient(o, k)) continue;
      ++applying;
      if (run.state.known_since[cell] < 0) continue;
      ++known;
      steps += run.state.known_since[cell] - run.state.applied_since[cell];
    }
  rows.emplace_back(gathered.known);
  rows.emplace_back(std::vector<double>{known ? static_cast<double>(steps) * run.dt / known : missing});
  rows.emplace_back(
      std::vector<double>{applying ? static_cast<double>(applying - known) / applying : missing});
}

}  // namespace knowhow::public_services
