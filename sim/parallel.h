#pragma once
// The one way to work in parallel, over replicates and over agents alike. oneTBB lives here and nowhere else.
#include <cstddef>
#include <memory>
#include <type_traits>

namespace knowhow::sim {

/// What the threads are spread over. It changes no bit of any result.
enum class Spread { replicates, agents };

/// How many threads this process may run at once, by its affinity.
int available_threads();

/// A fixed number of threads, numbered from 0 for whoever keeps one accumulator a thread.
class Workers {
 public:
  /// threads >= 1; 1 runs everything in the caller. More than the machine has is allowed.
  explicit Workers(int threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int threads() const { return threads_; }

  /// Calls body(begin, end, worker) for ranges of at most `grain` that cover [0, count), in no particular
  /// order. `worker` is below threads(), and no two calls that run at the same time have the same one. The
  /// first exception of a body is rethrown here.
  template <class Body>
  void for_ranges(std::size_t count, std::size_t grain, Body&& body) {
    run(
        count, grain,
        [](void* b, std::size_t begin, std::size_t end, int worker) {
          (*static_cast<std::remove_reference_t<Body>*>(b))(begin, end, worker);
        },
        const_cast<void*>(static_cast<const void*>(&body)));
  }

 private:
  using Call = void (*)(void*, std::size_t, std::size_t, int);
  void run(std::size_t count, std::size_t grain, Call call, void* body);

  int threads_;
  struct Arena;
  std::unique_ptr<Arena> arena_;
};

}  // namespace knowhow::sim
