#pragma once
// Who is put together with whom (rules R20, R21): first who is to learn what, then from which donor, then
// whether both agree.
#include <vector>

#include "models/public_services/world.h"

namespace knowhow::public_services {

class Run;

struct Pair {
  std::uint32_t recipient, donor;  ///< organisations
  std::uint32_t practice;
  std::int32_t until;        ///< first step without it
  std::uint32_t first;       ///< of the recipient's people of the field, where those who take part begin
  std::uint32_t brokered;    ///< 1 if a broker introduced them
  std::uint32_t introduced;  ///< 1 if a lever did: it takes nobody's place
};

enum class Matching { similar, complementary, across_sectors, anyone };

class Matchmaker {
 public:
  /// `further`: pairs across sectors beyond the channel's own.
  Matchmaker(const Run& run, const Frame::Channel& frame, const Pairing& numbers, Matching rule,
             double further);
  /// Proposes as many as there may be pairs, the most promising first, and keeps those that find a donor and
  /// agree. Who is in a pair already leaves its place empty, so that nobody else moves up.
  std::vector<Pair> fill(const std::vector<Pair>& there) const;

 private:
  struct Proposal {
    double score;
    std::uint32_t organisation, practice;
    sim::Block luck;
  };
  std::vector<Proposal> proposals() const;
  std::uint32_t donor_for(const Proposal& proposal, bool brokered,
                          const std::vector<std::uint32_t>& hosted) const;
  double preference(const Proposal& proposal, std::uint32_t donor, bool brokered) const;

  const Run& run_;
  const Pairing& numbers_;
  double most_, brokered_;
  Matching rule_;
  const sim::Setting& about_;
  std::uint32_t proposed_, matched_;
};

}  // namespace knowhow::public_services
