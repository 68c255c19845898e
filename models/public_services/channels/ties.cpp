// Ties: people who know each other talk about work, at a rate a year for each tie, each way.
// Granovetter 1973; Easterby-Smith, Lyles and Tsang 2008 on social ties. Reads knowledge and sources at the
// step's start.
#include "models/public_services/run.h"

namespace knowhow::public_services {

namespace {

class TiesChannel : public Channel {
 public:
  using Channel::Channel;

  void refresh(const Run& run) override {
    now_ = run.now<Ties>(*frame_.setting);
    const auto& network = run.world.ties[number_].network;
    std::uint32_t most = 0;
    for (std::uint32_t i = 0; i < network.size(); ++i) most = std::max(most, network.degree(i));
    talks_.clear();
    for (std::uint32_t degree = 0; degree <= most; ++degree)
      talks_.push_back(events_a_step(degree * now_.talks * run.dt, *frame_.setting, "talks"));
    quiet_.resize(network.size());
    for (std::uint32_t i = 0; i < network.size(); ++i) quiet_[i] = talks_[network.degree(i)].first();
  }

  /// The recipient initiates: it hears as many talks as one draw says, each from a partner of its own draw.
  void collect(const Run& run, std::uint32_t person, std::uint32_t luck, Pool& pool) const override {
    const TieLayer& layer = run.world.ties[number_];
    const std::uint32_t degree = layer.network.degree(person);
    if (degree == 0) return;
    const int count = talks_[degree].at(luck);
    for (int k = 0; k < count; ++k) {
      const sim::Block block = run.draws.block(purpose(), run.step, person, static_cast<std::uint32_t>(k));
      const std::uint32_t at = sim::index_of(block[0], degree);
      const std::uint32_t partner = layer.network.of(person)[at];
      const int practice = run.topic(partner, person, block[1]);
      if (practice < 0) continue;
      pool.push_back({block[3], purpose(), person, static_cast<std::uint32_t>(k), block[2], person, partner,
                      number_, static_cast<std::uint16_t>(practice), Route::outside,
                      run.row(partner)[practice], static_cast<std::int32_t>(share16(now_.dose)),
                      layer.trust[layer.network.tie_numbers(person)[at]], static_cast<float>(now_.carried),
                      1});
    }
  }

  std::uint32_t count_purpose() const override { return count_; }

  double hours() const override { return now_.hours; }

 private:
  Ties now_{};
  std::vector<sim::PoissonTable> talks_;  ///< by degree
  std::uint32_t count_ = sim::purpose(frame_.name + " talks");
};

}  // namespace

std::unique_ptr<Channel> make_ties(std::uint16_t number, const Frame::Channel& frame) {
  return std::make_unique<TiesChannel>(number, frame);
}

}  // namespace knowhow::public_services
