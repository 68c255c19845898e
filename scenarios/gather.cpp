#include "scenarios/gather.h"

#include <algorithm>

#include "scenarios/items.h"
#include "scenarios/shapes.h"

namespace knowhow::scenarios {

namespace {

using sim::Declaration;
using sim::Form;

/// Visits every declaration that is written, or could be, with its node (or nothing) and path.
template <class Visit>
void walk(const Declaration& declaration, const YamlNode* node, const std::string& path, const Visit& visit) {
  visit(declaration, node, path);
  const auto descend = [&](const Declaration& child, const YamlNode* parent, const std::string& parent_path) {
    const YamlMember* member = parent ? parent->find(child.name) : nullptr;
    walk(child, member ? &member->value : nullptr, join(parent_path, child.name), visit);
  };
  if (declaration.form == Form::section)
    for (const Declaration* child : children_of(declaration, shape_of(declaration, node)))
      descend(*child, node, path);
  if (declaration.form == Form::items)
    for (const auto& item : items_of(declaration, node))
      for (const Declaration* child : item.children) descend(*child, item.node(), join(path, item.name));
}

void gather_items(const Declaration& declaration, const YamlNode* node, const std::string& path, Names& names,
                  sim::Problems& problems) {
  for (const auto& item : items_of(declaration, node)) {
    if (!declaration.defines.empty()) names.define(declaration.defines, item.name);
    if (declaration.numbered.empty()) continue;
    const auto number = numbered_names(*declaration.child(number_child), item);
    if (!number) names.leave_open(declaration.numbered);
    for (int i = 1; i <= number.value_or(0); ++i) {
      const std::string name = item.name + " " + std::to_string(i);
      if (names.define(declaration.numbered, name) || !item.member) continue;
      problems.add(item.member->key_place, join(path, item.name),
                   "there is a " + declaration.numbered + " '" + name + "' already", "rename one of them");
      break;
    }
    for (const auto& child : declaration.children) {
      if (child.numbered.empty()) continue;
      const auto count = numbered_names(child, item);
      if (!count) names.leave_open(child.numbered);
      for (int i = 1; i <= count.value_or(0); ++i)
        names.define(child.numbered, child.numbered + " " + std::to_string(i));
    }
  }
  if (node && node->kind != YamlNode::Kind::map)
    for (const auto& set : {declaration.defines, declaration.numbered}) names.leave_open(set);
}

/// The words behind each name of the set `of`, in the order of that set.
void gather_words(const Declaration& declaration, const YamlNode& node, Names& names) {
  if (node.kind != YamlNode::Kind::map) names.leave_open(declaration.defines);
  for (const auto& name : names.of(declaration.of)) {
    const YamlMember* member = node.find(name);
    if (!member) {
      names.leave_open(declaration.defines);
    } else if (declaration.form == Form::shares_by) {
      for (const auto& share : member->value.members) names.define(declaration.defines, share.key);
    } else if (member->value.kind == YamlNode::Kind::scalar && !member->value.text.empty()) {
      names.define(declaration.defines, member->value.text);
    }
  }
  if (names.is_open(declaration.of)) names.leave_open(declaration.defines);
}

}  // namespace

void gather_names(const Declaration& root, const Written& written, Tables& tables, Names& names) {
  sim::Problems& problems = written.problems();
  walk(root, &written.node(), written.path(),
       [&](const Declaration& d, const YamlNode* node, const std::string& path) {
         if (d.form == Form::table && node) tables.read(d, {*node, path, problems}, names);
         if (d.form == Form::items) gather_items(d, node, path, names, problems);
       });
  walk(root, &written.node(), written.path(),
       [&](const Declaration& d, const YamlNode* node, const std::string&) {
         if ((d.form == Form::names_by || d.form == Form::shares_by) && node && !d.defines.empty())
           gather_words(d, *node, names);
       });
}

}  // namespace knowhow::scenarios
