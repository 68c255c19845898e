#include "models/public_services/levers/panel.h"

#include <algorithm>

#include "models/public_services/run.h"

namespace knowhow::public_services {

std::vector<Bid> marked(const Run& run, std::vector<Bid> bids, double paper, double threshold,
                        LeverYear& year) {
  for (Bid& bid : bids) {
    const double skill = run.traits[bid.organisation][application_skill];
    bid.mark = paper * skill + (1 - paper) * std::min(1.0, run.practices[bid.practice].perceived);
    ++year.applications;
    year.applicants_skill += skill;
    year.applicants_worth += run.practices[bid.practice].benefit;
  }
  std::erase_if(bids, [&](const Bid& bid) { return bid.mark < threshold; });
  std::stable_sort(bids.begin(), bids.end(), [](const Bid& a, const Bid& b) { return a.mark > b.mark; });
  return bids;
}

void book_success(const Run& run, const Bid& bid, LeverYear& year) {
  ++year.successes;
  year.successes_skill += run.traits[bid.organisation][application_skill];
  year.successes_worth += run.practices[bid.practice].benefit;
}

bool has_heard(const Run& run, std::uint32_t organisation, const Frame::Lever& lever) {
  return !lever.scheme || run.state.stage[run.cell(organisation, *lever.scheme)] >= Stage::aware;
}

}  // namespace knowhow::public_services
