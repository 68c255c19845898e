// The second act: everybody looks. Each person judges its contacts, reads up, learns by doing and forgets; it
// reads others as they were at the step's start and writes its own row of the next knowledge only.
#include <algorithm>

#include "models/public_services/consolidation.h"
#include "models/public_services/fading.h"
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
        desk_(run.desks_[static_cast<std::size_t>(worker)]),
        order_(desk_.order),
        consolidation_(run.practices.size()),
        fading_(run.draws, run.step, sim::threshold(sim::chance(run.stages.forget.awareness * run.dt)),
                run.state.aware.values) {
    const auto& forget = run.stages.forget;
    for (const bool applied : {false, true}) {
      const double factor = applied ? forget.applied : 1;
      forgotten_e_[applied] = share32(sim::chance(forget.explicit_rate * factor * run.dt));
      forgotten_t_[applied] = share32(sim::chance(forget.tacit_rate * factor * run.dt));
    }
    for (std::size_t k = 0; k < run.practices.size(); ++k)
      consolidation_.set_practice(k, run.practices[k].tacit16, run.practices[k].complexity);
    ConsolidationNumbers& numbers = consolidation_.numbers;
    numbers.tells_from = to_fixed(run.stages.improve.source);
    numbers.sure_from = to_fixed(forget.aware_until);
    numbers.doing_from = to_fixed(run.stages.improve.doing_from);
    numbers.ceiling = static_cast<std::uint64_t>(to_fixed(run.stages.improve.doing_ceiling));
    numbers.dt = run.dt;
    std::size_t searches = 0;
    for (const auto& channel : run.channels) {
      if (!channel->count_purpose()) continue;
      if (desk_.searches.size() == searches) desk_.searches.emplace_back();
      desk_.searches[searches].channel = channel.get();
      desk_.searches[searches++].quiet = channel->quiet().data();
    }
    desk_.searches.resize(searches);
    desk_.rows.resize(group * run.width), desk_.marks.resize(group), desk_.people.resize(group);
    people_ = desk_.people.data();
  }

  void block(std::size_t number) {
    const Run::Block& block = run_.blocks_[number];
    enter(block.organisation);
    found_ = &run_.gists_[number];
    found_->near_team.clear();
    for (auto& search : desk_.searches) seek(search, block);
    for (std::uint32_t i = block.begin; i < block.end; ++i) person(i, block.organisation);
    consolidate();
    fading_.settle();
    consolidation_.enter(books_);
    found_->take(consolidation_.numbers);
    found_->count_aware(run_.world.people, run_.of_field, run_.state.aware.values, block.begin, block.end);
  }

 private:
  /// How many people are consolidated together.
  static constexpr std::size_t group = 64;

  void enter(std::uint32_t organisation) {
    practised_ = 0;
    consolidation_.set_read_share(run_.read_share_[organisation]);
    for (std::size_t k = 0; k < run_.practices.size(); ++k) {
      const std::size_t cell = run_.cell(organisation, k);
      const Stage stage = run_.state.stage[cell];
      const bool applied = stage == Stage::applied;
      consolidation_.set_shares(k, forgotten_e_[applied], forgotten_t_[applied]);
      consolidation_.numbers.written[k] = static_cast<std::uint64_t>(run_.state.repository[cell]);
      consolidation_.numbers.near_team[k] = static_cast<std::uint64_t>(run_.summaries[cell].near_team());
      practised_ |= std::uint64_t{stage >= Stage::trialling} << k;
    }
  }

  /// What the people of a block find in a channel.
  void seek(Run::Search& search, const Run::Block& block) {
    constexpr std::uint32_t together = 4 * sim::Draws::lanes;
    search.seekers.clear(), search.pool.clear();
    for (std::uint32_t from = block.begin, first, to; from < block.end; from = to) {
      first = from / 4 * 4;  // a block of draws has the words of four people
      to = std::min(block.end, first + together);
      const sim::Draws::Blocks words = run_.draws.blocks(search.channel->count_purpose(),
                                                         static_cast<std::uint32_t>(run_.step), first / 4);
      std::array<std::uint32_t, together> luck;
      for (std::uint32_t lane = 0; lane < sim::Draws::lanes; ++lane)
        for (std::uint32_t word = 0; word < 4; ++word) luck[4 * lane + word] = words[word][lane];
      std::array<Seeker, together> found;  // without a branch, as few find something
      std::size_t count = 0;
      for (std::uint32_t i = from; i < to; ++i) {
        found[count] = {i, luck[i - first]};
        count += luck[i - first] >= search.quiet[i];
      }
      search.seekers.insert(search.seekers.end(), found.begin(), found.begin() + count);
    }
    if (!search.seekers.empty()) search.channel->collect(run_, search.seekers, search.pool);
    search.next = search.pool.data();
    search.end = search.next + search.pool.size();
  }

  /// Whom somebody meets, and what comes of it; consolidated with the others of the group.
  void person(std::uint32_t i, std::uint32_t organisation) {
    order_.clear();
    for (auto& search : desk_.searches)
      for (; search.next != search.end && search.next->recipient == i; ++search.next)
        order_.push_back(search.next);
    const auto& [offered, further] = run_.offers_[organisation];
    for (std::uint32_t o = run_.first_offer_[i]; o != Run::none; o = further[o])
      order_.push_back(&offered[o]);
    const std::uint64_t held = run_.holds_[i], was_aware = run_.state.aware[i];
    // Who knows nothing, has heard of nothing and met nobody stays as they are: rows of zeros are skipped.
    if (order_.empty() && held == 0 && was_aware == 0 && !run_.stale_[i]) {
      run_.next_sources_[i] = 0;
      return;
    }
    const Knowledge* row = run_.row(i);
    heard_ = 0;
    if (!order_.empty()) {
      own_ = desk_.rows.data() + taken_ * run_.width;
      std::copy_n(row, run_.width, own_);
      row = own_;
      double load = 0;
      for (const Contact* contact : order_) load += contact->length;
      std::sort(order_.begin(), order_.end(), [](const Contact* a, const Contact* b) { return *a < *b; });
      for (const Contact* contact : order_) judge(*contact, i, organisation, load - contact->length);
    }
    const std::uint64_t aware = was_aware | heard_;
    run_.state.aware[i] = aware;
    const std::uint64_t in_field = run_.of_field[run_.world.people.field[i]];
    people_[taken_] = {row,
                       run_.next_.data() + std::size_t{i} * run_.width,
                       in_field,
                       in_field & aware,
                       in_field & (aware | held) & practised_,
                       run_.stages.improve.doing * (.5 + .5 * run_.person_traits[i][absorptive_capacity])};
    taken_people_[taken_] = {i, was_aware & ~heard_};
    // A witness sees each by itself.
    if (++taken_ == group || run_.witness) consolidate();
  }

  /// The end of the step for those taken: they read up, learn by doing and forget.
  void consolidate() {
    if (taken_ == 0) return;
    Marks* const marks = desk_.marks.data();
    if (run_.witness)
      tell([&] { consolidation_.take(people_, taken_, marks); });
    else
      consolidation_.take(people_, taken_, marks);
    for (std::size_t n = 0; n < taken_; ++n) {
      const auto [i, may_fade] = taken_people_[n];
      fading_.ask(i, may_fade & marks[n].unsure);
      run_.stale_[i] = run_.holds_[i] != 0 && marks[n].holds == 0;
      run_.holds_[i] = marks[n].holds;
      run_.next_sources_[i] = marks[n].tells;
      for (std::uint64_t mask = marks[n].near_team; mask; mask &= mask - 1) {
        const auto k = static_cast<std::size_t>(__builtin_ctzll(mask));
        const Knowledge& left = people_[n].left[k];
        found_->near_team.push_back({candidate(mastery(left.e, left.t, run_.practices[k].tacit16), i),
                                     static_cast<std::uint32_t>(k)});
      }
    }
    taken_ = 0;
  }

  /// What one person read, did and forgot, for a witness: as the sums grew.
  template <class Take>
  void tell(Take&& take) {
    const ConsolidationNumbers before = consolidation_.numbers;
    take();
    const ConsolidationNumbers& after = consolidation_.numbers;
    const std::uint32_t organisation = run_.world.people.organisation[taken_people_[0].first];
    const auto grown = [](std::uint64_t to, std::uint64_t from) {
      return static_cast<std::int64_t>(to - from);
    };
    for (std::size_t k = 0; k < run_.width; ++k) {
      run_.witness->flow(Flow::read, organisation, k, grown(after.explicit_read[k], before.explicit_read[k]),
                         0);
      run_.witness->flow(Flow::done, organisation, k, grown(after.explicit_done[k], before.explicit_done[k]),
                         grown(after.tacit_done[k], before.tacit_done[k]));
      run_.witness->flow(Flow::forgotten, organisation, k,
                         grown(after.explicit_taken[k], before.explicit_taken[k]),
                         grown(after.tacit_taken[k], before.tacit_taken[k]));
    }
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

  Run& run_;
  int worker_;
  Books& books_;
  Run::Desk& desk_;
  std::vector<const Contact*>& order_;  ///< contacts of the person in hand, as they are judged
  Consolidation consolidation_;
  Fading fading_;
  Knowledge* own_ = nullptr;  ///< what the person in hand knows, as contacts teach it
  std::uint64_t heard_ = 0;
  std::uint64_t practised_ = 0;  ///< practices that the organisation in hand tries or applies
  std::int64_t forgotten_e_[2], forgotten_t_[2];
  Gist* found_ = nullptr;  ///< of the block in hand
  std::size_t taken_ = 0;
  Consolidated* people_ = nullptr;                               ///< those taken: at most a group
  std::pair<std::uint32_t, std::uint64_t> taken_people_[group];  ///< who, and which awareness may fade
};

void Run::look() {
  workers.for_ranges(blocks_.size(), 4, [&](std::size_t from, std::size_t to, int worker) {
    Looking looking(*this, worker);
    for (std::size_t b = from; b < to; ++b) looking.block(b);
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
