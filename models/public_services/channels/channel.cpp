#include "models/public_services/channels/channel.h"

#include <stdexcept>

namespace knowhow::public_services {

std::unique_ptr<Channel> make_channel(std::uint16_t number, const Frame::Channel& frame) {
#define CHANNEL(Parameters, shape_name) \
  if (frame.shape == #shape_name) return make_##shape_name(number, frame);
#include "models/public_services/catalogue.def"
  throw std::logic_error("no channel has the shape " + frame.shape);
}

}  // namespace knowhow::public_services
