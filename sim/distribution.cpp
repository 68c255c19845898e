#include "sim/distribution.h"

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "sim/math.h"

namespace knowhow::sim {
namespace {

using Coefficients = std::array<double, 8>;

double polynomial(const Coefficients& coefficients, double x) {
  double sum = 0;
  for (auto c = coefficients.rbegin(); c != coefficients.rend(); ++c) sum = sum * x + *c;
  return sum;
}

// Wichura (1988), Applied Statistics 37(3), 477-484: PPND16, relative accuracy about 1e-16.
constexpr Coefficients centre_above{
    3.3871328727963666080e+0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
    4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr Coefficients centre_below{1.0,
                                    4.2313330701600911252e+1,
                                    6.8718700749205790830e+2,
                                    5.3941960214247511077e+3,
                                    2.1213794301586595867e+4,
                                    3.9307895800092710610e+4,
                                    2.8729085735721942674e+4,
                                    5.2264952788528545610e+3};
constexpr Coefficients middle_above{1.42343711074968357734e+0, 4.63033784615654529590e+0,
                                    5.76949722146069140550e+0, 3.64784832476320460504e+0,
                                    1.27045825245236838258e+0, 2.41780725177450611770e-1,
                                    2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr Coefficients middle_below{1.0,
                                    2.05319162663775882187e+0,
                                    1.67638483018380384940e+0,
                                    6.89767334985100004550e-1,
                                    1.48103976427480074590e-1,
                                    1.51986665636164571966e-2,
                                    5.47593808499534494600e-4,
                                    1.05075007164441684324e-9};
constexpr Coefficients far_above{6.65790464350110377720e+0, 5.46378491116411436990e+0,
                                 1.78482653991729133580e+0, 2.96560571828504891230e-1,
                                 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                 2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr Coefficients far_below{1.0,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15};

double triangular_quantile(double least, double mode, double most, double u) {
  const double width = most - least;
  if (u * width < mode - least) return least + std::sqrt(u * width * (mode - least));
  return most - std::sqrt((1 - u) * width * (most - mode));
}

double lognormal_quantile(double mean, double sd, double u) {
  const double x = (sd / mean) * (sd / mean);
  // log(1 + x) also where x is too small to show in 1 + x (Goldberg 1991, theorem 4).
  const double one_and_x = 1 + x;
  const double variance_of_log = one_and_x == 1 ? x : log(one_and_x) * (x / (one_and_x - 1));
  return mean / std::sqrt(one_and_x) * exp(std::sqrt(variance_of_log) * normal_quantile(u));
}

}  // namespace

double normal_quantile(double u) {
  const double q = u - 0.5;
  if (-0.425 <= q && q <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(centre_above, r) / polynomial(centre_below, r);
  }
  const double r = std::sqrt(-log(q < 0 ? u : 1 - u));
  const double size = r <= 5 ? polynomial(middle_above, r - 1.6) / polynomial(middle_below, r - 1.6)
                             : polynomial(far_above, r - 5) / polynomial(far_below, r - 5);
  return q < 0 ? -size : size;
}

double exponential_quantile(double u) { return -log(1 - u); }

double gumbel_quantile(double u) { return -log(-log(u)); }

double Distribution::quantile(double u) const {
  switch (family) {
    case Family::uniform:
      return a + u * (b - a);
    case Family::normal:
      return a + b * normal_quantile(u);
    case Family::triangular:
      return triangular_quantile(a, b, c, u);
    case Family::lognormal:
      return lognormal_quantile(a, b, u);
    case Family::exponential:
      break;
  }
  return a * exponential_quantile(u);
}

double Distribution::mean() const {
  switch (family) {
    case Family::uniform:
      return (a + b) / 2;
    case Family::triangular:
      return (a + b + c) / 3;
    case Family::normal:
    case Family::lognormal:
    case Family::exponential:
      break;
  }
  return a;
}

PoissonTable::PoissonTable(double mean) {
  if (!(0 <= mean && mean <= 500))
    throw std::invalid_argument("the mean of a Poisson distribution must be in [0, 500], not " +
                                std::to_string(mean));
  // The sum comes within 1e-13 of 1, and half a draw is 1e-10: it always rounds to 2^32 in the end.
  double probability = exp(-mean);
  double sum = probability;
  for (int count = 1; sum * 0x1p32 + 0.5 < 0x1p32; ++count) {
    thresholds_.push_back(static_cast<std::uint32_t>(sum * 0x1p32 + 0.5));
    probability *= mean / count;
    sum += probability;
  }
}

}  // namespace knowhow::sim
