#pragma once
// Shapes: the key `shape` of a section, or of an item, chooses which further keys it has.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/written.h"
#include "sim/declaration.h"

namespace knowhow::scenarios {

/// The shape of that name; nothing if there is none.
const sim::Declaration* shape_named(const sim::Declaration& declaration, std::string_view name);

/// The shape of a section: the one it chooses, or else its preset; nothing for a section without shapes, and
/// for a shape that there is not.
const sim::Declaration* shape_of(const sim::Declaration& section, const YamlNode* node);

/// What a section or an item has: its own children, then those of its shape (or nothing).
std::vector<const sim::Declaration*> children_of(const sim::Declaration& declaration,
                                                 const sim::Declaration* shape);

struct Remark {
  std::string what, cure;
};

/// What to say of a key that only other shapes than `shape` have; nothing if none has it. `path` is that of
/// the section or item.
std::optional<Remark> of_other_shapes(const sim::Declaration& declaration, const sim::Declaration& shape,
                                      std::string_view key, const std::string& path);

/// Complains about every key that the section or item has not, or not with this shape.
void allow_keys(const Written& written, const sim::Declaration& declaration, const sim::Declaration* shape);

/// Where a file, or the command line, chose another shape than what is underneath: takes out what was written
/// there and only other shapes than the one chosen have.
void drop_left_behind(YamlNode& root, const sim::Declaration& declaration);

}  // namespace knowhow::scenarios
