#include "models/public_services/levers/lever.h"

#include <stdexcept>

#include "models/public_services/run.h"
#include "sim/checkpoint.h"

namespace knowhow::public_services {

void Lever::keep(sim::Keeper& keeper) { keeper(years_); }

LeverYear& Lever::this_year(const Run& run) { return years_[static_cast<std::size_t>(run.year())]; }

std::unique_ptr<Lever> make_lever(const Frame::Lever& frame, std::size_t years) {
#define LEVER(Parameters, shape_name, meaning) \
  if (frame.shape == #shape_name) return make_##shape_name(frame, years);
#include "models/public_services/catalogue.def"
  throw std::logic_error("no lever has the shape " + frame.shape);
}

}  // namespace knowhow::public_services
