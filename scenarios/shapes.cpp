#include "scenarios/shapes.h"

#include <algorithm>

#include "scenarios/items.h"

namespace knowhow::scenarios {

namespace {

using sim::Declaration;
using sim::Form;

bool has(const Declaration& declaration, const Declaration* shape, std::string_view key) {
  return declaration.child(key) || (shape && shape->child(key));
}

void drop_from(YamlNode& node, const Declaration& declaration, const Declaration* shape) {
  if (node.kind != YamlNode::Kind::map) return;
  if (shape)
    std::erase_if(node.members, [&](const YamlMember& member) {
      return member.for_former_shape && of_other_shapes(declaration, *shape, member.key, {});
    });
  for (const Declaration* child : children_of(declaration, shape))
    for (auto& member : node.members)
      if (member.key == child->name) drop_left_behind(member.value, *child);
}

}  // namespace

const Declaration* shape_named(const Declaration& declaration, std::string_view name) {
  const auto found = std::ranges::find(declaration.shapes, name, &Declaration::name);
  return found == declaration.shapes.end() ? nullptr : &*found;
}

const Declaration* shape_of(const Declaration& section, const YamlNode* node) {
  const YamlMember* written = node ? node->find("shape") : nullptr;
  return shape_named(section, written ? written->value.text : section.word);
}

std::vector<const Declaration*> children_of(const Declaration& declaration, const Declaration* shape) {
  std::vector<const Declaration*> children;
  for (const auto& child : declaration.children) children.push_back(&child);
  if (shape)
    for (const auto& child : shape->children) children.push_back(&child);
  return children;
}

std::optional<Remark> of_other_shapes(const Declaration& declaration, const Declaration& shape,
                                      std::string_view key, const std::string& path) {
  if (has(declaration, &shape, key)) return {};
  std::vector<std::string> others;
  for (const auto& other : declaration.shapes)
    if (other.child(key)) others.push_back(other.name);
  if (others.empty()) return {};
  const bool one = others.size() == 1;
  const bool built_in = declaration.form == Form::items && [&] {
    const auto is_this = [&](const Declaration& item) { return path.ends_with("." + item.name); };
    return std::ranges::any_of(declaration.built_in, is_this);
  }();
  const std::string choice = one ? "`shape: " + others.front() + "`" : "one of these shapes";
  return Remark{"belongs to the shape" + std::string(one ? " " : "s ") + listed(others) + ", and " + path +
                    " has the shape '" + shape.name + "'",
                built_in ? "leave it out" : "leave it out, or choose " + choice + " for " + path};
}

void allow_keys(const Written& written, const Declaration& declaration, const Declaration* shape) {
  std::vector<std::string> known;
  if (!declaration.shapes.empty()) known.emplace_back("shape");
  for (const Declaration* child : children_of(declaration, shape)) known.push_back(child->name);
  if (shape)
    for (const auto& member : written.node().members)
      if (const auto remark = of_other_shapes(declaration, *shape, member.key, written.path())) {
        written.problems().add(member.key_place, join(written.path(), member.key), remark->what,
                               remark->cure);
        known.push_back(member.key);
      }
  written.allow_only(known);
}

void drop_left_behind(YamlNode& root, const Declaration& declaration) {
  if (declaration.form == Form::section) drop_from(root, declaration, shape_of(declaration, &root));
  if (declaration.form != Form::items) return;
  for (const auto& item : items_of(declaration, &root))
    for (auto& member : root.members)
      if (member.key == item.name) drop_from(member.value, declaration, item.shape);
}

}  // namespace knowhow::scenarios
