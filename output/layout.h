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

/// What is written beside a variable along some of these axes; an empty text is left out.
sim::Attributes attributes_of(const std::vector<sim::Dimension>& axes, const sim::Variable& variable);

/// Where the values of one variable lie, over all its runs or over statistics of them. A chunk holds the same
/// replicates of several scenarios, which resemble one another more than anything else does, and one element
/// along each of the last dimensions, so that what follows one another in it is one quantity over time.
struct Placement {
  std::vector<std::size_t> extent;  ///< (scenario, replicate or statistic, dimensions...)
  std::vector<std::size_t> chunk;
  std::size_t element_bytes = 0;  ///< 0 for texts
  std::size_t elements = 1;       ///< of one run
  std::size_t apart = 1;          ///< chunks over which the elements of one run are spread, by turns

  std::size_t bytes() const { return elements * element_bytes; }  ///< of one run
};
Placement place(std::vector<std::size_t> extent, sim::Type type);
Placement place(const sim::Layout& layout, const sim::Variable& variable);

/// A fingerprint of the values' bits.
std::uint64_t digest(const sim::Values& values);
std::uint64_t digest(const void* bytes, std::size_t size);

}  // namespace knowhow::output
