#pragma once
// One node of a scenario under its dotted path, able to complain about itself.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/reader/yaml.h"
#include "sim/declaration.h"
#include "sim/plan.h"

namespace knowhow::scenarios {

/// `a.b` from `a` and `b`; `b` alone at the top.
std::string join(const std::string& path, const std::string& key);

/// A number with its unit behind it: `75000 GBP`, `0.5 years`.
std::string in_words(double value, sim::Unit unit);

/// `'a', 'b' and 3 more`.
std::string listed(const std::vector<std::string>& names);

class Written {
 public:
  Written(const YamlNode& node, std::string path, sim::Problems& problems)
      : node_(&node), path_(std::move(path)), problems_(&problems) {}

  const YamlNode& node() const { return *node_; }
  const std::string& path() const { return path_; }
  sim::Problems& problems() const { return *problems_; }
  void refuse(std::string what, std::string cure) const;

  /// Whether it is a map; a complaint if not.
  bool is_map() const;
  bool is_list() const;
  /// Complains about every key of a map that is none of these.
  void allow_only(const std::vector<std::string>& keys) const;
  /// A map's value; nothing if the key is not there.
  std::optional<Written> at(std::string_view key) const;
  /// The same, with a complaint if it is not there.
  std::optional<Written> require(std::string_view key, const std::string& cure) const;
  Written value_of(const YamlMember& member) const {
    return {member.value, join(path_, member.key), *problems_};
  }
  /// The items of a list, under the path of the list itself.
  std::vector<Written> items() const;

  /// A text of at least one character, quoted or not.
  std::optional<std::string> word() const;
  /// A list of different texts.
  std::optional<std::vector<std::string>> words() const;
  /// An unquoted scalar, which numbers and dates must be; `expected` says what else it should have been.
  std::optional<std::string> plain(const std::string& expected) const;
  /// A quantity of any size.
  std::optional<double> quantity(sim::Unit unit) const;
  /// A quantity within the declared range.
  std::optional<double> number(const sim::Declaration& declaration) const;
  /// Complains if the value is outside the declared range.
  bool within_range(double value, const sim::Declaration& declaration) const;

 private:
  const YamlNode* node_;
  std::string path_;
  sim::Problems* problems_;
};

/// Complains, at the key, about a name that is empty, longer than 80 characters, or has control characters.
void check_name(const YamlMember& member, const std::string& path, sim::Problems& problems);

}  // namespace knowhow::scenarios
