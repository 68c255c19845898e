// How far organisations and people come: the funnel, where, and when a survey could have noticed.
#include <algorithm>
#include <cmath>

#include "output/report_parts.h"
#include "output/report_time.h"

namespace knowhow::output {

namespace {

const std::vector<std::string> of_stages{"time", "group", "practice", "stage"};

/// Share at a stage or beyond, the mean over counted practices and over replicates: (scenario, time, group,
/// stage). The times are those of the stretch.
std::vector<double> reached(const ReportScene& scene, const std::string& variable, Stretch time,
                            Stretch group) {
  const std::size_t scenarios = scene.scenarios.size(), practices = scene.size("practice"),
                    stages = scene.size("stage");
  const auto read = scene.means(variable, {time, group});
  const auto counted = counted_practices(scene.file);
  std::vector<double> shares(scenarios * time.count * group.count * stages);
  for (std::size_t at = 0; at < scenarios * time.count * group.count; ++at) {
    double beyond = 0;
    for (std::size_t stage = stages; stage-- > 0;) {
      double sum = 0;
      int number = 0;
      for (std::size_t p = 0; p < practices; ++p) {
        const double value = read[(at * practices + p) * stages + stage];
        if (counted[p] && std::isfinite(value)) sum += value, ++number;
      }
      beyond += sum / number;
      shares[at * stages + stage] = beyond;
    }
  }
  return shares;
}

/// `acquired or beyond`; the last stage is its own end.
std::string or_beyond(const std::vector<std::string>& stages, std::size_t stage) {
  return stage + 1 == stages.size() ? stages[stage] : stages[stage] + " or beyond";
}

}  // namespace

void add_funnel(const ReportScene& scene, ReportCharts& charts) {
  if (!scene.has("organisations_at_stage", of_stages)) return;
  const auto& stages = words_of(scene.file.dimension("stage"));
  const auto shares =
      reached(scene, "organisations_at_stage", {"time", scene.size("time") - 1, 1}, {"group", 0, 1});
  ReportTable table(
      "table", "Share of organisations at each stage or beyond at the end, mean over futures",
      {word_column("stage", "stage"), scene.scenario_column(), number_column("share", "share, %")});
  for (std::size_t stage = 1; stage < stages.size(); ++stage)
    for (std::size_t s = 0; s < scene.scenarios.size(); ++s)
      table.row(or_beyond(stages, stage), scene.scenarios[s], 100 * shares[s * stages.size() + stage]);
  charts.push_back({"funnel",
                    "funnel.json",
                    "How far they come",
                    "Of 100 organisations to whom a practice could travel: how many have come so far by the "
                    "end, on average over futures and over practices, each of which counts the same.",
                    "Bar chart: the share of organisations that reached each stage, for the chosen scenario "
                    "and the baseline.",
                    {table},
                    {scene.scenario_choice()}});
}

void add_places(const ReportScene& scene, ReportCharts& charts) {
  if (!scene.has("organisations_at_stage", of_stages)) return;
  const auto& groups = words_of(scene.file.dimension("group"));
  const std::size_t stages = scene.size("stage");
  const auto shares = reached(scene, "organisations_at_stage", {"time", scene.size("time") - 1, 1},
                              {"group", 0, groups.size()});
  ReportTable table(
      "table", "Share of organisations that reached the last stage by the end, mean over futures",
      {word_column("by", "by"), word_column("group", "group"), scene.scenario_column(),
       number_column("share", "share, %"), number_column("more", "more than baseline, points")});
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const auto colon = groups[g].find(':');
    if (colon == std::string::npos) continue;
    for (std::size_t s = 0; s < scene.scenarios.size(); ++s) {
      const double share = 100 * shares[(s * groups.size() + g) * stages + stages - 1];
      const double base = 100 * shares[g * stages + stages - 1];
      if (std::isfinite(share))
        table.row(groups[g].substr(0, colon), in_words(groups[g].substr(colon + 1)), scene.scenarios[s],
                  share, share - base);
    }
  }
  const auto& by = table.columns[0].words;
  if (by.empty()) return;
  charts.push_back({"places",
                    "places.json",
                    "Where it arrives",
                    "The share of organisations that apply a practice at the end, in %, place by place and "
                    "scenario by scenario.",
                    "Heat map: the share at the end, by group and scenario.",
                    {table},
                    {{"by", "By", by.back()}}});
}

void add_evaluator(const ReportScene& scene, ReportCharts& charts) {
  if (!scene.has("people_at_stage", of_stages) || scene.scenarios.size() < 2) return;
  const auto& stages = words_of(scene.file.dimension("stage"));
  const Times times(scene.file.dimension("time"));
  const std::size_t all_times = scene.size("time");
  const auto shares = reached(scene, "people_at_stage", {"time", 0, all_times}, {"group", 0, 1});
  const std::string never = "not within the run";
  ReportTable table("table", "When a survey could first have noticed the difference",
                    {word_column("asked", "people asked, in each of the two futures"),
                     word_column("stage", "asked whether they are"), scene.scenario_column(), times.column(),
                     word_column("noticed", "noticed"), number_column("share", "share at the end, %"),
                     number_column("base", "baseline, %")});
  constexpr double level = 1.959964, power = 0.841621;  // two-sided 5 %, four times in five
  const std::size_t end = all_times - 1;
  for (const auto& size :
       {std::pair{100., "100"}, {300., "300"}, {1000., "1,000"}, {3000., "3,000"}, {10'000., "10,000"}})
    for (std::size_t stage = 1; stage < stages.size(); ++stage)
      for (std::size_t s = 1; s < scene.scenarios.size(); ++s) {
        const auto share = [&](std::size_t scenario, std::size_t time) {
          return shares[(scenario * all_times + time) * stages.size() + stage];
        };
        std::size_t noticed = 0;
        for (; noticed < times.kept.size(); ++noticed) {
          const double there = share(s, times.kept[noticed]), here = share(0, times.kept[noticed]);
          const double spread = std::sqrt((there * (1 - there) + here * (1 - here)) / size.first);
          if (std::abs(there - here) > (level + power) * spread && there != here) break;
        }
        const bool found = noticed < times.kept.size();
        times.visit(found ? noticed : times.kept.size() - 1, [&](const auto& time) {
          table.row(size.second, or_beyond(stages, stage), scene.scenarios[s], time, found ? "yes" : never,
                    100 * share(s, end), 100 * share(0, end));
        });
      }
  charts.push_back(
      {"evaluator",
       "evaluator.json",
       "When could an evaluator have noticed?",
       "Asks so many people in the future with the scenario, and as many in the same future without it, each "
       "about one practice of their field. The date is the first at which such a survey would find the "
       "difference at the 5\u00a0% level four times in five. Real surveys draw clusters and have no second "
       "future: "
       "they need more people, or more time.",
       "Dot plot: for each scenario the first date at which a survey of so many people could have noticed "
       "its "
       "effect.",
       {table},
       {{"asked", "People asked", "1,000"}, {"stage", "Whether they are", or_beyond(stages, 2)}}});
}

}  // namespace knowhow::output
