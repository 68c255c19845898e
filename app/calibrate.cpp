// knowhow calibrate: fits unknown numbers to what was observed; a posterior, not a point.
#include <atomic>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/calibration_run.h"
#include "app/command.h"
#include "app/interruption.h"
#include "app/progress.h"
#include "app/publishing.h"
#include "knowhow_version.h"
#include "output/journal.h"
#include "output/publish.h"

namespace knowhow::app {

namespace {

po::options_description options() {
  po::options_description all("Options");
  all.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                    "file of the posterior; by default the calibration's name with .h5, here")(
      "seed", po::value<std::string>()->value_name("N"), "seed, instead of the file's")(
      "threads", po::value<int>()->value_name("N"), "threads; by default all that this process may use")(
      "fresh", "start over, and give up what an earlier command of the same -o finished")(
      "markdown", "print the tables as Markdown")("json", "print the outcome as JSON")(
      "quiet", "print no progress and no tables")("help,h", "this text");
  return all;
}

sim::Attributes identity(const CalibrationInput& input) {
  return {{"calibration file", input.calibration.text},
          {"scenario file", input.scenario.resolved},
          {"data", nlohmann::json(input.scenario.files).dump()},
          {"version", KNOWHOW_VERSION},
          {"commit", KNOWHOW_COMMIT}};
}

sim::Layout layout_of(const CalibrationInput& input, std::size_t samples, const std::string& sample_meaning) {
  std::vector<std::int32_t> numbers(samples);
  std::iota(numbers.begin(), numbers.end(), 0);
  std::vector<std::string> figures;
  for (const auto& observation : input.calibration.observations) figures.push_back(observation.name);
  sim::Layout layout;
  layout.dimensions = {{"scenario",
                        std::vector<std::string>{input.scenario.plan.scenarios[input.under].name},
                        {{"long_name", "what was lived through when the figures were observed"}}},
                       {"replicate", numbers, {{"long_name", sample_meaning}, {"units", "1"}}},
                       {"figure", figures, {{"long_name", "figure that was observed"}}}};
  layout.variables = {{"state_digest", sim::Type::text, {}, "digest of the run's state", "", "", false},
                      {"figure_of_model",
                       sim::Type::float64,
                       {"figure"},
                       "the figure of the run",
                       "1",
                       "in the unit of what was observed",
                       true}};
  return layout;
}

/// Runs what a generation asks for and the journal does not have; false if it was interrupted.
bool run_generation(const CalibrationInput& input, std::size_t first, std::size_t count,
                    output::Journal& journal, studies::Trials& trials, sim::Workers& workers,
                    Progress& progress) {
  const auto reader = journal.reader();
  std::vector<std::size_t> todo;
  for (std::size_t run = first; run < first + count; ++run) {
    if (reader.has(0, run))
      trials.tell(run, std::get<std::vector<double>>(reader.rows(0, run)[1]));
    else
      todo.push_back(run);
  }
  std::mutex telling;
  std::atomic<bool> stopped = false;
  const auto stop = [&] { return stopped || (stopped = interruption_came()); };
  workers.for_ranges(todo.size(), 1, [&](std::size_t begin, std::size_t end, int) {
    sim::Workers alone(1);
    for (std::size_t n = begin; n < end && !stop(); ++n) {
      sim::Tally tally;
      try {
        const auto world = input.study->world(static_cast<std::uint32_t>(todo[n]), alone);
        const sim::Rows rows = world->run(input.under, alone, stop, tally);
        const auto figures = input.figures->of(rows);
        journal.append(0, todo[n], {std::get<std::string>(rows[0]), figures}, tally);
        const std::lock_guard lock(telling);
        trials.tell(todo[n], figures);
        progress.advance();
      } catch (const sim::Stopped&) {
        return;
      } catch (...) {
        stopped = true;
        throw;
      }
    }
  });
  return !stopped;
}

/// Everything that was found, as a results file: its samples as replicates, with their weights.
int write_posterior(const CalibrationInput& input, const studies::Posterior& posterior,
                    const output::JournalReader& runs, const std::filesystem::path& target, int threads) {
  const auto& plan = input.scenario.plan;
  sim::Layout layout =
      layout_of(input, posterior.particles.size(), "sample of the posterior, the nearest first");
  std::vector<std::string> paths;
  for (const auto& prior : input.priors) paths.push_back(prior.path);
  layout.dimensions.push_back({"number", paths, {{"long_name", "unknown number, by its path"}}});
  const auto add = [&](const char* name, std::vector<std::string> along, const char* meaning,
                       const char* comment) {
    layout.variables.push_back({name, sim::Type::float64, std::move(along), meaning, "1", comment, true});
  };
  add("figure_as_observed", {"figure"}, "the figure as it would have been observed",
      "with the error of observation");
  add("value", {"number"}, "value of the number", "in the number's own unit");
  add("weight", {}, "weight of the sample", "weights sum to 1 over the samples");
  add("distance", {}, "distance from what was observed",
      "root mean square over the fitted figures, in standard errors");
  layout.variables.push_back(
      {"generation", sim::Type::int32, {}, "generation of the search in which it was run", "1", "", false});
  layout.variables.push_back(
      {"run", sim::Type::int32, {}, "number of the run in the search", "1", "", false});

  output::Description description;
  description.identity = identity(input);
  description.statistics = false;
  description.attributes = {
      {"Conventions", "CF-1.10"},
      {"title", input.calibration.title},
      {"comment", input.calibration.question},
      {"source", std::string("knowhow ") + KNOWHOW_VERSION + " (" + KNOWHOW_COMMIT + ")"},
      {"knowhow_format", "1"},
      {"knowhow_kind", "posterior"},
      {"model", plan.model},
      {"seed", std::to_string(plan.seed)}};
  description.provenance = {{"calibration_file", input.calibration.text},
                            {"scenario_file", input.scenario.resolved},
                            {"files", nlohmann::json(input.scenario.files).dump()},
                            {"outcome", posterior_json(input.calibration, posterior)},
                            {"version", KNOWHOW_VERSION},
                            {"commit", KNOWHOW_COMMIT},
                            {"compiler", KNOWHOW_COMPILER},
                            {"build", KNOWHOW_BUILD},
                            {"threads", std::to_string(threads)}};
  description.layout = layout;
  output::Journal journal(target, description, true);
  const std::size_t numbers = input.priors.size(), figures = input.figures->count();
  const auto part = [](const std::vector<double>& values, std::size_t width, std::size_t row) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row * width);
    return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(width));
  };
  for (std::size_t n = 0; n < posterior.particles.size(); ++n) {
    const auto& particle = posterior.particles[n];
    journal.append(0, n,
                   {runs.text(0, particle.run, 0), part(posterior.model, figures, n),
                    part(posterior.seen, figures, n), part(posterior.values, numbers, n),
                    std::vector<double>{particle.weight}, std::vector<double>{particle.distance},
                    std::vector<std::int32_t>{static_cast<std::int32_t>(particle.generation)},
                    std::vector<std::int32_t>{static_cast<std::int32_t>(particle.run)}},
                   {});
  }
  journal.sync();
  const int code = publish_in_child(journal, target, threads, posterior.particles.size());
  if (code == done) journal.remove();
  return code;
}

