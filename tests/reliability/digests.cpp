// digests narrow|wide THREADS SEEDS SCENARIO.yaml...: the digest of the state of every named scenario, for
// seeds 1 to SEEDS, a line each. `narrow` hides from the program that the processor has wide registers, so
// that it takes its plain paths. For comparing builds (builds.sh): it needs no HDF5.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "models/catalogue.h"
#include "scenarios/scenario.h"
#include "sim/problem.h"
#include "sim/threefry.h"

#ifdef __x86_64__
// What __builtin_cpu_supports looks into (libgcc's cpuinfo.h; clang++ reads the same).
extern "C" struct CpuModel { unsigned vendor, type, subtype, features[1]; } __cpu_model;
#endif

namespace {

using namespace knowhow;

void print_digests(const std::string& file, int seed, sim::Workers& workers) {
  scenarios::Overrides overrides;
  overrides.seed = std::to_string(seed);
  overrides.replicates = "1";
  const auto& models = models::catalogue();
  auto scenario = scenarios::load(file, overrides, models);
  if (scenario.plan.model == "public_services") {
    overrides.set = {"world.people.staff_per_person=400"};
    scenario = scenarios::load(file, overrides, models);
  }
  const auto& plan = scenario.plan;
  const auto model =
      std::find_if(models.begin(), models.end(), [&](const auto& one) { return one.name == plan.model; });
  const auto study = model->bind(plan);
  const auto world = study->world(0, workers);
  for (std::size_t s = 0; s < plan.scenarios.size(); ++s) {
    sim::Tally tally;
    const auto rows = world->run(
        s, workers, [] { return false; }, tally);
    std::cout << std::get<std::string>(rows.at(0)) << " " << std::filesystem::path(file).filename().string()
              << ", " << plan.scenarios[s].name << ", seed " << seed << std::endl;
  }
}

}  // namespace

int main(int count, char** words) {
  if (count < 5) return 2;
#ifdef __x86_64__
  if (words[1] == std::string("narrow")) __cpu_model.features[0] = 0;
#endif
  std::cerr << sim::threefry_of_each_width().size() << " widths of registers\n";
  try {
    sim::Workers workers(std::atoi(words[2]));
    for (int file = 4; file < count; ++file)
      for (int seed = 1; seed <= std::atoi(words[3]); ++seed) print_digests(words[file], seed, workers);
  } catch (const sim::InvalidInput& error) {
    std::cerr << error.what() << "\n";
    return 3;
  }
  return 0;
}
