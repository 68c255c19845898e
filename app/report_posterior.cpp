#include "app/report_posterior.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "output/report_page.h"
#include "output/results_reader.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

using nlohmann::json;
using output::escaped;
using output::number_column;
using output::word_column;

const std::string before = "before (prior)", after = "after (posterior)";
const std::string fitted = "fitted", predicted = "foretold, never fitted";

struct Range {
  double least, middle, most;
  explicit Range(const json& told)
      : least(number(told.at(0))), middle(number(told.at(1))), most(number(told.at(2))) {}
  /// JSON has null for what no run gave.
  static double number(const json& told) { return told.is_null() ? std::nan("") : told.get<double>(); }
};

struct Number {
  std::string path, unit;
  Range before, after;
  double left_open;
  bool pinned;
};

struct Figure {
  std::string name, source;
  bool fitted;
  double observed, error;
  Range before, after;
  bool inside;
};

struct Outcome {
  std::vector<Number> numbers;
  std::vector<Figure> figures;
  double runs = 0, samples = 0, effective = 0;
  bool settled = false;
  bool shares = true;  ///< whether every figure is a share, and can be told in %
};

Outcome outcome_of(const output::ResultsReader& results) try {
  const json told = json::parse(results.provenance("outcome"));
  Outcome outcome;
  for (const auto& each : told.at("numbers"))
    outcome.numbers.push_back({each.at("path"), each.at("unit"), Range(each.at("before")),
                               Range(each.at("after")), Range::number(each.at("left_open")),
                               each.at("pinned_down")});
  for (const auto& each : told.at("figures")) {
    outcome.figures.push_back({each.at("name"), each.at("source"), each.at("fitted"),
                               Range::number(each.at("observed")), Range::number(each.at("standard_error")),
                               Range(each.at("before")), Range(each.at("after")), each.at("inside")});
    const Figure& found = outcome.figures.back();
    for (const double value :
         {found.observed, found.before.least, found.before.most, found.after.least, found.after.most})
      outcome.shares = outcome.shares && !(value < 0) && !(value > 1);
  }
  outcome.runs = told.at("runs"), outcome.samples = told.at("samples"),
  outcome.effective = told.at("effective_samples");
  outcome.settled = told.at("settled");
  return outcome;
} catch (const json::exception&) {
  throw sim::FileTrouble(results.path().string() +
                         ": is damaged: 'outcome' in /provenance is not what a calibration writes");
}

