#pragma once
// One scenario of one replicate. A step is three acts, written in run.cpp for people to read.
#include <algorithm>
#include <memory>
#include <vector>

#include "models/public_services/barriers/barriers.h"
#include "models/public_services/books.h"
#include "models/public_services/channels/channel.h"
#include "models/public_services/gist.h"
#include "models/public_services/levers/lever.h"
#include "models/public_services/state.h"
#include "sim/checkpoint.h"
#include "sim/timeline.h"

namespace knowhow::public_services {

/// The numbers of the stages, as they are at this step.
struct Stages {
#define STAGE(Parameters, name, meaning) Parameters name;
#include "models/public_services/catalogue.def"
};

/// A practice's numbers at this step, and what follows from them.
struct PracticeNow : Practice {
  std::int64_t tacit16 = 0;    ///< tacitness, 2^-16
  double worth = 0;            ///< benefit on the scale of decisions
  double perceived = 0;        ///< what it is believed to be worth: v b + (1 - v) reputation, at least 0
  bool begun = false;          ///< its origin has it
  double told_reputation = 0;  ///< as the scenario has it, before awards
  double lift = 0;             ///< how much of what its reputation lacks awards add

  /// What somebody with so much evidence believes it to be worth, at least 0.
  double believed(double known) const { return std::max(0.0, known * worth + (1 - known) * reputation); }
};

/// Money of one organisation, by year; sums of its own only, so their order is fixed.
struct Money {
  std::vector<double> spent, saved;      ///< GBP by year
  std::vector<double> received, repaid;  ///< from funds and back, GBP by year
  double present_value = 0;              ///< GBP, discounted to the start

  template <class Keeper>
  void keep(Keeper& keeper) {
    keeper(spent, saved, received, repaid, present_value);
  }
};

/// What a mandate demands of an organisation, for one practice.
struct Obligation {
  float rate = 0;           ///< a year, at which it responds; 0: nothing is demanded
  float refusals = 0;       ///< of those half ready, the share that may justify why not
  std::int32_t within = 0;  ///< steps after which it must respond; 0: no such term
};

class Lineage;
class Measures;

/// Watches a run without touching it: for tests, and for telling afterwards how something came about.
class Witness {
 public:
  virtual ~Witness() = default;
  /// Conditions are set and nobody has looked yet.
  virtual void step_begins(const Run&) {}
  /// A contact was judged: stopped by a barrier (its index in AllBarriers), or -1 and what was gained of e
  /// and t. Called from any thread.
  virtual void contact(const Contact&, int /*stopped*/, Knowledge /*gained*/) {}
  /// What a barrier took of what a contact could have taught. Called from any thread.
  virtual void lost(const Contact&, std::size_t /*barrier*/, std::int64_t /*amount*/) {}
  /// Knowledge came to an organisation's people, or left them, otherwise than by a contact. Called from any
  /// thread.
  virtual void flow(Flow, std::uint32_t /*organisation*/, std::size_t /*practice*/, std::int64_t /*e*/,
                    std::int64_t /*t*/) {}
  /// A post changes hands, and the newcomer brings a row of knowledge along from a forerunner elsewhere.
  virtual void newcomer(const Run&, std::uint32_t /*person*/, std::uint32_t /*forerunner*/,
                        const Knowledge* /*brought*/) {}
  /// An organisation was about to start, and barrier 12 let it or did not. Called from any thread, but for
  /// each organisation from one.
  virtual void attempt(const Run&, std::uint32_t /*organisation*/, std::size_t /*practice*/,
                       bool /*starts*/) {}
  /// A lever pays for a project.
  virtual void project(const Run&, const std::string& /*lever*/, std::uint32_t /*organisation*/,
                       std::size_t /*practice*/) {}
  /// Everybody has changed.
  virtual void step_ends(const Run&) {}
};

class Run {
 public:
  Run(const WorldFacts& world, std::size_t scenario, sim::Workers& workers);
  ~Run();

  /// Runs to the horizon and hands over the rows of the measures asked for.
  /// `stop` is asked at every step; sim::Stopped is thrown when it says yes. Goes on from `checkpoints`.
  sim::Rows to_horizon(const Measures& measures, sim::Tally& tally, const std::function<bool()>& stop = {},
                       sim::Checkpoints* checkpoints = nullptr);
  /// Takes over every change of the scenario's timeline, without a step between: what cannot be run shows.
  void rehearse();

