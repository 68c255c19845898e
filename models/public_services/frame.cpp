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
  find_variants(problems);
  add_schemes(problems);
  if (practices.size() > most_practices)
    problems.add(world["practices"].place, "world.practices",
                 std::to_string(practices.size()) + " practices and schemes are more than " +
                     std::to_string(most_practices),
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
  add_levers(taken, problems);
  problems.raise_if_any();
}

/// Practices that name each other, or the same other, are one family.
void Frame::find_variants(sim::Problems& problems) {
  std::vector<std::uint32_t> head(practices.size());
  for (std::uint32_t k = 0; k < practices.size(); ++k) {
    const sim::Setting& of = (*practices[k].setting)["variant_of"];
    head[k] = k;
    for (std::uint32_t other = 0; other < practices.size(); ++other)
      if (practices[other].name == of.word) head[k] = other;
    if (!of.word.empty() && (head[k] == k || !(*practices[head[k]].setting)["variant_of"].word.empty()))
      problems.add(of.place, "world.practices." + practices[k].name + ".variant_of",
                   "'" + of.word + "' is no practice that heads a family",
                   "name one practice for all variants, not itself, nor one that is a variant itself");
  }
  for (std::uint32_t k = 0; k < practices.size(); ++k)
    for (std::uint32_t other = 0; other < practices.size(); ++other)
      if (other != k && head[other] == head[k]) practices[k].variants.push_back(other);
}

/// Schemes stand behind the practices: whatever travels them travels schemes, too.
void Frame::add_schemes(sim::Problems& problems) {
  std::vector<std::string> ids;
  for (const auto& organisation : organisations) ids.push_back(organisation.id);
  for (const auto& item : plan.root["world"]["schemes"].children) {
    Practice scheme{item.name,
                    &item,
                    index_in(fields, item["field"].word),
                    index_in(ids, item["origin"].word),
                    plan.time.step_of(item["starts"].years),
                    std::vector<bool>(kinds.size()),
                    true};
    for (const auto& other : practices)
      if (other.name == item.name)
        problems.add(item.place, "world.schemes." + item.name, "a practice or scheme has this name already",
                     "rename one of them");
    for (std::uint32_t kind = 0; kind < kinds.size(); ++kind)
      scheme.suits[kind] = std::none_of(organisations.begin(), organisations.end(),
                                        [&](const auto& o) { return o.kind == kind && o.national; }) &&
                           field_shares[kind][scheme.field] > 0;
    if (scheme.origin < organisations.size() &&
        field_shares[organisations[scheme.origin].kind][scheme.field] == 0)
      problems.add(item["origin"].place, "world.schemes." + item.name + ".origin",
                   "nobody there works in the field '" + item["field"].word + "'",
                   "choose another origin, or give its kind a share of that field in `world.fields`");
    practices.push_back(std::move(scheme));
  }
}

