#include "output/seal.h"

#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include "sim/problem.h"

namespace knowhow::output {

namespace {

constexpr char mark[] = {'K', 'N', 'O', 'W', 'H', 'O', 'W', '1'};

Seal seal_from(std::uint64_t length, XXH128_hash_t digest) {
  Seal seal;
  std::memcpy(seal.data(), mark, sizeof mark);
  for (std::size_t byte = 0; byte < 8; ++byte) seal[8 + byte] = static_cast<std::byte>(length >> (8 * byte));
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, digest);
  std::memcpy(seal.data() + 16, canonical.digest, sizeof canonical.digest);
  return seal;
}

}  // namespace

Seal seal_of(std::span<const std::byte> content) {
  return seal_from(content.size(), XXH3_128bits(content.data(), content.size()));
}

void Sealer::Free::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

Sealer::Sealer() : state_(XXH3_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH3_128bits_reset(state_.get());
}

void Sealer::add(std::span<const std::byte> piece) {
  XXH3_128bits_update(state_.get(), piece.data(), piece.size());
  length_ += piece.size();
}

Seal Sealer::seal() const { return seal_from(length_, XXH3_128bits_digest(state_.get())); }

std::string seal_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  Seal seal;
  file.seekg(-static_cast<std::streamoff>(seal.size()), std::ios::end);
  if (!file.read(reinterpret_cast<char*>(seal.data()), static_cast<std::streamsize>(seal.size()))) return {};
  if (std::memcmp(seal.data(), mark, sizeof mark) != 0) return {};
  std::string text;
  for (std::size_t byte = sizeof mark; byte < seal.size(); ++byte) {
    constexpr char digits[] = "0123456789abcdef";
    const auto value = std::to_integer<unsigned>(seal[byte]);
    text += digits[value >> 4];
    text += digits[value & 15];
  }
  return text;
}

Sealed check_seal(const std::filesystem::path& path) {
  const auto trouble = [&] { return sim::FileTrouble(path.string() + ": cannot be read"); };
  std::ifstream file(path, std::ios::binary);
  file.seekg(0, std::ios::end);
  const auto end = file.tellg();
  if (!file || end < 0) throw trouble();
  const auto size = static_cast<std::uint64_t>(end);
  Seal seal;
  if (size < seal.size()) return Sealed::none;
  std::uint64_t left = size - seal.size();
  file.seekg(static_cast<std::streamoff>(left));
  if (!file.read(reinterpret_cast<char*>(seal.data()), static_cast<std::streamsize>(seal.size())))
    throw trouble();
  const bool marked = std::memcmp(seal.data(), mark, sizeof mark) == 0;

  Sealer sealer;
  std::vector<char> part(std::size_t{1} << 20);
  file.seekg(0);
  while (left > 0) {
    const auto count = std::min<std::uint64_t>(left, part.size());
    if (!file.read(part.data(), static_cast<std::streamsize>(count))) throw trouble();
    sealer.add(std::as_bytes(std::span(part.data(), count)));
    left -= count;
  }
  const Seal expected = sealer.seal();
  if (seal == expected) return Sealed::sound;
  // A damaged mark is a damaged seal if the rest of it is still right.
  const bool rest = std::equal(seal.begin() + sizeof mark, seal.end(), expected.begin() + sizeof mark);
  return marked || rest ? Sealed::broken : Sealed::none;
}

}  // namespace knowhow::output
