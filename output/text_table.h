#pragma once
// Numbers and tables as text for a person.
#include <string>
#include <vector>

namespace knowhow::output {

/// With so many decimals, `-` where missing, never -0; `sign` puts a plus before what is positive.
std::string fixed(double value, int decimals, bool sign = false);

/// Columns of text: the first to the left, the others to the right, as wide as their widest cell in
/// characters.
std::string align(const std::vector<std::vector<std::string>>& lines);

}  // namespace knowhow::output
