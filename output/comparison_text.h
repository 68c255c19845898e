#pragma once
// A comparison as text: for a terminal, a document, a spreadsheet, a program.
#include <cstddef>
#include <string>

#include "output/comparison.h"

namespace knowhow::output {

/// Every headline a table, scenarios in the order of the ranking by one of them, the leading one first.
std::string comparison_text(const Comparison& comparison, std::size_t by);
/// The same as Markdown, with headings of the second level.
std::string comparison_markdown(const Comparison& comparison, std::size_t by);
/// A line for each headline and scenario, with a header; numbers in full, in the units shown.
/// Comma-separated, texts in quotes where they need them (RFC 4180).
std::string comparison_csv(const Comparison& comparison, std::size_t by);
/// An array of scenarios in the order of the ranking, as JSON text; what is missing or infinite is null.
std::string comparison_json(const Comparison& comparison, std::size_t by);

/// A text as a field of CSV: in quotes where it needs them (RFC 4180).
std::string csv_field(const std::string& text);

}  // namespace knowhow::output
