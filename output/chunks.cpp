#include "output/chunks.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <stdexcept>

namespace knowhow::output {

namespace {

constexpr int level = 6;

/// As HDF5 defines it: words of 16 bits, the first byte high, the sums folded but never 0 again once they
/// were not. HDF5 checks it whenever a chunk is read, in our own verification first.
std::uint32_t fletcher32(std::span<const std::byte> bytes) {
  constexpr std::size_t words_without_overflow = 360;
  const auto fold = [](std::uint32_t sum) { return (sum & 0xffff) + (sum >> 16); };
  const auto byte = [&](std::size_t i) { return std::to_integer<std::uint32_t>(bytes[i]); };
  std::uint32_t sum1 = 0, sum2 = 0;
  const std::size_t words = bytes.size() / 2;
  for (std::size_t word = 0; word < words;) {
    for (const std::size_t end = std::min(words, word + words_without_overflow); word < end; ++word) {
      sum1 += byte(2 * word) << 8 | byte(2 * word + 1);
      sum2 += sum1;
    }
    sum1 = fold(sum1);
    sum2 = fold(sum2);
  }
  if (bytes.size() % 2 == 1) {
    sum1 += byte(bytes.size() - 1) << 8;
    sum2 += sum1;
    sum1 = fold(sum1);
    sum2 = fold(sum2);
  }
  return fold(sum2) << 16 | fold(sum1);
}

/// What chunk number `number` holds of a block; runs that it is larger by are zeros.
template <std::size_t Size>
void gather(const Placement& placement, const Block& block, std::size_t number, std::byte* chunk) {
  const std::size_t together = placement.elements / placement.apart;
  for (std::size_t s = 0; s < block.scenarios; ++s)
    for (std::size_t r = 0; r < block.count; ++r) {
      const std::byte* from = block.values.data() + (s * block.count + r) * placement.elements * Size;
      std::byte* to = chunk + (s * placement.chunk[1] + r) * together * Size;
      for (std::size_t i = 0; i < together; ++i)
        std::memcpy(to + i * Size, from + (i * placement.apart + number) * Size, Size);
    }
}

}  // namespace

void ChunkCompressor::Free::operator()(libdeflate_compressor* compressor) const {
  libdeflate_free_compressor(compressor);
}

ChunkCompressor::ChunkCompressor(sim::Workers& workers) : workers_(workers) {
  for (int i = 0; i < workers.threads(); ++i) {
    compressors_.emplace_back(libdeflate_alloc_compressor(level));
    if (!compressors_.back()) throw std::bad_alloc();
  }
}

ChunkCompressor::~ChunkCompressor() = default;

std::vector<std::vector<std::byte>> ChunkCompressor::compress(const Placement& placement,
                                                              const Block& block) {
  if (block.scenarios > placement.chunk[0] || block.count > placement.chunk[1] ||
      block.values.size() != block.scenarios * block.count * placement.bytes())
    throw std::logic_error("results: a block that is no chunk");
  const std::size_t size = placement.chunk[0] * placement.chunk[1] * (placement.bytes() / placement.apart);
  std::vector<std::vector<std::byte>> chunks(placement.apart);
  workers_.for_ranges(placement.apart, 1, [&](std::size_t begin, std::size_t end, int worker) {
    libdeflate_compressor* compressor = compressors_[static_cast<std::size_t>(worker)].get();
    for (std::size_t number = begin; number < end; ++number) {
      std::vector<std::byte> plain(size);
      if (placement.element_bytes == 4)
        gather<4>(placement, block, number, plain.data());
      else
        gather<8>(placement, block, number, plain.data());
      auto& chunk = chunks[number];
      chunk.resize(libdeflate_zlib_compress_bound(compressor, size) + sizeof(std::uint32_t));
      const std::size_t packed =
          libdeflate_zlib_compress(compressor, plain.data(), size, chunk.data(), chunk.size());
      if (packed == 0 || packed + sizeof(std::uint32_t) > chunk.size())
        throw std::logic_error("results: a chunk that cannot be compressed");
      const std::uint32_t checksum = fletcher32({chunk.data(), packed});
      std::memcpy(chunk.data() + packed, &checksum, sizeof checksum);
      chunk.resize(packed + sizeof checksum);
      chunk.shrink_to_fit();
    }
  });
  return chunks;
}

}  // namespace knowhow::output