std::string digits(double value) {
  if (!std::isfinite(value)) return "nothing";
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string band(const Range& range, const std::string& unit) {
  return digits(range.middle) + unit + " (90\u00a0% from " + digits(range.least) + " to " +
         digits(range.most) + ")";
}

/// Of a figure, in % where all are shares.
class Shown {
 public:
  explicit Shown(const Outcome& outcome)
      : factor_(outcome.shares ? 100 : 1), unit_(outcome.shares ? "\u00a0%" : "") {}
  double factor() const { return factor_; }
  std::string title(const std::string& name) const { return factor_ > 1 ? name + ", %" : name; }
  std::string value(double value) const {
    return factor_ > 1 && std::isfinite(value) ? output::figure(100 * value, 0) + unit_ : digits(value);
  }
  std::string band(const Range& range) const {
    return value(range.middle) + " (" + value(range.least) + " to " + value(range.most) + ")";
  }

 private:
  double factor_;
  std::string unit_;
};

output::ReportChart numbers_chart(const Outcome& outcome) {
  output::ReportTable table(
      "table", "Each number before and after, medians and where 90 % lie",
      {word_column("number", "number"), word_column("unit", "unit"), word_column("when", "when"),
       number_column("low", "5 %"), number_column("middle", "median"), number_column("high", "95 %"),
       number_column("open", "left open, %"), word_column("pinned", "pinned down")});
  for (const auto& number : outcome.numbers)
    for (const bool later : {false, true}) {
      const Range& range = later ? number.after : number.before;
      table.row(number.path, number.unit, later ? after : before, range.least, range.middle, range.most,
                100 * number.left_open, number.pinned ? "yes" : "no");
    }
  return {"numbers",
          "numbers.json",
          "What the figures say of each number",
          "Where each number lies with 90\u00a0%: before (grey), as it was thought of without the figures, "
          "and after (blue), once they had spoken. "
          "Where the blue line is as long as the grey one, they say nothing about the number.",
          "Range diagrams, one a number: median and 90 % interval before and after the calibration.",
          {std::move(table)}};
}

output::ReportChart figures_chart(const Outcome& outcome, const Shown& shown) {
  output::ReportTable table(
      "table", "Each figure as observed, before and after",
      {word_column("kind", "kind"), word_column("figure", "figure"), word_column("when", "when"),
       number_column("low", shown.title("5 %")), number_column("middle", shown.title("median")),
       number_column("high", shown.title("95 %")), number_column("observed", shown.title("observed")),
       number_column("error", shown.title("its standard error")),
       word_column("inside", "observed lies inside"), word_column("source", "observed by")});
  for (const bool foretold : {false, true})
    for (const auto& figure : outcome.figures) {
      if (figure.fitted == foretold) continue;
      for (const bool later : {false, true}) {
        const Range& range = later ? figure.after : figure.before;
        const double f = shown.factor();
        table.row(foretold ? predicted : fitted, figure.name, later ? after : before, f * range.least,
                  f * range.middle, f * range.most, f * figure.observed, f * figure.error,
                  figure.observed >= range.least && figure.observed <= range.most ? "yes" : "no",
                  figure.source);
      }
    }
  return {"figures",
          "figures.json",
          "What was observed, and what the model says",
          "Diamonds and triangles are what was observed. Lines are where 90\u00a0% of the model's futures "
          "lie: before "
          "(grey) and after (blue). A figure that was fitted "
          "should lie on its blue line; one that was foretold tests the model, as it had no part in the fit.",
          "Range diagram: each figure as observed, with the model's 90 % intervals before and after.",
          {std::move(table)}};
}

std::string item(const std::string& big, const std::string& small, const std::string& head,
                 const std::string& text) {
  return "<li><span class=\"change\"><b>" + escaped(big) + "</b> <small>" + escaped(small) +
         "</small></span><p><strong>" + escaped(head) + ":</strong> " + escaped(text) + "</p></li>\n";
}

std::string answers(const Outcome& outcome, const Shown& shown) {
  const auto foretold = static_cast<std::size_t>(std::count_if(
      outcome.figures.begin(), outcome.figures.end(), [](const auto& each) { return !each.fitted; }));
  const auto right = std::count_if(outcome.figures.begin(), outcome.figures.end(),
                                   [](const auto& each) { return !each.fitted && each.inside; });
  const auto count = [](std::size_t number, const std::string& what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
  };
  std::string text =
      "<p class=\"baseline\">" + count(outcome.numbers.size(), "unknown number") + " fitted to " +
      count(outcome.figures.size() - foretold, "observed figure") + ". " +
      (foretold == 0 ? "No figure was kept back, so nothing here tests the model."
                     : "Of " + count(foretold, "figure") + " kept back, " + std::to_string(right) + " lie" +
                           (right == 1 ? "s" : "") + " inside the model's 90\u00a0% interval.") +
      "</p>\n";
  std::string open;
  for (const auto& number : outcome.numbers)
    if (!number.pinned) open += (open.empty() ? "" : ", ") + number.path;
  if (!open.empty())
    text += "<p class=\"notice\"><strong>Not pinned down by these figures:</strong> " + escaped(open) +
            ". Nearly everything that seemed possible before still does; conclusions that hang on them rest "
            "on their priors.</p>\n";
  if (!outcome.settled)
    text +=
        "<p class=\"notice\"><strong>The search had not settled</strong> when its runs were used up: "
        "intervals may be wider than the figures ask "
        "for. Allow more with <code>search.most_runs</code>.</p>\n";
  text += "<ol class=\"answers\">\n";
  for (const auto& number : outcome.numbers)
    text += item(output::figure(100 * number.left_open, 0) + "\u00a0%", "left open", number.path,
                 band(number.after, number.unit.empty() || number.unit == "1" ? "" : " " + number.unit) +
                     "; before, " + band(number.before, "") +
                     (number.pinned ? "." : ". The figures do not pin it down."));
  for (const bool kept_back : {false, true})
    for (const auto& figure : outcome.figures)
      if (figure.fitted != kept_back)
        text += item(shown.value(figure.observed), "observed", figure.name,
                     std::string(kept_back ? "was never fitted; the model foretells "
                                           : "was fitted; the model now says ") +
                         shown.band(figure.after) + ", before " + shown.band(figure.before) + ". " +
                         (figure.inside ? "What was observed lies inside."
                                        : "What was observed lies outside: here the model fails."));
  return text + "</ol>\n";
}

std::string provenance(const output::ResultsReader& results, const Outcome& outcome,
                       const std::string& program) {
  std::string text = "<dl>\n";
  const auto row = [&](const std::string& what, const std::string& value) {
    text += "<dt>" + escaped(what) + "</dt><dd>" + escaped(value) + "</dd>\n";
  };
  row("Posterior", results.path().filename().string());
  row("By", results.attribute("source") + ", " + results.provenance("compiler") + ", " +
                results.provenance("build"));
  row("Model", results.attribute("model"));
  row("Search", output::figure(outcome.runs, 0) + " runs; " + output::figure(outcome.samples, 0) +
                    " samples, worth " + output::figure(outcome.effective, 0) + " of equal weight; seed " +
                    results.attribute("seed"));
  row("Digest of all runs", results.provenance("digest"));
  row("This page by", program);
  const auto file = [&](const std::string& title, const char* name) {
    return "<details><summary>" + title +
           ", complete</summary><pre class=\"file\" tabindex=\"0\" aria-label=\"" + title + "\"><code>" +
           escaped(results.provenance(name)) + "</code></pre></details>\n";
  };
  return text + "</dl>\n" + file("The calibration file", "calibration_file") +
         file("The scenario file", "scenario_file");
}

output::ReportNote observations(const Outcome& outcome, const Shown& shown) {
  output::ReportNote note{"What was observed", "", {}};
  for (const auto& figure : outcome.figures)
    note.rows.emplace_back(
        figure.name,
        shown.value(figure.observed) + ", standard error " +
            (shown.factor() > 1 ? digits(100 * figure.error) + " points" : digits(figure.error)) + "; " +
            (figure.fitted ? "fitted" : "kept back") + (figure.source.empty() ? "" : "; " + figure.source));
  return note;
}

}  // namespace

std::string posterior_page(const std::string& file, const std::string& program) {
  const output::ResultsReader results(file);
  const Outcome outcome = outcome_of(results);
  const Shown shown(outcome);
  return output::page_of({results.attribute("title"),
                          results.has_attribute("comment") ? results.attribute("comment") : "",
                          answers(outcome, shown),
                          {observations(outcome, shown)},
                          provenance(results, outcome, program),
                          {}},
                         {numbers_chart(outcome), figures_chart(outcome, shown)});
}

}  // namespace knowhow::app