  // What channels, stages and measures read. Set in `prepare`, constant while people look.
  const WorldFacts& world;
  const Frame& frame;
  const sim::Draws& draws;
  sim::Timeline timeline;
  sim::Workers& workers;
  int step = 0;
  double dt;
  State state;
  Stages stages{};
  Barriers barriers;
  std::vector<PracticeNow> practices;
  std::size_t width = 0;                    ///< number of practices, at hand where a row or a cell is found
  std::vector<OrganisationTraits> traits;   ///< effective, by organisation
  std::vector<PersonTraits> person_traits;  ///< effective, by person
  std::vector<Summary> summaries;           ///< by cell, as of the step's start
  std::vector<std::uint64_t> sources;       ///< by person: practices that one could tell others about
  std::vector<std::uint64_t> champions;     ///< by person: practices whose champion one is
  std::vector<std::int64_t> applied_alike;  ///< by cell: likeness of the other organisations that apply it
  std::vector<std::int64_t> all_alike;      ///< by cell: likeness of all other organisations that it suits
  std::vector<Obligation> obligations;      ///< by cell
  std::vector<Money> money;                 ///< by organisation
  double programme_present_value = 0;
  std::vector<double> programme_cost;           ///< by year, GBP
  std::vector<std::vector<double>> staff_time;  ///< by year and ledger group, GBP
  double staff_time_present_value = 0;
  std::vector<Books> years;  ///< closed books by year, and the open one
  std::vector<std::unique_ptr<Channel>> channels;
  std::vector<std::unique_ptr<Lever>> levers;
  std::vector<Standing> standings;          ///< by cell
  Requests requests;                        ///< of levers to channels, in this step
  std::vector<std::uint32_t> ledger_group;  ///< by organisation
  std::vector<std::uint64_t> of_field;      ///< by field: its practices
  Witness* witness = nullptr;
  std::unique_ptr<Lineage> lineage;  ///< only if a measure asks for it

