#pragma once
// The few transcendental functions that decide state, in IEEE operations alone: libm's differ between
// processors.
#include <cstdint>

namespace knowhow::sim {

/// e^x within 1 ulp over the doubles; overflow gives infinity, underflow 0.
double exp(double x);
/// Natural logarithm within 1 ulp; x > 0 (x = 0 gives -infinity, below 0 a NaN).
double log(double x);
/// 1 - exp(-x) without cancellation for small x >= 0: the probability of an event with hazard x.
double chance(double hazard);
/// The other way round, -log(1 - p) without cancellation: the hazard under which an event has the probability
/// p in [0, 1].
double hazard(double chance);

}  // namespace knowhow::sim
