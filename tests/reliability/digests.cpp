// digests THREADS FILE...: for each scenario file and three seeds one line, `DIGEST FILE SEED`: the state at
// the end of the baseline and of the scenario that comes last, of replicate 0. Files of the main model run
// with 400 staff to a person. Other builds of the same sources print the same (builds.py).
#include <algorithm>
#include <iostream>
#include <string>

#include "models/catalogue.h"
#include "scenarios/scenario.h"
#include "sim/digest.h"
#include "sim/parallel.h"

namespace {

using namespace knowhow;

std::string digest_of(const std::string& file, const std::string& seed, int threads) {
  const auto& models = models::catalogue();
  const auto with = [&](std::vector<std::string> set) {
    return scenarios::load(file, {std::move(set), seed, "1", {}}, models);
  };
  auto scenario = with({});
  if (scenario.plan.model == "public_services") scenario = with({"world.people.staff_per_person=400"});
  const auto study = std::ranges::find(models, scenario.plan.model, &sim::Model::name)->bind(scenario.plan);
  sim::Workers workers(threads);
  sim::Tally tally;
  const auto world = study->world(0, workers);
  sim::Digest all;
  std::vector<std::size_t> chosen{0};
  if (scenario.plan.scenarios.size() > 1) chosen.push_back(scenario.plan.scenarios.size() - 1);
  for (const std::size_t s : chosen) {
    const auto rows = world->run(s, workers, {}, tally);
    all.add("state", std::as_bytes(std::span(std::get<std::string>(rows[0]))), 1);
  }
  return all.hex();
}

}  // namespace

int main(int count, char** words) try {
  for (int i = 2; i < count; ++i)
    for (const char* seed : {"1", "20260101", "987654321"})
      std::cout << digest_of(words[i], seed, std::stoi(words[1])) << " " << words[i] << " " << seed
                << std::endl;
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
