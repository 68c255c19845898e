// knowhow sweep: a scenario at many points of its parameters, each in many replicates.
#include <atomic>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/forecast.h"
#include "app/interruption.h"
#include "app/progress.h"
#include "app/sweep_input.h"
#include "output/journal.h"
#include "output/publish.h"
#include "sim/problem.h"
#include "studies/farm.h"
#include "studies/mpi.h"
#include "studies/parts.h"
#include "studies/reuse.h"

namespace knowhow::app {

namespace {

namespace fs = std::filesystem;

po::options_description options() {
  po::options_description all("Options");
  all.add_options()("output,o", po::value<std::string>()->value_name("DIR"),
                    "folder of the parts; by default the sweep file's name without .yaml, here")(
      "dry-run", "say how many runs, how long, how much disk and memory, from a short trial; write nothing")(
      "shard", po::value<std::string>()->value_name("I/N"),
      "run the I-th of N parts only; `auto` takes both from a Slurm array")(
      "only", po::value<std::string>()->value_name("POINT[:REPLICATE]"),
      "run this one again and show it; write nothing")("fail-fast", "stop at the first run that fails")(
      "reuse", po::value<std::vector<std::string>>()->composing()->value_name("DIR"),
      "do not run again what this other sweep (its folder, or a file of it) has run; may be repeated")(
      "fresh", "start over, and give up what the folder holds of this or another sweep")(
      "threads", po::value<int>()->value_name("N"), "threads; by default all that this process may use");
  add_sweep_options(all);
  all.add_options()("json", "print what was done as JSON")("quiet", "print no progress and no table")(
      "help,h", "this text");
  return all;
}

/// Takes over what other processes and earlier commands have finished.
studies::Done what_is_done(const studies::Sweep& sweep, const fs::path& folder, const fs::path& own,
                           const std::string& digest) {
  studies::Done done(sweep.units());
  const auto parts = studies::parts_in(folder);
  for (const auto& file : parts.files) studies::note_file(file, digest, done);
  for (const auto& journal : parts.journals)
    if (journal != own && !studies::note_journal(journal, digest, done))
      throw sim::FileTrouble(
          journal.string() +
          ": is the journal of another sweep (its design, scenario, outcomes or program differ); "
          "choose another folder with -o (with --reuse, what is the same is not run again), or give those "
          "runs up with --fresh");
  return done;
}

/// The files of the sweeps that --reuse names.
std::vector<fs::path> files_to_reuse(const po::variables_map& given, const fs::path& own) {
  std::vector<fs::path> files;
  if (!given.count("reuse")) return files;
  for (const auto& name : given["reuse"].as<std::vector<std::string>>()) {
    if (!fs::exists(name)) throw sim::FileTrouble("--reuse: " + name + " is not there");
    if (!fs::is_directory(name)) {
      files.emplace_back(name);
      continue;
    }
    if (fs::exists(own) && fs::equivalent(name, own))
      throw WrongUsage("--reuse: " + name + " is the folder that is written to; choose another with -o");
    const auto parts = studies::parts_in(name).files;
    files.insert(files.end(), parts.begin(), parts.end());
    const fs::path merged = fs::path(name) / "sweep.h5";
    if (parts.empty() && fs::exists(merged)) files.push_back(merged);
    if (files.empty())
      throw sim::FileTrouble("--reuse: " + name + " holds no finished part of a sweep, and no sweep.h5");
  }
  return files;
}

void clear(const fs::path& folder) {
  const auto parts = studies::parts_in(folder);
  for (const auto* all : {&parts.files, &parts.journals})
    for (const auto& path : *all) fs::remove(path);
  fs::remove(folder / "sweep.h5");
}

/// One run by itself, shown.
int run_only(const po::variables_map& given, const studies::Sweep& sweep, const std::string& file) {
  const auto text = given["only"].as<std::string>();
  const auto colon = text.find(':');
  const auto number = [&](const std::string& digits, std::size_t below, const char* what) {
    std::size_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || value >= below)
      throw WrongUsage("--only: '" + digits + "' is no " + what + "; they go from 0 to " +
                       std::to_string(below - 1));
    return value;
  };
  const std::size_t point = number(text.substr(0, colon), sweep.points(), "point"),
                    replicate = colon == std::string::npos
                                    ? 0
                                    : number(text.substr(colon + 1),
                                             static_cast<std::size_t>(sweep.replicates), "replicate");
  sim::Workers workers(chosen_threads(given));
  const auto layout = studies::unit_layout(sweep, sweep.model->bind(sweep.base.plan)->layout());
  studies::UnitRunner runner(sweep, layout);
  sim::Tally tally;
  watch_for_interruption();
  sim::Rows rows;
  try {
    rows = runner.run(replicate * sweep.points() + point, workers, interruption_came, tally);
  } catch (const sim::Stopped&) {
    return interrupted;
  }
  const auto& error = std::get<std::string>(rows[studies::error_row]);
  std::cout << "point " << point << ", replicate " << replicate << " of " << file << "\n";
  for (const auto& setting : sweep.settings(point)) std::cout << "  " << setting << "\n";
  if (!error.empty()) {
    std::cout << "failed: " << error << "\n";
    return failed;
  }
  std::cout << "digest " << std::get<std::string>(rows[studies::digest_row]) << "\n";
  const auto& scenarios = std::get<std::vector<std::string>>(layout.dimensions[2].coordinate);
  for (std::size_t v = studies::first_outcome; v < rows.size(); ++v) {
    if (layout.variables[v].dimensions.size() > 1) continue;
    std::visit(
        [&]<class Row>(const Row& row) {
          if constexpr (!std::is_same_v<Row, std::string>)
            for (std::size_t s = 0; s < row.size(); ++s)
              std::cout << "  " << layout.variables[v].name << ", " << scenarios[s] << ": " << row[s] << "\n";
        },
        rows[v]);
  }
  return done;
}

/// One process's share of a sweep, from what is there to its part file.
class Share {
 public:
  Share(const po::variables_map& given, const studies::Sweep& sweep, const std::string& file,
        const fs::path& folder, const studies::Shard& shard, studies::Mpi* ranks)
      : given_(given),
        sweep_(sweep),
        file_(file),
        folder_(folder),
        shard_(shard),
        ranks_(ranks),
        part_(studies::part_path(folder, shard)),
        layout_(studies::unit_layout(sweep, sweep.model->bind(sweep.base.plan)->layout())),
        description_(studies::describe(sweep, layout_, program())) {}