  std::size_t cell(std::uint32_t organisation, std::size_t practice) const {
    return organisation * width + practice;
  }
  /// The place in `learned_through` and `credited` of a channel, or of newcomers (frame.channels.size()).
  std::size_t contribution(std::size_t cell, std::size_t contributor) const {
    return cell * (frame.channels.size() + 1) + contributor;
  }
  /// What the people of an organisation gained of a practice through channels from elsewhere, 2^-30.
  std::int64_t learned(std::size_t cell) const;
  /// The yearly rate of rule R8 at which an organisation would start whose team had this mastery.
  double starting_rate(std::size_t cell, double mastery) const;
  /// Observers come to know that an organisation applies a practice, if it does and they do not yet. May be
  /// called from any thread.
  void note_known(std::uint32_t organisation, std::size_t practice);
  const Knowledge* row(std::uint32_t person) const { return state.knowledge.values.data() + person * width; }
  bool suits(std::uint32_t organisation, std::size_t practice) const {
    return frame.practices[practice].suits[frame.organisations[organisation].kind];
  }
  bool is_origin(std::uint32_t organisation, std::size_t practice) const {
    return frame.practices[practice].origin == organisation;
  }
  /// Whether a practice comes to an organisation from elsewhere, if it comes.
  bool is_recipient(std::uint32_t organisation, std::size_t practice) const {
    return suits(organisation, practice) && !is_origin(organisation, practice);
  }
  /// Origins, and whoever applies it and has realised enough of its benefit.
  bool is_donor(std::uint32_t organisation, std::size_t practice) const;
  bool is_owed(std::uint32_t organisation, std::size_t practice) const;
  /// What moves an organisation to pass a practice on, beyond its traits.
  void describe_source(std::uint32_t organisation, std::size_t practice, Situation& situation) const {
    situation.donor = is_donor(organisation, practice);
    situation.owed = is_owed(organisation, practice);
    situation.plan = situation.donor ? practices[practice].dissemination_plan : 0;
    situation.award = situation.donor ? practices[practice].award : 0;
    const Standing& standing = standings[cell(organisation, practice)];
    situation.plan = std::max<double>(situation.plan, standing.plan);
    situation.award = std::max<double>(situation.award, standing.honour);
  }
  /// Whether this donor's person refuses to write or to present it: barriers 1-3, met once for all who would
  /// learn from it.
  bool refuses(std::uint32_t person, std::size_t practice, std::uint16_t channel, std::uint32_t word) const;
  /// What lasts for a duration, in years, lasts so many steps, and one at least.
  int steps_lasting(double duration) const { return std::max(1, static_cast<int>(duration / dt + .5)); }
  /// What the programme pays now, in GBP.
  void spend(double amount) {
    programme_cost[static_cast<std::size_t>(year())] += amount;
    programme_present_value -= amount * discount_;
  }
  /// Money from a fund to an organisation (or, below 0, back), in GBP.
  void transfer(std::uint32_t organisation, double amount);
  /// An evaluation leaves a practice with this evidence, if it had less; believed once all levers have acted.
  void find_evidence(std::size_t practice, double evidence) {
    state.evidence[practice] = std::max(state.evidence[practice], evidence);
  }
  /// What an organisation believes a practice to be worth: having heard of its variants, it compares.
  double perceived_by(std::uint32_t organisation, std::size_t practice) const;
  /// Whether an organisation could try a practice now: it suits, is not tried or applied, nor is a variant as
  /// good, and no trial of it failed of late.
  bool may_start(std::uint32_t organisation, std::size_t practice) const;
  /// What a project on a practice costs in all, in GBP; an idea of one's own costs more.
  double project_cost(std::size_t practice, bool own_idea) const {
    return practices[practice].cost * (1 + (own_idea ? stages.economics.invention_extra : 0));
  }
  /// A project that somebody else pays for: it is tried, whatever barrier 12 would have said. For levers
  /// only.
  void begin_project(const Frame::Lever& lever, std::uint32_t organisation, std::size_t practice,
                     bool own_idea);
  /// Has the number of a channel's (or any) setting: the section's numbers as they are at this step.
  template <class Parameters>
  Parameters now(const sim::Setting& section) const {
    return sim::read_section<Parameters>(section, timeline.values());
  }
  /// Of the practices that the source could tell of, one in proportion to what it masters and how relevant
  /// that is to the recipient; -1 if there is none.
  int topic(std::uint32_t source, std::uint32_t recipient, std::uint32_t word) const;
  Side side(std::uint32_t person, std::size_t practice) const {
    return {&person_traits[person], &traits[world.people.organisation[person]],
            ((champions[person] >> practice) & 1) != 0};
  }
  /// What an organisation's people amount to, from a look at each of them.
  Summary summarise(std::uint32_t organisation, std::size_t practice,
                    const std::vector<Knowledge>& rows) const;
  int year() const { return step / frame.plan.time.steps_per_year; }
  std::string digest(sim::Digest& chain) const;

 private:
  friend class Looking;
  struct Desk;
  std::size_t scenario_;
  void begin_world();
  void take_over_changes(int before);
  void keep(sim::Keeper& keeper);
  void derive();
  void prepare();
  void look();
  void change();
  void close_year();
  void book_staff_time(std::vector<double>& of_year, const Books& books);

