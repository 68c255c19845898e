// knowhow slurm: a job script that runs a sweep as a Slurm array.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>

#include "app/command.h"
#include "app/progress.h"
#include "app/sweep_input.h"
#include "studies/unit.h"

namespace knowhow::app {

namespace {

namespace fs = std::filesystem;

constexpr double hours = 3600;
// Sites ask for tasks of minutes to hours, and few of them; Slurm's MaxArraySize is 1001 unless they say
// otherwise.
constexpr double seconds_a_task = hours, least_seconds_a_task = 600;
constexpr std::size_t most_tasks = 1000;

/// As a shell takes it for one word.
std::string quoted(const std::string& text) {
  if (!text.empty() &&
      text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:") ==
          std::string::npos)
    return text;
  std::string all = "'";
  for (const char c : text) all += c == '\'' ? "'\\''" : std::string(1, c);
  return all + "'";
}

/// Seconds that one unit takes, from a few spread over the design.
double seconds_a_unit(const studies::Sweep& sweep) {
  const auto layout = studies::unit_layout(sweep, sweep.model->bind(sweep.base.plan)->layout());
  studies::UnitRunner runner(sweep, layout);
  sim::Workers workers(1);
  std::size_t tried = 0;
  const std::size_t most = std::min<std::size_t>(20, sweep.units());
  for (; tried < most && (tried == 0 || runner.simulating() < 2); ++tried) {
    sim::Tally tally;
    runner.run(
        tried * sweep.units() / most, workers, [] { return false; }, tally);
  }
  return std::max(runner.simulating() / static_cast<double>(tried), 1e-6);
}

std::string clock(double seconds) {
  const auto minutes = static_cast<long>(std::ceil(seconds / 60));
  char text[32];
  std::snprintf(text, sizeof text, "%ld:%02ld:00", minutes / 60, minutes % 60);
  return text;
}

int slurm(const po::variables_map& given, const std::vector<std::string>& arguments) {
  const auto sweep = sweep_from(given, arguments[0]);
  const int cpus = given["cpus"].as<int>();
  if (cpus < 1 || cpus > 1024)
    throw WrongUsage("--cpus: " + std::to_string(cpus) + " is not between 1 and 1024");
  const double each = seconds_a_unit(sweep), whole = each * static_cast<double>(sweep.units()) / cpus;
  std::size_t tasks = static_cast<std::size_t>(std::ceil(whole / seconds_a_task));
  if (given.count("tasks")) {
    const int asked = given["tasks"].as<int>();
    if (asked < 1) throw WrongUsage("--tasks: " + std::to_string(asked) + " is less than 1");
    tasks = static_cast<std::size_t>(asked);
  }
  tasks = std::clamp<std::size_t>(tasks, 1, std::min(most_tasks, sweep.units()));
  const double task = std::max(whole / static_cast<double>(tasks), each);
  const std::string folder =
      given.count("output") ? given["output"].as<std::string>() : fs::path(arguments[0]).stem().string();
  std::string command = "knowhow sweep " + quoted(arguments[0]) + " -o " + quoted(folder) +
                        " --shard auto --threads " + std::to_string(cpus) + " --quiet";
  for (const char* option : {"points", "replicates", "seed"})
    if (given.count(option))
      command += std::string(" --") + option + " " + quoted(given[option].as<std::string>());
  if (given.count("set"))
    for (const auto& setting : given["set"].as<std::vector<std::string>>())
      command += " --set " + quoted(setting);
  // Twice what was forecast and ten minutes: nodes differ, and a task that is cut off goes on where it was.
  const double limit = 2 * task + least_seconds_a_task;
  std::cerr << "knowhow: " << sweep.units() << " runs of " << time_of_run(each) << " in " << tasks
            << (tasks == 1 ? " task" : " tasks") << " of about " << duration(task) << " on " << cpus
            << (cpus == 1 ? " core" : " cores") << "\n";
  std::cout << "#!/bin/bash\n"
               "# Written by `knowhow slurm`; hand it to sbatch. A task that is preempted, requeued or cut "
               "off goes on "
               "where it was.\n"
            << "#SBATCH --job-name=" << fs::path(arguments[0]).stem().string() << "\n"
            << "#SBATCH --array=1-" << tasks << "\n#SBATCH --cpus-per-task=" << cpus
            << "\n#SBATCH --time=" << clock(limit)
            << "\n"
               "# srun's step hears of preemption at once; two minutes before the time is up it gets USR1.\n"
               "#SBATCH --signal=USR1@120\n"
               "#SBATCH --requeue\n"
               "#SBATCH --open-mode=append\n"
               "#SBATCH --output="
            << fs::path(arguments[0]).stem().string()
            << "-%A_%a.log\n"
               "set -uo pipefail\n\n"
               "code=0\n"
               "srun "
            << command
            << " || code=$?\n"
               "# 75: interrupted, and safe. Slurm requeues what it preempted itself; what ran out of time "
               "asks to be.\n"
               "if [[ $code == 75 ]]; then\n"
               "  scontrol requeue \"${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}\"\n"
               "fi\n"
               "exit $code\n\n"
               "# How far it is:         knowhow status "
            << quoted(folder) << "\n# Once it is finished:   knowhow merge " << quoted(folder) << "\n";
  return done;
}

}  // namespace

Command slurm_command() {
  return {"slurm",
          "SWEEP.yaml",
          "write a job script that runs a sweep as a Slurm array",
          "Tries a few runs, and packs the sweep into tasks of about an hour: sites want few tasks of "
          "minutes to hours, "
          "not\nmany of seconds.\n\n"
          "  knowhow slurm scenarios/sweeps/what_matters.yaml -o results/what_matters > job.sh\n"
          "  sbatch job.sh\n",
          [] {
            po::options_description options("Options");
            options.add_options()("output,o", po::value<std::string>()->value_name("DIR"),
                                  "folder of the parts, as for sweep")(
                "tasks", po::value<int>()->value_name("N"),
                "tasks of the array, instead of as many as take an hour each")(
                "cpus", po::value<int>()->value_name("N")->default_value(4), "cores of a task");
            add_sweep_options(options);
            options.add_options()("help,h", "this text");
            return options;
          },
          slurm};
}

}  // namespace knowhow::app
