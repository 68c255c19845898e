#include "models/published/process.h"

#include <cmath>
#include <limits>

#include "models/published/network.h"
#include "sim/observation.h"
#include "sim/timeline.h"

namespace knowhow::published {

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

sim::Variable variable(const Output& output, std::vector<std::string> dimensions) {
  return {output.name,  sim::Type::float64, std::move(dimensions), output.long_name,
          output.units, output.comment,     output.may_be_missing};
}

const Output rested_at{"rested_at", "step at whose beginning nothing could change any more", "1",
                       "missing where something still could at the end", true};

const Output observed_adopted{"observed_adopted", "share of people who were seen to have adopted", "1",
                              "of the network's table of people; not a result of the run"};

/// Whether the network comes with what was seen of its people.
bool was_observed(const sim::Plan& plan) {
  const sim::Setting* network = plan.root.find("network");
  return network && network->word == "from_files";
}

class PublishedWorld : public sim::World {
 public:
  PublishedWorld(const sim::Plan& plan, const Description& description, std::uint32_t replicate)
      : plan_(plan),
        description_(description),
        draws_(plan.seed, replicate),
        base_(sim::base_values(plan, draws_)),
        ground_(description.ground(plan, base_, draws_)) {}

  sim::Rows run(std::size_t scenario, sim::Workers& workers, const std::function<bool()>& stop,
                sim::Tally& tally, sim::Checkpoints* checkpoints) const override {
    const std::size_t shown = description_.over_time.size();
    const std::size_t times = sim::output_steps(plan_).size();
    std::vector<std::vector<double>> series(shown, std::vector<double>(times));
    std::vector<double> now(shown), at_end(description_.at_end.size(), missing);
    sim::Timeline timeline(plan_, scenario, base_);
    const std::unique_ptr<Process> process = ground_->process();
    process->employ(workers);
    sim::Digest chain;
    std::size_t time = 0;
    bool moved = true;  // since it was last observed
    const auto observe = [&] {
      if (moved) {
        process->observe(now);
        process->digest(chain);
      } else {
        chain.add_column("as before", std::span<const std::uint32_t>{});
      }
      for (std::size_t i = 0; i < shown; ++i) series[i][time] = now[i];
      ++time;
      moved = false;
    };

    const std::uint64_t agents = ground_->size().agents;
    double rested = missing;
    int change = 0;
    std::int64_t look = 0;  // the next step to observe
    int step = 0;
    std::uint64_t agent_steps = 0;
    const auto keep = [&](sim::Keeper& keeper) {
      keeper(step);
      if (keeper.puts_back())
        for (; change < step; change = timeline.next_change(change))
          if (timeline.advance(change)) process->refresh(timeline.values());
      keeper(*process, chain, series, now, time, moved, rested, look, agent_steps);
    };
    if (checkpoints) checkpoints->resume(keep);
    while (step < plan_.time.steps) {
      sim::stop_or_save(step, stop, checkpoints, keep);
      if (step == change) {
        if (timeline.advance(step)) process->refresh(timeline.values());
        change = timeline.next_change(step);
      }
      if (process->at_rest()) {  // all stays as it is until a number changes
        if (std::isnan(rested)) rested = step;
        for (; look < change; look += plan_.output_every) observe();
        step = change;
        continue;
      }
      rested = missing;
      if (step == look) {
        observe();
        look += plan_.output_every;
      }
      process->advance(step);
      agent_steps += agents;
      moved = true;
      ++step;
    }
    if (std::isnan(rested) && process->at_rest()) rested = plan_.time.steps;
    observe();
    process->conclude(at_end);

    tally.agent_steps += agent_steps;
    tally.contacts += process->contacts();
    sim::Rows rows{chain.hex()};
    for (auto& values : series) rows.emplace_back(std::move(values));
    for (double value : at_end) rows.emplace_back(std::vector{value});
    rows.emplace_back(std::vector{rested});
    if (was_observed(plan_))
      rows.emplace_back(observed_adoption(plan_.root["network"], base_, sim::output_steps(plan_)));
    return rows;
  }

  void rehearse(std::size_t scenario, sim::Workers& workers) const override {
    sim::Timeline timeline(plan_, scenario, base_);
    const std::unique_ptr<Process> process = ground_->process();
    process->employ(workers);
    for (int step = 0; step < plan_.time.steps; step = timeline.next_change(step))
      if (timeline.advance(step)) process->refresh(timeline.values());
  }

  sim::Size size() const override { return ground_->size(); }

 private:
  const sim::Plan& plan_;
  const Description& description_;
  sim::Draws draws_;
  std::vector<double> base_;
  std::unique_ptr<Ground> ground_;
};

class PublishedStudy : public sim::Study {
 public:
  PublishedStudy(const sim::Plan& plan, const Description& description)
      : plan_(plan), description_(description) {
    if (description.check) description.check(plan);
    layout_.dimensions = {sim::time_axis(plan)};
    layout_.variables = {sim::state_digest()};
    for (const auto& output : description.over_time) layout_.variables.push_back(variable(output, {"time"}));
    for (const auto& output : description.at_end) layout_.variables.push_back(variable(output, {}));
    layout_.variables.push_back(variable(rested_at, {}));
    if (was_observed(plan)) layout_.variables.push_back(variable(observed_adopted, {"time"}));
  }
  const sim::Layout& layout() const override { return layout_; }
  std::unique_ptr<sim::World> world(std::uint32_t replicate, sim::Workers&) const override {
    return std::make_unique<PublishedWorld>(plan_, description_, replicate);
  }

 private:
  const sim::Plan& plan_;
  const Description& description_;
  sim::Layout layout_;
};

}  // namespace

sim::Model model_of(Description description) {
  sim::Model model;
  model.name = description.name;
  model.meaning = description.meaning;
  model.source = description.source;
  model.declaration = description.declaration;
  model.headlines = description.headlines;
  model.counts_steps = true;
  const auto shared = std::make_shared<const Description>(std::move(description));
  model.bind = [shared](const sim::Plan& plan) -> std::unique_ptr<sim::Study> {
    return std::make_unique<PublishedStudy>(plan, *shared);
  };
  return model;
}

std::vector<double> numbers_of_agents(const sim::Plan& plan, const sim::Setting& number,
                                      const std::vector<double>& base, std::uint32_t agents,
                                      const sim::Draws& draws) {
  const auto index = static_cast<std::size_t>(number.slot);
  const sim::Slot& slot = plan.slots[index];
  std::vector<double> values(agents, base[index]);
  if (!slot.base.spread) return values;
  const std::uint32_t path = sim::purpose(slot.path);
  for (std::uint32_t i = 0; i < agents; ++i)
    values[i] =
        sim::clip(slot.base.spread->quantile(sim::unit(draws.word(path, 0, i))), slot.declaration->range);
  return values;
}

}  // namespace knowhow::published
