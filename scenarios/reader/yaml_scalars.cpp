// The scalars of YAML: plain, in quotes, and as blocks of lines.
#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "scenarios/reader/yaml_cursor.h"

namespace knowhow::scenarios {

namespace {

/// What the line ends between two lines of a text that is not a block mean: a space for one, else all but
/// one.
void fold(std::string& text, int line_ends) {
  if (line_ends == 1)
    text += ' ';
  else
    text.append(static_cast<std::size_t>(line_ends - 1), '\n');
}

void append_utf8(std::string& text, unsigned long character) {
  const auto byte = [&](unsigned long value) { text += static_cast<char>(value); };
  if (character < 0x80) {
    byte(character);
  } else if (character < 0x800) {
    byte(0xC0 | character >> 6);
    byte(0x80 | (character & 0x3F));
  } else {
    if (character < 0x10000) {
      byte(0xE0 | character >> 12);
    } else {
      byte(0xF0 | character >> 18);
      byte(0x80 | (character >> 12 & 0x3F));
    }
    byte(0x80 | (character >> 6 & 0x3F));
    byte(0x80 | (character & 0x3F));
  }
}

/// The text of a block: `lines` without their indentation; the empty ones at the end are `chomp`ed. The end
/// of the file ends the last line, too.
std::string block_text(const std::vector<std::string_view>& lines, bool folded, char chomp) {
  std::size_t count = lines.size();
  while (count > 0 && lines[count - 1].empty()) --count;
  const auto deeper = [](std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); };
  std::string text;
  std::size_t empty = 0;  // since the last line that is not
  for (std::size_t i = 0; i < count; ++i) {
    if (lines[i].empty()) {
      ++empty;
      continue;
    }
    const bool first = i == empty;
    const bool joined = folded && !first && !deeper(lines[i]) && !deeper(lines[i - empty - 1]);
    if (joined && empty == 0)
      text += ' ';
    else
      text.append(first || joined ? empty : empty + 1, '\n');
    text += lines[i];
    empty = 0;
  }
  if (count > 0 && chomp != '-') text += '\n';
  if (chomp == '+') text.append(lines.size() - count, '\n');
  return text;
}

}  // namespace

bool YamlCursor::plain_starts(bool in_brackets) const {
  if (gap(0)) return false;
  if (std::string_view("-?:").find(peek()) != text_.npos) return !gap(1) && !(in_brackets && separator(1));
  return std::string_view(",[]{}#&*!|>'\"%@`").find(peek()) == text_.npos;
}

std::string_view YamlCursor::plain_line(bool in_brackets) {
  const std::size_t begin = at_;
  std::size_t end = at_;
  for (; !at_break(); ++at_) {
    if (peek() == ':' && (gap(1) || (in_brackets && separator(1)))) break;
    if (peek() == '#' && after_blank()) break;
    if (in_brackets && separator(0)) break;
    if (!at_blank()) end = at_ + 1;
  }
  at_ = end;
  return text_.substr(begin, end - begin);
}

void YamlCursor::refuse_tab_that_indents(int indent) {
  const std::size_t first = line_ + leading_spaces();
  if (leading_spaces() <= indent && first < at_ && text_[first] == '\t')
    fail(first, "a tab is used for indentation", "remove the white space from this empty line");
}

void YamlCursor::plain_lines(int indent, std::string& text) {
  const std::size_t begin = at_;
  for (;;) {
    skip_blanks();
    const bool comment = peek() == '#';
    int line_ends = 0;
    std::size_t tab = text_.npos;  // of an empty line that a tab indents
    if (comment) {
      skip();
    } else {
      while (at_break() && !at_end()) {
        if (line_ends > 0 && tab == text_.npos && leading_spaces() <= indent && at_ > line_ &&
            text_[line_ + leading_spaces()] == '\t')
          tab = line_ + leading_spaces();
        next_line();
        skip_blanks();
        ++line_ends;
      }
    }
    const std::size_t here = std::exchange(at_, line_);
    const bool marker = at_marker();
    at_ = here;
    if (at_end() || marker) return;
    if (peek() == '#' && after_blank()) continue;
    if (leading_spaces() <= indent) return;
    if (comment)
      fail(at_,
           "this line would go on with the text of line " + std::to_string(line_number(begin)) +
               ", but a comment stands between them",
           "move the comment above the text, or mend the indentation of this line");
    if (tab != text_.npos)
      fail(tab, "a tab is used for indentation", "remove the white space from this empty line");
    const std::size_t start = at_;
    fold(text, line_ends);
    text += plain_line(false);
    skip_blanks();
    if (at_indicator(':'))
      fail(start, "a key inside the text that begins in line " + std::to_string(line_number(begin)),
           "mend the indentation, or put the text in quotes if the colon belongs to it");
  }
}

void YamlCursor::plain_lines_in_brackets(int indent, std::size_t opening, std::string& text) {
  for (;;) {
    const int line_ends = cross_lines_in_brackets(indent, opening);
    if (line_ends == 0) return;
    if ((peek() == '#' && after_blank()) || separator(0)) return;
    if (peek() == ':' && (gap(1) || separator(1))) return;
    fold(text, line_ends);
    text += plain_line(true);
  }
}

