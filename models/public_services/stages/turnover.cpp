// People leave and newcomers come. What leavers knew departs; a few newcomers bring what somebody of their
// field elsewhere knows (after Downe: contacts change position, and know-how goes with them).
#include <algorithm>

#include "models/public_services/lineage.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

namespace {
constexpr double hazard_unit = 1 << 26;
}

/// One exponential a spell, in units of 2^-26, counted down by the hazard of whoever holds the post.
void Run::redraw_stay(std::uint32_t person) {
  constexpr std::uint32_t leaving = sim::purpose("leaving");
  const double limit =
      sim::exponential_quantile(sim::unit(draws.block(leaving, 0, person, state.spell[person])[0]));
  state.stay[person] = static_cast<std::uint32_t>(limit * hazard_unit) + 1;
}

void Run::people_leave() {
  const auto hazard = [&](double rate) {
    return static_cast<std::uint32_t>(std::min(63.0, rate * dt) * hazard_unit + .5);
  };
  const std::uint32_t of_people = hazard(stages.turnover.people),
                      of_champions = hazard(stages.turnover.champions);
  workers.for_ranges(blocks_.size(), 16, [&](std::size_t from, std::size_t to, int) {
    for (std::size_t b = from; b < to; ++b) {
      leavers_[b].clear();
      for (std::uint32_t i = blocks_[b].begin; i < blocks_[b].end; ++i) {
        const std::uint32_t passed = champions[i] ? of_champions : of_people;
        if (state.stay[i] <= passed)
          leavers_[b].push_back(i);
        else
          state.stay[i] -= passed;
      }
    }
  });

  std::vector<Newcomer> newcomers;
  for (const auto& block : leavers_)
    for (std::uint32_t i : block) newcomers.push_back({i, forerunner(i), 0});
  move_champions(newcomers);

  // Newcomers bring what others know at the step's start, so rows are copied aside before any post changes
  // hands.
  std::vector<Knowledge> brought;
  for (const auto& [post, from, champion_of] : newcomers) {
    for (std::size_t k = 0; k < width; ++k)
      brought.push_back(from == nobody
                            ? Knowledge{}
                            : Knowledge{part(row(from)[k].e, share32(stages.turnover.bring_explicit)),
                                        part(row(from)[k].t, share32(stages.turnover.bring_tacit))});
    if (witness && from != nobody)
      witness->newcomer(*this, post, from, brought.data() + brought.size() - width);
    if (lineage && from != nobody) note_brought(post, from, brought.data() + brought.size() - width);
  }
  // Which organisations changed, and in what: a leader may be the best at anything, others only in their
  // field.
  struct Change {
    std::uint32_t organisation;
    std::uint64_t practices;
  };
  std::vector<Change> changed;
  for (std::size_t n = 0; n < newcomers.size(); ++n) {
    const std::uint32_t post = newcomers[n].post;
    const std::uint32_t o = world.people.organisation[post];
    fill_post(post, brought.data() + n * width);
    if (changed.empty() || changed.back().organisation != o) changed.push_back({o, 0});
    changed.back().practices |=
        world.people.role[post] == Role::leader ? ~std::uint64_t{0} : of_field[world.people.field[post]];
  }
  // Once all who leave have left: the champion whom one would succeed may be among them.
  for (const auto& [post, from, champion_of] : newcomers)
    for (std::uint64_t mask = champion_of; mask; mask &= mask - 1) {
      const auto k = static_cast<std::size_t>(__builtin_ctzll(mask));
      const std::uint32_t o = world.people.organisation[post];
      if (suits(o, k) && state.champion[cell(o, k)] == nobody) name_champion(o, k, post);
    }
  workers.for_ranges(changed.size(), 4, [&](std::size_t from, std::size_t to, int) {
    for (std::size_t c = from; c < to; ++c)
      for (std::size_t k = 0; k < width; ++k)
        // What has only just begun was not summarised at the end of the step before.
        if ((changed[c].practices >> k) & 1 || step <= frame.practices[k].start_step)
          summaries[cell(changed[c].organisation, k)] =
              summarise(changed[c].organisation, k, state.knowledge.values);
  });
}

