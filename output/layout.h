#pragma once
// What a layout means for a file: whether it is one, and where the values of a run go.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/results.h"

namespace knowhow::output {

/// Throws std::logic_error for a layout that cannot be a file.
void check(const sim::Layout& layout);

/// Throws std::logic_error if a name is there twice.
void check(const sim::Attributes& attributes);

/// Throws std::logic_error if the rows of a run are not what the layout says.
void check(const sim::Layout& layout, const sim::Rows& rows);

/// What is written beside a variable; an empty text is left out.
sim::Attributes attributes_of(const sim::Layout& layout, const sim::Variable& variable);

/// Where the values of one variable lie.
struct Placement {
  std::vector<std::size_t> extent;     ///< (scenario, replicate, dimensions...)
  std::size_t elements = 1;            ///< of one run
  std::size_t bytes = 0;               ///< of one run; 0 for texts
  std::size_t replicates_a_chunk = 1;  ///< more than one where a run is small
};
Placement place(const sim::Layout& layout, const sim::Variable& variable);

/// A fingerprint of the values' bits.
std::uint64_t digest(const sim::Values& values);
std::uint64_t digest(const void* bytes, std::size_t size);

}  // namespace knowhow::output
