#pragma once
// What every text file must be before its grammar is looked at, and where in it something stands.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/problem.h"

namespace knowhow::scenarios {

/// The text without a leading byte-order mark.
std::string_view without_mark(std::string_view text);

/// Whether the text is UTF-8 without control characters; if not, the first such place is added to `problems`.
bool check_characters(std::string_view text, const std::string& name, sim::Problems& problems);

/// Turns offsets into places, counting columns in characters. Asked in rising order, it reads the text once.
class Places {
 public:
  Places(std::string_view text, std::string name);
  sim::Place at(std::size_t offset);

 private:
  std::string_view text_;
  std::string name_;
  std::vector<std::size_t> line_starts_;
  std::size_t line_ = 0, offset_ = 0;
  int column_ = 1;
};

}  // namespace knowhow::scenarios
