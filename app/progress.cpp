#include "app/progress.h"

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <iostream>

namespace knowhow::app {

std::string duration(double seconds) {
  char text[64];
  const long whole = std::lround(seconds);
  if (seconds < 10)
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  else if (whole < 60)
    std::snprintf(text, sizeof text, "%ld s", whole);
  else if (whole < 3600)
    std::snprintf(text, sizeof text, "%ld min %02ld s", whole / 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%ld h %02ld min", whole / 3600, whole % 3600 / 60);
  return text;
}

std::string bytes(double count) {
  char text[64];
  if (count < 1e3)
    std::snprintf(text, sizeof text, "%.0f B", count);
  else if (count < 1e6)
    std::snprintf(text, sizeof text, "%.0f kB", count / 1e3);
  else if (count < 1e9)
    std::snprintf(text, sizeof text, "%.1f MB", count / 1e6);
  else
    std::snprintf(text, sizeof text, "%.1f GB", count / 1e9);
  return text;
}

Progress::Progress(std::size_t runs, std::size_t finished, bool shown)
    : runs_(runs),
      before_(finished),
      done_(finished),
      shown_(shown && isatty(STDERR_FILENO)),
      start_(std::chrono::steady_clock::now()),
      last_(start_) {}

Progress::~Progress() { clear(); }

void Progress::clear() const {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
}

void Progress::advance() {
  ++done_;
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || (now - last_ < std::chrono::milliseconds(200) && done_ != runs_)) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done_ - before_) / seconds;
  char line[160];
  std::snprintf(line, sizeof line, "\r\033[K%zu of %zu runs, %.1f a second, %s left", done_, runs_, rate,
                duration(static_cast<double>(runs_ - done_) / rate).c_str());
  std::cerr << line << std::flush;
}

}  // namespace knowhow::app
