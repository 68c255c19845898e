// knowhow calibrate: fits unknown numbers to what was observed; a posterior, not a point.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>

#include "app/answer.h"
#include "app/calibration_run.h"
#include "app/calibration_runs.h"
#include "app/command.h"
#include "app/interruption.h"
#include "app/progress.h"
#include "app/publishing.h"
#include "app/sweep_input.h"
#include "knowhow_version.h"
#include "output/journal.h"
#include "output/publish.h"
#include "output/results_reader.h"
#include "sim/problem.h"
#include "studies/mpi.h"

namespace knowhow::app {

namespace {

po::options_description options() {
  po::options_description all("Options");
  all.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                    "file of the posterior; by default the calibration's name with .h5, here")(
      "seed", po::value<std::string>()->value_name("N"), "seed, instead of the file's")(
      "shard", po::value<std::string>()->value_name("I/N"),
      "make the I-th of N shares of the runs first, beside processes that make the others; `auto` takes both "
      "from a "
      "Slurm array")("threads", po::value<int>()->value_name("N"),
                     "threads; by default all that this process may use")(
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

/// Lets one process at a time go on, of those that would publish the same file.
class Turn {
 public:
  explicit Turn(const std::filesystem::path& target) : path_(std::filesystem::path(target).concat(".lock")) {
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file_ < 0 || ::flock(file_, LOCK_EX) != 0)
      throw sim::FileTrouble(path_.string() + ": cannot be written; choose another folder with -o");
  }
  ~Turn() {
    ::unlink(path_.c_str());
    ::close(file_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::filesystem::path path_;
  int file_ = -1;
};

/// Whether the file holds the posterior of this very calibration.
bool holds(const std::filesystem::path& target, const CalibrationInput& input) {
  if (!std::filesystem::exists(target)) return false;
  try {
    const output::ResultsReader file(target);
    return file.provenance("calibration_file") == input.calibration.text &&
           file.provenance("scenario_file") == input.scenario.resolved &&
           file.provenance("files") == nlohmann::json(input.scenario.files).dump() &&
           file.provenance("version") == KNOWHOW_VERSION && file.provenance("commit") == KNOWHOW_COMMIT &&
           file.attribute("seed") == std::to_string(input.scenario.plan.seed);
  } catch (const sim::FileTrouble&) {
    return false;  // of something else, and to be replaced
  }
}

/// Everything that was found, as a results file: its samples as replicates, with their weights.
int write_posterior(const CalibrationInput& input, const studies::Posterior& posterior,
                    const CalibrationRuns& runs, const std::filesystem::path& target, int threads) {
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
                   {runs.digest(particle.run), part(posterior.model, figures, n),
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

int calibrate_with(studies::Mpi* ranks, const po::variables_map& given,
                   const std::vector<std::string>& arguments) {
  const studies::Shard shard = ranks ? ranks->shard() : shard_from(given);
  if (!shard.whole() && wants(given, "fresh"))
    throw WrongUsage(
        "--fresh: not with --shard, whose runs others may be using; remove FILE.runs*.journal first");
  const int threads = ranks && !given.count("threads") ? 1 : chosen_threads(given);
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
  const bool speaks = !ranks || shard.number == 1;
  if (!shard.whole()) {
    const bool there = holds(target, *input);
    if (ranks) ranks->wait_for_all();
    if (there) {
      if (speaks && !wants(given, "quiet"))
        std::cerr << "knowhow: " << target.string() << " holds the posterior of this calibration already\n";
      return done;
    }
  }
  output::Description description{
      identity(*input),
      {},
      {},
      layout_of(*input, static_cast<std::size_t>(search_for.most_runs), "run of the search")};
  CalibrationRuns runs(*input, description, target, shard, wants(given, "fresh"));
  if (runs.finished() > 0 && speaks)
    std::cerr << "knowhow: going on: " << runs.finished() << " runs were finished\n";
  sim::Workers workers(threads);
  studies::Trials trials(input->priors, *input->figures, input->calibration.seed);
  const auto began = std::chrono::steady_clock::now();
  bool whole = true;
  while (whole && !search.next().empty()) {
    const std::size_t first = trials.count(), count = search.next().size();
    trials.add(search.next());
    input->scenario.plan.samples.values.assign(trials.values().begin(), trials.values().end());
    Progress progress(count, 0, speaks && !wants(given, "quiet"));
    whole = runs.run(first, count, trials, workers, progress);
    if (whole) search.tell(trials.distances(first));
  }
  runs.sync();
  if (ranks ? ranks->sum(!whole) > 0 : !whole && !runs.published()) {
    std::cerr << "knowhow: interrupted; " << runs.finished() << " runs are finished and safe in "
              << runs.path().string() << (shard.whole() ? "" : " and beside it")
              << ", and the same command goes on from there\n";
    return interrupted;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::unique_ptr<Turn> turn;
  if (!ranks && !shard.whole()) {
    turn = std::make_unique<Turn>(target);
    if (!whole || holds(target, *input)) {
      runs.remove();
      if (!wants(given, "quiet"))
        std::cerr << "knowhow: another part has written the posterior, " << target.string()
                  << "; this one made " << runs.ran() << " of its runs\n";
      return done;
    }
  }
  if (ranks) {
    ranks->wait_for_all();  // nobody needs another's journal any more
    if (!speaks) {
      const bool written = ranks->sum(0) == 0;
      if (written) runs.remove();
      return written ? done : failed;
    }
  }
  const auto posterior = trials.posterior(search, input->calibration.observations);
  const std::string table = posterior_csv(posterior);
  const auto csv = with_extension(target, ".csv");
  output::publish_file(std::as_bytes(std::span(table)), csv);
  const int code = write_posterior(*input, posterior, runs, target, threads);
  if (ranks) ranks->sum(code != done);
  if (code != done) return code;
  runs.remove();

  if (wants(given, "json")) {
    std::cout << posterior_json(input->calibration, posterior) << "\n";
  } else if (!wants(given, "quiet")) {
    std::cout << posterior_text(input->calibration, posterior, wants(given, "markdown"));
    if (!wants(given, "markdown"))
      std::cout << "\n"
                << posterior.runs << " runs in " << duration(seconds) << " on " << threads
                << (threads == 1 ? " thread" : " threads")
                << (shard.whole() ? "" : ", " + std::to_string(runs.ran()) + " of them by this process")
                << "\nPosterior: " << target.string()
                << "; samples for `uncertain: {posterior: {file: ...}}`: " << csv.string() << "\n";
  }
  return done;
}

int calibrate(const po::variables_map& given, const std::vector<std::string>& arguments) {
  return answer_among_ranks(given, "calibrate", {"shard", "fresh"},
                            [&](studies::Mpi* ranks) { return calibrate_with(ranks, given, arguments); });
}

}  // namespace

Command calibrate_command() {
  return {
      "calibrate",
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
      "command goes on from there. Several processes share out the runs with --shard, or under mpirun.\n\n"
      "  knowhow calibrate scenarios/calibrations/beacon.yaml -o results/beacon_posterior.h5\n",
      options,
      calibrate};
}

}  // namespace knowhow::app
