// Writes small journals into a folder, for the fuzzer to begin with: of no run and of some, as they are and
// to be sealed.
#include <filesystem>
#include <fstream>

#include "tests/fuzz/journal.h"

int main(int count, char** arguments) {
  if (count != 2) return 1;
  for (const std::size_t runs : {0, 1, 3})
    for (const char kind : {'\0', '\1'}) {
      const auto bytes = knowhow::fuzz::small_journal(runs);
      std::ofstream file(
          std::filesystem::path(arguments[1]) / (std::to_string(runs) + (kind ? "_sealed" : "_plain")),
          std::ios::binary);
      file.put(kind).write(reinterpret_cast<const char*>(bytes.data()),
                           static_cast<std::streamsize>(bytes.size()));
      if (!file.flush()) return 1;
    }
  return 0;
}
