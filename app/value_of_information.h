#pragma once
// What of a sweep's unknowns it would be worth to know before choosing between its scenarios.
#include <string>

#include "app/command.h"
#include "app/sweep_results.h"

namespace knowhow::app {

/// Prints it as text, CSV (`csv`) or JSON (`json`), for one outcome; `less-is-better` turns it round. Throws
/// WrongUsage, and sim::FileTrouble where the file holds no such decision.
int tell_value_of_information(const po::variables_map& given, const SweepResults& results,
                              const std::string& file);

}  // namespace knowhow::app
