#pragma once
// Compresses the chunks of a dataset on all threads: HDF5 itself would do so on one.
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "output/layout.h"
#include "sim/parallel.h"

struct libdeflate_compressor;

namespace knowhow::output {

/// Values in the shape (scenario, replicate or statistic, elements of a run), the first two of the size said.
struct Block {
  std::size_t first_scenario, scenarios;
  std::size_t first, count;
  std::span<const std::byte> values;
};

class ChunkCompressor {
 public:
  explicit ChunkCompressor(sim::Workers& workers);
  ~ChunkCompressor();
  ChunkCompressor(const ChunkCompressor&) = delete;
  ChunkCompressor& operator=(const ChunkCompressor&) = delete;

  /// The chunks of a block that is one chunk long along scenarios and replicates, as they are in the file
  /// after HDF5's filters deflate and fletcher32; `placement.apart` of them, in row-major order.
  std::vector<std::vector<std::byte>> compress(const Placement& placement, const Block& block);

  sim::Workers& workers() { return workers_; }

 private:
  struct Free {
    void operator()(libdeflate_compressor* compressor) const;
  };
  sim::Workers& workers_;
  std::vector<std::unique_ptr<libdeflate_compressor, Free>> compressors_;  ///< one a thread
};

}  // namespace knowhow::output
