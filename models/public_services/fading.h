#pragma once
// Awareness fades: whom it leaves is drawn for several people at once.
#include <vector>

#include "sim/random.h"

namespace knowhow::public_services {

class Fading {
 public:
  /// `aware` is by person. Awareness of a practice fades where a word is below `threshold`.
  Fading(const sim::Draws& draws, int step, std::uint64_t threshold, std::vector<std::uint64_t>& aware)
      : draws_(draws), step_(static_cast<std::uint32_t>(step)), threshold_(threshold), aware_(aware) {}
  Fading(const Fading&) = delete;
  Fading& operator=(const Fading&) = delete;
  ~Fading() { settle(); }

  /// A person may forget having heard of these practices, at the latest when this settles or is destroyed.
  void ask(std::uint32_t person, std::uint64_t practices) {
    if (threshold_ == 0) return;
    while (practices) {
      const auto four = static_cast<std::uint32_t>(__builtin_ctzll(practices)) / 4;
      const std::uint64_t among = practices & std::uint64_t{0xf} << 4 * four;
      practices ^= among;
      people_[asked_] = person, fours_[asked_] = four, among_[asked_] = among;
      if (++asked_ == sim::Draws::lanes) settle();
    }
  }

  /// Those who were asked about forget now.
  void settle() {
    if (asked_ == 0) return;
    const sim::Draws::Blocks words = draws_.blocks(fading, step_, people_, fours_);
    for (std::uint32_t lane = 0; lane < asked_; ++lane) {
      std::uint64_t faded = 0;
      for (std::uint32_t word = 0; word < 4; ++word)
        faded |= std::uint64_t{words[word][lane] < threshold_} << word;
      aware_[people_[lane]] &= ~(faded << 4 * fours_[lane] & among_[lane]);
    }
    asked_ = 0;
  }

 private:
  static constexpr std::uint32_t fading = sim::purpose("awareness fades");
  const sim::Draws& draws_;
  std::uint32_t step_, asked_ = 0;
  std::uint64_t threshold_;
  std::vector<std::uint64_t>& aware_;
  sim::Draws::PerLane people_{}, fours_{};  ///< who, and which four practices
  std::array<std::uint64_t, sim::Draws::lanes> among_{};
};

}  // namespace knowhow::public_services
