// libFuzzer: whatever the text, reading it as a quantity ends in a finite number or in none.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "scenarios/reader/quantity.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string cure;
  const auto unit = static_cast<knowhow::sim::Unit>(data[0] % 6);
  if (const auto value = knowhow::scenarios::read_quantity(text, unit, cure); value && !std::isfinite(*value))
    std::abort();
  return 0;
}
