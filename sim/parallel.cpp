#include "sim/parallel.h"

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>

namespace knowhow::sim {

int available_threads() { return tbb::info::default_concurrency(); }

struct Workers::Arena {
  explicit Arena(int threads)
      : limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads)),
        arena(threads) {}
  tbb::global_control limit;
  tbb::task_arena arena;
};

Workers::Workers(int threads) : threads_(std::max(1, threads)) {
  if (threads_ > 1) arena_ = std::make_unique<Arena>(threads_);
}

Workers::~Workers() = default;

void Workers::run(std::size_t count, std::size_t grain, Call call, void* body) {
  if (count == 0) return;
  grain = std::max<std::size_t>(1, grain);
  if (!arena_) {
    for (std::size_t begin = 0; begin < count; begin += grain)
      call(body, begin, std::min(count, begin + grain), 0);
    return;
  }
  arena_->arena.execute([&] {
    // The ranges are fixed by `grain` alone, so a body may rely on them whatever the number of threads.
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, (count + grain - 1) / grain, 1),
        [&](const auto& range) {
          for (std::size_t i = range.begin(); i != range.end(); ++i)
            call(body, i * grain, std::min(count, (i + 1) * grain),
                 tbb::this_task_arena::current_thread_index());
        },
        tbb::simple_partitioner());
  });
}

}  // namespace knowhow::sim
