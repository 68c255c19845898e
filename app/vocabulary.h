#pragma once
// The words in which barriers are told.
#include <string>

#include "app/command.h"
#include "sim/model.h"

namespace knowhow::app {

/// Of all models, for --help and completion, separated by `|`.
std::string vocabulary_names();

/// --vocabulary, or the model's first; WrongUsage, with a suggestion, if it has none of that name.
const sim::Vocabulary& chosen_vocabulary(const po::variables_map& given, const sim::Model& model);

}  // namespace knowhow::app
