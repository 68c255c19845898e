// A dedicated resource: staff whose job is to bring it all together. They keep pairs going, follow up what
// gatherings began, and have practices evaluated (after Downe: a dedicated resource to support
// dissemination).
#include <algorithm>

#include "models/public_services/channels/rhythm.h"
#include "models/public_services/levers/lever.h"
#include "models/public_services/run.h"
#include "sim/checkpoint.h"
#include "sim/digest.h"

namespace knowhow::public_services {

namespace {

class ResourceLever : public Lever {
 public:
  using Lever::Lever;

  void refresh(const Run& run) override { now_ = run.now<Resource>(*frame_.setting); }

  void prepare(Run& run) override {
    const double paid = now_.staff * now_.salary * run.dt;
    run.spend(paid);
    LeverYear& year = this_year(run);
    year.paid += paid;
    if (frame_.meets_through) run.requests.supports[*frame_.meets_through].pairs += now_.staff * now_.matches;
    for (std::uint32_t channel : frame_.gatherings)
      run.requests.supports[channel].follow_up += now_.staff * now_.follow_up;
    for (int due = evaluating_.due(now_.staff * now_.evaluations, run.dt); due > 0; --due)
      if (evaluate(run)) ++year.evaluations;
  }

  void digest(sim::Digest& digest) const override {
    digest.add_column<std::int64_t>(frame_.name + " rhythm", std::span(&evaluating_.phase, 1));
  }

  void keep(sim::Keeper& keeper) override {
    Lever::keep(keeper);
    keeper(evaluating_);
  }

 private:
  /// The practice that most organisations try or apply, of those whose worth is not known as well.
  bool evaluate(Run& run) const {
    std::size_t chosen = run.practices.size();
    int most = 0;
    for (std::size_t k = 0; k < run.practices.size(); ++k) {
      if (run.frame.practices[k].scheme || !run.practices[k].begun ||
          std::max(run.practices[k].evidence, run.state.evidence[k]) >= now_.evidence_found)
        continue;
      int users = 0;
      for (std::uint32_t o = 0; o < run.world.organisations(); ++o)
        users += run.state.stage[run.cell(o, k)] >= Stage::trialling;
      if (users > most) chosen = k, most = users;
    }
    if (chosen == run.practices.size()) return false;
    run.find_evidence(chosen, now_.evidence_found);
    return true;
  }

  Resource now_{};
  Rhythm evaluating_;
};

}  // namespace

std::unique_ptr<Lever> make_resource(const Frame::Lever& frame, std::size_t years) {
  return std::make_unique<ResourceLever>(frame, years);
}

}  // namespace knowhow::public_services
