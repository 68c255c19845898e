// libFuzzer: whatever the bytes, the reader of tables ends, and every row it hands over is as long as the
// header.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "scenarios/reader/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  knowhow::sim::Problems problems;
  try {
    const auto table =
        knowhow::scenarios::parse_csv({reinterpret_cast<const char*>(data), size}, "fuzz.csv", problems);
    for (const auto& row : table.rows)
      if (row.size() != table.header.size()) std::abort();
  } catch (const knowhow::sim::InvalidInput&) {  // the thousandth problem
  }
  return 0;
}
