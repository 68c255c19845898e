#include "scenarios/reader/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "scenarios/reader/text.h"
#include "scenarios/reader/yaml_grammar.h"

namespace knowhow::scenarios {

namespace {

/// Builds the tree from the inside out: a node is complete when its last part is.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, const std::string& name, sim::Problems& problems)
      : text_(text), places_(text, name), problems_(problems) {}

  YamlNode root() && { return std::move(root_); }
  /// Keys among them.
  std::size_t nodes() const { return nodes_; }
  sim::Place place(const YAML::Mark& mark) { return places_.at(mark.pos); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    YamlNode nothing = node(YamlNode::Kind::nothing, mark);
    // What is left empty bears the mark of whatever comes next; its dash or its key is where to look.
    if (!open_.empty() && open_.back().node.kind == YamlNode::Kind::list && !written_at(mark))
      nothing.place = places_.at(text_.rfind('-', mark.pos - 1));
    else if (!open_.empty() && open_.back().key)
      nothing.place = open_.back().key->place;
    complete(std::move(nothing));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    complete(node(YamlNode::Kind::nothing, mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    YamlNode scalar = node(YamlNode::Kind::scalar, mark);
    scalar.text = value;
    scalar.quoted = tag == "!";  // which yaml-cpp gives to all that is not plain
    complete(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open_.push_back({node(YamlNode::Kind::list, mark), {}, {}});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open_.push_back({node(YamlNode::Kind::map, mark), {}, {}});
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    YamlNode node;
    std::optional<YamlNode> key;
    std::unordered_map<std::string, int> lines;  ///< of the keys so far
  };

  /// Whether `~` or `null` stands there.
  bool written_at(const YAML::Mark& mark) const {
    const auto here = text_.substr(std::min(static_cast<std::size_t>(mark.pos), text_.size()));
    return here.starts_with('~') || here.starts_with('n') || here.starts_with('N');
  }

  YamlNode node(YamlNode::Kind kind, const YAML::Mark& mark) {
    YamlNode made;
    made.kind = kind;
    made.place = place(mark);
    return made;
  }

  void close() {
    YamlNode closed = std::move(open_.back().node);
    open_.pop_back();
    complete(std::move(closed));
  }

  void complete(YamlNode done) {
    ++nodes_;
    if (open_.empty()) {
      root_ = std::move(done);
    } else if (open_.back().node.kind == YamlNode::Kind::list) {
      open_.back().node.items.push_back(std::move(done));
    } else if (!open_.back().key) {
      open_.back().key = std::move(done);
    } else {
      add_member(open_.back(), std::move(*std::exchange(open_.back().key, {})), std::move(done));
    }
  }

  void add_member(Open& map, YamlNode key, YamlNode value) {
    if (key.kind != YamlNode::Kind::scalar) {
      problems_.add(key.place, "", "a key must be a word or a text, not nothing",
                    "write another key, or put it in quotes");
      return;
    }
    if (key.text == "<<" && !key.quoted) {
      problems_.add(key.place, "", "merge keys ('<<') are not used here",
                    "write the values out (or use `extends`)");
      return;
    }
    const auto [first, is_new] = map.lines.emplace(key.text, key.place.line);
    if (!is_new) {
      problems_.add(key.place, key.text,
                    "this key is there already, in line " + std::to_string(first->second),
                    "keep one of the two");
      return;
    }
    map.node.members.push_back({std::move(key.text), std::move(key.place), std::move(value)});
  }

  std::string_view text_;
  Places places_;
  sim::Problems& problems_;
  YamlNode root_;
  std::vector<Open> open_;
  std::size_t nodes_ = 0;
};

}  // namespace

const YamlMember* YamlNode::find(std::string_view key) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const auto& member) { return member.key == key; });
  return found == members.end() ? nullptr : &*found;
}

YamlNode parse_yaml(std::string_view text, const std::string& name, sim::Problems& problems) {
  YamlNode nothing;
  nothing.place = {name, 0, 0};
  if (!check_characters(text, name, problems)) return nothing;
  text = without_mark(text);
  const std::size_t before = problems.size();
  const auto expected = count_nodes(text, name, problems);
  if (expected.value_or(0) == 0) return nothing;
  const bool sound = problems.size() == before;

  TreeBuilder tree(text, name, problems), further(text, name, problems);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    const bool whole =
        parser.HandleNextDocument(tree) && tree.nodes() == *expected && !parser.HandleNextDocument(further);
    if (sound && !whole)
      problems.add(nothing.place, "", "two readings of this file differ",
                   "write it in a simpler way, with fewer signs");
  } catch (const YAML::Exception& error) {
    // An alias may stay unresolved, say, but then it was refused already.
    if (sound)
      problems.add(tree.place(error.mark), "", "this is not YAML: " + error.msg,
                   "mend the indentation, brackets or quotes here or above");
    return nothing;
  }
  return std::move(tree).root();
}

}  // namespace knowhow::scenarios
