// A map of the network: organisations as points where their ties draw them, coloured by what they apply.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "output/report_parts.h"
#include "sim/problem.h"

namespace knowhow::output {

namespace {

constexpr std::size_t most_organisations = 600;  // more could not be told apart on a screen
constexpr std::size_t lines_each = 3;            // of its ties, the most, that an organisation is drawn with
constexpr double golden_angle = 2.399963229728653;

struct Tie {
  std::size_t from, to;
  double number;
};

struct Network {
  std::vector<double> people;
  std::vector<Tie> ties;
};

Network read_network(const ReportScene& scene, std::size_t organisations) {
  const auto& results = scene.file.results();
  const auto json = nlohmann::json::parse(results.provenance("organisation_ties"), nullptr, false);
  const auto refuse = [&]() -> Network {
    throw sim::FileTrouble(results.path().string() +
                           ": is damaged: 'organisation_ties' in /provenance is no network");
  };
  try {
    Network network{json.at("people").get<std::vector<double>>(), {}};
    for (const auto& tie : json.at("ties")) network.ties.push_back({tie.at(0), tie.at(1), tie.at(2)});
    const bool fits = std::all_of(network.ties.begin(), network.ties.end(), [&](const Tie& tie) {
      return tie.from < organisations && tie.to < organisations && tie.number > 0;
    });
    return network.people.size() == organisations && fits ? network : refuse();
  } catch (const nlohmann::json::exception&) {
    return refuse();
  }
}

struct Point {
  double x = 0, y = 0;
};

/// Fruchterman and Reingold (1991) from a fixed spiral, so that the same network always gives the same map.
/// Ties pull by the square root of their number; a weak pull to the middle keeps who has none in sight.
std::vector<Point> places(const Network& network) {
  const std::size_t n = network.people.size();
  std::vector<Point> at(n), push(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double radius = std::sqrt((static_cast<double>(i) + .5) / static_cast<double>(n)),
                 angle = golden_angle * static_cast<double>(i);
    at[i] = {radius * std::cos(angle), radius * std::sin(angle)};
  }
  double strongest = 0;
  for (const Tie& tie : network.ties) strongest = std::max(strongest, tie.number);
  const double apart = 1.6 / std::sqrt(static_cast<double>(n));
  constexpr int rounds = 250;
  for (int round = 0; round < rounds; ++round) {
    std::fill(push.begin(), push.end(), Point{});
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j) {
        const double dx = at[i].x - at[j].x, dy = at[i].y - at[j].y,
                     force = apart * apart / std::max(dx * dx + dy * dy, 1e-6);
        push[i].x += dx * force, push[i].y += dy * force;
        push[j].x -= dx * force, push[j].y -= dy * force;
      }
    for (const Tie& tie : network.ties) {
      const double dx = at[tie.from].x - at[tie.to].x, dy = at[tie.from].y - at[tie.to].y,
                   force = std::sqrt(dx * dx + dy * dy) / apart * tie.number / strongest;
      push[tie.from].x -= dx * force, push[tie.from].y -= dy * force;
      push[tie.to].x += dx * force, push[tie.to].y += dy * force;
    }
    const double most = 0.2 * (1 - static_cast<double>(round) / rounds);
    for (std::size_t i = 0; i < n; ++i) {
      push[i].x -= 0.6 * at[i].x, push[i].y -= 0.6 * at[i].y;
      const double length = std::hypot(push[i].x, push[i].y), step = length > most ? most / length : 1;
      at[i].x += step * push[i].x, at[i].y += step * push[i].y;
    }
  }
  return at;
}

/// For each organisation the ties that are most; of two with as many the one that comes first.
std::vector<Tie> drawn(const Network& network) {
  std::vector<std::size_t> order(network.ties.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return network.ties[a].number > network.ties[b].number;
  });
  std::vector<std::size_t> lines(network.people.size());
  std::vector<Tie> kept;
  for (const std::size_t i : order) {
    const Tie& tie = network.ties[i];
    if (lines[tie.from] >= lines_each && lines[tie.to] >= lines_each) continue;
    ++lines[tie.from], ++lines[tie.to];
    kept.push_back(tie);
  }
  return kept;
}

const std::vector<std::string>& label_of(const sim::Dimension& axis, const std::string& name) {
  for (const auto& labels : axis.labels)
    if (labels.name == name) return labels.of_elements;
  return words_of(axis);
}

}  // namespace

void add_map(const ReportScene& scene, ReportCharts& charts) {
  const auto& results = scene.file.results();
  if (!scene.has("final_applied_by", {"organisation"}) || !results.has_provenance("organisation_ties"))
    return;
  const auto& axis = scene.file.dimension("organisation");
  const auto& names = words_of(axis);
  if (names.size() > most_organisations) return;
  const Network network = read_network(scene, names.size());
  if (network.ties.empty()) return;
  const auto at = places(network);
  const auto shares = scene.means("final_applied_by");
  const auto &sectors = label_of(axis, "organisation_sector"),
             &regions = label_of(axis, "organisation_region");
  std::vector<double> ties(names.size());
  for (const Tie& tie : network.ties) ties[tie.from] += tie.number, ties[tie.to] += tie.number;

  ReportTable table(
      "table", "Organisations, and the share of good practices that they apply at the end, mean over futures",
      {word_column("organisation", "organisation"), word_column("sector", "sector"),
       word_column("region", "region"), scene.scenario_column(), number_column("share", "share applied, %"),
       number_column("people", "people simulated"), number_column("ties", "ties to other organisations"),
       number_column("x", "place on the map, across"), number_column("y", "place, up")});
  for (std::size_t s = 0; s < scene.scenarios.size(); ++s)
    for (std::size_t o = 0; o < names.size(); ++o)
      table.row(names[o], in_words(sectors[o]), in_words(regions[o]), scene.scenarios[s],
                100 * shares[s * names.size() + o], network.people[o], ties[o], at[o].x, at[o].y);
  ReportTable lines("lines", "Ties between people of two organisations, those that are drawn",
                    {word_column("one", "organisation", names), word_column("other", "and", names),
                     number_column("number", "ties")});
  for (const Tie& tie : drawn(network)) lines.row(names[tie.from], names[tie.to], tie.number);
  charts.push_back({"map",
                    "map.json",
                    "Who is tied to whom",
                    "Organisations as points: the larger, the more people; the brighter, the more of the "
                    "good practices that suit "
                    "them they apply at the end, on average over futures; hollow, where none can travel to "
                    "them. Each is drawn with "
                    "lines to those with whom its people have most ties, and lies near them; places mean "
                    "nothing else. Ties are those of the first future.",
                    "Map of the network: organisations as points, coloured by the share of good practices "
                    "that they apply at the end "
                    "in the chosen scenario, with lines to those with whom their people have most ties.",
                    {std::move(table), std::move(lines)},
                    {{"scenario", "Scenario", scene.chosen}}});
}

}  // namespace knowhow::output
