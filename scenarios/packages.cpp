#include "scenarios/packages.h"

#include <algorithm>
#include <set>

#include "scenarios/interventions.h"

namespace knowhow::scenarios {

namespace {

YamlNode scalar_node(const std::string& text, const sim::Place& place) {
  YamlNode node;
  node.kind = YamlNode::Kind::scalar;
  node.place = place;
  node.text = text;
  return node;
}

YamlNode empty_node(YamlNode::Kind kind, const sim::Place& place) {
  YamlNode node;
  node.kind = kind;
  node.place = place;
  return node;
}

YamlNode* member_of(YamlNode& map, const std::string& key) {
  for (auto& member : map.members)
    if (member.key == key) return &member.value;
  return nullptr;
}

/// The map under a key, made if it is not there.
YamlNode& map_under(YamlNode& root, const std::string& key) {
  if (YamlNode* found = member_of(root, key)) return *found;
  root.members.push_back({key, root.place, empty_node(YamlNode::Kind::map, root.place)});
  return root.members.back().value;
}

/// The interventions that a scenario names: a list of words, or one word; what is neither is told elsewhere.
std::vector<std::string> interventions_named(const YamlNode& scenario) {
  std::vector<std::string> names;
  if (scenario.kind == YamlNode::Kind::scalar) names.push_back(scenario.text);
  for (const auto& item : scenario.items) names.push_back(item.text);
  return names;
}

YamlNode list_node(const std::vector<std::string>& names, const sim::Place& place) {
  YamlNode list = empty_node(YamlNode::Kind::list, place);
  for (const auto& name : names) list.items.push_back(scalar_node(name, place));
  return list;
}

void collect_strengths(const YamlNode& barrier, const std::string& path, std::vector<std::string>& paths) {
  for (const auto& member : barrier.members)
    if (member.key.starts_with("by_"))
      for (const auto& one : member.value.members) paths.push_back(path + "." + member.key + "." + one.key);
}

}  // namespace

std::vector<std::string> add_parts_of(const std::string& package, YamlNode& root, sim::Problems& problems) {
  const sim::Place place{"--attribute", 0, 0};
  YamlNode& scenarios = map_under(root, "scenarios");
  std::vector<std::string> known;
  for (const auto& member : scenarios.members) known.push_back(member.key);
  const YamlNode* whole = member_of(scenarios, package);
  if (!whole) {
    problems.add(place, "", "there is no scenario '" + package + "'", sim::suggestion(package, known));
    return {};
  }
  const auto interventions = interventions_named(*whole);
  const std::size_t count = interventions.size();
  if (count < 2 || count > most_in_package) {
    problems.add(
        place, "",
        "'" + package + "' has " + std::to_string(count) + (count == 1 ? " intervention" : " interventions"),
        "choose a scenario of 2 to " + std::to_string(most_in_package) +
            ", or join interventions that belong together into one");
    return {};
  }
  std::vector<std::pair<std::set<std::string>, std::string>> there;
  for (const auto& member : scenarios.members) {
    const auto names = interventions_named(member.value);
    there.emplace_back(std::set(names.begin(), names.end()), member.key);
  }
  std::vector<std::string> parts;
  for (std::size_t size = 1; size <= count; ++size)
    for (std::size_t mask = 1; mask < std::size_t{1} << count; ++mask) {
      std::vector<std::string> some;
      for (std::size_t i = 0; i < count; ++i)
        if (mask >> i & 1) some.push_back(interventions[i]);
      if (some.size() != size) continue;
      const auto found = std::find_if(there.begin(), there.end(), [&](const auto& one) {
        return one.first == std::set(some.begin(), some.end());
      });
      if (found != there.end()) {
        parts.push_back(found->second);
        continue;
      }
      std::string name;
      for (const auto& one : some) name += (name.empty() ? "" : " + ") + one;
      while (std::find(known.begin(), known.end(), name) != known.end()) name += " alone";
      known.push_back(name);
      parts.push_back(name);
      scenarios.members.push_back({name, place, list_node(some, place)});
    }
  return parts;
}

std::vector<std::string> add_without_barriers(const sim::Declaration& model,
                                              const std::vector<std::string>& only, YamlNode& root,
                                              sim::Problems& problems) {
  const sim::Place place{"--what-if", 0, 0};
  const sim::Declaration* barriers = model.child("barriers");
  if (!barriers) {
    problems.add(place, "", "this model has no barriers to take away", "leave --what-if out");
    return {};
  }
  YamlNode& scenarios = map_under(root, "scenarios");
  YamlNode& interventions = map_under(root, "interventions");
  std::vector<std::pair<std::string, std::vector<std::string>>> wholes{{baseline, {}}};
  for (const auto& member : scenarios.members)
    if (member.key != baseline &&
        (only.empty() || std::find(only.begin(), only.end(), member.key) != only.end()))
      wholes.emplace_back(member.key, interventions_named(member.value));
  const YamlNode* written = member_of(root, "barriers");
  std::vector<std::string> added;
  for (const auto& barrier : barriers->children) {
    if (!barrier.child("strength")) continue;
    const std::string path = "barriers." + barrier.name, name = "without " + barrier.name;
    std::vector<std::string> strengths{path + ".strength"};
    if (written)
      if (const auto* own = written->find(barrier.name)) collect_strengths(own->value, path, strengths);
    YamlNode scale = empty_node(YamlNode::Kind::map, place);
    for (const auto& strength : strengths)
      scale.members.push_back({strength, place, scalar_node("0", place)});
    YamlNode intervention = empty_node(YamlNode::Kind::map, place);
    intervention.members.push_back({"scale", place, std::move(scale)});
    if (member_of(interventions, name)) {
      problems.add(place, "", "there is an intervention '" + name + "' already", "give it another name");
      continue;
    }
    interventions.members.push_back({name, place, std::move(intervention)});
    for (const auto& [whole, own] : wholes) {
      auto all = own;
      all.push_back(name);
      added.push_back(whole + " " + name);
      scenarios.members.push_back({added.back(), place, list_node(all, place)});
    }
  }
  return added;
}

}  // namespace knowhow::scenarios
