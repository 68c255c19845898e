// Who knows whom: the layer of ties that a channel talks over.
#include <algorithm>
#include <cmath>

#include "models/public_services/world.h"

namespace knowhow::public_services {

namespace {

/// Each person names others, by Poisson: first an organisation, by what one has to do with it, then somebody
/// there: leaders name leaders, the others people of their own field. Both ends then hold the tie.
std::vector<sim::Tie> named_ties(const WorldFacts& world, const Frame::Channel& channel, const Ties& p) {
  const Frame& frame = world.frame;
  const People& people = world.people;
  const std::uint32_t n = world.organisations();
  const auto neighbours = sim::Network::undirected(n, frame.adjacency),
             covered = sim::Network::undirected(n, frame.footprints);
  const auto holds = [](const sim::Network& network, std::uint32_t a, std::uint32_t b) {
    const auto row = network.of(a);
    return std::binary_search(row.begin(), row.end(), b);
  };
  const sim::PoissonTable names[] = {sim::PoissonTable(p.leader), sim::PoissonTable(p.manager),
                                     sim::PoissonTable(p.officer)};
  const std::uint32_t how_many = sim::purpose(channel.name + " names"),
                      whom = sim::purpose(channel.name + " named");

  std::vector<sim::Tie> ties;
  std::vector<double> reach(n);  // cumulative weights of the organisations, from the one in hand
  for (std::uint32_t o = 0; o < n; ++o) {
    double total = 0;
    for (std::uint32_t other = 0; other < n; ++other) {
      const double size = people.first[other + 1] - people.first[other];
      if (other != o)
        total +=
            (p.anywhere + (frame.organisations[o].kind == frame.organisations[other].kind ? p.same_kind : 0) +
             (holds(neighbours, o, other) ? p.adjacent : 0) + (holds(covered, o, other) ? p.covers : 0)) *
            std::sqrt(size);
      reach[other] = total;
    }
    if (!(total > 0)) continue;
    for (std::uint32_t i = people.first[o]; i < people.first[o + 1]; ++i) {
      const int count = names[static_cast<int>(people.role[i])].at(world.draws.word(how_many, 0, i));
      for (int k = 0; k < count; ++k) {
        const sim::Block block = world.draws.block(whom, 0, i, static_cast<std::uint32_t>(k));
        const auto other = static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(
            n - 1,
            std::upper_bound(reach.begin(), reach.end(), sim::unit(block[0]) * total) - reach.begin()));
        if (people.role[i] == Role::leader) {
          ties.push_back({i, people.first[other] + sim::index_of(block[1], people.leaders[other])});
          continue;
        }
        // Members are in the order of people, so the leaders among them come first.
        auto members = people.members_of(other, people.field[i]);
        while (!members.empty() && people.role[members.front()] == Role::leader) members = members.subspan(1);
        if (!members.empty())
          ties.push_back({i, members[sim::index_of(block[1], static_cast<std::uint32_t>(members.size()))]});
      }
    }
  }
  return ties;
}

/// Leaders and managers of one field in one region; everybody else is alone.
std::vector<sim::Tie> field_groups(const WorldFacts& world) {
  const Frame& frame = world.frame;
  const People& people = world.people;
  const auto rooms = static_cast<std::uint32_t>(frame.fields.size() * frame.regions.size());
  std::vector<std::uint32_t> group(people.size());
  for (std::uint32_t i = 0; i < people.size(); ++i)
    group[i] =
        people.role[i] == Role::officer
            ? rooms + i
            : static_cast<std::uint32_t>(
                  frame.organisations[people.organisation[i]].region * frame.fields.size() + people.field[i]);
  return sim::groups_network(group);
}

}  // namespace

TieLayer tie_layer(const WorldFacts& world, const Frame::Channel& channel) {
  const auto p = sim::read_section<Ties>(*channel.setting, world.base);
  const std::string& how = (*channel.setting)["network"].word;
  const std::uint32_t n = world.people.size();
  const auto degree = std::min(static_cast<std::uint32_t>(p.degree), n - 1);
  const std::string generated = channel.name + " network";
  std::vector<sim::Tie> ties;
  if (how == "named")
    ties = named_ties(world, channel, p);
  else if (how == "groups")
    ties = field_groups(world);
  else if (how == "random")
    ties = sim::random_network(n, std::uint64_t{n} * degree / 2, world.draws, generated);
  else if (how == "small_world")
    ties = sim::small_world(n, degree - degree % 2, p.rewired, world.draws, generated);
  else if (degree >= 2)
    ties = sim::preferential_attachment(n, degree / 2, world.draws, generated);

  // Colleagues talk at home (rule R3); this layer is of those who know each other across organisations.
  std::erase_if(ties, [&](const sim::Tie& tie) {
    return world.people.organisation[tie.from] == world.people.organisation[tie.to];
  });
  TieLayer layer{sim::Network::undirected(n, ties), {}};
  layer.trust.resize(layer.network.ties());
  const std::uint32_t trust = sim::purpose(channel.name + " trust");
  for (std::uint32_t i = 0; i < n; ++i) {
    const auto row = layer.network.of(i), numbers = layer.network.tie_numbers(i);
    for (std::size_t k = 0; k < row.size(); ++k)
      if (i < row[k])  // keyed by the pair, so that another tie elsewhere changes nothing here
        layer.trust[numbers[k]] =
            static_cast<float>(p.trust_least + (p.trust_most - p.trust_least) *
                                                   sim::unit(world.draws.block(trust, 0, i, row[k])[0]));
  }
  return layer;
}

}  // namespace knowhow::public_services
