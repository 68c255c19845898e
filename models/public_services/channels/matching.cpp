#include "models/public_services/channels/matching.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/public_services/run.h"
#include "sim/math.h"

namespace knowhow::public_services {

namespace {
constexpr double least_result = .05;  // a donor without results yet is not out of the question
constexpr double impossible = -std::numeric_limits<double>::infinity();
}  // namespace

Matchmaker::Matchmaker(const Run& run, const Frame::Channel& frame, const Pairing& numbers, Matching rule,
                       double further)
    : run_(run),
      numbers_(numbers),
      most_(numbers.pairs + further),
      brokered_(most_ > 0 ? (numbers.pairs * numbers.brokered + further) / most_ : 0),
      rule_(rule),
      about_((*frame.setting)["about"]),
      proposed_(sim::purpose(frame.name + " proposed")),
      matched_(sim::purpose(frame.name + " matched")) {}

std::vector<Pair> Matchmaker::fill(const std::vector<Pair>& there) const {
  const auto most = static_cast<std::size_t>(most_);
  std::vector<Pair> made;
  std::size_t taken = 0;
  std::vector<bool> busy(run_.world.organisations());
  std::vector<std::uint32_t> hosted(run_.world.organisations());
  for (const Pair& pair : there)
    if (!pair.introduced) busy[pair.recipient] = true, ++hosted[pair.donor], ++taken;
  if (taken >= most) return made;

  auto ranking = proposals();
  ranking.resize(std::min(ranking.size(), most));
  for (const Proposal& next : ranking) {
    if (taken + made.size() >= most) break;
    const auto people =
        run_.world.people.members_of(next.organisation, run_.frame.practices[next.practice].field);
    if (busy[next.organisation] || people.empty()) continue;
    const bool brokered = next.luck[1] < sim::threshold(brokered_);
    const std::uint32_t donor = donor_for(next, brokered, hosted);
    if (donor == nobody) continue;
    const double agree = numbers_.consent * run_.traits[donor][motivation_to_teach] *
                         run_.traits[next.organisation][motivation_to_learn];
    if (next.luck[3] >= sim::threshold(agree)) continue;
    busy[next.organisation] = true, ++hosted[donor];
    made.push_back({next.organisation, donor, next.practice, run_.step + run_.steps_lasting(numbers_.lasts),
                    sim::index_of(next.luck[2], static_cast<std::uint32_t>(people.size())), brokered, 0});
  }
  return made;
}

/// Who could learn what, by what it is believed to be worth, with Gumbel's noise.
std::vector<Matchmaker::Proposal> Matchmaker::proposals() const {
  std::vector<Proposal> ranking;
  for (std::uint32_t k = 0; k < run_.practices.size(); ++k) {
    if (run_.frame.practices[k].scheme || !about_.covers(run_.frame.practices[k].name) ||
        !run_.practices[k].begun || !(run_.practices[k].perceived > 0))
      continue;
    for (std::uint32_t o = 0; o < run_.world.organisations(); ++o) {
      if (!run_.suits(o, k) || run_.state.stage[run_.cell(o, k)] == Stage::applied) continue;
      const sim::Block luck = run_.draws.block(proposed_, run_.step, o, k);
      ranking.push_back(
          {sim::log(run_.practices[k].perceived) + sim::gumbel_quantile(sim::unit(luck[0])), o, k, luck});
    }
  }
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const Proposal& a, const Proposal& b) { return a.score > b.score; });
  return ranking;
}

std::uint32_t Matchmaker::donor_for(const Proposal& proposal, bool brokered,
                                    const std::vector<std::uint32_t>& hosted) const {
  const auto most = static_cast<std::uint32_t>(numbers_.hosts);
  std::uint32_t chosen = nobody;
  double highest = impossible;
  for (std::uint32_t donor = 0; donor < run_.world.organisations(); ++donor) {
    if (donor == proposal.organisation || !run_.is_donor(donor, proposal.practice) || hosted[donor] >= most ||
        run_.summaries[run_.cell(donor, proposal.practice)].best == nobody)
      continue;
    const double preferred = preference(proposal, donor, brokered);
    if (preferred == impossible) continue;
    const sim::Block luck =
        run_.draws.block(matched_, run_.step, proposal.organisation, donor, proposal.practice);
    const double score = preferred + sim::gumbel_quantile(sim::unit(luck[0]));
    if (score > highest) chosen = donor, highest = score;
  }
  return chosen;
}

/// The logarithm of a donor's weight: its results, how well it teaches, and the rule.
double Matchmaker::preference(const Proposal& proposal, std::uint32_t donor, bool brokered) const {
  const std::size_t k = proposal.practice;
  const double benefit = run_.practices[k].benefit;
  const double result = benefit > 0 ? run_.state.improvement[run_.cell(donor, k)] / benefit : 0;
  const double teaches = run_.traits[donor][transfer_capability];
  double weight = numbers_.by_results * sim::log(std::max(least_result, result)) +
                  numbers_.by_transfer * sim::log(std::max(.01, teaches));

  const auto& organisations = run_.frame.organisations;
  const bool other_sector = organisations[donor].sector != organisations[proposal.organisation].sector;
  const Matching rule = brokered ? Matching::across_sectors : rule_;
  if (rule == Matching::across_sectors && !other_sector) return impossible;
  if (rule == Matching::complementary) {
    double differ = 0;
    for (std::size_t other = 0; other < run_.practices.size(); ++other)
      differ += std::abs(run_.summaries[run_.cell(donor, other)].mastery() -
                         run_.summaries[run_.cell(proposal.organisation, other)].mastery());
    weight += sim::log(std::max(.01, differ));
  } else if (rule != Matching::anyone) {
    weight += 2 * sim::log(run_.world.alike(proposal.organisation, donor));
  }
  return weight;
}

}  // namespace knowhow::public_services
