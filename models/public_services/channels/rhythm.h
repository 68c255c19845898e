#pragma once
#include <cmath>
#include <cstdint>

namespace knowhow::public_services {

/// Occasions at a rhythm: how many are due in this step, from a rate a year, without drift. At a changed rate
/// the next occasions are counted from the one that was due anyway, so that of twice as many every other is
/// one of before: scenarios that are compared share them.
class Rhythm {
 public:
  int due(double rate, double dt) {
    if (rate > 0) {
      if (last > 0 && rate != last) shift(rate / last);
      last = rate;
    }
    phase += static_cast<std::int64_t>(rate * dt * 0x1p32 + .5);
    const std::int64_t whole =
        (phase + (std::int64_t{1} << 16)) >> 32;  // a rounding short of an occasion is one
    phase -= whole << 32;
    return static_cast<int>(whole);
  }
  std::int64_t phase = 0;  ///< of an occasion, 2^-32
  double last = 0;         ///< rate a year at which occasions were due; 0 before the first

 private:
  void shift(double ratio) {
    const auto rest = static_cast<std::int64_t>(
        std::fmod(static_cast<double>((std::int64_t{1} << 32) - phase) * ratio, 0x1p32));
    const bool now = rest < std::int64_t{1} << 20;  // an occasion that was due just now was counted
    phase = now ? 0 : (std::int64_t{1} << 32) - rest;
  }
};

}  // namespace knowhow::public_services
