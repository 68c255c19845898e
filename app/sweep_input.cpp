#include "app/sweep_input.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "app/progress.h"
#include "knowhow_version.h"
#include "models/catalogue.h"

namespace knowhow::app {

namespace {

std::size_t count_in(const std::string& text, const std::string& of) {
  std::size_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || count > 9'999'999)
    throw WrongUsage(of + ": '" + text + "' is no number");
  return count;
}

/// A job array may count from anywhere, and in steps.
studies::Shard shard_of_slurm() {
  const auto variable = [](const std::string& name) {
    const char* text = std::getenv(("SLURM_ARRAY_TASK_" + name).c_str());
    if (!text)
      throw WrongUsage("--shard auto: SLURM_ARRAY_TASK_" + name +
                       " is not set; this is for jobs of a Slurm array (sbatch --array=1-64)");
    return count_in(text, "SLURM_ARRAY_TASK_" + name);
  };
  const std::size_t task = variable("ID"), first = variable("MIN"), last = variable("MAX"),
                    count = variable("COUNT");
  const std::size_t step = count > 1 ? (last - first) / (count - 1) : 1;
  if (task < first || task > last || step == 0 || (task - first) % step != 0)
    throw WrongUsage("--shard auto: the tasks of the array are not evenly numbered; use --array=1-" +
                     std::to_string(count));
  return {(task - first) / step + 1, count};
}

}  // namespace

sim::Attributes program() {
  return {{"version", KNOWHOW_VERSION},
          {"commit", KNOWHOW_COMMIT},
          {"compiler", KNOWHOW_COMPILER},
          {"build", KNOWHOW_BUILD}};
}

void add_sweep_options(po::options_description& options) {
  options.add_options()("set", po::value<std::vector<std::string>>()->composing()->value_name("PATH=VALUE"),
                        "change a setting of the scenario, at every point; may be repeated")(
      "points", po::value<std::string>()->value_name("N"), "points of the design, instead of the file's")(
      "replicates", po::value<std::string>()->value_name("N"),
      "replicates of each point, instead of the file's")(
      "seed", po::value<std::string>()->value_name("N"),
      "seed of the design and of all runs, instead of the file's");
}

studies::Sweep sweep_from(const po::variables_map& given, const std::string& file, bool speaks) {
  studies::SweepOverrides overrides;
  if (given.count("set")) overrides.set = given["set"].as<std::vector<std::string>>();
  if (given.count("points")) overrides.points = given["points"].as<std::string>();
  if (given.count("replicates")) overrides.replicates = given["replicates"].as<std::string>();
  if (given.count("seed")) overrides.seed = given["seed"].as<std::string>();
  auto sweep = studies::load_sweep(file, overrides, models::catalogue());
  if (!speaks) return sweep;
  for (const auto& remark : sweep.remarks) std::cerr << "knowhow: " << remark << "\n";
  return sweep;
}

studies::Shard shard_from(const po::variables_map& given) {
  if (!given.count("shard")) return {};
  const auto text = given["shard"].as<std::string>();
  if (text == "auto") return shard_of_slurm();
  const auto slash = text.find('/');
  if (slash == std::string::npos) throw WrongUsage("--shard: write i/n, such as 7/64, or auto");
  const studies::Shard shard{count_in(text.substr(0, slash), "--shard"),
                             count_in(text.substr(slash + 1), "--shard")};
  if (shard.number < 1 || shard.number > shard.of)
    throw WrongUsage("--shard: '" + text + "' is not between 1/n and n/n");
  return shard;
}

std::string time_of_run(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g ms", 1000 * seconds);
  return seconds < 0.1 ? text : duration(seconds);
}

sim::Spread choose_spread(const studies::Sweep&, const sim::Size& size, std::size_t units, int threads) {
  constexpr std::uint64_t large = std::uint64_t{1} << 30;  // side by side, such runs would crowd the memory
  return units >= static_cast<std::size_t>(threads) && size.bytes < large ? sim::Spread::replicates
                                                                          : sim::Spread::agents;
}

}  // namespace knowhow::app
