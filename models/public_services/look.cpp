// The second act: everybody looks. Each person judges its contacts, reads up, learns by doing and forgets; it
// reads others as they were at the step's start and writes its own row of the next knowledge only.
#include <algorithm>

#include "models/public_services/fading.h"
#include "models/public_services/forgetting.h"
#include "models/public_services/lineage.h"
#include "models/public_services/run.h"
#include "sim/math.h"

namespace knowhow::public_services {

class Looking {
 public:
  Looking(Run& run, int worker)
      : run_(run),
        worker_(worker),
        books_(run.open_books_[static_cast<std::size_t>(worker)]),
        pool_(run.desks_[static_cast<std::size_t>(worker)].pool),
        searches_(run.desks_[static_cast<std::size_t>(worker)].searches),
        forgetting_(run.practices.size()),
        fading_(run.draws, run.step, sim::threshold(sim::chance(run.stages.forget.awareness * run.dt)),
                run.state.aware.values) {
    const auto& forget = run.stages.forget;
    for (const bool applied : {false, true}) {
      const double factor = applied ? forget.applied : 1;
      forgotten_e_[applied] = share32(sim::chance(forget.explicit_rate * factor * run.dt));
      forgotten_t_[applied] = share32(sim::chance(forget.tacit_rate * factor * run.dt));
    }
    for (std::size_t k = 0; k < run.practices.size(); ++k)
      forgetting_.set_practice(k, run.practices[k].tacit16);
    forgetting_.set_limits(to_fixed(run.stages.improve.source), to_fixed(forget.aware_until));
    doing_from_ = to_fixed(run.stages.improve.doing_from);
    ceiling_ = to_fixed(run.stages.improve.doing_ceiling);
    searches_.clear();
    for (const auto& channel : run.channels)
      if (channel->count_purpose())
        searches_.push_back({channel.get(),
                             channel->quiet().data(),
                             {run.draws, channel->count_purpose(), static_cast<std::uint32_t>(run.step)}});
  }

  void block(const Run::Block& block) {
    enter(block.organisation);
    const auto& [offered, further] = run_.offers_[block.organisation];
    for (std::uint32_t i = block.begin; i < block.end; ++i) {
      pool_.clear();
      for (std::uint32_t o = run_.first_offer_[i]; o != Run::none; o = further[o])
        pool_.push_back(offered[o]);
      for (auto& [channel, quiet, words] : searches_)
        if (const std::uint32_t luck = words.of(i); luck >= quiet[i]) channel->collect(run_, i, luck, pool_);
      // Who knows nothing, has heard of nothing and met nobody stays as they are: rows of zeros are skipped.
      if (pool_.empty() && run_.holds_[i] == 0 && run_.state.aware[i] == 0 && !run_.stale_[i]) {
        run_.next_sources_[i] = 0;
        continue;
      }
      person(i, block.organisation);
    }
    forgetting_.enter(books_);
  }

 private:
  void enter(std::uint32_t organisation) {
    practised_ = 0;
    forgetting_.set_read_share(run_.read_share_[organisation]);
    for (std::size_t k = 0; k < run_.practices.size(); ++k) {
      const Stage stage = run_.state.stage[run_.cell(organisation, k)];
      const bool applied = stage == Stage::applied;
      forgetting_.set_shares(k, forgotten_e_[applied], forgotten_t_[applied]);
      forgetting_.set_written(k, run_.state.repository[run_.cell(organisation, k)]);
      practised_ |= std::uint64_t{stage >= Stage::trialling} << k;
    }
  }

