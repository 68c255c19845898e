#pragma once
// A seal behind the content of a file: its length and a digest over every byte. HDF5 reads nothing behind its
// own end, so the file stays what it is for every reader; ours look at the seal before HDF5 sees the file.
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

struct XXH3_state_s;

namespace knowhow::output {

/// 8 bytes `KNOWHOW1`, 8 bytes of length, 16 bytes of XXH3-128 over the content; numbers little-endian, the
/// digest in its canonical order.
using Seal = std::array<std::byte, 32>;

Seal seal_of(std::span<const std::byte> content);

/// The seal of a content that comes in pieces.
class Sealer {
 public:
  Sealer();
  void add(std::span<const std::byte> piece);
  /// Of what was added so far.
  Seal seal() const;

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
  std::uint64_t length_ = 0;
};

enum class Sealed {
  sound,   ///< the content is what was sealed
  broken,  ///< it is not
  none     ///< there is no seal: it was cut off, or the file written again by another program
};

/// The seal that stands at the end of a file, sound or not, in hexadecimal digits; empty if there is none.
std::string seal_text(const std::filesystem::path& path);

/// Reads the whole file once. Throws sim::FileTrouble if it cannot be read.
Sealed check_seal(const std::filesystem::path& path);

}  // namespace knowhow::output
