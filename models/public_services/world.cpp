#include "models/public_services/world.h"

#include <algorithm>
#include <cmath>

#include "sim/math.h"

namespace knowhow::public_services {

WorldFacts::WorldFacts(const Frame& f, std::uint32_t replicate)
    : frame(f),
      draws(f.plan.seed, replicate),
      base(sim::base_values(f.plan, draws)),
      people_parameters(sim::read_section<PeopleParameters>(f.plan.root["world"]["people"], base)),
      relevance(sim::read_section<Relevance>(f.plan.root["world"]["relevance"], base)) {
  draw_organisations();
  draw_people();
  draw_traits();
  compare_organisations();
  weigh_relevance();
  ties.resize(frame.channels.size()), members.resize(frame.channels.size());
  for (std::size_t channel = 0; channel < ties.size(); ++channel) {
    const Frame::Channel& of = frame.channels[channel];
    if (of.shape == "ties") ties[channel] = tie_layer(*this, of);
    if (of.shape == "gathering") members[channel] = public_services::members_of(*this, of);
  }
}

void WorldFacts::draw_organisations() {
  const auto value = [&](std::uint32_t o, const char* key, double given) {
    const auto& organisation = frame.organisations[o];
    if (!organisation.counted) return given;
    const auto index = static_cast<std::size_t>((*organisation.counted)[key].slot);
    const auto& slot = frame.plan.slots[index];
    if (!slot.base.spread) return base[index];
    const double u = sim::unit(draws.block(sim::purpose(slot.path), 0, o)[0]);
    return sim::clip(slot.base.spread->quantile(u), slot.declaration->range);
  };
  for (std::uint32_t o = 0; o < organisations(); ++o) {
    population_.push_back(value(o, "population", frame.organisations[o].population));
    area_.push_back(value(o, "area_km2", frame.organisations[o].area_km2));
    staff_.push_back(value(o, "staff", frame.organisations[o].staff));
  }
}

void WorldFacts::draw_people() {
  const auto& p = people_parameters;
  double expected = 0;
  for (double staff : staff_) expected += std::max(p.least, staff / p.staff_per_person + 1);
  if (expected > 1e9)
    throw sim::InvalidInput({{frame.plan.root["world"]["people"].place, "world.people",
                              "there would be " + std::to_string(static_cast<std::int64_t>(expected)) +
                                  " people, and a run holds at most 1,000,000,000",
                              "let each stand for more staff: raise `staff_per_person`"}});
  people.first.push_back(0);
  for (std::uint32_t o = 0; o < organisations(); ++o) {
    const auto count =
        static_cast<std::uint32_t>(std::max(p.least, std::floor(staff_[o] / p.staff_per_person + .5)));
    const auto leaders = std::min(
        count, static_cast<std::uint32_t>(std::max(p.least_leaders, std::floor(p.leaders * count + .5))));
    const auto managers =
        std::min(count - leaders,
                 static_cast<std::uint32_t>(std::max(p.least_managers, std::floor(p.managers * count + .5))));
    people.leaders.push_back(leaders);
    people.first.push_back(people.first.back() + count);
    const auto& shares = frame.field_shares[frame.organisations[o].kind];
    for (std::uint32_t i = 0; i < count; ++i) {
      people.organisation.push_back(o);
      people.role.push_back(i < leaders              ? Role::leader
                            : i < leaders + managers ? Role::manager
                                                     : Role::officer);
      // Multiples of the golden ratio deal the fields out in proportion, to every role and in every
      // organisation.
      double left = (i * 2654435769u + 1327217884u) * 0x1p-32;
      std::uint8_t field = 0;
      for (; field + 1u < shares.size() && left >= shares[field]; ++field) left -= shares[field];
      people.field.push_back(field);
    }
  }
  people.members_first.assign(frame.fields.size() * organisations() + 1, 0);
  const auto cell = [&](std::uint32_t i) {
    return std::size_t{people.field[i]} * organisations() + people.organisation[i];
  };
  for (std::uint32_t i = 0; i < people.size(); ++i) ++people.members_first[cell(i) + 1];
  for (std::size_t c = 1; c < people.members_first.size(); ++c)
    people.members_first[c] += people.members_first[c - 1];
  people.members.resize(people.size());
  auto next = people.members_first;
  for (std::uint32_t i = 0; i < people.size(); ++i) people.members[next[cell(i)]++] = i;
}

double WorldFacts::trait_of(Trait trait, const sim::Number& number, std::uint32_t organisation) const {
  if (!number.spread) return number.value;
  const std::string path = "world.traits." + std::string(TraitNames::all[trait]);
  return sim::clip(number.spread->quantile(sim::unit(draws.block(sim::purpose(path), 0, organisation)[0])),
                   {0, 1});
}

void WorldFacts::draw_traits() {
  traits.resize(organisations());
  const auto& section = frame.plan.root["world"]["traits"];
  for (std::size_t trait = 0; trait < trait_count; ++trait) {
    const auto slot = static_cast<std::size_t>(section.children[trait].slot);
    for (std::uint32_t o = 0; o < organisations(); ++o) {
      const sim::Number& number = frame.plan.slots[slot].base;
      traits[o][trait] = number.spread ? trait_of(static_cast<Trait>(trait), number, o) : base[slot];
    }
  }
}

PersonTraits WorldFacts::person_traits(std::uint32_t person, std::uint32_t spell,
                                       const OrganisationTraits& around) const {
  constexpr std::uint32_t who = sim::purpose("person's traits");
  const sim::Block low = draws.block(who, 0, person, spell, 0), high = draws.block(who, 0, person, spell, 1);
  PersonTraits result{};
  for (std::size_t trait = 0; trait < person_traits_count; ++trait) {
    const double z = sim::normal_quantile(sim::unit(trait < 4 ? low[trait] : high[trait - 4]));
    result[trait] = static_cast<float>(sim::clip(around[trait] + people_parameters.variation * z, {0, 1}));
  }
  result[root_of_capacity] = std::sqrt(result[capacity]);
  return result;
}

void WorldFacts::compare_organisations() {
  const auto p = sim::read_section<Similarity>(frame.plan.root["world"]["similarity"], base);
  const std::uint32_t n = organisations();
  std::vector<double> size(n), density(n);
  double mean_size = 0, mean_density = 0;
  std::uint32_t counted = 0;
  for (std::uint32_t o = 0; o < n; ++o) {
    size[o] = sim::log(population_[o]);
    density[o] = sim::log(population_[o] / area_[o]);
    if (frame.organisations[o].national) continue;
    mean_size += size[o], mean_density += density[o], ++counted;
  }
  // Spreads over those that can apply: national bodies serve everybody and would stretch the scale.
  double var_size = 0, var_density = 0;
  for (std::uint32_t o = 0; o < n; ++o) {
    if (frame.organisations[o].national) continue;
    const double a = size[o] - mean_size / counted, b = density[o] - mean_density / counted;
    var_size += a * a / counted, var_density += b * b / counted;
  }
  similarity.resize(std::size_t{n} * n);
  likeness.resize(std::size_t{n} * n);
  for (std::uint32_t a = 0; a < n; ++a)
    for (std::uint32_t b = 0; b < n; ++b) {
      const double ds = size[a] - size[b], dd = density[a] - density[b];
      const double distance =
          std::sqrt((var_size > 0 ? ds * ds / var_size : 0) + (var_density > 0 ? dd * dd / var_density : 0));
      const bool same = frame.organisations[a].sector == frame.organisations[b].sector;
      const double alike = sim::exp(-p.distance * distance) * (same ? 1 : p.other_sector);
      similarity[std::size_t{a} * n + b] = alike;
      likeness[std::size_t{a} * n + b] = share16(alike);
    }
}

void WorldFacts::weigh_relevance() {
  const std::size_t fields = frame.fields.size();
  relevance_.reserve(frame.kinds.size() * fields * 2 * practices());
  for (std::uint32_t kind = 0; kind < frame.kinds.size(); ++kind) {
    const auto& national = frame.plan.root["world"]["national"].words;
    const bool is_national = std::find(national.begin(), national.end(), frame.kinds[kind]) != national.end();
    for (std::uint32_t field = 0; field < fields; ++field)
      for (const bool leader : {false, true})
        for (const auto& practice : frame.practices) {
          const double value = is_national               ? relevance.national
                               : !practice.suits[kind]   ? relevance.unsuited
                               : practice.field == field ? relevance.same_field
                               : leader                  ? relevance.leader
                                                         : relevance.other_field;
          relevance_.push_back(static_cast<std::uint16_t>(value * 65535 + .5));
        }
  }
  for (std::uint32_t i = 0; i < people.size(); ++i) {
    const std::uint32_t kind = frame.organisations[people.organisation[i]].kind;
    const std::size_t row =
        (std::size_t{kind} * fields + people.field[i]) * 2 + (people.role[i] == Role::leader);
    relevance_at_.push_back(static_cast<std::uint32_t>(row * practices()));
  }
}

}  // namespace knowhow::public_services
