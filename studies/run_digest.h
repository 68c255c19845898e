#pragma once
// The digest of a run in the room of its bits, where a sweep holds one of every run.
#include <array>
#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <string>

namespace knowhow::studies {

using RunDigest = std::array<std::uint64_t, 2>;

/// From its 32 hexadecimal digits; false if it is not such a text.
inline bool read(const std::string& text, RunDigest& digest) {
  if (text.size() != 32) return false;
  const char* at = text.data();
  for (auto& word : digest) {
    const auto found = std::from_chars(at, at + 16, word, 16);
    if (found.ec != std::errc() || found.ptr != at + 16) return false;
    at += 16;
  }
  return true;
}

inline std::string text_of(const RunDigest& digest) {
  char text[33];
  std::snprintf(text, sizeof text, "%016" PRIx64 "%016" PRIx64, digest[0], digest[1]);
  return text;
}

}  // namespace knowhow::studies
