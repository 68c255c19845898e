#include "scenarios/reader/yaml_cursor.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace knowhow::scenarios {

void YamlCursor::report(std::size_t offset, std::string what, std::string cure) {
  problems_.add(places_.at(offset), "", std::move(what), std::move(cure));
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

bool YamlCursor::cross_lines_in_brackets(int indent, std::size_t opening) {
  const std::size_t line_before = line_;
  skip_blanks();
  while (at_break() && !at_end()) {
    next_line();
    skip_blanks();
  }
  if (at_end())
    fail(opening, std::string("this '") + text_[opening] + "' is never closed",
         std::string("close it with '") + (text_[opening] == '[' ? ']' : '}') + "'");
  if (line_ == line_before) return false;
  if (text_.substr(line_).starts_with("---") || text_.substr(line_).starts_with("...")) {
    const std::size_t here = std::exchange(at_, line_);
    if (at_marker())
      fail(line_, "the document ends inside the brackets of line " + std::to_string(line_number(opening)),
           "close the brackets first");
    at_ = here;
  }
  if (leading_spaces() <= indent && text_[line_ + leading_spaces()] == '\t')
    fail(line_ + leading_spaces(), "a tab is used for indentation", "use spaces");
  if (leading_spaces() <= indent)
    fail(at_,
         "this line belongs to the brackets of line " + std::to_string(line_number(opening)) +
             ", but is not indented",
         "close the brackets before it, or indent it by at least " + std::to_string(indent + 1) +
             (indent == 0 ? " space" : " spaces"));
  return true;
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

bool YamlCursor::plain_starts(bool in_brackets) const {
  if (gap(0)) return false;
  if (in_brackets && peek() == '?') return false;
  if (std::string_view("-?:").find(peek()) != text_.npos) return !gap(1) && !(in_brackets && separator(1));
  return std::string_view(",[]{}#&*!|>'\"%@`").find(peek()) == text_.npos;
}

void YamlCursor::plain_line(bool in_brackets) {
  std::size_t end = at_;
  for (; !at_break(); ++at_) {
    if (peek() == ':' && (gap(1) || (in_brackets && separator(1)))) break;
    if (peek() == '#' && after_blank()) break;
    if (in_brackets && separator(0)) break;
    // YAML allows it, yaml-cpp takes it for the mark of a key.
    if (in_brackets && peek() == '?') fail(at_, "a question mark inside brackets", "put the text in quotes");
    if (!at_blank()) end = at_ + 1;
  }
  at_ = end;
}

void YamlCursor::plain_lines(int indent) {
  const int first_line = line_number(at_);
  for (;;) {
    skip_blanks();
    const bool comment = peek() == '#';
    if (comment)
      skip();
    else
      while (at_break() && !at_end()) {
        next_line();
        skip_blanks();
      }
    const std::size_t here = std::exchange(at_, line_);
    const bool marker = at_marker();
    at_ = here;
    if (at_end() || marker) return;
    if (peek() == '#' && after_blank()) continue;
    if (leading_spaces() <= indent) return;
    if (comment)
      fail(at_,
           "this line would go on with the text of line " + std::to_string(first_line) +
               ", but a comment stands between them",
           "move the comment above the text, or mend the indentation of this line");
    const std::size_t start = at_;
    plain_line(false);
    skip_blanks();
    if (at_indicator(':'))
      fail(start, "a key inside the text that begins in line " + std::to_string(first_line),
           "mend the indentation, or put the text in quotes if the colon belongs to it");
  }
}

void YamlCursor::plain_lines_in_brackets(int indent, std::size_t opening) {
  for (;;) {
    if (!cross_lines_in_brackets(indent, opening)) return;
    if (peek() == '#' || separator(0)) return;
    if (peek() == ':' && (gap(1) || separator(1))) return;
    plain_line(true);
  }
}

void YamlCursor::quoted(int indent) {
  const std::size_t opening = at_;
  const char quote = text_[at_++];
  const auto unclosed = [&](const std::string& where) {
    fail(opening, "this quote is not closed" + where,
         std::string("close it with ") + quote + ", and indent its further lines if it has any");
  };
  while (!at_end()) {
    if (at_break()) {
      next_line();
      if (at_marker()) unclosed(" before the document ends");
      skip_blanks();
      if (!at_break() && leading_spaces() <= indent)
        unclosed(", and line " + std::to_string(line_number(at_)) + " is not indented as its continuation");
    } else if (quote == '"' && peek() == '\\') {
      escape();
    } else if (peek() != quote) {
      ++at_;
    } else if (quote == '\'' && peek(1) == quote) {
      at_ += 2;
    } else {
      ++at_;
      return;
    }
  }
  unclosed("");
}

void YamlCursor::escape() {
  const char letter = peek(1);
  const std::size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
  if (letter == '\n' || letter == '\r') {
    ++at_;
    return;
  }
  if (digits > 0) {
    const auto written = text_.substr(at_ + 2, digits);
    unsigned long character = 0;
    const auto read = std::from_chars(written.data(), written.data() + written.size(), character, 16);
    if (written.size() < digits || read.ptr != written.data() + digits)
      fail(at_, std::string("'\\") + letter + "' needs " + std::to_string(digits) + " hexadecimal digits",
           "for a backslash itself, write \\\\ or use single quotes");
    if (character == 0) fail(at_, "a NUL character", "remove it");
    if (character > 0x10FFFF || (0xD800 <= character && character <= 0xDFFF))
      fail(at_, "there is no such character", "write the character itself, or \\U and its eight digits");
  } else if (letter == '0') {
    fail(at_, "a NUL character", "remove it; for a backslash itself, write \\\\ or use single quotes");
  } else if (letter == 'N' || letter == '_') {
    // yaml-cpp makes invalid UTF-8 of these two.
    fail(at_, std::string("'\\") + letter + "' is not used here",
         letter == 'N' ? "write \\x85" : "write \\xA0");
  } else if (std::string_view("abt\tnvfre \"/\\LP").find(letter) == text_.npos || at_ + 1 >= text_.size()) {
    fail(at_, "a backslash with a meaning unknown to YAML",
         "for a backslash itself, write \\\\ or use single quotes");
  }
  at_ += 2 + digits;
}

void YamlCursor::block_scalar(int indent) {
  indent = std::max(indent, 0);  // yaml-cpp drops a text that is not indented, which YAML allows at the top
  const std::size_t indicator = at_++;
  bool chomping = false;
  int inside = -1;  // the column of its text, not known yet
  for (;; ++at_) {
    if ((peek() == '+' || peek() == '-') && !chomping)
      chomping = true;
    else if ('1' <= peek() && peek() <= '9' && inside < 0)
      inside = indent + peek() - '0';
    else
      break;
  }
  const bool spaced = at_blank();
  skip_blanks();
  if (!at_break() && !(spaced && peek() == '#'))
    fail(at_, std::string("there is text behind '") + text_[indicator] + "'",
         "begin the text on the next line, indented (or put it in quotes)");
  skip_to_break();

  int widest_empty = 0;
  while (!at_end()) {
    next_line();
    if (at_end() || at_marker()) return;
    const int spaces = leading_spaces();
    at_ += spaces;
    if (at_break()) {
      widest_empty = std::max(widest_empty, spaces);
      continue;
    }
    if (spaces <= indent || (inside >= 0 && spaces < inside)) {
      if (peek() == '\t') fail(at_, "a tab is used for indentation", "use spaces");
      at_ = line_;
      return;
    }
    if (inside < 0) {
      inside = spaces;
      if (widest_empty > inside)
        fail(at_, "this line is indented less than an empty line above it",
             "remove the spaces from the empty lines above");
    }
    skip_to_break();
  }
}

}  // namespace knowhow::scenarios
