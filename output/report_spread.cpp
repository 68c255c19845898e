// How practices spread over time: medians, bands and a few single runs, for all practices together, for each,
// and by sector.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "output/report_parts.h"
#include "output/report_time.h"
#include "output/statistics.h"

namespace knowhow::output {

namespace {

constexpr std::size_t most_numbers_read = 48'000'000;  // of one series: some three seconds
constexpr std::size_t at_once = 1 << 23;
constexpr std::size_t single_runs = 3;

/// Shares of organisations that reached the last stage, as the mean over practices that a group could apply.
struct Together {
  std::vector<std::size_t> groups;  ///< which of the file's; the first is everybody
  std::size_t replicates = 0;       ///< as many as were read, the first ones
  std::size_t times = 0;
  std::vector<double> values;  ///< (group, scenario, replicate, time), in %
  std::span<const double> run(std::size_t group, std::size_t scenario, std::size_t replicate,
                              std::size_t scenarios) const {
    return {values.data() + ((group * scenarios + scenario) * replicates + replicate) * times, times};
  }
};

std::vector<std::size_t> groups_told(const ReportScene& scene) {
  const auto& names = words_of(scene.file.dimension("group"));
  for (const char* prefix : {"sector:", "kind:", "region:"}) {
    std::vector<std::size_t> found{0};
    for (std::size_t g = 1; g < names.size(); ++g)
      if (names[g].starts_with(prefix)) found.push_back(g);
    if (found.size() > 2) return found;
  }
  return {0};
}

Together read_together(const ReportScene& scene, const Times& times) {
  const std::size_t groups = scene.size("group"), practices = scene.size("practice"),
                    all_times = scene.size("time"), last_stage = scene.size("stage") - 1,
                    scenarios = scene.scenarios.size();
  const std::size_t of_replicate = scenarios * all_times * groups * practices;
  const auto counted = counted_practices(scene.file);
  Together together{groups_told(scene), 0, times.kept.size(), {}};
  together.replicates =
      std::min(scene.replicates, std::max<std::size_t>(most_numbers_read / of_replicate, 20));
  together.values.resize(together.groups.size() * scenarios * together.replicates * together.times);
  const std::size_t block = std::max<std::size_t>(at_once / of_replicate, 1);
  for (std::size_t first = 0; first < together.replicates; first += block) {
    const std::size_t count = std::min(block, together.replicates - first);
    const auto read =
        scene.file.read("organisations_at_stage", {{"replicate", first, count}, {"stage", last_stage, 1}});
    for (std::size_t s = 0; s < scenarios; ++s)
      for (std::size_t r = 0; r < count; ++r)
        for (std::size_t k = 0; k < together.times; ++k)
          for (std::size_t g = 0; g < together.groups.size(); ++g) {
            const double* of_practices =
                read.data() +
                (((s * count + r) * all_times + times.kept[k]) * groups + together.groups[g]) * practices;
            double sum = 0;
            int number = 0;
            for (std::size_t p = 0; p < practices; ++p)
              if (counted[p] && std::isfinite(of_practices[p])) sum += of_practices[p], ++number;
            together.values[((g * scenarios + s) * together.replicates + first + r) * together.times + k] =
                100 * sum / number;
          }
  }
  return together;
}

std::vector<ReportColumn> band_columns(const ReportScene& scene, const Times& times, ReportColumn first) {
  return {std::move(first),
          scene.scenario_column(),
          times.column(),
          number_column("q05", "5 %"),
          number_column("q25", "25 %"),
          number_column("q50", "median"),
          number_column("q75", "75 %"),
          number_column("q95", "95 %")};
}

template <class Time>
void band_row(ReportTable& table, const std::string& what, const std::string& scenario, const Time& time,
              const double* quantiles, double factor) {
  table.row(what, scenario, time, factor * quantiles[0], factor * quantiles[1], factor * quantiles[2],
            factor * quantiles[3], factor * quantiles[4]);
}

void add_bands(ReportTable& table, const std::string& what, const Together& together, std::size_t group,
               const ReportScene& scene, const Times& times) {
  for (std::size_t s = 0; s < scene.scenarios.size(); ++s)
    for (std::size_t k = 0; k < together.times; ++k) {
      std::vector<double> values;
      for (std::size_t r = 0; r < together.replicates; ++r)
        values.push_back(together.run(group, s, r, scene.scenarios.size())[k]);
      const Statistics found = statistics(values);
      times.visit(
          k, [&](const auto& time) { band_row(table, what, scene.scenarios[s], time, found.data() + 2, 1); });
    }
}

/// Quantiles of a series as the file's summary has them; `stretches` leave nothing but time.
void add_summary(ReportTable& table, const std::string& what, const std::string& variable,
                 std::vector<Stretch> stretches, double factor, const ReportScene& scene,
                 const Times& times) {
  const auto read = scene.file.read(variable, std::move(stretches), Group::summary);
  const std::size_t all_times = scene.size("time");
  for (std::size_t s = 0; s < scene.scenarios.size(); ++s)
    for (std::size_t k = 0; k < times.kept.size(); ++k) {
      double quantiles[5];
      for (std::size_t q = 0; q < 5; ++q)
        quantiles[q] = read[(s * statistic_names.size() + 2 + q) * all_times + times.kept[k]];
      times.visit(
          k, [&](const auto& time) { band_row(table, what, scene.scenarios[s], time, quantiles, factor); });
    }
}

void add_single_runs(ReportTable& table, const std::string& what, const Together& together,
                     const ReportScene& scene, const Times& times) {
  for (std::size_t s = 0; s < scene.scenarios.size(); ++s)
    for (std::size_t r = 0; r < std::min(single_runs, together.replicates); ++r)
      for (std::size_t k = 0; k < together.times; ++k)
        times.visit(k, [&](const auto& time) {
          table.row(what, scene.scenarios[s], static_cast<double>(r), time,
                    together.run(0, s, r, scene.scenarios.size())[k]);
        });
}

ReportTable runs_table(const ReportScene& scene, const Times& times) {
  return {"runs",
          "Single runs",
          {word_column("show", "what"), scene.scenario_column(), number_column("run", "run"), times.column(),
           number_column("value", "value")}};
}

constexpr const char* how_to_read =
    " The line is the median future; half of all futures lie in the dark band, nine in ten in the light one.";

void add_curves(const std::string& shown, const std::string& what, ReportTable bands, ReportTable runs,
                const ReportScene& scene, ReportCharts& charts) {
  if (scene.scenarios.size() > 2)
    charts.push_back({"medians",
                      "medians.json",
                      "How far it spreads",
                      "The median future of every scenario: " + what + ".",
                      "Line chart over time: the median of each scenario.",
                      {},
                      {{"show", "Show", shown}},
                      "curves"});
  charts.push_back({"curves",
                    "curves.json",
                    scene.scenarios.size() > 1 ? "How sure that is" : "How far it spreads",
                    what + "." + how_to_read + " Thin lines are a few single futures.",
                    "Line chart over time with bands of the middle 50 % and 90 % of futures: the chosen "
                    "scenario and the baseline.",
                    {std::move(bands), std::move(runs)},
                    {{"show", "Show", shown}, scene.scenario_choice()}});
  charts.back().lead[0] = static_cast<char>(std::toupper(charts.back().lead[0]));
}

void add_stage_curves(const ReportScene& scene, ReportCharts& charts) {
  const Times times(scene.file.dimension("time"));
  const Together together = read_together(scene, times);
  const std::string all = "all practices";
  const auto& stages = words_of(scene.file.dimension("stage"));
  std::string what = "the share of organisations at the stage \u201c" + stages.back() +
                     "\u201d, in %, of those to whom a practice could travel; every practice counts the same";
  std::string some;
  if (together.replicates < scene.replicates)
    some = " Bands and medians of all practices together are of the first " +
           std::to_string(together.replicates) + " of " + std::to_string(scene.replicates) + " futures.";

  ReportTable bands("table", "Quantiles over futures, in %",
                    band_columns(scene, times, word_column("show", "practice")));
  add_bands(bands, all, together, 0, scene, times);
  const auto& practices = words_of(scene.file.dimension("practice"));
  const auto counted = counted_practices(scene.file);
  for (std::size_t p = 0; p < practices.size(); ++p)
    if (counted[p])
      add_summary(bands, practices[p], "organisations_at_stage",
                  {{"group", 0, 1}, {"practice", p, 1}, {"stage", stages.size() - 1, 1}}, 100, scene, times);
  ReportTable runs = runs_table(scene, times);
  add_single_runs(runs, all, together, scene, times);
  add_curves(all, what, std::move(bands), std::move(runs), scene, charts);
  charts.back().lead += some;

  if (together.groups.size() < 2) return;
  const auto& groups = words_of(scene.file.dimension("group"));
  ReportTable sectors("table", "Quantiles over futures, in %",
                      band_columns(scene, times, word_column("group", "group")));
  for (std::size_t g = 1; g < together.groups.size(); ++g) {
    std::string name = groups[together.groups[g]];
    name = name.substr(name.find(':') + 1);
    std::replace(name.begin(), name.end(), '_', ' ');
    add_bands(sectors, name, together, g, scene, times);
  }
  std::string kind = groups[together.groups[1]];
  kind = kind.substr(0, kind.find(':'));
  charts.push_back({"groups",
                    "groups.json",
                    "By " + kind,
                    "The same, all practices together, " + kind + " by " + kind + "." + how_to_read + some,
                    "Small line charts, one a " + kind + ": the chosen scenario and the baseline with bands.",
                    {sectors},
                    {scene.scenario_choice()}});
}

void add_plain_curves(const ReportScene& scene, ReportCharts& charts) {
  const Times times(scene.file.dimension("time"));
  ReportTable bands("table", "Quantiles over futures",
                    band_columns(scene, times, word_column("show", "measure")));
  ReportTable runs = runs_table(scene, times);
  const std::size_t all_times = scene.size("time"), few = std::min(single_runs, scene.replicates);
  std::string first;
  for (const auto& variable : scene.file.layout().variables) {
    if (variable.dimensions != std::vector<std::string>{"time"} || variable.type == sim::Type::text) continue;
    const std::string name = variable.long_name.empty() ? variable.name : variable.long_name;
    if (first.empty()) first = name;
    add_summary(bands, name, variable.name, {}, 1, scene, times);
    const auto read = scene.file.read(variable.name, {{"replicate", 0, few}});
    for (std::size_t s = 0; s < scene.scenarios.size(); ++s)
      for (std::size_t r = 0; r < few; ++r)
        for (std::size_t k = 0; k < times.kept.size(); ++k)
          times.visit(k, [&](const auto& time) {
            runs.row(name, scene.scenarios[s], static_cast<double>(r), time,
                     read[(s * few + r) * all_times + times.kept[k]]);
          });
  }
  if (!first.empty())
    add_curves(first, "what is chosen below, over time", std::move(bands), std::move(runs), scene, charts);
}

}  // namespace

void add_spread(const ReportScene& scene, ReportCharts& charts) {
  if (scene.has("organisations_at_stage", {"time", "group", "practice", "stage"}))
    add_stage_curves(scene, charts);
  else if (std::any_of(scene.file.layout().dimensions.begin(), scene.file.layout().dimensions.end(),
                       [](const auto& dimension) { return dimension.name == "time"; }))
    add_plain_curves(scene, charts);
}

}  // namespace knowhow::output
