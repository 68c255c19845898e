#include "app/checkpoints.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>

#include "output/seal.h"
#include "sim/beginnings.h"
#include "sim/problem.h"

namespace knowhow::app {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double least_between = 30;             ///< seconds
constexpr double worth_keeping = 5;              ///< seconds of a run that is stopped
constexpr double most_of_time = .01;             ///< that checkpoints may take
constexpr double presumed_bytes_a_second = 2e8;  ///< until one was written

double seconds_since(Clock::time_point then) {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

}  // namespace

class RunsKept::OfRun : public sim::Checkpoints {
 public:
  OfRun(RunsKept& all, Run run, output::CheckpointFile file) : all_(all), run_(run), file_(std::move(file)) {}

  bool resume(const std::function<void(sim::Keeper&)>& keep) override {
    auto found = output::Found::nothing;
    if (all_.holds(run_)) switch (found = file_.read(keep)) {
        case output::Found::put_back:
          std::cerr << "knowhow: a run goes on from " + file_.path().string() + "\n";
          break;
        case output::Found::damaged:
          std::cerr << "knowhow: " + file_.path().string() +
                           ": this checkpoint is damaged; its run starts again\n";
          break;
        case output::Found::nothing:
          break;
      }
    last_ = asked_last_ = Clock::now();
    return found == output::Found::put_back;
  }

  /// The clock is read about once a millisecond: steps of a small run take less than reading it.
  bool due(int /*step*/, bool stopping) override {
    if (all_.every_ == 0) return false;
    stopping_ = stopping;
    if (!stopping && ++steps_ < ask_after_) return false;
    const double each = seconds_since(asked_last_) / std::max(1, steps_);
    ask_after_ =
        static_cast<int>(std::clamp(1e-3 / std::max(each, 1e-9), 1.0, std::min(1024.0, 2.0 * ask_after_)));
    steps_ = 0;
    asked_last_ = Clock::now();
    const double wait = all_.every_.value_or(between_);
    return seconds_since(last_) >= (stopping ? std::min(wait, worth_keeping) : wait);
  }

  void save(const std::function<void(sim::Keeper&)>& keep) override {
    if (!all_.every_ && !stopping_ && between_ == least_between) {  // the first one: what will it take?
      const auto bytes = static_cast<double>(sim::bytes_of(keep));
      between_ = std::max(between_, bytes / presumed_bytes_a_second / most_of_time);
      if (seconds_since(last_) < between_) return;
    }
    const auto began = Clock::now();
    all_.write(run_, file_, keep);
    between_ = std::max(least_between, seconds_since(began) / most_of_time);
    last_ = Clock::now();
  }

 private:
  RunsKept& all_;
  Run run_;
  output::CheckpointFile file_;
  Clock::time_point last_, asked_last_;
  double between_ = least_between;  ///< seconds
  int steps_ = 0, ask_after_ = 1;
  bool stopping_ = false;
};

RunsKept::RunsKept(const std::filesystem::path& results, const output::Description& description,
                   std::optional<double> every, bool fresh)
    : results_(results), study_(output::study_of(description)), every_(every) {
  const auto there = output::checkpoints_of(results);
  std::error_code ignored;
  for (const auto& leftover : there.leftovers) std::filesystem::remove(leftover, ignored);
  for (const auto& one : there.complete) {
    const std::string path = one.path.string();
    if (!one.is_ours)
      throw sim::FileTrouble(
          path + ": this is no checkpoint of knowhow; remove it, or choose another place with -o");
    const Run run(one.scenario, one.replicate);
    if (fresh) {
      std::filesystem::remove(one.path, ignored);
    } else if (one.study == study_ && one.path.filename() == file(run).path().filename()) {
      there_.insert(run);
    } else if (one.study == study_ || output::check_seal(one.path) != output::Sealed::sound) {
      std::cerr << "knowhow: " + path + ": this checkpoint is damaged; its run starts again\n";
      std::filesystem::remove(one.path, ignored);
    } else {
      throw sim::FileTrouble(path +
                             ": this checkpoint is of another command, or of another version of the program; "
                             "go on with that command, choose another name with -o, or give it up with "
                             "--fresh");
    }
  }
}

std::unique_ptr<sim::Checkpoints> RunsKept::of(std::size_t scenario, std::size_t replicate) {
  const Run run(scenario, replicate);
  return std::make_unique<OfRun>(*this, run, file(run));
}

void RunsKept::finished(std::size_t scenario, std::size_t replicate) {
  const Run run(scenario, replicate);
  const std::lock_guard lock(mutex_);
  if (there_.erase(run)) file(run).remove();
}

void RunsKept::clear() {
  for (const auto& one : output::checkpoints_of(results_).complete)
    if (std::error_code ignored; one.is_ours && one.study == study_)
      std::filesystem::remove(one.path, ignored);
}

std::set<std::pair<std::size_t, std::size_t>> RunsKept::runs() const {
  const std::lock_guard lock(mutex_);
  return there_;
}

output::CheckpointFile RunsKept::file(const Run& run) const {
  return {results_, study_, static_cast<std::uint32_t>(run.first), static_cast<std::uint32_t>(run.second)};
}

bool RunsKept::holds(const Run& run) const {
  const std::lock_guard lock(mutex_);
  return there_.contains(run);
}

void RunsKept::write(const Run& run, const output::CheckpointFile& file,
                     const std::function<void(sim::Keeper&)>& keep) {
  const auto began = Clock::now();
  try {
    file.write(keep);
  } catch (const sim::FileTrouble& trouble) {
    if (!failed_.exchange(true))
      std::cerr << std::string("knowhow: ") + trouble.what() +
                       "; runs go on without a checkpoint, and try again later\n";
    return;
  }
  ++written_;
  nanoseconds_ += static_cast<std::int64_t>(1e9 * seconds_since(began));
  const std::lock_guard lock(mutex_);
  there_.insert(run);
}

}  // namespace knowhow::app
