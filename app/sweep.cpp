// knowhow sweep: a scenario at many points of its parameters, each in many replicates.
#include <charconv>
#include <filesystem>
#include <iostream>

#include "app/answer.h"
#include "app/command.h"
#include "app/forecast.h"
#include "app/interruption.h"
#include "app/sweep_input.h"
#include "app/sweep_share.h"
#include "sim/problem.h"
#include "studies/mpi.h"
#include "studies/parts.h"

namespace knowhow::app {

namespace {

namespace fs = std::filesystem;

po::options_description options() {
  po::options_description all("Options");
  all.add_options()("output,o", po::value<std::string>()->value_name("DIR"),
                    "folder of the parts; by default the sweep file's name without .yaml, here")(
      "dry-run", "say how many runs, how long, how much disk and memory, from a short trial; write nothing")(
      "shard", po::value<std::string>()->value_name("I/N"),
      "run the I-th of N parts only; `auto` takes both from a Slurm array")(
      "only", po::value<std::string>()->value_name("POINT[:REPLICATE]"),
      "run this one again and show it; write nothing")("fail-fast", "stop at the first run that fails")(
      "reuse", po::value<std::vector<std::string>>()->composing()->value_name("DIR"),
      "do not run again what this other sweep (its folder, or a file of it) has run; may be repeated")(
      "fresh", "start over, and give up what the folder holds of this or another sweep")(
      "threads", po::value<int>()->value_name("N"), "threads; by default all that this process may use");
  add_sweep_options(all);
  all.add_options()("json", "print what was done as JSON")("quiet", "print no progress and no table")(
      "help,h", "this text");
  return all;
}

void clear(const fs::path& folder) {
  const auto parts = studies::parts_in(folder);
  for (const auto* all : {&parts.files, &parts.journals})
    for (const auto& path : *all) fs::remove(path);
  fs::remove(folder / "sweep.h5");
}

/// One run by itself, shown.
int run_only(const po::variables_map& given, const studies::Sweep& sweep, const std::string& file) {
  const auto text = given["only"].as<std::string>();
  const auto colon = text.find(':');
  const auto number = [&](const std::string& digits, std::size_t below, const char* what) {
    std::size_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || value >= below)
      throw WrongUsage("--only: '" + digits + "' is no " + what + "; they go from 0 to " +
                       std::to_string(below - 1));
    return value;
  };
  const std::size_t point = number(text.substr(0, colon), sweep.points(), "point"),
                    replicate = colon == std::string::npos
                                    ? 0
                                    : number(text.substr(colon + 1),
                                             static_cast<std::size_t>(sweep.replicates), "replicate");
  sim::Workers workers(chosen_threads(given));
  const auto layout = studies::unit_layout(sweep, sweep.model->bind(sweep.base.plan)->layout());
  studies::UnitRunner runner(sweep, layout);
  sim::Tally tally;
  watch_for_interruption();
  sim::Rows rows;
  try {
    rows = runner.run(replicate * sweep.points() + point, workers, interruption_came, tally);
  } catch (const sim::Stopped&) {
    return interrupted;
  }
  const auto& error = std::get<std::string>(rows[studies::error_row]);
  std::cout << "point " << point << ", replicate " << replicate << " of " << file << "\n";
  for (const auto& setting : sweep.settings(point)) std::cout << "  " << setting << "\n";
  if (!error.empty()) {
    std::cout << "failed: " << error << "\n";
    return failed;
  }
  std::cout << "digest " << std::get<std::string>(rows[studies::digest_row]) << "\n";
  const auto& scenarios = std::get<std::vector<std::string>>(layout.dimensions[2].coordinate);
  for (std::size_t v = studies::first_outcome; v < rows.size(); ++v) {
    if (layout.variables[v].dimensions.size() > 1) continue;
    std::visit(
        [&]<class Row>(const Row& row) {
          if constexpr (!std::is_same_v<Row, std::string>)
            for (std::size_t s = 0; s < row.size(); ++s)
              std::cout << "  " << layout.variables[v].name << ", " << scenarios[s] << ": " << row[s] << "\n";
        },
        rows[v]);
  }
  return done;
}

int sweep_with(studies::Mpi* ranks, const po::variables_map& given,
               const std::vector<std::string>& arguments) {
  const studies::Shard shard = ranks ? ranks->shard() : shard_from(given);
  chosen_threads(given);
  if (given.count("reuse") && (given.count("only") || wants(given, "dry-run")))
    throw WrongUsage("--reuse: not with --only or --dry-run");
  const studies::Sweep sweep = sweep_from(given, arguments[0], !ranks || shard.number == 1);
  if (given.count("only")) return run_only(given, sweep, arguments[0]);
  if (wants(given, "dry-run")) return forecast(given, sweep, shard);
  const fs::path folder =
      given.count("output") ? fs::path(given["output"].as<std::string>()) : fs::path(arguments[0]).stem();
  if (folder.empty()) throw WrongUsage("-o: name a folder");
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw sim::FileTrouble(folder.string() + ": cannot be made (" + error.message() +
                           "); choose another with -o");
  if (wants(given, "fresh")) {
    if (!shard.whole())
      throw WrongUsage(
          "--fresh: not with --shard, whose parts others may be writing; empty the folder first");
    clear(folder);
  }
  return run_share(given, sweep, arguments[0], folder, shard, ranks);
}

int sweep(const po::variables_map& given, const std::vector<std::string>& arguments) {
  return answer_among_ranks(given, "run the sweep", {"shard", "fresh", "only", "dry-run"},
                            [&](studies::Mpi* ranks) { return sweep_with(ranks, given, arguments); });
}

}  // namespace

Command sweep_command() {
  return {"sweep",
          "SWEEP.yaml",
          "run a scenario at many points of its parameters",
          "A sweep file names a scenario, what varies over it (uncertainties and levers), what is kept "
          "(outcomes) and a\n"
          "design: grid, latin_hypercube, sobol, morris, saltelli, or a table of points (docs/sweeps.md). "
          "All points of\n"
          "replicate 0 run first, then those of replicate 1, with common random numbers. Finished runs are "
          "safe in the\n"
          "folder; whatever ends the command, the same command goes on from there, with any number of "
          "threads or parts.\n\n"
          "  knowhow sweep scenarios/sweeps/what_matters.yaml --dry-run\n"
          "  knowhow sweep scenarios/sweeps/what_matters.yaml -o results/what_matters\n"
          "  knowhow sweep scenarios/sweeps/what_matters.yaml -o results/what_matters --shard 3/8\n"
          "  knowhow sweep scenarios/sweeps/what_matters.yaml -o results/more --replicates 8 --reuse "
          "results/what_matters\n",
          options,
          sweep};
}

}  // namespace knowhow::app