  // Of prepare.
  void refresh();
  void refresh_traits();
  void refresh_people();
  void pull_levers();
  void weigh(PracticeNow& practice) const;
  void begin_practices();
  void people_leave();
  void peers();
  void offers();
  // Of change.
  void gather(std::uint32_t organisation, Desk& desk) const;
  Summary sum_up(std::uint32_t organisation, std::size_t practice, Desk& desk) const;
  Summary begin_summary(std::uint32_t organisation, std::size_t practice) const;
  void choose_team(Summary& summary, std::uint32_t organisation, std::size_t practice,
                   std::span<std::uint64_t> candidates, std::size_t knowing,
                   const std::vector<Knowledge>& rows) const;
  void change_organisation(std::uint32_t organisation, int worker);
  void advance_stage(std::uint32_t organisation, std::size_t practice, int worker);
  void note_demand(std::size_t at);
  void note_stage(std::size_t at, int since);
  void note_exposure();
  bool obey(std::uint32_t organisation, std::size_t practice);
  void invent(std::uint32_t organisation, std::size_t practice, std::vector<Knowledge>& rows,
              std::vector<std::uint64_t>& tells_of, Books& books);
  void drop_variants(std::uint32_t organisation, std::size_t practice);
  bool bound_to_variant(std::uint32_t organisation, std::size_t practice) const;
  void tell_leaders(std::uint32_t organisation, std::size_t practice, const std::vector<Knowledge>& rows);
  void seed(std::uint32_t organisation, std::size_t practice, std::vector<Knowledge>& rows, Books& books);
  void improve(std::uint32_t organisation, std::size_t practice);
  double fit(std::uint32_t organisation, std::size_t practice) const;
  void pay(std::uint32_t organisation, double amount);
  void name_champion(std::uint32_t organisation, std::size_t practice, std::uint32_t person);
  void dismiss_champion(std::size_t at);
  void note_person(std::uint32_t person, const Knowledge* knowledge, std::vector<std::uint64_t>& tells_of,
                   std::uint64_t among = ~std::uint64_t{0});
  void redraw_stay(std::uint32_t person);
  void fill_post(std::uint32_t person, const Knowledge* brought);
  void note_brought(std::uint32_t post, std::uint32_t from, const Knowledge* brought);
  /// Who takes a post: with what somebody knows (or `nobody`), as champion of these practices.
  struct Newcomer {
    std::uint32_t post, from;
    std::uint64_t champion_of;
  };
  void move_champions(std::vector<Newcomer>& newcomers) const;
  std::uint32_t forerunner(std::uint32_t person) const;
  std::uint32_t elsewhere(std::uint32_t person, std::uint32_t word) const;

  std::vector<Knowledge> next_;  ///< the knowledge that people will have after this step
  std::vector<std::uint64_t> next_sources_;
  std::vector<std::uint64_t> holds_;  ///< by person: practices of which one knows anything at all
  std::vector<std::uint8_t>
      stale_;  ///< by person: the row to be written next is not yet the zeros it should be
  /// What an organisation's people are offered: contacts in the order in which they were found, each with the
  /// number of a further one for its recipient.
  struct Offers {
    Pool contacts;
    std::vector<std::uint32_t> further;
  };
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  std::vector<Offers> offers_;              ///< by organisation
  std::vector<std::uint32_t> first_offer_;  ///< by person: the number of one of those offered, or none
  std::vector<Books> open_books_;           ///< by worker
  /// A channel that people look into, and what those of the block in hand find there.
  struct Search {
    const Channel* channel = nullptr;
    const std::uint32_t* quiet = nullptr;  ///< by person
    std::vector<Seeker> seekers;
    Pool pool;
    const Contact *next = nullptr, *end = nullptr;  ///< of the pool: what is not handed over yet
  };
  /// What a worker needs at hand while people look, kept from step to step so that no contact allocates.
  struct Desk {
    std::vector<const Contact*> order;
    std::vector<Search> searches;
    std::vector<Consolidated> people;
    std::vector<Marks> marks;
    std::vector<Knowledge> rows;                         ///< of who meets somebody, as contacts teach them
    std::vector<std::vector<std::uint64_t>> candidates;  ///< for the teams of an organisation, by practice
  };
  std::vector<Desk> desks_;            ///< by worker
  std::vector<std::uint8_t> applies_;  ///< by cell, as the peers last saw it
  std::vector<Stage> noted_;           ///< by cell, as note_stage last saw it
  struct Block {
    std::uint32_t organisation, begin, end;
  };
  std::vector<Block> blocks_;                           ///< people, in pieces of one organisation
  std::vector<std::size_t> first_block_;                ///< by organisation, and the end
  std::vector<Gist> gists_;                             ///< by block
  std::vector<std::vector<std::uint32_t>> leavers_;     ///< by block
  std::vector<std::int64_t> read_share_, write_share_;  ///< by organisation, 2^-32
  std::int64_t decays_ = 0;                             ///< what a repository loses in a step, 2^-32
  double discount_ = 1;
  double keeps_commitment_ = 1;  ///< what a step leaves of a commitment
};

/// The second act for a range of people; see look.cpp.
class Looking;

}  // namespace knowhow::public_services
