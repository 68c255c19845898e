#pragma once
// A shape of a section, as the published models declare them.
#include <string>
#include <vector>

#include "sim/declaration.h"

namespace knowhow::published {

inline sim::Declaration shape(std::string name, std::string meaning,
                              std::vector<sim::Declaration> children = {}) {
  sim::Declaration declaration;
  declaration.name = std::move(name);
  declaration.meaning = std::move(meaning);
  declaration.children = std::move(children);
  return declaration;
}

}  // namespace knowhow::published
