// R of a practice: how many further organisations one that applies it brings to apply it, and when that is
// enough for the practice to sustain its own spread.
#include <algorithm>
#include <cmath>

#include "output/next_generation.h"
#include "output/report_parts.h"

namespace knowhow::output {

namespace {

constexpr std::size_t most_blocks = 20;  // of the jackknife
constexpr std::size_t most_at_once = 1 << 22;
const std::string all_practices = "all practices together";

/// Of each practice, and behind them of all together: (scenario, practice, block).
struct Counted {
  std::size_t practices = 0, kinds = 0;
  std::vector<std::vector<Reproduction>> cells;
  const std::vector<Reproduction>& of(std::size_t scenario, std::size_t practice) const {
    return cells[scenario * (practices + 1) + practice];
  }
};

Counted count(const ReportScene& scene, const std::vector<bool>& counted) {
  Counted all{scene.size("practice"), scene.size("applying_kind"), {}};
  const std::size_t scenarios = scene.scenarios.size(), size = all.kinds * all.kinds,
                    of_replicate = scenarios * all.practices * size,
                    blocks = std::min(most_blocks, scene.replicates),
                    at_once = std::max<std::size_t>(1, most_at_once / of_replicate);
  const Reproduction none{std::vector<double>(size), std::vector<double>(size)};
  all.cells.assign(scenarios * (all.practices + 1), std::vector<Reproduction>(blocks, none));
  for (std::size_t first = 0; first < scene.replicates; first += at_once) {
    const std::size_t number = std::min(at_once, scene.replicates - first);
    const std::vector<Stretch> some{{"replicate", first, number}};
    const auto read = scene.file.read({{"brought_between", some}, {"exposure_between", some}});
    for (std::size_t s = 0; s < scenarios; ++s)
      for (std::size_t r = 0; r < number; ++r)
        for (std::size_t k = 0; k < all.practices; ++k) {
          if (!counted[k]) continue;
          const std::size_t at = ((s * number + r) * all.practices + k) * size,
                            block = (first + r) * blocks / scene.replicates;
          const auto stretch = [&](const std::vector<double>& values) {
            const auto begin = values.begin() + static_cast<std::ptrdiff_t>(at);
            return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(size));
          };
          const Reproduction run{stretch(read[0]), stretch(read[1])};
          all.cells[s * (all.practices + 1) + k][block] += run;
          all.cells[s * (all.practices + 1) + all.practices][block] += run;
        }
  }
  return all;
}

/// Length of the run to the next whole year, and at least one.
double years_of(const ReportScene& scene) {
  const auto& time = scene.file.dimension("time");
  double last = 0;
  if (const auto* days = std::get_if<std::vector<std::int32_t>>(&time.coordinate)) last = days->back();
  if (const auto* days = std::get_if<std::vector<double>>(&time.coordinate)) last = days->back();
  return std::max(1.0, std::round(last / 365.25));
}

std::string in_years(double years) { return figure(years, 0) + (years == 1 ? " year" : " years"); }

ReportTable table_of_growth(const ReportScene& scene, const std::vector<bool>& counted, double years,
                            std::vector<std::vector<Growth>>& found) {
  ReportTable table("table",
                    "R: how many one organisation that applies it brings to apply it in " + in_years(years),
                    {word_column("practice", "practice"), scene.scenario_column(), number_column("r", "R"),
                     number_column("low", "95 % interval from"), number_column("high", "to"),
                     number_column("needed", "years until one has brought one"),
                     number_column("origin", "brought by the origin, a run"),
                     number_column("first", "came to apply it, a run"),
                     number_column("since", "each of these brought within the run")});
  const Counted all = count(scene, counted);
  const auto& practices = words_of(scene.file.dimension("practice"));
  const auto by = scene.means("brought_by"), first = scene.means("first_applied"),
             since = scene.means("brought_since");
  const std::size_t bringers = scene.size("bringer"), model_years = scene.size("year");
  found.assign(scene.scenarios.size(), {});
  for (std::size_t k = 0; k <= practices.size(); ++k) {
    const std::size_t at = (k + practices.size()) % (practices.size() + 1);  // all together come first
    const bool all_of_them = at == practices.size();
    if (!all_of_them && !counted[at]) continue;
    for (std::size_t s = 0; s < scene.scenarios.size(); ++s) {
      const Growth growing = growth(all.of(s, at), all.kinds);
      double came = 0, brought = 0, origin = 0;
      for (std::size_t p = 0; p < practices.size(); ++p) {
        if (!counted[p] || (!all_of_them && p != at)) continue;
        origin += by[(s * practices.size() + p) * bringers];
        for (std::size_t y = 0; y < model_years; ++y)
          came += first[(s * model_years + y) * practices.size() + p],
              brought += since[(s * model_years + y) * practices.size() + p];
      }
      if (!all_of_them) found[s].push_back(growing);
      table.row(all_of_them ? all_practices : practices[at], scene.scenarios[s], years * growing.rate,
                years * growing.low, years * growing.high, 1 / growing.rate, origin, came, brought / came);
    }
  }
  return table;
}

ReportTable table_of_bringers(const ReportScene& scene, const std::vector<bool>& counted) {
  ReportTable table("bringers", "What had brought those that came to apply it, mean over futures",
                    {word_column("practice", "practice"), scene.scenario_column(),
                     word_column("bringer", "brought by"), number_column("brought", "organisations, a run")});
  const auto& practices = words_of(scene.file.dimension("practice"));
  const auto& bringers = words_of(scene.file.dimension("bringer"));
  const auto by = scene.means("brought_by");
  for (std::size_t p = 0; p < practices.size(); ++p)
    for (std::size_t s = 0; counted[p] && s < scene.scenarios.size(); ++s)
      for (std::size_t b = 0; b < bringers.size(); ++b)
        table.row(practices[p], scene.scenarios[s], bringers[b],
                  by[(s * practices.size() + p) * bringers.size() + b]);
  return table;
}

/// How many practices sustain their own spread in each scenario that is named.
std::string sentence(const ReportScene& scene, const std::vector<std::vector<Growth>>& found, double years) {
  const auto above = [&](std::size_t s) {
    return std::to_string(std::count_if(found[s].begin(), found[s].end(),
                                        [&](const Growth& each) { return years * each.rate > 1; })) +
           " of " + std::to_string(found[s].size()) + " practices";
  };
  std::string text = "With nothing changed, R is above 1 for " + above(0);
  const auto chosen = static_cast<std::size_t>(
      std::find(scene.scenarios.begin(), scene.scenarios.end(), scene.chosen) - scene.scenarios.begin());
  if (chosen != 0) text += "; with \u201c" + scene.chosen + "\u201d for " + above(chosen);
  return text + ".";
}

}  // namespace

