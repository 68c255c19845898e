#pragma once
#include <cstdint>

namespace knowhow::public_services {

/// Occasions at a rhythm: how many are due in this step, from a rate a year, without drift.
class Rhythm {
 public:
  int due(double rate, double dt) {
    phase += static_cast<std::int64_t>(rate * dt * 0x1p32 + .5);
    const std::int64_t whole =
        (phase + (std::int64_t{1} << 16)) >> 32;  // a rounding short of an occasion is one
    phase -= whole << 32;
    return static_cast<int>(whole);
  }
  std::int64_t phase = 0;  ///< of an occasion, 2^-32
};

}  // namespace knowhow::public_services
