// An organisation summed up: its field, its team, and who masters a practice most (rule R2).
#include <algorithm>
#include <functional>

#include "models/public_services/run.h"

namespace knowhow::public_services {

Summary Run::begin_summary(std::uint32_t organisation, std::size_t practice) const {
  Summary summary;
  summary.field = static_cast<std::uint32_t>(
      world.people.members_of(organisation, frame.practices[practice].field).size());
  if (summary.field)
    summary.team = std::max(1u, static_cast<std::uint32_t>(stages.apply.team_share * summary.field + .5));
  return summary;
}

Summary Run::summarise(std::uint32_t organisation, std::size_t practice,
                       const std::vector<Knowledge>& rows) const {
  thread_local std::vector<std::uint64_t> candidates;
  candidates.clear();
  Summary summary = begin_summary(organisation, practice);
  for (std::uint32_t i : world.people.members_of(organisation, frame.practices[practice].field)) {
    const Knowledge& knows = rows[i * width + practice];
    const std::int64_t m = mastery(knows.e, knows.t, practices[practice].tacit16);
    summary.aware += (state.aware[i] >> practice) & 1;
    summary.field_mastery += m;
    if (m > 0) candidates.push_back(candidate(m, i));
  }
  choose_team(summary, organisation, practice, candidates, candidates.size(), rows);
  return summary;
}

/// What was found while people were at hand, block by block.
void Run::gather(std::uint32_t organisation, Desk& desk) const {
  desk.candidates.resize(width);
  for (auto& of : desk.candidates) of.clear();
  for (std::size_t b = first_block_[organisation]; b < first_block_[organisation + 1]; ++b)
    for (const auto& [candidate, practice] : gists_[b].near_team)
      desk.candidates[practice].push_back(candidate);
}

Summary Run::sum_up(std::uint32_t organisation, std::size_t practice, Desk& desk) const {
  Summary summary = begin_summary(organisation, practice);
  std::size_t knowing = 0;
  for (std::size_t b = first_block_[organisation]; b < first_block_[organisation + 1]; ++b) {
    const Gist& gist = gists_[b];
    knowing += gist.knowing[practice];
    summary.aware += gist.aware[practice];
    summary.field_mastery += gist.mastery[practice];
  }
  // So many master it less than the last team did that some of the others belong to it now.
  if (desk.candidates[practice].size() < std::min<std::size_t>(summary.team, knowing))
    return summarise(organisation, practice, next_);
  choose_team(summary, organisation, practice, desk.candidates[practice], knowing, next_);
  return summary;
}

/// The team is the best-informed share of the field; ties in mastery go to the lower post. Among the
/// candidates are at least all of the team who know anything.
void Run::choose_team(Summary& summary, std::uint32_t organisation, std::size_t practice,
                      std::span<std::uint64_t> candidates, std::size_t knowing,
                      const std::vector<Knowledge>& rows) const {
  const std::size_t team = std::min<std::size_t>(summary.team, knowing);
  if (candidates.size() > team)
    std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(team),
                     candidates.end(), std::greater<>());
  std::uint64_t best = 0, last = ~std::uint64_t{0};
  for (const std::uint64_t member : candidates.first(team)) {
    best = std::max(best, member), last = std::min(last, member);
    summary.team_mastery += mastery_of(member);
    const Knowledge& knows = rows[person_of(member) * width + practice];
    summary.team_tacit += knows.t;
    summary.team_explicit = std::max(summary.team_explicit, knows.e);
  }
  // Whoever masters it most may also be a leader of another field; nobody who knows nothing is "best".
  std::int64_t highest = 0;
  if (team) {
    summary.best = person_of(best), highest = mastery_of(best);
    summary.team_least = mastery_of(last);
  }
  const std::uint32_t first = world.people.first[organisation];
  for (std::uint32_t i = first; i < first + world.people.leaders[organisation]; ++i) {
    summary.leader_aware = summary.leader_aware || ((state.aware[i] >> practice) & 1);
    const Knowledge& knows = rows[i * width + practice];
    if (const std::int64_t m = mastery(knows.e, knows.t, practices[practice].tacit16); m > highest)
      summary.best = i, highest = m;
  }
}

}  // namespace knowhow::public_services
