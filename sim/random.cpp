#include "sim/random.h"

#include "sim/threefry.h"

namespace knowhow::sim {

Draws::Blocks Draws::blocks(std::uint32_t purpose_hash, std::uint32_t step, std::uint32_t first,
                            std::uint32_t other, std::uint32_t index) const {
  PerLane agents, others;
  for (std::uint32_t lane = 0; lane < lanes; ++lane) agents[lane] = first + lane;
  others.fill(other);
  return blocks(purpose_hash, step, agents, others, index);
}

Draws::Blocks Draws::blocks(std::uint32_t purpose_hash, std::uint32_t step, const PerLane& agents,
                            const PerLane& others, std::uint32_t index) const {
  static const Threefry quickest = threefry_of_each_width().front();
  Blocks words;
  words[0].fill(step);
  words[1] = agents;
  words[2] = others;
  words[3].fill(index);
  quickest({seed_low_, seed_high_, replicate_, purpose_hash,
            SKEIN_KS_PARITY32 ^ seed_low_ ^ seed_high_ ^ replicate_ ^ purpose_hash},
           words);
  return words;
}

}  // namespace knowhow::sim