  void person(std::uint32_t i, std::uint32_t organisation) {
    std::copy_n(run_.row(i), run_.width, own_.begin());

    const std::uint64_t was_aware = run_.state.aware[i];
    heard_ = 0;
    if (!pool_.empty()) {
      double load = 0;
      for (const Contact& contact : pool_) load += contact.length;
      std::sort(pool_.begin(), pool_.end());
      for (const Contact& contact : pool_) judge(contact, i, organisation, load - contact.length);
    }

    const std::uint64_t aware = was_aware | heard_;
    const std::uint64_t in_field = run_.of_field[run_.world.people.field[i]];
    // Who tries or applies it may learn by doing in between; a witness sees each read by itself.
    const std::uint64_t one_by_one = run_.witness ? ~std::uint64_t{0} : practised_;
    for (std::uint64_t mask = in_field & (aware | run_.holds_[i]) & one_by_one; mask; mask &= mask - 1) {
      const auto k = static_cast<std::size_t>(__builtin_ctzll(mask));
      if ((aware >> k) & 1) read_up(k, organisation);
      if ((practised_ >> k) & 1) learn_by_doing(k, i, organisation);
    }
    const Marks marks = pass(i, organisation, in_field & aware & ~one_by_one, aware | run_.holds_[i]);
    run_.state.aware[i] = aware;
    fading_.ask(i, was_aware & ~heard_ & marks.unsure);
    run_.stale_[i] = run_.holds_[i] != 0 && marks.holds == 0;
    run_.holds_[i] = marks.holds;
    run_.next_sources_[i] = marks.tells;
  }

  std::int64_t mastered(std::size_t k) const {
    return mastery(own_[k].e, own_[k].t, run_.practices[k].tacit16);
  }

  void judge(const Contact& contact, std::uint32_t i, std::uint32_t organisation, double others) {
    const std::size_t k = contact.practice;
    const PracticeNow& practice = run_.practices[k];
    const std::uint64_t bit = std::uint64_t{1} << k;
    run_.state.offered[i] |= bit;

    const Situation s = situation(contact, i, organisation, others);
    const auto& frame = run_.frame;
    const std::uint32_t kind = frame.organisations[organisation].kind;
    const std::uint32_t source_organisation =
        contact.source == nobody ? organisation : run_.world.people.organisation[contact.source];
    const std::uint32_t source_kind = frame.organisations[source_organisation].kind;
    const double u = sim::unit(contact.gate);

    // The gap, and the share of it that the contact could close: the potential.
    std::int64_t e =
        (contact.dose16 * std::max<std::int64_t>(0, std::int64_t{contact.offered.e} - own_[k].e)) >> 16;
    std::int64_t t =
        (contact.dose16 * std::max<std::int64_t>(0, std::int64_t{contact.offered.t} - own_[k].t)) >> 16;
    std::int64_t left = mastery(e, t, practice.tacit16);
    const std::size_t book = books_.contact(run_.ledger_group[organisation], k, contact.channel);
    ++books_.contacts[book];
    books_.potential[book] += left;

    int stopped;
    switch (contact.route) {
      case Route::outside:
        stopped = run_.barriers.stopped_by(OutsideGates{}, s, source_kind, kind, contact.channel, u);
        break;
      case Route::document:
        stopped = run_.barriers.stopped_by(DocumentGates{}, s, source_kind, kind, contact.channel, u);
        break;
      case Route::memory:
        stopped = run_.barriers.stopped_by(DocumentGates{}, s, source_kind, kind, contact.channel, u);
        break;
      case Route::gathering:
        stopped = contact.terms & absent
                      ? static_cast<int>(index_of_barrier<Capacity>())
                      : run_.barriers.stopped_by(GatheringGates{}, s, source_kind, kind, contact.channel, u);
        break;
      default:
        stopped = run_.barriers.stopped_by(HomeGates{}, s, source_kind, kind, contact.channel, u);
        heard_ |= bit;  // whoever hears colleagues talk has heard of it
    }
    if (stopped >= 0) {
      books_.lost[book * contact_barriers + static_cast<std::size_t>(stopped)] += left;
      if (run_.witness) {
        run_.witness->contact(contact, stopped, {});
        run_.witness->lost(contact, static_cast<std::size_t>(stopped), left);
      }
      return;
    }
    heard_ |= bit;
    if (frame.organisations[organisation].observes && contact.source != nobody)
      run_.note_known(source_organisation, k);

    const auto take = [&]<class Barrier>(Barrier*, bool from_explicit) {
      const std::int64_t share = run_.barriers.template share_of<Barrier>(s, kind, contact.channel);
      if (from_explicit) e = (e * share) >> 16;
      t = (t * share) >> 16;
      const std::int64_t now = mastery(e, t, practice.tacit16);
      books_.lost[book * contact_barriers + index_of_barrier<Barrier>()] += left - now;
      if (run_.witness) run_.witness->lost(contact, index_of_barrier<Barrier>(), left - now);
      left = now;
    };
    take(static_cast<Codifiability*>(nullptr), false);
    take(static_cast<Transfer*>(nullptr), true);
    take(static_cast<Absorption*>(nullptr), true);

    books_.gained[book] += left;
    books_.flow(Flow::gained, k, e, t);
    own_[k].e += static_cast<std::int32_t>(e);
    own_[k].t += static_cast<std::int32_t>(t);
    if (run_.witness)
      run_.witness->contact(contact, -1, {static_cast<std::int32_t>(e), static_cast<std::int32_t>(t)});
    if (contact.route == Route::home) return;
    if (contact.route == Route::gathering || contact.route == Route::memory)
      run_.channels[contact.channel]->taught(contact, left);

    // Whom an organisation learned from decides how well the practice fits it (rule R12). Integer sums: no
    // order.
    const std::size_t cell = run_.cell(organisation, k);
    const std::int64_t alike =
        contact.source == nobody
            ? run_.world.likeness[std::size_t{organisation} * run_.world.organisations() +
                                  frame.practices[k].origin]
            : run_.world
                  .likeness[std::size_t{organisation} * run_.world.organisations() + source_organisation];
    __atomic_fetch_add(&run_.state.learned_through[run_.contribution(cell, contact.channel)], left,
                       __ATOMIC_RELAXED);
    __atomic_fetch_add(&run_.state.learned_alike[cell], (left * alike) >> 16, __ATOMIC_RELAXED);
    if (!run_.lineage) return;
    const bool by_people = contact.source != nobody;
    run_.lineage->learned(
        worker_, organisation, k,
        {by_people ? source_organisation : Gain::written,
         by_people && run_.state.stage[run_.cell(source_organisation, k)] == Stage::applied, left});
  }

