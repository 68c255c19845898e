#include "models/public_services/gist.h"

#include <algorithm>
#include <array>

namespace knowhow::public_services {

namespace {

/// Of each byte, its bits as bytes: eight counts that are added at once.
constexpr std::array<std::uint64_t, 256> spread = [] {
  std::array<std::uint64_t, 256> bytes{};
  for (std::size_t byte = 0; byte < 256; ++byte)
    for (std::size_t bit = 0; bit < 8; ++bit) bytes[byte] |= std::uint64_t{byte >> bit & 1} << 8 * bit;
  return bytes;
}();
constexpr std::uint32_t countable = 255;  // in a byte

}  // namespace

void Gist::take(ConsolidationNumbers& numbers) {
  for (std::size_t k = 0; k < mastery.size(); ++k) {
    mastery[k] = static_cast<std::int64_t>(numbers.field_mastery[k]);
    knowing[k] = static_cast<std::uint32_t>(numbers.field_knowing[k]);
    numbers.field_mastery[k] = numbers.field_knowing[k] = 0;
  }
}

void Gist::count_aware(const People& people, const std::vector<std::uint64_t>& of_field,
                       const std::vector<std::uint64_t>& awareness, std::uint32_t begin, std::uint32_t end) {
  std::fill(aware.begin(), aware.end(), 0);
  const std::size_t practices = aware.size();
  for (std::uint32_t to; begin < end; begin = to) {
    to = std::min(end, begin + countable);
    std::array<std::uint64_t, 8> counts{};
    for (std::uint32_t i = begin; i < to; ++i) {
      const std::uint64_t of = awareness[i] & of_field[people.field[i]];
      for (std::size_t k = 0; k < practices; k += 8) counts[k / 8] += spread[of >> k & 0xff];
    }
    for (std::size_t k = 0; k < practices; ++k)
      aware[k] += static_cast<std::uint32_t>(counts[k / 8] >> 8 * (k % 8) & 0xff);
  }
}

}  // namespace knowhow::public_services
