#pragma once
// Numbers that are drawn together: the samples of a posterior, as `knowhow calibrate` writes them.
#include <vector>

#include "scenarios/interventions.h"
#include "scenarios/tables.h"
#include "sim/plan.h"

namespace knowhow::scenarios {

/// The table behind `uncertain: {posterior: {file: NAME.csv}}`: a column `weight`, and one for each number,
/// named by its path. A column whose number the command line sets is left out; one that is `drawn` besides is
/// refused.
sim::Samples read_samples(const Written& written, Tables& tables, const SlotTable& slots,
                          const std::vector<int>& numbering, const std::vector<sim::UncertainNumber>& drawn);

}  // namespace knowhow::scenarios