  Situation situation(const Contact& contact, std::uint32_t i, std::uint32_t organisation,
                      double others) const {
    const std::size_t k = contact.practice;
    Situation s;
    s.recipient = run_.side(i, k);
    s.load = others;
    s.trust = contact.trust;
    s.carried = contact.carried;
    s.relevance = run_.world.relevance_to(i)[k] / 65535.0;
    s.complexity = run_.practices[k].complexity;
    s.prior = prior(i, k);
    s.teaches = contact.teaches;
    if (contact.source == nobody) return s;
    s.source = run_.side(contact.source, k);
    if (contact.route == Route::home) return s;
    const std::uint32_t from = run_.world.people.organisation[contact.source];
    run_.describe_source(from, k, s);
    s.paired = contact.terms & paired;
    s.brokered = contact.terms & brokered;
    s.same_sector = run_.frame.organisations[from].sector == run_.frame.organisations[organisation].sector;
    s.similarity = run_.world.alike(organisation, from);
    s.power = double{run_.traits[from][influence]} - run_.traits[organisation][influence];
    return s;
  }

  /// Related prior knowledge: the highest mastery of another practice of the field, at the step's start.
  double prior(std::uint32_t i, std::size_t k) const {
    const Knowledge* before = run_.row(i);
    std::int64_t highest = 0;
    const std::uint64_t of_field = run_.of_field[run_.frame.practices[k].field];
    for (std::uint64_t mask = run_.holds_[i] & of_field & ~(std::uint64_t{1} << k); mask; mask &= mask - 1) {
      const auto other = static_cast<std::size_t>(__builtin_ctzll(mask));
      highest = std::max(highest, mastery(before[other].e, before[other].t, run_.practices[other].tacit16));
    }
    return from_fixed(highest);
  }

