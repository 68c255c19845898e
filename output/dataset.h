#pragma once
// The datasets of a results file: the coordinate of an axis, and numbers that are written chunk by chunk.
#include <cstddef>
#include <string>

#include "output/chunks.h"
#include "output/hdf5.h"
#include "output/layout.h"
#include "sim/results.h"

namespace knowhow::output {

/// Writes the coordinate as a dimension scale.
hdf5::Handle make_scale(hid_t group, const sim::Dimension& axis);

/// Writes the labels of an axis along its scale.
void make_labels(hid_t group, const sim::Dimension& axis, hid_t scale);

/// Chunked, compressed and with a checksum; missing values are NaN and declared.
hdf5::Handle make_numbers(hid_t group, const sim::Variable& variable, const Placement& placement);

/// Writes a block that is one chunk long along scenarios and replicates.
void write_block(hid_t dataset, const Placement& placement, const Block& block, ChunkCompressor& compressor);

/// One text a run.
hdf5::Handle make_texts(hid_t group, const sim::Variable& variable, const Placement& placement);

}  // namespace knowhow::output
