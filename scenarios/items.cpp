#include "scenarios/items.h"

#include <algorithm>

#include "scenarios/reader/quantity.h"
#include "scenarios/shapes.h"

namespace knowhow::scenarios {

namespace {

Item make_item(const sim::Declaration& declaration, std::string name, const YamlMember* member,
               std::string shape) {
  Item item{std::move(name), member, nullptr, {}};
  if (member && shape.empty())
    if (const auto* written = member->value.find("shape")) shape = written->value.text;
  item.shape = shape_named(declaration, shape);
  item.children = children_of(declaration, item.shape);
  return item;
}

}  // namespace

std::vector<Item> items_of(const sim::Declaration& declaration, const YamlNode* node) {
  std::vector<Item> items;
  for (const auto& built_in : declaration.built_in)
    items.push_back(
        make_item(declaration, built_in.name, node ? node->find(built_in.name) : nullptr, built_in.word));
  if (!node) return items;
  for (const auto& member : node->members)
    if (std::ranges::find(declaration.built_in, member.key, &sim::Declaration::name) ==
        declaration.built_in.end())
      items.push_back(make_item(declaration, member.key, &member, {}));
  return items;
}

std::optional<int> numbered_names(const sim::Declaration& number, const Item& item) {
  const YamlMember* written = item.node() ? item.node()->find(number.name) : nullptr;
  if (!written) return static_cast<int>(number.preset);
  std::string cure;
  const auto value = read_quantity(written->value.text, sim::Unit::count, cure);
  if (!value || !number.range.contains(*value)) return {};
  return static_cast<int>(*value);
}

}  // namespace knowhow::scenarios
