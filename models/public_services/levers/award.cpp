// Awards: donors apply, a panel marks them, and the best are honoured for a time, which moves them to share,
// lends the practice repute, and may bind them to host (the Beacon Scheme; without the duty, Innovations in
// American Government).
#include <algorithm>

#include "models/public_services/channels/rhythm.h"
#include "models/public_services/levers/lever.h"
#include "models/public_services/levers/panel.h"
#include "models/public_services/run.h"
#include "sim/checkpoint.h"
#include "sim/digest.h"

namespace knowhow::public_services {

namespace {

class AwardLever : public Lever {
 public:
  using Lever::Lever;

  void refresh(const Run& run) override { now_ = run.now<Award>(*frame_.setting); }

  void prepare(Run& run) override {
    std::erase_if(held_, [&](const Held& one) { return one.until <= run.step; });
    if (rhythm_.due(now_.rounds, run.dt) > 0) open_round(run);
    for (const Held& one : held_) {
      Standing& standing = run.standings[run.cell(one.organisation, one.practice)];
      standing.honour = std::max(standing.honour, static_cast<float>(now_.honour));
      standing.hosting = std::max(standing.hosting, static_cast<float>(now_.hosting));
      double& lift = run.practices[one.practice].lift;
      lift = std::max(lift, now_.repute);
    }
  }

  bool holds(std::uint32_t organisation, std::uint32_t practice) const override {
    return std::any_of(held_.begin(), held_.end(), [&](const Held& one) {
      return one.organisation == organisation && one.practice == practice;
    });
  }

  void digest(sim::Digest& digest) const override {
    const std::string prefix = frame_.name + " ";
    digest.add(prefix + "held", std::as_bytes(std::span(held_)), sizeof(Held));
    digest.add_column<std::int64_t>(prefix + "rhythm", std::span(&rhythm_.phase, 1));
  }

  void keep(sim::Keeper& keeper) override {
    Lever::keep(keeper);
    keeper(rhythm_, held_);
  }

 private:
  struct Held {
    std::uint32_t organisation, practice;
    std::int32_t until;  ///< first step without it
  };

  void open_round(Run& run) {
    LeverYear& year = this_year(run);
    std::vector<Bid> all;
    for (std::uint32_t o = 0; o < run.world.organisations(); ++o) {
      if (!frame_.kinds[run.frame.organisations[o].kind] || !has_heard(run, o, frame_)) continue;
      const double applies = now_.interest * 2 * run.traits[o][awareness_of_value];
      for (std::uint32_t k = 0; k < run.practices.size(); ++k) {
        if (!frame_.practices[k] || !run.is_donor(o, k) || holds(o, k) ||
            run.draws.block(applies_, run.step, o, k)[0] >= sim::threshold(applies))
          continue;
        all.push_back({o, k});
        run.note_known(o, k);
      }
    }
    const auto best = marked(run, std::move(all), now_.paper, now_.threshold, year);
    for (std::size_t n = 0; n < std::min(best.size(), static_cast<std::size_t>(now_.awards)); ++n) {
      held_.push_back({best[n].organisation, best[n].practice, run.step + run.steps_lasting(now_.lasts)});
      book_success(run, best[n], year);
      year.paid += now_.cost;
      run.spend(now_.cost);
    }
  }

  Award now_{};
  Rhythm rhythm_;
  std::vector<Held> held_;
  std::uint32_t applies_ = sim::purpose(frame_.name + " applies");
};

}  // namespace

std::unique_ptr<Lever> make_award(const Frame::Lever& frame, std::size_t years) {
  return std::make_unique<AwardLever>(frame, years);
}

}  // namespace knowhow::public_services
