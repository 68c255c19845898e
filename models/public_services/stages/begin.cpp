// Practices begin at their origins, and inventors begin like origins: the field knows, a champion masters it.
#include <algorithm>

#include "models/public_services/run.h"

namespace knowhow::public_services {

void Run::begin_practices() {
  for (std::uint32_t k = 0; k < practices.size(); ++k) {
    if (practices[k].begun || step < frame.practices[k].start_step) continue;
    practices[k].begun = true;
    const std::uint32_t origin = frame.practices[k].origin;
    seed(origin, k, state.knowledge.values, open_books_[0]);
    for (std::uint32_t i = world.people.first[origin]; i < world.people.first[origin + 1]; ++i)
      note_person(i, row(i), sources);
    const std::size_t at = cell(origin, k);
    state.stage[at] = Stage::applied;
    summaries[at] = summarise(origin, k, state.knowledge.values);
  }
}

void Run::seed(std::uint32_t organisation, std::size_t practice, std::vector<Knowledge>& rows, Books& books) {
  constexpr std::uint32_t seeded = sim::purpose("seeded");
  const Begin& p = stages.begin;
  const People& people = world.people;
  const auto k = static_cast<std::uint32_t>(practice);
  const auto raise = [&](std::uint32_t i, double e, double t) {
    Knowledge& knows = rows[i * practices.size() + practice];
    const Knowledge better{std::max(knows.e, to_fixed(e)), std::max(knows.t, to_fixed(t))};
    books.flow(Flow::seeded, practice, std::int64_t{better.e} - knows.e, std::int64_t{better.t} - knows.t);
    if (witness)
      witness->flow(Flow::seeded, organisation, practice, std::int64_t{better.e} - knows.e,
                    std::int64_t{better.t} - knows.t);
    knows = better;
    state.aware[i] |= std::uint64_t{1} << practice;
  };
  const auto members = people.members_of(organisation, frame.practices[practice].field);
  std::uint32_t best = nobody;
  double highest = -1;
  for (std::uint32_t i : members) {
    const sim::Block luck = draws.block(seeded, 0, i, k);
    raise(i, p.explicit_least + (p.explicit_most - p.explicit_least) * sim::unit(luck[0]),
          p.tacit_least + (p.tacit_most - p.tacit_least) * sim::unit(luck[1]));
    if (sim::unit(luck[1]) > highest) highest = sim::unit(luck[1]), best = i;
  }
  const std::uint32_t first = people.first[organisation];
  for (std::uint32_t i = first; i < first + people.leaders[organisation]; ++i) raise(i, p.leaders, 0);
  if (best == nobody) return;
  raise(best, p.champion, p.champion);
  name_champion(organisation, practice, best);
}

void Run::name_champion(std::uint32_t organisation, std::size_t practice, std::uint32_t person) {
  const std::size_t at = cell(organisation, practice);
  dismiss_champion(at);
  state.champion[at] = person;
  champions[person] |= std::uint64_t{1} << practice;
}

void Run::dismiss_champion(std::size_t at) {
  const std::uint32_t person = state.champion[at];
  if (person == nobody) return;
  champions[person] &= ~(std::uint64_t{1} << (at % practices.size()));
  state.champion[at] = nobody;
}

/// The team is the best-informed share of the field; ties in mastery go to the lower post.
Summary Run::summarise(std::uint32_t organisation, std::size_t practice,
                       const std::vector<Knowledge>& rows) const {
  const People& people = world.people;
  const std::int64_t tacit16 = practices[practice].tacit16;
  const auto mastered = [&](std::uint32_t i) {
    const Knowledge& knows = rows[i * width + practice];
    return mastery(knows.e, knows.t, tacit16);
  };
  const auto members = people.members_of(organisation, frame.practices[practice].field);
  Summary summary;
  summary.field = static_cast<std::uint32_t>(members.size());
  if (summary.field)
    summary.team = std::max(1u, static_cast<std::uint32_t>(stages.apply.team_share * summary.field + .5));

  // A candidate for the team is its mastery, then its post from the end: the greater come first. The team
  // changes little in a step, so most of those below its least of late need not be compared at all.
  thread_local std::vector<std::uint64_t> candidates;
  if (candidates.size() < members.size()) candidates.resize(members.size());
  std::uint64_t* const begin = candidates.data();
  const std::int64_t least = summaries[cell(organisation, practice)].team_least;
  std::size_t knowing = 0, found = 0;
  for (std::uint32_t i : members) {
    summary.aware += (state.aware[i] >> practice) & 1;
    const std::int64_t m = mastered(i);
    summary.field_mastery += m;
    knowing += m > 0;
    begin[found] = static_cast<std::uint64_t>(m) << 32 | ~i;
    found += m > 0 && m >= least - least / 16;
  }
  const std::size_t team = std::min<std::size_t>(summary.team, knowing);
  if (found < team) {
    found = 0;
    for (std::uint32_t i : members)
      if (const std::int64_t m = mastered(i); m > 0)
        begin[found++] = static_cast<std::uint64_t>(m) << 32 | ~i;
  }
  if (found > team) std::nth_element(begin, begin + team, begin + found, std::greater<>());
  std::uint64_t best = 0, last = ~std::uint64_t{0};
  for (std::size_t n = 0; n < team; ++n) {
    best = std::max(best, begin[n]), last = std::min(last, begin[n]);
    summary.team_mastery += static_cast<std::int64_t>(begin[n] >> 32);
    const Knowledge& knows = rows[~static_cast<std::uint32_t>(begin[n]) * width + practice];
    summary.team_tacit += knows.t;
    summary.team_explicit = std::max(summary.team_explicit, knows.e);
  }
  // Whoever masters it most may also be a leader of another field; nobody who knows nothing is "best".
  std::int64_t highest = 0;
  if (team) {
    summary.best = ~static_cast<std::uint32_t>(best), highest = static_cast<std::int64_t>(best >> 32);
    summary.team_least = static_cast<std::int64_t>(last >> 32);
  }
  const std::uint32_t first = people.first[organisation];
  for (std::uint32_t i = first; i < first + people.leaders[organisation]; ++i) {
    summary.leader_aware = summary.leader_aware || ((state.aware[i] >> practice) & 1);
    if (const std::int64_t m = mastered(i); m > highest) summary.best = i, highest = m;
  }
  return summary;
}

}  // namespace knowhow::public_services
