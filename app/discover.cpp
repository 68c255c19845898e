// knowhow discover: where a sweep's outcome fails, in plain words, and which scenario holds up best.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "app/command.h"
#include "app/sweep_question.h"
#include "app/sweep_results.h"
#include "sim/problem.h"
#include "studies/prim.h"

namespace knowhow::app {

namespace {

using Json = nlohmann::ordered_json;

std::string number(double value) { return three_digits(value); }
std::string percent(double share) { return in_percent(share); }

Json boxes_of(const SweepResults& results, const Question& question, std::size_t scenario, bool silent) {
  const auto outputs = results.means(question.variable, scenario);
  const SweepBoxes found =
      boxes_where(results, outputs, [&](double output) { return question.holds(output); });
  const auto& columns = found.columns;
  const std::string fact = in_words(question);
  const std::string& name = results.scenarios()[scenario];
  Json told{
      {"scenario", name}, {"points", found.points}, {"such_points", found.such}, {"boxes", Json::array()}};
  if (!silent)
    std::cout << name << ": " << fact << " at " << found.such << " of " << found.points << " points\n";
  for (const auto& box : found.boxes) {
    const std::string when = in_words(results, found, box);
    Json limits = Json::array();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!box.limits[i].restricts()) continue;
      const auto& parameter = results.parameters()[columns[i]];
      Json each{{"parameter", parameter.path}, {"chance", box.chance[i]}};
      if (std::isfinite(box.limits[i].least)) each["least"] = box.limits[i].least;
      if (std::isfinite(box.limits[i].most)) each["most"] = box.limits[i].most;
      limits.push_back(std::move(each));
    }
    told["boxes"].push_back({{"words", fact + " when " + when},
                             {"limits", std::move(limits)},
                             {"inside", box.inside},
                             {"such_inside", box.interesting},
                             {"density", box.density},
                             {"coverage", box.coverage}});
    if (!silent)
      std::cout << "  " << fact << " when " << when << ": " << box.interesting << " of " << box.inside
                << " such points (" << percent(box.density) << "), " << percent(box.coverage)
                << " of all cases\n";
  }
  if (!silent && found.boxes.empty())
    std::cout << (found.such == 0              ? "  nowhere\n"
                  : found.such == found.points ? "  everywhere\n"
                                               : "  no box is told from luck\n");
  return told;
}

Json robustness_of(const SweepResults& results, const Question& question, bool less_is_better, bool silent) {
  const std::size_t choices = results.scenarios().size();
  std::vector<double> outcomes(results.points() * choices);
  const double sign = less_is_better ? -1 : 1;
  for (std::size_t c = 0; c < choices; ++c) {
    const auto means = results.means(question.variable, c);
    for (std::size_t point = 0; point < means.size(); ++point)
      outcomes[point * choices + c] = sign * question.factor * means[point];
  }
  const auto found = studies::robustness(outcomes, choices, sign * question.threshold);
  Json told = Json::array();
  if (!silent)
    std::cout << "\nHow scenarios hold up over all points, by " << question.name
              << (question.unit.empty() ? "" : ", " + question.unit) << " ("
              << (less_is_better ? "less" : "more")
              << " is better).\nRegret is how far a scenario is behind the best one of the same point "
                 "(Savage 1951); "
                 "good enough is "
              << number(question.threshold) << " or " << (less_is_better ? "less" : "more") << ".\n\n";
  std::size_t width = 8;
  for (const auto& name : results.scenarios()) width = std::max(width, name.size());
  const auto row = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t room = i == 0 ? width : 12;
      std::cout << "  " << cells[i] << std::string(cells[i].size() < room ? room - cells[i].size() : 0, ' ');
    }
    std::cout << "\n";
  };
  if (!silent)
    row({"scenario", "mean", "worst", "mean regret", "90 % regret", "most regret", "good enough", "best"});
  for (std::size_t c = 0; c < choices; ++c) {
    const auto& of = found[c];
    told.push_back({{"scenario", results.scenarios()[c]},
                    {"mean", sign * of.mean},
                    {"worst", sign * of.worst},
                    {"mean_regret", of.mean_regret},
                    {"regret_90", of.regret_90},
                    {"most_regret", of.most_regret},
                    {"good_enough", of.satisfied},
                    {"best", of.best}});
    if (!silent)
      row({results.scenarios()[c], number(sign * of.mean), number(sign * of.worst), number(of.mean_regret),
           number(of.regret_90), number(of.most_regret), percent(of.satisfied), percent(of.best)});
  }
  return told;
}

int discover(const po::variables_map& given, const std::vector<std::string>& arguments) {
  if (!given.count("where")) throw WrongUsage("--where is missing; for instance --where \"apply it < 30\"");
  const SweepResults results(arguments[0]);
  const Question question = question_from(given["where"].as<std::string>(), results);
  const bool silent = wants(given, "json");
  if (results.failed() + results.missing() > 0)
    std::cerr << "knowhow: " << results.failed() << " runs failed and " << results.missing()
              << " are missing; points without any are left out\n";
  Json boxes = Json::array();
  for (std::size_t s = 0; s < results.scenarios().size(); ++s)
    boxes.push_back(boxes_of(results, question, s, silent));
  Json told{{"outcome", question.variable},
            {"below", question.below},
            {"threshold", question.threshold},
            {"boxes", boxes}};
  if (results.scenarios().size() > 1)
    told["robustness"] = robustness_of(results, question, wants(given, "less-is-better"), silent);
  if (silent) std::cout << told.dump(2) << "\n";
  return done;
}

}  // namespace

Command discover_command() {
  return {"discover",
          "SWEEP.h5",
          "say where an outcome of a sweep fails, in plain words",
          "Boxes in the space of what one does not know (the patient rule induction method: Friedman and "
          "Fisher 1999,\n"
          "Bryant and Lempert 2010), each with how many of its points are such and how many of all such it "
          "covers; and, \n"
          "for several scenarios, how each holds up: regret, and how often it is good enough.\n\n"
          "  knowhow discover results/what_matters/sweep.h5 --where \"apply it < 30\"\n",
          [] {
            po::options_description options("Options");
            options.add_options()("where", po::value<std::string>()->value_name("OUTCOME<NUMBER"),
                                  "what to look for: an outcome below or above a number, as it is shown")(
                "less-is-better", "of the outcome, for regret")("json", "print it as JSON")("help,h",
                                                                                            "this text");
            return options;
          },
          discover};
}

}  // namespace knowhow::app
