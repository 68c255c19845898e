// What a calibration found, for people and for programs.
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/calibration_run.h"
#include "output/comparison_text.h"
#include "scenarios/samples.h"

namespace knowhow::app {

namespace {

using nlohmann::ordered_json;

std::string digits(double value, int significant = 3) {
  if (std::isnan(value)) return "none";
  std::array<char, 64> text{};
  const auto end =
      std::to_chars(text.begin(), text.end(), value, std::chars_format::general, significant).ptr;
  return {text.data(), end};
}

std::string shortest(double value) {
  std::array<char, 64> text{};
  return {text.data(), std::to_chars(text.begin(), text.end(), value).ptr};
}

/// A share in per cent, or a number as it is.
std::string shown(double value, const scenarios::Observation& observation) {
  return observation.sample > 0 && !std::isnan(value) ? std::to_string(std::lround(100 * value)) + " %"
                                                      : digits(value);
}

std::string shown(const studies::Band& band, const scenarios::Observation& observation) {
  return shown(band.middle, observation) + " (" + shown(band.least, observation) + " to " +
         shown(band.most, observation) + ")";
}

std::string shown(const studies::Band& band) {
  return digits(band.middle) + " (" + digits(band.least) + " to " + digits(band.most) + ")";
}

/// Rows under a heading, as columns of a page or of a terminal.
class Table {
 public:
  explicit Table(std::vector<std::string> heading) : rows_{std::move(heading)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  std::string text(bool markdown) const {
    std::vector<std::size_t> widths(rows_[0].size());
    for (const auto& row : rows_)
      for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
    std::string text;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      std::string line = markdown ? "|" : "";
      for (std::size_t c = 0; c < rows_[r].size(); ++c) {
        std::string cell = rows_[r][c];
        if (markdown)
          cell = " " + cell + " |";
        else
          cell.resize(widths[c] + 2, ' ');
        line += cell;
      }
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
      if (markdown && r == 0) {
        text += "|";
        for (std::size_t c = 0; c < rows_[0].size(); ++c) text += "---|";
        text += "\n";
      }
    }
    return text;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

std::string numbers_table(const studies::Posterior& posterior, bool markdown) {
  Table table({"number", "before", "after", "left open", ""});
  for (const auto& found : posterior.numbers)
    table.add({markdown ? "`" + found.prior.path + "`" : found.prior.path, shown(found.before),
               shown(found.after), std::to_string(std::lround(100 * found.left_open)) + " %",
               found.pinned() ? "" : "not pinned down by these figures"});
  return table.text(markdown);
}

std::string verdict(const studies::FigureFound& found) {
  std::string words = found.inside() ? "inside" : "outside";
  if (!found.observation.fitted && !found.narrower()) words += ", and no narrower than before";
  return words;
}

std::string figures_table(const studies::Posterior& posterior, bool fitted, bool markdown) {
  Table table({fitted ? "fitted" : "predicted, not fitted", "observed", "before", "after", "90 % band"});
  bool any = false;
  for (const auto& found : posterior.figures) {
    if (found.observation.fitted != fitted) continue;
    any = true;
    table.add({found.observation.name, shown(found.observation.value, found.observation),
               shown(found.before, found.observation), shown(found.after, found.observation),
               verdict(found)});
  }
  return any ? table.text(markdown) : "";
}

std::string how_it_ended(const studies::Posterior& posterior) {
  const auto& last = posterior.generations.back();
  std::string text = std::to_string(posterior.generations.size()) + " generations, " +
                     std::to_string(posterior.runs) + " runs; " + std::to_string(posterior.particles.size()) +
                     " samples, worth " + std::to_string(std::lround(posterior.effective)) +
                     " of equal weight; the farthest is " + digits(last.tolerance) +
                     " standard errors from what was observed.\n";
  if (!posterior.settled)
    text += "The search had not settled when its runs were used up (" +
            std::to_string(std::lround(100 * last.acceptance)) +
            " % of the last came nearer): allow more with `search.most_runs`.\n";
  return text;
}

/// How far off predictions were, all in all; nothing where none was asked for.
std::string how_good(const studies::Posterior& posterior) {
  double sum = 0;
  int count = 0;
  bool shares = true;
  for (const auto& found : posterior.figures)
    if (!found.observation.fitted) {
      sum += found.score;
      ++count;
      shares = shares && found.observation.sample > 0;
    }
  if (count == 0) return "";
  return "Predictions: mean ranked probability score " +
         (shares ? digits(100 * sum / count) + " points of 100" : digits(sum / count)) +
         " (0 would be sure and right).\n";
}

ordered_json band_json(const studies::Band& band) { return {band.least, band.middle, band.most}; }

}  // namespace

std::string posterior_text(const scenarios::Calibration& calibration, const studies::Posterior& posterior,
                           bool markdown) {
  std::string text =
      markdown ? ""
               : calibration.title + "\n" + (calibration.question.empty() ? "" : calibration.question + "\n");
  text +=
      "Medians, and in brackets where 90 % lie; `left open` is the spread of the posterior over that of the "
      "prior.\n\n";
  text += numbers_table(posterior, markdown) + "\n" + figures_table(posterior, true, markdown) + "\n";
  if (const auto predicted = figures_table(posterior, false, markdown); !predicted.empty())
    text += predicted + "\n";
  return text + how_good(posterior) + how_it_ended(posterior);
}

std::string posterior_json(const scenarios::Calibration& calibration, const studies::Posterior& posterior) {
  ordered_json numbers = ordered_json::array(), figures = ordered_json::array(),
               generations = ordered_json::array();
  for (const auto& found : posterior.numbers)
    numbers.push_back({{"path", found.prior.path},
                       {"unit", found.prior.unit},
                       {"before", band_json(found.before)},
                       {"after", band_json(found.after)},
                       {"left_open", found.left_open},
                       {"pinned_down", found.pinned()}});
  for (const auto& found : posterior.figures)
    figures.push_back({{"name", found.observation.name},
                       {"fitted", found.observation.fitted},
                       {"observed", found.observation.value},
                       {"standard_error", found.error},
                       {"source", found.observation.source},
                       {"before", band_json(found.before)},
                       {"after", band_json(found.after)},
                       {"inside", found.inside()},
                       {"ranked_probability_score", found.score}});
  for (const auto& generation : posterior.generations)
    generations.push_back({{"runs", generation.runs},
                           {"tolerance", generation.tolerance},
                           {"acceptance", generation.acceptance}});
  const ordered_json told{{"title", calibration.title},
                          {"quantiles", {0.05, 0.5, 0.95}},
                          {"numbers", numbers},
                          {"figures", figures},
                          {"generations", generations},
                          {"runs", posterior.runs},
                          {"settled", posterior.settled},
                          {"samples", posterior.particles.size()},
                          {"effective_samples", posterior.effective}};
  return told.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

std::string posterior_csv(const studies::Posterior& posterior) {
  const std::size_t numbers = posterior.numbers.size(), samples = posterior.particles.size();
  std::vector<std::string> head{"weight"};
  for (const auto& found : posterior.numbers) head.push_back(found.prior.path);
  const auto line = [](const std::vector<std::string>& cells, const std::string& last) {
    std::string text;
    for (const auto& cell : cells) text += output::csv_field(cell) + ",";
    return text + last + "\n";
  };
  std::string text = line(head, scenarios::check_column);
  for (std::size_t n = 0; n < samples; ++n) {
    std::vector<std::string> cells{shortest(posterior.particles[n].weight)};
    for (std::size_t p = 0; p < numbers; ++p) cells.push_back(shortest(posterior.values[n * numbers + p]));
    text += line(cells, scenarios::check_of(head, samples, n, cells));
  }
  return text;
}

}  // namespace knowhow::app
