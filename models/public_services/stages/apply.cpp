// From aware to applied, and back (Huber's stages; rules R2, R8, R12, R15, R16). Organisations change by
// their own people and by what the others did up to the last step.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/public_services/lineage.h"
#include "models/public_services/run.h"
#include "sim/math.h"

namespace knowhow::public_services {

namespace {
bool demands(const Obligation& demand) { return demand.rate > 0 || demand.within > 0; }

/// Whoever was given no choice cannot give it up.
bool binds(const Obligation& demand) { return demands(demand) && !(demand.refusals > 0); }
}  // namespace

void Run::change_organisation(std::uint32_t organisation, int worker) {
  Desk& desk = desks_[static_cast<std::size_t>(worker)];
  gather(organisation, desk);
  for (std::size_t k = 0; k < practices.size(); ++k) {
    if (!practices[k].begun) continue;
    summaries[cell(organisation, k)] = sum_up(organisation, k, desk);
    if (suits(organisation, k)) advance_stage(organisation, k, worker);
    if (!is_origin(organisation, k)) note_stage(cell(organisation, k), step + 1);
    improve(organisation, k);
  }
}

void Run::advance_stage(std::uint32_t organisation, std::size_t k, int worker) {
  const Apply& p = stages.apply;
  const PracticeNow& practice = practices[k];
  const std::size_t at = cell(organisation, k);
  const Summary& summary = summaries[at];
  const OrganisationTraits& trait = traits[organisation];
  Books& books = open_books_[static_cast<std::size_t>(worker)];
  Stage& stage = state.stage[at];
  const double mastered = summary.mastery();
  const bool has_champion = state.champion[at] != nobody;
  const bool origin = is_origin(organisation, k);

  note_demand(at);
  state.commitment[at] *= keeps_commitment_;
  if (stage < Stage::trialling) {
    const bool heard = summary.leader_aware || (summary.field && summary.aware_share() >= p.aware_share);
    if (mastered >= p.acquired)
      stage = Stage::acquired;
    else if (heard || (stage != Stage::unaware && summary.aware > 0))
      stage = Stage::aware;
    else
      stage = Stage::unaware;
  }
  if (frame.practices[k].scheme) return;  // there is nothing to apply

  if (stage >= Stage::acquired && !has_champion && summary.best != nobody &&
      state.naming.advance(draws, at, p.champion_named * trait[leadership] * dt))
    name_champion(organisation, k, summary.best);

  if (stage == Stage::applied) {
    if (!origin && practice.benefit <= 0 && !binds(obligations[at]) &&
        state.abandoning.advance(draws, at, p.abandon * practice.evidence * dt)) {
      stage = Stage::aware;
      state.invented[at] = state.forced[at] = 0;
      state.wait_until[at] = step + 1 + static_cast<int>(p.wait / dt + .5);
    }
    return;
  }

  if (stage == Stage::trialling) {
    if (!state.trial.advance(draws, at, p.trial_ends * dt)) return;
    // Barrier 13: what is known meets another context.
    const double fits = fit(organisation, k);
    const auto potential = static_cast<std::int64_t>(mastered * one);
    const auto lost = static_cast<std::int64_t>(static_cast<double>(potential) * (1 - fits));
    books.adaptation[books.cell(ledger_group[organisation], k)] += {potential, potential - lost, lost};

    const double chance =
        std::clamp(p.success + p.success_slope * std::sqrt(std::max(0.0, practice.worth)) * fits *
                                   (.5 + .5 * mastered) * (has_champion ? 1 : p.without_champion),
                   .02, .95);
    constexpr std::uint32_t outcome = sim::purpose("trial outcome");
    const auto luck =
        draws.block(outcome, 0, organisation, static_cast<std::uint32_t>(k), state.trial.round[at])[0];
    if (state.forced[at] || sim::unit(luck) < chance) {
      stage = Stage::applied;
      const double extra = state.invented[at] ? stages.economics.invention_extra : 0;
      pay(organisation, practice.cost * (1 - stages.economics.trial_share + extra));
      drop_variants(organisation, k);
    } else {
      stage = Stage::aware;
      state.invented[at] = state.forced[at] = 0;
      state.wait_until[at] = step + 1 + static_cast<int>(p.wait / dt + .5);
    }
    return;
  }

  if (obey(organisation, k)) return;
  if (!may_start(organisation, k)) return;
  // Candidates to start. Leadership, champion and capacity act through barrier 12 only, never twice.
  if (stage != Stage::unaware) {
    const std::uint32_t attempt = state.start.round[at];
    if (state.start.advance(draws, at, starting_rate(at, mastered) * dt)) {
      const auto potential = static_cast<std::int64_t>(mastered * one);
      const double q =
          barriers.get<Application>().q(trait[leadership], has_champion, practice.evidence, trait[capacity]);
      const double pass =
          1 - barriers.strength<Application>(frame.organisations[organisation].kind, 0) * (1 - clip_share(q));
      constexpr std::uint32_t application = sim::purpose("application");
      const bool starts = sim::unit(draws.block(application, 0, organisation, static_cast<std::uint32_t>(k),
                                                attempt)[0]) < pass;
      books.application[books.cell(ledger_group[organisation], k)] +=
          {potential, starts ? potential : 0, starts ? 0 : potential};
      if (witness) witness->attempt(*this, organisation, k, starts);
      if (starts) {
        stage = Stage::trialling;
        pay(organisation, practice.cost * stages.economics.trial_share);
        return;
      }
    }
  }
  if (stage <= Stage::aware && mastered < p.acquired && summary.field &&
      state.invention.advance(draws, at,
                              p.invention * (.5 + trait[risk_tolerance]) * (1 - summary.aware_share()) * dt))
    invent(organisation, k, next_, next_sources_, books);
}

double Run::starting_rate(std::size_t at, double mastered) const {
  const Apply& p = stages.apply;
  const auto organisation = static_cast<std::uint32_t>(at / practices.size());
  const double perceived = perceived_by(organisation, at % practices.size());
  const double peers =
      all_alike[at] > 0 ? static_cast<double>(applied_alike[at]) / static_cast<double>(all_alike[at]) : 0;
  return p.start * mastered * perceived * (.5 + traits[organisation][risk_tolerance]) *
             (1 + p.peers * peers) +
         p.commitment * state.commitment[at] * perceived;
}

/// What measures must remember of a change of stage, whatever brought it about: the step from whose beginning
/// it holds.
void Run::note_stage(std::size_t at, int since) {
  const Stage before = noted_[at], now = noted_[at] = state.stage[at];
  if (before < Stage::trialling && now >= Stage::trialling) state.started[at] = since;
  if ((before == Stage::applied) == (now == Stage::applied)) return;
  const auto from = state.learned_through.values.begin() + static_cast<std::ptrdiff_t>(contribution(at, 0));
  const auto to = state.credited.values.begin() + static_cast<std::ptrdiff_t>(contribution(at, 0));
  const auto contributors = static_cast<std::ptrdiff_t>(contribution(1, 0));
  if (now == Stage::applied) {
    state.applied_since[at] = since;
    std::copy(from, from + contributors, to);
    if (lineage)
      lineage->applies(static_cast<std::uint32_t>(at / width), at % width, since, state.invented[at] != 0);
  } else {
    state.applied_since[at] = state.known_since[at] = -1;
    std::fill(to, to + contributors, 0);
  }
}

void Run::note_known(std::uint32_t organisation, std::size_t practice) {
  const std::size_t at = cell(organisation, practice);
  if (state.stage[at] != Stage::applied || !suits(organisation, practice)) return;
  std::int32_t& since = state.known_since[at];
  if (__atomic_load_n(&since, __ATOMIC_RELAXED) < 0) __atomic_store_n(&since, step, __ATOMIC_RELAXED);
}

std::int64_t Run::learned(std::size_t at) const {
  const auto first = state.learned_through.values.begin() + static_cast<std::ptrdiff_t>(contribution(at, 0));
  return std::accumulate(first, first + static_cast<std::ptrdiff_t>(frame.channels.size()), std::int64_t{0});
}

/// Since when it is obliged, whatever it does already: a term runs for those on trial, too. What was refused
/// holds until it is demanded anew.
void Run::note_demand(std::size_t at) {
  if (!demands(obligations[at])) {
    state.obliged_since[at] = -1;
  } else if (state.obliged_since[at] < 0) {
    state.obliged_since[at] = step;
    state.refused[at] = Reason::none;
  }
}

/// A mandate is an event of its own, which barrier 12 does not stop (rule R8). Returns whether a trial began.
bool Run::obey(std::uint32_t organisation, std::size_t k) {
  const std::size_t at = cell(organisation, k);
  const Obligation& demand = obligations[at];
  if (!demands(demand) || state.refused[at] != Reason::none || bound_to_variant(organisation, k))
    return false;
  const std::uint32_t round = state.mandate.round[at];
  const bool due = demand.within > 0 && step + 1 >= state.obliged_since[at] + demand.within;
  if (!state.mandate.advance(draws, at, demand.rate * dt) && !due) return false;

  const OrganisationTraits& trait = traits[organisation];
  const double ready[] = {practices[k].evidence, trait[capacity], fit(organisation, k), trait[leadership]};
  const double readiness = (ready[0] + ready[1] + ready[2] + ready[3]) / 4;
  constexpr std::uint32_t refusal = sim::purpose("refusal");
  const auto luck = draws.block(refusal, 0, organisation, static_cast<std::uint32_t>(k), round)[0];
  if (sim::unit(luck) < demand.refusals * 2 * (1 - readiness)) {
    state.refused[at] = static_cast<Reason>(1 + (std::min_element(ready, ready + 4) - ready));
    return false;
  }
  state.stage[at] = Stage::trialling;
  state.forced[at] = 1;
  pay(organisation, practices[k].cost * stages.economics.trial_share);
  tell_leaders(organisation, k, next_);
  return true;
}

/// They know what they have undertaken, or were told, to do.
void Run::tell_leaders(std::uint32_t organisation, std::size_t k, const std::vector<Knowledge>& rows) {
  const std::uint32_t first = world.people.first[organisation];
  for (std::uint32_t i = first; i < first + world.people.leaders[organisation]; ++i)
    state.aware[i] |= std::uint64_t{1} << k;
  summaries[cell(organisation, k)] = summarise(organisation, k, rows);
}

/// Somebody here finds out for themselves what is known elsewhere already: a duplicate, and dearer.
void Run::invent(std::uint32_t organisation, std::size_t k, std::vector<Knowledge>& rows,
                 std::vector<std::uint64_t>& tells_of, Books& books) {
  const std::size_t at = cell(organisation, k);
  seed(organisation, k, rows, books);
  for (std::uint32_t i = world.people.first[organisation]; i < world.people.first[organisation + 1]; ++i)
    note_person(i, rows.data() + i * practices.size(), tells_of);
  summaries[at] = summarise(organisation, k, rows);
  state.invented[at] = 1;
  state.stage[at] = Stage::trialling;
  __atomic_fetch_add(&state.duplicates[k], 1u, __ATOMIC_RELAXED);
  pay(organisation, practices[k].cost * stages.economics.trial_share);
}

void Run::begin_project(const Frame::Lever& lever, std::uint32_t organisation, std::size_t k, bool own_idea) {
  if (witness) witness->project(*this, lever.name, organisation, k);
  if (own_idea) {
    invent(organisation, k, state.knowledge.values, sources, open_books_[0]);
  } else {
    state.stage[cell(organisation, k)] = Stage::trialling;
    pay(organisation, practices[k].cost * stages.economics.trial_share);
    tell_leaders(organisation, k, state.knowledge.values);
  }
  note_stage(cell(organisation, k), step);
}

bool Run::may_start(std::uint32_t organisation, std::size_t k) const {
  const std::size_t at = cell(organisation, k);
  if (frame.practices[k].scheme || !practices[k].begun || !suits(organisation, k) ||
      state.stage[at] >= Stage::trialling || step < state.wait_until[at] || bound_to_variant(organisation, k))
    return false;
  const auto& variants = frame.practices[k].variants;
  return std::none_of(variants.begin(), variants.end(), [&](std::uint32_t other) {
    return state.stage[cell(organisation, other)] >= Stage::trialling &&
           perceived_by(organisation, other) >= perceived_by(organisation, k);
  });
}

/// Whether it tries or applies a variant that it has no choice to give up.
bool Run::bound_to_variant(std::uint32_t organisation, std::size_t k) const {
  const auto& variants = frame.practices[k].variants;
  return std::any_of(variants.begin(), variants.end(), [&](std::uint32_t other) {
    const std::size_t at = cell(organisation, other);
    return state.stage[at] >= Stage::trialling && binds(obligations[at]);
  });
}

/// Different models of doing the same thing are a "natural experiment" (Downe) for whoever sees two of them.
double Run::perceived_by(std::uint32_t organisation, std::size_t k) const {
  const PracticeNow& practice = practices[k];
  const auto& variants = frame.practices[k].variants;
  const bool compares = state.stage[cell(organisation, k)] > Stage::unaware &&
                        std::any_of(variants.begin(), variants.end(), [&](std::uint32_t other) {
                          return state.stage[cell(organisation, other)] > Stage::unaware;
                        });
  if (!compares) return practice.perceived;
  const double evidence = practice.evidence + stages.apply.comparison * (1 - practice.evidence);
  return practice.believed(evidence);
}

/// It applies one variant of a practice: the one it took up last.
void Run::drop_variants(std::uint32_t organisation, std::size_t k) {
  for (std::uint32_t other : frame.practices[k].variants) {
    const std::size_t at = cell(organisation, other);
    if (state.stage[at] < Stage::trialling || is_origin(organisation, other)) continue;
    state.stage[at] = Stage::acquired;
    state.invented[at] = state.forced[at] = 0;
    state.improvement[at] = 0;
    note_stage(at, step + 1);
  }
}

/// Rule R12: how well it fits, by the likeness of those it was learned from, each gain weighing its size.
double Run::fit(std::uint32_t organisation, std::size_t k) const {
  const std::size_t at = cell(organisation, k);
  const std::int64_t gained = learned(at);
  const double alike = state.invented[at] || is_origin(organisation, k) ? 1
                       : gained > 0
                           ? static_cast<double>(state.learned_alike[at]) / static_cast<double>(gained)
                           : world.alike(organisation, frame.practices[k].origin);
  return barriers.get<Adaptation>().fit(
      barriers.strength<Adaptation>(frame.organisations[organisation].kind, 0), alike,
      traits[organisation][adaptation] + state.help[at], summaries[at].tacit());
}

void Run::pay(std::uint32_t organisation, double amount) {
  Money& own = money[organisation];
  own.spent[static_cast<std::size_t>(year())] += amount;
  own.present_value -= amount * discount_;
}

/// Realised improvement approaches what the mastery of the whole field makes of the benefit; the repository
/// grows.
void Run::improve(std::uint32_t organisation, std::size_t k) {
  const std::size_t at = cell(organisation, k);
  const PracticeNow& practice = practices[k];
  const Summary& summary = summaries[at];

  double& improvement = state.improvement[at];
  if (state.stage[at] == Stage::applied && suits(organisation, k)) {
    improvement += (practice.benefit * fit(organisation, k) * summary.field_mean() - improvement) *
                   sim::chance(dt / practice.lead_time);
    Money& own = money[organisation];
    own.saved[static_cast<std::size_t>(year())] += improvement * dt;
    own.present_value += improvement * dt * discount_;
  } else {
    improvement = 0;
  }

  // Externalisation: what the team's best-informed know is written down, and grows out of date.
  std::int32_t& repository = state.repository[at];
  repository += part(std::max(0, summary.team_explicit - repository), write_share_[organisation]);
  repository -= part(repository, decays_);
}

}  // namespace knowhow::public_services
