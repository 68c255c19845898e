// knowhow_ceiling WORK [name=value ...]: one line of JSON. scripts/bench calls it.
#include <sys/resource.h>

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "bench/ceiling/ceiling.h"
#include "sim/lattices.h"

namespace knowhow::ceiling {

sim::Network random_of_degree_10(const Work& work) {
  return sim::Network::undirected(work.agents, sim::independent_ties(work.agents, 10. / (work.agents - 1),
                                                                     sim::Draws(work.seed, 0), "network"));
}

float start_level(const sim::Draws& draws, std::uint32_t agent, std::uint32_t category) {
  return static_cast<float>(sim::unit(draws.word(sim::purpose("gap_closing start"), 0, category, agent)));
}

Told edges(const Work& work) {
  const sim::Network network = random_of_degree_10(work);
  std::FILE* const file = std::fopen(work.file.c_str(), "wb");
  if (!file) throw std::runtime_error("file=" + work.file + " cannot be written");
  for (std::uint32_t i = 0; i < network.size(); ++i)
    for (const std::uint32_t j : network.of(i))
      if (i < j) {
        const std::uint32_t pair[2] = {i, j};
        std::fwrite(pair, sizeof pair, 1, file);
      }
  if (std::fclose(file) != 0)
    throw std::runtime_error("file=" + work.file + " could not be written to its end");
  Told told;
  told.results["ties"] = network.ties();
  return told;
}

}  // namespace knowhow::ceiling

int main(int count, char** arguments) {
  using namespace knowhow::ceiling;
  const std::map<std::string, Told (*)(const Work&)> works{{"gaps", gaps},
                                                           {"small", small},
                                                           {"sir", sir},
                                                           {"edges", edges},
                                                           {"memory", memory},
#ifdef KNOWHOW_HAS_IGRAPH
                                                           {"igraph_gaps", igraph_gaps},
                                                           {"igraph_sir", igraph_sir}
#endif
  };
  try {
    Work work;
    const std::string name = count > 1 ? arguments[1] : "";
    if (!works.count(name))
      throw std::invalid_argument("usage: knowhow_ceiling WORK [name=value ...]; no work '" + name + "'");
    for (int i = 2; i < count; ++i) {
      const std::string given = arguments[i];
      const auto equals = given.find('=');
      const std::string key = given.substr(0, equals),
                        value = equals == given.npos ? "" : given.substr(equals + 1);
      if (key == "agents")
        work.agents = static_cast<std::uint32_t>(std::stoul(value));
      else if (key == "steps")
        work.steps = std::stoi(value);
      else if (key == "threads")
        work.threads = std::stoi(value);
      else if (key == "replicates")
        work.replicates = std::stoi(value);
      else if (key == "open")
        work.open = std::stod(value);
      else if (key == "seed")
        work.seed = std::stoull(value);
      else if (key == "file")
        work.file = value;
      else
        throw std::invalid_argument("there is no '" + key + "'");
    }
    const Told told = works.at(name)(work);
    rusage use{};
    getrusage(RUSAGE_SELF, &use);
    nlohmann::ordered_json line{
        {"work", name}, {"wall", told.wall}, {"processor", told.processor}, {"peak_kib", use.ru_maxrss}};
    for (const auto& [key, value] : told.results) line[key] = value;
    std::cout << line.dump() << "\n";
  } catch (const std::exception& problem) {
    std::cerr << "knowhow_ceiling: " << problem.what() << "\n";
    return 2;
  }
}
