// Funds: rounds in which those who have heard of the scheme apply with projects, a panel marks them, and the
// best are paid for, as a loan or a grant, under conditions: a dissemination plan, independent evaluation, a
// lessons-learned document, liaising with others when designing (Downe on Invest to Save).
#include <algorithm>

#include "models/public_services/channels/rhythm.h"
#include "models/public_services/levers/lever.h"
#include "models/public_services/levers/panel.h"
#include "models/public_services/run.h"
#include "sim/checkpoint.h"
#include "sim/digest.h"

namespace knowhow::public_services {

namespace {

class FundLever : public Lever {
 public:
  using Lever::Lever;

  void refresh(const Run& run) override { now_ = run.now<Fund>(*frame_.setting); }

  void prepare(Run& run) override {
    collect_repayments(run);
    for (Project& project : projects_) follow(run, project);
    std::erase_if(projects_, [&](const Project& project) { return project.ended && project.owes <= 0; });
    if (rhythm_.due(now_.rounds, run.dt) > 0) open_round(run);
    for (const Project& project : projects_) {
      if (project.ended) continue;
      Standing& standing = run.standings[run.cell(project.organisation, project.practice)];
      standing.owed = standing.owed || run.step < project.owed_until;
      standing.plan = std::max(standing.plan, project.plan);
    }
  }

  void digest(sim::Digest& digest) const override {
    const std::string prefix = frame_.name + " ";
    digest.add(prefix + "projects", std::as_bytes(std::span(projects_)), sizeof(Project));
    digest.add_column<std::int64_t>(prefix + "rhythm", std::span(&rhythm_.phase, 1));
  }

  void keep(sim::Keeper& keeper) override {
    Lever::keep(keeper);
    keeper(rhythm_, projects_);
  }

 private:
  struct Project {
    std::uint32_t organisation, practice;
    std::int32_t owed_until, repaid_from;  ///< steps
    double owes, repays;                   ///< GBP in all, and a step
    float plan;
    std::uint16_t finished, ended;  ///< its trial is over; it is no longer tried or applied
  };

  void collect_repayments(Run& run) {
    for (Project& project : projects_) {
      if (run.step < project.repaid_from || project.owes <= 0) continue;
      const double amount = std::min(project.owes, project.repays);
      project.owes = amount < project.repays ? 0 : project.owes - amount;
      run.transfer(project.organisation, -amount);
      this_year(run).repaid += amount;
    }
  }

  /// What a project leaves behind once its trial is over, and whether it still goes on.
  void follow(Run& run, Project& project) {
    run.note_known(project.organisation, project.practice);
    const Stage stage = run.state.stage[run.cell(project.organisation, project.practice)];
    project.ended = project.ended || stage < Stage::trialling;
    if (stage == Stage::trialling || project.finished) return;
    project.finished = 1;
    const sim::Block luck = run.draws.block(finished_, run.step, project.organisation, project.practice);
    if (luck[0] < sim::threshold(now_.evaluation)) {
      run.find_evidence(project.practice, now_.evidence_found);
      ++this_year(run).evaluations;
    }
    if (frame_.published_in && luck[1] < sim::threshold(now_.lessons_learned))
      run.requests.commissions.push_back({*frame_.published_in, project.organisation, project.practice});
  }

  void open_round(Run& run) {
    LeverYear& year = this_year(run);
    std::vector<Bid> all = applications(run);
    if (frame_.meets_through) liaise(run, all);
    double left = now_.budget;
    for (const Bid& next : marked(run, std::move(all), now_.paper, now_.threshold, year)) {
      const double amount = run.project_cost(next.practice, next.own_idea) * now_.share;
      // An earlier project of this round may stand in the way: a variant of the same practice.
      if (!(amount > 0) || amount > left || !run.may_start(next.organisation, next.practice)) continue;
      left -= amount;
      start(run, next, amount);
    }
  }

