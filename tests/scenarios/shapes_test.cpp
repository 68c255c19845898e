// Sections whose key `shape` chooses what else they have.
#include <gmock/gmock.h>

#include <cmath>

#include "tests/scenarios/spread.h"

namespace knowhow::scenarios::spread {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Words names_below(const sim::Setting& setting) {
  Words names;
  for (const auto& child : setting.children) names.push_back(child.name);
  return names;
}

TEST(Shapes, GiveASectionItsKeys) {
  const auto plan = Folder().plan(scenario);
  const auto& network = plan.root["ground"]["network"];
  EXPECT_EQ(network.word, "small_world");
  EXPECT_EQ(names_below(network), (Words{"agents", "degree", "rewiring", "noise"}));
  EXPECT_EQ(slot(plan, "ground.network.agents").base.value, 50);
  EXPECT_EQ(slot(plan, "ground.network.rewiring").base.value, .2);
}

TEST(Shapes, ThePresetStandsWhereNoneIsChosen) {
  const Folder folder;
  for (const std::string network : {"{agents: 70}", "{shape: complete, agents: 70}"}) {
    const auto plan = folder.plan(written_as(network));
    EXPECT_EQ(plan.root["ground"]["network"].word, "complete");
    EXPECT_EQ(names_below(plan.root["ground"]["network"]), (Words{"agents"}));
  }
  EXPECT_EQ(folder.plan(written_as("{}")).root["ground"]["network"].word, "complete");
  EXPECT_EQ(
      folder.plan(replaced(written_as("{}"), "ground:\n  network: {}\n", "")).root["ground"]["network"].word,
      "complete");
}

TEST(Shapes, StandInsideOneAnother) {
  const Folder folder;
  const auto plan = folder.plan(scenario, {"ground.network.noise={shape: white, size: 2}"});
  EXPECT_EQ(plan.root["ground"]["network"]["noise"].word, "white");
  EXPECT_EQ(slot(plan, "ground.network.noise.size").base.value, 2);
  EXPECT_EQ(folder.plan(scenario).root["ground"]["network"]["noise"].word, "none");
}

TEST(Shapes, MayBeTables) {
  const Folder folder;
  const auto loaded =
      folder.load(written_as("{shape: from_files, people: {file: people.csv}, ties: {file: ties.csv}}"));
  const auto& people = loaded.plan.root["ground"]["network"]["people"];
  EXPECT_EQ(people.rows, 2u);
  EXPECT_EQ(people.table.at("level").numbers.at(0), 2);
  EXPECT_TRUE(std::isnan(people.table.at("level").numbers.at(1)));
  EXPECT_EQ(people.table.at("level").words, (Words{"2", ""}));
  EXPECT_EQ(loaded.plan.sets.at("person"), (Words{"ann", "bob"}));
  EXPECT_EQ(loaded.files.size(), 2u);
  folder.write("people.csv", "id,level\nann,11\nbob,\n,1\n");
  EXPECT_EQ(folder.mistakes(written_as("{shape: from_files, people: {file: people.csv}}")),
            "ground.network.people.level: must be from 0 to 10, not 11; what they know\n"
            "ground.network.people.id: this cell is empty; who\n");
}

TEST(Shapes, MistakesNameTheShape) {
  const Folder folder;
  const std::string at = "ground.network";
  struct Mistake {
    std::string network, said;
  };
  for (const auto& [network, said] : std::vector<Mistake>{
           {"{shape: ring, rewiring: 0.2}", at + ".rewiring: belongs to the shape 'small_world', and "
                                                 "ground.network has the shape 'ring'; leave "
                                                 "it out, or choose `shape: small_world` for ground.network"},
           {"{degree: 6}",
            at + ".degree: belongs to the shapes 'ring', 'small_world', and ground.network has the "
                 "shape 'complete'; leave it out, or choose one of these shapes"},
           {"{shape: rign, degree: 6}", at + ".shape: there is no shape 'rign'; did you mean 'ring'?"},
           {"{shape: ring, degre: 6}", at + ".degre: no such key; did you mean 'degree'?"},
           {"{shape: ring, shape: ring}", at + ".shape"},
           {"{shape: }", at + ".shape: must be a text, not nothing"},
           {"{shape: ''}", at + ".shape: must be a text, not an empty one"},
           {"{shape: [ring]}", at + ".shape: must be a text, not a list"},
           {"", at + ": must be a map, not nothing; leave the key out, or write {}"},
           {"[ring]", at + ": must be a map, not a list"},
           {"ring", at + ": must be a map, not 'ring'"},
           {"{shape: small_world, noise: {size: 1}}", at + ".noise.size: belongs to the shape 'white'"},
       }) {
    SCOPED_TRACE(network);
    const auto all = folder.mistakes(written_as(network));
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1) << all;
    EXPECT_THAT(all, network == "{shape: ring, shape: ring}" ? HasSubstr("shape") : HasSubstr(said));
  }
  EXPECT_THAT(folder.mistakes(scenario, {"ground.network.shape="}), HasSubstr(at + ".shape: must be a text"));
}

