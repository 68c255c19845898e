#pragma once
// Numbers that are drawn together: the samples of a posterior, as `knowhow calibrate` writes them.
#include <span>
#include <string>
#include <vector>

#include "scenarios/interventions.h"
#include "scenarios/tables.h"
#include "sim/plan.h"

namespace knowhow::scenarios {

/// The last column of a table of samples as `knowhow calibrate` writes it.
inline constexpr const char* check_column = "check";

/// What stands there in row number `row` of `rows`: a digest of the table's head, of how many rows there are
/// and of this one, so that a changed digit and a table cut off are noticed.
std::string check_of(std::span<const std::string> head, std::size_t rows, std::size_t row,
                     std::span<const std::string> cells);

/// The table behind `uncertain: {posterior: {file: NAME.csv}}`: a column `weight`, and one for each number,
/// named by its path. Where there is a column `check`, every row must agree with it. A column whose number
/// the command line sets is left out; one that is `drawn` besides is refused.
sim::Samples read_samples(const Written& written, Tables& tables, const SlotTable& slots,
                          const std::vector<int>& numbering, const std::vector<sim::UncertainNumber>& drawn);

}  // namespace knowhow::scenarios
