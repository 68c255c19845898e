#pragma once
// The smallest parts of YAML's grammar: white space, line ends, scalars.
#include <cstddef>
#include <string>
#include <string_view>

#include "scenarios/reader/text.h"
#include "scenarios/reader/yaml.h"

namespace knowhow::scenarios {

/// Moves through a text that passed `check_characters`. `indent` is everywhere the column (from 0) of the
/// block collection around, or -1 at the top: lines that belong inside are indented by more spaces than that.
class YamlCursor {
 protected:
  /// The grammar is violated: told to the problems already, and nothing behind it can be understood.
  struct Violation {};

  YamlCursor(std::string_view text, const std::string& name, YamlUse use, sim::Problems& problems)
      : text_(text), use_(use), places_(text, name), problems_(problems) {}
  ~YamlCursor() = default;

  [[noreturn]] void fail(std::size_t offset, std::string what, std::string cure);
  void report(std::size_t offset, std::string what, std::string cure);
  void report_at(const sim::Place& where, std::string what, std::string cure, std::string subject = {});
  sim::Place place(std::size_t offset) { return places_.at(offset); }
  int line_number(std::size_t offset) { return place(offset).line; }

  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool at_end() const { return at_ >= text_.size(); }
  bool at_break() const { return at_end() || text_[at_] == '\n' || text_[at_] == '\r'; }
  bool at_blank() const { return peek() == ' ' || peek() == '\t'; }
  /// Whether white space, a line end or the end of the text follows `ahead` characters on.
  bool gap(std::size_t ahead) const;
  /// Whether a character that separates in brackets stands there.
  bool separator(std::size_t ahead) const;
  bool after_blank() const { return at_ == line_ || text_[at_ - 1] == ' ' || text_[at_ - 1] == '\t'; }
  /// `---` or `...` at the start of a line.
  bool at_marker() const;
  /// A dash, question mark or colon with a gap behind it.
  bool at_indicator(char indicator) const { return peek() == indicator && gap(1); }
  bool first_on_line() const { return text_.find_first_not_of(" \t", line_) >= at_; }

  int column() const { return static_cast<int>(at_ - line_); }
  int leading_spaces() const;

  void next_line();
  void skip_blanks();
  void skip_to_break();
  /// Over white space, comments and line ends.
  void skip();
  /// The same inside brackets, where lines must be indented still.
  void skip_in_brackets(int indent, std::size_t opening);
  /// In front of the first thing of a block collection: only spaces may indent it.
  void refuse_tabs_before();
  /// Behind a quoted text or a bracket: nothing but a comment may follow on the line.
  void end_line(std::string_view behind);

  bool plain_starts(bool in_brackets) const;
  /// A plain scalar as far as it goes on this line.
  std::string_view plain_line(bool in_brackets);
  /// The further lines of a plain scalar, added to its text.
  void plain_lines(int indent, std::string& text);
  void plain_lines_in_brackets(int indent, std::size_t opening, std::string& text);
  /// Each reads a whole scalar; what it says.
  std::string quoted(int indent);
  std::string block_scalar(int indent);

  std::string_view text_;
  YamlUse use_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;  ///< where the line of `at_` starts

 private:
  void escape(std::string& text);
  unsigned long code_unit(std::size_t digits);
  /// Over blanks and line ends; the number of these.
  int cross_lines_in_brackets(int indent, std::size_t opening);
  /// An empty line between the lines of a text: a tab cannot indent it.
  void refuse_tab_that_indents(int indent);

  Places places_;
  sim::Problems& problems_;
};

}  // namespace knowhow::scenarios
