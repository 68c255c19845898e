#pragma once
// The grammar of YAML 1.2, by recursive descent: a tree, or the first place where the text is no YAML.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "scenarios/reader/yaml.h"
#include "scenarios/reader/yaml_cursor.h"

namespace knowhow::scenarios {

class YamlGrammar : YamlCursor {
 public:
  /// The text has passed `check_characters`.
  YamlGrammar(std::string_view text, const std::string& name, YamlUse use, sim::Problems& problems)
      : YamlCursor(text, name, use, problems), name_(name) {}

  /// The one document; nothing, if there is none or the grammar is violated.
  YamlNode root();

 private:
  /// What stands in front of a node.
  enum class Start { own_line, marker, dash, question, colon, colon_of_question };
  enum class Form { nothing, plain, quoted, brackets };

  struct Part {
    YamlNode node;
    Form form = Form::nothing;
  };

  /// A map that is being read.
  struct Map {
    YamlNode node;
    std::unordered_map<std::string, int> lines;  ///< of the keys so far
    int line_of_nothing = 0;                     ///< of the empty key
  };

  /// One more collection around.
  class Level;

  void count();
  YamlNode made(YamlNode::Kind kind, std::size_t offset);
  YamlNode text_node(std::string text, bool quoted, const sim::Place& place);
  void add(Map& map, YamlNode key, YamlNode value);

  YamlNode document();
  void directives();
  void end_of_document();
  YamlNode node(int indent, Start start, const sim::Place& owner);
  /// From the colon of the first key on, or, without one, from a question mark on.
  YamlNode mapping(int indent, Map map, std::optional<YamlNode> first);
  /// At a key, a colon or a question mark that begins an entry: the key, and the cursor at its colon.
  YamlNode key(int indent);
  void explicit_entry(int indent, Map& map);
  YamlNode sequence(int indent, bool inside_mapping);
  void end_key(std::size_t begin, std::size_t line, bool quoted);
  /// A key without a text: empty, or an alias, say, which stands for itself since it was refused already.
  YamlNode refused_or_empty(std::size_t begin, const sim::Place& where);
  void refuse_long_key(std::size_t begin);
  void properties(bool in_brackets);
  [[noreturn]] void refuse_start(bool in_brackets);

  Part flow_node(int indent, std::size_t opening);
  YamlNode flow_collection(int indent);
  void flow_entry(int indent, std::size_t opening, bool in_map, Map& map, YamlNode& list);

  std::string name_;
  int depth_ = 0;
  std::size_t nodes_ = 0;
};

class YamlGrammar::Level {
 public:
  explicit Level(YamlGrammar& grammar) : grammar_(grammar) {
    if (++grammar_.depth_ > 32)
      grammar_.fail(grammar_.at_, "nested more than 32 levels deep", "flatten this part of the file");
  }
  ~Level() { --grammar_.depth_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  YamlGrammar& grammar_;
};

}  // namespace knowhow::scenarios
