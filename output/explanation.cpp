#include "output/explanation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>

#include "output/text_table.h"

namespace knowhow::output {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// (a - b) / (ln a - ln b), which lies between the two.
double logarithmic_mean(double a, double b) { return a == b ? a : (a - b) / (std::log(a) - std::log(b)); }

/// The mean over replicates of a variable in every scenario, summed over all dimensions but one.
std::vector<double> sums_along(const ResultsValues& file, const std::string& name,
                               const std::string& dimension) {
  const auto& variable = file.variable(name);
  const auto values = file.read(name, {{"statistic", 0}}, Group::summary);
  std::size_t after = 1, parts = 1;
  if (!dimension.empty()) {
    parts = file.dimension(dimension).size();
    for (auto d = variable.dimensions.rbegin(); d != variable.dimensions.rend() && *d != dimension; ++d)
      after *= file.dimension(*d).size();
  }
  const std::size_t scenarios = file.results().scenarios().size(), elements = values.size() / scenarios;
  std::vector<double> sums(scenarios * parts);
  for (std::size_t i = 0; i < values.size(); ++i) sums[i / elements * parts + i / after % parts] += values[i];
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

Books::Books(const ResultsValues& file, const std::vector<sim::Breakdown>& breakdowns) : file_(file) {
  for (const auto& breakdown : breakdowns) {
    if (breakdown.whole.empty() || breakdown.rest.empty() || !file.has(breakdown.variable) ||
        !file.has(breakdown.whole))
      continue;
    Book book{breakdown, 1, sums_along(file, breakdown.variable, breakdown.dimension),
              sums_along(file, breakdown.whole, "")};
    book.parts = book.losses.size() / book.potentials.size();
    books_.push_back(std::move(book));
  }
}

/// The name of each part of a book, in the words of `labels`.
std::vector<std::string> Books::names(const Book& book, const std::string& labels) const {
  if (book.breakdown.dimension.empty()) {
    for (const auto& [name, word] : file_.variable(book.breakdown.variable).labels)
      if (name == labels) return {word};
    return {book.breakdown.part};
  }
  const auto& dimension = file_.dimension(book.breakdown.dimension);
  for (const auto& other : dimension.labels)
    if (other.name == labels) return other.of_elements;
  return std::get<std::vector<std::string>>(dimension.coordinate);
}

std::vector<BookChange> explain(const Books& before, std::size_t scenario_before, const Books& after,
                                std::size_t scenario_after, const std::string& labels) {
  std::vector<BookChange> changes;
  for (const auto& one : before.books_)
    for (const auto& other : after.books_) {
      if (one.breakdown.variable != other.breakdown.variable || one.parts != other.parts) continue;
      auto change = change_between(std::span(one.losses).subspan(scenario_before * one.parts, one.parts),
                                   one.potentials[scenario_before],
                                   std::span(other.losses).subspan(scenario_after * other.parts, other.parts),
                                   other.potentials[scenario_after], before.names(one, labels));
      change.title = one.breakdown.title;
      change.gained_name = one.breakdown.rest;
      changes.push_back(std::move(change));
    }
  return changes;
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
