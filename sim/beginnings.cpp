#include "sim/beginnings.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <set>
#include <stdexcept>

namespace knowhow::sim {

namespace {

/// Of all states kept for a replicate, in bytes: large runs have better use for the memory.
constexpr std::uint64_t most_kept = std::uint64_t{64} << 20;

class Counter : public Keeper {
 public:
  bool puts_back() const override { return false; }
  std::uint64_t counted = 0;

 private:
  void bytes(void*, std::size_t count) override { counted += count; }
};

}  // namespace

MemoryKeeper::MemoryKeeper(std::vector<std::byte>& kept, bool puts_back)
    : kept_(kept), puts_back_(puts_back) {
  if (!puts_back) kept.clear();
}

void MemoryKeeper::bytes(void* place, std::size_t count) {
  if (count == 0) return;
  if (puts_back_) {
    expect(count, 1);
    std::memcpy(place, kept_.data() + at_, count);
    at_ += count;
  } else {
    const auto* from = static_cast<const std::byte*>(place);
    kept_.insert(kept_.end(), from, from + count);
  }
}

void MemoryKeeper::expect(std::uint64_t elements, std::size_t of_bytes) const {
  if (elements > (kept_.size() - at_) / of_bytes) throw std::runtime_error("there is less than was kept");
}

std::uint64_t bytes_of(const std::function<void(Keeper&)>& keep) {
  Counter counter;
  keep(counter);
  return counter.counted;
}

int first_change(const Plan& plan, std::size_t scenario) {
  int first = plan.time.steps;
  for (const int number : plan.scenarios[scenario].interventions)
    first = std::min(first, plan.interventions[static_cast<std::size_t>(number)].from);
  return first;
}

class Beginnings::OfRun : public Checkpoints {
 public:
  OfRun(std::map<int, std::vector<std::byte>>& kept, std::set<int> wanted, int alike_until,
        Checkpoints* of_run)
      : kept_(kept), wanted_(std::move(wanted)), alike_until_(alike_until), of_run_(of_run) {}

  bool resume(const std::function<void(Keeper&)>& keep) override {
    if (of_run_ && of_run_->resume(keep)) return true;
    const auto after = kept_.upper_bound(alike_until_);
    if (after == kept_.begin()) return false;
    MemoryKeeper memory(std::prev(after)->second, true);
    keep(memory);
    if (!memory.at_end()) throw std::logic_error("there is more than was kept");
    return true;
  }

  bool due(int step, bool stopping) override {
    here_ = wanted_.contains(step) && !kept_.contains(step) ? step : none;
    there_ = of_run_ && of_run_->due(step, stopping);
    return here_ != none || there_;
  }

  void save(const std::function<void(Keeper&)>& keep) override {
    if (there_) of_run_->save(keep);
    if (here_ == none) return;
    const std::uint64_t bytes = bytes_of(keep);
    std::uint64_t all = bytes;
    for (const auto& [step, state] : kept_) all += state.size();
    if (all > most_kept) return;
    try {
      std::vector<std::byte>& memory = kept_[here_];
      memory.reserve(bytes);
      MemoryKeeper keeper(memory, false);
      keep(keeper);
    } catch (const std::bad_alloc&) {  // the run itself needs no more
      kept_.erase(here_);
    }
  }

 private:
  static constexpr int none = -1;
  std::map<int, std::vector<std::byte>>& kept_;
  std::set<int> wanted_;  ///< steps at which a later scenario would begin
  int alike_until_;
  Checkpoints* of_run_;
  int here_ = none;
  bool there_ = false;
};

Beginnings::Beginnings(const Plan& plan, std::span<const std::size_t> scenarios) {
  for (const std::size_t scenario : scenarios) coming_.push_back({scenario, first_change(plan, scenario)});
}

Beginnings::~Beginnings() = default;

std::unique_ptr<Checkpoints> Beginnings::of(std::size_t scenario, Checkpoints* of_run) {
  const auto next = std::ranges::find(coming_, scenario, &Coming::scenario);
  if (next == coming_.end()) throw std::logic_error("this scenario was not to run");
  const int alike_until = next->first_change;
  coming_.erase(coming_.begin(), next + 1);
  std::set<int> wanted;
  for (const Coming& later : coming_)
    if (later.first_change > 0 && later.first_change <= alike_until) wanted.insert(later.first_change);
  std::erase_if(kept_, [&](const auto& one) {
    return one.first > alike_until && std::ranges::none_of(coming_, [&](const Coming& later) {
             return later.first_change >= one.first;
           });
  });
  return std::make_unique<OfRun>(kept_, std::move(wanted), alike_until, of_run);
}

}  // namespace knowhow::sim
