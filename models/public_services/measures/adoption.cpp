// Adoption: how far organisations and people are, what they know, and what it brings. The origin of a
// practice is left out of its shares, as are organisations it does not suit: what is measured is how far it
// travelled.
#include <algorithm>
#include <boost/math/statistics/univariate_statistics.hpp>
#include <cmath>

#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

namespace {
constexpr auto no_share = static_cast<float>(missing);
constexpr std::array<double, 3> shares_applied{.1, .5, .9};
enum Series : std::size_t {
  organisations_at_stage,
  people_at_stage,
  explicit_knowledge,
  tacit_knowledge,
  improvement
};
/// Whether an organisation could come to apply a practice that others began.
bool could_apply(const Run& run, std::uint32_t o, std::size_t k) {
  return run.is_recipient(o, k) && !run.frame.practices[k].scheme;
}

}  // namespace

void Measures::declare_adoption() {
  using sim::Type;
  layout_.dimensions.push_back(
      {"share_applied",
       std::vector<double>(shares_applied.begin(), shares_applied.end()),
       {{"long_name", "share of organisations that apply a good practice"}, {"units", "1"}}});
  const std::vector<std::string> by_stage{"time", "group", "practice", "stage"},
      by_practice{"time", "group", "practice"};
  const std::string who = "organisations that the practice suits, without its origin";
  for (const auto& variable : std::vector<sim::Variable>{
           {"organisations_at_stage", Type::float32, by_stage, "share of organisations at each stage", "1",
            who, true},
           {"people_at_stage", Type::float32, by_stage,
            "share of people of the practice's field at each stage", "1", "people of " + who, true},
           {"explicit_knowledge", Type::float32, by_practice,
            "mean explicit knowledge of people of the practice's field", "1", "people of " + who, true},
           {"tacit_knowledge", Type::float32, by_practice,
            "mean tacit knowledge of people of the practice's field", "1", "people of " + who, true},
           {"improvement", Type::float32, by_practice, "realised improvement, summed over organisations",
            "GBP year-1", who, true},
           {"final_applied",
            Type::float64,
            {},
            "share of organisations that apply a good practice at the end",
            "1",
            "over pairs of a practice of benefit and an organisation that it suits, without origins",
            true},
           {"final_applied_by",
            Type::float32,
            {"organisation"},
            "share of good practices that an organisation applies at the end",
            "1",
            "of the practices of benefit that suit it, without those that began there; missing if there are "
            "none",
            true},
           {"final_acquired",
            Type::float64,
            {},
            "share of organisations that have acquired a good practice, or more, at the end",
            "1",
            "as final_applied",
            true},
           {"final_aware",
            Type::float64,
            {},
            "share of organisations that have heard of a good practice, or more, at the end",
            "1",
            "as final_applied",
            true},
           {"final_improvement",
            Type::float64,
            {},
            "realised improvement at the end, all practices and organisations but the origins",
            "GBP year-1",
            "",
            false},
           {"years_to_applied",
            Type::float64,
            {"share_applied"},
            "years until this share of organisations apply a good practice",
            "year",
            "as final_applied; to within an output time; missing where it is not reached",
            true},
           {"improvement_gini",
            Type::float64,
            {},
            "inequality between organisations in realised improvement for each of their people at the end",
            "1",
            "Gini coefficient over all organisations but the national, own practices left out, harm counted "
            "as none; "
            "missing where nobody improved",
            true},
           {"duplicates",
            Type::int32,
            {"practice"},
            "own inventions of what had already begun elsewhere",
            "1",
            "",
            false}})
    layout_.variables.push_back(variable);
}

void Measures::observe_share_applied(const Run& run, Gathered& gathered) const {
  int pairs = 0, apply = 0;
  for (std::uint32_t o : groups_[0].organisations)
    for (std::size_t k = 0; k < frame_.practices.size(); ++k) {
      if (!could_apply(run, o, k) || run.practices[k].benefit <= 0) continue;
      ++pairs, apply += run.state.stage[run.cell(o, k)] == Stage::applied;
    }
  gathered.years_to_applied.resize(shares_applied.size(), missing);
  for (std::size_t s = 0; s < shares_applied.size(); ++s)
    if (std::isnan(gathered.years_to_applied[s]) && pairs && apply >= shares_applied[s] * pairs)
      gathered.years_to_applied[s] = run.step * run.dt;
}

void Measures::observe_organisations(const Run& run, Gathered& gathered) const {
  const std::size_t practices = frame_.practices.size(), stages = stage_names.size();
  for (std::size_t g = 0; g < groups_.size(); ++g)
    for (std::size_t k = 0; k < practices; ++k) {
      std::array<int, stage_names.size()> at_stage{};
      int counted = 0;
      double sum = 0;
      for (std::uint32_t o : groups_[g].organisations) {
        if (!run.is_recipient(o, k)) continue;
        ++counted;
        ++at_stage[static_cast<std::size_t>(run.state.stage[run.cell(o, k)])];
        sum += run.state.improvement[run.cell(o, k)];
      }
      const std::size_t at =
          (static_cast<std::size_t>(gathered.observations) * groups_.size() + g) * practices + k;
      for (std::size_t s = 0; s < stages; ++s)
        gathered.series[organisations_at_stage][at * stages + s] =
            counted ? static_cast<float>(static_cast<double>(at_stage[s]) / counted) : no_share;
      gathered.series[improvement][at] = counted ? static_cast<float>(sum) : no_share;
    }
}

