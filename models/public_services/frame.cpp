// From names to numbers: what a plan fixes for all replicates.
#include <algorithm>
#include <map>

#include "models/public_services/declaration.h"
#include "models/public_services/purposes.h"
#include "models/public_services/world.h"

namespace knowhow::public_services {

namespace {

std::uint32_t index_in(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::uint32_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

const std::vector<std::string>& set_of(const sim::Plan& plan, const std::string& name) {
  static const std::vector<std::string> none;
  const auto found = plan.sets.find(name);
  return found == plan.sets.end() ? none : found->second;
}

std::vector<sim::Tie> pairs(const sim::Setting& table, const char* a, const char* b,
                            const std::vector<std::string>& ids) {
  std::vector<sim::Tie> ties;
  for (std::size_t row = 0; row < table.rows; ++row)
    ties.push_back(
        {index_in(ids, table.table.at(a).words[row]), index_in(ids, table.table.at(b).words[row])});
  return ties;
}

}  // namespace

Frame::Frame(const sim::Plan& p) : plan(p) {
  sim::Problems problems;
  const sim::Setting& world = plan.root["world"];
  const sim::Setting &table = world["organisations"], &counts = world["counts"];
  kinds = set_of(plan, "kind");
  sectors = set_of(plan, "sector");
  fields = set_of(plan, "field");
  regions = set_of(plan, "region");

  for (const auto& kind : kinds) {
    const auto& by_kind = world["sectors"].pairs;
    const auto of =
        std::find_if(by_kind.begin(), by_kind.end(), [&](const auto& pair) { return pair.first == kind; });
    sector_of_kind.push_back(index_in(sectors, of->second));
    const auto& shares = world["fields"].shares;
    const auto row =
        std::find_if(shares.begin(), shares.end(), [&](const auto& pair) { return pair.first == kind; });
    auto& list = field_shares.emplace_back();
    for (const auto& [field, share] : row->second) list.push_back(share);
  }
  const auto& national = world["national"].words;
  const auto is_national = [&](std::uint32_t kind) {
    return std::find(national.begin(), national.end(), kinds[kind]) != national.end();
  };
  const sim::Setting& observers = world["observers"];
  const auto observes = [&](std::uint32_t kind) {
    return observers.words.empty() ? is_national(kind) : observers.covers(kinds[kind]);
  };

  for (std::size_t row = 0; row < table.rows; ++row) {
    const auto word = [&](const char* column) { return table.table.at(column).words[row]; };
    const auto number = [&](const char* column) { return table.table.at(column).numbers[row]; };
    const std::uint32_t kind = index_in(kinds, word("kind"));
    organisations.push_back({word("id"), kind, index_in(regions, word("region")), sector_of_kind[kind],
                             is_national(kind), observes(kind), number("population"), number("area_km2"),
                             number("staff"), nullptr});
  }
  for (const auto& item : counts.children) {
    const auto number = [&](const char* key) {
      return static_cast<std::uint32_t>(plan.slots[static_cast<std::size_t>(item[key].slot)].base.value);
    };
    const std::uint32_t kind = index_in(kinds, item.name);
    for (std::uint32_t i = 0; i < number("number"); ++i) {
      const std::string region = "region " + std::to_string(i % number("regions") + 1);
      if (index_in(regions, region) == regions.size()) regions.push_back(region);
      organisations.push_back({item.name + " " + std::to_string(i + 1), kind, index_in(regions, region),
                               sector_of_kind[kind], is_national(kind), observes(kind), 0, 0, 0, &item});
    }
  }
  if (organisations.empty())
    problems.add(world.place, "world", "there are no organisations",
                 "give `organisations: {file: NAME.csv}`, or `counts`");
  if (fields.size() > 255)
    problems.add(world["fields"].place, "world.fields", "more than 255 fields of work", "");

  if (!organisations.empty() &&
      std::all_of(organisations.begin(), organisations.end(), [](const auto& o) { return o.national; }))
    problems.add(world["national"].place, "world.national",
                 "every organisation is national, so nobody could apply anything", "leave out a kind");

  std::vector<std::string> ids;
  for (const auto& organisation : organisations) ids.push_back(organisation.id);
  adjacency = pairs(world["adjacency"], "a", "b", ids);
  footprints = pairs(world["footprints"], "health_board", "council", ids);

  for (const auto& item : world["practices"].children) {
    Practice practice{item.name,
                      &item,
                      index_in(fields, item["field"].word),
                      index_in(ids, item["origin"].word),
                      plan.time.step_of(item["starts"].years),
                      std::vector<bool>(kinds.size())};
    for (std::uint32_t kind = 0; kind < kinds.size(); ++kind)
      practice.suits[kind] =
          !is_national(kind) && field_shares[kind][practice.field] > 0 && item["suits"].covers(kinds[kind]);
    if (practice.origin < organisations.size() &&
        field_shares[organisations[practice.origin].kind][practice.field] == 0)
      problems.add(item["origin"].place, "world.practices." + item.name + ".origin",
                   "nobody there works in the field '" + item["field"].word + "'",
                   "choose another origin, or give its kind a share of that field in `world.fields`");
    practices.push_back(std::move(practice));
  }
  if (practices.empty())
    problems.add(world["practices"].place, "world.practices", "there are no practices", "name at least one");
  if (practices.size() > most_practices)
    problems.add(
        world["practices"].place, "world.practices",
        std::to_string(practices.size()) + " practices are more than " + std::to_string(most_practices),
        "split them over several scenario files");

  std::map<std::uint32_t, std::string> taken;
  for (const auto& slot : plan.slots)
    for (const auto& name : {slot.path, "uncertain " + slot.path}) taken.emplace(sim::purpose(name), name);
  for (const auto& name : fixed_purposes) taken.emplace(sim::purpose(name), name);
  for (const auto& item : plan.root["channels"].children) {
    for (const auto& what : channel_purposes) {
      const std::string name = item.name + std::string(what);
      const auto [other, fresh] = taken.emplace(sim::purpose(name), name);
      if (fresh) continue;
      problems.add(item.place, "channels." + item.name, "its draws would be those of '" + other->second + "'",
                   "give the channel another name");
      break;
    }
    channels.push_back({item.name, item.word, &item, sim::purpose(item.name)});
    Channel& channel = channels.back();
    if (item.word == "mandate") {
      channel.obliged = obliged_by(*this, item);
      if (channel.obliged.empty())
        problems.add(item.place, "channels." + item.name, "there is nobody whom it could oblige",
                     "what it is `about` must suit organisations of its `kinds` other than the origin");
    }
    if (item.word != "gathering") continue;
    channel.networks = networks_of(*this, item);
    if (channel.networks.empty())
      problems.add(item.place, "channels." + item.name, "nobody could belong to any of its networks",
                   "widen `members`, `kinds` or `fields`");
  }
  problems.raise_if_any();
}

}  // namespace knowhow::public_services
