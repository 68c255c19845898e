#include "models/published/seeds.h"

#include <algorithm>

#include "models/published/network.h"
#include "models/published/shape.h"

namespace knowhow::published {

namespace {

using sim::Declaration;
using sim::Unit;
using sim::When;

Declaration number_of_seeds(std::string source, std::string meaning) {
  return sim::number("number", 1, {1, 100'000'000}, {1, 100}, Unit::count, When::at_start, std::move(source),
                     std::move(meaning));
}

/// Distinct agents, each of those left as likely as any other: more seeds only add to fewer.
std::vector<std::uint32_t> drawn(std::uint32_t count, std::uint32_t agents, const sim::Draws& draws) {
  const std::uint32_t why = sim::purpose("seeds");
  std::vector<std::uint32_t> seeds;
  seeds.reserve(count);
  std::vector<bool> taken(agents);
  for (std::uint32_t seed = 0; seed < count; ++seed) {
    std::uint32_t agent;
    for (std::uint32_t attempt = 0;; ++attempt) {
      agent = sim::index_of(draws.block(why, 0, seed, attempt)[0], agents);
      if (!taken[agent]) break;
    }
    taken[agent] = true;
    seeds.push_back(agent);
  }
  return seeds;
}

}  // namespace

Declaration seeds_declaration(std::string preset) {
  Declaration seeds;
  seeds.name = "seeds";
  seeds.meaning = "Who has it at the start.";
  seeds.word = std::move(preset);
  seeds.shapes = {
      shape("random", "Any agents, each as likely as any other.",
            {number_of_seeds("Watts 2002", "how many agents")}),
      shape("neighbourhood", "Any agents, each with all whom it reaches.",
            {number_of_seeds("Centola and Macy 2007", "how many agents, besides those whom they reach")}),
      shape("share", "A share of the agents, each as likely as any other.",
            {sim::number("share", .01, {0, 1}, {.001, .1}, Unit::share, When::at_start, "assumption",
                         "share of the agents, to the nearest whole number of them")}),
      shape("earliest", "Of a network from files: all who were seen to have adopted when the run starts.",
            {})};
  return seeds;
}

void check_seeds(const sim::Setting& seeds, const sim::Setting& network) {
  if (seeds.word == "earliest" && network.word != "from_files")
    throw sim::InvalidInput(
        {{seeds.place, "seeds",
          "nobody was seen to adopt in a network that is generated (" + network.word + ")",
          "take another shape of seeds, or the network from_files"}});
}

std::vector<std::uint32_t> make_seeds(const sim::Setting& seeds, const sim::Setting& network_asked_for,
                                      const sim::Network& network, const std::vector<double>& base,
                                      const sim::Draws& draws) {
  const auto number = [&](const char* name) { return base[static_cast<std::size_t>(seeds[name].slot)]; };
  const std::uint32_t agents = network.size();
  std::vector<std::uint32_t> found;
  if (seeds.word == "earliest") {
    found = adopters_at_start(network_asked_for, base);
    if (found.empty())
      throw sim::InvalidInput({{seeds.place, "seeds", "nobody was seen to have adopted when the run starts",
                                "set network.starts_in to the period of the first adoption, or later"}});
  } else if (seeds.word == "share") {
    found = drawn(static_cast<std::uint32_t>(number("share") * agents + .5), agents, draws);
  } else {
    const double count = number("number");
    if (count > agents)
      throw sim::InvalidInput({{seeds["number"].place, "seeds.number",
                                "there are only " + std::to_string(agents) + " agents to be seeds",
                                "at most as many seeds as agents"}});
    found = drawn(static_cast<std::uint32_t>(count), agents, draws);
    if (seeds.word == "neighbourhood")
      for (std::size_t i = static_cast<std::size_t>(count); i-- > 0;)
        for (const std::uint32_t reached : network.of(found[i])) found.push_back(reached);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace knowhow::published
