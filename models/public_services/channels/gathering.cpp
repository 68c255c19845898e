// Gatherings: each network is an agent with members, a rhythm, an agenda, a memory and a vitality; its
// meetings leave visits and commitments behind (rules R10, R17, R18). "In many networks there is often no
// action between meetings" (Downe).
#include <algorithm>
#include <optional>

#include "models/public_services/channels/agenda.h"
#include "models/public_services/channels/attendances.h"
#include "models/public_services/channels/rhythm.h"
#include "models/public_services/channels/visits.h"
#include "models/public_services/run.h"
#include "sim/checkpoint.h"
#include "sim/digest.h"
#include "sim/math.h"

namespace knowhow::public_services {

namespace {

constexpr std::int32_t never = -1;  ///< of `last_met`

class GatheringChannel : public Channel {
 public:
  GatheringChannel(std::uint16_t number, const Frame::Channel& frame)
      : Channel(number, frame), visits_(sim::purpose(frame.name + " visited"), number) {
    if ((*frame.setting)["surveyed"].word == "yes")
      attendances_.emplace(number, sim::purpose(frame.name + " answers"));
  }

  void refresh(const Run& run) override {
    now_ = run.now<Gathering>(*frame_.setting);
    terms_ = {events_a_step(now_.visits * run.dt, *frame_.setting, "visits"),
              static_cast<std::int32_t>(share16(now_.visit_dose)), static_cast<float>(now_.visit_trust),
              static_cast<float>(now_.visit_carried)};
    lookups_ = events_a_step(now_.consulted * run.dt, *frame_.setting, "consulted");
    if (phase_.values.empty()) found(run);
  }

  void prepare(Run& run) override {
    visits_.settle(run.step);
    follow_up_ = std::min(1.0, now_.follow_up + run.requests.supports[number_].follow_up);
    if (attendances_) attendances_->settle(run);
    const std::int64_t keeps = share32(1 - sim::chance(now_.memory_fades * run.dt));
    for (auto& e : memory_.values)
      if (e) e = part(e, keeps);
    meetings_.clear(), agendas_.reset();
    for (std::uint32_t n = 0; n < frame_.networks.size(); ++n) {
      if (vitality_[n] == 0) continue;
      Rhythm rhythm{.phase = phase_[n], .last = rate_};
      const int due = rhythm.due(now_.meetings, run.dt);
      phase_[n] = rhythm.phase;
      for (int occasion = 0; occasion < due && vitality_[n] > 0; ++occasion)
        meet(run, {n, static_cast<std::uint32_t>(occasion), {}, {}});
    }
    if (now_.meetings > 0) rate_ = now_.meetings;
    visits_.begin(fresh_);
  }

  void offer(const Run& run, std::uint32_t organisation, Pool& offers) const override {
    const std::uint32_t first = run.world.people.first[organisation],
                        end = run.world.people.first[organisation + 1];
    for (const Meeting& meeting : meetings_) {
      auto guest = std::lower_bound(meeting.guests.begin(), meeting.guests.end(), first,
                                    [](const Meeting::Guest& g, std::uint32_t i) { return g.person < i; });
      for (; guest != meeting.guests.end() && guest->person < end; ++guest)
        listen(run, meeting, *guest, organisation, offers);
    }
    visits_.offer(run, organisation, terms_, offers);
    if (now_.consulted > 0) look_up(run, first, end, offers);
  }

  void taught(const Contact& contact, std::int64_t gained) override {
    __atomic_fetch_add(&learned_[contact.network], gained, __ATOMIC_RELAXED);
    __atomic_fetch_add(&taught_[contact.network], gained, __ATOMIC_RELAXED);
    if (attendances_) attendances_->taught(contact, gained);
  }

  const Attendances* attendances() const override { return attendances_ ? &*attendances_ : nullptr; }

  std::vector<double> vitality() const override { return vitality_.values; }

  std::vector<std::int64_t> taught_by_network() const override { return taught_.values; }

  void digest(sim::Digest& digest) const override {
    const std::string prefix = frame_.name + " ";
    const auto add = [&](const auto& column) {
      using Value = std::decay_t<decltype(column.values[0])>;
      digest.add(prefix + std::string(column.name), std::as_bytes(std::span(column.values)), sizeof(Value));
    };
    add(phase_), add(vitality_), add(learned_), add(taught_), add(attended_), add(last_met_), add(memory_);
    visits_.digest(digest, prefix);
    if (attendances_) attendances_->digest(digest, prefix);
  }

  void keep(sim::Keeper& keeper) override {
    keeper(phase_, rate_, vitality_, learned_, taught_, attended_, last_met_, memory_, visits_);
    if (attendances_) keeper(*attendances_);
  }

  double hours() const override { return now_.hours; }