  std::string digest() const {
    for (const auto& [name, text] : description_.attributes)
      if (name == "sweep_digest") return text;
    return {};
  }

  int run() {
    output::check_destination(part_);
    watch_for_interruption();
    // For `knowhow status` to tell the rate by.
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    description_.provenance.emplace_back(
        "began", std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count()));
    output::Journal journal(part_, description_, false);
    if (ranks_) ranks_->wait_for_all();  // rank 0 sees every rank's journal
    done_ = what_is_done(sweep_, folder_, journal.path(), digest());
    studies::note_journal(journal.reader(), done_);
    take_over(journal);
    const std::size_t before = done_.count(studies::finished) + done_.count(studies::failed);
    failed_ = first() ? done_.count(studies::failed) : 0;
    if (before > reused_ && first() && !wants(given_, "quiet"))
      std::cerr << "knowhow: going on: " << before << " of " << sweep_.units() << " runs were done\n";
    const bool own = work(journal);
    journal.sync();
    const bool whole = ranks_ ? ranks_->sum(!own) == 0 : own;
    if (!whole) {
      if (failed_fast_)
        std::cerr << "knowhow: stopped at the first run that failed; what is finished is safe in "
                  << journal.path().string() << "\n";
      else
        std::cerr << "knowhow: interrupted; " << ran_ << (ran_ == 1 ? " run was" : " runs were")
                  << " finished by this command, and what is finished is safe in " << journal.path().string()
                  << "; the same command goes on from there\n";
      return failed_fast_ ? failed : interrupted;
    }
    if (journal.finished() > 0) {
      output::clear_leftovers(part_);
      studies::write_part(sweep_, journal.reader(), part_);
      journal.remove();
    }
    if (ranks_) {
      ranks_->wait_for_all();
      failed_ = ranks_->sum(failed_);
      ran_ = ranks_->sum(ran_);
      if (!first()) return failed_ > 0 ? failed : done;
    }
    return finish(before);
  }

 private:
  /// Who speaks for all.
  bool first() const { return !ranks_ || shard_.number == 1; }

