#pragma once
// More generators of networks: lattices, the random network of independent ties, and rewiring that keeps
// degrees.
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/network.h"

namespace knowhow::sim {

/// Each agent and the next: both ends have one neighbour. agents >= 1.
std::vector<Tie> line(std::uint32_t agents);
/// A ring on which each agent is tied to the degree / 2 nearest on either side. Throws std::invalid_argument
/// for an odd degree or degree >= agents.
std::vector<Tie> ring_lattice(std::uint32_t agents, std::uint32_t degree);
/// A torus of rows x columns (agent = row * columns + column), each tied to its 8 neighbours (Moore's
/// neighbourhood). Throws std::invalid_argument unless both are at least 3.
std::vector<Tie> moore_lattice(std::uint32_t rows, std::uint32_t columns);
/// Everybody knows everybody.
std::vector<Tie> complete_network(std::uint32_t agents);
/// Erdos and Renyi's G(n, p): each pair is tied with `probability`, independently; in time proportional to
/// the ties (Batagelj and Brandes 2005). Throws std::invalid_argument outside [0, 1].
std::vector<Tie> independent_ties(std::uint32_t agents, double probability, const Draws&,
                                  std::string_view name);
/// Rewires by `swaps` successful double-edge swaps: two random ties a-b and c-d become a-d and c-b, unless
/// that would make a loop or a repeat (then another pair is tried). Degrees stay (Maslov and Sneppen 2002;
/// Centola and Macy 2007). Throws std::invalid_argument if a tie is a loop or a repeat, and gives up, with
/// the same, after so many failures that no swap can be there.
std::vector<Tie> swap_ties(std::vector<Tie> ties, std::uint32_t agents, std::uint64_t swaps, const Draws&,
                           std::string_view name);

}  // namespace knowhow::sim
