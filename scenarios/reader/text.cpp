#include "scenarios/reader/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "scenarios/reader/yaml.h"

namespace knowhow::scenarios {

namespace {

constexpr char32_t invalid = 0xFFFFFFFF;

/// The character that begins at the offset, which is moved behind it; `invalid` where it is not UTF-8.
char32_t next_character(std::string_view text, std::size_t& offset) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char lead = byte(offset);
  if (lead < 0x80) return text[offset++];
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - offset <= static_cast<std::size_t>(more)) return invalid;
  char32_t character = lead & (0x3F >> more);
  for (int i = 1; i <= more; ++i) {
    if ((byte(offset + i) & 0xC0) != 0x80) return invalid;
    character = character << 6 | (byte(offset + i) & 0x3F);
  }
  constexpr std::array<char32_t, 4> least{0, 0x80, 0x800, 0x10000};
  if (character < least[more] || character > 0x10FFFF || (0xD800 <= character && character <= 0xDFFF))
    return invalid;
  offset += more + 1;
  return character;
}

std::string code_point(char32_t character) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string written = "U+";
  for (int shift = 12; shift >= 0; shift -= 4) written += digits[character >> shift & 0xF];
  return written;
}

[[noreturn]] void give_up(const std::filesystem::path& path, const std::string& reason) {
  throw sim::FileTrouble(path.string() + ": " + reason);
}

std::string way_out(int error) {
  const std::string reason = std::strerror(error);
  if (error == EACCES)
    return reason + "; ask its owner for permission to read it, or copy it to a folder of yours";
  return reason + "; check the disk or copy the file elsewhere";
}

}  // namespace

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

bool check_characters(std::string_view text, const std::string& name, sim::Problems& problems) {
  const std::string as_utf8 = "save the file as UTF-8 (in the editor: Save as, encoding UTF-8)";
  const auto in_words_of_two_bytes = [](std::string_view start) {
    return start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF") ||
           (start.size() >= 2 && (start[0] == '\0') != (start[1] == '\0'));
  };
  if (in_words_of_two_bytes(text)) {
    problems.add({name, 1, 1}, "", "this file is written in UTF-16, not in UTF-8", as_utf8);
    return false;
  }
  text = without_mark(text);
  for (std::size_t offset = 0; offset < text.size();) {
    const std::size_t start = offset;
    const char32_t character = next_character(text, offset);
    const bool line_end = character == '\n' || (character == '\r' && text.substr(offset).starts_with('\n'));
    const bool control = (character < 0x20 && character != '\t') || (0x7F <= character && character < 0xA0) ||
                         character == 0xFEFF || character == 0xFFFE || character == 0xFFFF;
    if (line_end || (character != invalid && !control)) continue;
    const sim::Place place = Places(text, name).at(start);
    if (character == invalid)
      problems.add(place, "", "this is not UTF-8", as_utf8);
    else if (character == 0)
      problems.add(place, "", "a NUL character, so this is no text file (or a damaged one)",
                   "restore the file, or remove the character");
    else if (character == '\r')
      problems.add(place, "", "a carriage return without a line feed",
                   "save the file with the line ends of Unix or Windows");
    else
      problems.add(place, "", "an invisible control character (" + code_point(character) + ")", "remove it");
    return false;
  }
  return true;
}

Places::Places(std::string_view text, std::string name)
    : text_(text), name_(std::move(name)), line_starts_{0} {
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n', end + 1))
    line_starts_.push_back(end + 1);
}

sim::Place Places::at(std::size_t offset) {
  offset = std::min(offset, text_.size());
  const auto above = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const std::size_t line = above - line_starts_.begin() - 1;
  if (line != line_ || offset < offset_) {
    line_ = line;
    offset_ = line_starts_[line];
    column_ = 1;
  }
  for (; offset_ < offset; ++offset_)
    if ((static_cast<unsigned char>(text_[offset_]) & 0xC0) != 0x80) ++column_;
  return {name_, static_cast<int>(line_ + 1), column_};
}

std::string read_text(const std::filesystem::path& path, std::size_t most_bytes, sim::Problems& problems) {
  std::error_code trouble;
  const auto status = std::filesystem::status(path, trouble);
  if (status.type() == std::filesystem::file_type::not_found)
    give_up(path, "there is no such file; check the name and the folder");
  if (trouble) give_up(path, way_out(trouble.value()));
  if (is_directory(status)) give_up(path, "this is a folder; name a file in it");
  if (!is_regular_file(status))
    give_up(path, "this is not a regular file; copy its content to one and name that");

  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) give_up(path, way_out(errno));
  // Read to the limit instead of trusting a size: the file may grow, and files under /proc say 0.
  std::string text;
  std::array<char, 1 << 16> buffer;
  do {
    file.read(buffer.data(), buffer.size());
    text.append(buffer.data(), file.gcount());
  } while (file && text.size() <= most_bytes);
  if (file.bad()) give_up(path, way_out(errno));

  const std::string name = path.string();
  if (text.size() > most_bytes) {
    problems.add({name, 0, 0}, "", "the file is larger than " + std::to_string(most_bytes) + " bytes",
                 "put data in bulk into CSV tables of their own, or several smaller files");
    return {};
  }
  return check_characters(text, name, problems) ? text : std::string();
}

}  // namespace knowhow::scenarios
