// knowhow run: every named scenario x replicate, one results file, and a table that a person can read.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "app/checkpoints.h"
#include "app/command.h"
#include "app/ensemble.h"
#include "app/interruption.h"
#include "app/progress.h"
#include "app/publishing.h"
#include "app/scenario_input.h"
#include "app/until.h"
#include "app/vocabulary.h"
#include "knowhow_version.h"
#include "output/journal.h"
#include "output/publish.h"
#include "output/summary.h"

namespace knowhow::app {

namespace {

po::options_description options() {
  auto all = scenario_options();
  all.add_options()("output,o", po::value<std::string>()->value_name("FILE"),
                    "results file; by default the scenario's name with .h5, here")(
      "threads", po::value<int>()->value_name("N"), "threads; by default all that this process may use")(
      "spread", po::value<std::string>()->value_name("replicates|agents"),
      "what the threads are spread over; chosen by size, and changes no bit")(
      "fresh", "start over, and give up what an earlier command of the same -o finished")(
      "checkpoint-every", po::value<double>()->value_name("SECONDS"),
      "keep the state of a run that goes on so often, 0 for never; by default every 30 s or more, so that it "
      "takes under 1 % of the time")(
      "attribute", po::value<std::vector<std::string>>()->composing()->value_name("NAME"),
      "also run every part of this scenario's package of 2 to 6 interventions, for `compare --explain`")(
      "what-if", po::value<std::string>()->value_name("barriers"),
      "also run every scenario without each barrier, for `compare --explain`")(
      "until-ci", po::value<std::string>()->value_name("WIDTH@MEASURE"),
      "add replicates until the 95 % intervals of a measure's differences are ± this, as 0.02@applied; "
      "at most as many as --replicates or the file says")(
      "vocabulary", po::value<std::string>()->value_name(vocabulary_names()),
      "the words in which the table tells where learning was lost");
  return all;
}

std::string now_in_utc() {
  const std::time_t now = std::time(nullptr);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

sim::Attributes attributes(const sim::Plan& plan) {
  return {{"Conventions", "CF-1.10"},
          {"title", plan.title},
          {"comment", plan.question},
          {"source", std::string("knowhow ") + KNOWHOW_VERSION + " (" + KNOWHOW_COMMIT + ")"},
          {"history", now_in_utc() + " knowhow run"},
          {"knowhow_format", "1"},
          {"knowhow_kind", "ensemble"},
          {"model", plan.model},
          {"seed", std::to_string(plan.seed)}};
}

sim::Spread spread_from(const po::variables_map& given, sim::Spread otherwise) {
  if (!given.count("spread")) return otherwise;
  const auto word = given["spread"].as<std::string>();
  if (word == "replicates") return sim::Spread::replicates;
  if (word == "agents") return sim::Spread::agents;
  throw WrongUsage("--spread: '" + word + "' is neither replicates nor agents");
}

/// Organisations and the pairs of them that are tied, for the report's map; of many pairs those with most
/// ties.
std::string json_of(const sim::Map& map) {
  constexpr std::size_t most = 20'000;
  auto ties = map.ties;
  if (ties.size() > most) {
    std::stable_sort(ties.begin(), ties.end(),
                     [](const auto& a, const auto& b) { return a.number > b.number; });
    ties.resize(most);
  }
  nlohmann::json pairs = nlohmann::json::array();
  for (const auto& tie : ties) pairs.push_back({tie.from, tie.to, tie.number});
  return nlohmann::json{{"people", map.people}, {"ties", pairs}}.dump();
}

output::Description describe(const Input& input, int threads) {
  const sim::Plan& plan = input.scenario.plan;
  const std::string files = nlohmann::json(input.scenario.files).dump();
  std::vector<std::string> names;
  for (const auto& scenario : plan.scenarios) names.push_back(scenario.name);
  output::Description description{{{"seed", std::to_string(plan.seed)},
                                   {"number of replicates", std::to_string(plan.replicates)},
                                   {"list of scenarios", nlohmann::json(names).dump()},
                                   {"version", KNOWHOW_VERSION},
                                   {"commit", KNOWHOW_COMMIT},
                                   {"scenario file", input.scenario.resolved},
                                   {"data", files}},
                                  attributes(plan),
                                  {{"scenario_file", input.scenario.resolved},
                                   {"files", files},
                                   {"version", KNOWHOW_VERSION},
                                   {"commit", KNOWHOW_COMMIT},
                                   {"compiler", KNOWHOW_COMPILER},
                                   {"build", KNOWHOW_BUILD},
                                   {"threads", std::to_string(threads)}},
                                  ensemble_layout(plan, input.study->layout())};
  if (input.first)
    if (const auto map = input.first->map())
      description.provenance.emplace_back("organisation_ties", json_of(*map));
  return description;
}

std::string heading(const sim::Plan& plan) {
  return plan.title + "\n" + (plan.question.empty() ? "" : plan.question + "\n") + plan.time.in_words() +
         "; " + std::to_string(plan.replicates) + (plan.replicates == 1 ? " replicate" : " replicates") +
         ", seed " + std::to_string(plan.seed) +
         ". Means over replicates; differences are paired, ± is the 95 % interval.\n\n";
}

/// What the end of a command tells of its runs, whichever command ran them.
class Account {
 public:
  Account(const Input& input, const sim::Layout& layout, const sim::Vocabulary& vocabulary)
      : scenarios_(layout.dimensions[0].size()),
        summary_(layout, input.model->headlines, input.model->breakdowns, vocabulary.labels),
        digests_(scenarios_ * layout.dimensions[1].size()) {}

  bool has(std::size_t scenario, std::size_t replicate) const {
    return !digests_[replicate * scenarios_ + scenario].empty();
  }
  /// Runs that are there of the first so many replicates.
  std::size_t runs_in(std::size_t replicates) const {
    std::size_t there = 0;
    for (std::size_t i = 0; i < replicates * scenarios_; ++i) there += !digests_[i].empty();
    return there;
  }
  void add(std::size_t scenario, std::size_t replicate, const sim::Rows& rows) {
    digests_[replicate * scenarios_ + scenario] = std::get<std::string>(rows[0]);
    summary_.add(scenario, replicate, rows);
  }
  /// Everything that a journal holds.
  void add(const output::JournalReader& journal) {
    for (std::size_t r = 0; r < journal.replicates(); ++r)
      for (std::size_t s = 0; s < scenarios_; ++s)
        if (journal.has(s, r)) add(s, r, journal.rows(s, r));
    tally.agent_steps += journal.tally().agent_steps;
    tally.contacts += journal.tally().contacts;
  }
  const output::Summary& summary() const { return summary_; }
  std::string digest() const { return digest_of_runs(digests_); }

  sim::Tally tally;

 private:
  std::size_t scenarios_;
  output::Summary summary_;
  std::vector<std::string> digests_;  ///< (replicate, scenario)
};

/// Takes over what the journal holds, and tells of it. Of such runs no checkpoint is needed any more.
std::size_t go_on_from(const output::Journal& journal, Account& account, RunsKept& kept) {
  if (journal.finished() == 0) return 0;
  const output::JournalReader reader = journal.reader();
  if (reader.damaged() > 0)
    std::cerr << "knowhow: " << journal.path().string() << ": damaged in " << reader.damaged()
              << (reader.damaged() == 1 ? " place" : " places") << "; what was lost is run again\n";
  account.add(reader);
  for (const auto& [scenario, replicate] : kept.runs())
    if (account.has(scenario, replicate)) kept.finished(scenario, replicate);
  std::cerr << "knowhow: going on: " << journal.finished() << " of " << journal.runs()
            << " runs were finished\n";
  return journal.finished();
}

std::optional<double> checkpoint_every(const po::variables_map& given) {
  if (!given.count("checkpoint-every")) return {};
  const double seconds = given["checkpoint-every"].as<double>();
  if (!(seconds >= 0)) throw WrongUsage("--checkpoint-every: a number of seconds, 0 for never");
  return seconds;
}

/// Runs what is missing of the first so many replicates; false if it was interrupted.
bool run_what_is_missing(Input& input, output::Journal& journal, RunsKept& kept, Account& account,
                         sim::Workers& workers, sim::Spread spread, std::size_t replicates, bool shown) {
  std::mutex adding;
  Progress progress(input.scenario.plan.scenarios.size() * replicates, account.runs_in(replicates), shown);
  return run_ensemble(
      input.scenario.plan, *input.study, workers, spread,
      [&](std::size_t scenario, std::size_t replicate) {
        const std::lock_guard lock(adding);
        return replicate >= replicates || account.has(scenario, replicate);
      },
      [&](std::size_t scenario, std::size_t replicate, const sim::Rows& rows, const sim::Tally& tally) {
        journal.append(scenario, replicate, rows, tally);
        if (kept.holds({scenario, replicate})) journal.sync();  // before its checkpoint goes
        kept.finished(scenario, replicate);
        const std::lock_guard lock(adding);
        account.tally.agent_steps += tally.agent_steps;
        account.tally.contacts += tally.contacts;
        account.add(scenario, replicate, rows);
        progress.advance();
      },
      interruption_came, std::move(input.first),
      [&](std::size_t scenario, std::size_t replicate) { return kept.of(scenario, replicate); });
}

std::string told_of_interruption(const output::Journal& journal, const RunsKept& kept) {
  const std::size_t finished = journal.finished(), going = kept.runs().size();
  std::string text = "knowhow: interrupted; ";
  if (finished == 0 && going == 0) return text + "no run was finished, and the same command starts again\n";
  if (finished > 0)
    text += std::to_string(finished) + " of " + std::to_string(journal.runs()) +
            " runs are finished and safe in " + journal.path().string() + ", ";
  if (going > 0)
    text += std::to_string(going) + (going == 1 ? " run" : " runs") + " that had begun" +
            (going == 1 ? " is" : " are") + " kept in " + kept.pattern() + ", ";
  return text + "and the same command goes on from there\n";
}

int run(const po::variables_map& given, const std::vector<std::string>& arguments) {
  const int threads = chosen_threads(given);
  auto input = load_input(given, arguments[0]);
  const std::filesystem::path target = given.count("output")
                                           ? std::filesystem::path(given["output"].as<std::string>())
                                           : std::filesystem::path(arguments[0]).stem().concat(".h5");
  if (target.empty()) throw WrongUsage("-o: name a file");
  const sim::Vocabulary& vocabulary = chosen_vocabulary(given, *input->model);
  output::check_destination(target);

  sim::Workers workers(threads);
  const sim::Spread spread = spread_from(given, choose_spread(input->scenario.plan, input->size, threads));
  const output::Description description = describe(*input, threads);
  auto account = std::make_unique<Account>(*input, description.layout, vocabulary);
  const auto wish = wish_from(given, account->summary());
  watch_for_interruption();
  output::Journal journal(target, description, wants(given, "fresh"));
  RunsKept kept(target, description, checkpoint_every(given), wants(given, "fresh"));
  const std::size_t before = go_on_from(journal, *account, kept);

  const auto began = std::chrono::steady_clock::now();
  auto replicates = static_cast<std::size_t>(input->scenario.plan.replicates);
  const auto run_first = [&](std::size_t count) {
    return run_what_is_missing(*input, journal, kept, *account, workers, spread, count,
                               !wants(given, "quiet"));
  };
  Reached reached;
  if (wish)
    reached = run_until(*wish, account->summary(), replicates, run_first);
  else
    reached.finished = run_first(replicates);
  if (!reached.finished) {
    journal.sync();
    std::cerr << told_of_interruption(journal, kept);
    return interrupted;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  journal.sync();
  if (wish && reached.replicates < replicates) {
    replicates = reached.replicates;
    input = load_input(given, arguments[0], replicates);  // as if that many had been asked for
    account = std::make_unique<Account>(*input, describe(*input, threads).layout, vocabulary);
    auto reader = journal.reader();
    reader.keep_first(replicates);
    account->add(reader);
  }
  if (const int code = publish_in_child(journal, target, threads, replicates); code != done) return code;
  kept.clear();
  journal.remove();

  const auto size = std::filesystem::file_size(target);
  const std::size_t runs = replicates * input->scenario.plan.scenarios.size();
  if (wants(given, "json")) {
    nlohmann::ordered_json result{{"file", target.string()},
                                  {"bytes", size},
                                  {"runs", runs},
                                  {"finished_before", before},
                                  {"seconds", seconds},
                                  {"agent_steps", account->tally.agent_steps},
                                  {"contacts", account->tally.contacts},
                                  {"threads", threads},
                                  {"checkpoints", kept.written()},
                                  {"checkpoint_seconds", kept.seconds()},
                                  {"digest", account->digest()},
                                  {"vocabulary", vocabulary.name}};
    if (wish) result["until_ci"] = json_of(*wish, reached, account->summary());
    result["scenarios"] = nlohmann::ordered_json::parse(account->summary().json());
    std::cout << result.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
  } else if (!wants(given, "quiet")) {
    const std::size_t ran = runs - std::min(before, runs);
    std::cout << heading(input->scenario.plan) << account->summary().table() << "\n"
              << (wish ? told(*wish, reached, account->summary()) + "\n" : "") << ran
              << (ran == 1 ? " run in " : " runs in ") << duration(seconds) << " on " << threads
              << (threads == 1 ? " thread" : " threads")
              << (before ? ", and " + std::to_string(before) + " earlier" : "") << "; digest "
              << account->digest() << "\nResults: " << target.string() << " ("
              << bytes(static_cast<double>(size)) << ")\n";
  }
  return done;
}

}  // namespace

Command run_command() {
  return {
      "run",
      "SCENARIO.yaml",
      "run every scenario of a file, and write one results file",
      "Each named scenario runs in every replicate, beside the baseline, with the same random numbers "
      "draw by draw.\n"
      "Ends with a table: means, and paired differences from the baseline. The results file is HDF5 that "
      "is also\n"
      "netCDF-4 (docs/format.md); it is complete or absent, never half.\n"
      "Until then finished runs are kept in FILE.journal: whatever ends the command, the same command goes "
      "on from there.\n\n"
      "  knowhow run scenarios/invest_to_save.yaml\n"
      "  knowhow run scenarios/invest_to_save.yaml --replicates 200 -o results/is.h5\n"
      "  knowhow run scenarios/invest_to_save.yaml --replicates 1000 --until-ci 0.01@applied\n"
      "  knowhow run scenarios/wales.yaml --vocabulary odell_grayson\n"
      "  knowhow run scenarios/wales.yaml --set \"channels.professional ties.talks=12\" --seed 7\n",
      options,
      run};
}

}  // namespace knowhow::app
