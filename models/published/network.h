#pragma once
// The network of a published model: how a scenario asks for it, and the one it gets.
#include <string>
#include <vector>

#include "sim/network.h"
#include "sim/plan.h"

namespace knowhow::published {

/// A section `network` with shapes: complete, line, ring_lattice, moore_lattice, small_world, random,
/// preferential, from_files. `shape` is the one that stands if none is written.
sim::Declaration network_declaration(std::string shape);

/// How many agents a section `network` has, without making it. Throws InvalidInput for too large a grid.
std::uint32_t agents_of(const sim::Setting& network, const std::vector<double>& base);

/// Whether everybody reaches everybody: a model that only counts can do without the ties.
bool is_complete(const sim::Setting& network);

/// Row i holds those whom i reaches. Throws InvalidInput for numbers that do not go together, such as an odd
/// degree, with the network's place.
sim::Network make_network(const sim::Setting& network, const std::vector<double>& base,
                          const sim::Draws& draws,
                          sim::Network::Numbers numbers = sim::Network::Numbers::none);

/// Of a network from files: the share of its people seen to have adopted by the beginning of each step;
/// nothing of other networks.
std::vector<double> observed_adoption(const sim::Setting& network, const std::vector<double>& base,
                                      const std::vector<int>& steps);
/// Of a network from files: who had adopted by the start of the run; nobody of other networks.
std::vector<std::uint32_t> adopters_at_start(const sim::Setting& network, const std::vector<double>& base);

}  // namespace knowhow::published
