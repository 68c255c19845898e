// Reproduction: how many further organisations one that applies a practice brings to apply it, by what had
// taught these when they first came to (docs/model.md, R of a practice). Each counts as one, shared out.
#include <algorithm>
#include <numeric>

#include "models/public_services/lineage.h"
#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

namespace {

/// Places along the dimension `bringer`.
struct Bringer {
  enum : std::size_t { origin, others, idle, written, invention, nothing, number };
};
constexpr std::array<const char*, Bringer::number> bringer_names{
    "its origin",        "others that apply it", "organisations that do not apply it",
    "something written", "own invention",        "nothing from elsewhere"};

}  // namespace

void Measures::declare_reproduction() {
  using sim::Type;
  layout_.dimensions.push_back({"bringer",
                                std::vector<std::string>(bringer_names.begin(), bringer_names.end()),
                                {{"long_name", "what had brought an organisation to apply a practice"}}});
  layout_.dimensions.push_back({"brought_kind",
                                frame_.kinds,
                                {{"long_name", "kind of the organisations that are brought to apply it"}}});
  layout_.dimensions.push_back(
      {"applying_kind", frame_.kinds, {{"long_name", "kind of the organisations that apply it"}}});
  const std::string shared =
      "each organisation shared out by what its people had learned from elsewhere when it first came to "
      "apply "
      "the practice";
  layout_.variables.push_back({"first_applied",
                               Type::int32,
                               {"year", "practice"},
                               "organisations that first came to apply it in the year",
                               "1",
                               "of those that it suits, without its origin",
                               false});
  layout_.variables.push_back(
      {"brought_since",
       Type::float64,
       {"year", "practice"},
       "organisations that those who first applied it in the year brought to apply it",
       "1",
       shared + "; until the end of the run",
       false});
  layout_.variables.push_back({"brought_by",
                               Type::float64,
                               {"practice", "bringer"},
                               "organisations that came to apply it, by what had brought them",
                               "1",
                               shared,
                               false});
  const std::vector<std::string> between{"practice", "brought_kind", "applying_kind"};
  layout_.variables.push_back({"brought_between", Type::float64, between,
                               "organisations of one kind that those of another brought to apply it", "1",
                               shared + "; without what origins brought", false});
  layout_.variables.push_back(
      {"exposure_between", Type::float64, between,
       "years for which organisations of one kind, origins apart, applied it, each weighted by the "
       "share of the other kind that could still come to",
       "year", "brought_between divided by it is a rate of the next-generation matrix", false});
}

void Measures::reproduction_rows(const Run& run, sim::Rows& rows) const {
  const Lineage& lineage = *run.lineage;
  const std::size_t practices = frame_.practices.size(), kinds = frame_.kinds.size(),
                    years = static_cast<std::size_t>(frame_.plan.time.model_years());
  // The last step may end the run: what holds from then on belongs to the last year.
  const auto year_of = [&](int step) {
    return std::min(static_cast<std::size_t>(step / frame_.plan.time.steps_per_year), years - 1);
  };
  std::vector<std::int32_t> first(years * practices);
  std::vector<double> since(years * practices), by(practices * Bringer::number),
      between(practices * kinds * kinds), exposure(between.size());
  for (std::size_t k = 0; k < practices; ++k) {
    for (std::uint32_t o : groups_[0].organisations) {
      if (!lineage.counts(o, k) || lineage.first(o, k) < 0) continue;
      ++first[year_of(lineage.first(o, k)) * practices + k];
      const auto& gains = lineage.gains(o, k);
      const auto whole =
          std::accumulate(gains.begin(), gains.end(), std::int64_t{0},
                          [](std::int64_t sum, const Gain& gain) { return sum + gain.amount; });
      if (lineage.invented(o, k) || whole == 0) {
        ++by[k * Bringer::number + (lineage.invented(o, k) ? Bringer::invention : Bringer::nothing)];
        continue;
      }
      for (const Gain& gain : gains) {
        const double share = static_cast<double>(gain.amount) / static_cast<double>(whole);
        if (gain.from == Gain::written || !gain.applied) {
          by[k * Bringer::number + (gain.from == Gain::written ? Bringer::written : Bringer::idle)] += share;
          continue;
        }
        const bool from_origin = run.is_origin(gain.from, k);
        by[k * Bringer::number + (from_origin ? Bringer::origin : Bringer::others)] += share;
        if (from_origin) continue;
        since[year_of(lineage.first(gain.from, k)) * practices + k] += share;
        between[(k * kinds + frame_.organisations[o].kind) * kinds + frame_.organisations[gain.from].kind] +=
            share;
      }
    }
    for (std::size_t i = 0; i < kinds; ++i)
      for (std::size_t j = 0; j < kinds; ++j)
        exposure[(k * kinds + i) * kinds + j] = lineage.exposure(k, i, j);
  }
  rows.emplace_back(std::move(first));
  for (auto* values : {&since, &by, &between, &exposure}) rows.emplace_back(std::move(*values));
}

}  // namespace knowhow::public_services
