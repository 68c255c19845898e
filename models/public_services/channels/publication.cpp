// Publication: documents wait to be found on a portal, or are pushed to leaders as letters. Explicit
// knowledge only. Rule R9: barriers 1-3 act once, when a document is written; a crowded portal dilutes;
// length costs attention.
#include <algorithm>
#include <numeric>

#include "models/public_services/channels/reads.h"
#include "models/public_services/channels/rhythm.h"
#include "models/public_services/run.h"
#include "sim/checkpoint.h"
#include "sim/digest.h"
#include "sim/math.h"

namespace knowhow::public_services {

namespace {

class PublicationChannel : public Channel {
 public:
  using Channel::Channel;

  void refresh(const Run& run) override {
    now_ = run.now<Publication>(*frame_.setting);
    // Visits are people's, not the portal's: further portals win few more, and share the rest.
    int portals = 0;
    for (const auto& channel : run.frame.channels) {
      if (channel.shape != "publication") continue;
      const auto p = run.now<Publication>(*channel.setting);
      portals += p.visits_leader + p.visits_manager + p.visits_officer > 0;
    }
    const double split = portals > 0 ? (1 + now_.further_portal * (portals - 1)) / portals : 0;
    visits_[0] = events_a_step(now_.visits_leader * split * run.dt, *frame_.setting, "visits_leader");
    visits_[1] = events_a_step(now_.visits_manager * split * run.dt, *frame_.setting, "visits_manager");
    visits_[2] = events_a_step(now_.visits_officer * split * run.dt, *frame_.setting, "visits_officer");
    quiet_.resize(run.world.people.size());
    for (std::uint32_t i = 0; i < quiet_.size(); ++i)
      quiet_[i] = visits_[static_cast<int>(run.world.people.role[i])].first();
    read_ = 1 / (1 + now_.pages / 2);
    dose16_ =
        static_cast<std::int32_t>(share16(now_.dose * sim::chance(now_.pages / 1.5) / sim::chance(4 / 1.5)));
    dose16_ = std::min(dose16_, 65536);
    if (documents_.values.empty()) {
      documents_.fill(run.practices.size());
      means_.fill(run.practices.size());
      reads_.begin(static_cast<std::size_t>(run.frame.plan.time.model_years()), run.practices.size());
    }
  }

  void prepare(Run& run) override {
    const auto aged = static_cast<std::uint32_t>(
        std::min<std::int64_t>(share32(sim::chance(now_.ageing * run.dt)), 0xffffffff));
    for (auto& count : documents_.values)
      count -= static_cast<std::int64_t>(sim::point_of(aged, static_cast<std::uint64_t>(count)));
    for (int occasion = writing_.due(now_.documents, run.dt); occasion > 0; --occasion)
      write(run, static_cast<std::uint32_t>(occasion));
    write_commissioned(run);
    const std::int64_t all =
        std::accumulate(documents_.values.begin(), documents_.values.end(), std::int64_t{0});
    const double crowd = now_.other_documents + static_cast<double>(all) / 65536;
    entries_.resize(documents_.values.size());
    for (std::size_t k = 0; k < entries_.size(); ++k)
      entries_[k] = now_.looked_at * (static_cast<double>(documents_[k]) / 65536) / crowd;

    letters_.clear();
    for (int letter = posting_.due(now_.letters, run.dt); letter > 0; --letter)
      post(run, static_cast<std::uint32_t>(letter));
  }

  void collect(const Run& run, std::span<const Seeker> seekers, Pool& pool) const override {
    const auto year = static_cast<std::size_t>(run.year());
    sim::Draws::PerLane readers{}, numbers{};  // of what may be looked at, to be drawn together
    std::uint32_t asked = 0;
    const auto read = [&] {
      const sim::Draws::Blocks words =
          run.draws.blocks(purpose(), static_cast<std::uint32_t>(run.step), readers, numbers);
      for (std::uint32_t lane = 0; lane < asked; ++lane) {
        const std::size_t k = numbers[lane] % 64;
        const std::uint32_t person = readers[lane];
        const sim::Block block{words[0][lane], words[1][lane], words[2][lane], words[3][lane]};
        const double relevance = run.world.relevance_to(person)[k] / 65535.0;
        if (block[0] >= sim::threshold(sim::chance(entries_[k] * relevance) * read_)) continue;
        reads_.document(year, k);
        add(pool, block, person, numbers[lane], person, k, means_[k]);
      }
      asked = 0;
    };
    for (const auto& [person, luck] : seekers) {
      const int visits = visits_[static_cast<int>(run.world.people.role[person])].at(luck);
      if (visits > 0) reads_.visit(year, visits);
      for (int visit = 0; visit < visits; ++visit)
        for (std::size_t k = 0; k < entries_.size(); ++k) {
          if (documents_[k] == 0) continue;
          readers[asked] = person;
          numbers[asked++] = static_cast<std::uint32_t>(visit) * 64 + static_cast<std::uint32_t>(k);
          if (asked == sim::Draws::lanes) read();
        }
    }
    if (asked) read();
  }

  std::uint32_t count_purpose() const override {
    const bool visited = std::any_of(visits_, visits_ + 3, [](const auto& table) { return !table.never(); });
    return visited ? visit_ : 0;
  }

