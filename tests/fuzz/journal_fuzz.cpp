// libFuzzer: whatever a journal's bytes, reading it ends in its runs or in a refusal with its cure. The first
// byte says whether the checksums are made right first.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

#include "output/journal_reader.h"
#include "sim/problem.h"
#include "tests/fuzz/journal.h"

namespace output = knowhow::output;

namespace {

constexpr std::size_t most_bytes =
    1 << 22;  // of a run: what a layout asks for beyond is no matter of the reader

bool is_small(const knowhow::sim::Layout& layout) {
  std::size_t bytes = 0;
  for (const auto& variable : layout.variables) bytes += output::place(layout, variable).bytes();
  return bytes <= most_bytes;
}

void read(int file) {
  const output::JournalReader journal(file, "fuzz.journal");
  std::size_t found = 0;
  for (std::size_t s = 0; s < journal.scenarios(); ++s)
    for (std::size_t r = 0; r < journal.replicates(); ++r) {
      if (!journal.has(s, r)) continue;
      ++found;
      if (!is_small(journal.description().layout)) continue;
      try {
        if (journal.rows(s, r).size() != journal.description().layout.variables.size()) std::abort();
      } catch (const std::runtime_error&) {  // its parts are not what its variables need
      }
    }
  if (found != journal.finished() || journal.begin() > journal.end()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::vector<std::byte> bytes(reinterpret_cast<const std::byte*>(data) + 1,
                               reinterpret_cast<const std::byte*>(data) + size);
  if (data[0] & 1) knowhow::fuzz::seal(bytes);
  static const int file = ::memfd_create("journal", 0);
  if (::ftruncate(file, 0) != 0 ||
      ::pwrite(file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    std::abort();
  try {
    read(file);
  } catch (const knowhow::sim::FileTrouble& refused) {
    if (std::string(refused.what()).find("; ") == std::string::npos) {
      std::cerr << "no cure: " << refused.what() << "\n";
      std::abort();
    }
  }
  return 0;
}
