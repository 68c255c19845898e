// Seeking (rule R6): awareness makes people act. Where a practice is known of but not yet on trial, somebody
// who has heard of it visits a donor, preferably a similar one. "An applicant had been to see a health board"
// (Downe).
#include "models/public_services/run.h"
#include "sim/math.h"

namespace knowhow::public_services {

namespace {

class SeekingChannel : public Channel {
 public:
  using Channel::Channel;

  void refresh(const Run& run) override {
    now_ = run.now<Seeking>(*frame_.setting);
    double most = 0;  // where everybody has heard of it and wants to learn
    for (const auto& practice : run.practices) most = std::max(most, practice.perceived);
    events_a_step(now_.visits * run.dt * most, *frame_.setting, "visits");
  }

  void prepare(Run& run) override {
    donors_.resize(run.practices.size());
    for (std::size_t k = 0; k < donors_.size(); ++k) {
      donors_[k].clear();
      for (std::uint32_t o = 0; o < run.world.organisations(); ++o)
        if (run.is_donor(o, k) && run.summaries[run.cell(o, k)].best != nobody) donors_[k].push_back(o);
    }
  }

  void offer(const Run& run, std::uint32_t organisation, Pool& offers) const override {
    for (std::uint32_t k = 0; k < run.practices.size(); ++k) {
      const std::size_t cell = run.cell(organisation, k);
      const Stage stage = run.state.stage[cell];
      if ((stage != Stage::aware && stage != Stage::acquired) || !run.suits(organisation, k)) continue;
      const double mean = now_.visits * run.dt * share_aware(run.summaries[cell]) *
                          run.practices[k].perceived * run.traits[organisation][motivation_to_learn];
      if (!(mean > 0)) continue;
      const int visits = sim::PoissonTable(mean).at(run.draws.word(count_, run.step, organisation, k));
      for (int visit = 0; visit < visits; ++visit) {
        const auto which = (k << 16) + static_cast<std::uint32_t>(visit);
        const std::uint32_t donor = choose_donor(run, organisation, k, which);
        if (donor == nobody) continue;
        const std::uint32_t visitor = choose_visitor(run, organisation, k, which);
        const std::uint32_t host = run.summaries[run.cell(donor, k)].best;
        for (int talk = 0; talk < static_cast<int>(now_.talks); ++talk) {
          const std::uint32_t number = (k << 20) + static_cast<std::uint32_t>(visit * 128 + talk);
          const sim::Block block = run.draws.block(purpose(), run.step, organisation, number);
          offers.push_back({block[3], purpose(), organisation, number, block[2], visitor, host, number_,
                            static_cast<std::uint16_t>(k), Route::outside, run.row(host)[k],
                            static_cast<std::int32_t>(share16(now_.dose)), static_cast<float>(now_.trust),
                            static_cast<float>(now_.carried), 1});
        }
      }
    }
  }

  double hours() const override { return now_.hours; }

 private:
  /// The share of the field that has heard of it; a leader who alone has heard of it counts as one of the
  /// field.
  static double share_aware(const Summary& summary) {
    if (summary.aware > 0 || !summary.leader_aware || summary.field == 0) return summary.aware_share();
    return 1.0 / summary.field;
  }

  /// In proportion to the square of the likeness: Gumbel-max, so that a new donor draws visits to itself and
  /// moves none between the others.
  std::uint32_t choose_donor(const Run& run, std::uint32_t organisation, std::size_t k,
                             std::uint32_t which) const {
    std::uint32_t chosen = nobody;
    double highest = 0;
    for (std::uint32_t donor : donors_[k]) {
      if (donor == organisation) continue;
      const double luck = sim::unit(run.draws.block(visit_, run.step, organisation, donor, which)[0]);
      const double score = 2 * sim::log(run.world.alike(organisation, donor)) + sim::gumbel_quantile(luck);
      if (chosen == nobody || score > highest) chosen = donor, highest = score;
    }
    return chosen;
  }

  /// An aware person of the field, each as likely: the one with the least word, so that it stays the same
  /// while others come to hear of it. Where there is none, the first leader who has heard of it.
  std::uint32_t choose_visitor(const Run& run, std::uint32_t organisation, std::size_t k,
                               std::uint32_t which) const {
    std::uint32_t chosen = nobody, least = 0;
    for (std::uint32_t i : run.world.people.members_of(organisation, run.frame.practices[k].field)) {
      if (!((run.state.aware[i] >> k) & 1)) continue;
      const std::uint32_t word = run.draws.block(visitor_, run.step, i, which)[0];
      if (chosen == nobody || word < least) chosen = i, least = word;
    }
    if (chosen != nobody) return chosen;
    std::uint32_t leader = run.world.people.first[organisation];
    while (!((run.state.aware[leader] >> k) & 1)) ++leader;  // one has, or there would be no visit
    return leader;
  }

  Seeking now_{};
  std::vector<std::vector<std::uint32_t>> donors_;  ///< by practice, at the step's start
  std::uint32_t count_ = sim::purpose(frame_.name + " visits"), visit_ = sim::purpose(frame_.name + " visit"),
                visitor_ = sim::purpose(frame_.name + " visitor");
};

}  // namespace

std::unique_ptr<Channel> make_seeking(std::uint16_t number, const Frame::Channel& frame) {
  return std::make_unique<SeekingChannel>(number, frame);
}

}  // namespace knowhow::public_services