  /// Who would have the money. One who has heard of a practice applies to adopt it; one who has not may think
  /// of it.
  std::vector<Bid> applications(const Run& run) const {
    struct Wish {
      Bid application;
      double luck;
    };
    std::vector<Bid> all;
    std::vector<Wish> wishes;
    for (std::uint32_t o = 0; o < run.world.organisations(); ++o) {
      if (!frame_.kinds[run.frame.organisations[o].kind] || !has_heard(run, o, frame_)) continue;
      wishes.clear();
      const OrganisationTraits& trait = run.traits[o];
      const double appetite = (1 - now_.loan * (1 - trait[loan_appetite])) * (.5 + trait[risk_tolerance]);
      for (std::uint32_t k = 0; k < run.practices.size(); ++k) {
        if (!frame_.practices[k] || !run.may_start(o, k) || has_project(o, k)) continue;
        const Summary& summary = run.summaries[run.cell(o, k)];
        const bool heard = run.state.stage[run.cell(o, k)] != Stage::unaware;
        const double adopts = heard ? now_.interest * run.perceived_by(o, k) * appetite : 0;
        const double invents = summary.mastery() < run.stages.apply.acquired && summary.field
                                   ? now_.own_ideas * (1 - summary.aware_share()) * appetite
                                   : 0;
        const sim::Block luck = run.draws.block(applies_, run.step, o, k);
        const bool own_idea = luck[0] >= sim::threshold(adopts);
        if (own_idea && luck[1] >= sim::threshold(invents)) continue;
        wishes.push_back({{o, k, own_idea}, sim::unit(luck[2])});
      }
      std::stable_sort(wishes.begin(), wishes.end(),
                       [](const Wish& a, const Wish& b) { return a.luck < b.luck; });
      if (wishes.size() > static_cast<std::size_t>(now_.each))
        wishes.resize(static_cast<std::size_t>(now_.each));
      for (const Wish& wish : wishes) all.push_back(wish.application);
    }
    return all;
  }

  /// Applicants are put in touch with whoever of those for the same practice masters it most (of equals, the
  /// first), and leave an idea of their own to that one.
  void liaise(Run& run, std::vector<Bid>& all) {
    std::vector<const Bid*> hosts(run.practices.size());
    const auto knows = [&](const Bid& bid) {
      return run.summaries[run.cell(bid.organisation, bid.practice)].mastery();
    };
    for (const Bid& bid : all) {
      const Bid*& host = hosts[bid.practice];
      if (!host || knows(bid) > knows(*host)) host = &bid;
    }
    for (Bid& bid : all) {
      const Bid& host = *hosts[bid.practice];
      if (&bid == &host || run.draws.block(liaises_, run.step, bid.organisation, bid.practice)[0] >=
                               sim::threshold(now_.liaison))
        continue;
      bid.own_idea = false;
      introduce(run, bid.organisation, host.organisation, bid.practice);
    }
  }

  void start(Run& run, const Bid& application, double amount) {
    LeverYear& year = this_year(run);
    const auto [organisation, practice, own_idea, mark] = application;
    run.begin_project(frame_, organisation, practice, own_idea);
    run.transfer(organisation, amount);
    book_success(run, application, year);
    year.paid += amount;
    if (frame_.meets_through) link(run, organisation, practice);
    const double owes = amount * now_.loan;
    projects_.push_back({organisation, practice, run.step + run.frame.plan.time.step_of(now_.owed_for),
                         run.step + run.steps_lasting(now_.repaid_from), owes,
                         owes / run.steps_lasting(now_.repaid_over),
                         static_cast<float>(now_.dissemination_plan), 0, 0});
  }

  /// A new project and one under way in the same field learn from each other.
  void link(Run& run, std::uint32_t organisation, std::uint32_t practice) {
    const std::uint32_t field = run.frame.practices[practice].field;
    const Project* partner = nullptr;
    std::uint32_t least = ~0u;
    for (const Project& other : projects_) {
      if (other.ended || other.organisation == organisation ||
          run.frame.practices[other.practice].field != field)
        continue;
      const sim::Block luck =
          run.draws.block(links_, run.step, organisation, practice,
                          static_cast<std::uint32_t>(run.cell(other.organisation, other.practice)));
      if (luck[0] < sim::threshold(now_.links) && luck[1] < least) partner = &other, least = luck[1];
    }
    if (!partner) return;
    introduce(run, organisation, partner->organisation, partner->practice);
    introduce(run, partner->organisation, organisation, practice);
  }

  void introduce(Run& run, std::uint32_t recipient, std::uint32_t host, std::uint32_t practice) {
    run.requests.introductions.push_back({*frame_.meets_through, recipient, host, practice});
    ++this_year(run).introductions;
  }

  bool has_project(std::uint32_t organisation, std::uint32_t practice) const {
    return std::any_of(projects_.begin(), projects_.end(), [&](const Project& project) {
      return !project.ended && project.organisation == organisation && project.practice == practice;
    });
  }

  Fund now_{};
  Rhythm rhythm_;
  std::vector<Project> projects_;
  std::uint32_t applies_ = sim::purpose(frame_.name + " applies"),
                finished_ = sim::purpose(frame_.name + " finished"),
                liaises_ = sim::purpose(frame_.name + " liaises"),
                links_ = sim::purpose(frame_.name + " links");
};

}  // namespace

std::unique_ptr<Lever> make_fund(const Frame::Lever& frame, std::size_t years) {
  return std::make_unique<FundLever>(frame, years);
}

}  // namespace knowhow::public_services
