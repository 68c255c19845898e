// knowhow compare: what scenarios change, replicate by replicate, from the results file.
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "app/command.h"
#include "app/vocabulary.h"
#include "models/catalogue.h"
#include "output/comparison.h"
#include "output/comparison_text.h"
#include "output/explanation.h"
#include "output/results_values.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

po::options_description options() {
  po::options_description all("Options");
  all.add_options()("by", po::value<std::string>()->value_name("MEASURE"),
                    "rank by this headline measure, as `--by npv`; by default the model's leading one")(
      "against", po::value<std::string>()->value_name("NAME")->default_value("baseline", "baseline"),
      "compare with this scenario")("scenario",
                                    po::value<std::vector<std::string>>()->composing()->value_name("NAME"),
                                    "compare this scenario only; may be repeated")(
      "explain", "tell where each difference comes from, barrier by barrier")(
      "vocabulary", po::value<std::string>()->value_name(vocabulary_names()),
      "the words in which --explain tells of barriers")("markdown", "print tables as Markdown")(
      "csv", "print a line for each measure and scenario, for a spreadsheet")("json", "print it as JSON")(
      "help,h", "this text");
  return all;
}

/// The one of --markdown, --csv and --json that was given; none is text.
std::string chosen_form(const po::variables_map& given) {
  std::string form;
  for (const char* each : {"markdown", "csv", "json"}) {
    if (!wants(given, each)) continue;
    if (!form.empty()) throw WrongUsage("--" + form + " and --" + each + ": choose one");
    form = each;
  }
  return form;
}

std::vector<output::ResultsValues> open(const std::vector<std::string>& paths) {
  std::vector<output::ResultsValues> files;
  std::set<std::filesystem::path> known;
  for (const auto& path : paths) {
    output::ResultsReader results{path};
    if (results.attribute("knowhow_kind") != "ensemble")
      throw sim::FileTrouble(path + ": holds a " + results.attribute("knowhow_kind") +
                             ", not the runs of one scenario file; name a file that `knowhow run` wrote");
    if (!known.insert(std::filesystem::canonical(path)).second) throw WrongUsage(path + ": is named twice");
    files.emplace_back(std::move(results));
  }
  return files;
}

const sim::Model& model_of(const output::ResultsReader& results) {
  std::vector<std::string> known;
  for (const auto& model : models::catalogue()) {
    if (model.name == results.attribute("model")) return model;
    known.push_back(model.name);
  }
  throw sim::FileTrouble(results.path().string() + ": is of the model '" + results.attribute("model") +
                         "', which this program does not know");
}

std::size_t place_of(const std::string& name, const std::vector<std::string>& scenarios, const char* option) {
  const auto found = std::find(scenarios.begin(), scenarios.end(), name);
  if (found == scenarios.end())
    throw WrongUsage(std::string(option) + ": there is no scenario '" + name + "'; " +
                     sim::suggestion(name, scenarios));
  return static_cast<std::size_t>(found - scenarios.begin());
}

/// The scenarios asked for, and the one they are compared with, in their order.
output::Comparison narrowed(const output::Comparison& whole, const po::variables_map& given) {
  const auto against = given["against"].as<std::string>();
  const std::size_t reference = place_of(against, whole.scenarios(), "--against");
  std::set<std::size_t> kept{reference};
  if (given.count("scenario"))
    for (const auto& name : given["scenario"].as<std::vector<std::string>>())
      kept.insert(place_of(name, whole.scenarios(), "--scenario"));
  else
    for (std::size_t s = 0; s < whole.scenarios().size(); ++s) kept.insert(s);
  std::vector<std::string> names;
  std::vector<double> values;
  for (const std::size_t s : kept) names.push_back(whole.scenarios()[s]);
  for (std::size_t h = 0; h < whole.headlines().size(); ++h)
    for (const std::size_t s : kept) {
      const auto own = whole.values(h, s);
      values.insert(values.end(), own.begin(), own.end());
    }
  const auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), against) - names.begin());
  return {std::move(names), whole.headlines(), std::move(values), at};
}

std::size_t chosen_measure(const po::variables_map& given, const output::Comparison& comparison,
                           const sim::Model& model) {
  const auto& headlines = comparison.headlines();
  if (!given.count("by")) {
    const std::size_t leading = output::find_headline(headlines, model.leading);
    return leading < headlines.size() ? leading : 0;
  }
  const auto name = given["by"].as<std::string>();
  const std::size_t found = output::find_headline(headlines, name);
  if (found < headlines.size()) return found;
  std::vector<std::string> known;
  for (const auto& headline : headlines) known.push_back(output::short_name(headline));
  throw WrongUsage("--by: there is no measure '" + name + "'; " + sim::suggestion(name, known));
}

/// The first file that has a scenario, and its place there.
output::Place place_in(const std::vector<output::ResultsValues>& files, const std::string& scenario) {
  for (const auto& file : files) {
    const auto& names = file.results().scenarios();
    const auto found = std::find(names.begin(), names.end(), scenario);
    if (found != names.end()) return {file, static_cast<std::size_t>(found - names.begin())};
  }
  throw std::logic_error("compare: no file has the scenario '" + scenario + "'");
}

