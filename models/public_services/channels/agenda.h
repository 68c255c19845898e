#pragma once
// What a meeting is about, and who presents it.
#include <vector>

#include "models/public_services/world.h"

namespace knowhow::public_services {

class Run;

/// A practice that somebody of a donor presents.
struct Item {
  std::uint32_t practice, presenter, organisation;
  std::uint32_t number = 0;  ///< on the agenda, complaint included: what precedes it moves no draw about it
};

/// A meeting of one network.
struct Meeting {
  std::uint32_t network, occasion;  ///< `occasion`: of this step, from 0
  struct Guest {
    std::uint32_t person;
    bool absent;  ///< meant to come, and had no time (barrier 4)
  };
  std::vector<Item> agenda;
  std::vector<Guest> guests;  ///< in order of people

  /// Tells one meeting of a step from another in the keys of draws.
  std::uint32_t key() const { return (network << 9) | occasion; }
};

/// Of an agenda's items, those about sharing, each presented by a donor that does not refuse (rule R10: the
/// item of a closed network is lost then; an event open to all asks the next). `members` and `relevance` (by
/// practice, mean over members) are the network's.
class AgendaMaker {
 public:
  AgendaMaker(const Run& run, std::uint16_t channel, const Frame::Channel& frame, const Gathering& numbers);
  std::vector<Item> make(const Meeting& meeting, const std::vector<std::uint32_t>& members,
                         const std::vector<double>& relevance) const;

 private:
  struct Donor {
    std::uint32_t organisation, practice;
  };
  struct Candidate {
    Item item;
    double weight;  ///< logarithm of how much there is for it
  };
  std::vector<Candidate> candidates(const Frame::Network& network, const std::vector<std::uint32_t>& members,
                                    const std::vector<double>& relevance) const;
  std::uint32_t presenter(const Donor& donor, const std::vector<std::uint32_t>& members, bool open) const;

  const Run& run_;
  std::uint16_t channel_;
  const Frame::Channel& frame_;
  const Gathering& numbers_;
  std::vector<Donor> donors_;
  std::uint32_t agenda_, presenter_;
};

}  // namespace knowhow::public_services
