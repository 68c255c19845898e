#include "models/public_services/trace.h"

#include <algorithm>
#include <mutex>
#include <queue>
#include <stdexcept>

#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"
#include "sim/problem.h"

namespace knowhow::public_services {

namespace {

/// In half steps: newcomers come at the start of a step, contacts are judged in its middle.
using Moment = int;
constexpr Moment arriving(int step) { return 2 * step; }
constexpr Moment judging(int step) { return 2 * step + 1; }

struct Learned {
  int step;
  std::uint32_t source, recipient;
  std::uint16_t channel;
  std::int64_t amount;
};

struct Arrived {
  int step;
  std::uint32_t forerunner, person;
  std::int64_t amount;
};

/// What the organisation asked about met and did, summed up to now.
struct Account {
  struct Channel {
    std::int64_t contacts = 0, stopped = 0, taught = 0, gained = 0;
    std::array<std::int64_t, contact_barriers> stopped_by{}, lost{};
  };
  struct Parts {
    std::int64_t e = 0, t = 0;
  };
  std::vector<Channel> channels;
  std::array<Parts, flow_names.size()> flows{};  ///< `gained`: by contacts of both sorts
  double mastery = 0, aware = 0;
};

class Tracer : public Witness {
 public:
  Tracer(const WorldFacts& world, std::uint32_t organisation, std::size_t practice)
      : world_(world),
        organisation_(organisation),
        practice_(practice),
        events(world.organisations()),
        stages_(world.organisations(), Stage::unaware),
        refused_(world.organisations()),
        funded_(world.organisations()) {
    account.channels.resize(world.frame.channels.size());
  }

  void step_begins(const Run& run) override {
    run_ = &run;
    note_stages(run);
  }

  void contact(const Contact& contact, int stopped, Knowledge gained) override {
    if (contact.practice != practice_) return;
    const std::int64_t amount = mastery(gained.e, gained.t, run_->practices[practice_].tacit16);
    const std::lock_guard lock(noting_);
    if (contact.route != Route::home && amount > 0)
      lessons.push_back({run_->step, contact.source, contact.recipient, contact.channel, amount});
    if (world_.people.organisation[contact.recipient] != organisation_) return;
    auto& channel = account.channels[contact.channel];
    ++channel.contacts;
    channel.taught += amount > 0;
    channel.gained += amount;
    if (stopped >= 0) ++channel.stopped, ++channel.stopped_by[static_cast<std::size_t>(stopped)];
    add(Flow::gained, gained.e, gained.t);
  }

  void lost(const Contact& contact, std::size_t barrier, std::int64_t amount) override {
    if (contact.practice != practice_ || world_.people.organisation[contact.recipient] != organisation_)
      return;
    const std::lock_guard lock(noting_);
    account.channels[contact.channel].lost[barrier] += amount;
  }

  void flow(Flow which, std::uint32_t organisation, std::size_t practice, std::int64_t e,
            std::int64_t t) override {
    if (practice != practice_ || organisation != organisation_) return;
    const std::lock_guard lock(noting_);
    add(which, e, t);
  }

  void newcomer(const Run& run, std::uint32_t person, std::uint32_t forerunner,
                const Knowledge* brought) override {
    const Knowledge& knows = brought[practice_];
    const std::int64_t amount = mastery(knows.e, knows.t, run.practices[practice_].tacit16);
    if (amount > 0) arrivals.push_back({run.step, forerunner, person, amount});
  }

  /// Called by the one thread that changes this organisation.
  void attempt(const Run& run, std::uint32_t organisation, std::size_t practice, bool starts) override {
    if (practice == practice_ && !starts)
      events[organisation].push_back({run.step,
                                      sim::Turn::attempt_stopped,
                                      number(run.state.stage[run.cell(organisation, practice)]),
                                      {}});
  }

