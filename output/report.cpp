#include "output/report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "output/report_page.h"
#include "output/report_parts.h"

namespace knowhow::output {

namespace {

std::string number_and_unit(double value, int digits, const std::string& unit) {
  return figure(value, digits) + (unit.empty() ? "" : unit == "%" ? "\u00a0%" : "\u00a0" + unit);
}

/// `{value}` of a phrase.
std::string filled(std::string phrase, const std::string& value) {
  const std::string slot = "{value}";
  const auto at = phrase.find(slot);
  return at == std::string::npos ? phrase : phrase.replace(at, slot.size(), value);
}

std::string futures(int count) {
  return std::to_string(count) + (count == 1 ? " paired future" : " paired futures");
}

class Answers {
 public:
  Answers(const std::vector<HeadlineEffects>& effects, const ReportScene& scene, const ReportNotes& notes,
          const std::string& primary)
      : effects_(effects), scene_(scene), notes_(notes), primary_(of(primary)) {}

  std::string html() const {
    if (!primary_) return "";
    std::string text = "<p class=\"baseline\">" + baseline() + "</p>\n";
    if (scene_.scenarios.size() < 2) return text;
    text += "<ol class=\"answers\">\n";
    std::vector<std::size_t> order(scene_.scenarios.size() - 1);
    std::iota(order.begin(), order.end(), std::size_t{1});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const double first = primary_->scenarios[a].difference.mean,
                   second = primary_->scenarios[b].difference.mean;
      return primary_->headline.better == sim::Better::lower ? first < second : first > second;
    });
    for (const std::size_t s : order) text += answer(s);
    return text + "</ol>\n";
  }

 private:
  const HeadlineEffects* of(const std::string& variable) const {
    for (const auto& one : effects_)
      if (one.headline.variable == variable) return &one;
    return nullptr;
  }

  std::string says(const HeadlineEffects& one, double value, int digits,
                   std::string ReportNotes::Phrase::*kind) const {
    const auto phrase = notes_.phrases.find(one.headline.variable);
    if (phrase != notes_.phrases.end()) return filled(phrase->second.*kind, figure(value, digits));
    return one.headline.name + ": " + number_and_unit(value, digits, one.headline.unit);
  }

  std::string baseline() const {
    const auto& base = primary_->scenarios[0];
    const int digits = primary_->headline.unit == "%" ? 1 : digits_for(std::abs(base.mean) / 100);
    return "<strong>" + escaped(scene_.baseline()) + ".</strong> With nothing changed, " +
           escaped(says(*primary_, base.mean, digits, &ReportNotes::Phrase::of_baseline)) + "." +
           (scene_.scenarios.size() < 2
                ? ""
                : " Every other scenario is compared with this one in the same " +
                      (scene_.replicates == 1 ? "future." : std::to_string(scene_.replicates) + " futures."));
  }

  std::string answer(std::size_t s) const {
    const auto& effect = primary_->scenarios[s];
    const auto& unit = primary_->headline.unit;
    const double half = effect.difference.half_width;
    const int digits =
        unit == "%" ? 1 : digits_for(std::isfinite(half) ? half : std::abs(effect.difference.mean) / 10);
    const std::string points = unit == "%" ? "points" : unit;
    std::string text = "<li><span class=\"change\"><b>" + change(effect.difference.mean, digits) +
                       "</b> <small>" + escaped(points) + "</small></span><p><strong>" +
                       escaped(scene_.scenarios[s]) + ":</strong> ";
    if (effect.same())
      return text + "exactly as the baseline in all of " + futures(effect.pairs) + ".</p></li>\n";
    text += escaped(says(*primary_, effect.mean, digits, &ReportNotes::Phrase::of_scenario));
    const bool up = effect.difference.mean >= 0;
    text += ", " + figure(std::abs(effect.difference.mean), digits) + (up ? " more" : " less") +
            " than the baseline";
    if (std::isfinite(half))
      text += " (95\u00a0% interval " + figure(effect.difference.mean - half, digits) + " to " +
              figure(effect.difference.mean + half, digits) + ")";
    const auto better = primary_->headline.better;
    const bool good = up == (better == sim::Better::higher);
    const char* how = better == sim::Better::unsaid ? (up ? "higher" : "lower") : good ? "better" : "worse";
    text += "; " + std::string(how) + " in " + std::to_string(up ? effect.higher : effect.lower) + " of " +
            futures(effect.pairs);
    if (std::isfinite(half) && std::abs(effect.difference.mean) < half) text += ", so this may be chance";
    return text + "." + others(s) + "</p></li>\n";
  }

