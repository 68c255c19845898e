#pragma once
// The items of a declaration with free names: what is built in first, then what the scenario names.
#include <optional>
#include <string>
#include <vector>

#include "scenarios/reader/yaml.h"
#include "sim/declaration.h"

namespace knowhow::scenarios {

struct Item {
  std::string name;
  const YamlMember* member = nullptr;  ///< nothing for a built-in item that the scenario does not mention
  const sim::Declaration* shape = nullptr;  ///< nothing without shapes, or for a shape that there is not
  std::vector<const sim::Declaration*> children;

  const YamlNode* node() const { return member ? &member->value : nullptr; }
};

std::vector<Item> items_of(const sim::Declaration& declaration, const YamlNode* node);

/// How many further names a `numbered` item forms; nothing if that is not a sound number.
std::optional<int> numbered_names(const sim::Declaration& number, const Item& item);

/// The child of an item that says how many.
inline const std::string number_child = "number";

}  // namespace knowhow::scenarios
