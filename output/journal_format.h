#pragma once
// How a journal lies on disk, little-endian: a head, the study's description as JSON, then a record a
// finished run. A record is a head and a payload: the size of each variable's part, then the parts,
// compressed one by one, so that one variable is read without the others.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/model.h"
#include "sim/results.h"

namespace knowhow::output {

struct JournalHead {
  char magic[16];
  std::uint64_t format;
  std::uint64_t length;    ///< of the description
  std::uint64_t checksum;  ///< of the description
  std::uint64_t own_checksum;
};
static_assert(sizeof(JournalHead) == 48);

struct RecordHead {
  char magic[8];
  std::uint64_t length;  ///< of the payload
  std::uint32_t scenario, replicate;
  std::uint64_t agent_steps, contacts;
  std::uint64_t checksum;  ///< of the payload
  std::uint64_t own_checksum;
};
static_assert(sizeof(RecordHead) == 56);

inline constexpr char journal_magic[17] = "knowhow journal\n";
inline constexpr char record_magic[9] = "finished";
inline constexpr std::uint64_t journal_format = 1;

/// Whether a head is one, and as it was written.
bool sound(const JournalHead& head);
bool sound(const RecordHead& head);

std::vector<std::byte> encode_head(const std::string& description);

/// A finished run as a record. Thread-safe.
std::vector<std::byte> encode_run(const sim::Layout& layout, std::size_t scenario, std::size_t replicate,
                                  const sim::Rows& rows, const sim::Tally& tally);

/// The largest payload that a run of this layout can have.
std::uint64_t largest_payload(const sim::Layout& layout);

/// A part of a payload: exactly the bytes of the values it was made from, or std::runtime_error.
void decode_numbers(std::span<const std::byte> part, std::span<std::byte> values);

}  // namespace knowhow::output
