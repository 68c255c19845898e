#pragma once
// From a tree of declarations and what is written to a tree of settings, with slots for all numbers.
#include <optional>
#include <vector>

#include "scenarios/names.h"
#include "scenarios/tables.h"
#include "sim/plan.h"

namespace knowhow::scenarios {

struct Settings {
  sim::Setting root;
  std::vector<sim::Slot> slots;
  std::vector<int> numbering;  ///< slots that say how many names there are, so that no draw may change them
  std::vector<std::string>
      obscure;  ///< paths below which mistakes hide numbers, so that none is missing there
};

/// Unknown keys of the root itself are the caller's to refuse: it shares its map with others.
Settings read_settings(const sim::Declaration& root, const Written& written,
                       const std::optional<sim::Time>& time, const Names& names, Tables& tables);

}  // namespace knowhow::scenarios
