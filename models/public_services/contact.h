#pragma once
// A contact: somebody, or something written, offers a person what there is to know of one practice.
#include <cstdint>
#include <tuple>
#include <vector>

#include "models/public_services/fixed.h"

namespace knowhow::public_services {

enum class Route : std::uint8_t { outside, document, home };

struct Contact {
  // The order in which a recipient judges its contacts of a step; never the order in which they were found.
  std::uint32_t order, purpose, initiator, k;

  std::uint32_t gate;  ///< the draw of its gates
  std::uint32_t recipient;
  std::uint32_t source;  ///< a person, or nobody where it is a document
  std::uint16_t channel, practice;
  Route route;
  Knowledge offered;    ///< what the source knew at the step's start
  std::int32_t dose16;  ///< share of the gap that it could close, 2^-16
  float trust, carried, length;

  bool operator<(const Contact& other) const {
    return std::tie(order, purpose, initiator, k) <
           std::tie(other.order, other.purpose, other.initiator, other.k);
  }
};

using Pool = std::vector<Contact>;

}  // namespace knowhow::public_services