void Measures::observe_people(const Run& run, Gathered& gathered) const {
  const std::size_t practices = frame_.practices.size(), stages = stage_names.size();
  struct Sums {
    std::array<std::int64_t, stage_names.size()> at_stage{};
    std::int64_t people = 0, e = 0, t = 0;
    Sums& operator+=(const Sums& more) {
      for (std::size_t s = 0; s < at_stage.size(); ++s) at_stage[s] += more.at_stage[s];
      people += more.people, e += more.e, t += more.t;
      return *this;
    }
  };
  // Integers, so that it does not matter which thread adds up whom.
  std::vector<std::vector<Sums>> by_worker(static_cast<std::size_t>(run.workers.threads()));
  const std::int64_t acquired = to_fixed(run.stages.apply.acquired);
  const auto add_up = [&](std::uint32_t o, std::vector<Sums>& sums) {
    for (std::size_t k = 0; k < practices; ++k) {
      if (!run.is_recipient(o, k)) continue;
      Sums own;
      const Stage stage = run.state.stage[run.cell(o, k)];
      for (std::uint32_t i : run.world.people.members_of(o, frame_.practices[k].field)) {
        const Knowledge& knows = run.row(i)[k];
        const bool can = mastery(knows.e, knows.t, run.practices[k].tacit16) >= acquired;
        const Stage own_stage = can                             ? std::max(Stage::acquired, stage)
                                : (run.state.aware[i] >> k) & 1 ? Stage::aware
                                                                : Stage::unaware;
        ++own.at_stage[static_cast<std::size_t>(own_stage)];
        ++own.people, own.e += knows.e, own.t += knows.t;
      }
      for (std::uint32_t g : groups_of_[o]) sums[g * practices + k] += own;
    }
  };
  run.workers.for_ranges(groups_of_.size(), 1, [&](std::size_t from, std::size_t to, int worker) {
    auto& sums = by_worker[static_cast<std::size_t>(worker)];
    if (sums.empty()) sums.resize(groups_.size() * practices);
    for (std::size_t o = from; o < to; ++o)
      if (!groups_of_[o].empty()) add_up(static_cast<std::uint32_t>(o), sums);
  });
  std::vector<Sums> sums(groups_.size() * practices);
  for (const auto& of_worker : by_worker)
    for (std::size_t c = 0; c < of_worker.size(); ++c) sums[c] += of_worker[c];
  const std::size_t first = static_cast<std::size_t>(gathered.observations) * sums.size();
  for (std::size_t c = 0; c < sums.size(); ++c) {
    const Sums& sum = sums[c];
    const auto share = [&](std::int64_t part, double whole) {
      return sum.people
                 ? static_cast<float>(static_cast<double>(part) / (static_cast<double>(sum.people) * whole))
                 : no_share;
    };
    for (std::size_t s = 0; s < stages; ++s)
      gathered.series[people_at_stage][(first + c) * stages + s] = share(sum.at_stage[s], 1);
    gathered.series[explicit_knowledge][first + c] = share(sum.e, one);
    gathered.series[tacit_knowledge][first + c] = share(sum.t, one);
  }
}

std::vector<float> Measures::applied_by(const Run& run) const {
  std::vector<float> shares;
  for (std::uint32_t o = 0; o < run.world.organisations(); ++o) {
    int suited = 0, applied = 0;
    for (std::size_t k = 0; k < frame_.practices.size(); ++k) {
      if (!could_apply(run, o, k) || run.practices[k].benefit <= 0) continue;
      ++suited;
      applied += run.state.stage[run.cell(o, k)] == Stage::applied;
    }
    shares.push_back(suited ? static_cast<float>(applied) / static_cast<float>(suited) : no_share);
  }
  return shares;
}

void Measures::adoption_rows(const Run& run, const Gathered& gathered, sim::Rows& rows) const {
  for (const auto& series : gathered.series) rows.emplace_back(series);
  std::array<int, stage_names.size()> at_least{};
  int pairs = 0;
  double sum = 0;
  for (std::uint32_t o : groups_[0].organisations)
    for (std::size_t k = 0; k < frame_.practices.size(); ++k) {
      if (!could_apply(run, o, k)) continue;
      sum += run.state.improvement[run.cell(o, k)];
      if (run.practices[k].benefit <= 0) continue;
      ++pairs;
      for (std::size_t s = 0; s <= static_cast<std::size_t>(run.state.stage[run.cell(o, k)]); ++s)
        ++at_least[s];
    }
  const auto final_share = [&](Stage stage) {
    return std::vector<double>{pairs ? static_cast<double>(at_least[static_cast<std::size_t>(stage)]) / pairs
                                     : missing};
  };
  rows.emplace_back(final_share(Stage::applied));
  rows.emplace_back(applied_by(run));
  rows.emplace_back(final_share(Stage::acquired));
  rows.emplace_back(final_share(Stage::aware));
  rows.emplace_back(std::vector<double>{sum});
  rows.emplace_back(gathered.years_to_applied);
  std::vector<double> each;
  for (std::uint32_t o : groups_[0].organisations) {
    double own = 0;
    for (std::size_t k = 0; k < frame_.practices.size(); ++k)
      if (could_apply(run, o, k)) own += run.state.improvement[run.cell(o, k)];
    const auto people = run.world.people.first[o + 1] - run.world.people.first[o];
    each.push_back(std::max(0.0, own) / people);
  }
  const bool anybody = std::any_of(each.begin(), each.end(), [](double own) { return own > 0; });
  rows.emplace_back(std::vector<double>{anybody ? boost::math::statistics::gini_coefficient(each) : missing});
  rows.emplace_back(
      std::vector<std::int32_t>(run.state.duplicates.values.begin(), run.state.duplicates.values.end()));
}

}  // namespace knowhow::public_services
