#include "app/forecast.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/interruption.h"
#include "app/progress.h"
#include "app/sweep_input.h"
#include "output/journal_format.h"
#include "studies/unit.h"

namespace knowhow::app {

namespace {

constexpr std::size_t most_tried = 50;
constexpr double seconds_of_trial = 3;

double peak_memory() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

}  // namespace

int forecast(const po::variables_map& given, const studies::Sweep& sweep, const studies::Shard& shard) {
  const int threads = chosen_threads(given);
  const auto layout = studies::unit_layout(sweep, sweep.model->bind(sweep.base.plan)->layout());
  const std::size_t mine = (sweep.units() - shard.number + shard.of) / shard.of;
  const std::size_t tried_at_most = std::min(most_tried, sweep.units());
  studies::UnitRunner runner(sweep, layout);
  sim::Workers workers(1);
  watch_for_interruption();
  std::size_t tried = 0, failures = 0;
  double record = 0;
  const double before = peak_memory();
  const auto began = std::chrono::steady_clock::now();
  double seconds = 0;
  try {
    for (; tried < tried_at_most && (tried == 0 || seconds < seconds_of_trial); ++tried) {
      sim::Tally tally;
      const auto rows = runner.run(tried * sweep.units() / tried_at_most, workers, interruption_came, tally);
      failures += !std::get<std::string>(rows[studies::error_row]).empty();
      record += static_cast<double>(output::encode_run(layout, 0, 0, rows, tally).size());
      seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    }
  } catch (const sim::Stopped&) {
    return interrupted;
  }
  const double a_run = seconds / static_cast<double>(tried),
               bytes_a_run = record / static_cast<double>(tried);
  const double time = a_run * static_cast<double>(mine) / threads;
  // The part file and the merged one take about as much again as the journal each.
  const double disk = 3 * bytes_a_run * static_cast<double>(mine);
  double values = 0;
  for (const auto& variable : layout.variables) {
    double size = variable.type == sim::Type::text ? 64 : variable.type == sim::Type::float64 ? 8 : 4;
    for (const auto& along : variable.dimensions)
      size *= static_cast<double>(
          std::find_if(layout.dimensions.begin(), layout.dimensions.end(), [&](const auto& d) {
            return d.name == along;
          })->size());
    values += size;
  }
  const double memory =
      peak_memory() +
      (threads - 1) * std::max(peak_memory() - before, static_cast<double>(runner.size().bytes)) +
      2 * values * static_cast<double>(mine);
  if (wants(given, "json")) {
    std::cout << nlohmann::ordered_json{{"points", sweep.points()},
                                        {"parameters", sweep.parameters.size()},
                                        {"replicates", sweep.replicates},
                                        {"scenarios", sweep.scenarios.size()},
                                        {"runs", sweep.units()},
                                        {"runs_of_this_part", mine},
                                        {"tried", tried},
                                        {"failed_of_those", failures},
                                        {"seconds_a_run", a_run},
                                        {"threads", threads},
                                        {"seconds", time},
                                        {"bytes_of_disk", disk},
                                        {"bytes_of_memory", memory}}
                     .dump(2)
              << "\n";
    return done;
  }
  std::cout << sweep.title << "\n  design    " << studies::to_string(sweep.design.kind) << ": "
            << sweep.points() << " points of " << sweep.parameters.size()
            << (sweep.parameters.size() == 1 ? " parameter" : " parameters") << "\n  runs      "
            << sweep.points() << " points x " << sweep.replicates << " replicates = " << sweep.units()
            << ", each of " << sweep.scenarios.size()
            << (sweep.scenarios.size() == 1 ? " scenario" : " scenarios");
  if (!shard.whole()) std::cout << "; " << mine << " in part " << shard.number << " of " << shard.of;
  std::cout << "\n  time      about " << duration(time) << " on " << threads
            << (threads == 1 ? " thread" : " threads") << " (" << time_of_run(a_run) << " a run, from "
            << tried << " tried)"
            << "\n  disk      about " << bytes(disk) << " in all, journal and parts included"
            << "\n  memory    about " << bytes(memory) << "\n";
  if (failures > 0) std::cout << "  failed    " << failures << " of those tried\n";
  return done;
}

}  // namespace knowhow::app
