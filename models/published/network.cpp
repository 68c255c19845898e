#include "models/published/network.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <unordered_map>

#include "models/published/shape.h"
#include "sim/lattices.h"

namespace knowhow::published {

namespace {

using sim::Declaration;
using sim::Form;
using Numbers = sim::Network::Numbers;
using sim::Range;
using sim::Setting;
using sim::Tie;
using sim::Unit;
using sim::When;

constexpr double most_agents = 100'000'000;
constexpr const char* layer = "network";

Declaration at_start(std::string name, double preset, Range range, Range plausible, Unit unit,
                     std::string source, std::string meaning) {
  return sim::number(std::move(name), preset, range, plausible, unit, When::at_start, std::move(source),
                     std::move(meaning));
}

Declaration agents() {
  return at_start("agents", 1000, {1, most_agents}, {100, 10'000}, Unit::count, "assumption",
                  "how many there are");
}

Declaration degree(double preset) {
  return at_start("degree", preset, {2, 100'000}, {preset, preset}, Unit::count, "assumption",
                  "ties of each agent, half of them to either side: an even number");
}

Declaration swapped() {
  return at_start("swapped", 0, {0, 1}, {0, .3}, Unit::share,
                  "Maslov and Sneppen 2002; Centola and Macy 2007",
                  "share of ties rewired by swapping the ends of two, which keeps every degree");
}

Declaration from_files() {
  Declaration people;
  people.name = "people";
  people.form = Form::table;
  people.required = true;
  people.meaning = "Who there is, where, and when each was seen to adopt.";
  people.columns = {{"id", "its name", {}, "person", false, true},
                    {"community", "whom it lives or works among"},
                    {"adopted",
                     "the period in which it was seen to adopt; empty where it was not",
                     {},
                     {},
                     true,
                     false,
                     {0, 1e6},
                     true}};
  Declaration ties;
  ties.name = "ties";
  ties.form = Form::table;
  ties.required = true;
  ties.meaning = "Who named whom.";
  ties.columns = {{"from", "who names", "person"}, {"to", "who is named", "person"}};
  Declaration reach;
  reach.name = "reach";
  reach.form = Form::choice;
  reach.meaning =
      "whom somebody reaches: those who `named` it, `both` ends of every tie, or all of its `community`";
  reach.word = "both";
  reach.words = {"named", "both", "community"};
  return shape("from_files", "People and ties as others observed them, in two tables.",
               {people, ties, reach,
                at_start("starts_in", 0, {0, 1e6}, {0, 1}, Unit::count, "assumption",
                         "the observed period in which the run starts")});
}

std::uint32_t count(const Setting& network, const char* name, const std::vector<double>& base) {
  return static_cast<std::uint32_t>(base[static_cast<std::size_t>(network[name].slot)]);
}

double number(const Setting& network, const char* name, const std::vector<double>& base) {
  return base[static_cast<std::size_t>(network[name].slot)];
}

double tie_probability(const Setting& network, const std::vector<double>& base) {
  const std::uint32_t n = count(network, "agents", base);
  return n < 2 ? 0 : std::min(1.0, number(network, "mean_degree", base) / (n - 1));
}

std::vector<Tie> swap(std::vector<Tie> ties, const Setting& network, const std::vector<double>& base,
                      const sim::Draws& draws) {
  const double share = number(network, "swapped", base);
  const auto swaps = static_cast<std::uint64_t>(share * static_cast<double>(ties.size()) / 2 + .5);
  if (swaps == 0) return ties;
  return sim::swap_ties(std::move(ties), agents_of(network, base), swaps, draws, layer);
}

sim::Network from_tables(const Setting& network, Numbers numbers) {
  const auto& ids = network["people"].table.at("id").words;
  const auto agents_there = static_cast<std::uint32_t>(ids.size());
  const std::string& reach = network["reach"].word;
  if (reach == "community") {
    std::map<std::string, std::uint32_t> number_of;
    std::vector<std::uint32_t> group;
    for (const auto& community : network["people"].table.at("community").words)
      group.push_back(
          number_of.try_emplace(community, static_cast<std::uint32_t>(number_of.size())).first->second);
    return sim::Network::undirected(agents_there, sim::groups_network(group), numbers);
  }
  std::unordered_map<std::string, std::uint32_t> number_of;
  for (std::uint32_t i = 0; i < agents_there; ++i) number_of[ids[i]] = i;
  const auto& from = network["ties"].table.at("from").words;
  const auto& to = network["ties"].table.at("to").words;
  std::vector<Tie> ties;
  for (std::size_t row = 0; row < from.size(); ++row)
    ties.push_back({number_of.at(to[row]), number_of.at(from[row])});  // whoever is named reaches who names
  return reach == "both" ? sim::Network::undirected(agents_there, ties, numbers)
                         : sim::Network::directed(agents_there, ties, numbers);
}

std::vector<Tie> ties_for(const Setting& network, const std::vector<double>& base, const sim::Draws& draws) {
  const std::string& shape = network.word;
  if (shape == "moore_lattice")
    return swap(sim::moore_lattice(count(network, "rows", base), count(network, "columns", base)), network,
                base, draws);
  const std::uint32_t n = count(network, "agents", base);
  if (shape == "complete") return sim::complete_network(n);
  if (shape == "line") return sim::line(n);
  if (shape == "ring_lattice")
    return swap(sim::ring_lattice(n, count(network, "degree", base)), network, base, draws);
  if (shape == "small_world" && number(network, "rewired", base) > 0 &&
      number(network, "degree", base) > .9 * n)  // would take very long to find strangers
    throw std::invalid_argument(
        "most agents know nearly all others, and have too few strangers to be rewired to");
  if (shape == "small_world")
    return sim::small_world(n, count(network, "degree", base), number(network, "rewired", base), draws,
                            layer);
  if (shape == "random") return sim::independent_ties(n, tie_probability(network, base), draws, layer);
  return sim::preferential_attachment(n, count(network, "each", base), draws, layer);
}

}  // namespace

Declaration network_declaration(std::string preset) {
  Declaration network;
  network.name = "network";
  network.meaning = "Who reaches whom.";
  network.word = std::move(preset);
  const auto lattice_size = [](const char* name, const char* meaning) {
    return at_start(name, 32, {3, 100'000}, {10, 100}, Unit::count, "assumption", meaning);
  };
  network.shapes = {shape("complete", "Everybody reaches everybody.", {agents()}),
                    shape("line", "Each agent and the next; both ends have one neighbour.", {agents()}),
                    shape("ring_lattice", "A ring, each tied to the nearest on either side.",
                          {agents(), degree(4), swapped()}),
                    shape("moore_lattice", "A grid without edges, each tied to the eight around it.",
                          {lattice_size("rows", "rows of the grid"),
                           lattice_size("columns", "columns of the grid"), swapped()}),
                    shape("small_world", "A ring lattice in which one end of some ties is drawn anew.",
                          {agents(), degree(10),
                           at_start("rewired", .1, {0, 1}, {.01, .3}, Unit::share, "Watts and Strogatz 1998",
                                    "share of ties of which one end is drawn anew")}),
                    shape("random", "Each pair is tied with the same probability, independently.",
                          {agents(), at_start("mean_degree", 4, {0, 1e6}, {1, 10}, Unit::number,
                                              "Erdos and Renyi 1959", "ties of an agent, on average")}),
                    shape("preferential", "Newcomers tie to those who have many ties.",
                          {agents(), at_start("each", 2, {1, 100'000}, {1, 5}, Unit::count,
                                              "Barabasi and Albert 1999", "ties that each newcomer brings")}),
                    from_files()};
  return network;
}

bool is_complete(const Setting& network) { return network.word == "complete"; }

std::uint32_t agents_of(const Setting& network, const std::vector<double>& base) {
  if (network.word == "from_files") return static_cast<std::uint32_t>(network["people"].rows);
  if (network.word != "moore_lattice") return count(network, "agents", base);
  const double agents_there = number(network, "rows", base) * number(network, "columns", base);
  if (agents_there > most_agents)
    throw sim::InvalidInput(
        {{network.place, "network", "a grid has at most 100 000 000 agents", "take fewer rows or columns"}});
  return static_cast<std::uint32_t>(agents_there);
}

sim::Network make_network(const Setting& network, const std::vector<double>& base, const sim::Draws& draws,
                          Numbers numbers) {
  try {
    if (network.word == "from_files") return from_tables(network, numbers);
    return sim::Network::undirected(agents_of(network, base), ties_for(network, base, draws), numbers);
  } catch (const std::invalid_argument& error) {
    throw sim::InvalidInput(
        {{network.place, "network", error.what(), "change what `" + network.word + "` says"}});
  }
}

std::vector<double> observed_adoption(const Setting& network, const std::vector<double>& base,
                                      const std::vector<int>& steps) {
  if (network.word != "from_files") return {};
  const auto& adopted = network["people"].table.at("adopted").numbers;
  const double start = number(network, "starts_in", base);
  std::vector<double> shares;
  for (int step : steps) {
    const auto by_then = std::count_if(adopted.begin(), adopted.end(),
                                       [&](double period) { return period <= start + step; });  // never: NaN
    shares.push_back(static_cast<double>(by_then) / static_cast<double>(adopted.size()));
  }
  return shares;
}

std::vector<std::uint32_t> adopters_at_start(const Setting& network, const std::vector<double>& base) {
  std::vector<std::uint32_t> adopters;
  if (network.word != "from_files") return adopters;
  const auto& adopted = network["people"].table.at("adopted").numbers;
  for (std::uint32_t i = 0; i < adopted.size(); ++i)
    if (adopted[i] <= number(network, "starts_in", base)) adopters.push_back(i);
  return adopters;
}

}  // namespace knowhow::published