/// A newcomer is a lesson from where its forerunner works.
void Run::note_brought(std::uint32_t post, std::uint32_t from, const Knowledge* brought) {
  const std::uint32_t source = world.people.organisation[from];
  for (std::size_t k = 0; k < width; ++k)
    lineage->learned(0, world.people.organisation[post], k,
                     {source, state.stage[cell(source, k)] == Stage::applied,
                      mastery(brought[k].e, brought[k].t, practices[k].tacit16)});
}

/// Some of the champions who leave take a post of their field elsewhere, whoever holds it, and remain
/// champions.
void Run::move_champions(std::vector<Newcomer>& newcomers) const {
  if (!(stages.turnover.champions_move > 0)) return;
  constexpr std::uint32_t moves = sim::purpose("moves");
  std::vector<Newcomer> arriving;
  for (const Newcomer& left : newcomers) {
    if (!champions[left.post]) continue;
    const sim::Block luck = draws.block(moves, static_cast<std::uint32_t>(step), left.post);
    if (luck[0] >= sim::threshold(stages.turnover.champions_move)) continue;
    const std::uint32_t post = elsewhere(left.post, luck[1]);
    if (post != nobody) arriving.push_back({post, left.post, champions[left.post]});
  }
  // Who arrives comes before whoever else would have had the post; of two for one post, the first.
  newcomers.insert(newcomers.begin(), arriving.begin(), arriving.end());
  std::stable_sort(newcomers.begin(), newcomers.end(),
                   [](const Newcomer& a, const Newcomer& b) { return a.post < b.post; });
  newcomers.erase(std::unique(newcomers.begin(), newcomers.end(),
                              [](const Newcomer& a, const Newcomer& b) { return a.post == b.post; }),
                  newcomers.end());
}

/// Whose knowledge the next holder of the post brings: somebody of the same field elsewhere, or nobody's.
std::uint32_t Run::forerunner(std::uint32_t person) const {
  constexpr std::uint32_t newcomer = sim::purpose("newcomer");
  const sim::Block luck = draws.block(newcomer, static_cast<std::uint32_t>(step), person);
  return luck[0] < sim::threshold(stages.turnover.bring) ? elsewhere(person, luck[1]) : nobody;
}

/// Somebody of a person's field in another organisation, each as likely; nobody if there is none.
std::uint32_t Run::elsewhere(std::uint32_t person, std::uint32_t word) const {
  const People& people = world.people;
  const std::size_t field = people.field[person];
  const std::uint32_t begin = people.members_first[field * world.organisations()],
                      end = people.members_first[(field + 1) * world.organisations()];
  const auto own = people.members_of(people.organisation[person], static_cast<std::uint32_t>(field));
  const std::uint32_t others = end - begin - static_cast<std::uint32_t>(own.size());
  if (others == 0) return nobody;
  std::uint32_t at = begin + sim::index_of(word, others);
  if (at >= static_cast<std::uint32_t>(own.data() - people.members.data()))
    at += static_cast<std::uint32_t>(own.size());
  return people.members[at];
}

void Run::fill_post(std::uint32_t person, const Knowledge* brought) {
  Books& books = open_books_[0];
  Knowledge* knows = state.knowledge.values.data() + person * practices.size();
  const std::uint32_t organisation = world.people.organisation[person];
  state.aware[person] = state.offered[person] = 0;
  for (std::size_t k = 0; k < practices.size(); ++k) {
    books.flow(Flow::departed, k, knows[k].e, knows[k].t);
    books.flow(Flow::brought, k, brought[k].e, brought[k].t);
    if (witness) {
      witness->flow(Flow::departed, organisation, k, knows[k].e, knows[k].t);
      witness->flow(Flow::brought, organisation, k, brought[k].e, brought[k].t);
    }
    knows[k] = brought[k];
    state.learned_through[contribution(cell(organisation, k), frame.channels.size())] +=
        mastery(brought[k].e, brought[k].t, practices[k].tacit16);
    if (mastery(knows[k].e, knows[k].t, practices[k].tacit16) >= to_fixed(stages.improve.source))
      state.aware[person] |= std::uint64_t{1} << k;
    if (state.champion[cell(organisation, k)] == person) dismiss_champion(cell(organisation, k));
    next_[person * practices.size() + k] = {};
  }
  note_person(person, knows, sources);
  stale_[person] = 0;
  ++state.spell[person];
  redraw_stay(person);
  person_traits[person] = world.person_traits(person, state.spell[person], traits[organisation]);
}

}  // namespace knowhow::public_services
