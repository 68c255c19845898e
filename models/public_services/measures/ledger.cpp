// The ledger: where learning was lost, in units of full mastery of one person. Books are exact multiples of
// 2^-30, and each closes by itself: potential = gained + lost.
#include <stdexcept>

#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

namespace {

/// A double holds the units exactly up to 2^53; beyond, the book would no longer close.
double exactly(std::int64_t units) {
  constexpr std::int64_t most = std::int64_t{1} << 53;
  if (units >= most || units <= -most)
    throw std::overflow_error("a book holds more than 2^53 units and would no longer close");
  return from_fixed(units);
}

void append(std::vector<double>& to, const std::vector<std::int64_t>& book) {
  for (std::int64_t units : book) to.push_back(exactly(units));
}

}  // namespace

void Measures::declare_ledger() {
  using sim::Type;
  const std::vector<std::string> contact{"year", "ledger_group", "practice", "channel"},
      cell{"year", "ledger_group", "practice"};
  auto with_barrier = contact;
  with_barrier.push_back("contact_barrier");
  const std::string unit = "in units of one person's full mastery; a missed chance, not knowledge destroyed";
  const auto declare = [&](const char* name, const std::vector<std::string>& dimensions,
                           const char* long_name, const std::string& comment,
                           const sim::Attributes& labels = {}) {
    layout_.variables.push_back({name, Type::float64, dimensions, long_name, "1", comment, false, labels});
  };
  declare("contacts", contact, "number of contacts", "");
  declare("ledger_potential", contact, "what contacts could have taught", unit);
  declare("ledger_gained", contact, "what they taught", unit);
  declare("ledger_lost", with_barrier, "what each barrier kept from being taught", unit);
  declare("application_potential", cell, "mastery of the teams that were about to start a practice", unit);
  declare("application_gained", cell, "of that, what started", unit);
  declare("application_lost", cell, "of that, what barrier 12 (application) stopped", unit,
          labels_of(Application::words));
  declare("adaptation_potential", cell, "mastery of the teams at the end of their trials", unit);
  declare("adaptation_gained", cell, "of that, what fitted", unit);
  declare("adaptation_lost", cell, "of that, what barrier 13 (adaptation) kept from fitting", unit,
          labels_of(Adaptation::words));
  declare("never_met", cell, "gap to the best team within reach that no contact offered in the year", unit,
          labels_of(never_met_words));
  declare("knowledge_flow", {"year", "practice", "flow", "part"},
          "what came into people's heads and left them",
          "sums with signs as named: gained, read, done, seeded and brought come; forgotten and departed go");
  declare("knowledge_at_end", {"practice", "part"}, "sum of what people know at the end",
          "equals the flows, exactly");
}

void Measures::ledger_rows(const Run& run, sim::Rows& rows) const {
  std::vector<double> contacts, potential, gained, lost, never_met, flows;
  std::vector<double> starts[3], fits[3];
  for (const Books& books : run.years) {
    for (auto count : books.contacts) contacts.push_back(static_cast<double>(count));
    append(potential, books.potential), append(gained, books.gained), append(lost, books.lost),
        append(never_met, books.never_met);
    for (const auto& [of, to] : {std::pair{&books.application, starts}, std::pair{&books.adaptation, fits}})
      for (const auto& balance : *of) {
        to[0].push_back(exactly(balance.potential));
        to[1].push_back(exactly(balance.gained));
        to[2].push_back(exactly(balance.lost));
      }
    for (const auto& practice : books.flows)
      for (const auto& flow : practice)
        for (auto units : flow) flows.push_back(exactly(units));
  }
  std::vector<std::int64_t> sums(frame_.practices.size() * 2);
  for (std::uint32_t i = 0; i < run.world.people.size(); ++i)
    for (std::size_t k = 0; k < frame_.practices.size(); ++k)
      sums[k * 2] += run.row(i)[k].e, sums[k * 2 + 1] += run.row(i)[k].t;
  std::vector<double> closing;
  append(closing, sums);

  for (auto* book : {&contacts, &potential, &gained, &lost}) rows.emplace_back(std::move(*book));
  for (auto& book : starts) rows.emplace_back(std::move(book));
  for (auto& book : fits) rows.emplace_back(std::move(book));
  for (auto* book : {&never_met, &flows, &closing}) rows.emplace_back(std::move(*book));
}

}  // namespace knowhow::public_services
