#include "scenarios/reader/yaml_grammar.h"

#include <utility>

#include "scenarios/reader/yaml_cursor.h"

namespace knowhow::scenarios {

namespace {

constexpr int deepest = 32;
constexpr std::size_t most_nodes = 100'000;
constexpr std::size_t longest_key = 1024;  // as in YAML 1.2

class Grammar : YamlCursor {
 public:
  Grammar(std::string_view text, const std::string& name, sim::Problems& problems)
      : YamlCursor(text, name, problems) {}

  std::optional<std::size_t> nodes() {
    try {
      document();
      return nodes_;
    } catch (const Violation&) {
      return std::nullopt;
    }
  }

 private:
  enum class Start { own_line, after_dash, after_colon, after_marker };
  enum class Flow { plain, quoted, brackets };

  /// One more collection around.
  class Level {
   public:
    explicit Level(Grammar& grammar) : grammar_(grammar) {
      if (++grammar_.depth_ > deepest)
        grammar_.fail(grammar_.at_, "nested more than " + std::to_string(deepest) + " levels deep",
                      "flatten this part of the file");
    }
    ~Level() { --grammar_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Grammar& grammar_;
  };

  void count() {
    if (++nodes_ > most_nodes)
      fail(at_, "more than " + std::to_string(most_nodes) + " values in one file",
           "put data in bulk into CSV tables");
  }

  void document();
  void node(int indent, Start start);
  void mapping(int indent);
  void sequence(int indent, bool inside_mapping);
  void key(int indent);
  void end_key(std::size_t begin, std::size_t line, bool quoted);
  void properties(bool in_brackets);
  Flow flow_node(int indent, std::size_t opening);
  void flow_collection(int indent);
  void flow_entry(int indent, std::size_t opening, bool in_map);
  [[noreturn]] void refuse_start(bool in_brackets);