TEST(Shapes, PathsOfAnotherShapeAreTold) {
  const Folder folder;
  const std::string ring = written_as("{shape: ring}");
  EXPECT_THAT(folder.mistakes(ring, {"uncertain={ground.network.rewiring: plausible}"}),
              HasSubstr("belongs to the shape 'small_world', and ground.network has the shape 'ring'"));
  EXPECT_THAT(folder.mistakes(replaced(ring, "rates.together", "ground.network.rewiring")),
              HasSubstr("belongs to the shape 'small_world', and ground.network has the shape 'ring'"));
  EXPECT_THAT(folder.mistakes(replaced(ring, "rates.together", "ground.network.noise.size")),
              HasSubstr("there is no such number"));
  EXPECT_EQ(folder.plan(ring, {"uncertain={ground.network.degree: plausible}"}).uncertain.size(), 1u);
  EXPECT_EQ(folder.plan(scenario, {"uncertain={ground.network.rewiring: plausible}"}).uncertain.size(), 1u);
  // Whatever is said of a shape that is not there is told once.
  EXPECT_EQ(folder.mistakes(written_as("{shape: rign}"), {"uncertain={ground.network.degree: plausible}"}),
            "ground.network.shape: there is no shape 'rign'; did you mean 'ring'?\n");
}

TEST(Shapes, ChosenAnewLeaveBehindWhatOnlyTheFormerHas) {
  const Folder folder;
  folder.write("base.yaml", scenario);
  const std::string top = "knowhow: 1\nextends: base.yaml\nground: {network: ";
  for (const auto& loaded :
       {folder.load(top + "{shape: ring}}\n"), folder.load(scenario, {"ground.network.shape=ring"}),
        folder.load(scenario, {"ground.network={shape: ring}"}),
        folder.load(scenario, {"ground={network: {shape: ring}}"})}) {
    const auto& plan = loaded.plan;
    EXPECT_EQ(names_below(plan.root["ground"]["network"]), (Words{"agents", "degree"}));
    EXPECT_EQ(slot(plan, "ground.network.agents").base.value, 50);
    EXPECT_EQ(slot(plan, "ground.network.degree").base.value, 6);
    EXPECT_EQ(loaded.resolved.find("rewiring"), std::string::npos) << loaded.resolved;
    EXPECT_EQ(load_resolved(loaded.resolved, {}, {}, models()).resolved, loaded.resolved);
  }
  // Tables, too, and their files are not read.
  folder.write("base.yaml", written_as("{shape: from_files, people: {file: nowhere.csv}}"));
  EXPECT_EQ(folder.mistakes(top + "{shape: ring}}\n"), "");
}

TEST(Shapes, ChosenAnewExcuseNoOtherMistake) {
  const Folder folder;
  const std::string top = "knowhow: 1\nextends: base.yaml\nground: {network: ";
  const std::string refused = "ground.network.rewiring: belongs to the shape 'small_world'";
  folder.write("base.yaml", scenario);
  EXPECT_THAT(folder.mistakes(top + "{shape: ring, rewiring: 0.3}}\n"), StartsWith(refused));
  EXPECT_THAT(folder.mistakes(scenario, {"ground.network.shape=ring", "ground.network.rewiring=0.3"}),
              StartsWith(refused));
  EXPECT_THAT(folder.mistakes(scenario, {"ground.network.rewiring=0.3", "ground.network.shape=ring"}),
              StartsWith(refused));
  folder.write("middle.yaml", top + "{shape: ring}}\n");
  EXPECT_THAT(folder.mistakes(replaced(top, "base", "middle") + "{rewiring: 0.3}}\n"), StartsWith(refused));
  // A key that no shape has is a slip, in whichever file.
  folder.write("base.yaml", replaced(scenario, "rewiring", "rewirng"));
  EXPECT_THAT(folder.mistakes(top + "{shape: ring}}\n"), StartsWith("ground.network.rewirng: no such key"));
  // The same shape once more changes nothing.
  folder.write("base.yaml", replaced(scenario, "small_world", "ring"));
  EXPECT_THAT(folder.mistakes(top + "{shape: ring}}\n"), StartsWith(refused));
}

TEST(Shapes, OfItemsAreChosenAnewLikewise) {
  const Folder folder;
  const auto plan = folder.plan(
      replaced(
          replaced(
              example::scenario,
              "  shorter: {from: 2015-04-01, set: {channels.portal.pages: 1}, cost: {once: 50 000 GBP}}\n",
              ""),
          "  brief: [shorter]\n  both: [shorter, duty]\n", "  both: [duty]\n"),
      {"channels.portal.shape=ties"});
  EXPECT_EQ(plan.slot("channels.portal.pages"), -1);
  EXPECT_EQ(slot(plan, "channels.portal.degree").base.value, 4);
}

}  // namespace
}  // namespace knowhow::scenarios::spread
