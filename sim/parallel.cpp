#include "sim/parallel.h"

#include <algorithm>

#ifdef KNOWHOW_PLAIN_THREADS
#include <exception>
#include <mutex>
#include <thread>
#include <vector>
#else
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace knowhow::sim {

namespace {

// The ranges are fixed by `grain` alone, so a body may rely on them whatever the number of threads.
template <class Call>
void call_range(std::size_t i, std::size_t count, std::size_t grain, Call call, void* body, int worker) {
  call(body, i * grain, std::min(count, (i + 1) * grain), worker);
}

}  // namespace

#ifdef KNOWHOW_PLAIN_THREADS

// For ThreadSanitizer, which sees into std::thread and not into Debian's oneTBB. Neighbouring ranges are
// always of different threads, which start together and join at the end, so that no luck of timing hides a
// race.
int available_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

struct Workers::Arena {};

void Workers::run(std::size_t count, std::size_t grain, Call call, void* body) {
  if (count == 0) return;
  grain = std::max<std::size_t>(1, grain);
  const std::size_t ranges = (count + grain - 1) / grain;
  const std::size_t hands = std::min(ranges, static_cast<std::size_t>(threads_));
  std::mutex mutex;
  std::exception_ptr first;
  const auto work = [&](std::size_t hand) {
    for (std::size_t i = hand; i < ranges; i += hands) try {
        call_range(i, count, grain, call, body, static_cast<int>(hand));
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!first) first = std::current_exception();
        return;
      }
  };
  std::vector<std::thread> others;
  for (std::size_t hand = 1; hand < hands; ++hand) others.emplace_back(work, hand);
  work(0);
  for (auto& other : others) other.join();
  if (first) std::rethrow_exception(first);
}

Workers::Workers(int threads) : threads_(std::max(1, threads)) {}

#else

int available_threads() { return tbb::info::default_concurrency(); }

struct Workers::Arena {
  explicit Arena(int threads)
      : limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads)),
        arena(threads) {}
  tbb::global_control limit;
  tbb::task_arena arena;
};

void Workers::run(std::size_t count, std::size_t grain, Call call, void* body) {
  if (count == 0) return;
  grain = std::max<std::size_t>(1, grain);
  const std::size_t ranges = (count + grain - 1) / grain;
  if (!arena_) {
    for (std::size_t i = 0; i < ranges; ++i) call_range(i, count, grain, call, body, 0);
    return;
  }
  arena_->arena.execute([&] {
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, ranges, 1),
        [&](const auto& range) {
          for (std::size_t i = range.begin(); i != range.end(); ++i)
            call_range(i, count, grain, call, body, tbb::this_task_arena::current_thread_index());
        },
        tbb::simple_partitioner());
  });
}

Workers::Workers(int threads) : threads_(std::max(1, threads)) {
  if (threads_ > 1) arena_ = std::make_unique<Arena>(threads_);
}

#endif

Workers::~Workers() = default;

}  // namespace knowhow::sim