  int depth_ = 0;
  std::size_t nodes_ = 0;
};

void Grammar::document() {
  skip();
  if (peek() == '%' && at_ == line_) refuse_start(false);
  Start start = Start::own_line;
  if (at_marker() && peek() == '-') {
    at_ += 3;
    start = Start::after_marker;
  }
  skip();
  if (!at_end() && !at_marker()) node(-1, start);
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
void Grammar::properties(bool in_brackets) {
  while (peek() == '&' || peek() == '*' || peek() == '!') {
    const std::string name = peek() == '&' ? "anchors ('&')" : peek() == '*' ? "aliases ('*')" : "tags ('!')";
    const std::string cure =
        peek() == '!' ? "remove it" : "write the value out where it is needed (or use `extends`)";
    report(at_, name + " are not used here", cure + "; put text that begins so in quotes");
    while (!gap(0) && !(in_brackets && separator(0))) ++at_;
    skip_blanks();
  }
}

void Grammar::refuse_start(bool in_brackets) {
  const char first = peek();
  const std::string shown = std::string("'") + first + "'";
  if (first == '?' && gap(1)) fail(at_, "keys marked by '?' are not used here", "write `key: value`");
  if (first == '%' && at_ == line_)
    fail(at_, "directives (lines that begin with '%') are not used here", "remove this line");
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

void Grammar::node(int indent, Start start) {
  count();
  skip();
  if (at_end() || at_marker()) return;
  if (first_on_line()) {
    const bool dash_below_key = start == Start::after_colon && at_indicator('-') && column() == indent;
    if (leading_spaces() <= indent && !dash_below_key) return;
    if (dash_below_key) {
      sequence(indent, true);
      return;
    }
    start = Start::own_line;
  }
  const bool collections_allowed = start == Start::own_line || start == Start::after_dash;
  const std::size_t begin = at_, line = line_;
  const int begin_column = column();
  properties(false);
  if (at_ > begin && (at_break() || peek() == '#')) {
    --nodes_;
    node(indent, start);
    return;
  }
  if (at_indicator('-')) {
    if (!collections_allowed)
      fail(at_, "a list cannot begin on this line", "begin it on the next line, each item with its own '-'");
    sequence(column(), false);
    return;
  }
  if (peek() == '|' || peek() == '>') {
    block_scalar(indent);
    return;
  }

  Flow form = Flow::plain;
  if (peek() == '[' || peek() == '{') {
    form = Flow::brackets;
    flow_collection(indent);
  } else if (peek() == '"' || peek() == '\'') {
    form = Flow::quoted;
    quoted(indent);
  } else if (plain_starts(false)) {
    plain_line(false);
  } else if (at_ == begin || !at_indicator(':')) {
    refuse_start(false);
  }
  const std::size_t end = at_;
  skip_blanks();
  if (at_indicator(':')) {
    if (form == Flow::brackets)
      fail(begin, "a key cannot be a list or a map", "use one word, or text in quotes");
    if (!collections_allowed)
      fail(at_, "a second colon on this line",
           "put the value in quotes, or begin the inner key on the next line");
    at_ = end;
    end_key(begin, line, form == Flow::quoted);
    const std::size_t colon = std::exchange(at_, begin);
    refuse_tabs_before();
    at_ = colon;
    count();
    mapping(begin_column);
  } else if (form == Flow::plain) {
    plain_lines(indent);
    const std::size_t colon = text_.substr(0, end).find(':', begin);
    if (indent < 0 && start == Start::own_line && colon < end - 1 && text_[colon + 1] != '/')
      fail(colon, "the space behind the colon is missing", "write `key: value`");
  } else {
    if (form == Flow::quoted && peek() == ':')
      fail(at_, "the space behind the colon is missing", "write `key: value`");
    end_line(form == Flow::brackets ? "bracket" : text_[end - 1] == '"' ? "quote" : "'");
  }
}

/// From behind the key to its colon.
void Grammar::end_key(std::size_t begin, std::size_t line, bool quoted) {
  if (line_ != line)
    fail(begin, "a key must stand on one line", "shorten it, or close its quote on the same line");
  if (at_ - begin > longest_key)
    fail(begin, "a key of more than " + std::to_string(longest_key) + " bytes", "shorten it");
  const std::size_t end = at_;
  skip_blanks();
  if (at_indicator(':')) return;
  const std::size_t colon = quoted ? end : text_.find(':', begin);
  if (colon <= end && text_.substr(colon).starts_with(':'))
    fail(colon, "the space behind the colon is missing", "write `key: value`");
  if (quoted && !at_break() && peek() != '#')
    fail(at_, "there is text behind the closing quote", "put the whole key in quotes");
  fail(begin, "a key and its colon are missing on this line",
       "write `key: value`; if the line goes on with the one above, indent it more");
}

void Grammar::key(int indent) {
  count();
  const std::size_t begin = at_, line = line_;
  properties(false);
  if (at_indicator('-'))
    fail(at_, "an item of a list where a key belongs", "mend the indentation, or write `key: value`");
  if (peek() == '[' || peek() == '{')
    fail(at_, "a bracket where a key belongs",
         "write `key: value`, or mend the indentation or brackets above");
  const bool in_quotes = peek() == '"' || peek() == '\'';
  if (in_quotes)
    quoted(indent);
  else if (plain_starts(false))
    plain_line(false);
  else if (at_ == begin)
    refuse_start(false);
  end_key(begin, line, in_quotes);
}

/// From the colon of the first key on.
void Grammar::mapping(int indent) {
  const Level level(*this);
  for (;;) {
    ++at_;
    node(indent, Start::after_colon);
    skip();
    if (at_end() || at_marker()) return;
    refuse_tabs_before();
    if (column() < indent) return;
    if (column() > indent)
      fail(at_, "this line is indented differently from the lines it belongs to",
           "align it with the key it belongs beside, or put a key with a colon above it");
    key(indent);
  }
}

void Grammar::sequence(int indent, bool inside_mapping) {
  const Level level(*this);
  refuse_tabs_before();
  for (;;) {
    ++at_;
    node(indent, Start::after_dash);
    skip();
    if (at_end() || at_marker()) return;
    refuse_tabs_before();
    if (column() < indent) return;
    if (column() > indent)
      fail(at_, "this line is indented differently from the items of the list above it",
           "align it with their '-'");
    if (at_indicator('-')) continue;
    if (inside_mapping) return;
    fail(at_, "this line is no item of the list above it", "begin it with '- ', or mend its indentation");
  }
}

void Grammar::flow_collection(int indent) {
  const Level level(*this);
  const std::size_t opening = at_;
  const bool in_map = text_[at_++] == '{';
  for (bool separated = true;;) {
    skip_in_brackets(indent, opening);
    if (peek() == ']' || peek() == '}') {
      if ((peek() == '}') != in_map)
        fail(at_, std::string("'") + peek() + "' does not close '" + text_[opening] + "'",
             std::string("close it with '") + (in_map ? '}' : ']') + "'");
      ++at_;
      return;
    }
    if (peek() == ',') fail(at_, "nothing stands before this comma", "remove the comma");
    if (peek() == '#') refuse_start(true);
    if (!separated)
      fail(at_, "a comma is missing before this", "separate by commas, or put text with a colon in quotes");
    flow_entry(indent, opening, in_map);
    skip_in_brackets(indent, opening);
    separated = peek() == ',';
    if (separated) ++at_;
  }
}

void Grammar::flow_entry(int indent, std::size_t opening, bool in_map) {
  const std::size_t begin = at_, line = line_;
  const Flow form = flow_node(indent, opening);
  const std::size_t end = at_;
  skip_blanks();
  const bool has_colon =
      peek() == ':' && (form != Flow::plain || gap(1) || separator(1));  // "a":1 as in JSON
  if (in_map || has_colon) {
    if (form == Flow::brackets)
      fail(begin, "a key cannot be a list or a map", "use one word, or text in quotes");
    if (!has_colon) skip_in_brackets(indent, opening);
    // YAML lets the colon or bracket behind a key stand on a later line, yaml-cpp does not.
    if (line_ != line)
      fail(begin, "a key must stand on one line",
           "write the key on one line with the colon, comma or bracket behind it");
  }
  if (has_colon) {
    if (!in_map) count();
    ++at_;
    skip_in_brackets(indent, opening);
    if (separator(0) && peek() != '[' && peek() != '{')
      count();
    else
      flow_node(indent, opening);
  } else if (in_map) {
    count();
    const std::size_t colon = text_.substr(0, end).find(':', begin);
    if (form == Flow::plain && colon < end - 1 && text_[colon + 1] != '/')
      fail(colon, "the space behind the colon is missing", "write `{key: value}`");
  }
}

Grammar::Flow Grammar::flow_node(int indent, std::size_t opening) {
  count();
  const std::size_t begin = at_;
  properties(true);
  if (peek() == '[' || peek() == '{') {
    flow_collection(indent);
    return Flow::brackets;
  }
  if (peek() == '"' || peek() == '\'') {
    quoted(indent);
    return Flow::quoted;
  }
  if (plain_starts(true)) {
    plain_line(true);
    plain_lines_in_brackets(indent, opening);
  } else if (at_ == begin) {
    refuse_start(true);
  }
  return Flow::plain;
}

}  // namespace

std::optional<std::size_t> count_nodes(std::string_view text, const std::string& name,
                                       sim::Problems& problems) {
  return Grammar(text, name, problems).nodes();
}

}  // namespace knowhow::scenarios
