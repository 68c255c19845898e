#include "models/public_services/channels/attendances.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "models/public_services/run.h"
#include "sim/digest.h"
#include "sim/math.h"

namespace knowhow::public_services {

namespace {

template <class Visit>
void each_practice(std::uint64_t mask, Visit&& visit) {
  for (; mask; mask &= mask - 1) visit(static_cast<std::uint32_t>(__builtin_ctzll(mask)));
}

/// A step's columns in the digest must not hold padding.
static_assert(sizeof(Attendance) == 3 * 8 + 8 * 4 && sizeof(SecondWave) == 4 * 4);

}  // namespace

void Attendances::attend(const Run& run, const Meeting& meeting, std::uint32_t person, std::int32_t dose16) {
  const std::uint32_t own = run.world.people.organisation[person];
  Attendance one_more{.person = person,
                      .spell = run.state.spell[person],
                      .meeting = meeting.key(),
                      .step = run.step,
                      .dose16 = static_cast<std::uint32_t>(dose16)};
  const auto mastered = [&](std::size_t k) {
    const Knowledge& knows = run.row(person)[k];
    return mastery(knows.e, knows.t, run.practices[k].tacit16);
  };
  for (const Item& item : meeting.agenda) {
    if (item.organisation == own) continue;
    ++one_more.sessions;
    one_more.met |= std::uint64_t{1} << item.practice;
    one_more.expected += static_cast<std::int64_t>(static_cast<double>(one - mastered(item.practice)) *
                                                   run.practices[item.practice].reputation);
  }
  if (one_more.sessions == 0) return;
  const auto number = static_cast<std::uint32_t>(all_.size());
  each_practice(one_more.met, [&](std::uint32_t k) { lessons_.push_back({number, k, mastered(k)}); });
  all_.push_back(one_more);
}

void Attendances::taught(const Contact& contact, std::int64_t gained) {
  if (contact.route != Route::gathering) return;
  // A recipient is judged by one thread, and nobody else writes its records.
  const std::uint32_t meeting = contact.k >> 5;
  const auto record = std::lower_bound(
      all_.begin() + static_cast<std::ptrdiff_t>(fresh_), all_.end(), std::tuple(meeting, contact.recipient),
      [](const Attendance& a, const auto& sought) { return std::tuple(a.meeting, a.person) < sought; });
  record->gained += gained;
  const auto number = static_cast<std::uint32_t>(record - all_.begin());
  std::lower_bound(lessons_.begin(), lessons_.end(), std::tuple(number, std::uint32_t{contact.practice}),
                   [](const Lesson& lesson, const auto& sought) {
                     return std::tuple(lesson.attendance, lesson.practice) < sought;
                   })
      ->mastery += gained;
}

void Attendances::settle(const Run& run) {
  settle_intentions(run);
  // What happened in time is known only then: an attendance of step n is followed up to step n + within.
  const int within = run.steps_lasting(run.stages.survey.made_within);
  for (; waiting_ < all_.size() && all_[waiting_].step + within <= run.step; ++waiting_) {
    Attendance& attended = all_[waiting_];
    const std::uint32_t o = run.world.people.organisation[attended.person];
    each_practice(attended.met, [&](std::uint32_t k) {
      attended.made |= run.state.started[run.cell(o, k)] > attended.step;
    });
  }
  fresh_ = all_.size();
  if (run.step == run.frame.plan.time.step_of(run.stages.survey.asked_after)) ask_again(run);
}

/// Whether rule R8, at one's own mastery and without barrier 12, would start any of the practices in time:
/// intention is what barrier 12 has not yet stopped.
void Attendances::settle_intentions(const Run& run) {
  for (auto lesson = lessons_.begin(); lesson != lessons_.end();) {
    const std::uint32_t number = lesson->attendance;
    Attendance& attended = all_[number];
    const std::uint32_t o = run.world.people.organisation[attended.person];
    double rate = 0;
    for (; lesson != lessons_.end() && lesson->attendance == number; ++lesson) {
      if (run.may_start(o, lesson->practice))
        rate += run.starting_rate(run.cell(o, lesson->practice), from_fixed(lesson->mastery));
    }
    const sim::Block luck = run.draws.block(answers_, static_cast<std::uint32_t>(attended.step),
                                            attended.person, attended.meeting);
    attended.intends = sim::unit(luck[2]) < sim::chance(rate * run.stages.survey.intended_within);
  }
  lessons_.clear();
}

/// One answer a person, over all the practices met; who has left since cannot be asked.
void Attendances::ask_again(const Run& run) {
  const Survey& p = run.stages.survey;
  const int until = run.frame.plan.time.step_of(p.attended_within);
  std::vector<std::size_t> order;
  for (std::size_t n = 0; n < all_.size() && all_[n].step < until; ++n)
    if (all_[n].spell == run.state.spell[all_[n].person]) order.push_back(n);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return all_[a].person < all_[b].person; });

  second_ = {};
  for (auto next = order.begin(); next != order.end();) {
    const std::uint32_t person = all_[*next].person, o = run.world.people.organisation[person];
    bool changed = false, improved = false, introduced = false;
    // Meetings are in order, so what started after a later one started after the first about that practice.
    for (; next != order.end() && all_[*next].person == person; ++next)
      each_practice(all_[*next].met, [&](std::uint32_t k) {
        const std::size_t at = run.cell(o, k);
        const auto learned = static_cast<double>(run.learned(at)),
                   here = static_cast<double>(run.state.learned_through[run.contribution(at, channel_)]);
        if (run.state.started[at] <= all_[*next].step || !(here > 0) || here < p.attributable * learned)
          return;
        const double benefit = run.practices[k].benefit;
        const Stage stage = run.state.stage[at];
        changed = true;
        improved = improved || stage >= Stage::trialling;
        introduced = introduced || (stage == Stage::applied && benefit > 0 &&
                                    run.state.improvement[at] >= p.realised * benefit);
      });
    ++second_.asked;
    second_.changed += changed, second_.improved += improved, second_.introduced += introduced;
  }
}

void Attendances::digest(sim::Digest& digest, const std::string& prefix) const {
  digest.add(prefix + "attendances", std::as_bytes(std::span(all_)), sizeof(Attendance));
  digest.add(prefix + "lessons", std::as_bytes(std::span(lessons_)), sizeof(Lesson));
  digest.add(prefix + "second wave", std::as_bytes(std::span(&second_, 1)), sizeof(SecondWave));
}

}  // namespace knowhow::public_services
