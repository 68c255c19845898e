#include "scenarios/reader/csv.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "scenarios/reader/text.h"

namespace knowhow::scenarios {

namespace {

class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& name, sim::Problems& problems)
      : text_(text), places_(text, name), problems_(problems) {}

  CsvTable table() {
    CsvTable table;
    if (at_break()) {
      report(0, "there is no header", "begin with a line that names the columns, separated by commas");
      return table;
    }
    if (auto header = row()) {
      table.header = std::move(*header);
    } else {
      stopped_ = true;  // without columns, no row can be judged
    }
    check_header(table.header);
    while (!stopped_ && text_.find_first_not_of("\r\n", at_) != text_.npos) {
      const std::size_t start = at_;
      if (at_break()) {
        report(at_, "an empty line", "remove it");
        end_line();
        continue;
      }
      auto cells = row();
      if (!cells) continue;
      if (cells->size() == table.header.size())
        table.rows.push_back(std::move(*cells));
      else
        report(start,
               "this row has " + cells_in_words(cells->size()) + ", the header " +
                   std::to_string(table.header.size()),
               "one comma between two cells; a cell with a comma in it stands in double quotes");
    }
    return table;
  }

 private:
  static std::string cells_in_words(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " cell" : " cells");
  }

  void report(std::size_t offset, std::string what, std::string cure) {
    problems_.add(places_.at(offset), "", std::move(what), std::move(cure));
  }

  bool at_end() const { return at_ >= text_.size(); }
  bool at_break() const { return at_end() || text_[at_] == '\n' || text_[at_] == '\r'; }
  void end_line() { at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1; }
  void skip_to_comma() { at_ = std::min(text_.find_first_of(",\r\n", at_), text_.size()); }

  /// One line of cells; nothing where one of them is wrong.
  std::optional<std::vector<CsvCell>> row() {
    std::vector<CsvCell> cells;
    bool good = true;
    for (;;) {
      cells.push_back({{}, places_.at(at_)});
      good &= !at_end() && text_[at_] == '"' ? quoted_cell(cells.back().text) : plain_cell(cells.back().text);
      if (stopped_) return std::nullopt;
      if (at_break()) break;
      ++at_;
    }
    if (!at_end()) end_line();
    return good ? std::optional(std::move(cells)) : std::nullopt;
  }

  bool plain_cell(std::string& cell) {
    const std::size_t start = at_;
    skip_to_comma();
    cell = text_.substr(start, at_ - start);
    const std::size_t quote = cell.find('"');
    if (quote == cell.npos) return true;
    if (cell.find_first_not_of(' ') == quote)
      report(start + quote, "there is a space before the quote", "remove the space");
    else
      report(start + quote, "a quote inside a cell without quotes",
             "put the whole cell in double quotes and double the quotes in it");
    return false;
  }

  bool quoted_cell(std::string& cell) {
    const std::size_t opening = at_++;
    for (;;) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == text_.npos) {
        report(opening, "this quote is not closed", "close it; a quote inside the cell is written \"\"");
        stopped_ = true;
        return false;
      }
      cell += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (at_end() || text_[at_] != '"') break;
      cell += text_[at_++];
    }
    if (at_break() || text_[at_] == ',') return true;
    report(at_, "there is text behind the closing quote",
           "remove it; a quote inside the cell is written \"\"");
    skip_to_comma();
    return false;
  }

  void check_header(const std::vector<CsvCell>& header) {
    if (header.size() == 1) {
      const std::size_t other = header[0].text.find_first_of(";\t");
      if (other != std::string::npos)
        problems_.add({header[0].place.file, 1, static_cast<int>(other) + 1}, "",
                      std::string("the columns are separated by ") +
                          (header[0].text[other] == ';' ? "semicolons" : "tabs"),
                      "save the table with commas between the columns");
    }
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (header[i].text.empty())
        problems_.add(header[i].place, "", "column " + std::to_string(i + 1) + " has no name",
                      "name it, or remove it with the comma before it");
      const auto same = [&](const CsvCell& cell) { return cell.text == header[i].text; };
      const std::size_t first = std::find_if(header.begin(), header.end(), same) - header.begin();
      if (first < i && !header[i].text.empty())
        problems_.add(header[i].place, header[i].text,
                      "column " + std::to_string(first + 1) + " has this name too",
                      "rename or remove one of them");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool stopped_ = false;
  Places places_;
  sim::Problems& problems_;
};

}  // namespace

CsvTable parse_csv(std::string_view text, const std::string& name, sim::Problems& problems) {
  if (!check_characters(text, name, problems)) return {};
  return CsvReader(without_mark(text), name, problems).table();
}

}  // namespace knowhow::scenarios
