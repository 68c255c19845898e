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
  void collect(const Run& run, std::span<const Seeker> seekers, Pool& pool) const override {
    const sim::Network& network = run.world.ties[number_].network;
    sim::Draws::PerLane listeners{}, numbers{};  // of talks to be drawn together
    std::uint32_t talks = 0;
    for (const auto& [person, luck] : seekers) {
      const std::uint32_t degree = network.degree(person);
      const int count = degree ? talks_[degree].at(luck) : 0;
      for (int k = 0; k < count; ++k) {
        listeners[talks] = person, numbers[talks] = static_cast<std::uint32_t>(k);
        if (++talks < sim::Draws::lanes) continue;
        hear(run, listeners, numbers, talks, pool);
        talks = 0;
      }
    }
    if (talks) hear(run, listeners, numbers, talks, pool);
  }

  std::uint32_t count_purpose() const override { return count_; }

  double hours() const override { return now_.hours; }

 private:
  void hear(const Run& run, const sim::Draws::PerLane& listeners, const sim::Draws::PerLane& numbers,
            std::uint32_t talks, Pool& pool) const {
    const TieLayer& layer = run.world.ties[number_];
    const sim::Draws::Blocks words =
        run.draws.blocks(purpose(), static_cast<std::uint32_t>(run.step), listeners, numbers);
    sim::Draws::PerLane places{}, partners{};
    for (std::uint32_t lane = 0; lane < talks; ++lane) {
      const auto row = layer.network.of(listeners[lane]);
      places[lane] = sim::index_of(words[0][lane], static_cast<std::uint32_t>(row.size()));
      partners[lane] = row[places[lane]];
      // Partners are anywhere in memory: what they know is fetched while others are found.
      __builtin_prefetch(&run.sources[partners[lane]]);
      __builtin_prefetch(run.row(partners[lane]));
    }
    for (std::uint32_t lane = 0; lane < talks; ++lane) {
      const std::uint32_t person = listeners[lane], partner = partners[lane];
      const int practice = run.topic(partner, person, words[1][lane]);
      if (practice < 0) continue;
      pool.push_back({words[3][lane], purpose(), person, numbers[lane], words[2][lane], person, partner,
                      number_, static_cast<std::uint16_t>(practice), Route::outside,
                      run.row(partner)[practice], static_cast<std::int32_t>(share16(now_.dose)),
                      layer.trust[layer.network.tie_numbers(person)[places[lane]]],
                      static_cast<float>(now_.carried), 1});
    }
  }

  Ties now_{};
  std::vector<sim::PoissonTable> talks_;  ///< by degree
  std::uint32_t count_ = sim::purpose(frame_.name + " talks");
};

}  // namespace

std::unique_ptr<Channel> make_ties(std::uint16_t number, const Frame::Channel& frame) {
  return std::make_unique<TiesChannel>(number, frame);
}

}  // namespace knowhow::public_services
