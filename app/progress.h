#pragma once
// Progress on standard error, on a terminal only: one line that renews itself, with rate and time left.
#include <chrono>
#include <cstddef>
#include <string>

namespace knowhow::app {

class Progress {
 public:
  /// Of `runs`, `finished` were there before. `shown` false keeps it silent; so does a standard error that is
  /// no terminal.
  Progress(std::size_t runs, std::size_t finished, bool shown);
  ~Progress();
  void advance();
  bool shown() const { return shown_; }

 private:
  void clear() const;
  std::size_t runs_, before_, done_;
  bool shown_;
  std::chrono::steady_clock::time_point start_, last_;
};

/// `1.2 s`, `3 min 20 s`, `2 h 05 min`.
std::string duration(double seconds);
/// `412 kB`, `41.2 MB`, `1.5 GB`: powers of ten.
std::string bytes(double count);

}  // namespace knowhow::app