  /// Writes to the journal what --reuse has of this process's share.
  void take_over(output::Journal& journal) {
    const auto files = files_to_reuse(given_, folder_);
    if (files.empty()) return;
    const auto wanted = [&](std::size_t unit) {
      return done_[unit] == studies::missing && unit % shard_.of == shard_.number - 1;
    };
    const auto take = [&](std::size_t unit, const sim::Rows& rows) {
      journal.append(studies::point_of(sweep_, unit), studies::replicate_of(sweep_, unit), rows, {});
      done_.set(unit, studies::finished);
    };
    for (const auto& file : files) {
      const auto found = studies::reuse(file, sweep_, layout_, program(), wanted, take);
      reused_ += found.taken;
      if (!found.why_not.empty() && first())
        std::cerr << "knowhow: nothing of " << file.string() << " can be used again: " << found.why_not
                  << "\n";
    }
    journal.sync();
    if (ranks_) {
      ranks_->wait_for_all();
      reused_ = ranks_->sum(reused_);
      done_ = what_is_done(sweep_, folder_, journal.path(), digest());
      studies::note_journal(journal.reader(), done_);
    }
    if (first() && !wants(given_, "quiet"))
      std::cerr << "knowhow: " << reused_ << (reused_ == 1 ? " run was" : " runs were") << " taken over\n";
  }

  bool work(output::Journal& journal) {
    const int threads = ranks_ && !given_.count("threads") ? 1 : chosen_threads(given_);
    sim::Workers workers(threads);
    const std::size_t units =
        ranks_ ? done_.count(studies::missing) : studies::OwnSupply(done_, shard_).remaining();
    sim::Size size;
    if (units > 0) size = sweep_.model->bind(sweep_.base.plan)->world(0, workers)->size();
    const auto began = std::chrono::steady_clock::now();
    auto told = began;
    std::mutex adding;
    const bool shown = !wants(given_, "quiet") && !ranks_;
    Progress progress(units, 0, shown);
    const auto add = [&](std::size_t unit, const sim::Rows& rows, const sim::Tally& tally) {
      journal.append(studies::point_of(sweep_, unit), studies::replicate_of(sweep_, unit), rows, tally);
      const std::lock_guard lock(adding);
      ++ran_;
      if (const auto& error = std::get<std::string>(rows[studies::error_row]); !error.empty())
        tell_failure(unit, error);
      progress.advance();
      const auto now = std::chrono::steady_clock::now();
      if (!shown || progress.shown() || now - told < std::chrono::seconds(30)) return;
      told = now;
      const double rate = static_cast<double>(ran_) / std::chrono::duration<double>(now - began).count();
      std::cerr << "knowhow: " << ran_ << " of " << units << " runs, "
                << duration(static_cast<double>(units - ran_) / rate) << " left\n";
    };
    const auto stop = [this] { return interruption_came() || failed_fast_; };
    bool all = true;
    const auto run_from = [&](studies::Supply& supply) {
      all = studies::farm(sweep_, layout_, workers, choose_spread(sweep_, size, units, threads), supply, add,
                          stop, tally_);
    };
    if (ranks_) {
      ranks_->farm(done_, static_cast<std::size_t>(threads), stop, run_from);
      all = all && !stop();
    } else {
      studies::OwnSupply supply(done_, shard_);
      run_from(supply);
    }
    seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return all;
  }

  void tell_failure(std::size_t unit, const std::string& error) {
    constexpr std::size_t most_told = 10;
    if (wants(given_, "fail-fast")) failed_fast_ = true;
    if (++failed_ > most_told) return;
    const std::size_t point = studies::point_of(sweep_, unit),
                      replicate = studies::replicate_of(sweep_, unit);
    std::cerr << "knowhow: point " << point << ", replicate " << replicate << " failed: " << error
              << "\n  again, by itself: knowhow sweep " << file_ << " --only " << point << ":" << replicate
              << "\n";
    if (failed_ == most_told) std::cerr << "knowhow: further failures are recorded and not shown\n";
  }

