// The grammar of YAML outside brackets: documents, lists and maps by indentation.
#include "scenarios/reader/yaml_grammar.h"

#include <algorithm>
#include <utility>

namespace knowhow::scenarios {

namespace {

constexpr std::size_t most_nodes = 100'000;
constexpr std::ptrdiff_t longest_key = 1024;  // as in YAML 1.2

}  // namespace

YamlNode YamlGrammar::root() {
  YamlNode nothing;
  nothing.place = {name_, 0, 0};
  try {
    YamlNode root = document();
    return nodes_ > 0 ? root : nothing;
  } catch (const Violation&) {
    return nothing;
  }
}

void YamlGrammar::count() {
  if (++nodes_ > most_nodes)
    fail(at_, "more than " + std::to_string(most_nodes) + " values in one file",
         "put data in bulk into CSV tables");
}

YamlNode YamlGrammar::made(YamlNode::Kind kind, std::size_t offset) {
  YamlNode node;
  node.kind = kind;
  node.place = place(offset);
  return node;
}

YamlNode YamlGrammar::text_node(std::string text, bool is_quoted, const sim::Place& where) {
  YamlNode node;
  node.place = where;
  node.quoted = is_quoted;
  const bool null = !is_quoted && (text == "~" || text == "null" || text == "Null" || text == "NULL");
  node.kind = null ? YamlNode::Kind::nothing : YamlNode::Kind::scalar;
  if (!null) node.text = std::move(text);
  return node;
}

void YamlGrammar::add(Map& map, YamlNode key, YamlNode value) {
  const bool is_text = key.kind == YamlNode::Kind::scalar;
  if (!is_text && use_ == YamlUse::scenario) {
    report_at(key.place, "a key must be a word or a text, not nothing",
              "write another key, or put it in quotes");
    return;
  }
  if (key.kind == YamlNode::Kind::list || key.kind == YamlNode::Kind::map) return;
  if (key.text == "<<" && !key.quoted) {
    report_at(key.place, "merge keys ('<<') are not used here", "write the values out (or use `extends`)");
    return;
  }
  int& first = is_text ? map.lines[key.text] : map.line_of_nothing;
  if (first != 0) {
    report_at(key.place, "this key is there already, in line " + std::to_string(first), "keep one of the two",
              key.text);
    return;
  }
  first = key.place.line;
  if (is_text) map.node.members.push_back({std::move(key.text), std::move(key.place), std::move(value)});
}

YamlNode YamlGrammar::document() {
  skip();
  directives();
  Start start = Start::own_line;
  if (at_marker() && peek() == '-') {
    at_ += 3;
    start = Start::marker;
  }
  const sim::Place begin{name_, 0, 0};
  skip();
  YamlNode root;
  if (!at_end() && !at_marker()) root = node(-1, start, begin);
  end_of_document();
  return root;
}

void YamlGrammar::directives() {
  bool any = false, version = false;
  const std::size_t first = at_;
  for (; peek() == '%' && at_ == line_; any = true) {
    const std::size_t begin = at_, end = std::min(text_.find_first_of(" \t\r\n", at_), text_.size());
    const auto name = text_.substr(begin + 1, end - begin - 1);
    at_ = end;
    if (name == "YAML") {
      if (version) fail(begin, "a second %YAML", "remove one of the two");
      version = true;
      skip_blanks();
      const auto number =
          text_.substr(at_, std::min(text_.find_first_of(" \t\r\n", at_), text_.size()) - at_);
      const std::size_t dot = number.find('.');
      const auto digits = [](std::string_view part) {
        return !part.empty() && part.find_first_not_of("0123456789") == part.npos;
      };
      if (dot == number.npos || !digits(number.substr(0, dot)) || !digits(number.substr(dot + 1)))
        fail(at_, "the version of YAML is missing", "write %YAML 1.2, or remove this line");
      if (number.substr(0, dot) != "1")
        fail(at_, "a version of YAML that is not read here", "write %YAML 1.2, or remove this line");
      at_ += number.size();
      skip_blanks();
      if (!at_break() && !(peek() == '#' && after_blank()))
        fail(at_, "there is text behind the version of YAML", "remove it");
    } else if (name == "TAG") {
      report(begin, "tags (here '%TAG') are not used here", "remove this line");
    } else if (name.empty()) {
      at_ = begin;
      refuse_start(false);
    }  // others are reserved, and to be ignored
    skip_to_break();
    skip();
  }
  if (any && !(at_marker() && peek() == '-'))
    fail(first, "directives (lines that begin with '%') need a line '---' before the document",
         "remove this line, or put '---' below it");
}

void YamlGrammar::end_of_document() {
  skip();
  while (at_marker() && peek() == '.') {
    at_ += 3;
    end_line("'...'");
    skip();
  }
  if (at_end()) return;
  if (at_marker())
    fail(at_, "a second document begins here", "keep one document in each file, without this '---'");
  if (peek() == '%' && at_ == line_) refuse_start(false);
  fail(at_, "there is text behind the end of the document",
       "remove it, or mend the brackets, quotes or indentation above");
}

/// Anchors, aliases and tags: each is reported, and skipped to find more.
void YamlGrammar::properties(bool in_brackets) {
  while (peek() == '&' || peek() == '*' || peek() == '!') {
    const std::string name = peek() == '&' ? "anchors ('&')" : peek() == '*' ? "aliases ('*')" : "tags ('!')";
    const std::string cure =
        peek() == '!' ? "remove it" : "write the value out where it is needed (or use `extends`)";
    report(at_, name + " are not used here", cure + "; put text that begins so in quotes");
    while (!gap(0) && !(in_brackets && separator(0))) ++at_;
    skip_blanks();
  }
}

void YamlGrammar::refuse_start(bool in_brackets) {
  const char first = peek();
  const std::string shown = std::string("'") + first + "'";
  if (first == '?' && gap(1))
    fail(at_, "a key marked by '?' cannot begin here",
         "begin it on a line of its own, or write `key: value`");
  if (first == '%' && at_ == line_)
    fail(at_, "a directive (a line that begins with '%') cannot stand here", "remove this line");
  if (first == ':')
    fail(at_, "there is no key before this colon", "write the key before it, or remove the colon");
  if (first == '#') fail(at_, "a comment begins without a space before '#'", "put a space before '#'");
  if (first == '-')
    fail(at_, "a list of dashes cannot stand in brackets", "separate by commas, or put a lone '-' in quotes");
  if (first == ',' && !in_brackets)
    fail(at_, "a value cannot begin with a comma", "remove it, or put the value in quotes");
  if (first == '|' || first == '>')
    fail(at_, "a text block " + shown + " cannot stand in brackets", "put the text in quotes");
  if (first == ']' || first == '}')
    fail(at_, "there is no opening bracket for this " + shown, "remove it, or open the bracket");
  fail(at_, "a value cannot begin with " + shown, "put the value in quotes");
}

YamlNode YamlGrammar::node(int indent, Start start, const sim::Place& owner) {
  count();
  YamlNode nothing;
  nothing.place = owner;
  std::size_t begin;
  do {
    skip();
    if (at_end() || at_marker()) return nothing;
    if (first_on_line()) {
      const bool list_may_align =
          start == Start::colon || start == Start::question || start == Start::colon_of_question;
      const bool aligned =
          list_may_align && at_indicator('-') && column() == indent && leading_spaces() == indent;
      if (leading_spaces() <= indent && !aligned) return nothing;
      if (aligned) return sequence(indent, true);
      start = Start::own_line;
    }
    begin = at_;
    properties(false);
  } while (at_ > begin && (at_break() || peek() == '#'));
  const bool collections_allowed = start != Start::marker && start != Start::colon;
  const std::size_t line = line_;
  const int begin_column = static_cast<int>(begin - line_);
  if (at_indicator('-')) {
    if (!collections_allowed)
      fail(at_, "a list cannot begin on this line", "begin it on the next line, each item with its own '-'");
    return sequence(column(), false);
  }
  const sim::Place where = place(at_);
  if (peek() == '|' || peek() == '>') return text_node(block_scalar(indent), true, where);
  if (at_indicator('?')) {
    if (!collections_allowed) refuse_start(false);
    return mapping(begin_column, {made(YamlNode::Kind::map, at_), {}, 0}, {});
  }

  Form form = Form::plain;
  YamlNode value;
  std::string text;
  if (peek() == '[' || peek() == '{') {
    form = Form::brackets;
    value = flow_collection(indent);
  } else if (peek() == '"' || peek() == '\'') {
    form = Form::quoted;
    text = quoted(indent);
  } else if (plain_starts(false)) {
    text = plain_line(false);
  } else if (at_indicator(':') && (at_ > begin || (collections_allowed && use_ == YamlUse::any))) {
    form = Form::nothing;
  } else {
    refuse_start(false);
  }
  const std::size_t end = at_;
  skip_blanks();
  if (at_indicator(':')) {
    if (form == Form::brackets && use_ == YamlUse::scenario)
      fail(begin, "a key cannot be a list or a map", "use one word, or text in quotes");
    if (!collections_allowed)
      fail(at_, "a second colon on this line",
           "put the value in quotes, or begin the inner key on the next line");
    at_ = end;
    end_key(begin, line, form == Form::quoted);
    const std::size_t colon = std::exchange(at_, begin);
    refuse_tabs_before();
    at_ = colon;
    count();
    YamlNode map;
    map.kind = YamlNode::Kind::map;
    map.place = where;
    if (form == Form::plain || form == Form::quoted)
      value = text_node(std::move(text), form == Form::quoted, where);
    if (form == Form::nothing) value = refused_or_empty(begin, where);
    return mapping(begin_column, {std::move(map), {}, 0}, std::move(value));
  }
  if (form == Form::plain) {
    plain_lines(indent, text);
    const std::size_t colon = text_.substr(0, end).find(':', begin);
    if (use_ == YamlUse::scenario && indent < 0 && start == Start::own_line && colon < end - 1 &&
        text_[colon + 1] != '/')
      fail(colon, "the space behind the colon is missing", "write `key: value`");
    return text_node(std::move(text), false, where);
  }
  if (form == Form::quoted && peek() == ':')
    fail(at_, "the space behind the colon is missing", "write `key: value`");
  end_line(form == Form::brackets ? "bracket" : text_[end - 1] == '"' ? "quote" : "'");
  return form == Form::brackets ? std::move(value) : text_node(std::move(text), true, where);
}

YamlNode YamlGrammar::refused_or_empty(std::size_t begin, const sim::Place& where) {
  YamlNode key = text_node(std::string(text_.substr(begin, at_ - begin)), true, where);
  if (at_ == begin) key.kind = YamlNode::Kind::nothing;
  return key;
}

void YamlGrammar::refuse_long_key(std::size_t begin) {
  const auto key = text_.substr(begin, at_ - begin);
  if (std::count_if(key.begin(), key.end(), [](char c) { return (c & 0xC0) != 0x80; }) > longest_key)
    fail(begin, "a key of more than " + std::to_string(longest_key) + " characters", "shorten it");
}

/// From behind the key to its colon.
void YamlGrammar::end_key(std::size_t begin, std::size_t line, bool is_quoted) {
  if (line_ != line)
    fail(begin, "a key must stand on one line", "shorten it, or close its quote on the same line");
  refuse_long_key(begin);
  const std::size_t end = at_;
  skip_blanks();
  if (at_indicator(':')) return;
  const std::size_t colon = is_quoted ? end : text_.find(':', begin);
  if (colon <= end && text_.substr(colon).starts_with(':'))
    fail(colon, "the space behind the colon is missing", "write `key: value`");
  if (is_quoted && !at_break() && peek() != '#')
    fail(at_, "there is text behind the closing quote", "put the whole key in quotes");
  fail(begin, "a key and its colon are missing on this line",
       "write `key: value`; if the line goes on with the one above, indent it more");
}

YamlNode YamlGrammar::key(int indent) {
  count();
  const std::size_t begin = at_, line = line_;
  properties(false);
  if (at_indicator('-'))
    fail(at_, "an item of a list where a key belongs", "mend the indentation, or write `key: value`");
  const bool brackets = peek() == '[' || peek() == '{', in_quotes = peek() == '"' || peek() == '\'';
  if (brackets && use_ == YamlUse::scenario)
    fail(at_, "a bracket where a key belongs",
         "write `key: value`, or mend the indentation or brackets above");
  const sim::Place where = place(at_);
  YamlNode read = refused_or_empty(begin, where);
  if (brackets)
    read = flow_collection(indent);
  else if (in_quotes)
    read = text_node(quoted(indent), true, where);
  else if (plain_starts(false))
    read = text_node(std::string(plain_line(false)), false, where);
  else if (at_ == begin && !(at_indicator(':') && use_ == YamlUse::any))
    refuse_start(false);
  end_key(begin, line, in_quotes);
  return read;
}

void YamlGrammar::explicit_entry(int indent, Map& map) {
  const sim::Place mark = place(at_);
  const std::size_t begin = at_++;
  YamlNode key = node(indent, Start::question, mark);
  if (use_ == YamlUse::scenario && (key.kind == YamlNode::Kind::list || key.kind == YamlNode::Kind::map))
    fail(begin, "a key cannot be a list or a map", "use one word, or text in quotes");
  skip();
  YamlNode value;
  value.place = key.place;
  if (!at_end() && !at_marker() && column() == indent && at_indicator(':')) {
    refuse_tabs_before();
    ++at_;
    value = node(indent, Start::colon_of_question, key.place);
  } else {
    count();
  }
  add(map, std::move(key), std::move(value));
}

YamlNode YamlGrammar::mapping(int indent, Map map, std::optional<YamlNode> first) {
  const Level level(*this);
  const auto value_of = [&](YamlNode of) {
    ++at_;
    YamlNode value = node(indent, Start::colon, of.place);
    add(map, std::move(of), std::move(value));
  };
  if (first) value_of(std::move(*first));
  for (;;) {
    skip();
    if (at_end() || at_marker()) return std::move(map.node);
    refuse_tabs_before();
    if (column() < indent) return std::move(map.node);
    if (column() > indent)
      fail(at_, "this line is indented differently from the lines it belongs to",
           "align it with the key it belongs beside, or put a key with a colon above it");
    if (at_indicator('?'))
      explicit_entry(indent, map);
    else
      value_of(key(indent));
  }
}

YamlNode YamlGrammar::sequence(int indent, bool inside_mapping) {
  const Level level(*this);
  refuse_tabs_before();
  YamlNode list = made(YamlNode::Kind::list, at_);
  for (;;) {
    const sim::Place dash = place(at_);
    ++at_;
    list.items.push_back(node(indent, Start::dash, dash));
    skip();
    if (at_end() || at_marker()) return list;
    refuse_tabs_before();
    if (column() < indent) return list;
    if (column() > indent)
      fail(at_, "this line is indented differently from the items of the list above it",
           "align it with their '-'");
    if (at_indicator('-')) continue;
    if (inside_mapping) return list;
    fail(at_, "this line is no item of the list above it", "begin it with '- ', or mend its indentation");
  }
}

}  // namespace knowhow::scenarios
