#include "app/trace_branches.h"

#include <algorithm>

namespace knowhow::app {

namespace {
constexpr std::size_t most_sources = 5;
constexpr double least_share = .02;  ///< what taught less is summed up
}  // namespace

double share(sim::Amount part, sim::Amount whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

std::vector<Branch> branches_of(const sim::Story& story) {
  std::vector<Branch> branches;
  for (const auto& source : sources_of(story)) {
    auto branch = std::find_if(branches.begin(), branches.end(), [&](const Branch& b) {
      return b.from == source.from && (source.from >= 0 || b.sources[0].channel == source.channel);
    });
    if (branch == branches.end())
      branch = branches.insert(branches.end(), {source.from, {}, 0, 0, source.first, source.last});
    branch->sources.push_back(source);
    branch->contacts += source.contacts;
    branch->amount += source.amount;
    branch->first = std::min(branch->first, source.first);
    branch->last = std::max(branch->last, source.last);
  }
  std::stable_sort(branches.begin(), branches.end(),
                   [](const Branch& a, const Branch& b) { return a.amount > b.amount; });
  return branches;
}

std::size_t shown(const std::vector<Branch>& branches, sim::Amount whole) {
  std::size_t count = 0;
  while (count < std::min(most_sources, branches.size()) &&
         (count == 0 || share(branches[count].amount, whole) >= least_share))
    ++count;
  return count + 1 == branches.size() ? branches.size() : count;
}

std::vector<Source> shown_arrivals(const sim::Story& story) {
  auto arrivals = arrivals_of(story);
  std::erase_if(arrivals, [&](const Source& s) {
    return share(s.amount, story.learned) < least_share && story.learned;
  });
  return arrivals;
}

}  // namespace knowhow::app
