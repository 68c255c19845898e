// A step in three acts: first the conditions are set, then everybody looks, then everybody changes.
#include "models/public_services/run.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "models/public_services/lineage.h"
#include "models/public_services/measures/measures.h"
#include "sim/math.h"

namespace knowhow::public_services {

namespace {
constexpr std::uint32_t people_a_block = 256;
}

Run::Run(const WorldFacts& w, std::size_t scenario, sim::Workers& threads)
    : world(w),
      frame(w.frame),
      draws(w.draws),
      timeline(w.frame.plan, scenario, w.base),
      workers(threads),
      dt(w.frame.plan.time.dt()),
      barriers(w.frame.plan.root["barriers"], w.frame.kinds.size(), w.frame.channels.size(),
               w.frame.sector_of_kind),
      scenario_(scenario) {
  begin_world();
}

Run::~Run() = default;

void Run::rehearse() { take_over_changes(frame.plan.time.steps); }

/// Every change of the timeline before a step, without what happens between.
void Run::take_over_changes(int before) {
  std::vector<int> changes{0};
  for (int index : frame.plan.scenarios[scenario_].interventions) {
    const auto& intervention = frame.plan.interventions[static_cast<std::size_t>(index)];
    changes.insert(changes.end(), {intervention.from, intervention.until});
  }
  std::sort(changes.begin(), changes.end());
  for (int at : changes) {
    if (at >= before) break;
    step = at;
    if (timeline.advance(step)) refresh();
  }
}

sim::Rows Run::to_horizon(const Measures& measures, sim::Tally& tally, const std::function<bool()>& stop,
                          sim::Checkpoints* checkpoints) {
  const sim::Time& time = frame.plan.time;
  Measures::Gathered gathered = measures.begin(*this);
  if (measures.need_lineage()) lineage = std::make_unique<Lineage>(frame, workers.threads());
  sim::Digest chain;
  const auto kept = [&](sim::Keeper& keeper) {
    keep(keeper);
    keeper(gathered, chain);
  };
  if (checkpoints) checkpoints->resume(kept);
  for (; step < time.steps; ++step) {
    sim::stop_or_save(step, stop, checkpoints, kept);
    prepare();
    if (step % frame.plan.output_every == 0) {
      measures.observe(*this, gathered);
      digest(chain);
    }
    if (witness) witness->step_begins(*this);
    look();
    if (lineage) note_exposure();
    change();
    if (witness) witness->step_ends(*this);
    if ((step + 1) % time.steps_per_year == 0 || step + 1 == time.steps) close_year();
  }
  measures.observe(*this, gathered);
  const std::string last = digest(chain);
  tally.agent_steps += std::uint64_t{world.people.size()} * static_cast<std::uint64_t>(time.steps);
  for (const auto& books : years)
    for (auto count : books.contacts) tally.contacts += static_cast<std::uint64_t>(count);
  return measures.rows(*this, gathered, last);
}

void Run::begin_world() {
  const std::size_t cells = std::size_t{world.organisations()} * frame.practices.size();
  const std::uint32_t n = world.people.size();
  const auto k = static_cast<std::uint32_t>(frame.practices.size());
  practices.resize(k), width = k, of_field.resize(frame.fields.size());
  for (std::uint32_t practice = 0; practice < k; ++practice)
    of_field[frame.practices[practice].field] |= std::uint64_t{1} << practice;
  state.knowledge.fill(std::size_t{n} * k);
  next_.resize(std::size_t{n} * k);
  state.aware.fill(n), state.offered.fill(n), state.stay.fill(n), state.spell.fill(n);
  sources.resize(n), next_sources_.resize(n), champions.resize(n), holds_.resize(n), stale_.resize(n),
      person_traits.resize(n);
  state.stage.fill(cells), state.invented.fill(cells), state.champion.fill(cells, nobody),
      state.wait_until.fill(cells);
  state.repository.fill(cells), state.improvement.fill(cells), state.learned_alike.fill(cells);
  state.started.fill(cells, -1), state.applied_since.fill(cells, -1), state.known_since.fill(cells, -1);
  state.learned_through.fill(contribution(cells, 0)), state.credited.fill(contribution(cells, 0));
  for (Clocks* clocks :
       {&state.start, &state.trial, &state.naming, &state.abandoning, &state.invention, &state.mandate})
    clocks->start(draws, world.organisations(), k);
  state.duplicates.fill(k), state.evidence.fill(k);
  state.commitment.fill(cells), state.help.fill(cells), state.obliged_since.fill(cells, -1),
      state.forced.fill(cells), state.refused.fill(cells);
  obligations.resize(cells);
  summaries.resize(cells), applies_.resize(cells), noted_.resize(cells), applied_alike.resize(cells),
      all_alike.resize(cells);
  traits.resize(world.organisations()), read_share_.resize(world.organisations()),
      write_share_.resize(world.organisations()), offers_.resize(world.organisations()),
      first_offer_.resize(n);

  const auto model_years = static_cast<std::size_t>(frame.plan.time.model_years());
  money.assign(world.organisations(),
               {std::vector<double>(model_years), std::vector<double>(model_years),
                std::vector<double>(model_years), std::vector<double>(model_years), 0});
  programme_cost.assign(model_years, 0);

  for (std::uint32_t o = 0; o < world.organisations(); ++o) {
    first_block_.push_back(blocks_.size());
    for (std::uint32_t from = world.people.first[o]; from < world.people.first[o + 1]; from += people_a_block)
      blocks_.push_back({o, from, std::min(from + people_a_block, world.people.first[o + 1])});
  }
  first_block_.push_back(blocks_.size());
  leavers_.resize(blocks_.size());
  gists_.assign(blocks_.size(), Gist(k));

  for (std::uint32_t o = 0; o < world.organisations(); ++o) {
    const auto& facts = frame.organisations[o];
    const std::string& by = frame.plan.ledger_by;
    ledger_group.push_back(by == "sector"   ? facts.sector
                           : by == "kind"   ? facts.kind
                           : by == "region" ? facts.region
                                            : 0);
  }
  const std::string& by = frame.plan.ledger_by;
  const std::size_t groups = by == "sector"   ? frame.sectors.size()
                             : by == "kind"   ? frame.kinds.size()
                             : by == "region" ? frame.regions.size()
                                              : 1;
  years.assign(model_years, Books(groups, k, frame.channels.size()));
  staff_time.assign(model_years, std::vector<double>(groups));
  desks_.resize(static_cast<std::size_t>(workers.threads()));
  open_books_.assign(static_cast<std::size_t>(workers.threads()), Books(groups, k, frame.channels.size()));

  for (std::uint32_t o = 0; o < world.organisations(); ++o)
    for (std::size_t practice = 0; practice < k; ++practice)
      for (std::uint32_t other = 0; other < world.organisations(); ++other)
        if (other != o && suits(other, practice))
          all_alike[cell(o, practice)] += world.likeness[std::size_t{o} * world.organisations() + other];

  for (const auto& lever : frame.levers) levers.push_back(make_lever(lever, model_years));
  standings.resize(cells), requests.supports.resize(frame.channels.size());
  for (std::uint16_t number = 0; number < frame.channels.size(); ++number)
    channels.push_back(make_channel(number, frame.channels[number]));
  workers.for_ranges(n, 4096, [&](std::size_t from, std::size_t to, int) {
    for (std::size_t i = from; i < to; ++i) redraw_stay(static_cast<std::uint32_t>(i));
  });
}

void Run::prepare() {
  if (timeline.advance(step)) refresh();
  discount_ = sim::exp(-sim::log(1 + stages.economics.discount) * (step * dt));
  spend(timeline.cost(dt));
  begin_practices();
  people_leave();
  peers();
  std::fill(obligations.begin(), obligations.end(), Obligation{});
  pull_levers();
  for (auto& channel : channels) channel->prepare(*this);
  offers();
}

void Run::refresh() {
  const sim::Setting& root = frame.plan.root;
#define STAGE(Parameters, name, meaning) stages.name = now<Parameters>(root["stages"][#name]);
#include "models/public_services/catalogue.def"
  for (std::size_t k = 0; k < practices.size(); ++k) {
    PracticeNow& practice = practices[k];
    if (frame.practices[k].scheme) {  // explicit, without a benefit of its own: what is not said is nil
      const auto scheme = now<Scheme>(*frame.practices[k].setting);
      practice.complexity = scheme.complexity, practice.reputation = scheme.reputation,
      practice.lead_time = 1;
    } else {
      static_cast<Practice&>(practice) = now<Practice>(*frame.practices[k].setting);
    }
    practice.told_reputation = practice.reputation;
    practice.tacit16 = share16(practice.tacitness);
    practice.worth = practice.benefit / stages.apply.benefit_scale;
    practice.evidence = std::max(practice.evidence, state.evidence[k]);
    weigh(practice);
  }
  decays_ = share32(sim::chance(stages.take_home.decay * dt));
  keeps_commitment_ = sim::exp(-sim::log(2) * dt / stages.apply.commitment_halves);
  barriers.refresh(timeline);
  refresh_traits();
  if (step > 0) refresh_people();
  for (auto& channel : channels) channel->refresh(*this);
  for (auto& lever : levers) lever->refresh(*this);
}

/// What a practice is believed to be worth, as evaluations and awards left it.
void Run::weigh(PracticeNow& practice) const {
  practice.reputation = practice.told_reputation + practice.lift * (1 - practice.told_reputation);
  practice.perceived = practice.believed(practice.evidence);
}

void Run::refresh_traits() {
  const sim::Setting& section = frame.plan.root["world"]["traits"];
  std::vector<bool> touched(world.organisations(), step == 0);
  for (std::size_t trait = 0; trait < trait_count; ++trait) {
    const int slot = section.children[trait].slot;
    if (!std::binary_search(timeline.changed().begin(), timeline.changed().end(), slot)) continue;
    for (std::uint32_t o = 0; o < world.organisations(); ++o) {
      const auto concerns = [&](const sim::Intervention& intervention) {
        for (const auto& [set, names] : intervention.target) {
          const auto& facts = frame.organisations[o];
          const std::string& own = set == "kind"     ? frame.kinds[facts.kind]
                                   : set == "sector" ? frame.sectors[facts.sector]
                                   : set == "region" ? frame.regions[facts.region]
                                                     : facts.id;
          if (std::find(names.begin(), names.end(), own) == names.end()) return false;
        }
        return true;
      };
      const auto value = static_cast<float>(timeline.effective(
          slot, world.traits[o][trait], concerns,
          [&](const sim::Number& n) { return world.trait_of(static_cast<Trait>(trait), n, o); }));
      touched[o] = touched[o] || value != traits[o][trait];
      traits[o][trait] = value;
    }
  }
  for (std::uint32_t o = 0; o < world.organisations(); ++o) {
    read_share_[o] = share32(
        sim::chance(stages.take_home.read_up * traits[o][openness] * (.5 + .5 * traits[o][leadership]) * dt));
    write_share_[o] = share32(sim::chance(stages.take_home.write_down * traits[o][codification] * dt));
  }
  workers.for_ranges(blocks_.size(), 4, [&](std::size_t from, std::size_t to, int) {
    for (std::size_t b = from; b < to; ++b)
      if (touched[blocks_[b].organisation])
        for (std::uint32_t i = blocks_[b].begin; i < blocks_[b].end; ++i)
          person_traits[i] = world.person_traits(i, state.spell[i], traits[blocks_[b].organisation]);
  });
}

/// Who masters what follows from the tacitness of practices and from thresholds, which may have changed.
void Run::refresh_people() {
  workers.for_ranges(world.organisations(), 1, [&](std::size_t from, std::size_t to, int) {
    for (auto o = static_cast<std::uint32_t>(from); o < to; ++o) {
      for (std::uint32_t i = world.people.first[o]; i < world.people.first[o + 1]; ++i)
        note_person(i, row(i), sources);
      for (std::size_t k = 0; k < practices.size(); ++k)
        if (practices[k].begun) summaries[cell(o, k)] = summarise(o, k, state.knowledge.values);
    }
  });
}

/// The peers' share is summed anew only where an organisation began or ceased to apply since the last step.
void Run::peers() {
  const std::uint32_t n = world.organisations();
  for (std::uint32_t o = 0; o < n; ++o)
    for (std::size_t k = 0; k < practices.size(); ++k) {
      const std::size_t at = cell(o, k);
      const bool applies = state.stage[at] == Stage::applied && suits(o, k);
      if (applies == (applies_[at] != 0)) continue;
      applies_[at] = applies;
      for (std::uint32_t other = 0; other < n; ++other)
        if (other != o)
          applied_alike[cell(other, k)] += (applies ? 1 : -1) * world.likeness[std::size_t{other} * n + o];
    }
}

void Run::offers() {
  workers.for_ranges(world.organisations(), 1, [&](std::size_t from, std::size_t to, int) {
    for (std::size_t o = from; o < to; ++o) {
      auto& [contacts, further] = offers_[o];
      contacts.clear(), further.clear();
      for (const auto& channel : channels) channel->offer(*this, static_cast<std::uint32_t>(o), contacts);
      std::fill(first_offer_.begin() + world.people.first[o],
                first_offer_.begin() + world.people.first[o + 1], none);
      for (const Contact& contact : contacts)
        further.push_back(
            std::exchange(first_offer_[contact.recipient], static_cast<std::uint32_t>(further.size())));
    }
  });
}

void Run::change() {
  workers.for_ranges(world.organisations(), 1, [&](std::size_t from, std::size_t to, int worker) {
    for (std::size_t o = from; o < to; ++o) change_organisation(static_cast<std::uint32_t>(o), worker);
  });
  state.knowledge.values.swap(next_);
  sources.swap(next_sources_);
}

/// What no contact offered, against the best team within reach: in the same region, or of the same kind.
void Run::close_year() {
  Books& books = open_books_[0];
  for (std::size_t k = 0; k < practices.size(); ++k) {
    if (step < frame.practices[k].start_step) continue;
    std::vector<std::int64_t> by_region(frame.regions.size()), by_kind(frame.kinds.size());
    for (std::uint32_t o = 0; o < world.organisations(); ++o) {
      const Summary& summary = summaries[cell(o, k)];
      if (!summary.team) continue;
      const std::int64_t mean = summary.team_mastery / summary.team;
      auto &region = by_region[frame.organisations[o].region], &kind = by_kind[frame.organisations[o].kind];
      region = std::max(region, mean), kind = std::max(kind, mean);
    }
    for (std::uint32_t o = 0; o < world.organisations(); ++o) {
      if (!suits(o, k)) continue;
      const std::int64_t reach =
          std::max(by_region[frame.organisations[o].region], by_kind[frame.organisations[o].kind]);
      for (std::uint32_t i : world.people.members_of(o, frame.practices[k].field)) {
        if ((state.offered[i] >> k) & 1) continue;
        const Knowledge& knows = row(i)[k];
        books.never_met[books.cell(ledger_group[o], k)] +=
            std::max<std::int64_t>(0, reach - mastery(knows.e, knows.t, practices[k].tacit16));
      }
    }
  }
  std::fill(state.offered.values.begin(), state.offered.values.end(), 0);
  Books& closed = years[static_cast<std::size_t>(year())];
  for (Books& open : open_books_) {
    closed.add(open);
    open.clear();
  }
  book_staff_time(staff_time[static_cast<std::size_t>(year())], closed);
}

void Run::book_staff_time(std::vector<double>& of_year, const Books& books) {
  for (std::size_t group = 0; group < of_year.size(); ++group)
    for (std::size_t k = 0; k < practices.size(); ++k)
      for (std::size_t c = 0; c < channels.size(); ++c)
        of_year[group] += static_cast<double>(books.contacts[books.contact(group, k, c)]) *
                          channels[c]->hours() * stages.economics.staff_hour;
  for (double cost : of_year) staff_time_present_value -= cost * discount_;
}

std::string Run::digest(sim::Digest& chain) const {
  state.each([&](const auto& column) {
    using Value = std::decay_t<decltype(column.values[0])>;
    chain.add(column.name, std::as_bytes(std::span(column.values)), sizeof(Value));
  });
  for (const auto& channel : channels) channel->digest(chain);
  for (const auto& lever : levers) lever->digest(chain);
  for (const Money& own : money) {
    chain.add_column<double>("spent", own.spent);
    chain.add_column<double>("saved", own.saved);
    chain.add_column<double>("received", own.received);
    chain.add_column<double>("repaid", own.repaid);
    chain.add_column<double>("present value", std::span(&own.present_value, 1));
  }
  return chain.hex();
}

bool Run::is_donor(std::uint32_t organisation, std::size_t practice) const {
  if (!practices[practice].begun) return false;
  if (is_origin(organisation, practice)) return true;
  const std::size_t at = cell(organisation, practice);
  const double benefit = practices[practice].benefit;
  return state.stage[at] == Stage::applied && benefit > 0 &&
         state.improvement[at] >= stages.improve.donor * benefit;
}

bool Run::is_owed(std::uint32_t organisation, std::size_t practice) const {
  if (standings[cell(organisation, practice)].owed) return true;
  return is_origin(organisation, practice) && practices[practice].begun &&
         step < frame.practices[practice].start_step + practices[practice].owed_for / dt;
}

bool Run::refuses(std::uint32_t person, std::size_t practice, std::uint16_t channel,
                  std::uint32_t word) const {
  const std::uint32_t o = world.people.organisation[person], kind = frame.organisations[o].kind;
  Situation s;
  s.source = side(person, practice);
  describe_source(o, practice, s);
  // A duty to host lets that share of what would be refused pass.
  const double duty = standings[cell(o, practice)].hosting;
  double u = sim::unit(word);
  if (u < duty) return false;
  if (duty > 0) u = (u - duty) / (1 - duty);
  return barriers.stopped_by(WritingGates{}, s, kind, kind, channel, u) >= 0;
}

int Run::topic(std::uint32_t source, std::uint32_t recipient, std::uint32_t word) const {
  std::uint64_t left = sources[source];
  if (left == 0) return -1;
  const auto relevance = world.relevance_to(recipient);
  const Knowledge* knows = row(source);
  std::array<std::uint64_t, 64> weights;
  std::uint64_t total = 0;
  for (std::uint64_t mask = left; mask; mask &= mask - 1) {
    const int k = __builtin_ctzll(mask);
    total += weights[static_cast<std::size_t>(k)] =
        (static_cast<std::uint64_t>(
             mastery(knows[k].e, knows[k].t, practices[static_cast<std::size_t>(k)].tacit16)) *
         relevance[static_cast<std::size_t>(k)]) >>
        16;
  }
  std::uint64_t target = sim::point_of(word, total);
  for (; left; left &= left - 1) {
    const int k = __builtin_ctzll(left);
    if (target < weights[static_cast<std::size_t>(k)]) return k;
    target -= weights[static_cast<std::size_t>(k)];
  }
  return -1;
}

}  // namespace knowhow::public_services
