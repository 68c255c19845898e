#pragma once
// Visits: somebody goes on meeting the people of a donor for a time, about one practice. Gatherings leave
// them behind, and pairings are made of them.
#include <span>
#include <vector>

#include "models/public_services/contact.h"
#include "sim/distribution.h"

namespace knowhow::sim {
class Digest;
}

namespace knowhow::public_services {

class Run;

struct Visit {
  std::uint32_t recipient;  ///< person
  std::uint32_t host;       ///< organisation, whose best-informed person teaches
  std::uint32_t practice;
  std::int32_t until;   ///< first step without it
  std::uint32_t terms;  ///< of its contacts
  bool operator<(const Visit& other) const {
    return std::tie(recipient, practice) < std::tie(other.recipient, other.practice);
  }
};

/// What every contact of a channel's visits is like.
struct VisitTerms {
  sim::PoissonTable contacts;  ///< in a step
  std::int32_t dose16 = 0;
  float trust = 0, carried = 0;
};

/// The live visits of one channel, in order of recipients; nobody has two at once about one practice.
class Visits {
 public:
  Visits(std::uint32_t purpose, std::uint16_t channel) : purpose_(purpose), channel_(channel) {}

  /// Ends those whose time is over.
  void settle(int step);
  /// Begins those of `fresh` whose recipient has none about the practice. Empties `fresh`.
  void begin(std::vector<Visit>& fresh);
  /// Contacts of this step for the people of an organisation.
  void offer(const Run& run, std::uint32_t organisation, const VisitTerms& terms, Pool& offers) const;
  void digest(sim::Digest& digest, const std::string& prefix) const;
  template <class Keeper>
  void keep(Keeper& keeper) {
    keeper(live_);
  }

 private:
  std::uint32_t purpose_;
  std::uint16_t channel_;
  std::vector<Visit> live_;
};

}  // namespace knowhow::public_services