  int finish(std::size_t before) {
    nlohmann::ordered_json told{
        {"folder", folder_.string()},
        {"runs", sweep_.units()},
        {"ran", ran_},
        {"done_before", before - reused_},
        {"reused", reused_},
        {"failed", failed_},
        {"seconds", seconds_},
        {"share_of_time_simulating", tally_.seconds > 0 ? tally_.simulating / tally_.seconds : 1},
        {"thread_seconds_simulating", tally_.simulating}};
    std::string end;
    if (shard_.whole() || ranks_) {
      const auto target = folder_ / "sweep.h5";
      const auto merged = studies::merge_parts(studies::parts_in(folder_).files, target, false);
      told["file"] = target.string();
      told["bytes"] = merged.bytes;
      told["digest"] = merged.digest;
      end = "digest " + merged.digest + "\nResults: " + target.string() + " (" +
            bytes(static_cast<double>(merged.bytes)) + ")\n";
    } else {
      told["part"] = part_.string();
      end = "Part: " + part_.string() + "\nOnce all " + std::to_string(shard_.of) +
            " parts are there: knowhow merge " + folder_.string() + " -o " + (folder_ / "sweep.h5").string() +
            "\n";
    }
    if (wants(given_, "json"))
      std::cout << told.dump(2) << "\n";
    else if (!wants(given_, "quiet"))
      std::cout << sweep_.title << "\n"
                << sweep_.points() << " points of " << sweep_.parameters.size() << " parameters ("
                << studies::to_string(sweep_.design.kind) << ") x " << sweep_.replicates
                << (sweep_.replicates == 1 ? " replicate" : " replicates") << "\n"
                << ran_ << (ran_ == 1 ? " run in " : " runs in ") << duration(seconds_)
                << (reused_ ? ", " + std::to_string(reused_) + " taken over" : "")
                << (before > reused_ ? ", and " + std::to_string(before - reused_) + " earlier" : "")
                << (failed_ ? ", " + std::to_string(failed_) + " failed" : "") << "; " << end;
    return failed_ > 0 ? failed : done;
  }

  const po::variables_map& given_;
  const studies::Sweep& sweep_;
  const std::string& file_;
  const fs::path& folder_;
  const studies::Shard& shard_;
  studies::Mpi* ranks_;  ///< none outside mpirun
  fs::path part_;
  sim::Layout layout_;
  output::Description description_;
  studies::Done done_{0};
  studies::FarmTally tally_;
  std::size_t ran_ = 0, failed_ = 0, reused_ = 0;
  std::atomic<bool> failed_fast_ = false;
  double seconds_ = 0;
};

int sweep(const po::variables_map& given, const std::vector<std::string>& arguments) {
  std::unique_ptr<studies::Mpi> ranks;
  if (studies::Mpi::several_processes()) {
    if (!studies::Mpi::built_in())
      throw WrongUsage(
          "this program was built without MPI, and would run the sweep once in every process; build it where "
          "libboost-mpi-dev is installed, or use --shard");
    if (given.count("shard") || wants(given, "fresh") || given.count("only") || wants(given, "dry-run"))
      throw WrongUsage(
          "--shard, --fresh, --only and --dry-run are not for mpirun, which shares out the runs itself");
    ranks = std::make_unique<studies::Mpi>();
  }
  const studies::Shard shard = ranks ? ranks->shard() : shard_from(given);
  chosen_threads(given);
  if (given.count("reuse") && (given.count("only") || wants(given, "dry-run")))
    throw WrongUsage("--reuse: not with --only or --dry-run");
  const studies::Sweep sweep = sweep_from(given, arguments[0]);
  if (given.count("only")) return run_only(given, sweep, arguments[0]);
  if (wants(given, "dry-run")) return forecast(given, sweep, shard);
  const fs::path folder =
      given.count("output") ? fs::path(given["output"].as<std::string>()) : fs::path(arguments[0]).stem();
  if (folder.empty()) throw WrongUsage("-o: name a folder");
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw sim::FileTrouble(folder.string() + ": cannot be made (" + error.message() +
                           "); choose another with -o");
  if (wants(given, "fresh")) {
    if (!shard.whole())
      throw WrongUsage(
          "--fresh: not with --shard, whose parts others may be writing; empty the folder first");
    clear(folder);
  }
  return Share(given, sweep, arguments[0], folder, shard, ranks.get()).run();
}

}  // namespace

Command sweep_command() {
  return {"sweep",
          "SWEEP.yaml",
          "run a scenario at many points of its parameters",
          "A sweep file names a scenario, what varies over it (uncertainties and levers), what is kept "
          "(outcomes) and a\n"
          "design: grid, latin_hypercube, sobol, morris, saltelli, or a table of points (docs/sweeps.md). "
          "All points of\n"
          "replicate 0 run first, then those of replicate 1, with common random numbers. Finished runs are "
          "safe in the\n"
          "folder; whatever ends the command, the same command goes on from there, with any number of "
          "threads or parts.\n\n"
          "  knowhow sweep scenarios/sweeps/what_matters.yaml --dry-run\n"
          "  knowhow sweep scenarios/sweeps/what_matters.yaml -o results/what_matters\n"
          "  knowhow sweep scenarios/sweeps/what_matters.yaml -o results/what_matters --shard 3/8\n"
          "  knowhow sweep scenarios/sweeps/what_matters.yaml -o results/more --replicates 8 --reuse "
          "results/what_matters\n",
          options,
          sweep};
}

}  // namespace knowhow::app