  void project(const Run& run, const std::string& lever, std::uint32_t organisation,
               std::size_t practice) override {
    if (practice != practice_) return;
    events[organisation].push_back({run.step, sim::Turn::funded, number(Stage::trialling), lever});
    funded_[organisation] = true;
  }

  void step_ends(const Run& run) override {
    note_stages(run);
    if (settled()) return;
    const Summary& summary = run.summaries[run.cell(organisation_, practice_)];
    account.mastery = summary.mastery();
    account.aware = summary.aware_share();
    if (stages_[organisation_] == Stage::applied) settled_ = account, end = judging(run.step) + 1;
  }

  /// As it was when the organisation came to apply the practice; where it never did, as it is now.
  const Account& settled_account() const { return settled() ? settled_ : account; }

 private:
  static int number(Stage stage) { return static_cast<int>(stage); }
  bool settled() const { return !settled_.channels.empty(); }

  void add(Flow which, std::int64_t e, std::int64_t t) {
    auto& parts = account.flows[static_cast<std::size_t>(which)];
    parts.e += e, parts.t += t;
  }

  void note_stages(const Run& run) {
    using sim::Turn;
    for (std::uint32_t o = 0; o < stages_.size(); ++o) {
      const std::size_t cell = run.cell(o, practice_);
      const Stage before = stages_[o], now = run.state.stage[cell];
      if (run.state.refused[cell] != Reason::none && !refused_[o])
        events[o].push_back({run.step, Turn::refused, number(now), {}});
      refused_[o] = run.state.refused[cell] != Reason::none;
      if (now == before) continue;
      stages_[o] = now;
      const bool falls = now < before;
      const bool funded = funded_[o] && now == Stage::trialling;
      funded_[o] = false;
      if (funded && !run.state.invented[cell]) continue;  // told already
      // Who fails, or gives up, falls to aware; only a variant leaves an organisation with what it acquired.
      const Turn turn = falls && before >= Stage::trialling && now == Stage::acquired ? Turn::replaced
                        : falls && before == Stage::applied                           ? Turn::given_up
                        : falls && before == Stage::trialling                         ? Turn::trial_failed
                        : now == Stage::applied && run.is_origin(o, practice_)        ? Turn::began
                        : now == Stage::trialling && run.state.invented[cell]         ? Turn::invented
                        : now == Stage::trialling && run.state.forced[cell]           ? Turn::obliged
                                                                                      : Turn::stage;
      events[o].push_back({run.step, turn, number(now), {}});
    }
  }

  const WorldFacts& world_;
  const Run* run_ = nullptr;
  std::uint32_t organisation_;
  std::size_t practice_;
  std::mutex noting_;

 public:
  std::vector<Learned> lessons;
  std::vector<Arrived> arrivals;
  std::vector<std::vector<sim::Event>> events;  ///< by organisation
  Account account;
  Moment end = 0;  ///< when the organisation came to apply it; 0 if it never did

 private:
  std::vector<Stage> stages_;
  std::vector<bool> refused_, funded_;
  Account settled_;
};

/// Puts together what the tracer saw.
class Telling {
 public:
  Telling(const Run& run, Tracer& tracer, std::uint32_t organisation, std::size_t practice)
      : run_(run),
        world_(run.world),
        tracer_(tracer),
        organisation_(organisation),
        practice_(practice),
        lessons_of_(world_.organisations()),
        arrivals_of_(world_.organisations()),
        moments_(world_.organisations(), -1),
        stories_(world_.organisations(), -1) {
    // Threads noted them in any order; one recipient's contacts of a step stand in the order of judging.
    std::stable_sort(tracer.lessons.begin(), tracer.lessons.end(), [](const Learned& a, const Learned& b) {
      return std::tie(a.step, a.recipient) < std::tie(b.step, b.recipient);
    });
    for (const auto& lesson : tracer.lessons) lessons_of_[employer(lesson.recipient)].push_back(&lesson);
    for (const auto& arrival : tracer.arrivals) arrivals_of_[employer(arrival.person)].push_back(&arrival);
  }