std::filesystem::path with_extension(std::filesystem::path path, const char* extension) {
  return path.replace_extension(extension);
}

int calibrate(const po::variables_map& given, const std::vector<std::string>& arguments) {
  const int threads = chosen_threads(given);
  const auto input =
      load_calibration(arguments[0], given.count("seed") ? given["seed"].as<std::string>() : std::string());
  const std::filesystem::path target = given.count("output")
                                           ? std::filesystem::path(given["output"].as<std::string>())
                                           : std::filesystem::path(arguments[0]).stem().concat(".h5");
  if (target.extension() != ".h5")
    throw WrongUsage("-o: name a file that ends in .h5; the table goes beside it as .csv");
  output::check_destination(target);
  const auto& search_for = input->calibration.search;
  studies::PopulationMonteCarlo search(
      {input->priors.size(), static_cast<std::size_t>(search_for.particles), search_for.kept,
       search_for.least_acceptance, static_cast<std::size_t>(search_for.most_runs), input->calibration.seed});
  if (search.next().empty())
    throw WrongUsage(arguments[0] + ": search.most_runs: not even one generation of " +
                     std::to_string(static_cast<int>(search_for.particles / search_for.kept)) +
                     " runs; allow more runs, or ask for fewer particles");

  watch_for_interruption();
  const std::filesystem::path runs_of = std::filesystem::path(target).concat(".runs");
  output::Description description{
      identity(*input),
      {},
      {},
      layout_of(*input, static_cast<std::size_t>(search_for.most_runs), "run of the search")};
  output::Journal journal(runs_of, description, wants(given, "fresh"));
  if (journal.finished() > 0)
    std::cerr << "knowhow: going on: " << journal.finished() << " runs were finished\n";
  sim::Workers workers(threads);
  studies::Trials trials(input->priors, *input->figures, input->calibration.seed);
  const auto began = std::chrono::steady_clock::now();
  while (!search.next().empty()) {
    const std::size_t first = trials.count(), count = search.next().size();
    trials.add(search.next());
    input->scenario.plan.samples.values.assign(trials.values().begin(), trials.values().end());
    Progress progress(count, 0, !wants(given, "quiet"));
    if (!run_generation(*input, first, count, journal, trials, workers, progress)) {
      journal.sync();
      std::cerr << "knowhow: interrupted; " << journal.finished() << " runs are finished and safe in "
                << journal.path().string() << ", and the same command goes on from there\n";
      return interrupted;
    }
    search.tell(trials.distances(first));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  journal.sync();
  const auto posterior = trials.posterior(search, input->calibration.observations);
  const std::string table = posterior_csv(posterior);
  const auto csv = with_extension(target, ".csv");
  output::publish_file(std::as_bytes(std::span(table)), csv);
  if (const int code = write_posterior(*input, posterior, journal.reader(), target, threads); code != done)
    return code;
  journal.remove();

  if (wants(given, "json")) {
    std::cout << posterior_json(input->calibration, posterior) << "\n";
  } else if (!wants(given, "quiet")) {
    std::cout << posterior_text(input->calibration, posterior, wants(given, "markdown"));
    if (!wants(given, "markdown"))
      std::cout << "\n"
                << posterior.runs << " runs in " << duration(seconds) << " on " << threads
                << (threads == 1 ? " thread" : " threads") << "\nPosterior: " << target.string()
                << "; samples for `uncertain: {posterior: {file: ...}}`: " << csv.string() << "\n";
  }
  return done;
}

}  // namespace

Command calibrate_command() {
  return {"calibrate",
          "CALIBRATION.yaml",
          "fit unknown numbers to what was observed, and say how sure",
          "Searches by approximate Bayesian computation: numbers are drawn from their priors, the scenario "
          "is run,\n"
          "and those are kept and refined whose figures come near to what was observed, until refining no "
          "longer\n"
          "helps. The outcome is a posterior (weighted samples), not a point; figures under `predicted` are "
          "never\n"
          "fitted, and show whether it can be believed. What is finished is kept in FILE.runs.journal, and "
          "the same\n"
          "command goes on from there.\n\n"
          "  knowhow calibrate scenarios/calibrations/beacon.yaml -o results/beacon_posterior.h5\n",
          options,
          calibrate};
}

}  // namespace knowhow::app
