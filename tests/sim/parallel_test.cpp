#include "sim/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace knowhow::sim {
namespace {

using Range = std::pair<std::size_t, std::size_t>;

std::vector<Range> ranges(int threads, std::size_t count, std::size_t grain) {
  Workers workers(threads);
  std::mutex mutex;
  std::vector<Range> found;
  workers.for_ranges(count, grain, [&](std::size_t begin, std::size_t end, int worker) {
    EXPECT_TRUE(worker >= 0 && worker < workers.threads()) << worker;
    const std::lock_guard lock(mutex);
    found.emplace_back(begin, end);
  });
  std::sort(found.begin(), found.end());
  return found;
}

TEST(Workers, RangesCoverEverythingOnceWhateverTheThreads) {
  for (const int threads : {1, 2, 3, 8}) {
    EXPECT_EQ(ranges(threads, 10, 4), (std::vector<Range>{{0, 4}, {4, 8}, {8, 10}})) << threads;
    EXPECT_EQ(ranges(threads, 8, 4), (std::vector<Range>{{0, 4}, {4, 8}})) << threads;
    EXPECT_EQ(ranges(threads, 3, 100), (std::vector<Range>{{0, 3}})) << threads;
    EXPECT_TRUE(ranges(threads, 0, 4).empty()) << threads;
    EXPECT_EQ(ranges(threads, 2, 0), (std::vector<Range>{{0, 1}, {1, 2}}))
        << threads;  // at least one at a time
  }
}

TEST(Workers, NoTwoCallsAtOnceHaveTheSameNumber) {
  Workers workers(4);
  std::vector<std::atomic<int>> at_work(4);
  workers.for_ranges(2000, 1, [&](std::size_t, std::size_t, int worker) {
    EXPECT_EQ(at_work[static_cast<std::size_t>(worker)].fetch_add(1), 0) << worker;
    std::this_thread::yield();
    at_work[static_cast<std::size_t>(worker)].fetch_sub(1);
  });
}

TEST(Workers, OneThreadGoesInOrderInTheCaller) {
  Workers workers(1);
  std::size_t next = 0;
  workers.for_ranges(
      100, 7, [&, caller = std::this_thread::get_id()](std::size_t begin, std::size_t end, int worker) {
        EXPECT_EQ(begin, next);
        EXPECT_EQ(std::this_thread::get_id(), caller);
        EXPECT_EQ(worker, 0);
        next = end;
      });
  EXPECT_EQ(next, 100u);
}

TEST(Workers, RethrowWhatABodyThrowsAndMayBeUsedAgain) {
  for (const int threads : {1, 3}) {
    Workers workers(threads);
    for (int again = 0; again < 3; ++again) try {
        workers.for_ranges(50, 1, [](std::size_t begin, std::size_t, int) {
          if (begin == 37) throw std::out_of_range("37");
        });
        ADD_FAILURE() << "nothing came through, threads " << threads;
      } catch (const std::out_of_range& error) {
        EXPECT_STREQ(error.what(), "37");
      }
    std::atomic<std::size_t> sum = 0;
    workers.for_ranges(50, 3, [&](std::size_t begin, std::size_t end, int) { sum += end - begin; });
    EXPECT_EQ(sum, 50u);
  }
}

TEST(Workers, AreAtLeastOne) {
  EXPECT_EQ(Workers(0).threads(), 1);
  EXPECT_EQ(Workers(-3).threads(), 1);
  EXPECT_EQ(Workers(5).threads(), 5);
  EXPECT_GE(available_threads(), 1);
}

}  // namespace
}  // namespace knowhow::sim