  sim::Trace tell() {
    check_sum();
    sim::Trace trace;
    for (const auto& name : stage_names) trace.stages.emplace_back(name);
    if (world_.frame.practices[practice_].scheme)
      trace.stages.resize(static_cast<std::size_t>(Stage::acquired) + 1);
    for (const std::uint32_t o : everybody_behind()) trace.stories.push_back(story(o));
    tell_account(trace);
    return trace;
  }

 private:
  std::uint32_t employer(std::uint32_t person) const { return world_.people.organisation[person]; }

  /// The replay must have seen every gain that the state knows of, to the last unit.
  void check_sum() const {
    std::int64_t sum = 0;
    for (const Learned* lesson : lessons_of_[organisation_]) sum += lesson->amount;
    if (sum != run_.learned(run_.cell(organisation_, practice_)))
      throw std::logic_error("the lessons of a traced organisation do not sum to what it learned");
  }

  /// Who could have handed on something that reached the one asked about in time, with the last moment at
  /// which they could. Moments only go back along the chain, so the latest one left is always final.
  std::vector<std::uint32_t> everybody_behind() {
    std::vector<std::uint32_t> order;
    std::priority_queue<std::pair<Moment, std::uint32_t>> open;
    const auto reach = [&](std::uint32_t o, Moment moment) {
      if (stories_[o] >= 0 || moment <= moments_[o]) return;
      moments_[o] = moment;
      open.emplace(moment, o);
    };
    reach(organisation_, tracer_.end ? tracer_.end : judging(run_.step));
    while (!open.empty()) {
      const auto [moment, o] = open.top();
      open.pop();
      if (stories_[o] >= 0) continue;
      stories_[o] = static_cast<int>(order.size());
      order.push_back(o);
      if (run_.is_origin(o, practice_)) continue;
      for (const Learned* lesson : lessons_of_[o])
        if (judging(lesson->step) < moment && lesson->source != nobody)
          reach(employer(lesson->source), judging(lesson->step));
      for (const Arrived* arrival : arrivals_of_[o])
        if (arriving(arrival->step) < moment) reach(employer(arrival->forerunner), arriving(arrival->step));
    }
    return order;
  }

  std::string post(std::uint32_t person) const {
    constexpr std::array<std::string_view, 3> roles{"leader", "manager", "officer"};
    return std::string(roles[static_cast<std::size_t>(world_.people.role[person])]) + ", " +
           world_.frame.fields[world_.people.field[person]];
  }

  sim::Story story(std::uint32_t o) const {
    const auto& facts = world_.frame.organisations[o];
    sim::Story story;
    story.organisation = facts.id;
    story.kind = world_.frame.kinds[facts.kind];
    story.region = world_.frame.regions[facts.region];
    story.origin = run_.is_origin(o, practice_);
    story.suited = run_.suits(o, practice_);
    story.before = moments_[o] / 2;
    story.events = tracer_.events[o];
    if (story.origin) return story;
    for (const Learned* lesson : lessons_of_[o]) {
      if (judging(lesson->step) >= moments_[o]) break;
      const bool written = lesson->source == nobody;
      story.lessons.push_back({lesson->step, world_.frame.channels[lesson->channel].name,
                               written ? -1 : stories_[employer(lesson->source)],
                               written ? "" : post(lesson->source), post(lesson->recipient), lesson->amount});
      story.learned += lesson->amount;
    }
    for (const Arrived* arrival : arrivals_of_[o])
      if (arriving(arrival->step) < moments_[o])
        story.arrivals.push_back(
            {arrival->step, stories_[employer(arrival->forerunner)], post(arrival->person), arrival->amount});
    return story;
  }

