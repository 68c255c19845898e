#include "scenarios/tables.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <unordered_map>

#include "scenarios/files.h"
#include "scenarios/reader/quantity.h"

namespace knowhow::scenarios {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = std::size_t{64} << 20;

/// A table may have millions of rows; more complaints than these help nobody.
constexpr std::size_t most_problems = 50;

class TableCheck {
 public:
  TableCheck(const Written& written) : written_(written), before_(written.problems().size()) {}

  void refuse(const sim::Place& place, const std::string& column, std::string what,
              std::string cure = {}) const {
    if (written_.problems().size() - before_ < most_problems)
      written_.problems().add(place, join(written_.path(), column), std::move(what), std::move(cure));
  }
  bool enough() const { return written_.problems().size() - before_ >= most_problems; }

 private:
  const Written& written_;
  std::size_t before_;
};

std::optional<std::size_t> index_of(const CsvTable& table, const std::string& name) {
  const auto found = std::ranges::find(table.header, name, &CsvCell::text);
  if (found == table.header.end()) return {};
  return found - table.header.begin();
}

bool check_header(const sim::Declaration& declaration, const CsvTable& table, const Written& written) {
  std::vector<std::string> known;
  for (const auto& column : declaration.columns) known.push_back(column.name);
  const std::size_t before = written.problems().size();
  for (const auto& cell : table.header)
    if (std::ranges::find(known, cell.text) == known.end())
      written.problems().add(cell.place, join(written.path(), cell.text), "no such column",
                             sim::suggestion(cell.text, known));
  for (const auto& column : declaration.columns)
    if (!index_of(table, column.name))
      written.problems().add(table.header.front().place, join(written.path(), column.name),
                             "this column is missing", column.meaning);
  return written.problems().size() == before;
}

void check_number(const sim::Column& column, const CsvCell& cell, const TableCheck& check) {
  const auto value = read_number(cell.text);
  if (!value)
    check.refuse(cell.place, column.name, "'" + cell.text + "' is not a number",
                 "write a plain number without unit");
  else if (!column.range.contains(*value))
    check.refuse(cell.place, column.name,
                 "must be from " + in_words(column.range.least, sim::Unit::number) + " to " +
                     in_words(column.range.most, sim::Unit::number) + ", not " + cell.text,
                 column.meaning);
}

void check_column(const sim::Column& column, std::size_t index, const CsvTable& table,
                  const TableCheck& check) {
  std::unordered_map<std::string, int> lines;
  for (const auto& row : table.rows) {
    const auto& cell = row[index];
    if (check.enough()) return;
    if (cell.text.empty()) {
      if (column.may_be_empty) continue;
      check.refuse(cell.place, column.name, "this cell is empty", column.meaning);
      continue;
    }
    if (column.number) check_number(column, cell, check);
    if (!column.key) continue;
    const auto [first, is_new] = lines.try_emplace(cell.text, cell.place.line);
    if (!is_new)
      check.refuse(cell.place, column.name,
                   "'" + cell.text + "' is there already, in line " + std::to_string(first->second));
  }
}

}  // namespace

std::string Tables::name_for(const std::string& location, const std::string& text) {
  const auto known = names_.find(location);
  if (known != names_.end()) return known->second;
  const fs::path file = fs::path(location).filename();
  std::string name = file.string();
  for (int number = 2; read_.contains(name); ++number)
    name = file.stem().string() + "_" + std::to_string(number) + file.extension().string();
  names_[location] = name;
  read_[name] = text;
  return name;
}

std::optional<std::string> Tables::text_on_disk(const Written& file) {
  const fs::path path = beside(file.node().place, file.node().text);
  auto text = read_named_file(file, path, most_bytes);
  if (text) name_of_node_[&file.node()] = name_for(fs::weakly_canonical(path).string(), *text);
  return text;
}

std::optional<std::string> Tables::text_of(const Written& file) {
  if (!file.word()) return {};
  if (!texts_) return text_on_disk(file);
  const auto found = texts_->find(file.node().text);
  if (found == texts_->end()) {
    std::vector<std::string> known;
    for (const auto& [name, text] : *texts_) known.push_back(name);
    file.refuse("there is no such file among the tables stored with this scenario",
                sim::suggestion(file.node().text, known));
    return {};
  }
  name_of_node_[&file.node()] = name_for(found->first, found->second);
  return found->second;
}

std::optional<CsvTable> Tables::parse(const Written& written) {
  if (!written.is_map()) return {};
  const std::size_t before = written.problems().size();
  written.allow_only({"file"});
  const auto file = written.require("file", "write the table's name, as in {file: NAME.csv}");
  const auto text = file ? text_of(*file) : std::nullopt;
  if (!text) return {};
  const sim::Place& place = file->node().place;
  const std::string shown = texts_ ? file->node().text : beside(place, file->node().text).string();
  CsvTable table = parse_csv(*text, shown, written.problems());
  if (written.problems().size() > before) return {};
  return table;
}

void Tables::read(const sim::Declaration& declaration, const Written& written, Names& names) {
  const auto leave_open = [&] {
    for (const auto& column : declaration.columns)
      if (!column.defines.empty()) names.leave_open(column.defines);
  };
  const std::size_t before = written.problems().size();
  auto parsed = parse(written);
  if (!parsed || !check_header(declaration, *parsed, written)) return leave_open();
  CsvTable& table = *parsed;

  const TableCheck check(written);
  for (const auto& column : declaration.columns) {
    const std::size_t index = *index_of(table, column.name);
    check_column(column, index, table, check);
    if (column.defines.empty()) continue;
    for (const auto& row : table.rows)
      if (!row[index].text.empty()) names.define(column.defines, row[index].text);
  }
  if (written.problems().size() > before) leave_open();
  tables_[written.path()] = std::move(table);
}

void Tables::finish(const sim::Declaration& declaration, const Written& written, const Names& names,
                    sim::Setting& setting) {
  const auto found = tables_.find(written.path());
  if (found == tables_.end()) return;
  const CsvTable& table = found->second;
  const std::size_t before = written.problems().size();
  setting.rows = table.rows.size();
  for (const auto& column : declaration.columns) {
    const std::size_t index = *index_of(table, column.name);
    sim::TableColumn& cells = setting.table[column.name];
    for (const auto& row : table.rows) {
      const auto& cell = row[index];
      if (!column.of.empty() && !cell.text.empty() && written.problems().size() - before < most_problems)
        names.check(column.of, cell.text, cell.place, join(written.path(), column.name), written.problems());
      cells.words.push_back(cell.text);
      if (column.number)
        cells.numbers.push_back(cell.text.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                  : read_number(cell.text).value_or(0));
    }
  }
  tables_.erase(found);
}

const std::string* Tables::name_of(const YamlNode& file) const {
  const auto found = name_of_node_.find(&file);
  return found == name_of_node_.end() ? nullptr : &found->second;
}

}  // namespace knowhow::scenarios
