#include "output/text_table.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace knowhow::output {

std::string fixed(double value, int decimals, bool sign) {
  if (std::isnan(value)) return "-";
  std::ostringstream text;
  if (sign) text << std::showpos;
  text << std::fixed << std::setprecision(decimals) << value;
  std::string shown = text.str();
  if (shown.find_first_not_of("-+0.") == std::string::npos && shown[0] == '-')
    shown = shown.substr(1);  // no -0.0
  return shown;
}

std::string align(const std::vector<std::vector<std::string>>& lines) {
  const auto length = [](const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  };
  std::vector<std::size_t> widths;
  for (const auto& line : lines)
    for (std::size_t c = 0; c < line.size(); ++c) {
      if (c == widths.size()) widths.push_back(0);
      widths[c] = std::max(widths[c], length(line[c]));
    }
  std::string text;
  for (const auto& line : lines) {
    std::string row;
    for (std::size_t c = 0; c < line.size(); ++c) {
      const std::string pad(widths[c] - length(line[c]), ' ');
      row += c == 0 ? line[c] + pad : "  " + pad + line[c];
    }
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + "\n";
  }
  return text;
}

}  // namespace knowhow::output
