#pragma once
// What a channel does in a step. Serially it prepares; an organisation's offers and a person's own contacts
// are found in parallel, and read only what nobody writes meanwhile.
#include <memory>
#include <span>
#include <vector>

#include "models/public_services/contact.h"
#include "models/public_services/world.h"

namespace knowhow::sim {
class Digest;
class Keeper;
}  // namespace knowhow::sim

namespace knowhow::public_services {

class Attendances;
class Reads;
class Run;

/// Somebody who looks into a channel.
struct Seeker {
  std::uint32_t person;
  std::uint32_t luck;  ///< the person's word for the channel's `count_purpose()` at this step
};

class Channel {
 public:
  explicit Channel(std::uint16_t number, const Frame::Channel& frame) : number_(number), frame_(frame) {}
  virtual ~Channel() = default;

  /// A number of this channel changed (and once at the start).
  virtual void refresh(const Run& run) = 0;
  /// Serial, once a step, after practices began and people left.
  virtual void prepare(Run&) {}
  /// Contacts that an organisation makes for its own people, appended to `offers`.
  virtual void offer(const Run&, std::uint32_t /*organisation*/, Pool& /*offers*/) const {}
  /// Contacts that people find, appended to `pool` in the order of these people.
  virtual void collect(const Run&, std::span<const Seeker>, Pool& /*pool*/) const {}
  /// What the draw of how many contacts a person finds is for; 0 while people do not look into the channel.
  virtual std::uint32_t count_purpose() const { return 0; }
  /// Of such a channel, by person: with a word below it one finds nothing, so that nobody need ask.
  const std::vector<std::uint32_t>& quiet() const { return quiet_; }
  /// Somebody gained this much mastery (2^-30) from a contact at a gathering, or from a network's memory.
  /// Called from any thread.
  virtual void taught(const Contact&, std::int64_t /*gained*/) {}
  /// How alive each of its networks is, in [0, 1], if it has any.
  virtual std::vector<double> vitality() const { return {}; }
  /// What each of its networks taught so far, 2^-30 of mastery.
  virtual std::vector<std::int64_t> taught_by_network() const { return {}; }
  /// Staff time that one of its contacts takes, in hours.
  virtual double hours() const { return 0; }
  /// Who attended its meetings, if it is surveyed.
  virtual const Attendances* attendances() const { return nullptr; }
  /// What was looked up and read of it, if it publishes.
  virtual const Reads* reads() const { return nullptr; }
  /// The channel's own columns, if it has any.
  virtual void digest(sim::Digest&) const {}
  /// What changed since it was made, besides what `prepare` finds anew in each step. What is put back comes
  /// after the last `refresh` before that step.
  virtual void keep(sim::Keeper&) {}

  std::uint32_t purpose() const { return frame_.purpose; }

 protected:
  std::uint16_t number_;
  const Frame::Channel& frame_;
  std::vector<std::uint32_t> quiet_;
};

/// The table of a number of events a step. Throws sim::InvalidInput, naming the setting, where there would be
/// more than 500 of them: such a step is too long for such a rate.
sim::PoissonTable events_a_step(double mean, const sim::Setting& channel, std::string_view key);

/// The channel of that shape; an unknown shape is our mistake (std::logic_error).
std::unique_ptr<Channel> make_channel(std::uint16_t number, const Frame::Channel& frame);

// One maker a shape, see catalogue.def.
#define CHANNEL(Parameters, shape, meaning) \
  std::unique_ptr<Channel> make_##shape(std::uint16_t number, const Frame::Channel& frame);
#include "models/public_services/catalogue.def"

}  // namespace knowhow::public_services