  void tell_account(sim::Trace& trace) const {
    const Account& account = tracer_.settled_account();
    for (std::size_t c = 0; c < account.channels.size(); ++c) {
      const auto& channel = account.channels[c];
      const auto& name = world_.frame.channels[c].name;
      const bool inside = world_.frame.channels[c].shape == "home";
      if (channel.contacts)
        trace.traffic.push_back(
            {name, inside, channel.contacts, channel.stopped, channel.taught, channel.gained});
      for (std::size_t b = 0; b < contact_barriers; ++b)
        if (channel.stopped_by[b] || channel.lost[b])
          trace.tolls.push_back({name, world_.frame.plan.root["barriers"].children[b].name, inside,
                                 channel.stopped_by[b], channel.lost[b]});
    }
    tell_flows(account, trace);
    trace.mastery = account.mastery;
    trace.aware = account.aware;
    trace.mastery_needed = run_.stages.apply.acquired;
    trace.perceived = run_.practices[practice_].perceived;
    trace.start_barrier = Application::name;
    trace.learned_in_all = run_.learned(run_.cell(organisation_, practice_));
  }

  /// What contacts taught is told by where they came from.
  void tell_flows(const Account& account, sim::Trace& trace) const {
    const std::int64_t tacit16 = run_.practices[practice_].tacit16;
    std::int64_t outside = 0, inside = 0;
    for (const auto& traffic : trace.traffic) (traffic.inside ? inside : outside) += traffic.gained;
    constexpr std::array<std::string_view, flow_names.size()> meanings{
        "contacts",         "reading what is written down", "doing",
        "own invention",    "what newcomers brought",       "forgotten",
        "gone with leavers"};
    trace.flows = {{"outside", "contacts from outside", outside}, {"home", "talks at home", inside}};
    for (std::size_t f = 0; f < flow_names.size(); ++f) {
      const auto which = static_cast<Flow>(f);
      if (which == Flow::gained) continue;
      const bool goes = which == Flow::forgotten || which == Flow::departed;
      const std::int64_t amount = mastery(account.flows[f].e, account.flows[f].t, tacit16);
      trace.flows.push_back({std::string(flow_names[f]), std::string(meanings[f]), goes ? -amount : amount});
    }
  }

  const Run& run_;
  const WorldFacts& world_;
  const Tracer& tracer_;
  std::uint32_t organisation_;
  std::size_t practice_;
  std::vector<std::vector<const Learned*>> lessons_of_;   ///< by organisation, by step
  std::vector<std::vector<const Arrived*>> arrivals_of_;  ///< by organisation, by step
  std::vector<Moment> moments_;  ///< by organisation: what it learned from here on came too late
  std::vector<int> stories_;     ///< by organisation: its place among the stories
};

}  // namespace

sim::Trace trace(const WorldFacts& world, const Measures& measures, std::size_t scenario,
                 const sim::TraceQuestion& question, sim::Workers& workers,
                 const std::function<bool()>& stop) {
  const Frame& frame = world.frame;
  std::vector<std::string> organisations, practices;
  for (const auto& organisation : frame.organisations) organisations.push_back(organisation.id);
  for (const auto& practice : frame.practices) practices.push_back(practice.name);
  const auto find = [](const std::string& name, const std::vector<std::string>& known, const char* what) {
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      throw sim::InvalidInput(
          {{{}, "", "there is no " + std::string(what) + " '" + name + "'", sim::suggestion(name, known)}});
    return static_cast<std::size_t>(found - known.begin());
  };
  const auto organisation =
      static_cast<std::uint32_t>(find(question.organisation, organisations, "organisation"));
  const std::size_t practice = find(question.practice, practices, "practice");

  Run run(world, scenario, workers);
  Tracer tracer(world, organisation, practice);
  run.witness = &tracer;
  sim::Tally tally;
  const sim::Rows rows = run.to_horizon(measures, tally, stop);
  sim::Trace trace = Telling(run, tracer, organisation, practice).tell();
  trace.digest = std::get<std::string>(rows[0]);
  return trace;
}

}  // namespace knowhow::public_services
