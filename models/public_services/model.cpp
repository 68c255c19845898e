#include "models/public_services/model.h"

#include <algorithm>
#include <map>

#include "models/public_services/barriers/barriers.h"
#include "models/public_services/declaration.h"
#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"
#include "models/public_services/trace.h"

namespace knowhow::public_services {

namespace {

class PublicServicesWorld : public sim::World {
 public:
  PublicServicesWorld(const Frame& frame, const Measures& measures, std::uint32_t replicate)
      : measures_(measures), facts_(frame, replicate) {}

  sim::Rows run(std::size_t scenario, sim::Workers& workers, const std::function<bool()>& stop,
                sim::Tally& tally, sim::Checkpoints* checkpoints) const override {
    return Run(facts_, scenario, workers).to_horizon(measures_, tally, stop, checkpoints);
  }

  void rehearse(std::size_t scenario, sim::Workers& workers) const override {
    Run(facts_, scenario, workers).rehearse();
  }

  std::optional<sim::Trace> trace(std::size_t scenario, const sim::TraceQuestion& question,
                                  sim::Workers& workers, const std::function<bool()>& stop) const override {
    return public_services::trace(facts_, measures_, scenario, question, workers, stop);
  }

  std::optional<sim::Map> map() const override {
    sim::Map map;
    for (std::uint32_t o = 0; o < facts_.organisations(); ++o)
      map.people.push_back(facts_.people.first[o + 1] - facts_.people.first[o]);
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> ties;
    for (const auto& layer : facts_.ties)
      for (std::uint32_t i = 0; i < layer.network.size(); ++i)
        for (const std::uint32_t j : layer.network.of(i))
          if (i < j) ++ties[std::minmax(facts_.people.organisation[i], facts_.people.organisation[j])];
    for (const auto& [pair, number] : ties) map.ties.push_back({pair.first, pair.second, number});
    return map;
  }

  sim::Size size() const override {
    sim::Size size;
    size.agents = facts_.people.size();
    for (const auto& layer : facts_.ties) size.ties += layer.network.ties();
    std::uint64_t networks = 0, memberships = 0;
    for (const auto& channel : facts_.members)
      for (const auto& members : channel) ++networks, memberships += members.size();
    size.parts = {{"organisations", facts_.organisations()}, {"practices", facts_.practices()}};
    if (networks) size.parts.emplace_back("networks", networks);
    const std::uint64_t cells = std::uint64_t{facts_.organisations()} * facts_.practices();
    const std::uint64_t person = 2 * sizeof(Knowledge) * facts_.practices() + sizeof(PersonTraits) +
                                 6 * sizeof(std::uint64_t) + 2 * sizeof(std::uint32_t) +
                                 2 * sizeof(std::uint32_t) + 2;
    size.bytes =
        size.agents * person + size.ties * (2 * 2 * sizeof(std::uint32_t) + sizeof(float)) +
        cells * (sizeof(Summary) + 230 + 2 * sizeof(std::int64_t) * (facts_.frame.channels.size() + 1)) +
        memberships * sizeof(std::uint32_t) +
        2 * sizeof(double) * facts_.organisations() * facts_.organisations();
    return size;
  }

 private:
  const Measures& measures_;
  WorldFacts facts_;
};

class PublicServicesStudy : public sim::Study {
 public:
  explicit PublicServicesStudy(const sim::Plan& plan) : frame_(plan), measures_(frame_) {}
  const sim::Layout& layout() const override { return measures_.layout(); }
  std::unique_ptr<sim::World> world(std::uint32_t replicate, sim::Workers&) const override {
    return std::make_unique<PublicServicesWorld>(frame_, measures_, replicate);
  }

 private:
  Frame frame_;
  Measures measures_;
};

}  // namespace

sim::Model model() {
  sim::Model model;
  model.name = "public_services";
  model.meaning =
      "Councils, health boards and their people, who exchange explicit and tacit knowledge under barriers.";
  model.source =
      "Downe, A Shared Responsibility (Public Policy Institute for Wales); Huber 1991; Easterby-Smith, Lyles "
      "and Tsang 2008";
  model.declaration = &declaration();
  model.measures = {
      {"adoption", "stages of organisations and people, knowledge, improvement, duplicates"},
      {"ledger",
       "where learning was lost, by barrier, channel, practice and group, and what nobody ever met"},
      {"economics", "what adopting cost and saved, what interventions cost, net present value"},
      {"networks", "how alive each network is, and what it taught"},
      {"mandates", "who justified why they do not adopt, by reason"},
      {"levers", "who applied to funds and for awards and who won, and the money"},
      {"attribution", "what had taught the organisations that apply a practice, by channel"},
      {"observed", "what observers, such as the government, know of it: how much, and how late"},
      {"reads", "hits and downloads of publications, and letters read"},
      {"survey",
       "what those who attended surveyed gatherings expected and learned, and what they changed since"},
      {"reproduction",
       "who brought whom to apply a practice: how many further organisations one that applies it brings "
       "along"},
      {"histories",
       "each organisation by itself, over time: how far it is with each practice, what its people know, its "
       "gains",
       false}};
  model.target_sets = {"kind", "sector", "region", "organisation"};
  model.ledger_groups = {"sector", "kind", "region", "all"};
  model.headlines = {{"heard of it", "%", "final_aware", 100, sim::Better::higher},
                     {"acquired", "%", "final_acquired", 100, sim::Better::higher},
                     {"apply it", "%", "final_applied", 100, sim::Better::higher},
                     {"improvement", "GBP m a year", "final_improvement", 1e-6, sim::Better::higher},
                     {"NPV incl. running", "GBP m", "net_present_value_with_running_benefits", 1e-6,
                      sim::Better::higher, "npv"}};
  model.leading = "final_applied";
  model.breakdowns = {
      {"Where learning was lost, as a share of what contacts could have taught",
       "ledger_lost",
       "contact_barrier",
       "ledger_potential",
       "learned",
       {}},
      {"Of the mastery of teams about to start a practice, a book of its own",
       "application_lost",
       {},
       "application_potential",
       "started",
       std::string(Application::name)},
      {"Of the mastery of teams at the end of their trials, a book of its own",
       "adaptation_lost",
       {},
       "adaptation_potential",
       "fitted",
       std::string(Adaptation::name)},
      {"Beside the books, what no contact offered, in units of one person's full mastery a run",
       "never_met",
       {},
       {},
       {},
       "never met"},
      {"How learning came, as a share of what contacts taught",
       "ledger_gained",
       "channel",
       "ledger_gained",
       {},
       {}},
      {"What had taught the organisations that apply a practice at the end",
       "applied_through",
       "contributor",
       "applied_through",
       {},
       {}}};
  model.vocabularies = {{"barriers", "each barrier by its own name", {}}};
  for (const Vocabulary& vocabulary : vocabularies)
    model.vocabularies.push_back(
        {std::string(vocabulary.name), std::string(vocabulary.meaning), labels_of(vocabulary)});
  model.bind = [](const sim::Plan& plan) -> std::unique_ptr<sim::Study> {
    return std::make_unique<PublicServicesStudy>(plan);
  };
  return model;
}

}  // namespace knowhow::public_services
