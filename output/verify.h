#pragma once
// Whether a finished file holds what was added: the proof that HDF5 kept its word.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/results.h"

namespace knowhow::output {

/// What a file must hold.
struct Added {
  sim::Layout layout;
  std::vector<std::uint64_t> digests;  ///< of the values of (variable, scenario, replicate), row-major
  std::vector<std::pair<std::string, std::uint64_t>> provenance;  ///< names and digests of the texts

  std::size_t scenarios() const { return layout.dimensions[0].size(); }
  std::size_t replicates() const { return layout.dimensions[1].size(); }
  std::uint64_t& digest_of(std::size_t variable, std::size_t scenario, std::size_t replicate) {
    return digests[(variable * scenarios() + scenario) * replicates() + replicate];
  }
  std::uint64_t digest_of(std::size_t variable, std::size_t scenario, std::size_t replicate) const {
    return digests[(variable * scenarios() + scenario) * replicates() + replicate];
  }
};

/// Opens the image of a file and reads every dataset once. Throws std::runtime_error at the first that cannot
/// be read or is not what was added.
void verify(std::span<const std::byte> image, const Added& added);

}  // namespace knowhow::output
