// Pictures of a sweep: what matters, two parameters at a time, and whether an advantage holds up.
#include "app/sweep_charts.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "app/value_of_information.h"
#include "studies/prim.h"
#include "studies/sensitivity.h"

namespace knowhow::app {

namespace {

using output::number_column;
using output::word_column;

constexpr std::size_t resamples = 200;
constexpr std::size_t classes = 6;        // of a parameter in the heat map
constexpr std::size_t most_told = 4;      // parameters whose pairs the heat map has
constexpr std::size_t most_points = 400;  // of a scenario that are drawn one by one

std::string titled(const SweepResults::Shown& shown) {
  return shown.unit.empty() ? shown.name : shown.name + ", " + shown.unit;
}

/// The points in the order of a parameter's values; those without an outcome are left out.
std::vector<std::size_t> in_order(const SweepResults& results, std::size_t parameter,
                                  const std::vector<double>& outputs) {
  std::vector<std::size_t> order;
  for (std::size_t point = 0; point < outputs.size(); ++point)
    if (!std::isnan(outputs[point])) order.push_back(point);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return results.values()[a * results.parameters().size() + parameter] <
           results.values()[b * results.parameters().size() + parameter];
  });
  return order;
}

struct Swing {
  double low = std::nan(""), high = std::nan("");  ///< mean outcome at the lowest and the highest values
  double index = std::nan(""), least = std::nan(""), most = std::nan("");
};

/// Means over the lowest and the highest quarter of a parameter's points; with ties, over all that tie.
Swing swing_of(const SweepResults& results, std::size_t parameter, const std::vector<double>& outputs) {
  const auto order = in_order(results, parameter, outputs);
  if (order.empty()) return {};
  const auto value = [&](std::size_t place) {
    return results.values()[order[place] * results.parameters().size() + parameter];
  };
  const std::size_t quarter = std::max<std::size_t>(1, order.size() / 4);
  const auto mean = [&](auto&& belongs) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < order.size(); ++i)
      if (belongs(value(i))) sum += outputs[order[i]], ++count;
    return sum / static_cast<double>(count);
  };
  const double low = value(quarter - 1), high = value(order.size() - quarter);
  return {mean([&](double v) { return v <= low; }), mean([&](double v) { return v >= high; })};
}

/// How much each parameter matters, by the method that the design allows.
struct Index {
  std::string name, method;
};

Index index_of(const SweepResults& results) {
  if (results.design() == "saltelli")
    return {"total Sobol index",
            "the share of variance that a parameter explains, alone and together with others "
            "(Jansen 1999)"};
  if (results.design() == "morris")
    return {"mu*", "the mean size of its elementary effects (Campolongo and others 2007)"};
  return {"share of variance", "the share of variance that it explains alone (Plischke and others 2013)"};
}

std::vector<Swing> swings(const SweepResults& results, const std::vector<double>& outputs) {
  const std::size_t number = results.parameters().size();
  std::vector<Swing> found(number);
  for (std::size_t p = 0; p < number; ++p) found[p] = swing_of(results, p, outputs);
  std::vector<studies::Estimate> indices;
  if (results.failed() + results.missing() == 0) try {
      indices =
          results.design() == "saltelli"
              ? studies::sobol_indices(outputs, number, resamples, results.seed()).total
          : results.design() == "morris"
              ? studies::morris_effects(results.cube(), outputs, resamples, results.seed()).mu_star_interval
              : studies::feature_ranking(results.values(), number, outputs, resamples, results.seed()).share;
    } catch (const std::invalid_argument&) {
      // Outcomes that do not differ, or too few points: there is nothing to tell.
    }
  for (std::size_t p = 0; p < indices.size(); ++p)
    found[p].index = indices[p].value, found[p].least = indices[p].least, found[p].most = indices[p].most;
  return found;
}

/// Parameters by how far the outcome swings with them, the furthest first.
std::vector<std::size_t> ranked(const std::vector<Swing>& swings) {
  std::vector<std::size_t> order(swings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto width = [&](std::size_t p) {
    const double swing = std::abs(swings[p].high - swings[p].low);
    return std::isnan(swing) ? 0 : swing;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return width(a) > width(b); });
  return order;
}

