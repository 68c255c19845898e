#include "app/report_sweep.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "app/command.h"
#include "app/sweep_question.h"
#include "app/sweep_results.h"
#include "output/report_page.h"
#include "sim/problem.h"
#include "studies/prim.h"
#include "studies/sensitivity.h"

namespace knowhow::app {

namespace {

using output::escaped;
using output::number_column;
using output::word_column;

constexpr std::size_t resamples = 200;
constexpr std::size_t classes = 6;        // of a parameter in the heat map
constexpr std::size_t most_told = 4;      // parameters whose pairs the heat map has
constexpr std::size_t most_points = 400;  // of a scenario that are drawn one by one

std::string titled(const SweepResults::Shown& shown) {
  return shown.unit.empty() ? shown.name : shown.name + ", " + shown.unit;
}

/// Outcomes that differ between points, with their values in the unit shown: (scenario)(point).
struct Outcome {
  std::string variable, title;
  std::vector<std::vector<double>> values;
};

std::vector<Outcome> outcomes_of(const SweepResults& results) {
  std::vector<Outcome> outcomes;
  for (const auto& variable : results.scalars()) {
    const auto shown = results.shown(variable);
    Outcome outcome{variable, titled(shown), {}};
    for (std::size_t s = 0; s < results.scenarios().size(); ++s) {
      outcome.values.push_back(results.means(variable, s));
      for (double& value : outcome.values.back()) value *= shown.factor;
    }
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
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

output::ReportChart tornado(const SweepResults& results, const std::vector<Outcome>& outcomes,
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

void add_heat(const SweepResults& results, const std::vector<Outcome>& outcomes,
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

/// A box as rows: how much of each parameter's range it leaves. Returns its words.
std::string add_box(const SweepResults& results, const SweepBoxes& found, const studies::Box& box,
                    const std::string& what, const std::string& name, output::ReportTable& table) {
  const std::size_t number = results.parameters().size();
  for (std::size_t i = 0; i < found.columns.size(); ++i) {
    const std::size_t p = found.columns[i];
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (std::size_t point = 0; point < results.points(); ++point) {
      least = std::min(least, results.values()[point * number + p]);
      most = std::max(most, results.values()[point * number + p]);
    }
    const double from = std::max(least, box.limits[i].least), to = std::min(most, box.limits[i].most),
                 span = most > least ? most - least : 1;
    table.row(what, name, results.parameters()[p].path, from, to, 100 * (from - least) / span,
              100 * (to - least) / span, box.limits[i].restricts() ? "yes" : "no", 100 * box.density,
              100 * box.coverage, static_cast<double>(box.inside));
  }
  return in_words(results, found, box);
}

/// Boxes in words, as items of the answers; and drawn.
class Boxes {
 public:
  explicit Boxes(const SweepResults& results)
      : results_(results),
        table_(
            "table", "Boxes: within which values of each parameter",
            {word_column("what", "where"), word_column("box", "box"), word_column("parameter", "parameter"),
             number_column("from", "from"), number_column("to", "to"),
             number_column("from_share", "from, % of its range"),
             number_column("to_share", "to, % of its range"), word_column("limits", "limited"),
             number_column("density", "points inside that are such, %"),
             number_column("coverage", "of all such points, %"), number_column("inside", "points inside")}) {}

  /// The sentence that tells where `fact` holds.
  std::string add(const std::string& scenario, const std::string& fact, const SweepBoxes& found) {
    std::string text = "<li><span class=\"change\"><b>" + std::to_string(found.such) + "</b> <small>of " +
                       std::to_string(found.points) + " points</small></span><p><strong>" +
                       escaped(scenario) + ":</strong> " + escaped(fact) + " at " +
                       std::to_string(found.such) + " of " + std::to_string(found.points) + " points";
    if (found.boxes.empty())
      return text +
             (found.such == 0              ? ""
              : found.such == found.points ? ": everywhere"
                                           : "; no box tells from luck where") +
             ".</p></li>\n";
    text += ", most of all where";
    std::size_t number = 0;
    for (const auto& box : found.boxes) {
      const std::string words =
          add_box(results_, found, box, scenario + ": " + fact, "box " + std::to_string(number + 1), table_);
      text += (number++ ? "; or where " : " ") + escaped(words) + " (" + in_percent(box.density) +
              " of the points there, " + in_percent(box.coverage) + " of all such)";
    }
    return text + ".</p></li>\n";
  }

  void add_chart(std::vector<output::ReportChart>& charts) {
    if (table_.columns[0].words.empty()) return;
    const std::string first = table_.columns[0].words[0];
    charts.push_back({"boxes",
                      "boxes.json",
                      "Where that is",
                      "Boxes in the space of what is not known, by the patient rule induction method "
                      "(Friedman and Fisher 1999): of each "
                      "number's range the part that lies inside, from its least (left) to its most (right). "
                      "Numbers that a box limits are dark, those "
                      "that it leaves open are pale.",
                      "Range diagram: for each parameter the part of its range that lies inside the box.",
                      {std::move(table_)},
                      {{"what", "Where", first}}});
  }

 private:
  const SweepResults& results_;
  output::ReportTable table_;
};

/// Differences of the other scenarios from the first, point by point.
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

/// The worst quarter of the first outcome, over all scenarios, rounded to two digits.
Question worst_quarter(const SweepResults& results, const Outcome& outcome) {
  std::vector<double> all;
  for (const auto& values : outcome.values)
    for (const double value : values)
      if (!std::isnan(value)) all.push_back(value);
  if (all.empty()) throw sim::FileTrouble("no run of the sweep was finished");
  std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() / 4), all.end());
  const double quarter = all[all.size() / 4];
  const double digit = quarter == 0 ? 1 : std::pow(10.0, std::floor(std::log10(std::abs(quarter))) - 1);
  const auto shown = results.shown(outcome.variable);
  return {outcome.variable, shown.name, shown.unit, shown.factor, std::round(quarter / digit) * digit, true};
}

std::string provenance(const SweepResults& results, const std::string& file, const std::string& program) {
  const std::string name = file.substr(file.find_last_of('/') + 1);
  std::string text = "<dl>\n";
  const auto row = [&](const std::string& what, const std::string& value) {
    text += "<dt>" + escaped(what) + "</dt><dd>" + escaped(value) + "</dd>\n";
  };
  row("Sweep", name);
  row("Made", results.text_of("history"));
  row("By", results.text_of("version") + " (" + results.text_of("commit") + ")");
  row("Model", results.text_of("model"));
  row("Design", results.design() + ", " + std::to_string(results.points()) + " points, " +
                    std::to_string(results.replicates()) +
                    (results.replicates() == 1 ? " replicate" : " replicates") + " of each, seed " +
                    std::to_string(results.seed()));
  if (results.failed() + results.missing() > 0)
    row("Not finished", std::to_string(results.failed()) + " runs failed and " +
                            std::to_string(results.missing()) + " are missing");
  row("Digest of all runs", results.text_of("digest"));
  row("This page by", program);
  return text +
         "</dl>\n<details><summary>The sweep file, complete</summary><pre class=\"file\" tabindex=\"0\" "
         "aria-label=\"Sweep file\"><code>" +
         escaped(results.text_of("sweep_file")) + "</code></pre></details>\n";
}

output::ReportNote parameters_note(const SweepResults& results) {
  output::ReportNote note{
      "What varies", "Each between the ends of its range, at the points of the design.", {}};
  const std::size_t number = results.parameters().size();
  for (std::size_t p = 0; p < number; ++p) {
    const auto& facts = results.parameters()[p];
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (std::size_t point = 0; point < results.points(); ++point) {
      least = std::min(least, results.values()[point * number + p]);
      most = std::max(most, results.values()[point * number + p]);
    }
    std::string range;
    for (const auto& word : facts.words) range += (range.empty() ? "" : ", ") + word;
    if (facts.words.empty())
      range = (facts.unit == "share" ? in_percent(least) + " to " + in_percent(most)
                                     : three_digits(least) + " to " + three_digits(most) +
                                           (facts.unit == "1" || facts.unit.empty() ? "" : " " + facts.unit));
    note.rows.emplace_back(facts.path, std::string(facts.lever ? "decided: " : "not known: ") + range +
                                           (facts.meaning.empty() ? "" : "; " + facts.meaning));
  }
  return note;
}

}  // namespace

std::string sweep_page(const std::string& file, const std::string& where, const std::string& program) {
  const SweepResults results(file);
  const auto outcomes = outcomes_of(results);
  if (outcomes.empty())
    throw sim::FileTrouble(file +
                           ": holds no outcome of one number a run; name one in the sweep's `outcomes`");
  const Question question =
      where.empty() ? worst_quarter(results, outcomes[0]) : question_from(where, results);

  std::vector<output::ReportChart> charts;
  std::vector<std::size_t> order;
  if (!results.parameters().empty()) charts.push_back(tornado(results, outcomes, order));
  add_heat(results, outcomes, order, charts);
  Boxes boxes(results);
  std::string answers =
      "<p class=\"baseline\">The question here: where is it that " + escaped(in_words(question)) + "?" +
      (where.empty() ? " That is the worst quarter of all points; another is asked with <code>--where</code>."
                     : "") +
      "</p>\n<ol class=\"answers\">\n";
  const auto& scenarios = results.scenarios();
  for (std::size_t s = 0; s < scenarios.size(); ++s)
    answers += boxes.add(scenarios[s], in_words(question),
                         boxes_where(results, results.means(question.variable, s),
                                     [&](double output) { return question.holds(output); }));
  const auto first = results.means(question.variable, 0);
  for (std::size_t s = 1; s < scenarios.size(); ++s) {
    auto difference = results.means(question.variable, s);
    for (std::size_t point = 0; point < difference.size(); ++point) difference[point] -= first[point];
    answers += boxes.add(scenarios[s], "no more of \u201c" + question.name + "\u201d than " + scenarios[0],
                         boxes_where(results, difference, [](double output) { return output <= 0; }));
  }
  answers += "</ol>\n";
  boxes.add_chart(charts);
  if (scenarios.size() > 1) add_advantage(results, question, charts);
  return output::page_of({results.text_of("title"),
                          "What matters, where does it fail, and what holds up, whatever else is true?",
                          answers,
                          {parameters_note(results)},
                          provenance(results, file, program),
                          scenarios,
                          scenarios[0]},
                         charts);
}

}  // namespace knowhow::app
