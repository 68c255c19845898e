#pragma once
// What a lever does in a step: it acts before the channels, serially, and asks things of them.
#include <memory>
#include <string_view>
#include <vector>

#include "models/public_services/levers/parameters.h"
#include "models/public_services/world.h"

namespace knowhow::sim {
class Digest;
class Keeper;
}  // namespace knowhow::sim

namespace knowhow::public_services {

class Run;

/// What levers ask of the channels in a step. Cleared at its start.
struct Requests {
  /// Of a channel of shape `pairing`: people of two organisations work together on a practice.
  struct Introduction {
    std::uint32_t channel, recipient, host, practice;
  };
  /// Of a channel of shape `publication`: an organisation writes a document on a practice.
  struct Commission {
    std::uint32_t channel, organisation, practice;
  };
  /// Of a channel: pairs across sectors beyond its own, and follow-up beyond its own.
  struct Support {
    double pairs = 0, follow_up = 0;
  };
  std::vector<Introduction> introductions;
  std::vector<Commission> commissions;
  std::vector<Support> supports;  ///< by channel
};

/// How levers set an organisation apart for one practice, in this step.
struct Standing {
  bool owed = false;  ///< a fund still owes it money for this
  float plan = 0;     ///< how far it has undertaken to pass it on
  float honour = 0;   ///< how far an award moves it to share
  float hosting = 0;  ///< share of refusals that a duty to host overrules
};

/// What a lever did in one year of the run.
struct LeverYear {
  int applications = 0, successes = 0, evaluations = 0, introductions = 0;
  double paid = 0, repaid = 0;                       ///< GBP
  double applicants_skill = 0, successes_skill = 0;  ///< sums of the trait `application_skill`
  double applicants_worth = 0, successes_worth = 0;  ///< sums of the practices' true benefit, GBP a year
};

class Lever {
 public:
  Lever(const Frame::Lever& frame, std::size_t years) : frame_(frame), years_(years) {}
  virtual ~Lever() = default;

  /// A number of this lever changed (and once at the start).
  virtual void refresh(const Run& run) = 0;
  /// Serial, once a step, before the channels.
  virtual void prepare(Run& run) = 0;
  virtual void digest(sim::Digest& digest) const = 0;
  /// What changed since it was made; as a channel's.
  virtual void keep(sim::Keeper& keeper);
  /// Whether it has honoured an organisation for a practice.
  virtual bool holds(std::uint32_t /*organisation*/, std::uint32_t /*practice*/) const { return false; }

  const std::vector<LeverYear>& years() const { return years_; }  ///< as many as the run has

 protected:
  LeverYear& this_year(const Run& run);

  const Frame::Lever& frame_;
  std::vector<LeverYear> years_;
};

/// The lever of that shape; an unknown shape is our mistake (std::logic_error).
std::unique_ptr<Lever> make_lever(const Frame::Lever& frame, std::size_t years);

// One maker a shape, see catalogue.def.
#define LEVER(Parameters, shape, meaning) \
  std::unique_ptr<Lever> make_##shape(const Frame::Lever& frame, std::size_t years);
#include "models/public_services/catalogue.def"

}  // namespace knowhow::public_services
