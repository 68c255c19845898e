#pragma once
// Who brought whom to apply a practice. Watches beside the state and changes nothing in it.
#include <cstdint>
#include <span>
#include <vector>

#include "models/public_services/state.h"
#include "models/public_services/world.h"

namespace knowhow::public_services {

/// What an organisation's people had learned of a practice from one source before it first came to apply it.
struct Gain {
  static constexpr std::uint32_t written = ~std::uint32_t{0};  ///< no organisation: something written
  std::uint32_t from;                                          ///< an organisation, or `written`
  bool applied;         ///< whether that organisation applied the practice when it was learned
  std::int64_t amount;  ///< 2^-30 of one person's mastery, above 0
};

class Lineage {
 public:
  Lineage(const Frame& frame, int threads);

  /// People of an organisation learned of a practice from elsewhere, by contact or through a newcomer. Of one
  /// thread's own.
  void learned(int thread, std::uint32_t organisation, std::size_t practice, Gain gain) {
    if (gain.amount > 0 && first_[cell(organisation, practice)] < 0)
      open_[static_cast<std::size_t>(thread)].push_back(
          {static_cast<std::uint32_t>(cell(organisation, practice)), gain});
  }
  /// Everybody has looked: what the threads noted is put together. Sums of integers, in any order.
  void settle();
  /// It applies the practice from this step on. Only the first time counts. Called for each organisation from
  /// one thread.
  void applies(std::uint32_t organisation, std::size_t practice, int since, bool invented) {
    const std::size_t at = cell(organisation, practice);
    if (first_[at] >= 0) return;
    first_[at] = since;
    invented_[at] = invented;
  }
  /// A step of so many years passes, with these stages by organisation and practice: those of a kind that
  /// never applied a practice are exposed to those that apply it now, origins apart.
  void expose(std::size_t practice, std::span<const Stage> stages, double years);

  /// The step from which it first applied the practice, or -1. Of origins -1.
  int first(std::uint32_t organisation, std::size_t practice) const {
    return first_[cell(organisation, practice)];
  }
  bool invented(std::uint32_t organisation, std::size_t practice) const {
    return invented_[cell(organisation, practice)] != 0;
  }
  /// By source, those that did not apply it first; each is there once at most.
  const std::vector<Gain>& gains(std::uint32_t organisation, std::size_t practice) const {
    return gains_[cell(organisation, practice)];
  }
  /// Organisation-years of applying by one kind, each weighted by the share of the other that could still
  /// come to apply it for the first time.
  double exposure(std::size_t practice, std::size_t brought_kind, std::size_t applying_kind) const {
    return exposure_[(practice * kinds_ + brought_kind) * kinds_ + applying_kind];
  }
  /// Whether it counts among those who can be brought: the practice suits it and began elsewhere.
  bool counts(std::uint32_t organisation, std::size_t practice) const {
    const auto& practice_facts = frame_.practices[practice];
    return !practice_facts.scheme && !frame_.organisations[organisation].national &&
           practice_facts.suits[frame_.organisations[organisation].kind] &&
           practice_facts.origin != organisation;
  }

  template <class Keeper>
  void keep(Keeper& keeper) {
    settle();
    keeper(gains_, first_, invented_, exposure_);
  }

 private:
  struct Noted {
    std::uint32_t cell;
    Gain gain;
  };
  std::size_t cell(std::uint32_t organisation, std::size_t practice) const {
    return organisation * frame_.practices.size() + practice;
  }

  const Frame& frame_;
  std::size_t kinds_;
  std::vector<std::vector<Noted>> open_;  ///< by thread
  std::vector<std::vector<Gain>> gains_;  ///< by cell
  std::vector<std::int32_t> first_;
  std::vector<std::uint8_t> invented_;
  std::vector<double> exposure_;
  std::vector<std::uint32_t> all_, left_, applying_;  ///< by kind, of the practice in hand
};

}  // namespace knowhow::public_services
