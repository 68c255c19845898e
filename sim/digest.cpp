#include "sim/digest.h"

#define XXH_STATIC_LINKING_ONLY  // what a state consists of
#include <xxhash.h>

#include <array>
#include <cstdint>
#include <new>
#include <stdexcept>

#include "sim/checkpoint.h"

namespace knowhow::sim {

void Digest::Free::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

Digest::Digest() : state_(XXH3_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH3_128bits_reset(state_.get());
}

void Digest::add(std::string_view name, std::span<const std::byte> bytes, std::size_t element_size) {
  if (element_size == 0 || bytes.size() % element_size != 0)
    throw std::invalid_argument("column '" + std::string(name) + "' is not a whole number of elements");
  const std::array<std::uint64_t, 3> sizes{name.size(), element_size, bytes.size() / element_size};
  XXH3_128bits_update(state_.get(), sizes.data(), sizeof sizes);
  XXH3_128bits_update(state_.get(), name.data(), name.size());
  XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
}

void Digest::keep(Keeper& keeper) {
  const unsigned char* const secret = state_->extSecret;  // of this process
  std::uint32_t version = XXH_versionNumber();
  keeper(version);
  if (version != XXH_versionNumber())
    throw std::runtime_error("it was written with another version of libxxhash");
  keeper(*state_);
  state_->extSecret = secret;
}

std::string Digest::hex() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_.get()));
  std::string text;
  for (const unsigned char byte : canonical.digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace knowhow::sim
