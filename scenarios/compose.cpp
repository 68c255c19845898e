#include "scenarios/compose.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "scenarios/distributions.h"
#include "scenarios/files.h"
#include "scenarios/reader/text.h"

namespace knowhow::scenarios {

namespace {

namespace fs = std::filesystem;

YamlMember* find(YamlNode& map, std::string_view key) {
  const auto found = std::ranges::find(map.members, key, &YamlMember::key);
  return found == map.members.end() ? nullptr : &*found;
}

bool is_distribution(const YamlNode& node) {
  return node.members.size() == 1 && std::ranges::any_of(distribution_families(), [&](const auto& family) {
           return family.name == node.members[0].key;
         });
}

/// A distribution of another family replaces the one underneath: the two have no key in common.
bool replaces(const YamlNode& base, const YamlNode& top) {
  if (base.kind != YamlNode::Kind::map || top.kind != YamlNode::Kind::map) return true;
  return is_distribution(base) && is_distribution(top) && base.members[0].key != top.members[0].key;
}

void set_place(YamlNode& node, const sim::Place& place) {
  node.place = place;
  for (auto& item : node.items) set_place(item, place);
  for (auto& member : node.members) {
    member.key_place = place;
    set_place(member.value, place);
  }
}

/// Marks what is written underneath a shape that is chosen anew.
void leave_behind(YamlNode& base, const YamlNode& shape) {
  if (const YamlMember* before = base.find("shape"); before && before->value.text == shape.text) return;
  for (auto& member : base.members)
    if (!member.key_place.file.starts_with(command_line_set)) member.for_former_shape = true;
}

/// Whether the keys of the map at this path are themselves paths, dots and all.
bool holds_paths(const std::vector<std::string>& path) {
  if (path.size() == 1) return path[0] == "uncertain";
  return path.size() == 3 && path[0] == "interventions" &&
         (path[2] == "set" || path[2] == "add" || path[2] == "scale");
}

/// Takes the next key off a dotted path: the longest that is there, else up to the next dot.
std::string take_key(const YamlNode& map, const std::vector<std::string>& taken, std::string& rest) {
  std::size_t length = holds_paths(taken) ? rest.size() : std::min(rest.find('.'), rest.size());
  std::size_t longest = 0;
  for (const auto& member : map.members) {
    const std::size_t size = member.key.size();
    if (size > longest && rest.starts_with(member.key) && (rest.size() == size || rest[size] == '.'))
      longest = size;
  }
  if (longest > 0) length = longest;
  std::string key = rest.substr(0, length);
  rest.erase(0, std::min(length + 1, rest.size()));
  return key;
}

/// One file of a chain of bases.
struct Document {
  fs::path location;
  YamlNode root;
};

/// Where the last document of a chain finds its base; nothing, and a complaint, if it cannot be had.
std::optional<fs::path> base_of(const std::vector<Document>& chain, const Written& extends) {
  const auto name = extends.word();
  if (!name) return {};
  const fs::path path = beside(extends.node().place, *name);
  const fs::path location = fs::weakly_canonical(path);
  const auto met = std::ranges::find(chain, location, &Document::location);
  if (met == chain.end()) return path;
  std::string circle;
  for (auto document = met; document != chain.end(); ++document)
    circle += document->location.filename().string() + " -> ";
  extends.refuse("goes in a circle: " + circle + location.filename().string(),
                 "a base must not extend what extends it");
  return {};
}

}  // namespace

void check_version(const YamlNode& document, sim::Problems& problems) {
  const Written written{document, "", problems};
  const std::string cure = "write `knowhow: 1`, the version of this format";
  const auto version = written.require("knowhow", cure);
  if (version && (version->node().kind != YamlNode::Kind::scalar || version->node().quoted ||
                  version->node().text != "1"))
    version->refuse("must be 1", cure);
}

std::optional<YamlNode> parse_document(const std::string& text, const std::string& name,
                                       sim::Problems& problems) {
  const std::size_t before = problems.size();
  YamlNode root = parse_yaml(text, name, problems);
  if (root.kind == YamlNode::Kind::map) {
    check_version(root, problems);
    return root;
  }
  if (problems.size() == before)
    problems.add({name, 1, 1}, "", "a scenario must be a map of settings", "begin with `knowhow: 1`");
  return {};
}

void merge(YamlNode& base, YamlNode top) {
  if (replaces(base, top)) {
    base = std::move(top);
    return;
  }
  base.place = top.place;
  if (const YamlMember* shape = top.find("shape")) leave_behind(base, shape->value);
  for (auto& member : top.members) {
    if (YamlMember* underneath = find(base, member.key)) {
      underneath->key_place = member.key_place;
      underneath->for_former_shape = false;
      merge(underneath->value, std::move(member.value));
    } else {
      base.members.push_back(std::move(member));
    }
  }
}

void overlay(YamlNode& root, const std::string& assignment, sim::Problems& problems) {
  const auto equals = assignment.find('=');
  const std::string whole = assignment.substr(0, equals);
  std::string rest = whole;
  const sim::Place place{command_line_set + rest, 0, 0};
  if (equals == std::string::npos || rest.empty() || rest.starts_with('.') || rest.ends_with('.') ||
      rest.find("..") != std::string::npos) {
    problems.add(place, "", "is not a setting", "write --set path.to.key=value");
    return;
  }
  const std::size_t before = problems.size();
  if (!check_characters(whole, place.file, problems)) return;
  YamlNode value = parse_yaml(assignment.substr(equals + 1), place.file, problems);
  if (problems.size() > before) return;
  set_place(value, place);

  YamlNode* node = &root;
  std::vector<std::string> path;
  while (!rest.empty()) {
    if (node->kind == YamlNode::Kind::nothing) node->kind = YamlNode::Kind::map;
    if (node->kind != YamlNode::Kind::map) {
      const std::string above = whole.substr(0, whole.size() - rest.size() - 1);
      problems.add(place, above, "has no keys of its own, so '" + rest + "' cannot be set",
                   "set it whole, by --set " + above + "=value");
      return;
    }
    std::string key = take_key(*node, path, rest);
    if (key == "shape" && rest.empty()) leave_behind(*node, value);
    YamlMember* member = find(*node, key);
    if (!member) {
      node->members.push_back({key, place, {}});
      member = &node->members.back();
      member->value.place = place;
    }
    member->key_place = place;
    member->for_former_shape = false;
    node = &member->value;
    path.push_back(std::move(key));
  }
  merge(*node, std::move(value));
  // What the command line says holds: a number given there is no longer drawn.
  if (YamlMember* uncertain = find(root, "uncertain");
      uncertain && uncertain->value.kind == YamlNode::Kind::map)
    std::erase_if(uncertain->value.members, [&](const YamlMember& member) {
      return member.key == whole && member.key_place.file != place.file;
    });
}

std::optional<YamlNode> compose(const fs::path& path, sim::Problems& problems) {
  std::vector<Document> chain;
  fs::path next = path;
  std::optional<std::string> text = read_text(path, longest_file, problems);
  if (!problems.empty()) return {};
  for (;;) {
    auto root = parse_document(*text, next.string(), problems);
    if (!root) return {};
    chain.push_back({fs::weakly_canonical(next), std::move(*root)});
    const auto extends = Written{chain.back().root, "", problems}.at("extends");
    if (!extends) break;
    const auto base = base_of(chain, *extends);
    if (!base) return {};
    text = read_named_file(*extends, *base, longest_file);
    if (!text) return {};
    next = *base;
  }
  YamlNode whole = std::move(chain.back().root);
  chain.pop_back();
  for (; !chain.empty(); chain.pop_back()) merge(whole, std::move(chain.back().root));
  std::erase_if(whole.members, [](const YamlMember& member) { return member.key == "extends"; });
  return whole;
}

}  // namespace knowhow::scenarios