void Frame::add_levers(std::map<std::uint32_t, std::string>& taken, sim::Problems& problems) {
  // A name that must be of something particular: its number, or nothing where it was left out.
  const auto number = [&](const sim::Setting& item, const char* key, const auto& all, auto&& fits,
                          const std::string& what) -> std::optional<std::uint32_t> {
    const sim::Setting* given = item.find(key);
    if (!given || given->word.empty()) return {};
    for (std::uint32_t n = 0; n < all.size(); ++n)
      if (all[n].name == given->word && fits(all[n])) return n;
    problems.add(given->place, "levers." + item.name + "." + key, "'" + given->word + "' is no " + what,
                 "name a " + what);
    return {};
  };
  // What is about practices is not about schemes, and what concerns organisations that apply, no national
  // body.
  const auto practices_only = [&](const sim::Setting& about, const std::string& path) {
    for (const auto& name : about.words)
      if (std::any_of(practices.begin(), practices.end(),
                      [&](const auto& p) { return p.scheme && p.name == name; }))
        problems.add(about.place, path + ".about", "'" + name + "' is a scheme, and nobody applies it",
                     "name practices only");
  };
  const auto ever_positive = [&](const sim::Setting& item, const char* key) {
    const int slot = item[key].slot;
    return plan.slots[static_cast<std::size_t>(slot)].base.value > 0 ||
           std::any_of(plan.interventions.begin(), plan.interventions.end(), [&](const auto& intervention) {
             return std::any_of(intervention.changes.begin(), intervention.changes.end(),
                                [&](const auto& change) { return change.slot == slot; });
           });
  };
  const auto of_shape = [](const char* shape) {
    return [shape](const auto& channel) { return channel.shape == shape; };
  };
  for (const auto& item : plan.root["levers"].children) {
    for (const auto& what : lever_purposes) {
      const std::string name = item.name + std::string(what);
      const auto [other, fresh] = taken.emplace(sim::purpose(name), name);
      if (fresh) continue;
      problems.add(item.place, "levers." + item.name, "its draws would be those of '" + other->second + "'",
                   "give the lever another name");
      break;
    }
    Lever lever{item.name, item.word, &item};
    lever.scheme = number(
        item, "scheme", practices, [](const auto& p) { return p.scheme; }, "scheme of `world.schemes`");
    lever.meets_through =
        number(item, "meets_through", channels, of_shape("pairing"), "channel of shape `pairing`");
    lever.published_in =
        number(item, "published_in", channels, of_shape("publication"), "channel of shape `publication`");
    if (item.word == "resource") {
      for (const auto& name : item["gatherings"].words)
        for (std::uint32_t n = 0; n < channels.size(); ++n) {
          if (channels[n].name != name) continue;
          if (channels[n].shape == "gathering")
            lever.gatherings.push_back(n);
          else
            problems.add(item["gatherings"].place, "levers." + item.name + ".gatherings",
                         "'" + name + "' is no channel of shape `gathering`", "name gatherings only");
        }
    } else {
      practices_only(item["about"], "levers." + item.name);
      for (const auto& name : item["kinds"].words)
        if (std::any_of(organisations.begin(), organisations.end(),
                        [&](const auto& o) { return o.national && kinds[o.kind] == name; }))
          problems.add(item["kinds"].place, "levers." + item.name + ".kinds",
                       "'" + name + "' is a kind of national body, and never applies anything",
                       "name kinds that apply practices");
      for (const auto& practice : practices)
        lever.practices.push_back(!practice.scheme && item["about"].covers(practice.name));
      for (std::uint32_t kind = 0; kind < kinds.size(); ++kind)
        lever.kinds.push_back(item["kinds"].covers(kinds[kind]) &&
                              std::any_of(organisations.begin(), organisations.end(),
                                          [&](const auto& o) { return o.kind == kind && !o.national; }));
      if (std::find(lever.kinds.begin(), lever.kinds.end(), true) == lever.kinds.end() ||
          std::find(lever.practices.begin(), lever.practices.end(), true) == lever.practices.end())
        problems.add(item.place, "levers." + item.name,
                     "there is nobody who could apply, or nothing to apply for", "widen `kinds` or `about`");
      for (std::uint32_t kind = 0; lever.scheme && kind < kinds.size(); ++kind)
        if (lever.kinds[kind] && !practices[*lever.scheme].suits[kind])
          problems.add(item["scheme"].place, "levers." + item.name + ".scheme",
                       "nobody in a " + kinds[kind] + " works in its field, so none can hear of it",
                       "choose another field for the scheme, or leave that kind out of `kinds`");
    }
    if (item.word == "fund")
      for (const auto& [key, through] : std::initializer_list<std::pair<const char*, const char*>>{
               {"liaison", "meets_through"}, {"links", "meets_through"}, {"lessons_learned", "published_in"}})
        if (item[through].word.empty() && ever_positive(item, key))
          problems.add(item[key].place, "levers." + item.name + "." + key,
                       std::string("does nothing without `") + through + "`",
                       std::string("give `") + through + "`, a channel of shape " +
                           (std::string(through) == "published_in" ? "`publication`" : "`pairing`"));
    levers.push_back(std::move(lever));
  }
  for (auto& channel : channels) {
    if (channel.shape == "pairing" || channel.shape == "mandate")
      practices_only((*channel.setting)["about"], "channels." + channel.name);
    const sim::Setting* by = channel.setting->find("presenters");
    if (!by || by->word.empty()) continue;
    for (std::uint32_t n = 0; n < levers.size(); ++n)
      if (levers[n].name == by->word && levers[n].shape == "award") channel.award = n;
    if (!channel.award)
      problems.add(by->place, "channels." + channel.name + ".presenters",
                   "'" + by->word + "' is no lever of shape `award`", "name an award");
  }
}

}  // namespace knowhow::public_services
