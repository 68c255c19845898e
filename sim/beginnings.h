#pragma once
// Scenarios of a replicate are alike until the first of their interventions begins: what one of them came to
// by then is kept in memory, and the others go on from there, to the same bits.
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "sim/checkpoint.h"
#include "sim/plan.h"

namespace knowhow::sim {

/// Keeps values in memory, or puts them back from there.
class MemoryKeeper : public Keeper {
 public:
  /// Puts back from `kept`, or replaces what is in it.
  MemoryKeeper(std::vector<std::byte>& kept, bool puts_back);
  bool puts_back() const override { return puts_back_; }
  bool at_end() const { return at_ == kept_.size(); }

 private:
  void bytes(void* place, std::size_t count) override;
  void expect(std::uint64_t elements, std::size_t of_bytes) const override;
  std::vector<std::byte>& kept_;
  bool puts_back_;
  std::size_t at_ = 0;
};

/// How many bytes a state takes.
std::uint64_t bytes_of(const std::function<void(Keeper&)>& keep);

/// The step at which a scenario's interventions first change anything; the horizon if they never do.
int first_change(const Plan& plan, std::size_t scenario);

/// The shared beginnings of one replicate, of 64 MiB at the most: what takes more is run again. Not for
/// several threads at once.
class Beginnings {
 public:
  /// `scenarios`: those that will run, in this order.
  Beginnings(const Plan& plan, std::span<const std::size_t> scenarios);
  ~Beginnings();
  /// Of the scenario that runs next; `of_run`, if there is any, keeps it for other processes, too, and comes
  /// first.
  std::unique_ptr<Checkpoints> of(std::size_t scenario, Checkpoints* of_run = nullptr);

 private:
  class OfRun;
  struct Coming {
    std::size_t scenario;
    int first_change;
  };
  std::vector<Coming> coming_;
  std::map<int, std::vector<std::byte>> kept_;  ///< by step: the state at its beginning
};

}  // namespace knowhow::sim
