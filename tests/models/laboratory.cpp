#include "tests/models/laboratory.h"

#include <algorithm>
#include <span>

#include "models/catalogue.h"
#include "models/public_services/measures/measures.h"

namespace knowhow::public_services {

std::string small_scenario(const std::string& more) {
  return R"(knowhow: 1
title: A small world
model: public_services
time: {start: 2014-04-01, step: 1 week, horizon: 2 years}
world:
  counts:
    council: {number: 2, staff: 3000, population: 100000, area_km2: 500}
    board: {number: 1, staff: 3000, population: 100000, area_km2: 500}
  sectors: {council: local, board: health}
  fields:
    council: {estates: 0.6, records: 0.4}
    board: {estates: 0.6, records: 0.4}
  practices:
    agile working: {field: estates, origin: council 1}
run: {replicates: 4, seed: 7}
)" + more;
}

std::vector<std::string> at_rest(const std::vector<std::string>& more) {
  std::vector<std::string> set{
      "channels.home.talks=0",      "channels.seeking.visits=0",    "stages.take_home.write_down=0",
      "stages.take_home.read_up=0", "stages.take_home.decay=0",     "stages.improve.doing=0",
      "stages.forget.explicit=0",   "stages.forget.tacit=0",        "stages.forget.awareness=0",
      "stages.turnover.people=0",   "stages.turnover.champions=0",  "stages.apply.start=0",
      "stages.apply.invention=0",   "stages.apply.champion_named=0"};
  set.insert(set.end(), more.begin(), more.end());
  return set;
}

Laboratory::Laboratory(const std::string& yaml, std::vector<std::string> set, std::uint32_t replicate)
    : Laboratory(
          scenarios::load_resolved(yaml, {}, {std::move(set), {}, {}, {}}, knowhow::models::catalogue()),
          replicate) {}

std::unique_ptr<Laboratory> Laboratory::of_file(const std::string& name, std::vector<std::string> set,
                                                std::uint32_t replicate) {
  return std::unique_ptr<Laboratory>(
      new Laboratory(scenarios::load(std::string(KNOWHOW_SOURCE "/scenarios/") + name,
                                     {std::move(set), {}, {}, {}}, knowhow::models::catalogue()),
                     replicate));
}

Laboratory::Laboratory(scenarios::Scenario scenario, std::uint32_t replicate)
    : scenario_(std::move(scenario)),
      frame_(std::make_unique<Frame>(scenario_.plan)),
      measures_(std::make_unique<Measures>(*frame_)),
      world_(std::make_unique<WorldFacts>(*frame_, replicate)) {}

sim::Rows Laboratory::run(std::size_t scenario, Witness* witness,
                          const std::function<void(const Run&)>& at_end, int threads) {
  sim::Workers workers(threads);
  Run run(*world_, scenario, workers);
  run.witness = witness;
  sim::Tally tally;
  sim::Rows rows = run.to_horizon(*measures_, tally);
  audit(run);
  if (at_end) at_end(run);
  return rows;
}

const std::vector<double>& Laboratory::of(const sim::Rows& rows, const std::string& name) const {
  const auto& variables = layout().variables;
  const auto found =
      std::find_if(variables.begin(), variables.end(), [&](const auto& v) { return v.name == name; });
  return std::get<std::vector<double>>(rows.at(static_cast<std::size_t>(found - variables.begin())));
}

bool same(const sim::Rows& a, const sim::Rows& b) {
  const auto bytes = [](const auto& values) { return std::as_bytes(std::span(values)); };
  for (std::size_t n = 0; n < a.size(); ++n)
    if (!std::visit(
            [&](const auto& left) {
              const auto& right = std::get<std::decay_t<decltype(left)>>(b[n]);
              return std::ranges::equal(bytes(left), bytes(right));
            },
            a[n]))
      return false;
  return a.size() == b.size();
}

void audit(const Run& run) {
  const std::size_t practices = run.practices.size();
  for (std::size_t k = 0; k < practices; ++k)
    for (std::size_t part = 0; part < 2; ++part) {
      std::int64_t closing = 0, booked = 0;
      for (std::uint32_t i = 0; i < run.world.people.size(); ++i)
        closing += part == 0 ? run.row(i)[k].e : run.row(i)[k].t;
      for (const Books& books : run.years)
        for (std::size_t flow = 0; flow < flow_names.size(); ++flow) {
          const bool goes =
              static_cast<Flow>(flow) == Flow::forgotten || static_cast<Flow>(flow) == Flow::departed;
          booked += (goes ? -1 : 1) * books.flows[k][flow][part];
        }
      ASSERT_EQ(closing, booked) << "practice " << k << ", part " << part;
    }
  for (const Books& books : run.years) {
    for (std::size_t c = 0; c < books.potential.size(); ++c) {
      std::int64_t out = books.gained[c];
      for (std::size_t b = 0; b < contact_barriers; ++b) {
        ASSERT_GE(books.lost[c * contact_barriers + b], 0);
        out += books.lost[c * contact_barriers + b];
      }
      ASSERT_EQ(books.potential[c], out);
    }
    for (const auto* book : {&books.application, &books.adaptation})
      for (const auto& balance : *book) ASSERT_EQ(balance.potential, balance.gained + balance.lost);
  }
  for (const Knowledge& knows : run.state.knowledge.values) {
    ASSERT_TRUE(knows.e >= 0 && knows.e <= one && knows.t >= 0 && knows.t <= one)
        << knows.e << " " << knows.t;
  }
}

}  // namespace knowhow::public_services
