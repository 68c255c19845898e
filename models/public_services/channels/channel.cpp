#include "models/public_services/channels/channel.h"

#include <stdexcept>

namespace knowhow::public_services {

sim::PoissonTable events_a_step(double mean, const sim::Setting& channel, std::string_view key) {
  constexpr double most = 500;
  if (mean > most)
    throw sim::InvalidInput(
        {{channel.place, "channels." + channel.name + "." + std::string(key),
          "somebody would have " + std::to_string(static_cast<long>(mean)) +
              " of these in one step, and at most 500 can be",
          "lower the rate (or what an intervention or `uncertain` makes of it), or shorten `time.step`"}});
  return sim::PoissonTable(mean);
}

std::unique_ptr<Channel> make_channel(std::uint16_t number, const Frame::Channel& frame) {
#define CHANNEL(Parameters, shape_name, meaning) \
  if (frame.shape == #shape_name) return make_##shape_name(number, frame);
#include "models/public_services/catalogue.def"
  throw std::logic_error("no channel has the shape " + frame.shape);
}

}  // namespace knowhow::public_services
