#include "sim/math.h"

#include <bit>
#include <limits>

namespace knowhow::sim {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

// Methods and coefficients are those of fdlibm (Sun Microsystems 1993, e_exp.c and e_log.c), which also
// proves the bound of 1 ulp. The upper part of ln 2 ends in 21 zero bits, so that its product with any
// exponent is exact.
constexpr double ln2_high = 6.93147180369123816490e-01;
constexpr double ln2_low = 1.90821492927058770002e-10;
constexpr double log2_e = 1.44269504088896338700e+00;

/// e^x as 2^power (1 + rest), with rest in about [-0.3, 0.42].
struct Reduced {
  int power;
  double rest;
};

Reduced reduce(double x) {
  const int power = static_cast<int>(x * log2_e + (x < 0 ? -0.5 : 0.5));
  const double high = x - power * ln2_high;
  const double low = power * ln2_low;
  const double r = high - low;
  // r (e^r + 1) / (e^r - 1) = 2 + r^2/6 - r^4/360 + ... is even, so few terms of its minimax polynomial
  // suffice.
  const double z = r * r;
  const double c = r - z * (1.66666666666666019037e-01 +
                            z * (-2.77777777770155933842e-03 +
                                 z * (6.61375632143793436117e-05 +
                                      z * (-1.65339022054652515390e-06 + z * 4.13813679705723846039e-08))));
  return {power, high - (low - r * c / (2 - c))};
}

/// 2^power for the exponents of normal doubles.
double power_of_two(int power) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(power + 1023) << 52);
}

}  // namespace

double exp(double x) {
  if (x != x) return x;
  if (x > 709.782712893383973096) return infinity;
  if (x < -745.133219101941108420) return 0;
  const auto [power, rest] = reduce(x);
  // At both ends of the range 2^power is no normal double, so it is applied in two steps; only the last
  // rounds.
  if (power > 1023) return (1 + rest) * 2 * power_of_two(power - 1);
  if (power < -1022) return (1 + rest) * power_of_two(power + 1000) * 0x1p-1000;
  return (1 + rest) * power_of_two(power);
}

double log(double x) {
  if (!(x > 0)) return x == 0 ? -infinity : not_a_number;
  if (x == infinity) return x;
  int power = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    power = -54;
  }
  // x = 2^exponent (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)): seen from sqrt(1/2), the exponent changes
  // there.
  constexpr auto sqrt_half = std::bit_cast<std::int64_t>(0x1.6a09e667f3bcdp-1);
  const auto bits = std::bit_cast<std::int64_t>(x);
  const std::int64_t exponent = (bits - sqrt_half) >> 52;
  power += static_cast<int>(exponent);
  const double f = std::bit_cast<double>(bits - exponent * (std::int64_t{1} << 52)) - 1;

  // log(1 + f) = 2 artanh(s) = 2 s + s R(s^2), and 2 s = f - s f keeps the leading term free of rounding.
  const double s = f / (2 + f);
  const double z = s * s;
  const double w = z * z;
  const double odd =
      z * (6.666666666666735130e-01 +
           w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const double even =
      w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const double half_square = 0.5 * f * f;
  return power * ln2_high - ((half_square - (s * (half_square + (odd + even)) + power * ln2_low)) - f);
}

double chance(double hazard) {
  if (!(hazard >= 0)) return not_a_number;
  if (hazard > 38) return 1;  // e^-38 is below half the spacing of the doubles under 1
  const auto [power, rest] = reduce(-hazard);
  const double scale = power_of_two(power);
  return (1 - scale) - scale * rest;  // 1 - scale is exact
}

double hazard(double chance) {
  // 1 - p is rounded; what its logarithm is off by, the quotient is off by too (Kahan).
  const double rest = 1 - chance;
  return rest == 1 ? chance : -log(rest) * (chance / (1 - rest));
}

}  // namespace knowhow::sim
