// Pairings: a donor and some people of a recipient work together for a time (mentoring, visits, secondment,
// peer review). Mostly tacit knowledge, and help to adapt. "Peer mentoring by those who ran successful
// projects" (Downe).
#include <algorithm>

#include "models/public_services/channels/matching.h"
#include "models/public_services/channels/rhythm.h"
#include "models/public_services/channels/visits.h"
#include "models/public_services/run.h"
#include "sim/checkpoint.h"
#include "sim/digest.h"

namespace knowhow::public_services {

namespace {

class PairingChannel : public Channel {
 public:
  PairingChannel(std::uint16_t number, const Frame::Channel& frame)
      : Channel(number, frame), visits_(sim::purpose(frame.name + " visited"), number) {
    const auto& rules = (*frame.setting)["matching"].declaration->words;
    rule_ = static_cast<Matching>(std::find(rules.begin(), rules.end(), (*frame.setting)["matching"].word) -
                                  rules.begin());
  }

  void refresh(const Run& run) override {
    now_ = run.now<Pairing>(*frame_.setting);
    terms_ = {events_a_step(now_.contacts * run.dt, *frame_.setting, "contacts"),
              static_cast<std::int32_t>(share16(now_.dose)), static_cast<float>(now_.trust),
              static_cast<float>(now_.carried)};
  }

  void prepare(Run& run) override {
    visits_.settle(run.step);
    std::erase_if(pairs_, [&](const Pair& pair) { return pair.until <= run.step; });
    // A second round of the same step would ask the same questions of the same luck.
    std::vector<Pair> made = introduced(run);
    if (rhythm_.due(now_.rounds, run.dt) > 0) {
      const auto matched =
          Matchmaker(run, frame_, now_, rule_, run.requests.supports[number_].pairs).fill(pairs_);
      made.insert(made.end(), matched.begin(), matched.end());
    }
    begin(run, made);
    // What was adapted together stays adapted: help grows with the time that the two spend together.
    for (const Pair& pair : pairs_) {
      double& help = run.state.help[run.cell(pair.recipient, pair.practice)];
      help = std::max(help, std::min(now_.help, help + now_.help * run.dt / now_.lasts));
    }
  }

  void offer(const Run& run, std::uint32_t organisation, Pool& offers) const override {
    visits_.offer(run, organisation, terms_, offers);
  }

  void digest(sim::Digest& digest) const override {
    const std::string prefix = frame_.name + " ";
    digest.add(prefix + "pairs", std::as_bytes(std::span(pairs_)), sizeof(Pair));
    digest.add_column<std::int64_t>(prefix + "rhythm", std::span(&rhythm_.phase, 1));
    visits_.digest(digest, prefix);
  }

  void keep(sim::Keeper& keeper) override { keeper(pairs_, rhythm_, visits_); }

  double hours() const override { return now_.hours; }

 private:
  /// Whom levers put in touch. They take nobody's place and were not asked whether they would.
  std::vector<Pair> introduced(const Run& run) const {
    std::vector<Pair> made;
    for (const auto& [channel, recipient, host, practice] : run.requests.introductions) {
      const auto people = run.world.people.members_of(recipient, run.frame.practices[practice].field);
      if (channel != number_ || people.empty()) continue;
      const auto word = run.draws.block(introduced_, run.step, recipient, practice, host)[0];
      made.push_back({recipient, host, practice, run.step + run.steps_lasting(now_.lasts),
                      sim::index_of(word, static_cast<std::uint32_t>(people.size())), 0, 1});
    }
    return made;
  }

  void begin(Run& run, const std::vector<Pair>& made) {
    std::vector<Visit> fresh;
    for (const Pair& pair : made) {
      const auto people =
          run.world.people.members_of(pair.recipient, run.frame.practices[pair.practice].field);
      const auto count = std::min<std::size_t>(people.size(), static_cast<std::size_t>(now_.people));
      for (std::size_t n = 0; n < count; ++n)
        fresh.push_back({people[(pair.first + n) % people.size()], pair.donor, pair.practice, pair.until,
                         static_cast<std::uint32_t>(pair.brokered ? paired | brokered : paired)});
      run.spend(now_.cost);
    }
    visits_.begin(fresh);
    pairs_.insert(pairs_.end(), made.begin(), made.end());
  }

  Pairing now_{};
  Matching rule_;
  VisitTerms terms_;
  std::vector<Pair> pairs_;
  Rhythm rhythm_;
  Visits visits_;
  std::uint32_t introduced_ = sim::purpose(frame_.name + " introduced");
};

}  // namespace

std::unique_ptr<Channel> make_pairing(std::uint16_t number, const Frame::Channel& frame) {
  return std::make_unique<PairingChannel>(number, frame);
}

}  // namespace knowhow::public_services