/// Where the difference of one scenario comes from.
struct Explanation {
  std::size_t scenario;
  std::vector<output::BookChange> books;
};

std::vector<Explanation> explanations(const std::vector<output::ResultsValues>& files,
                                      const output::Comparison& comparison, std::size_t by,
                                      const sim::Model& model, const std::string& labels) {
  std::vector<Explanation> all;
  const std::string& reference = comparison.scenarios()[comparison.reference()];
  for (const std::size_t s : comparison.ranking(by)) {
    if (s == comparison.reference()) continue;
    all.push_back({s, output::explain(place_in(files, reference), place_in(files, comparison.scenarios()[s]),
                                      model.breakdowns, labels)});
  }
  if (!all.empty() && all.front().books.empty())
    throw WrongUsage(
        "--explain: " + files.front().results().path().string() +
        " holds no book of losses; add `ledger` to `measures:` of a scenario of `public_services`, or "
        "leave `measures:` out, and run it again");
  return all;
}

std::string heading(const output::ResultsReader& results, bool markdown) {
  const std::string question = results.has_attribute("comment") ? results.attribute("comment") : "";
  const std::string runs = std::to_string(results.replicates()) +
                           (results.replicates() == 1 ? " replicate" : " replicates") + ", seed " +
                           results.attribute("seed") + ", model " + results.attribute("model") + ".";
  if (markdown)
    return "# " + results.attribute("title") + "\n\n" + (question.empty() ? "" : question + "\n\n") + runs +
           "\n\n";
  return results.attribute("title") + "\n" + (question.empty() ? "" : question + "\n") + runs + "\n\n";
}

int compare(const po::variables_map& given, const std::vector<std::string>& arguments) {
  const std::string form = chosen_form(given);
  const auto files = open(arguments);
  const output::ResultsReader& first = files.front().results();
  const sim::Model& model = model_of(first);
  const auto comparison = [&] {
    try {
      return narrowed(output::compared(files, model.headlines), given);
    } catch (const output::NotComparable& error) {
      throw WrongUsage(error.what());
    }
  }();
  const std::size_t by = chosen_measure(given, comparison, model);
  const bool explained = wants(given, "explain");
  if (given.count("vocabulary") && !explained)
    throw WrongUsage("--vocabulary: is of use with --explain only");
  const std::string& labels = chosen_vocabulary(given, model).labels;
  if (explained && form == "csv")
    throw WrongUsage("--explain and --csv: an explanation is no table of this kind; choose --json");
  const auto reasons =
      explained ? explanations(files, comparison, by, model, labels) : std::vector<Explanation>();
  const auto name_of = [&](std::size_t s) { return comparison.scenarios()[s]; };
  const std::string reference = name_of(comparison.reference());

  if (form == "csv") {
    std::cout << output::comparison_csv(comparison, by);
  } else if (form == "json") {
    nlohmann::ordered_json all{{"files", arguments},
                               {"title", first.attribute("title")},
                               {"model", model.name},
                               {"seed", first.attribute("seed")},
                               {"replicates", first.replicates()},
                               {"against", comparison.scenarios()[comparison.reference()]},
                               {"by", comparison.headlines()[by].variable}};
    all["scenarios"] = nlohmann::ordered_json::parse(output::comparison_json(comparison, by));
    for (const auto& reason : reasons)
      all["explanations"].push_back(
          {{"scenario", name_of(reason.scenario)},
           {"books", nlohmann::ordered_json::parse(output::explanation_json(reason.books))}});
    std::cout << all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  } else if (form == "markdown") {
    std::cout << heading(first, true) << output::comparison_markdown(comparison, by);
    for (const auto& reason : reasons)
      std::cout << "\n## Why " << name_of(reason.scenario) << " differs from " << reference << "\n\n"
                << output::explanation_markdown(reason.books, reference, name_of(reason.scenario));
  } else {
    std::cout << heading(first, false) << output::comparison_text(comparison, by);
    for (const auto& reason : reasons)
      std::cout << "\nWhy " << name_of(reason.scenario) << " differs from " << reference << "\n\n"
                << output::explanation_text(reason.books, reference, name_of(reason.scenario));
    if (explained) std::cout << output::explanation_legend;
  }
  return done;
}

}  // namespace

Command compare_command() {
  return {
      "compare",
      "RESULTS.h5 [MORE.h5...]",
      "compare the scenarios of results files, pair by pair, ranked",
      "For every headline measure: means, paired differences with their 95 % intervals, in how many of the\n"
      "replicates a scenario does better, and how many times as many runs unpaired ones would have taken.\n"
      "Several files are joined if they are of one world, seed, time and number of replicates.\n\n"
      "  knowhow compare results.h5\n"
      "  knowhow compare results.h5 --scenario mentoring --explain --vocabulary report\n"
      "  knowhow compare results.h5 --by npv --against \"peer mentoring\"\n"
      "  knowhow compare results.h5 more_visits.h5 --csv > compared.csv\n",
      options,
      compare};
}

}  // namespace knowhow::app
