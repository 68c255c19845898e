#include "scenarios/items.h"

#include <algorithm>

#include "scenarios/reader/quantity.h"

namespace knowhow::scenarios {

namespace {

const sim::Declaration* shape_named(const sim::Declaration& declaration, const std::string& name) {
  const auto found = std::ranges::find(declaration.shapes, name, &sim::Declaration::name);
  return found == declaration.shapes.end() ? nullptr : &*found;
}

Item make_item(const sim::Declaration& declaration, std::string name, const YamlMember* member,
               std::string shape) {
  Item item{std::move(name), member, nullptr, {}};
  for (const auto& child : declaration.children) item.children.push_back(&child);
  if (member && shape.empty())
    if (const auto* written = member->value.find("shape")) shape = written->value.text;
  item.shape = shape_named(declaration, shape);
  if (item.shape)
    for (const auto& child : item.shape->children) item.children.push_back(&child);
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
