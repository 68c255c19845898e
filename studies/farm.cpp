#include "studies/farm.h"

#include <chrono>
#include <mutex>

namespace knowhow::studies {

std::optional<std::size_t> OwnSupply::next() {
  for (;;) {
    const std::size_t unit = at_.fetch_add(shard_.of);
    if (unit >= done_.units()) return {};
    if (done_[unit] == missing) return unit;
  }
}

std::size_t OwnSupply::remaining() const {
  std::size_t count = 0;
  for (std::size_t unit = at_; unit < done_.units(); unit += shard_.of) count += done_[unit] == missing;
  return count;
}

bool farm(const Sweep& sweep, const sim::Layout& layout, sim::Workers& workers, sim::Spread spread,
          Supply& supply, const std::function<void(std::size_t, const sim::Rows&, const sim::Tally&)>& add,
          const std::function<bool()>& stop, FarmTally& tally) {
  std::atomic<bool> stopped = false;
  std::mutex telling;
  const auto asked_to_stop = [&] { return stopped || (stopped = stop()); };
  const auto work = [&](sim::Workers& hands) {
    const auto began = std::chrono::steady_clock::now();
    UnitRunner runner(sweep, layout);
    try {
      while (!asked_to_stop()) {
        const auto unit = supply.next();
        if (!unit) break;
        sim::Tally of_unit;
        const sim::Rows rows = runner.run(*unit, hands, asked_to_stop, of_unit);
        add(*unit, rows, of_unit);
      }
    } catch (const sim::Stopped&) {
    } catch (...) {
      stopped = true;
      throw;
    }
    const std::lock_guard lock(telling);
    tally.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    tally.simulating += runner.simulating();
  };
  if (spread == sim::Spread::agents) {
    work(workers);
  } else {
    workers.for_ranges(static_cast<std::size_t>(workers.threads()), 1,
                       [&](std::size_t from, std::size_t to, int) {
                         for (std::size_t i = from; i < to; ++i) {
                           sim::Workers alone(1);
                           work(alone);
                         }
                       });
  }
  return !stopped;
}

}  // namespace knowhow::studies
