#include "scenarios/samples.h"

#include <algorithm>

#include "scenarios/files.h"
#include "scenarios/reader/quantity.h"
#include "sim/digest.h"

namespace knowhow::scenarios {

namespace {

const std::string weight = "weight";

/// The number that a column is of; -1 for one that is to be passed over.
int slot_of(const CsvCell& head, const Written& written, const SlotTable& slots,
            const std::vector<int>& numbering, const std::vector<sim::UncertainNumber>& drawn) {
  YamlMember named;
  named.key = head.text;
  named.key_place = head.place;
  const auto slot = slots.find(named, head.text, written.problems());
  if (!slot || slots[*slot].place.file.starts_with(command_line_set)) return -1;
  const auto refuse = [&](const char* what, const char* cure) {
    written.problems().add(head.place, head.text, what, cure);
    return -1;
  };
  if (std::ranges::find(numbering, *slot) != numbering.end())
    return refuse("must be one number: names follow from it", "leave this column out");
  if (slots[*slot].base.spread)
    return refuse("has a distribution already, drawn for each of those whose number it is",
                  "keep one of the two");
  if (std::ranges::find(drawn, *slot, &sim::UncertainNumber::slot) != drawn.end())
    return refuse("is drawn by itself, too, under `uncertain`", "keep one of the two");
  return *slot;
}

double number_in(const CsvCell& cell, const std::string& subject, const sim::Range& range,
                 const Written& written) {
  const auto value = read_number(cell.text);
  if (value && range.contains(*value)) return *value;
  written.problems().add(cell.place, subject, "'" + cell.text + "' is not a number it can be",
                         "write one from " + in_words(range.least, sim::Unit::number) + " to " +
                             in_words(range.most, sim::Unit::number));
  return 0;
}

/// Whether the rows are as they were written; hand-made tables have no checks.
void compare_with_checks(const CsvTable& table, std::size_t checks, const Written& written) {
  const auto without = [&](const std::vector<CsvCell>& row) {
    std::vector<std::string> texts;
    for (std::size_t column = 0; column < row.size(); ++column)
      if (column != checks) texts.push_back(row[column].text);
    return texts;
  };
  const auto head = without(table.header);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const CsvCell& cell = table.rows[row][checks];
    if (cell.text == check_of(head, table.rows.size(), row, without(table.rows[row]))) continue;
    written.problems().add(
        cell.place, check_column,
        "the table is not as it was written: a row was changed, added, moved or cut off, or "
        "the head was changed",
        "calibrate again; or, if it is meant, leave out the column `check`");
    return;
  }
}

}  // namespace

std::string check_of(std::span<const std::string> head, std::size_t rows, std::size_t row,
                     std::span<const std::string> cells) {
  sim::Digest digest;
  const std::uint64_t where[] = {rows, row};
  digest.add_column<std::uint64_t>("where", where);
  for (const auto& texts : {head, cells})
    for (const auto& text : texts) digest.add("cell", std::as_bytes(std::span(text)), 1);
  return digest.hex().substr(0, 16);
}

sim::Samples read_samples(const Written& written, Tables& tables, const SlotTable& slots,
                          const std::vector<int>& numbering, const std::vector<sim::UncertainNumber>& drawn) {
  const std::size_t before = written.problems().size();
  const auto table = tables.parse(written);
  if (!table) return {};
  sim::Samples samples;
  std::vector<std::size_t> columns;
  std::optional<std::size_t> weights, checks;
  for (std::size_t column = 0; column < table->header.size(); ++column) {
    const CsvCell& head = table->header[column];
    if (head.text == weight) {
      weights = column;
    } else if (head.text == check_column) {
      checks = column;
    } else if (const int slot = slot_of(head, written, slots, numbering, drawn); slot >= 0) {
      samples.slots.push_back(slot);
      columns.push_back(column);
    }
  }
  if (!weights)
    written.problems().add(table->header.front().place, weight, "this column is missing",
                           "weights need not sum to 1");
  if (table->rows.empty()) written.refuse("has no samples", "name a table that `knowhow calibrate` wrote");
  if (checks) compare_with_checks(*table, *checks, written);
  if (written.problems().size() > before) return {};

  double sum = 0;
  for (const auto& row : table->rows) {
    sum += number_in(row[*weights], weight, {0, 1e300}, written);
    samples.up_to.push_back(sum);
    for (std::size_t n = 0; n < columns.size(); ++n) {
      const auto& slot = slots[samples.slots[n]];
      samples.values.push_back(number_in(row[columns[n]], slot.path, slot.declaration->range, written));
    }
    if (written.problems().size() - before > 50) return {};
  }
  if (sum <= 0 && written.problems().size() == before)
    written.refuse("has no sample of any weight", "give at least one row a weight above 0");
  for (double& share : samples.up_to) share /= sum;
  return samples;
}

}  // namespace knowhow::scenarios
