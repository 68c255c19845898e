#pragma once
// Where a contagion starts, for the models in which something spreads from those who have it first.
#include <cstdint>
#include <vector>

#include "sim/network.h"
#include "sim/plan.h"

namespace knowhow::published {

/// A section `seeds` with shapes: random, neighbourhood, share, earliest.
sim::Declaration seeds_declaration(std::string shape);

/// For a model to check before it is run: throws InvalidInput for `earliest` without observed people.
void check_seeds(const sim::Setting& seeds, const sim::Setting& network);

/// Who has it at the start, each once, in ascending order. Throws InvalidInput for more seeds than agents.
std::vector<std::uint32_t> make_seeds(const sim::Setting& seeds, const sim::Setting& network_asked_for,
                                      const sim::Network& network, const std::vector<double>& base,
                                      const sim::Draws& draws);

}  // namespace knowhow::published
