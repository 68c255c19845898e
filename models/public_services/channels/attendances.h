#pragma once
// Who attended the meetings of a surveyed gathering, and what became of it: what the measure `survey` is made
// of. Nothing else in the model reads it.
#include <cstdint>
#include <vector>

#include "models/public_services/channels/agenda.h"
#include "models/public_services/contact.h"

namespace knowhow::sim {
class Digest;
}

namespace knowhow::public_services {

/// One person at one meeting, who heard something there from another organisation.
struct Attendance {
  std::uint64_t met = 0;      ///< practices heard about, as a mask
  std::int64_t expected = 0;  ///< sum over sessions of (1 - mastery) reputation, 2^-30
  std::int64_t gained = 0;    ///< mastery gained at the meeting, 2^-30
  std::uint32_t person = 0, spell = 0;
  std::uint32_t meeting = 0;  ///< Meeting::key
  std::int32_t step = 0;
  std::uint32_t sessions = 0;
  std::uint32_t dose16 = 0;  ///< of a session, 2^-16
  std::uint32_t intends = 0, made = 0;
};

/// How many were asked again, and how many of them said so.
struct SecondWave {
  std::int32_t asked = 0, changed = 0, improved = 0, introduced = 0;
};

class Attendances {
 public:
  Attendances(std::uint16_t channel, std::uint32_t answers) : channel_(channel), answers_(answers) {}

  /// Settles what is due at the beginning of run.step, before anybody meets: what those at the last meetings
  /// intend, which changes were made in time, and the second wave.
  void settle(const Run& run);
  /// A guest sits down to hear of these items, in the order of meetings and people.
  void attend(const Run& run, const Meeting& meeting, std::uint32_t person, std::int32_t dose16);
  /// Somebody gained this much mastery (2^-30) from a session. Called from any thread.
  void taught(const Contact& contact, std::int64_t gained);

  const std::vector<Attendance>& all() const { return all_; }
  const SecondWave& second_wave() const { return second_; }
  /// What the draws of one attendance are for: noise of what was expected, of what was learned; intention.
  std::uint32_t answers() const { return answers_; }
  void digest(sim::Digest& digest, const std::string& prefix) const;
  template <class Keeper>
  void keep(Keeper& keeper) {
    keeper(all_, fresh_, waiting_, lessons_, second_);
  }

 private:
  /// What one attendance is about, for one practice, until the next step begins.
  struct Lesson {
    std::uint32_t attendance, practice;
    std::int64_t mastery;  ///< what was known before and what was gained, 2^-30
  };
  void settle_intentions(const Run& run);
  void ask_again(const Run& run);

  std::uint16_t channel_;
  std::uint32_t answers_;
  std::vector<Attendance> all_;  ///< by step, then meeting, then person
  std::size_t fresh_ = 0;        ///< the first of this step
  std::size_t waiting_ = 0;      ///< the first of which it is not yet known whether a change was made in time
  std::vector<Lesson> lessons_;  ///< of this step, by attendance and practice
  SecondWave second_;
};

}  // namespace knowhow::public_services
