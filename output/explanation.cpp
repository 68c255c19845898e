#include "output/explanation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "output/text_table.h"

namespace knowhow::output {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// (a - b) / (ln a - ln b), which lies between the two.
double logarithmic_mean(double a, double b) { return a == b ? a : (a - b) / (std::log(a) - std::log(b)); }

/// The name of each element of a breakdown, in the words of `labels`.
std::vector<std::string> names_in(const ResultsValues& file, const sim::Breakdown& breakdown,
                                  const std::string& labels) {
  if (breakdown.dimension.empty()) {
    for (const auto& [name, word] : file.variable(breakdown.variable).labels)
      if (name == labels) return {word};
    return {breakdown.part};
  }
  const auto& dimension = file.dimension(breakdown.dimension);
  for (const auto& other : dimension.labels)
    if (other.name == labels) return other.of_elements;
  return std::get<std::vector<std::string>>(dimension.coordinate);
}

/// The mean over replicates of a variable in one scenario, summed over all dimensions but one.
std::vector<double> sums_along(const Place& place, const std::string& name, const std::string& dimension) {
  const auto& variable = place.file.variable(name);
  const auto values = place.file.read(name, {{"scenario", place.scenario}, {"statistic", 0}}, Group::summary);
  if (dimension.empty()) return {std::accumulate(values.begin(), values.end(), 0.0)};
  std::size_t after = 1;
  for (auto d = variable.dimensions.rbegin(); d != variable.dimensions.rend() && *d != dimension; ++d)
    after *= place.file.dimension(*d).size();
  std::vector<double> sums(place.file.dimension(dimension).size());
  for (std::size_t i = 0; i < values.size(); ++i) sums[i / after % sums.size()] += values[i];
  return sums;
}

using Cells = std::vector<std::vector<std::string>>;

std::string percent(double part, double whole) {
  return whole > 0 ? fixed(100 * part / whole, 1) + " %" : "-";
}

Cells table(const BookChange& book, const std::string& before, const std::string& after) {
  const double most = std::max(std::abs(book.potential_before), std::abs(book.potential_after));
  const int decimals = most >= 1000 ? 0 : most >= 100 ? 1 : 2;
  const auto line = [&](const std::string& name, double a, double b, double effect, bool share) {
    return std::vector<std::string>{name,
                                    fixed(a, decimals),
                                    fixed(b, decimals),
                                    share ? percent(a, book.potential_before) : "",
                                    share ? percent(b, book.potential_after) : "",
                                    effect == 0 ? "0" : fixed(effect, decimals + 1, true)};
  };
  Cells lines{
      {book.title, before, after, "of it", "of it", "makes a difference of"},
      line("all there was", book.potential_before, book.potential_after, book.effect_of_potential, false)};
  for (const auto& loss : book.losses)
    lines.push_back(line("lost to " + loss.name, loss.before, loss.after, loss.effect, true));
  lines.push_back(line(book.gained_name, book.gained_before, book.gained_after,
                       book.gained_after - book.gained_before, true));
  return lines;
}

std::string escaped_cell(const std::string& text) {
  std::string all;
  for (const char c : text) all += c == '|' ? std::string("\\|") : std::string(1, c);
  return all;
}

nlohmann::ordered_json number_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

}  // namespace

BookChange change_between(std::span<const double> losses_before, double potential_before,
                          std::span<const double> losses_after, double potential_after,
                          const std::vector<std::string>& labels) {
  if (losses_before.size() != labels.size() || losses_after.size() != labels.size())
    throw std::logic_error("explanation: not as many names as losses");
  BookChange book;
  book.potential_before = potential_before;
  book.potential_after = potential_after;
  book.gained_before = potential_before - std::accumulate(losses_before.begin(), losses_before.end(), 0.0);
  book.gained_after = potential_after - std::accumulate(losses_after.begin(), losses_after.end(), 0.0);
  const bool alive = book.gained_before > 0 && book.gained_after > 0;
  const double weight = alive ? logarithmic_mean(book.gained_after, book.gained_before) : missing;
  book.effect_of_potential = alive ? weight * std::log(potential_after / potential_before) : missing;
  double left_before = potential_before, left_after = potential_after;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double next_before = left_before - losses_before[i], next_after = left_after - losses_after[i];
    const double effect =
        alive ? weight * std::log(next_after / left_after * (left_before / next_before)) : missing;
    left_before = next_before;
    left_after = next_after;
    auto known = std::find_if(book.losses.begin(), book.losses.end(),
                              [&](const Loss& loss) { return loss.name == labels[i]; });
    if (known == book.losses.end()) known = book.losses.insert(known, {labels[i]});
    known->before += losses_before[i];
    known->after += losses_after[i];
    known->effect += effect;
  }
  return book;
}

std::vector<BookChange> explain(const Place& before, const Place& after,
                                const std::vector<sim::Breakdown>& breakdowns, const std::string& labels) {
  std::vector<BookChange> books;
  for (const auto& breakdown : breakdowns) {
    if (breakdown.whole.empty() || breakdown.rest.empty()) continue;
    const auto there = [&](const ResultsValues& file) {
      return file.has(breakdown.variable) && file.has(breakdown.whole);
    };
    if (!there(before.file) || !there(after.file)) continue;
    auto book = change_between(sums_along(before, breakdown.variable, breakdown.dimension),
                               sums_along(before, breakdown.whole, "").front(),
                               sums_along(after, breakdown.variable, breakdown.dimension),
                               sums_along(after, breakdown.whole, "").front(),
                               names_in(before.file, breakdown, labels));
    book.title = breakdown.title;
    book.gained_name = breakdown.rest;
    books.push_back(std::move(book));
  }
  return books;
}

const char* const explanation_legend =
    "Amounts are means of a run. `of it`: as a share of all there was. `makes a difference of`: what this "
    "cause alone\n"
    "makes of the difference in the last line, which they sum to (logarithmic mean Divisia index).\n";

std::string explanation_text(const std::vector<BookChange>& books, const std::string& before,
                             const std::string& after) {
  std::string text;
  for (const auto& book : books) {
    auto lines = table(book, before, after);
    lines[0][0] = "";
    text += book.title + "\n" + align(lines) + "\n";
  }
  return text;
}

std::string explanation_markdown(const std::vector<BookChange>& books, const std::string& before,
                                 const std::string& after) {
  std::string text;
  for (const auto& book : books) {
    auto lines = table(book, before, after);
    text += "### " + book.title + "\n\n";
    lines[0][0] = "";
    for (std::size_t l = 0; l < lines.size(); ++l) {
      for (const auto& cell : lines[l]) text += "| " + escaped_cell(cell) + (cell.empty() ? "" : " ");
      text += l == 0 ? "|\n|---|---:|---:|---:|---:|---:|\n" : "|\n";
    }
    text += "\n";
  }
  return text;
}

std::string explanation_json(const std::vector<BookChange>& books) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& book : books) {
    nlohmann::ordered_json entry{
        {"title", book.title},
        {"potential", {{"before", book.potential_before}, {"after", book.potential_after}}},
        {"gained",
         {{"name", book.gained_name}, {"before", book.gained_before}, {"after", book.gained_after}}},
        {"effect_of_potential", number_or_null(book.effect_of_potential)}};
    for (const auto& loss : book.losses)
      entry["losses"].push_back({{"name", loss.name},
                                 {"before", loss.before},
                                 {"after", loss.after},
                                 {"effect", number_or_null(loss.effect)}});
    list.push_back(std::move(entry));
  }
  return list.dump(2);
}

}  // namespace knowhow::output
