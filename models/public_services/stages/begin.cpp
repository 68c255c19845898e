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

}  // namespace knowhow::public_services
