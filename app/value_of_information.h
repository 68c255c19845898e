#pragma once
// What of a sweep's unknowns it would be worth to know before choosing between its scenarios.
#include <string>
#include <vector>

#include "app/command.h"
#include "app/sweep_results.h"
#include "studies/value_of_information.h"

namespace knowhow::app {

/// Why a sweep holds no choice between scenarios under what is unknown; empty if it does.
std::string no_decision(const SweepResults& results);
/// For a variable, in the unit in which it is shown. Throws std::invalid_argument, with the reason, where
/// there is too little, or something is missing.
studies::ValueOfInformation value_of_information_in(const SweepResults& results, const std::string& variable,
                                                    bool less_is_better);
/// The best choice along a parameter: `baseline; from 0.43 on mentoring`.
std::string choices_in_words(const SweepResults& results, const SweepResults::Parameter& parameter,
                             const std::vector<studies::Switch>& best);
/// Parameters by what knowing them is worth, the most first.
std::vector<std::size_t> by_worth(const studies::ValueOfInformation& found);
/// Whether what a parameter is worth is more than luck shows too.
bool is_worth_knowing(const studies::ParameterValue& parameter);

/// Prints it as text, CSV (`csv`) or JSON (`json`), for one outcome; `less-is-better` turns it round. Throws
/// WrongUsage, and sim::FileTrouble where the file holds no such decision.
int tell_value_of_information(const po::variables_map& given, const SweepResults& results,
                              const std::string& file);

}  // namespace knowhow::app