  /// The last headline in money, in a sentence of its own.
  std::string others(std::size_t s) const {
    const HeadlineEffects* money = nullptr;
    for (const auto& one : effects_)
      if (one.headline.unit == "GBP m" && &one != primary_) money = &one;
    if (!money || money->scenarios[s].same()) return "";
    const auto& difference = money->scenarios[s].difference;
    const std::string sign = difference.mean < 0 ? "\u2212\u2060" : "+\u2060";  // no break behind it
    std::string value = sign + "£" + figure(std::abs(difference.mean), 1) + "m";
    if (std::isfinite(difference.half_width))
      value += " (" + figure(difference.mean - difference.half_width, 1) + " to " +
               figure(difference.mean + difference.half_width, 1) + ")";
    const auto phrase = notes_.phrases.find(money->headline.variable);
    return " " +
           escaped(phrase == notes_.phrases.end() ? money->headline.name + ": " + value
                                                  : filled(phrase->second.of_scenario, value)) +
           ".";
  }

  const std::vector<HeadlineEffects>& effects_;
  const ReportScene& scene_;
  const ReportNotes& notes_;
  const HeadlineEffects* primary_;
};

std::string provenance_html(const ResultsReader& results, const ReportNotes& notes) {
  std::string text = "<dl>\n";
  const auto row = [&](const std::string& what, const std::string& value) {
    text += "<dt>" + escaped(what) + "</dt><dd>" + escaped(value) + "</dd>\n";
  };
  const std::string name = results.path().filename().string();
  row("Results", name);
  row("Made", results.attribute("history"));
  row("By", results.attribute("source") + ", " + results.provenance("compiler") + ", " +
                results.provenance("build"));
  row("Model", results.attribute("model"));
  row("Futures", std::to_string(results.replicates()) + " replicates of each scenario, seed " +
                     results.attribute("seed"));
  row("Digest of all runs", results.provenance("digest"));
  row("This page by", notes.program);
  text +=
      "</dl>\n<p>To run it all again from the results file alone, bit for bit, and to make this page "
      "again:</p>\n"
      "<pre tabindex=\"0\" aria-label=\"Commands\"><code>knowhow rerun " +
      escaped(shell_word(name)) + "\nknowhow report " + escaped(shell_word(name)) +
      " -o report.html</code></pre>\n"
      "<details><summary>The scenario file, complete</summary><pre class=\"file\" tabindex=\"0\" "
      "aria-label=\"Scenario file\"><code>" +
      escaped(results.provenance("scenario_file")) + "</code></pre></details>\n";
  return text;
}

/// The scenario of the largest effect; the baseline where there is no other.
std::string largest(const std::vector<HeadlineEffects>& effects, const std::string& primary,
                    const std::vector<std::string>& scenarios) {
  std::size_t best = scenarios.size() - 1;
  for (const auto& one : effects)
    if (one.headline.variable == primary)
      for (std::size_t s = 1; s < scenarios.size(); ++s)
        if (std::abs(one.scenarios[s].difference.mean) > std::abs(one.scenarios[best].difference.mean))
          best = s;
  return scenarios[best];
}

}  // namespace

std::string report_page(const ResultsValues& results, const ReportNotes& notes) {
  const auto& reader = results.results();
  const auto effects = headline_effects(results, notes.headlines);
  std::string primary = notes.primary;
  if (std::none_of(effects.begin(), effects.end(),
                   [&](const auto& one) { return one.headline.variable == primary; }))
    primary = effects.empty() ? "" : effects.front().headline.variable;
  const ReportScene scene{results, reader.scenarios(), largest(effects, primary, reader.scenarios()),
                          reader.replicates()};

  ReportCharts charts;
  add_effects(effects, scene, primary, charts);
  add_spread(scene, charts);
  add_places(scene, charts);
  add_map(scene, charts);
  add_funnel(scene, charts);
  add_reproduction(scene, charts);
  add_ledger(scene, notes.vocabularies, charts);
  add_books_apart(scene, charts);
  add_never_met(scene, charts);
  add_money(scene, charts);
  add_evaluator(scene, charts);

  return page_of({reader.attribute("title"), notes.question, Answers(effects, scene, notes, primary).html(),
                  notes.notes, provenance_html(reader, notes), scene.scenarios, scene.chosen},
                 charts);
}

}  // namespace knowhow::output
