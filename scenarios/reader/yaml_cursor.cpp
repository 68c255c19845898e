#include "scenarios/reader/yaml_cursor.h"

#include <algorithm>
#include <utility>

namespace knowhow::scenarios {

void YamlCursor::report(std::size_t offset, std::string what, std::string cure) {
  report_at(places_.at(offset), std::move(what), std::move(cure));
}

void YamlCursor::report_at(const sim::Place& where, std::string what, std::string cure, std::string subject) {
  problems_.add(where, std::move(subject), std::move(what), std::move(cure));
}

void YamlCursor::fail(std::size_t offset, std::string what, std::string cure) {
  report(offset, std::move(what), std::move(cure));
  throw Violation();
}

bool YamlCursor::gap(std::size_t ahead) const {
  return at_ + ahead >= text_.size() || std::string_view(" \t\r\n").find(text_[at_ + ahead]) != text_.npos;
}

bool YamlCursor::separator(std::size_t ahead) const {
  return at_ + ahead < text_.size() && std::string_view(",[]{}").find(text_[at_ + ahead]) != text_.npos;
}

bool YamlCursor::at_marker() const {
  const auto here = text_.substr(at_, 3);
  return at_ == line_ && (here == "---" || here == "...") && gap(3);
}

int YamlCursor::leading_spaces() const {
  return static_cast<int>(std::min(text_.find_first_not_of(' ', line_), text_.size()) - line_);
}

void YamlCursor::next_line() {
  at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1;
  line_ = at_;
}

void YamlCursor::skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t", at_), text_.size()); }

void YamlCursor::skip_to_break() { at_ = std::min(text_.find_first_of("\r\n", at_), text_.size()); }

void YamlCursor::skip() {
  for (;;) {
    skip_blanks();
    if (peek() == '#' && after_blank()) skip_to_break();
    if (at_end() || !at_break()) return;
    next_line();
  }
}

int YamlCursor::cross_lines_in_brackets(int indent, std::size_t opening) {
  int lines = 0;
  skip_blanks();
  while (at_break() && !at_end()) {
    next_line();
    skip_blanks();
    ++lines;
  }
  if (at_end())
    fail(opening, std::string("this '") + text_[opening] + "' is never closed",
         std::string("close it with '") + (text_[opening] == '[' ? ']' : '}') + "'");
  if (lines == 0) return 0;
  const std::size_t here = std::exchange(at_, line_);
  if (at_marker())
    fail(line_, "the document ends inside the brackets of line " + std::to_string(line_number(opening)),
         "close the brackets first");
  at_ = here;
  if (leading_spaces() > indent || (peek() == '#' && after_blank())) return lines;
  if (text_[line_ + leading_spaces()] == '\t')
    fail(line_ + leading_spaces(), "a tab is used for indentation", "use spaces");
  fail(at_,
       "this line belongs to the brackets of line " + std::to_string(line_number(opening)) +
           ", but is not indented",
       "close the brackets before it, or indent it by at least " + std::to_string(indent + 1) +
           (indent == 0 ? " space" : " spaces"));
}

void YamlCursor::skip_in_brackets(int indent, std::size_t opening) {
  for (;;) {
    cross_lines_in_brackets(indent, opening);
    if (peek() != '#' || !after_blank()) return;
    skip_to_break();
  }
}

void YamlCursor::refuse_tabs_before() {
  for (std::size_t before = at_; before > line_; --before) {
    if (text_[before - 1] == '\t') fail(before - 1, "a tab is used for indentation", "use spaces");
    if (text_[before - 1] != ' ') return;
  }
}

void YamlCursor::end_line(std::string_view behind) {
  skip_blanks();
  if (at_break() || (peek() == '#' && after_blank())) return;
  if (peek() == '#') fail(at_, "a comment begins without a space before '#'", "put a space before '#'");
  std::string cure = "remove it, or put the whole value in double quotes";
  if (behind == "'") cure += "; inside single quotes, an apostrophe is written ''";
  fail(at_, "there is text behind the closing " + std::string(behind), cure);
}

}  // namespace knowhow::scenarios
