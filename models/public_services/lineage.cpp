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
  all_.resize(kinds_), left_.resize(kinds_), applying_.resize(kinds_);
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

void Lineage::expose(std::size_t practice, std::span<const Stage> stages, double years) {
  for (auto* counts : {&all_, &left_, &applying_}) std::fill(counts->begin(), counts->end(), 0);
  const std::uint32_t origin = frame_.practices[practice].origin;
  for (std::uint32_t o = 0; o < frame_.organisations.size(); ++o) {
    const std::uint32_t kind = frame_.organisations[o].kind;
    applying_[kind] += stages[cell(o, practice)] == Stage::applied && o != origin;
    if (!counts(o, practice)) continue;
    ++all_[kind];
    left_[kind] += first_[cell(o, practice)] < 0;
  }
  for (std::size_t brought = 0; brought < kinds_; ++brought)
    for (std::size_t applying = 0; left_[brought] && applying < kinds_; ++applying)
      exposure_[(practice * kinds_ + brought) * kinds_ + applying] +=
          applying_[applying] * years * left_[brought] / all_[brought];
}

/// Of this step: who applies it, and what people learned while they looked.
void Run::note_exposure() {
  lineage->settle();
  for (std::size_t k = 0; k < practices.size(); ++k)
    if (practices[k].begun && !frame.practices[k].scheme) lineage->expose(k, state.stage.values, dt);
}

}  // namespace knowhow::public_services
