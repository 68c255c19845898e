// Home: colleagues talk, and so one person's learning spreads inside the organisation (Nonaka's
// socialisation). Rule R3: these are the contacts of taking home; barriers 11, 5, 7, 8, 9 and 10 apply.
#include "models/public_services/run.h"

namespace knowhow::public_services {

namespace {

class HomeChannel : public Channel {
 public:
  using Channel::Channel;

  void refresh(const Run& run) override {
    now_ = run.now<Home>(*frame_.setting);
    dose16_ = static_cast<std::int32_t>(share16(now_.dose));
    talks_ = events_a_step(now_.talks * run.dt, *frame_.setting, "talks");
    champions_talks_ = events_a_step(now_.talks * now_.champion * run.dt, *frame_.setting, "talks");
    same_field_ = sim::threshold(now_.same_field);
    leader_ = same_field_ + sim::threshold(std::min(now_.leader, 1 - now_.same_field));
  }

  /// The speaker initiates: whoever could tell of something talks to colleagues of the same field, leaders,
  /// or anyone.
  void offer(const Run& run, std::uint32_t organisation, Pool& offers) const override {
    const People& people = run.world.people;
    sim::WordsInTurn counts(run.draws, count_, static_cast<std::uint32_t>(run.step));
    sim::Draws::PerLane speakers{}, numbers{};  // of talks to be drawn together
    std::uint32_t talks = 0;
    for (std::uint32_t speaker = people.first[organisation]; speaker < people.first[organisation + 1];
         ++speaker) {
      if (run.sources[speaker] == 0) continue;
      const auto& table = run.champions[speaker] ? champions_talks_ : talks_;
      const int count = table.at(counts.of(speaker));
      for (int k = 0; k < count; ++k) {
        speakers[talks] = speaker, numbers[talks] = static_cast<std::uint32_t>(k);
        if (++talks < sim::Draws::lanes) continue;
        talk(run, organisation, speakers, numbers, talks, offers);
        talks = 0;
      }
    }
    if (talks) talk(run, organisation, speakers, numbers, talks, offers);
  }

  double hours() const override { return now_.hours; }

 private:
  void talk(const Run& run, std::uint32_t organisation, const sim::Draws::PerLane& speakers,
            const sim::Draws::PerLane& numbers, std::uint32_t talks, Pool& offers) const {
    const sim::Draws::Blocks words =
        run.draws.blocks(purpose(), static_cast<std::uint32_t>(run.step), speakers, numbers);
    for (std::uint32_t lane = 0; lane < talks; ++lane) {
      const std::uint32_t speaker = speakers[lane];
      const std::uint32_t listener = choose(run.world.people, organisation, speaker, words[0][lane]);
      if (listener == speaker) continue;
      const int practice = run.topic(speaker, listener, words[1][lane]);
      if (practice < 0) continue;
      offers.push_back({words[3][lane], purpose(), speaker, numbers[lane], words[2][lane], listener, speaker,
                        number_, static_cast<std::uint16_t>(practice), Route::home,
                        run.row(speaker)[practice], dose16_, 1, static_cast<float>(now_.carried), 1});
    }
  }

  /// One word says with whom: first the circle, then, with what is left of the word, the person. The speaker
  /// itself means that there is nobody to talk to.
  std::uint32_t choose(const People& people, std::uint32_t organisation, std::uint32_t speaker,
                       std::uint32_t word) const {
    const auto within = [word](std::uint64_t from, std::uint64_t to, std::uint32_t count) {
      return static_cast<std::uint32_t>((word - from) * count / (to - from));
    };
    if (word < same_field_) {
      const auto members = people.members_of(organisation, people.field[speaker]);
      return members[within(0, same_field_, static_cast<std::uint32_t>(members.size()))];
    }
    const std::uint32_t first = people.first[organisation];
    if (word < leader_) return first + within(same_field_, leader_, people.leaders[organisation]);
    return first + within(leader_, std::uint64_t{1} << 32, people.first[organisation + 1] - first);
  }

  Home now_{};
  std::int32_t dose16_ = 0;
  sim::PoissonTable talks_, champions_talks_;
  std::uint64_t same_field_ = 0, leader_ = 0;
  std::uint32_t count_ = sim::purpose(frame_.name + " talks");
};

}  // namespace

std::unique_ptr<Channel> make_home(std::uint16_t number, const Frame::Channel& frame) {
  return std::make_unique<HomeChannel>(number, frame);
}

}  // namespace knowhow::public_services
