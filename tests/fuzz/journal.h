#pragma once
// A journal in memory, to be damaged: of two scenarios, two replicates, and a variable of every type.
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "output/description.h"
#include "output/journal_format.h"
#include "output/layout.h"

namespace knowhow::fuzz {

inline output::Description small_description() {
  return {{{"seed", "5"}},
          {{"title", "A"}},
          {{"scenario_file", "knowhow: 1\n"}},
          {{{"scenario", std::vector<std::string>{"baseline", "b"}, {}},
            {"replicate", std::vector<std::int32_t>{0, 1}, {}},
            {"time", std::vector<double>{0, 7}, {{"units", "days"}}}},
           {{"a", sim::Type::float32, {"time"}, "a", "1", "", true},
            {"b", sim::Type::float64, {}, "b", "1", "", false},
            {"c", sim::Type::int32, {"time"}, "c", "1", "", false},
            {"digest", sim::Type::text, {}, "digest", "", "", false}}}};
}

inline std::vector<std::byte> small_journal(std::size_t runs) {
  const auto description = small_description();
  auto bytes = output::encode_head(output::to_json(description));
  for (std::size_t n = 0; n < runs; ++n) {
    const auto f = static_cast<float>(n);
    const sim::Rows rows{std::vector<float>{f, 2 * f}, std::vector<double>{f / 3.0},
                         std::vector<std::int32_t>{3, static_cast<int>(n)}, "digest " + std::to_string(n)};
    const auto record = output::encode_run(description.layout, n % 2, n / 2, rows, {n, n});
    bytes.insert(bytes.end(), record.begin(), record.end());
  }
  return bytes;
}

/// Makes the checksums right, of the head and of each record where it says it lies, so that what is behind
/// them is met with what never was written.
inline void seal(std::vector<std::byte>& bytes) {
  output::JournalHead head;
  if (bytes.size() < sizeof head) return;
  std::memcpy(&head, bytes.data(), sizeof head);
  std::memcpy(head.magic, output::journal_magic, sizeof head.magic);
  head.format = output::journal_format;
  if (head.length > bytes.size() - sizeof head) head.length %= bytes.size() - sizeof head + 1;
  head.checksum = output::digest(bytes.data() + sizeof head, head.length);
  head.own_checksum = output::digest(&head, offsetof(output::JournalHead, own_checksum));
  std::memcpy(bytes.data(), &head, sizeof head);
  output::RecordHead record;
  for (std::size_t at = sizeof head + head.length; bytes.size() - at >= sizeof record;) {
    std::memcpy(&record, bytes.data() + at, sizeof record);
    std::memcpy(record.magic, output::record_magic, sizeof record.magic);
    const std::size_t left = bytes.size() - at - sizeof record;
    if (record.length > left) record.length %= left + 1;
    record.checksum = output::digest(bytes.data() + at + sizeof record, record.length);
    record.own_checksum = output::digest(&record, offsetof(output::RecordHead, own_checksum));
    std::memcpy(bytes.data() + at, &record, sizeof record);
    at += sizeof record + record.length;
  }
}

}  // namespace knowhow::fuzz
