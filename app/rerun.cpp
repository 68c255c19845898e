// knowhow rerun: a results file runs again from what it carries, and every run must come out the same.
#include <algorithm>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/command.h"
#include "app/ensemble.h"
#include "app/interruption.h"
#include "app/progress.h"
#include "app/results_input.h"

namespace knowhow::app {

namespace {

po::options_description options() {
  po::options_description options("Options");
  options.add_options()("run", po::value<std::string>()->value_name("N"),
                        "run this replicate again only, 0 being the first")(
      "scenario", po::value<std::vector<std::string>>()->composing()->value_name("NAME"),
      "run this scenario again only; may be repeated")("threads", po::value<int>()->value_name("N"),
                                                       "threads; by default all that this process may use")(
      "json", "print the outcome as JSON")("quiet", "print no progress, and nothing if all is the same")(
      "help,h", "this text");
  return options;
}

struct Difference {
  std::size_t scenario, replicate;
  std::string here;
};

/// What came out, beside what the file says.
struct Outcome {
  std::size_t runs = 0;
  std::vector<Difference> different;
  bool whole = false;          ///< every run of the file ran again
  std::string digest;          ///< over all of them, if so
  bool contradiction = false;  ///< what the file says of single runs and of all does not agree
  bool same() const { return different.empty() && !contradiction; }
};

/// Which runs of a file: scenarios by replicates.
struct Choice {
  std::vector<std::size_t> scenarios, replicates;
  bool has(std::size_t scenario, std::size_t replicate) const {
    return std::find(scenarios.begin(), scenarios.end(), scenario) != scenarios.end() &&
           std::find(replicates.begin(), replicates.end(), replicate) != replicates.end();
  }
};

Choice chosen_runs(const po::variables_map& given, const ResultsInput& input) {
  Choice chosen{std::vector<std::size_t>(input.results.scenarios().size()),
                std::vector<std::size_t>(input.results.replicates())};
  std::iota(chosen.scenarios.begin(), chosen.scenarios.end(), std::size_t{0});
  std::iota(chosen.replicates.begin(), chosen.replicates.end(), std::size_t{0});
  if (given.count("run")) chosen.replicates = {chosen_run(given, input)};
  if (given.count("scenario")) {
    chosen.scenarios.clear();
    for (const auto& name : given["scenario"].as<std::vector<std::string>>()) {
      const auto scenario = chosen_scenario(name, input);
      if (std::find(chosen.scenarios.begin(), chosen.scenarios.end(), scenario) == chosen.scenarios.end())
        chosen.scenarios.push_back(scenario);
    }
  }
  return chosen;
}

/// Every run's digest as the file has it, in the order of the digest over all.
std::vector<std::string> digests_in(const output::ResultsReader& results) {
  std::vector<std::string> digests;
  for (std::size_t replicate = 0; replicate < results.replicates(); ++replicate)
    for (std::size_t scenario = 0; scenario < results.scenarios().size(); ++scenario)
      digests.push_back(results.digest(scenario, replicate));
  return digests;
}

nlohmann::ordered_json json_of(const Outcome& outcome, const output::ResultsReader& results) {
  nlohmann::ordered_json json{{"file", results.path().string()},
                              {"same", outcome.same()},
                              {"runs", outcome.runs},
                              {"whole", outcome.whole},
                              {"different", nlohmann::json::array()},
                              {"digest_in_file", results.provenance("digest")}};
  if (outcome.whole) json["digest"] = outcome.digest;
  for (const auto& [scenario, replicate, here] : outcome.different)
    json["different"].push_back({{"scenario", results.scenarios()[scenario]},
                                 {"run", replicate},
                                 {"digest_in_file", results.digest(scenario, replicate)},
                                 {"digest", here}});
  json["program_differs"] = differences_of_program(results);
  return json;
}

void tell_why(const output::ResultsReader& results, bool contradiction) {
  const auto differences = differences_of_program(results);
  if (contradiction)
    std::cout << "The digests in the file contradict each other: it was changed or damaged after it was "
                 "made.\n";
  if (differences.empty()) {
    if (!contradiction)
      std::cout << "The program is the one that made the file: the file was changed or damaged after it was "
                   "made, or one\nof the two computers erred.\n";
    return;
  }
  std::cout << "The program is not the one that made the file:\n";
  for (const auto& difference : differences) std::cout << "  " << difference << "\n";
}

void tell(const Outcome& outcome, const output::ResultsReader& results, double seconds) {
  const auto runs = [](std::size_t count) { return std::to_string(count) + (count == 1 ? " run" : " runs"); };
  if (outcome.same()) {
    std::cout << "The same, bit for bit: " << runs(outcome.runs) << " of " << results.path().string()
              << " in " << duration(seconds);
    if (outcome.whole) std::cout << "; digest " << outcome.digest;
    std::cout << "\n";
    return;
  }
  constexpr std::size_t most_told = 10;
  if (!outcome.different.empty())
    std::cout << "Different: " << outcome.different.size() << " of " << runs(outcome.runs) << " of "
              << results.path().string() << "\n";
  for (std::size_t i = 0; i < std::min(most_told, outcome.different.size()); ++i) {
    const auto& [scenario, replicate, here] = outcome.different[i];
    std::cout << "  " << results.scenarios()[scenario] << ", run " << replicate << ": "
              << results.digest(scenario, replicate) << " in the file, " << here << " now\n";
  }
  if (outcome.different.size() > most_told)
    std::cout << "  and " << outcome.different.size() - most_told << " more; --json lists them all\n";
  tell_why(results, outcome.contradiction);
}

int rerun(const po::variables_map& given, const std::vector<std::string>& arguments) {
  const int threads = chosen_threads(given);
  const auto input = load_results(arguments[0]);
  const auto& results = input->results;
  const Choice chosen = chosen_runs(given, *input);
  const std::size_t scenarios = results.scenarios().size();

  sim::Workers workers(threads);
  const auto size = input->study->world(static_cast<std::uint32_t>(chosen.replicates[0]), workers)->size();
  const auto spread = chosen.replicates.size() == 1 ? sim::Spread::agents
                                                    : choose_spread(input->scenario.plan, size, threads);

  Outcome outcome;
  const std::size_t wanted = chosen.scenarios.size() * chosen.replicates.size();
  outcome.whole = wanted == scenarios * results.replicates();
  std::vector<std::string> digests(scenarios * results.replicates());
  watch_for_interruption();
  const auto began = std::chrono::steady_clock::now();
  bool finished;
  {
    std::mutex adding;
    Progress progress(wanted, 0, !wants(given, "quiet"));
    finished = run_ensemble(
        input->scenario.plan, *input->study, workers, spread,
        [&](std::size_t scenario, std::size_t replicate) { return !chosen.has(scenario, replicate); },
        [&](std::size_t scenario, std::size_t replicate, const sim::Rows& rows, const sim::Tally&) {
          const std::lock_guard lock(adding);
          digests[replicate * scenarios + scenario] = std::get<std::string>(rows[0]);
          progress.advance();
        },
        interruption_came);
  }
  if (!finished) {
    std::cerr << "knowhow: interrupted; the same command starts again\n";
    return interrupted;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();

  outcome.runs = wanted;
  for (const std::size_t scenario : chosen.scenarios)
    for (const std::size_t replicate : chosen.replicates) {
      const auto& here = digests[replicate * scenarios + scenario];
      if (here != results.digest(scenario, replicate))
        outcome.different.push_back({scenario, replicate, here});
    }
  if (outcome.whole) outcome.digest = digest_of_runs(digests);
  outcome.contradiction = digest_of_runs(digests_in(results)) != results.provenance("digest");

  if (wants(given, "json"))
    std::cout << json_of(outcome, results).dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
              << "\n";
  else if (!wants(given, "quiet") || !outcome.same())
    tell(outcome, results, seconds);
  return outcome.same() ? done : failed;
}

}  // namespace

Command rerun_command() {
  return {
      "rerun",
      "RESULTS.h5",
      "run a results file again from what it carries, and compare bit for bit",
      "The file alone is enough: the scenario and its tables are in it. Exit code 0 if every run comes out "
      "the same,\n"
      "1 if any differs; then it says which, and whether another program made the file.\n\n"
      "  knowhow rerun results.h5\n"
      "  knowhow rerun results.h5 --run 3 --scenario baseline\n",
      options,
      rerun};
}

}  // namespace knowhow::app
