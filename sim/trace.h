#pragma once
// How something came to be with somebody: the answer that a replayed run gives, as plain data.
#include <cstdint>
#include <string>
#include <vector>

namespace knowhow::sim {

struct TraceQuestion {
  std::string organisation, practice;
};

/// An amount of learning: `Trace::unit` is one person's full mastery. Integers, so that sums are exact.
using Amount = std::int64_t;

/// Somebody learned from elsewhere, or from something written.
struct Lesson {
  int step = 0;
  std::string channel;
  int from = -1;        ///< the source's organisation as an index into Trace::stories; -1: something written
  std::string teacher;  ///< the source's role and field, `officer, estates`; empty for something written
  std::string learner;  ///< the recipient's
  Amount amount = 0;
};

/// A newcomer to a post brought knowledge along from elsewhere.
struct Arrival {
  int step = 0;
  int from = -1;
  std::string post;
  Amount amount = 0;
};

enum class Turn {
  stage,
  began,
  invented,
  obliged,
  funded,
  refused,
  attempt_stopped,
  trial_failed,
  given_up,
  replaced
};

/// A turn in an organisation's way with the practice.
struct Event {
  int step = 0;
  Turn turn = Turn::stage;
  int stage = 0;   ///< where it stands after it: an index into Trace::stages
  std::string by;  ///< who paid, of `funded`
};

/// One organisation: how it got to where it was at the moment that matters to the one asked about.
struct Story {
  std::string organisation, kind, region;
  bool origin = false;
  bool suited = true;           ///< whether it could apply the practice at all
  int before = 0;               ///< lessons and arrivals from this step on came too late to matter
  std::vector<Event> events;    ///< of the whole run
  std::vector<Lesson> lessons;  ///< by step
  std::vector<Arrival> arrivals;
  Amount learned = 0;  ///< sum of the lessons
};

/// What contacts by one channel came to.
struct Traffic {
  std::string channel;
  bool inside = false;  ///< among colleagues
  std::int64_t contacts = 0, stopped = 0, taught = 0;
  Amount gained = 0;
};

/// What one barrier took of what a channel's contacts could have taught.
struct Toll {
  std::string channel, barrier;
  bool inside = false;
  std::int64_t stopped = 0;  ///< contacts stopped whole; the others were weakened
  Amount lost = 0;
};

/// An amount that came into the heads of an organisation's people, or (below 0) left them.
struct Flow {
  std::string name, meaning;
  Amount amount = 0;
};

struct Trace {
  static constexpr Amount unit = Amount{1} << 30;
  std::string digest;               ///< of the replayed run
  std::vector<std::string> stages;  ///< in order; the last is the aim: of a scheme, to have acquired it
  std::vector<Story> stories;       ///< the one asked about, then everybody who taught it, directly or not

  // Of the one asked about, before the moment that its story ends with.
  std::vector<Traffic> traffic;
  std::vector<Toll> tolls;
  std::vector<Flow> flows;
  double mastery = 0;         ///< of those who would apply it, of 1
  double mastery_needed = 0;  ///< from which it counts as acquired
  double aware = 0;           ///< share of those concerned who have heard of it
  double perceived = 0;       ///< what the practice is believed to be worth; at 0 nobody starts
  std::string start_barrier;  ///< the name of the barrier that stops attempts to start
  Amount learned_in_all = 0;  ///< in the whole run
};

}  // namespace knowhow::sim
