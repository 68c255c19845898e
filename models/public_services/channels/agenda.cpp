#include "models/public_services/channels/agenda.h"

#include <algorithm>
#include <optional>

#include "models/public_services/run.h"
#include "sim/math.h"

namespace knowhow::public_services {

AgendaMaker::AgendaMaker(const Run& run, std::uint16_t channel, const Frame::Channel& frame,
                         const Gathering& numbers)
    : run_(run),
      channel_(channel),
      frame_(frame),
      numbers_(numbers),
      agenda_(sim::purpose(frame.name + " agenda")),
      presenter_(sim::purpose(frame.name + " presenter")) {
  for (std::uint32_t k = 0; k < run.practices.size(); ++k)
    for (std::uint32_t o = 0; o < run.world.organisations(); ++o)
      if (run.is_donor(o, k) && (!frame.award || run.levers[*frame.award]->holds(o, k)))
        donors_.push_back({o, k});
}

std::vector<Item> AgendaMaker::make(const Meeting& meeting, const std::vector<std::uint32_t>& members,
                                    const std::vector<double>& relevance) const {
  const Frame::Network& network = frame_.networks[meeting.network];
  std::optional<std::vector<Candidate>> asked;  // few items are about sharing: only then
  std::vector<Item> agenda;
  for (std::uint32_t item = 0; item < static_cast<std::uint32_t>(numbers_.items); ++item) {
    const auto about = run_.draws.block(agenda_, run_.step, meeting.key(), item)[0];
    if (about >= sim::threshold(numbers_.focus)) continue;
    if (!asked) asked = candidates(network, members, relevance);

    struct Ranked {
      double score;
      std::size_t candidate;
      std::uint32_t word;
    };
    std::vector<Ranked> ranking;
    for (std::size_t c = 0; c < asked->size(); ++c) {
      const Item& of = (*asked)[c].item;
      // Gumbel's noise on each candidate: a change to one moves no other.
      const sim::Block luck =
          run_.draws.block(presenter_, run_.step, meeting.key(), of.organisation, (of.practice << 5) | item);
      ranking.push_back({(*asked)[c].weight + sim::gumbel_quantile(sim::unit(luck[0])), c, luck[1]});
    }
    std::stable_sort(ranking.begin(), ranking.end(),
                     [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
    for (const Ranked& next : ranking) {
      const Item& of = (*asked)[next.candidate].item;
      const bool there = std::any_of(agenda.begin(), agenda.end(), [&](const Item& earlier) {
        return earlier.practice == of.practice && earlier.organisation == of.organisation;
      });
      if (there) continue;
      if (!run_.refuses(of.presenter, of.practice, channel_, next.word)) {
        agenda.push_back({of.practice, of.presenter, of.organisation, item});
        break;
      }
      if (!network.open) break;
    }
  }
  return agenda;
}

/// By what the practice is believed to be worth and how relevant it is to those who come; and, where the rule
/// asks for it, by how well its donor teaches.
std::vector<AgendaMaker::Candidate> AgendaMaker::candidates(const Frame::Network& network,
                                                            const std::vector<std::uint32_t>& members,
                                                            const std::vector<double>& relevance) const {
  std::vector<Candidate> result;
  for (const Donor& donor : donors_) {
    const double worth = run_.practices[donor.practice].perceived * relevance[donor.practice];
    if (!(worth > 0)) continue;
    const std::uint32_t person = presenter(donor, members, network.open);
    if (person == nobody) continue;
    const double teaches = std::max(.01, double{run_.traits[donor.organisation][transfer_capability]});
    result.push_back({{donor.practice, person, donor.organisation},
                      sim::log(worth) + numbers_.by_transfer * sim::log(teaches)});
  }
  return result;
}

/// The donor's best-informed member; at an event open to all, its best-informed person.
std::uint32_t AgendaMaker::presenter(const Donor& donor, const std::vector<std::uint32_t>& members,
                                     bool open) const {
  if (open) return run_.summaries[run_.cell(donor.organisation, donor.practice)].best;
  const auto& first = run_.world.people.first;
  auto member = std::lower_bound(members.begin(), members.end(), first[donor.organisation]);
  std::uint32_t best = nobody;
  std::int64_t highest = 0;
  for (; member != members.end() && *member < first[donor.organisation + 1]; ++member) {
    if (!((run_.sources[*member] >> donor.practice) & 1)) continue;
    const Knowledge& knows = run_.row(*member)[donor.practice];
    const std::int64_t m = mastery(knows.e, knows.t, run_.practices[donor.practice].tacit16);
    if (m > highest) best = *member, highest = m;
  }
  return best;
}

}  // namespace knowhow::public_services
