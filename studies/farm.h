#pragma once
// Runs the units of a sweep on the threads of this process, wherever they come from.
#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>

#include "studies/parts.h"
#include "studies/unit.h"

namespace knowhow::studies {

/// Where units come from. Thread-safe; nothing once there are no more.
class Supply {
 public:
  virtual ~Supply() = default;
  virtual std::optional<std::size_t> next() = 0;
};

/// Every n-th unit, of those that are not done.
class OwnSupply : public Supply {
 public:
  OwnSupply(const Done& done, const Shard& shard) : done_(done), shard_(shard), at_(shard.number - 1) {}
  std::optional<std::size_t> next() override;
  std::size_t remaining() const;

 private:
  const Done& done_;
  Shard shard_;
  std::atomic<std::size_t> at_;
};

struct FarmTally {
  double seconds = 0;     ///< of all threads together, from their first unit to their last
  double simulating = 0;  ///< of these, in worlds and runs
};

/// Calls `add` for each unit as it ends, from any thread and by several at once, until there are no more or
/// `stop` says so (asked at every step); false then. What `add` throws, and want of memory, end the other
/// threads too.
bool farm(const Sweep& sweep, const sim::Layout& layout, sim::Workers& workers, sim::Spread spread,
          Supply& supply,
          const std::function<void(std::size_t unit, const sim::Rows&, const sim::Tally&)>& add,
          const std::function<bool()>& stop, FarmTally& tally);

}  // namespace knowhow::studies
