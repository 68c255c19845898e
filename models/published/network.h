#pragma once
// The network of a published model: how a scenario asks for it, and the one it gets.
#include <string>
#include <vector>

#include "sim/network.h"
#include "sim/plan.h"

namespace knowhow::published {

/// A section `network` with shapes: complete, line, ring_lattice, moore_lattice, small_world, random,
/// preferential, from_files.
/// `shape` is the one that stands if none is written. Models may change presets in what they get.
sim::Declaration network_declaration(std::string shape);

/// How many agents a section `network` has, and about how many ties: without making it.
std::uint32_t agents_of(const sim::Setting& network, const std::vector<double>& base);
std::uint64_t ties_of(const sim::Setting& network, const std::vector<double>& base);

/// Its ties. A complete network of many agents is large: models that need no ties of it (`is_complete`) do
/// without. Throws InvalidInput for numbers that do not go together, such as an odd degree.
sim::Network make_network(const sim::Setting& network, const std::vector<double>& base,
                          const sim::Draws& draws);
bool is_complete(const sim::Setting& network);

}  // namespace knowhow::published
