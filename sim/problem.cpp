#include "sim/problem.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace knowhow::sim {
namespace {

std::string to_string(const Place& place) {
  std::string text = place.file;
  if (text.empty() || place.line == 0) return text;
  text += ':' + std::to_string(place.line);
  if (place.column != 0) text += ':' + std::to_string(place.column);
  return text;
}

std::string lines(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += to_string(problem);
  }
  return text;
}

/// What two spellings of one name have in common.
std::string folded(const std::string& name) {
  std::string result = name;
  for (char& c : result) {
    if (c == '-' || c == ' ') c = '_';
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

/// Damerau and Levenshtein's distance as optimal string alignment: one letter put in, left out or replaced,
/// or two neighbours swapped, each count one.
std::size_t edits(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string to_string(const Problem& problem) {
  std::string text;
  const auto join = [&text](const char* separator, const std::string& piece) {
    if (piece.empty()) return;
    if (!text.empty()) text += separator;
    text += piece;
  };
  join("", to_string(problem.place));
  join(": ", problem.subject);
  join(": ", problem.what);
  join("; ", problem.cure);
  return text;
}

std::string suggestion(const std::string& written, const std::vector<std::string>& known) {
  const std::string wanted = folded(written);
  const std::size_t limit = std::max<std::size_t>(1, wanted.size() / 3);
  const std::string* nearest = nullptr;
  std::size_t fewest = limit + 1;
  for (const std::string& name : known) {
    const auto [shorter, longer] = std::minmax({name.size(), wanted.size()});
    if (longer - shorter > limit) continue;
    const std::size_t distance = edits(wanted, folded(name));
    if (distance < fewest) {
      fewest = distance;
      nearest = &name;
    }
  }
  if (nearest != nullptr) return "did you mean '" + *nearest + "'?";

  if (known.empty()) return "none is defined here";
  constexpr std::size_t most = 12;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, known.size()); ++i)
    text += (i == 0 ? "known: " : ", ") + known[i];
  if (known.size() > most) text += ", ... (" + std::to_string(known.size()) + " in all)";
  return text;
}

constexpr std::size_t most_problems = 1000;

InvalidInput::InvalidInput(std::vector<Problem> problems)
    : std::runtime_error(lines(problems)), problems_(std::move(problems)) {}

void Problems::add(Place place, std::string subject, std::string what, std::string cure) {
  problems_.push_back({std::move(place), std::move(subject), std::move(what), std::move(cure)});
  if (problems_.size() < most_problems) return;
  problems_.push_back({{}, "", "there may be more problems than these 1000", "mend these first"});
  raise_if_any();
}

void Problems::raise_if_any() {
  if (problems_.empty()) return;
  std::map<std::string, std::size_t> rank;  // of a file: files come in the order in which they were first met
  for (const Problem& problem : problems_) rank.try_emplace(problem.place.file, rank.size());
  std::stable_sort(problems_.begin(), problems_.end(), [&rank](const Problem& a, const Problem& b) {
    return std::tuple(rank.at(a.place.file), a.place.line, a.place.column) <
           std::tuple(rank.at(b.place.file), b.place.line, b.place.column);
  });
  std::set<std::tuple<std::string, int, int, std::string, std::string, std::string>> seen;
  std::vector<Problem> distinct;
  for (Problem& problem : std::exchange(problems_, {})) {
    const auto& [file, line, column] = problem.place;
    if (seen.emplace(file, line, column, problem.subject, problem.what, problem.cure).second)
      distinct.push_back(std::move(problem));
  }
  throw InvalidInput(std::move(distinct));
}

}  // namespace knowhow::sim
