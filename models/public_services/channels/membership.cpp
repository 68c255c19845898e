// Who belongs to which network: professional networks by kind and field, regional ones across sectors, one of
// leaders, or an event open to all ("there are networks all over the place", Downe).
#include <algorithm>

#include "models/public_services/world.h"

namespace knowhow::public_services {

namespace {

/// Numbers of the names that a setting covers.
std::vector<std::uint32_t> kept(const std::vector<std::string>& names, const sim::Setting& list) {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t n = 0; n < names.size(); ++n)
    if (list.covers(names[n])) numbers.push_back(n);
  return numbers;
}

bool holds(const std::vector<std::uint32_t>& numbers, std::uint32_t number) {
  return std::binary_search(numbers.begin(), numbers.end(), number);
}

}  // namespace

std::vector<Frame::Network> networks_of(const Frame& frame, const sim::Setting& channel) {
  const auto kinds = kept(frame.kinds, channel["kinds"]), fields = kept(frame.fields, channel["fields"]);
  const auto someone = [&](auto&& belongs) {
    return std::any_of(frame.organisations.begin(), frame.organisations.end(),
                       [&](const auto& o) { return holds(kinds, o.kind) && belongs(o); });
  };
  const auto works_in = [&](const Frame::Organisation& o, std::uint32_t field) {
    return frame.field_shares[o.kind][field] > 0;
  };
  const std::string& rule = channel["members"].word;
  std::vector<Frame::Network> networks;
  if (rule == "kind_and_field") {
    for (std::uint32_t kind : kinds)
      for (std::uint32_t field : fields)
        if (someone([&](const auto& o) { return o.kind == kind && !o.national && works_in(o, field); }))
          networks.push_back(
              {.name = frame.kinds[kind] + " " + frame.fields[field], .kind = kind, .field = field});
  } else if (rule == "field") {
    for (std::uint32_t field : fields)
      if (someone([&](const auto& o) { return works_in(o, field); }))
        networks.push_back({.name = frame.fields[field], .field = field});
  } else if (rule == "region") {
    for (std::uint32_t region = 0; region < frame.regions.size(); ++region)
      if (someone([&](const auto& o) { return o.region == region && !o.national; }))
        networks.push_back({.name = frame.regions[region], .region = region});
  } else if (someone([](const auto&) { return true; })) {
    networks.push_back({.name = rule, .leaders_only = rule == "leaders", .open = rule == "everyone"});
  }
  for (auto& network : networks) network.name = channel.name + ": " + network.name;
  return networks;
}

std::vector<std::vector<std::uint32_t>> members_of(const WorldFacts& world, const Frame::Channel& channel) {
  const Frame& frame = world.frame;
  const People& people = world.people;
  const auto p = sim::read_section<Gathering>(*channel.setting, world.base);
  const double shares[] = {p.leaders, p.managers, p.officers};
  const auto kinds = kept(frame.kinds, (*channel.setting)["kinds"]),
             fields = kept(frame.fields, (*channel.setting)["fields"]);
  const std::uint32_t joins = sim::purpose(channel.name + " joins");

  std::vector<std::vector<std::uint32_t>> members(channel.networks.size());
  for (std::uint32_t n = 0; n < members.size(); ++n) {
    const Frame::Network& network = channel.networks[n];
    for (std::uint32_t o = 0; o < world.organisations(); ++o) {
      const auto& facts = frame.organisations[o];
      if (!holds(kinds, facts.kind) || (network.kind && facts.kind != *network.kind) ||
          (network.region && facts.region != *network.region))
        continue;
      const std::uint32_t end =
          network.leaders_only ? people.first[o] + people.leaders[o] : people.first[o + 1];
      for (std::uint32_t i = people.first[o]; i < end; ++i) {
        if (!holds(fields, people.field[i]) || (network.field && people.field[i] != *network.field)) continue;
        const double share = network.open ? 1 : shares[static_cast<std::size_t>(people.role[i])];
        if (world.draws.word(joins, 0, i, n) < sim::threshold(share)) members[n].push_back(i);
      }
    }
  }
  return members;
}

}  // namespace knowhow::public_services
