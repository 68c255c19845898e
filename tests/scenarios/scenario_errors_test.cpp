// Mistakes, each with its place (marked `@` in what is written), its subject, and what is said about it.
#include "tests/scenarios/example.h"

namespace knowhow::scenarios::example {
namespace {

struct Mistake {
  std::string from, to;  ///< `to` instead of `from` in the scenario
  std::string subject, said;
};

/// Takes the mark out of a text and says where it was.
sim::Place take_mark(std::string& text) {
  const auto at = text.find('@');
  sim::Place place{"", 1, 1};
  for (std::size_t i = 0; i < at && i < text.size(); ++i) {
    place.column = text[i] == '\n' ? 1 : place.column + 1;
    place.line += text[i] == '\n';
  }
  if (at != std::string::npos) text.erase(at, 1);
  return place;
}

void expect_one(const std::vector<sim::Problem>& problems, const sim::Place& place, const std::string& file,
                const std::string& subject, const std::string& said) {
  std::string all;
  for (const auto& problem : problems) all += sim::to_string(problem) + "\n";
  ASSERT_EQ(problems.size(), 1u) << all;
  EXPECT_TRUE(problems[0].place.file.ends_with(file)) << all;
  EXPECT_EQ(problems[0].place.line, place.line) << all;
  EXPECT_EQ(problems[0].place.column, place.column) << all;
  EXPECT_EQ(problems[0].subject, subject) << all;
  EXPECT_FALSE(problems[0].cure.empty()) << all;
  EXPECT_NE((problems[0].what + "; " + problems[0].cure).find(said), std::string::npos)
      << all << "lacks: " << said;
}

void expect_each(const std::vector<Mistake>& mistakes) {
  const Folder folder;
  for (const auto& mistake : mistakes) {
    SCOPED_TRACE("'" + mistake.to + "' for '" + mistake.from + "'");
    std::string text = replaced(scenario, mistake.from, mistake.to);
    const auto place = take_mark(text);
    expect_one(folder.problems(text), place, "scenario.yaml", mistake.subject, mistake.said);
  }
}

TEST(Mistakes, AtTheTop) {
  expect_each({
      {"knowhow: 1\n", "@", "knowhow", "is missing"},
      {"knowhow: 1", "knowhow: @2", "knowhow", "must be 1"},
      {"knowhow: 1", "knowhow: @'1'", "knowhow", "must be 1"},
      {"knowhow: 1\ntitle: How far does it travel?\n", "@knowhow: 1\n", "title", "is missing"},
      {"title: How far does it travel?", "title: @[a]", "title", "must be a text, not a list"},
      {"title: How far does it travel?", "title: @''", "title", "not an empty one"},
      {"model: toy", "model: @toi", "model", "did you mean 'toy'?"},
      {"knowhow: 1\ntitle: How far does it travel?\nmodel: toy\n", "@knowhow: 1\ntitle: t\n", "model",
       "choose one: 'toy', 'march'"},
      {"title:", "@wrold: {}\ntitle:", "wrold", "did you mean 'world'?"},
      {"title:", "@scenario: {}\ntitle:", "scenario", "did you mean 'scenarios'?"},
      {"title:", "question: @{a: b}\ntitle:", "question", "must be a text, not a map"},
      {"title:", "notes: @[a]\ntitle:", "notes", "must be a text"},
      {"title:", "@barriers:\ntitle:", "barriers", "leave the key out, or write {}"},
      {"title:", "measures: [adoption, @profit]\ntitle:", "measures", "there is no measure 'profit'"},
      {"title:", "measures: [ledger, @ledger]\ntitle:", "measures", "'ledger' is there twice"},
      {"title:", "measures: @[]\ntitle:", "measures", "names no measure"},
      {"title:", "measures: @ledger\ntitle:", "measures", "write [ledger]"},
      {"title:", "output: {@evry: 4 weeks}\ntitle:", "output.evry", "did you mean 'every'?"},
      {"title:", "output: {every: @10 days}\ntitle:", "output.every", "must be a whole number of steps"},
      {"title:", "output: {every: @3 years}\ntitle:", "output.every", "at most 104 steps"},
      {"title:", "output: {ledger: {by: @region}}\ntitle:", "output.ledger.by", "not kept by 'region'"},
      {"title:", "run: {replicates: @0}\ntitle:", "run.replicates", "must be from 1 to 1000000"},
      {"title:", "run: {replicates: @2.5}\ntitle:", "run.replicates", "is not a whole number"},
      {"title:", "run: {seed: @-1}\ntitle:", "run.seed", "is not a seed"},
      {"title:", "run: {seed: @9223372036854775808}\ntitle:", "run.seed", "to 9223372036854775807"},
      {"title:", "run: {seed: @007}\ntitle:", "run.seed", "is not a seed"},
      {"title:", "run: {seed: @1e3}\ntitle:", "run.seed", "is not a seed"},
      {"title:", "run: @5\ntitle:", "run", "must be a map, not '5'"},
  });
}

TEST(Mistakes, InTime) {
  expect_each({
      {"start: 2014-04-01", "start: @2014-02-30", "time.start", "is not a date"},
      {"start: 2014-04-01", "start: @'2014-04-01'", "time.start", "leave the quotes out"},
      {"{start: 2014-04-01, ", "@{", "time.start", "is missing"},
      {"step: 1 week", "step: @10 days", "time.step", "whole number of steps"},
      {"step: 1 week", "step: @2 years", "time.step", "whole number of steps"},
      {"step: 1 week", "step: @0", "time.step", "whole number of steps"},
      {"step: 1 week", "step: @week", "time.step", "is not a duration"},
      {"step: 1 week", "@steps: 1 week", "time.steps", "did you mean 'step'?"},
      {"horizon: 2 years", "horizon: @2", "time.horizon", "is not a duration"},
      {"horizon: 2 years", "horizon: @10 days", "time.horizon", "a year has 52 of them"},
      {"horizon: 2 years", "horizon: @5000 years", "time.horizon", "at most 100000 steps"},
      {"{start: 2014-04-01, step: 1 week, horizon: 2 years", "@{start: 2014-04-01", "time.horizon",
       "is missing"},
      {"2014-07-01", "@2014-03-31", "world.practices.LED lighting.starts", "before the start"},
      {"2014-07-01", "@2016-04-01", "world.practices.LED lighting.starts", "after the end of the run"},
      {"2014-07-01", "@104 weeks", "world.practices.LED lighting.starts", "after the end of the run"},
      {"2014-07-01", "@-1 weeks", "world.practices.LED lighting.starts", "before the start"},
      {"2014-07-01", "@soon", "world.practices.LED lighting.starts", "neither a date nor a duration"},
      {"2014-07-01", "@[1 year]", "world.practices.LED lighting.starts", "must be a date or a duration"},
  });
}

TEST(Mistakes, InNumbers) {
  const std::string traits = "  practices:";
  const auto zeal = [](const std::string& value) { return "  traits: {zeal: " + value + "}\n  practices:"; };
  expect_each({
      {"pages: 2", "pages: @0", "channels.portal.pages", "must be from 0.1 to 1000, not 0; meaning of pages"},
      {"pages: 2", "pages: @'2'", "channels.portal.pages", "leave the quotes out"},
      {"pages: 2", "pages: @[2]", "channels.portal.pages", "not a list"},
      {"pages: 2", "pages: @two", "channels.portal.pages", "'two' is not a number"},
      {"pages: 2", "pages: @.nan", "channels.portal.pages", "is not a number"},
      {"pages: 2", "pages: @{normal: {mean: 2, sd: 1}}", "channels.portal.pages", "under `uncertain:`"},
      {"degree: 8", "degree: @8.5", "channels.peers.degree", "is not a whole number"},
      {"degree: 8", "@degre: 8", "channels.peers.degre", "did you mean 'degree'?"},
      {"degree: 8", "talks: @2000 a week", "channels.peers.talks", "to 1000 a year, not 104000 a year"},
      {"benefit: 250 000 GBP", "benefit: @2 500 weeks", "world.practices.LED lighting.benefit",
       "not an amount of money"},
      {"benefit: 250 000 GBP", "lead_time: @1", "world.practices.LED lighting.lead_time",
       "is not a duration"},
      {traits, zeal("@1.5"), "world.traits.zeal", "must be from 0 to 1"},
      {traits, zeal("@{}"), "world.traits.zeal", "must be one distribution"},
      {traits, zeal("{@gauss: {mean: 0, sd: 1}}"), "world.traits.zeal.gauss", "no such key"},
      {traits, zeal("{normal: @{mean: 0.5}}"), "world.traits.zeal.normal.sd",
       "is missing; write {normal: {mean: ..., sd: ...}}"},
      {traits, zeal("{normal: {mean: 0.5, sd: @-0.1}}"), "world.traits.zeal.normal.sd",
       "must not be below 0"},
      {traits, zeal("{normal: {mean: @50, sd: 0.1}}"), "world.traits.zeal.normal.mean",
       "must be from 0 to 1"},
      {traits, zeal("{uniform: @{least: 0.5, most: 0.4}}"), "world.traits.zeal.uniform",
       "`least` must not be above `most`"},
      {traits, zeal("{uniform: {least: 0.5, most: @1.4}}"), "world.traits.zeal.uniform.most",
       "must be from 0 to 1"},
      {traits, zeal("{triangular: @{least: 0, mode: 0.5, most: 0.4}}"), "world.traits.zeal.triangular",
       "`mode` must not be"},
      {traits, zeal("{lognormal: {mean: @0, sd: 0.1}}"), "world.traits.zeal.lognormal.mean",
       "must be above 0"},
      {traits, zeal("{exponential: {mean: 0.5, @sd: 0.1}}"), "world.traits.zeal.exponential.sd",
       "no such key"},
      {traits, zeal("@{uniform: {least: 0, most: 1}, normal: {mean: 0, sd: 1}}"), "world.traits.zeal",
       "must be one distribution"},
  });
}

TEST(Mistakes, InNames) {
  expect_each({
      {"field: clinical", "field: @clincal", "world.practices.agile working.field",
       "did you mean 'clinical'?"},
      {"{field: clinical}", "@{}", "world.practices.agile working.field", "is missing; meaning of field"},
      {"    agile working:", "    @agile.working:", "world.practices.agile.working", "no dots"},
      {"    agile working:", "    @'':", "world.practices.", "must not be empty"},
      {"    agile working:", "    @\"agile\\nworking\":", "world.practices.agile\nworking", "one line"},
      {"    agile working:", "    @" + std::string(81, 'x') + ":", "world.practices." + std::string(81, 'x'),
       "at most 80"},
      {"agile working: {field: clinical}", "agile working: @clinical", "world.practices.agile working",
       "must be a map"},
      {"  portal: {shape: letters, pages: 2}", "  portal: @{pages: 2}", "channels.portal.shape",
       "choose one: 'ties', 'letters'"},
      {"  peers: {shape: ties,", "  peers: {shape: @tie,", "channels.peers.shape", "did you mean 'ties'?"},
      {"  peers:", "  home: {shape: @letters}\n  peers:", "channels.home.shape",
       "built in with the shape ties"},
      {"  peers:", "  home: {@pages: 1}\n  peers:", "channels.home.pages",
       "belongs to the shape 'letters', and channels.home has the shape 'ties'; leave it out"},
      {"degree: 8", "network: @randm", "channels.peers.network", "did you mean 'random'?"},
      {"pages: 2", "about: @LED", "channels.portal.about", "there is no practice 'LED'"},
      {"{council: local, board: health}", "@{council: local}", "world.sectors", "add 'board'"},
      {"{council: local, board: health}", "{council: local, board: health, @trust: health}",
       "world.sectors.trust", "there is no kind 'trust'"},
      {"{council: local, board: health}", "{council: local, board: @[health]}", "world.sectors.board",
       "must be a text"},
      {"  places: {file: data/places.csv}\n  sectors: {council: local, board: health}",
       "  @places: {file: data/places.csv}", "world.sectors", "is missing"},
      {"{estates: 0.75, clinical: 0.25}", "@{estates: 0.75, clinical: 0.2}", "world.fields.council",
       "must sum to 1, not 0.95"},
      {"board: {clinical: 1}", "board: {clinical: @1.5}", "world.fields.board.clinical",
       "must be from 0 to 1"},
      {"  sectors:", "  national: [council, @councl]\n  sectors:", "world.national",
       "did you mean 'council'?"},
      {"  sectors:", "  national: @council\n  sectors:", "world.national", "write [council]"},
      {"  sectors:", "  national: [council, @{}]\n  sectors:", "world.national", "must be a text, not a map"},
      {"title:", "barriers: {trust: {by_kind: {@trust: 0.5}}}\ntitle:", "barriers.trust.by_kind.trust",
       "there is no kind 'trust'"},
      {"title:", "barriers: {trust: {by_sector: {local: @2}}}\ntitle:", "barriers.trust.by_sector.local",
       "must be from 0 to 1"},
      {"title:", "barriers: {trust: {by_channel: @0.5}}\ntitle:", "barriers.trust.by_channel",
       "must be a map"},
      {"title:", "barriers: {@trsut: {}}\ntitle:", "barriers.trsut", "did you mean 'trust'?"},
      {"  sectors:", "  counts: {board: {number: @0}}\n  sectors:", "world.counts.board.number",
       "must be from 1"},
  });
}

TEST(Mistakes, InTablesThatAreNamed) {
  expect_each({
      {"data/places.csv", "@data/plaices.csv", "world.places.file", "did you mean 'places.csv'?"},
      {"data/places.csv", "@data", "world.places.file", "folder"},
      {"data/places.csv", "@nowhere/places.csv", "world.places.file", "check the name and the folder"},
      {"{file: data/places.csv}", "@data/places.csv", "world.places", "must be a map"},
      {"{file: data/places.csv}", "@{}", "world.places.file", "is missing"},
      {"{file: data/places.csv}", "{file: data/places.csv, @sheet: 1}", "world.places.sheet", "no such key"},
  });
}

TEST(Mistakes, InTheTablesThemselves) {
  const Folder folder;
  const std::vector<Mistake> mistakes{
      {"kind", "@kin", "world.places.kin", "did you mean 'kind'?"},
      {"conwy,council,100", "conwy,council,@many", "world.places.size", "'many' is not a number"},
      {"conwy,council,100", "conwy,council,@0", "world.places.size", "must be from 1 to 1000000, not 0"},
      {"conwy,council,100", "conwy,council,@010", "world.places.size", "is not a number"},
      {"conwy,council,100", "@,council,100", "world.places.id", "this cell is empty"},
      {"swansea,", "@conwy,", "world.places.id", "in line 2"},
      {"conwy,council,100", "conwy,@council", "", ""},
  };
  for (const auto& mistake : mistakes) {
    SCOPED_TRACE("'" + mistake.to + "' for '" + mistake.from + "'");
    std::string table = replaced(places, mistake.from, mistake.to);
    const auto place = take_mark(table);
    folder.write("data/places.csv", table);
    const auto problems = folder.problems(scenario);
    ASSERT_FALSE(problems.empty());
    EXPECT_TRUE(problems[0].place.file.ends_with("data/places.csv"));
    EXPECT_EQ(problems[0].place.line, place.line);
    if (mistake.said.empty()) continue;   // the grammar of CSV, whose columns are told by its own tests
    const bool header = place.line == 1;  // a name spelt wrong is also one that is missing
    EXPECT_EQ(problems.size(), header ? 2u : 1u);
    const auto& problem = problems[header ? 1 : 0];
    EXPECT_EQ(problem.place.column, place.column);
    EXPECT_EQ(problem.subject, mistake.subject);
    EXPECT_NE((problem.what + "; " + problem.cure).find(mistake.said), std::string::npos) << problem.what;
  }
}

TEST(Mistakes, DanglingNamesInTablesAreFoundInTheTable) {
  const Folder folder;
  std::string table = "a,b\nconwy,@swanse\n";
  const auto place = take_mark(table);
  folder.write("data/links.csv", table);
  expect_one(folder.problems(replaced(scenario, "  sectors:", "  links: {file: data/links.csv}\n  sectors:")),
             place, "data/links.csv", "world.links.b", "did you mean 'swansea'?");
}

TEST(Mistakes, ATableFullOfThemIsCutShort) {
  const Folder folder;
  std::string table = "id,kind,size\n";
  for (int i = 0; i < 1000; ++i) table += "p" + std::to_string(i) + ",council,none\n";
  folder.write("data/places.csv", table);
  EXPECT_EQ(folder.problems(scenario).size(), 50u);
}

TEST(Mistakes, NumberedNamesMustBeNew) {
  const Folder folder;
  folder.write("data/places.csv", places + "board 1,board,5\n");
  std::string text = replaced(scenario, "  sectors:", "  counts: {@board: {number: 2}}\n  sectors:");
  const auto place = take_mark(text);
  expect_one(folder.problems(text), place, "scenario.yaml", "world.counts.board",
             "there is a place 'board 1' already");
}

TEST(Mistakes, AllAreFoundAtOnceInTheOrderOfTheFile) {
  const Folder folder;
  auto text = replaced(scenario, "model: toy", "modle: toy\nmodel: toy");
  text = replaced(replaced(text, "pages: 2", "pages: -1"), "[shorter, duty]", "[shorter, dutty]");
  const auto problems = folder.problems(text);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_EQ(problems[0].subject, "modle");
  EXPECT_EQ(problems[1].subject, "channels.portal.pages");
  EXPECT_EQ(problems[2].subject, "scenarios.both");
}

TEST(Mistakes, AMissingTableDoesNotMakeItsNamesDangle) {
  const Folder folder;
  const auto problems = folder.problems(replaced(scenario, "kind: [council]", "place: [conwy]"));
  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(folder
                .problems(replaced(replaced(scenario, "data/places.csv", "nowhere.csv"), "kind: [council]",
                                   "place: [conwy]"))
                .size(),
            1u);
}

TEST(Mistakes, AFileThatIsNoMapEndsThere) {
  const Folder folder;
  EXPECT_EQ(folder.problems("- knowhow\n").size(), 1u);
  EXPECT_EQ(folder.problems("knowhow: [1\n").size(), 1u);
  EXPECT_THROW(load(folder.path() / "none.yaml", {}, models()), sim::FileTrouble);
}

}  // namespace
}  // namespace knowhow::scenarios::example