/// A parameter cut into classes of equal width, or at its own few values.
struct Cut {
  std::vector<std::string> names;
  std::vector<std::size_t> of_point;
};

Cut cut(const SweepResults& results, std::size_t parameter) {
  const auto& facts = results.parameters()[parameter];
  const auto value = [&](std::size_t point) {
    return results.values()[point * results.parameters().size() + parameter];
  };
  std::vector<double> distinct;
  for (std::size_t point = 0; point < results.points(); ++point) distinct.push_back(value(point));
  std::sort(distinct.begin(), distinct.end());
  const double least = distinct.front(), most = distinct.back();
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  const bool percent = facts.unit == "share";
  const auto told = [&](double number) {
    return percent ? three_digits(100 * number) : three_digits(number);
  };
  Cut made;
  if (distinct.size() <= classes + 2) {
    for (const double each : distinct)
      made.names.push_back(facts.words.empty() ? told(each) + (percent ? " %" : "")
                                               : facts.words.at(static_cast<std::size_t>(each)));
    for (std::size_t point = 0; point < results.points(); ++point)
      made.of_point.push_back(static_cast<std::size_t>(
          std::lower_bound(distinct.begin(), distinct.end(), value(point)) - distinct.begin()));
    return made;
  }
  const double width = (most - least) / classes;
  for (std::size_t c = 0; c < classes; ++c) {
    const auto at = static_cast<double>(c);
    made.names.push_back(told(least + at * width) + " to " + told(least + (at + 1) * width) +
                         (percent ? " %" : ""));
  }
  for (std::size_t point = 0; point < results.points(); ++point)
    made.of_point.push_back(std::min(classes - 1, static_cast<std::size_t>((value(point) - least) / width)));
  return made;
}

}  // namespace

