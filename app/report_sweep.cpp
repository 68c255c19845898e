#include "app/report_sweep.h"

#include <algorithm>
#include <cmath>

#include "app/command.h"
#include "app/sweep_charts.h"
#include "output/report_page.h"
#include "sim/problem.h"
#include "studies/prim.h"

namespace knowhow::app {

namespace {

using output::escaped;
using output::number_column;
using output::word_column;

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

/// The lowest quarter of the first outcome, over all scenarios, rounded to two digits.
Question lowest_quarter(const SweepResults& results, const SweepOutcome& outcome) {
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
    if (value.empty()) return;
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
      where.empty() ? lowest_quarter(results, outcomes[0]) : question_from(where, results);

  std::vector<output::ReportChart> charts;
  std::vector<std::size_t> order;
  if (!results.parameters().empty()) charts.push_back(tornado_of(results, outcomes, order));
  add_heat(results, outcomes, order, charts);
  Boxes boxes(results);
  std::string answers =
      "<p class=\"baseline\">The question here: where is it that " + escaped(in_words(question)) + "?" +
      (where.empty()
           ? " That is the lowest quarter of all points; another is asked with <code>--where</code>."
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
  if (const auto worth = add_worth(results, question, charts); !worth.empty())
    answers += "<p>" + escaped(worth) + "</p>\n";
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