 private:
  void found(const Run& run) {
    const std::size_t networks = frame_.networks.size();
    const std::uint32_t rhythm = sim::purpose(frame_.name + " rhythm");
    phase_.fill(networks), vitality_.fill(networks, 1), learned_.fill(networks), taught_.fill(networks),
        attended_.fill(networks), last_met_.fill(networks, never);
    memory_.fill(networks * run.practices.size());
    relevance_.resize(networks);
    for (std::uint32_t n = 0; n < networks; ++n) {
      phase_[n] = run.draws.block(rhythm, 0, n)[0];  // networks do not all meet in the same week
      const auto& members = run.world.members[number_][n];
      relevance_[n].assign(run.practices.size(), 0);
      for (std::uint32_t i : members)
        for (std::size_t k = 0; k < run.practices.size(); ++k)
          relevance_[n][k] += run.world.relevance_to(i)[k] / 65535.0 / static_cast<double>(members.size());
    }
  }

  void meet(Run& run, Meeting meeting) {
    const std::uint32_t n = meeting.network;
    age(run, n);
    if (vitality_[n] == 0) return;
    run.spend(now_.cost);
    const auto& members = run.world.members[number_][n];
    if (!agendas_) agendas_.emplace(run, number_, frame_, now_);
    meeting.agenda = agendas_->make(meeting, members, relevance_[n]);
    if (meeting.agenda.empty()) return;
    invite(run, members, meeting);
    for (const Item& of : meeting.agenda) {
      std::int32_t& written = memory_[n * run.practices.size() + of.practice];
      written += part(std::max(0, run.row(of.presenter)[of.practice].e - written), share32(now_.remembers));
      for (const auto& guest : meeting.guests)
        if (!guest.absent) follow_up(run, meeting, guest.person, of);
    }
    bool observed = false;
    for (const auto& guest : meeting.guests) {
      if (guest.absent) continue;
      ++attended_[n];
      observed = observed || run.frame.organisations[run.world.people.organisation[guest.person]].observes;
      if (attendances_)
        attendances_->attend(run, meeting, guest.person, static_cast<std::int32_t>(share16(now_.dose)));
    }
    if (observed)
      for (const Item& of : meeting.agenda) run.note_known(of.organisation, of.practice);
    meetings_.push_back(std::move(meeting));
  }

  /// A network fades where its members learn nothing, and can end. Its meetings of one step count as one:
  /// what they teach is known together.
  void age(const Run& run, std::uint32_t n) {
    if (last_met_[n] == run.step) return;
    if (last_met_[n] != never) {
      const double learned =
          attended_[n] > 0 ? from_fixed(learned_[n]) / static_cast<double>(attended_[n]) : 0;
      const double follows = sim::chance(now_.fades * (run.step - last_met_[n]) * run.dt);
      vitality_[n] += (std::min(1.0, learned / now_.expects) - vitality_[n]) * follows;
      if (vitality_[n] < now_.ends_below && follows > 0) vitality_[n] = 0;
    }
    learned_[n] = attended_[n] = 0;
    last_met_[n] = run.step;
  }

  /// Members come if they have the time; to an event open to all come those whom its agenda concerns.
  void invite(const Run& run, const std::vector<std::uint32_t>& members, Meeting& meeting) const {
    const bool open = frame_.networks[meeting.network].open;
    const auto interest = [&](std::uint32_t i) {
      std::uint16_t relevance = 0;
      for (const Item& item : meeting.agenda)
        relevance = std::max(relevance, run.world.relevance_to(i)[item.practice]);
      return relevance / 65535.0 * run.person_traits[i][motivation_to_learn];
    };
    double scale = now_.attendance;
    if (open) {
      double total = 0;
      for (std::uint32_t i : members) total += interest(i);
      scale = total > 0 ? now_.places / total : 0;
    }
    const auto& organisations = run.frame.organisations;
    for (std::uint32_t i : members) {
      const double share = scale * vitality_[meeting.network] * (open ? interest(i) : 1);
      const sim::Block luck = run.draws.block(attends_, run.step, i, meeting.key());
      if (luck[0] >= sim::threshold(share)) continue;
      Situation s;
      s.recipient = run.side(i, meeting.agenda.front().practice);
      const std::uint32_t kind = organisations[run.world.people.organisation[i]].kind;
      const bool absent =
          run.barriers.stopped_by(ComingGates{}, s, kind, kind, number_, sim::unit(luck[1])) >= 0;
      meeting.guests.push_back({i, absent});
    }
  }

  /// The more it concerns somebody, the likelier it leaves a visit or a commitment behind.
  void follow_up(Run& run, const Meeting& meeting, std::uint32_t person, const Item& of) {
    const std::uint32_t o = run.world.people.organisation[person];
    if (o == of.organisation) return;
    const double relevance = run.world.relevance_to(person)[of.practice] / 65535.0;
    const sim::Block luck = run.draws.block(follows_, run.step, person, meeting.key(), of.number);
    if (luck[0] < sim::threshold(follow_up_ * relevance))
      fresh_.push_back(
          {person, of.organisation, of.practice, run.step + run.steps_lasting(now_.visit_lasts), paired});
    const std::size_t cell = run.cell(o, of.practice);
    if (luck[1] < sim::threshold(now_.call_to_action * relevance) && run.suits(o, of.practice) &&
        run.state.stage[cell] < Stage::trialling)
      run.state.commitment[cell] += 1;
  }

