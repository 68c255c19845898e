#pragma once
// From a tree of declarations and what is written to a tree of settings, with slots for all numbers.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/names.h"
#include "scenarios/shapes.h"
#include "scenarios/tables.h"
#include "sim/plan.h"

namespace knowhow::scenarios {

struct Settings {
  sim::Setting root;
  std::vector<sim::Slot> slots;
  std::vector<int> numbering;  ///< slots that say how many names there are, so that no draw may change them
  std::vector<std::string>
      obscure;  ///< paths below which mistakes hide numbers, so that none is missing there
  std::map<std::string, Remark> of_other_shapes;  ///< numbers, by path, that are not there with this shape
};

/// Unknown keys of the root itself are the caller's to refuse: it shares its map with others.
Settings read_settings(const sim::Declaration& root, const Written& written,
                       const std::optional<sim::Time>& time, const Names& names, Tables& tables);

}  // namespace knowhow::scenarios