  /// Internalisation: aware people of the field read what their organisation wrote down.
  void read_up(std::size_t k, std::uint32_t organisation) {
    const std::int64_t gap = std::int64_t{run_.state.repository[run_.cell(organisation, k)]} - own_[k].e;
    if (gap <= 0) return;
    const std::int32_t read = part(gap, run_.read_share_[organisation]);
    own_[k].e += read;
    flow(Flow::read, organisation, k, read, 0);
  }

  /// Rule R7: know-how follows know-what, for those who have been told.
  void learn_by_doing(std::size_t k, std::uint32_t i, std::uint32_t organisation) {
    if (mastered(k) < doing_from_) return;
    const double rate = run_.stages.improve.doing * (.5 + .5 * run_.person_traits[i][absorptive_capacity]) *
                        (1 - .5 * run_.practices[k].complexity);
    const std::int64_t share = share32(std::min(1.0, rate * run_.dt));
    const std::int32_t e = part(std::max<std::int64_t>(0, std::int64_t{ceiling_} - own_[k].e), share);
    const std::int32_t t = part(std::max<std::int64_t>(0, std::int64_t{own_[k].e} - own_[k].t), share);
    own_[k].e += e;
    own_[k].t += t;
    flow(Flow::done, organisation, k, e, t);
  }

  /// The end of the step for what somebody knows: of `reads` one reads up, and of all one forgets.
  Marks pass(std::uint32_t i, std::uint32_t organisation, std::uint64_t reads, std::uint64_t concerned) {
    Knowledge* left = run_.next_.data() + i * run_.width;
    const Marks marks = forgetting_.take(own_, left, reads);
    if (run_.witness)
      for (std::uint64_t mask = concerned; mask; mask &= mask - 1) {
        const auto k = static_cast<std::size_t>(__builtin_ctzll(mask));
        run_.witness->flow(Flow::forgotten, organisation, k, own_[k].e - left[k].e, own_[k].t - left[k].t);
      }
    return marks;
  }

  void flow(Flow which, std::uint32_t organisation, std::size_t k, std::int64_t e, std::int64_t t) {
    books_.flow(which, k, e, t);
    if (run_.witness) run_.witness->flow(which, organisation, k, e, t);
  }

  Run& run_;
  int worker_;
  Books& books_;
  WholeRow own_{};  ///< what the person in hand knows, before it forgets
  Pool& pool_;
  std::vector<Run::Search>& searches_;
  Forgetting forgetting_;
  Fading fading_;
  std::uint64_t heard_ = 0;
  std::uint64_t practised_ = 0;  ///< practices that the organisation in hand tries or applies
  std::int64_t forgotten_e_[2], forgotten_t_[2], doing_from_;
  std::int32_t ceiling_;
};

void Run::look() {
  workers.for_ranges(blocks_.size(), 4, [&](std::size_t from, std::size_t to, int worker) {
    Looking looking(*this, worker);
    for (std::size_t b = from; b < to; ++b) looking.block(blocks_[b]);
  });
}

/// What follows from a person's next knowledge: which practices one knows anything of, and could tell others
/// about.
void Run::note_person(std::uint32_t person, const Knowledge* knowledge, std::vector<std::uint64_t>& tells_of,
                      std::uint64_t among) {
  const std::int64_t enough = to_fixed(stages.improve.source);
  std::uint64_t holds = 0, tells = 0;
  if (practices.size() < 64) among &= (std::uint64_t{1} << practices.size()) - 1;
  for (; among; among &= among - 1) {
    const auto k = static_cast<std::size_t>(__builtin_ctzll(among));
    if (knowledge[k] == Knowledge{}) continue;
    holds |= std::uint64_t{1} << k;
    if (mastery(knowledge[k].e, knowledge[k].t, practices[k].tacit16) >= enough)
      tells |= std::uint64_t{1} << k;
  }
  holds_[person] = holds;
  tells_of[person] = tells;
}

}  // namespace knowhow::public_services
