#pragma once
// A contact: somebody, or something written, offers a person what there is to know of one practice.
#include <cstdint>
#include <tuple>
#include <vector>

#include "models/public_services/fixed.h"

namespace knowhow::public_services {

/// Which barriers a contact meets, see barriers.h.
enum class Route : std::uint8_t { outside, document, home, gathering, memory };

/// Bits of Contact::terms.
enum Terms : std::uint8_t {
  paired = 1,    ///< the two have been put together
  brokered = 2,  ///< by somebody who knows both sectors
  absent = 4     ///< the recipient was meant to be there, and had no time
};

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
  std::uint8_t terms = 0;
  std::uint32_t network = 0;  ///< of a gathering: which of its networks
  float teaches = -1;         ///< of a memory: how well it puts things across, in [0, 1]

  bool operator<(const Contact& other) const {
    return std::tie(order, purpose, initiator, k) <
           std::tie(other.order, other.purpose, other.initiator, other.k);
  }
};

using Pool = std::vector<Contact>;

}  // namespace knowhow::public_services
