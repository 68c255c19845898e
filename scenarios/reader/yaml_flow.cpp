// The grammar of YAML inside brackets.
#include <utility>

#include "scenarios/reader/yaml_grammar.h"

namespace knowhow::scenarios {

YamlNode YamlGrammar::flow_collection(int indent) {
  const Level level(*this);
  const std::size_t opening = at_;
  const bool in_map = text_[at_] == '{';
  Map map{made(YamlNode::Kind::map, opening), {}, 0};
  YamlNode list = made(YamlNode::Kind::list, opening);
  ++at_;
  for (bool separated = true;;) {
    skip_in_brackets(indent, opening);
    if (peek() == ']' || peek() == '}') {
      if ((peek() == '}') != in_map)
        fail(at_, std::string("'") + peek() + "' does not close '" + text_[opening] + "'",
             std::string("close it with '") + (in_map ? '}' : ']') + "'");
      ++at_;
      return in_map ? std::move(map.node) : std::move(list);
    }
    if (peek() == ',') fail(at_, "nothing stands before this comma", "remove the comma");
    if (peek() == '#') refuse_start(true);
    if (!separated)
      fail(at_, "a comma is missing before this", "separate by commas, or put text with a colon in quotes");
    flow_entry(indent, opening, in_map, map, list);
    skip_in_brackets(indent, opening);
    separated = peek() == ',';
    if (separated) ++at_;
  }
}

void YamlGrammar::flow_entry(int indent, std::size_t opening, bool in_map, Map& map, YamlNode& list) {
  const std::size_t begin = at_, line = line_;
  const sim::Place where = place(begin);
  const bool marked = at_indicator('?');
  if (marked) {
    ++at_;
    skip_in_brackets(indent, opening);
  }
  const auto colon_here = [&](Form form) {
    return peek() == ':' &&
           ((form != Form::plain && form != Form::nothing) || gap(1) || separator(1));  // "a":1 as in JSON
  };
  if (use_ == YamlUse::scenario && !marked && colon_here(Form::nothing)) refuse_start(true);
  Part key;
  key.node.place = where;
  std::size_t end = at_;
  if (!colon_here(Form::nothing) && !(marked && separator(0) && peek() != '[' && peek() != '{')) {
    key = flow_node(indent, opening);
    end = at_;
  } else {
    count();
  }
  const bool anywhere = in_map || marked;  // the colon may stand on a later line
  if (anywhere)
    skip_in_brackets(indent, opening);
  else
    skip_blanks();
  const bool has_colon = colon_here(key.form);
  if (!in_map && !marked && !has_colon) {
    list.items.push_back(std::move(key.node));
    return;
  }
  if (use_ == YamlUse::scenario && key.form == Form::brackets)
    fail(begin, "a key cannot be a list or a map", "use one word, or text in quotes");
  if (!anywhere && line_ != line)
    fail(begin, "a key must stand on one line",
         "write the key on one line with the colon, comma or bracket behind it");
  if (!anywhere) refuse_long_key(begin);

  Map pair;  // alone in a list
  if (!in_map) {
    count();
    pair.node = made(YamlNode::Kind::map, begin);
    pair.node.place = where;
  }
  YamlNode value;
  value.place = where;
  if (has_colon) {
    ++at_;
    skip_in_brackets(indent, opening);
    if (separator(0) && peek() != '[' && peek() != '{')
      count();
    else
      value = flow_node(indent, opening).node;
  } else {
    count();
    const std::size_t colon = text_.substr(0, end).find(':', begin);
    if (use_ == YamlUse::scenario && key.form == Form::plain && colon < end - 1 && text_[colon + 1] != '/')
      fail(colon, "the space behind the colon is missing", "write `{key: value}`");
  }
  add(in_map ? map : pair, std::move(key.node), std::move(value));
  if (!in_map) list.items.push_back(std::move(pair.node));
}

YamlGrammar::Part YamlGrammar::flow_node(int indent, std::size_t opening) {
  count();
  const std::size_t begin = at_;
  properties(true);
  if (peek() == '[' || peek() == '{') return {flow_collection(indent), Form::brackets};
  const sim::Place where = place(at_);
  if (peek() == '"' || peek() == '\'') {
    std::string text = quoted(indent);
    return {text_node(std::move(text), true, where), Form::quoted};
  }
  if (plain_starts(true)) {
    std::string text(plain_line(true));
    plain_lines_in_brackets(indent, opening, text);
    return {text_node(std::move(text), false, where), Form::plain};
  }
  if (at_ == begin) refuse_start(true);
  return {made(YamlNode::Kind::nothing, begin), Form::plain};
}

}  // namespace knowhow::scenarios