std::vector<SweepOutcome> outcomes_of(const SweepResults& results) {
  std::vector<SweepOutcome> outcomes;
  for (const auto& variable : results.scalars()) {
    const auto shown = results.shown(variable);
    SweepOutcome outcome{variable, titled(shown), {}};
    for (std::size_t s = 0; s < results.scenarios().size(); ++s) {
      outcome.values.push_back(results.means(variable, s));
      for (double& value : outcome.values.back()) value *= shown.factor;
    }
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

output::ReportChart tornado_of(const SweepResults& results, const std::vector<SweepOutcome>& outcomes,
                               std::vector<std::size_t>& first_ranked) {
  const Index index = index_of(results);
  output::ReportTable table(
      "table", "Mean outcome over the quarter of points where a parameter is lowest, and where it is highest",
      {word_column("outcome", "outcome"), word_column("scenario", "scenario", results.scenarios()),
       word_column("parameter", "parameter"), number_column("low", "where it is lowest"),
       number_column("high", "where it is highest"), number_column("middle", "over all points"),
       number_column("index", index.name), number_column("least", "95 % interval from"),
       number_column("most", "to")});
  for (const auto& outcome : outcomes)
    for (std::size_t s = 0; s < results.scenarios().size(); ++s) {
      const auto& outputs = outcome.values[s];
      const auto found = swings(results, outputs);
      const auto order = ranked(found);
      if (first_ranked.empty()) first_ranked = order;
      double sum = 0;
      std::size_t count = 0;
      for (const double output : outputs)
        if (!std::isnan(output)) sum += output, ++count;
      for (const std::size_t p : order)
        table.row(outcome.title, results.scenarios()[s], results.parameters()[p].path, found[p].low,
                  found[p].high, sum / static_cast<double>(count), found[p].index, found[p].least,
                  found[p].most);
    }
  const bool incomplete = results.failed() + results.missing() > 0;
  return {"tornado",
          "tornado.json",
          "What matters most",
          "How far the outcome swings: its mean over the quarter of the points where a number is lowest "
          "(grey) and "
          "where it is highest (blue), all others varying as they may. The table also has the " +
              index.name + ": " + index.method +
              (incomplete
                   ? "; not here, as runs failed or are missing and what is left is no sample of its design."
                   : ", with 95\u00a0% intervals."),
          "Tornado diagram: for each parameter a bar from the mean outcome at its lowest to that at its "
          "highest values.",
          {std::move(table)},
          {{"outcome", "Outcome", outcomes[0].title}, {"scenario", "Scenario", results.scenarios()[0]}}};
}

void add_heat(const SweepResults& results, const std::vector<SweepOutcome>& outcomes,
              const std::vector<std::size_t>& order, std::vector<output::ReportChart>& charts) {
  const std::size_t told = std::min(most_told, order.size());
  if (told < 2) return;
  output::ReportTable table(
      "table", "Mean outcome by the values of two parameters",
      {word_column("outcome", "outcome"), word_column("scenario", "scenario", results.scenarios()),
       word_column("pair", "parameters"), word_column("across", "across"), word_column("up", "up"),
       word_column("x", "value across"), word_column("y", "value up"), number_column("mean", "mean outcome"),
       number_column("points", "points")});
  std::vector<Cut> cuts;
  for (std::size_t i = 0; i < told; ++i) cuts.push_back(cut(results, order[i]));
  const auto pair_of = [&](std::size_t a, std::size_t b) {
    return results.parameters()[order[a]].path + " and " + results.parameters()[order[b]].path;
  };
  for (const auto& outcome : outcomes)
    for (std::size_t s = 0; s < results.scenarios().size(); ++s)
      for (std::size_t a = 0; a < told; ++a)
        for (std::size_t b = a + 1; b < told; ++b) {
          const std::size_t wide = cuts[a].names.size(), high = cuts[b].names.size();
          std::vector<double> sums(wide * high), counts(wide * high);
          for (std::size_t point = 0; point < results.points(); ++point) {
            const double value = outcome.values[s][point];
            if (std::isnan(value)) continue;
            const std::size_t cell = cuts[b].of_point[point] * wide + cuts[a].of_point[point];
            sums[cell] += value, ++counts[cell];
          }
          for (std::size_t y = high; y-- > 0;)
            for (std::size_t x = 0; x < wide; ++x)
              table.row(outcome.title, results.scenarios()[s], pair_of(a, b),
                        results.parameters()[order[a]].path, results.parameters()[order[b]].path,
                        cuts[a].names[x], cuts[b].names[y], sums[y * wide + x] / counts[y * wide + x],
                        counts[y * wide + x]);
        }
  charts.push_back({"heat",
                    "heat.json",
                    "Two at a time",
                    "The mean outcome by the values of two of the parameters that matter most, all others "
                    "varying as they may. "
                    "Where no point lies, the field is empty.",
                    "Heat map: the mean outcome by the values of two parameters.",
                    {std::move(table)},
                    {{"outcome", "Outcome", outcomes[0].title},
                     {"scenario", "Scenario", results.scenarios()[0]},
                     {"pair", "Parameters", pair_of(0, 1)}}});
}

void add_advantage(const SweepResults& results, const Question& question,
                   std::vector<output::ReportChart>& charts) {
  const auto& scenarios = results.scenarios();
  const std::string unit =
      question.unit.empty() ? "" : ", " + (question.unit == "%" ? std::string("points") : question.unit);
  output::ReportTable table(
      "table", "By " + question.name + ", over all points",
      {word_column("scenario", "scenario", scenarios), number_column("mean", "mean"),
       number_column("difference", "mean difference" + unit),
       number_column("better", "points where it is more, %"),
       number_column("best", "points where no other is more, %"), number_column("regret", "mean regret"),
       number_column("regret_90", "90 % regret")});
  output::ReportTable dots("dots", "Differences from " + scenarios[0] + ", point by point",
                           {word_column("scenario", "scenario", scenarios), number_column("point", "point"),
                            number_column("difference", "difference" + unit)});
  std::vector<double> outcomes(results.points() * scenarios.size());
  for (std::size_t s = 0; s < scenarios.size(); ++s) {
    const auto values = results.means(question.variable, s);
    for (std::size_t point = 0; point < values.size(); ++point)
      outcomes[point * scenarios.size() + s] = question.factor * values[point];
  }
  const auto held = studies::robustness(outcomes, scenarios.size(), question.threshold);
  const std::size_t every = std::max<std::size_t>(1, (results.points() + most_points - 1) / most_points);
  for (std::size_t s = 0; s < scenarios.size(); ++s) {
    double sum = 0, more = 0, count = 0;
    for (std::size_t point = 0; point < results.points(); ++point) {
      const double difference = outcomes[point * scenarios.size() + s] - outcomes[point * scenarios.size()];
      if (std::isnan(difference)) continue;
      sum += difference, more += difference > 0, ++count;
      if (s > 0 && point % every == 0) dots.row(scenarios[s], static_cast<double>(point), difference);
    }
    table.row(scenarios[s], held[s].mean, sum / count, 100 * more / count, 100 * held[s].best,
              held[s].mean_regret, held[s].regret_90);
  }
  charts.push_back(
      {"advantage",
       "advantage.json",
       "Does the advantage hold up?",
       "Each mark is a point of the sweep, one state of what is not known: how much more a scenario has "
       "there than " +
           scenarios[0] +
           ". Left of zero its advantage fails. The dot is the mean. Regret is how far it is behind the best "
           "of the same point.",
       "Strip plot: the difference of each scenario from the first at every point, with the mean.",
       {std::move(table), std::move(dots)}});
}

std::string add_worth(const SweepResults& results, const Question& question,
                      std::vector<output::ReportChart>& charts) {
  if (!no_decision(results).empty() || results.failed() + results.missing() > 0) return {};
  studies::ValueOfInformation found;
  try {
    found = value_of_information_in(results, question.variable, !question.below);
  } catch (const std::invalid_argument&) {
    return {};  // `knowhow sensitivity --value-of-information` says why
  }
  const std::string unit = question.unit.empty() ? "" : ", " + question.unit;
  output::ReportTable table(
      "table", "What knowing one number before choosing would bring: " + question.name,
      {word_column("parameter", "parameter"), number_column("worth", "worth" + unit),
       number_column("low", "less a standard error"), number_column("high", "with a standard error more"),
       number_column("chance", "by chance"), word_column("best", "best choice")});
  const auto order = by_worth(found);
  const std::string& best = results.scenarios()[found.best];
  std::string worth_knowing;
  for (const std::size_t p : order) {
    const auto& of = found.parameters[p];
    const bool tells = is_worth_knowing(of);
    const std::string choice = choices_in_words(results, results.parameters()[p], of.best);
    table.row(results.parameters()[p].path, of.value, std::max(0.0, of.value - of.error), of.value + of.error,
              of.chance, tells || of.best.size() == 1 ? choice : best + "; no sign that it depends on this");
    if (tells && of.best.size() > 1 && worth_knowing.empty())
      worth_knowing = results.parameters()[p].path + " (" + choice + ")";
  }
  charts.push_back(
      {"worth",
       "worth.json",
       "What would it be worth to know?",
       std::string("How much ") + (question.below ? "more" : "less") + " of \u201c" + question.name +
           "\u201d the best choice would bring on average if one number were known before choosing (expected "
           "value "
           "of partial perfect information: Strong, Oakley and Brennan 2014), with its standard error. A bar "
           "that does not reach its tick "
           "is no sign of anything: luck reaches as far in 95\u00a0% of shuffled points. Knowing "
           "everything would bring " +
           three_digits(found.perfect) + (question.unit.empty() ? "" : " " + question.unit) + ".",
       "Bar chart: for each parameter what knowing it before choosing a scenario would bring.",
       {std::move(table)}});
  if (found.elsewhere == 0) return "On average " + best + " is best, and at every point as good as any.";
  return "On average " + best + " is best; at " + in_percent(found.elsewhere) +
         " of the points another is. " +
         (worth_knowing.empty() ? "No single number that is not known shows a sign of changing that choice."
                                : "Most worth knowing before choosing: " + worth_knowing + ".");
}

}  // namespace knowhow::app
