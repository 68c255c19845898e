// What levers do to a run: they act before the channels, and leave money, evidence and repute behind.
#include <algorithm>

#include "models/public_services/run.h"

namespace knowhow::public_services {

void Run::pull_levers() {
  if (levers.empty()) return;
  requests.introductions.clear(), requests.commissions.clear();
  std::fill(requests.supports.begin(), requests.supports.end(), Requests::Support{});
  std::fill(standings.begin(), standings.end(), Standing{});
  for (PracticeNow& practice : practices) practice.lift = 0;
  for (auto& lever : levers) lever->prepare(*this);
  for (std::size_t k = 0; k < practices.size(); ++k) {
    practices[k].evidence = std::max(practices[k].evidence, state.evidence[k]);
    weigh(practices[k]);
  }
}

void Run::transfer(std::uint32_t organisation, double amount) {
  Money& own = money[organisation];
  auto& booked = amount < 0 ? own.repaid : own.received;
  booked[static_cast<std::size_t>(year())] += amount < 0 ? -amount : amount;
  own.present_value += amount * discount_;
  spend(amount);
}

}  // namespace knowhow::public_services
