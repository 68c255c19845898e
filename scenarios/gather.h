#pragma once
// The names that a scenario defines, found before anything refers to them.
#include "scenarios/names.h"
#include "scenarios/tables.h"

namespace knowhow::scenarios {

/// Reads all tables, and fills the sets: from tables and keys of items first, then from the words of maps.
void gather_names(const sim::Declaration& root, const Written& written, Tables& tables, Names& names);

}  // namespace knowhow::scenarios
