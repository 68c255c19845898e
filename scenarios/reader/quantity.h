#pragma once
// Numbers as people write them: one grammar for YAML, CSV and --set.
#include <optional>
#include <string>
#include <string_view>

#include "sim/declaration.h"

namespace knowhow::scenarios {

/// A plain decimal number: `12`, `-0.5`, `1e3`, `150 000` (single spaces between groups of exactly three
/// digits). Refused (nothing): leading zeros (`010`), hexadecimal, octal, a leading `+` or `.`, a trailing
/// `.`, NaN, infinities, overflow, and a non-zero number that would become 0.
std::optional<double> read_number(std::string_view text);

/// A number with the unit that the setting counts in (see sim::Unit), in canonical units: shares as
/// fractions, rates a year, durations in years of 52 weeks, money in pounds. Where it cannot be read, nothing
/// is returned and `cure` says how such a quantity is written.
std::optional<double> read_quantity(std::string_view text, sim::Unit unit, std::string& cure);

/// A date as days since 1970-01-01 in the proleptic Gregorian calendar: `2014-04-01`, real dates only.
std::optional<int> read_date(std::string_view text);

}  // namespace knowhow::scenarios
