#include "models/public_services/lineage.h"

#include <algorithm>
#include <tuple>

#include "models/public_services/run.h"

namespace knowhow::public_services {

Lineage::Lineage(const Frame& frame, int threads)
    : frame_(frame), kinds_(frame.kinds.size()), open_(static_cast<std::size_t>(threads)) {
  const std::size_t cells = frame.organisations.size() * frame.practices.size();
  gains_.resize(cells), first_.assign(cells, -1), invented_.resize(cells);
  exposure_.resize(frame.practices.size() * kinds_ * kinds_);
}

void Lineage::settle() {
  for (auto& open : open_) {
    for (const auto& [cell, gain] : open) {
      auto& gains = gains_[cell];
      const auto at = std::lower_bound(gains.begin(), gains.end(), gain, [](const Gain& a, const Gain& b) {
        return std::tie(a.from, a.applied) < std::tie(b.from, b.applied);
      });
      if (at != gains.end() && at->from == gain.from && at->applied == gain.applied)
        at->amount += gain.amount;
      else
        gains.insert(at, gain);
    }
    open.clear();
  }
}

void Lineage::expose(std::size_t practice, std::span<const std::uint32_t> applying_by_kind, double years) {
  std::vector<std::uint32_t> all(kinds_), left(kinds_);
  for (std::uint32_t o = 0; o < frame_.organisations.size(); ++o)
    if (counts(o, practice)) {
      const std::uint32_t kind = frame_.organisations[o].kind;
      ++all[kind];
      left[kind] += first_[cell(o, practice)] < 0;
    }
  for (std::size_t brought = 0; brought < kinds_; ++brought)
    for (std::size_t applying = 0; left[brought] && applying < kinds_; ++applying)
      exposure_[(practice * kinds_ + brought) * kinds_ + applying] +=
          applying_by_kind[applying] * years * left[brought] / all[brought];
}

/// Of this step: who applies it, and what people learned while they looked.
void Run::note_exposure() {
  lineage->settle();
  std::vector<std::uint32_t> applying(frame.kinds.size());
  for (std::size_t k = 0; k < practices.size(); ++k) {
    if (!practices[k].begun || frame.practices[k].scheme) continue;
    std::fill(applying.begin(), applying.end(), 0);
    for (std::uint32_t o = 0; o < world.organisations(); ++o)
      applying[frame.organisations[o].kind] += state.stage[cell(o, k)] == Stage::applied && !is_origin(o, k);
    lineage->expose(k, applying, dt);
  }
}

}  // namespace knowhow::public_services
