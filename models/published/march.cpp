// People learn the beliefs of an organisation's code, and the code learns from those who know more than it
// does. March, J.G. (1991), Exploration and exploitation in organizational learning, Organization Science
// 2(1), 71-87.
//
// The paper's text is not enough to get its figure 1. The variant `acting` adds what replications found to be
// missing: who has no belief tosses a coin and acts, and it is acts, not beliefs, that are compared with the
// code and that it learns from; people come round one step at a time, from a wrong belief to none to the
// code's; and knowledge is what is right less what is wrong. The variant `literal` takes the text at its
// word: beliefs are compared, by the share that is right, and people jump to the code's belief. Which of the
// two (or a third) made the paper's other figures is not known.
//
// In a period, people who leave are replaced and reality changes first. Then people learn from the code, and
// the code from people, both as they were before either learned.
#include "models/published/march.h"

#include "models/published/march_process.h"
#include "models/published/models.h"
#include "models/published/process.h"

namespace knowhow::published {

namespace {

constexpr std::uint32_t reality_purpose = sim::purpose("march reality");
constexpr std::uint32_t belief_purpose = sim::purpose("march belief");

template <class Lanes>
class MarchGround : public Ground {
 public:
  MarchGround(const sim::Plan& plan, const std::vector<double>& base, const sim::Draws& draws)
      : plan_(plan), draws_(draws) {
    const auto reality = sim::read_section<Reality>(plan.root["reality"], base);
    const auto people =
        static_cast<std::uint32_t>(sim::read_section<People>(plan.root["people"], base).number);
    start_.all = first_lanes<Lanes>(static_cast<std::uint32_t>(reality.dimensions));
    start_.reality = Bits<Lanes>(draws, reality_purpose, 0, 0).next() & start_.all;
    for (std::uint32_t person = 0; person < people; ++person) {
      const auto beliefs = any_beliefs(start_.all, Bits<Lanes>(draws, belief_purpose, 0, person));
      start_.plus.push_back(beliefs.plus);
      start_.minus.push_back(beliefs.minus);
    }
  }

  std::unique_ptr<Process> process() const override {
    return std::make_unique<MarchProcess<Lanes>>(plan_, draws_, start_);
  }

  sim::Size size() const override {
    sim::Size size;
    size.agents = start_.plus.size();
    size.bytes = size.agents *
                 (6 * sizeof(Lanes) + sizeof(std::uint32_t) + sizeof(sim::Block) + sizeof(std::uint64_t));
    return size;
  }

 private:
  const sim::Plan& plan_;
  const sim::Draws& draws_;
  Start<Lanes> start_;
};

std::unique_ptr<Ground> ground(const sim::Plan& plan, const std::vector<double>& base,
                               const sim::Draws& draws) {
  if (sim::read_section<Reality>(plan.root["reality"], base).dimensions > 32)
    return std::make_unique<MarchGround<std::uint64_t>>(plan, base, draws);
  return std::make_unique<MarchGround<std::uint32_t>>(plan, base, draws);
}

const sim::Declaration& declaration() {
  static const sim::Declaration root = [] {
    sim::Declaration variant;
    variant.form = sim::Form::choice;
    variant.name = "variant";
    variant.meaning =
        "acting: people without a belief toss a coin and act, acts are compared, and people come "
        "round one step at a time; literal: beliefs are compared, and people jump to the code's";
    variant.source = "March 1991; replications";
    variant.word = "acting";
    variant.words = {"acting", "literal"};
    sim::Declaration all;
    all.meaning = "An organisation's code and its people, who learn from each other.";
    all.children = {
        variant, sim::section_of<Reality>("reality", "What there is to know."),
        sim::section_of<People>("people", "Those who learn from the code, and it from the best of them."),
        sim::section_of<Code>("code", "What the organisation holds to be true.")};
    return all;
  }();
  return root;
}

}  // namespace

sim::Model march() {
  const char* score = "right less wrong, over all dimensions: 1 all right, 0 by chance, -1 all wrong";
  const char* share = "dimensions on which there is no belief are not right";
  return model_of(
      {"march",
       "People learn an organisation's code, and the code from those who know more: exploration and "
       "exploitation.",
       "March (1991), Exploration and exploitation in organizational learning, Organization Science 2(1), "
       "71-87",
       &declaration(),
       {{"code_knowledge", "knowledge of the code", "1", score},
        {"people_knowledge", "mean knowledge of people", "1", score},
        {"code_correct", "share of dimensions on which the code is right", "1", share},
        {"people_correct", "mean share of dimensions on which a person is right", "1", share},
        {"diversity", "probability that two different people do not believe the same of a dimension"},
        {"code_decided", "share of dimensions on which the code has a belief"}},
       {{"final_code_knowledge", "knowledge of the code at the end", "1", score},
        {"final_people_knowledge", "mean knowledge of people at the end", "1", score},
        {"final_code_correct", "share of dimensions on which the code is right at the end", "1", share},
        {"final_people_correct", "mean share of dimensions on which a person is right at the end", "1",
         share}},
       {{"code knowledge", "%", "final_code_knowledge", 100, sim::Better::higher},
        {"people's knowledge", "%", "final_people_knowledge", 100, sim::Better::higher},
        {"rested at", "step", "rested_at"}},
       nullptr,
       ground});
}

}  // namespace knowhow::published
