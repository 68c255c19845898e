// knowhow run: every named scenario x replicate, one results file, and a table that a person can read.
#include <chrono>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/ensemble.h"
#include "app/interruption.h"
#include "app/progress.h"
#include "app/scenario_input.h"
#include "knowhow_version.h"
#include "models/catalogue.h"
#include "output/results_file.h"
#include "output/summary.h"
#include "sim/digest.h"

namespace knowhow::app {

namespace {

/// Of all models, for --help and completion.
std::string vocabulary_names() {
  std::string names;
  for (const auto& model : models::catalogue())
    for (const auto& vocabulary : model.vocabularies) names += (names.empty() ? "" : "|") + vocabulary.name;
  return names;
}

po::options_description options() {
  auto all = scenario_options();
  all.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                    "results file; by default the scenario's name with .h5, here")(
      "threads", po::value<int>()->value_name("N"), "threads; by default all that this process may use")(
      "spread", po::value<std::string>()->value_name("replicates|agents"),
      "what the threads are spread over; chosen by size, and changes no bit")(
      "vocabulary", po::value<std::string>()->value_name(vocabulary_names()),
      "the words in which the table tells where learning was lost");
  return all;
}

const sim::Vocabulary& vocabulary_from(const po::variables_map& given, const sim::Model& model) {
  static const sim::Vocabulary own_names;
  if (!given.count("vocabulary")) return model.vocabularies.empty() ? own_names : model.vocabularies.front();
  const auto word = given["vocabulary"].as<std::string>();
  std::vector<std::string> names;
  for (const auto& vocabulary : model.vocabularies) {
    if (vocabulary.name == word) return vocabulary;
    names.push_back(vocabulary.name);
  }
  throw WrongUsage("--vocabulary: there is no '" + word + "'; " + sim::suggestion(word, names));
}

std::string now_in_utc() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

sim::Attributes attributes(const sim::Plan& plan) {
  return {{"Conventions", "CF-1.10"},
          {"title", plan.title},
          {"comment", plan.question},
          {"source", std::string("knowhow ") + KNOWHOW_VERSION + " (" + KNOWHOW_COMMIT + ")"},
          {"history", now_in_utc() + " knowhow run"},
          {"knowhow_format", "1"},
          {"knowhow_kind", "ensemble"},
          {"model", plan.model},
          {"seed", std::to_string(plan.seed)}};
}

int threads_from(const po::variables_map& given) {
  const int threads = given.count("threads") ? given["threads"].as<int>() : sim::available_threads();
  if (threads < 1 || threads > 1024)
    throw WrongUsage("--threads: " + std::to_string(threads) + " is not between 1 and 1024");
  return threads;
}

sim::Spread spread_from(const po::variables_map& given, sim::Spread otherwise) {
  if (!given.count("spread")) return otherwise;
  const auto word = given["spread"].as<std::string>();
  if (word == "replicates") return sim::Spread::replicates;
  if (word == "agents") return sim::Spread::agents;
  throw WrongUsage("--spread: '" + word + "' is neither replicates nor agents");
}

void add_provenance(output::ResultsFile& file, const scenarios::Scenario& scenario, int threads,
                    const std::string& digest) {
  file.provenance("scenario_file", scenario.resolved);
  file.provenance("files", nlohmann::json(scenario.files).dump());
  file.provenance("version", KNOWHOW_VERSION);
  file.provenance("commit", KNOWHOW_COMMIT);
  file.provenance("compiler", KNOWHOW_COMPILER);
  file.provenance("build", KNOWHOW_BUILD);
  file.provenance("threads", std::to_string(threads));
  file.provenance("digest", digest);
}

std::string heading(const sim::Plan& plan) {
  return plan.title + "\n" + (plan.question.empty() ? "" : plan.question + "\n") + plan.time.start + ", " +
         std::to_string(plan.time.steps) + " steps of " + plan.time.step + "; " +
         std::to_string(plan.replicates) + (plan.replicates == 1 ? " replicate" : " replicates") + ", seed " +
         std::to_string(plan.seed) +
         ". Means over replicates; differences are paired, ± is the 95 % interval.\n\n";
}

int run(const po::variables_map& given, const std::vector<std::string>& arguments) {
  const int threads = threads_from(given);
  const auto input = load_input(given, arguments[0]);
  const sim::Plan& plan = input->scenario.plan;
  const std::filesystem::path target = given.count("output")
                                           ? std::filesystem::path(given["output"].as<std::string>())
                                           : std::filesystem::path(arguments[0]).stem().concat(".h5");
  if (target.empty()) throw WrongUsage("-o: name a file");
  const sim::Vocabulary& vocabulary = vocabulary_from(given, *input->model);
  output::check_destination(target);

  sim::Workers workers(threads);
  sim::Spread spread = spread_from(given, choose_spread(plan, input->size, threads));
  const sim::Layout layout = ensemble_layout(plan, input->study->layout());
  output::ResultsFile file(layout, attributes(plan));
  output::Summary summary(layout, input->model->headlines, input->model->breakdowns, vocabulary.labels);
  std::vector<std::string> digests(plan.scenarios.size() * static_cast<std::size_t>(plan.replicates));

  watch_for_interruption();
  sim::Tally tally;
  const auto began = std::chrono::steady_clock::now();
  bool finished;
  {
    Progress progress(digests.size(), !wants(given, "quiet"));
    finished = run_ensemble(
        plan, *input->study, workers, spread,
        [&](std::size_t scenario, std::size_t replicate, sim::Rows&& rows) {
          digests[replicate * plan.scenarios.size() + scenario] = std::get<std::string>(rows[0]);
          summary.add(scenario, replicate, rows);
          file.add(scenario, replicate, rows);
          progress.advance();
        },
        interruption_came, tally);
  }
  if (!finished) {
    std::cerr << "knowhow: interrupted; no results file was written, and the same command starts again\n";
    return interrupted;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();

  sim::Digest all;
  for (const auto& digest : digests) all.add("state_digest", std::as_bytes(std::span(digest)), 1);
  add_provenance(file, input->scenario, threads, all.hex());
  const auto size = file.publish(target);

  if (wants(given, "json")) {
    nlohmann::ordered_json result{{"file", target.string()},
                                  {"bytes", size},
                                  {"runs", digests.size()},
                                  {"seconds", seconds},
                                  {"agent_steps", tally.agent_steps},
                                  {"contacts", tally.contacts},
                                  {"threads", threads},
                                  {"digest", all.hex()},
                                  {"vocabulary", vocabulary.name}};
    result["scenarios"] = nlohmann::ordered_json::parse(summary.json());
    std::cout << result.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  } else if (!wants(given, "quiet")) {
    std::cout << heading(plan) << summary.table() << "\n"
              << digests.size() << (digests.size() == 1 ? " run in " : " runs in ") << duration(seconds)
              << " on " << threads << (threads == 1 ? " thread" : " threads") << "; digest " << all.hex()
              << "\nResults: " << target.string() << " (" << bytes(static_cast<double>(size)) << ")\n";
  }
  return done;
}

}  // namespace

Command run_command() {
  return {"run",
          "SCENARIO.yaml",
          "run every scenario of a file, and write one results file",
          "Each named scenario runs in every replicate, beside the baseline, with the same random numbers "
          "draw by draw.\n"
          "Ends with a table: means, and paired differences from the baseline. The results file is HDF5 that "
          "is also\n"
          "netCDF-4 (docs/format.md); it is complete or absent, never half.\n\n"
          "  knowhow run scenarios/invest_to_save.yaml\n"
          "  knowhow run scenarios/invest_to_save.yaml --replicates 200 -o results/is.h5\n"
          "  knowhow run scenarios/wales.yaml --vocabulary odell_grayson\n"
          "  knowhow run scenarios/wales.yaml --set \"channels.professional ties.talks=12\" --seed 7\n",
          options,
          run};
}

}  // namespace knowhow::app
