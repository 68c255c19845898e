#pragma once
// A 128-bit digest of state (XXH3): two runs are the same, bit for bit, when their digests are.
#include <bit>
#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct XXH3_state_s;

namespace knowhow::sim {

class Keeper;

/// What a column may hold: numbers without padding bits.
template <class T>
concept Hashable = std::integral<T> || std::same_as<T, float> || std::same_as<T, double>;

/// Columns are added in order. A column's name, element size and count are part of the digest, so that a
/// moved boundary between two columns changes it. Bits count as they are: 0.0 and -0.0 differ.
class Digest {
 public:
  Digest();

  /// Throws std::invalid_argument unless `bytes` is a whole number of elements.
  void add(std::string_view name, std::span<const std::byte> bytes, std::size_t element_size);

  template <Hashable T>
  void add_column(std::string_view name, std::span<const T> values) {
    static_assert(std::endian::native == std::endian::little, "a digest is over little-endian columns");
    add(name, std::as_bytes(values), sizeof(T));
  }

  /// The digest of what was added so far, as 32 hexadecimal digits; adding may go on.
  std::string hex() const;
  /// What was added so far, for the same library of digests to go on with.
  void keep(Keeper& keeper);

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

}  // namespace knowhow::sim
