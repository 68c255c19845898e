#pragma once
// Ceilings: how fast this machine can do a model's work at all. Each is a program for one work and nothing
// else, for the processor it is built on (-march=native), with the same network, start and draws as the
// model: where it says so, what comes out is the same, so that it is the same work.
#include <sys/mman.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <map>
#include <new>
#include <string>

#include "sim/network.h"
#include "sim/random.h"

namespace knowhow::ceiling {

/// What is asked for on the command line, `name=value` each.
struct Work {
  std::uint32_t agents = 100'000;
  int steps = 20, threads = 1, replicates = 1000;
  double open = 1;         ///< probability that a tie is open in a step
  std::uint64_t seed = 1;  ///< of the scenario
  std::string file;        ///< where `edges` go
};
/// What came of it: seconds on the clock and of the processor in the part that is timed, and results by name.
struct Told {
  double wall = 0, processor = 0;
  std::map<std::string, double> results;
};

Told gaps(const Work&);    ///< gap_closing of 8 categories on a random network, mean degree 10
Told small(const Work&);   ///< gap_closing of 50 agents, a small world of degree 10 each, many times
Told sir(const Work&);     ///< SIR in steps on the same random network, counts of infected neighbours kept
Told edges(const Work&);   ///< writes the random network: pairs of int32
Told memory(const Work&);  ///< bytes, rows and draws a second
Told igraph_gaps(const Work&);  ///< as a loop over igraph's adjacency lists
Told igraph_sir(const Work&);

/// The model's `network: {shape: random, mean_degree: 10}` in its first replicate.
sim::Network random_of_degree_10(const Work&);
/// The model's level at the start, each between 0 and 1.
float start_level(const sim::Draws& draws, std::uint32_t agent, std::uint32_t category);

class Clock {
 public:
  /// Adds what has passed since it was made.
  void stop(Told& told) const {
    told.wall += std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    told.processor += processor_seconds() - processor_;
  }

 private:
  static double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  double processor_ = processor_seconds();
};

/// Zeros in huge pages, where the system has them.
template <class T>
class Buffer {
 public:
  explicit Buffer(std::size_t count) : bytes_((count * sizeof(T) + huge - 1) / huge * huge) {
    void* const at = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) throw std::bad_alloc();
    madvise(at, bytes_, MADV_HUGEPAGE);
    data_ = static_cast<T*>(at);
  }
  ~Buffer() { munmap(data_, bytes_); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  T* data() { return data_; }
  T& operator[](std::size_t i) { return data_[i]; }

 private:
  static constexpr std::size_t huge = 2 << 20;
  std::size_t bytes_;
  T* data_;
};

}  // namespace knowhow::ceiling
