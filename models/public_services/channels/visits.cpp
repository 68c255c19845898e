#include "models/public_services/channels/visits.h"

#include <algorithm>

#include "models/public_services/run.h"

namespace knowhow::public_services {

void Visits::settle(int step) {
  std::erase_if(live_, [step](const Visit& visit) { return visit.until <= step; });
}

void Visits::begin(std::vector<Visit>& fresh) {
  if (fresh.empty()) return;
  live_.insert(live_.end(), fresh.begin(), fresh.end());
  std::stable_sort(live_.begin(), live_.end());
  const auto same = [](const Visit& a, const Visit& b) { return !(a < b); };
  live_.erase(std::unique(live_.begin(), live_.end(), same), live_.end());
  fresh.clear();
}

void Visits::offer(const Run& run, std::uint32_t organisation, const VisitTerms& terms, Pool& offers) const {
  const std::uint32_t first = run.world.people.first[organisation],
                      end = run.world.people.first[organisation + 1];
  auto visit = std::lower_bound(live_.begin(), live_.end(), first,
                                [](const Visit& v, std::uint32_t person) { return v.recipient < person; });
  for (; visit != live_.end() && visit->recipient < end; ++visit) {
    const std::uint32_t k = visit->practice, person = visit->recipient;
    const std::uint32_t host = run.summaries[run.cell(visit->host, k)].best;
    if (host == nobody) continue;
    const int contacts = terms.contacts.at(run.draws.block(purpose_, run.step, person, k)[0]);
    for (int talk = 1; talk <= contacts; ++talk) {
      const sim::Block block =
          run.draws.block(purpose_, run.step, person, k, static_cast<std::uint32_t>(talk));
      offers.push_back({block[3], purpose_, person, (k << 16) + static_cast<std::uint32_t>(talk), block[2],
                        person, host, channel_, static_cast<std::uint16_t>(k), Route::outside,
                        run.row(host)[k], terms.dose16, terms.trust, terms.carried, 1,
                        static_cast<std::uint8_t>(visit->terms)});
    }
  }
}

void Visits::digest(sim::Digest& digest, const std::string& prefix) const {
  digest.add(prefix + "visits", std::as_bytes(std::span(live_)), sizeof(Visit));
}

}  // namespace knowhow::public_services
