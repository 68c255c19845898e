#include "scenarios/written.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "scenarios/reader/quantity.h"

namespace knowhow::scenarios {

namespace {

using Kind = YamlNode::Kind;

/// What stands there instead of what should.
std::string found(const YamlNode& node) {
  switch (node.kind) {
    case Kind::nothing:
      return "nothing";
    case Kind::list:
      return "a list";
    case Kind::map:
      return "a map";
    case Kind::scalar:
      return (node.quoted ? "the text '" : "'") + node.text + "'";
  }
  return {};
}

std::string kind_of_quantity(sim::Unit unit) {
  switch (unit) {
    case sim::Unit::share:
      return "a share";
    case sim::Unit::number:
      return "a number";
    case sim::Unit::count:
      return "a whole number";
    case sim::Unit::per_year:
      return "a rate";
    case sim::Unit::years:
      return "a duration";
    case sim::Unit::pounds:
      return "an amount of money";
  }
  return {};
}

std::string digits(double value) {
  std::array<char, 64> text{};
  const bool whole = std::fabs(value) < 1e15 && value == std::floor(value);
  const auto end = whole ? std::to_chars(text.begin(), text.end(), static_cast<long long>(value))
                         : std::to_chars(text.begin(), text.end(), value);
  return {text.data(), end.ptr};
}

}  // namespace

std::string join(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

std::string in_words(double value, sim::Unit unit) {
  switch (unit) {
    case sim::Unit::per_year:
      return digits(value) + " a year";
    case sim::Unit::years:
      return digits(value) + (value == 1 ? " year" : " years");
    case sim::Unit::pounds:
      return digits(value) + " GBP";
    default:
      return digits(value);
  }
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) text += (i ? ", '" : "'") + names[i] + "'";
  if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
  return text;
}

void Written::refuse(std::string what, std::string cure) const {
  problems_->add(node_->place, path_, std::move(what), std::move(cure));
}

bool Written::is_map() const {
  if (node_->kind == Kind::map) return true;
  refuse("must be a map, not " + found(*node_),
         node_->kind == Kind::nothing ? "leave the key out, or write {}"
                                      : "write `key: value`, in {} or on lines of their own, indented");
  return false;
}

bool Written::is_list() const {
  if (node_->kind == Kind::list) return true;
  refuse("must be a list, not " + found(*node_), node_->kind == Kind::scalar
                                                     ? "write [" + node_->text + "]"
                                                     : "write its items in brackets, as [a, b]");
  return false;
}

void Written::allow_only(const std::vector<std::string>& keys) const {
  for (const auto& member : node_->members)
    if (std::find(keys.begin(), keys.end(), member.key) == keys.end())
      problems_->add(member.key_place, join(path_, member.key), "no such key",
                     sim::suggestion(member.key, keys));
}

std::optional<Written> Written::at(std::string_view key) const {
  const YamlMember* member = node_->find(key);
  if (!member) return {};
  return value_of(*member);
}

std::optional<Written> Written::require(std::string_view key, const std::string& cure) const {
  auto value = at(key);
  if (value) return value;
  const std::string name(key);
  for (const auto& member : node_->members)
    if (sim::suggestion(member.key, {name}).starts_with("did you mean")) {
      problems_->add(member.key_place, join(path_, name), "is missing",
                     "is it '" + member.key + "' here? " + cure);
      return value;
    }
  problems_->add(node_->place, join(path_, name), "is missing", cure);
  return value;
}

std::vector<Written> Written::items() const {
  std::vector<Written> result;
  for (const auto& item : node_->items) result.emplace_back(item, path_, *problems_);
  return result;
}

std::optional<std::string> Written::word() const {
  if (node_->kind == Kind::scalar && !node_->text.empty()) return node_->text;
  refuse("must be a text, not " + (node_->kind == Kind::scalar ? "an empty one" : found(*node_)),
         "write a word, or a text in quotes");
  return {};
}

std::optional<std::vector<std::string>> Written::words() const {
  if (!is_list()) return {};
  std::vector<std::string> result;
  bool sound = true;
  for (const auto& item : items()) {
    const auto word = item.word();
    if (!word) {
      sound = false;
    } else if (std::find(result.begin(), result.end(), *word) != result.end()) {
      item.refuse("'" + *word + "' is there twice", "keep one of the two");
      sound = false;
    } else {
      result.push_back(*word);
    }
  }
  if (!sound) return {};
  return result;
}

std::optional<std::string> Written::plain(const std::string& expected) const {
  if (node_->kind == Kind::scalar && !node_->quoted) return node_->text;
  refuse("must be " + expected + ", not " + found(*node_),
         node_->kind == Kind::scalar    ? "leave the quotes out"
         : node_->kind == Kind::nothing ? "write it behind the colon, or leave the key out"
                                        : "write one value, without brackets");
  return {};
}

std::optional<double> Written::quantity(sim::Unit unit) const {
  const auto text = plain(kind_of_quantity(unit));
  if (!text) return {};
  std::string cure;
  const auto value = read_quantity(*text, unit, cure);
  if (!value) refuse("'" + *text + "' is not " + kind_of_quantity(unit), cure);
  return value;
}

bool Written::within_range(double value, const sim::Declaration& declaration) const {
  if (declaration.range.contains(value)) return true;
  refuse("must be from " + in_words(declaration.range.least, declaration.unit) + " to " +
             in_words(declaration.range.most, declaration.unit) + ", not " +
             in_words(value, declaration.unit),
         declaration.meaning);
  return false;
}

std::optional<double> Written::number(const sim::Declaration& declaration) const {
  const auto value = quantity(declaration.unit);
  if (!value || !within_range(*value, declaration)) return {};
  return value;
}

void check_name(const YamlMember& member, const std::string& path, sim::Problems& problems) {
  constexpr std::ptrdiff_t longest = 80;
  const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  const std::string& name = member.key;
  if (name.empty())
    problems.add(member.key_place, path, "a name must not be empty", "write a word");
  else if (std::count_if(name.begin(), name.end(), starts_character) > longest)
    problems.add(member.key_place, path, "a name may have at most 80 characters", "shorten it");
  else if (std::any_of(name.begin(), name.end(), control))
    problems.add(member.key_place, path, "a name must be one line of text", "remove line ends and tabs");
}

}  // namespace knowhow::scenarios
