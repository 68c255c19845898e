#include "scenarios/reader/yaml.h"

#include <algorithm>

#include "scenarios/reader/text.h"
#include "scenarios/reader/yaml_grammar.h"

namespace knowhow::scenarios {

const YamlMember* YamlNode::find(std::string_view key) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.key == key; });
  return found == members.end() ? nullptr : &*found;
}

YamlNode parse_yaml(std::string_view text, const std::string& name, sim::Problems& problems, YamlUse use) {
  YamlNode nothing;
  nothing.place = {name, 0, 0};
  if (!check_characters(text, name, problems)) return nothing;
  return YamlGrammar(without_mark(text), name, use, problems).root();
}

}  // namespace knowhow::scenarios
