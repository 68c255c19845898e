#pragma once
// Threefry4x32-20 of several counters at once, by registers of whatever width the processor has:
// Draws::blocks.
#include <array>
#include <cstdint>
#include <vector>

#include "sim/random.h"

namespace knowhow::sim {

/// The four words of the key and Threefry's parity.
using ThreefryKey = std::array<std::uint32_t, 5>;
/// Each lane's words are its counter before and its block after.
using Threefry = void (*)(const ThreefryKey& key, Draws::Blocks& words);

/// One for each width of registers that this processor has, the quickest first. All give the same bits.
std::vector<Threefry> threefry_of_each_width();

}  // namespace knowhow::sim