  /// A letter reaches leaders; an organisation may pass it on to the field.
  void offer(const Run& run, std::uint32_t organisation, Pool& offers) const override {
    const People& people = run.world.people;
    const std::uint32_t first = people.first[organisation];
    for (const Letter& letter : letters_) {
      const auto reads = [&](std::uint32_t person) {
        const sim::Block block = run.draws.block(purpose(), run.step, person, letter.number);
        if (block[0] >= sim::threshold(read_)) return;
        reads_.letter(static_cast<std::size_t>(run.year()), letter.practice);
        add(offers, block, person, letter.number, person, letter.practice, letter.content);
      };
      for (std::uint32_t i = first; i < first + people.leaders[organisation]; ++i) reads(i);
      if (run.draws.word(cascade_, run.step, organisation, letter.number) >= sim::threshold(now_.cascade))
        continue;
      for (std::uint32_t i : people.members_of(organisation, run.frame.practices[letter.practice].field))
        if (people.role[i] != Role::leader) reads(i);
    }
  }

  const Reads* reads() const override { return &reads_; }

  void digest(sim::Digest& digest) const override {
    const std::string prefix = frame_.name + " ";
    digest.add_column<std::int64_t>(prefix + std::string(documents_.name), documents_.values);
    digest.add(prefix + std::string(means_.name), std::as_bytes(std::span(means_.values)), sizeof(Knowledge));
    const std::int64_t phases[] = {writing_.phase, posting_.phase};
    digest.add_column<std::int64_t>(prefix + "rhythm", phases);
  }

  void keep(sim::Keeper& keeper) override { keeper(documents_, means_, writing_, posting_, reads_); }

  double hours() const override { return now_.hours * now_.pages / 4; }

 private:
  struct Letter {
    std::size_t practice;
    std::uint32_t number;
    Knowledge content;
  };

  void add(Pool& pool, const sim::Block& block, std::uint32_t initiator, std::uint32_t number,
           std::uint32_t recipient, std::size_t k, Knowledge content) const {
    pool.push_back({block[3], purpose(), initiator, number, block[2], recipient, nobody, number_,
                    static_cast<std::uint16_t>(k), Route::document, content, dose16_,
                    static_cast<float>(now_.trust), 0, static_cast<float>(now_.pages / 4)});
  }

  /// Each donor's best-informed person may write; what is not written is no contact and stands in no book.
  void write(Run& run, std::uint32_t occasion) {
    for (std::uint32_t k = 0; k < run.practices.size(); ++k)
      for (std::uint32_t o = 0; o < run.world.organisations(); ++o) {
        if (!run.is_donor(o, k)) continue;
        const std::uint32_t author = run.summaries[run.cell(o, k)].best;
        if (author == nobody) continue;
        const std::uint32_t word = run.draws.block(written_, run.step, o, k, occasion)[0];
        if (run.refuses(author, k, number_, word)) continue;
        run.note_known(o, k);
        add_document(k, run.row(author)[k]);
      }
  }

  void add_document(std::size_t k, Knowledge knows) {
    auto& count = documents_[k];
    count += 65536;
    means_[k].e += static_cast<std::int32_t>((std::int64_t{knows.e} - means_[k].e) * 65536 / count);
    means_[k].t += static_cast<std::int32_t>((std::int64_t{knows.t} - means_[k].t) * 65536 / count);
  }

  /// What levers had written: who must write does not refuse.
  void write_commissioned(Run& run) {
    for (const auto& [channel, organisation, practice] : run.requests.commissions) {
      const std::uint32_t author = run.summaries[run.cell(organisation, practice)].best;
      if (channel != number_ || author == nobody) continue;
      run.note_known(organisation, practice);
      add_document(practice, run.row(author)[practice]);
    }
  }

  /// Rule R22: a letter is about one practice, the one named or one drawn by its reputation among those
  /// begun.
  void post(const Run& run, std::uint32_t number) {
    const std::string& about = (*frame_.setting)["about"].word;
    double total = 0;
    for (const auto& practice : run.practices) total += practice.begun ? practice.reputation : 0;
    double left = total * sim::unit(run.draws.block(posted_, run.step, number)[0]);
    for (std::size_t k = 0; k < run.practices.size(); ++k) {
      if (!run.practices[k].begun) continue;
      const bool chosen =
          about.empty() ? (left -= run.practices[k].reputation) < 0 : about == run.frame.practices[k].name;
      const std::uint32_t author = run.summaries[run.cell(run.frame.practices[k].origin, k)].best;
      if (!chosen) continue;
      if (author != nobody) letters_.push_back({k, (1u << 20) + number, run.row(author)[k]});
      return;
    }
  }

  Publication now_{};
  sim::PoissonTable visits_[3];  ///< by role
  double read_ = 0;
  std::int32_t dose16_ = 0;
  sim::StateColumn<std::int64_t> documents_{"documents", "2^-16", "living documents, by practice"};
  sim::StateColumn<Knowledge> means_{"content", "2^-30", "what their authors knew, on average, by practice"};
  std::vector<double> entries_;  ///< entries on a practice among those that a visitor looks at
  Rhythm writing_, posting_;
  std::vector<Letter> letters_;  ///< of this step
  Reads reads_;
  std::uint32_t visit_ = sim::purpose(frame_.name + " visits"),
                written_ = sim::purpose(frame_.name + " written"),
                posted_ = sim::purpose(frame_.name + " posted"),
                cascade_ = sim::purpose(frame_.name + " cascade");
};

}  // namespace

std::unique_ptr<Channel> make_publication(std::uint16_t number, const Frame::Channel& frame) {
  return std::make_unique<PublicationChannel>(number, frame);
}

}  // namespace knowhow::public_services
