#pragma once
// Whether a finished file holds what was put into it: the proof that HDF5 kept its word.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "output/chunks.h"
#include "output/layout.h"
#include "sim/results.h"

namespace knowhow::output {

/// What a file must hold.
struct Contents {
  struct Part {
    std::size_t first_scenario, scenarios, first, count;
    std::uint64_t digest;
  };
  struct Numbers {
    std::string path;
    sim::Type type;
    Placement placement;
    std::vector<Part> parts;
    void add(const Block& block);
  };
  struct Texts {
    std::string path;
    std::uint64_t digest;
  };
  std::vector<std::pair<std::string, sim::Dimension>> axes;  ///< by path
  std::vector<Numbers> numbers;
  std::vector<Texts> texts;
  void add_texts(const std::string& path, std::span<const std::string> texts);
};

/// Opens the image of a file and reads every dataset once. Throws std::runtime_error at the first that cannot
/// be read or is not what was put there.
void verify(std::span<const std::byte> image, const Contents& contents);

}  // namespace knowhow::output