void add_reproduction(const ReportScene& scene, ReportCharts& charts) {
  const std::vector<std::string> between{"practice", "brought_kind", "applying_kind"};
  if (!scene.has("brought_between", between) || !scene.has("exposure_between", between) ||
      !scene.has("brought_by", {"practice", "bringer"}) ||
      !scene.has("brought_since", {"year", "practice"}) || !scene.has("first_applied", {"year", "practice"}))
    return;
  const auto counted = counted_practices(scene.file);
  if (std::none_of(counted.begin(), counted.end(), [](bool each) { return each; })) return;
  const double years = years_of(scene);
  std::vector<std::vector<Growth>> found;
  ReportTable table = table_of_growth(scene, counted, years, found);
  charts.push_back(
      {"reproduction",
       "reproduction.json",
       "Does a practice sustain its own spread?",
       "R: how many further organisations one that has come to apply a practice would bring to apply it in " +
           in_years(years) +
           ", were it the only one that does; with 95\u00a0% intervals. Above 1 each brings at least one "
           "further, so that the practice goes on by itself; below 1 it needs somebody to carry it, as its "
           "origin, which is told apart in the table, or a programme. " +
           sentence(scene, found, years),
       "Dot plot: R of each practice with its 95 % interval, for the chosen scenario and the baseline, and a "
       "line at 1, from which a practice sustains its own spread.",
       {std::move(table), table_of_bringers(scene, counted)},
       {scene.scenario_choice()}});
}

}  // namespace knowhow::output