  void listen(const Run& run, const Meeting& meeting, const Meeting::Guest& guest, std::uint32_t organisation,
              Pool& offers) const {
    for (const Item& of : meeting.agenda) {
      if (of.organisation == organisation) continue;
      const std::uint32_t number = (meeting.key() << 5) | of.number;
      const sim::Block block = run.draws.block(purpose(), run.step, guest.person, number);
      offers.push_back({block[3], purpose(), guest.person, number, block[2], guest.person, of.presenter,
                        number_, static_cast<std::uint16_t>(of.practice), Route::gathering,
                        run.row(of.presenter)[of.practice], static_cast<std::int32_t>(share16(now_.dose)),
                        static_cast<float>(now_.trust), static_cast<float>(now_.carried),
                        guest.absent ? 0.0f : 1.0f, static_cast<std::uint8_t>(guest.absent ? absent : 0),
                        meeting.network});
    }
  }

  /// Members look up what their network wrote down: its memory, of explicit knowledge only.
  void look_up(const Run& run, std::uint32_t first, std::uint32_t end, Pool& offers) const {
    for (std::uint32_t n = 0; n < frame_.networks.size(); ++n) {
      const std::int32_t* written = memory_.values.data() + n * run.practices.size();
      if (vitality_[n] == 0 ||
          std::all_of(written, written + run.practices.size(), [](auto e) { return !e; }))
        continue;
      const auto& members = run.world.members[number_][n];
      auto member = std::lower_bound(members.begin(), members.end(), first);
      for (; member != members.end() && *member < end; ++member) {
        const int count = lookups_.at(run.draws.block(consulted_, run.step, *member, n)[0]);
        for (int lookup = 1; lookup <= count; ++lookup) {
          const sim::Block block =
              run.draws.block(consulted_, run.step, *member, n, static_cast<std::uint32_t>(lookup));
          const int k = entry(run, written, *member, block[1]);
          if (k < 0) continue;
          offers.push_back({block[3],
                            consulted_,
                            *member,
                            (n << 9) + static_cast<std::uint32_t>(lookup),
                            block[2],
                            *member,
                            nobody,
                            number_,
                            static_cast<std::uint16_t>(k),
                            Route::memory,
                            {written[k], 0},
                            static_cast<std::int32_t>(share16(now_.dose)),
                            static_cast<float>(now_.trust),
                            0,
                            1,
                            0,
                            n,
                            static_cast<float>(now_.focus)});
        }
      }
    }
  }

  /// One practice, in proportion to what is written of it and how relevant it is; -1 if there is none.
  int entry(const Run& run, const std::int32_t* written, std::uint32_t person, std::uint32_t word) const {
    const auto relevance = run.world.relevance_to(person);
    const auto weight = [&](std::size_t k) {
      return static_cast<std::uint64_t>(written[k]) * relevance[k] >> 16;
    };
    std::uint64_t total = 0;
    for (std::size_t k = 0; k < run.practices.size(); ++k) total += weight(k);
    std::uint64_t left = sim::point_of(word, total);
    for (std::size_t k = 0; k < run.practices.size(); ++k) {
      if (left < weight(k)) return static_cast<int>(k);
      left -= weight(k);
    }
    return -1;
  }

  Gathering now_{};
  double follow_up_ = 0;  ///< with what levers add to it, in this step
  VisitTerms terms_;
  sim::PoissonTable lookups_;
  std::vector<std::vector<double>> relevance_;  ///< by network and practice, mean over members
  std::vector<Meeting> meetings_;               ///< of this step
  std::optional<AgendaMaker> agendas_;          ///< of this step, once somebody meets
  std::vector<Visit> fresh_;
  Visits visits_;
  std::optional<Attendances> attendances_;  ///< if it is surveyed
  sim::StateColumn<std::int64_t> phase_{"phase", "2^-32", "of its rhythm, by network"};
  double rate_ = 0;  ///< a year, at which the networks met last
  sim::StateColumn<double> vitality_{"vitality", "1", "how alive it is, by network; 0: it has ended"};
  sim::StateColumn<std::int64_t> learned_{"learned", "2^-30", "mastery gained since it last met, by network"};
  sim::StateColumn<std::int64_t> taught_{"taught", "2^-30", "mastery gained from it in all, by network"};
  sim::StateColumn<std::int64_t> attended_{"attended", "1", "attendances at its last meeting, by network"};
  sim::StateColumn<std::int32_t> last_met_{"last_met", "step", "its last meeting, or -1, by network"};
  sim::StateColumn<std::int32_t> memory_{"memory", "2^-30", "what it wrote down, by network and practice"};
  std::uint32_t attends_ = sim::purpose(frame_.name + " attends"),
                follows_ = sim::purpose(frame_.name + " follows"),
                consulted_ = sim::purpose(frame_.name + " consulted");
};

}  // namespace

std::unique_ptr<Channel> make_gathering(std::uint16_t number, const Frame::Channel& frame) {
  return std::make_unique<GatheringChannel>(number, frame);
}

}  // namespace knowhow::public_services
