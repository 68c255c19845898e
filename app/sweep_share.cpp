#include "app/sweep_share.h"

#include <atomic>
#include <chrono>
#include <iostream>
#include <mutex>
#include <nlohmann/json.hpp>

#include "app/interruption.h"
#include "app/opened_file.h"
#include "app/progress.h"
#include "app/sweep_input.h"
#include "output/journal.h"
#include "output/publish.h"
#include "sim/problem.h"
#include "studies/farm.h"
#include "studies/reuse.h"

namespace knowhow::app {

namespace {

namespace fs = std::filesystem;

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

  /// Makes parts of journals that nobody is at work on: the sweep was shared out otherwise before.
  void finish_abandoned() {
    for (const auto& path : studies::parts_in(folder_).journals) {
      const OpenedFile opened(path);
      if (!opened.claim()) continue;
      if (output::JournalReader::begins(opened.file, path)) {
        fs::path part = path;
        studies::write_part(sweep_, output::JournalReader(opened.file, path), part.replace_extension());
      }
      fs::remove(path);
    }
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
      finish_abandoned();
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

}  // namespace

int run_share(const po::variables_map& given, const studies::Sweep& sweep, const std::string& file,
              const fs::path& folder, const studies::Shard& shard, studies::Mpi* ranks) {
  return Share(given, sweep, file, folder, shard, ranks).run();
}

}  // namespace knowhow::app