std::string YamlCursor::quoted(int indent) {
  const std::size_t opening = at_;
  const char quote = text_[at_++];
  std::string text;
  std::size_t kept = 0;  // so much of the text is no white space in front of a line end
  const auto unclosed = [&](const std::string& where) {
    fail(opening, "this quote is not closed" + where,
         std::string("close it with ") + quote + ", and indent its further lines if it has any");
  };
  const auto cross_lines = [&] {
    int line_ends = 0;
    do {
      if (line_ends > 0) refuse_tab_that_indents(indent);
      next_line();
      if (at_marker()) unclosed(" before the document ends");
      skip_blanks();
      ++line_ends;
    } while (at_break() && !at_end());
    if (!at_end() && leading_spaces() <= indent)
      unclosed(", and line " + std::to_string(line_number(at_)) + " is not indented as its continuation");
    return line_ends;
  };
  while (!at_end()) {
    if (at_break()) {
      text.resize(std::max(kept, text.find_last_not_of(" \t") + 1));
      fold(text, cross_lines());
      kept = text.size();
    } else if (quote == '"' && peek() == '\\') {
      if (peek(1) == '\n' || peek(1) == '\r') {
        ++at_;
        text.append(static_cast<std::size_t>(cross_lines() - 1), '\n');
      } else {
        escape(text);
      }
      kept = text.size();
    } else if (peek() != quote) {
      text += text_[at_++];
    } else if (quote == '\'' && peek(1) == quote) {
      text += quote;
      at_ += 2;
    } else {
      ++at_;
      return text;
    }
  }
  unclosed("");
  return {};
}

/// The number behind `\x`, `\u` or `\U`.
unsigned long YamlCursor::code_unit(std::size_t digits) {
  const auto written = text_.substr(at_ + 2, digits);
  unsigned long unit = 0;
  const auto read = std::from_chars(written.data(), written.data() + written.size(), unit, 16);
  if (written.size() < digits || read.ptr != written.data() + digits)
    fail(at_, std::string("'\\") + peek(1) + "' needs " + std::to_string(digits) + " hexadecimal digits",
         "for a backslash itself, write \\\\ or use single quotes");
  return unit;
}

void YamlCursor::escape(std::string& text) {
  const char letter = peek(1);
  const std::size_t begin = at_, digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
  constexpr std::string_view letters = "0abt\tnvfre \"/\\N_LP";
  constexpr unsigned short meanings[] = {0,  7,   8,   9,   9,    10,   11,   12,     13,
                                         27, ' ', '"', '/', '\\', 0x85, 0xA0, 0x2028, 0x2029};
  unsigned long character = 0;
  if (digits > 0) {
    character = code_unit(digits);
    // Beyond U+FFFF, JSON writes two halves.
    if (digits == 4 && 0xD800 <= character && character < 0xDC00 &&
        text_.substr(at_ + 6).starts_with("\\u")) {
      at_ += 6;
      const unsigned long low = code_unit(4);
      if (0xDC00 <= low && low < 0xE000)
        character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
      else
        at_ = begin;
    }
    if (character > 0x10FFFF || (0xD800 <= character && character <= 0xDFFF))
      fail(begin, "there is no such character", "write the character itself, or \\U and its eight digits");
  } else {
    const std::size_t known = at_ + 1 < text_.size() ? letters.find(letter) : letters.npos;
    if (known == letters.npos)
      fail(at_, "a backslash with a meaning unknown to YAML",
           "for a backslash itself, write \\\\ or use single quotes");
    character = meanings[known];
  }
  if (character == 0 && use_ == YamlUse::scenario)
    fail(begin, "a NUL character", "remove it; for a backslash itself, write \\\\ or use single quotes");
  append_utf8(text, character);
  at_ += 2 + digits;
}

std::string YamlCursor::block_scalar(int indent) {
  const std::size_t indicator = at_++;
  char chomp = '\0';
  int inside = -1;  // the column of its text, not known yet
  bool told = false;
  for (;; ++at_) {
    if ((peek() == '+' || peek() == '-') && chomp == '\0') {
      chomp = peek();
    } else if ('1' <= peek() && peek() <= '9' && !told) {
      inside = indent + peek() - '0';
      told = true;
    } else {
      break;
    }
  }
  const bool spaced = at_blank();
  skip_blanks();
  if (!at_break() && !(spaced && peek() == '#'))
    fail(at_, std::string("there is text behind '") + text_[indicator] + "'",
         "begin the text on the next line, indented (or put it in quotes)");
  skip_to_break();

  std::vector<std::string_view> lines;
  int widest_empty = 0;
  const auto done = [&] {
    at_ = line_;
    return block_text(lines, text_[indicator] == '>', chomp);
  };
  while (!at_end()) {
    next_line();
    if (at_end() || at_marker()) return done();
    const int spaces = leading_spaces();
    at_ += spaces;
    if (at_break() && (!told || spaces < inside)) {
      widest_empty = std::max(widest_empty, spaces);
      lines.emplace_back();
      continue;
    }
    if (spaces <= indent || (told && spaces < inside)) {
      if (peek() == '\t') fail(at_, "a tab is used for indentation", "use spaces");
      return done();
    }
    if (!told) {
      inside = spaces;
      told = true;
      if (widest_empty > inside)
        fail(at_, "this line is indented less than an empty line above it",
             "remove the spaces from the empty lines above");
    }
    const std::size_t begin = line_ + static_cast<std::size_t>(inside);
    skip_to_break();
    lines.push_back(text_.substr(begin, at_ - begin));
  }
  return block_text(lines, text_[indicator] == '>', chomp);
}

}  // namespace knowhow::scenarios
