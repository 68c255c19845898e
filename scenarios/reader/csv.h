#pragma once
// CSV tables (RFC 4180, comma, UTF-8, one header line), as strict as the scenario itself.
#include <string>
#include <string_view>
#include <vector>

#include "sim/problem.h"

namespace knowhow::scenarios {

struct CsvCell {
  std::string text;
  sim::Place place;
};

struct CsvTable {
  std::vector<CsvCell> header;
  std::vector<std::vector<CsvCell>> rows;  ///< each as long as the header
};

/// Refuses, with the place: no header, an empty or repeated column name, a row of another length, a quote
/// that does not close, text behind a closing quote, a bare quote inside a plain cell. Lines may end in LF or
/// CR LF; a last line end is optional; a byte-order mark is skipped; lines that are wholly empty are refused
/// except at the end.
CsvTable parse_csv(std::string_view text, const std::string& name, sim::Problems& problems);

}  // namespace knowhow::scenarios
