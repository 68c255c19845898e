#include "studies/mpi.h"

#include <cstdlib>
#include <stdexcept>

#ifdef KNOWHOW_MPI
#include <boost/mpi.hpp>
#include <boost/serialization/vector.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>
#endif

namespace knowhow::studies {

bool Mpi::several_processes() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"})
    if (const char* size = std::getenv(name)) return std::atoi(size) > 1;
  return false;
}

#ifdef KNOWHOW_MPI

namespace {

namespace mpi = boost::mpi;

constexpr int asking = 1, answering = 2;
constexpr std::chrono::milliseconds between_looks{1};

/// What a rank has been handed and has not begun.
class Handed : public Supply {
 public:
  explicit Handed(std::size_t enough) : enough_(enough) {}

  std::optional<std::size_t> next() override {
    std::unique_lock lock(mutex_);
    wanted_.notify_one();
    arrived_.wait(lock, [this] { return !units_.empty() || over_; });
    if (units_.empty()) return {};
    const std::size_t unit = units_.front();
    units_.pop_front();
    if (units_.size() < enough_) wanted_.notify_one();
    return unit;
  }

  void put(const std::vector<std::size_t>& units) {
    const std::lock_guard lock(mutex_);
    units_.insert(units_.end(), units.begin(), units.end());
    arrived_.notify_all();
  }
  /// No more will come; what is there and not begun is given back to nobody.
  void end(bool at_once) {
    const std::lock_guard lock(mutex_);
    over_ = true;
    if (at_once) units_.clear();
    arrived_.notify_all();
  }
  /// Waits a moment for the stock to run low; whether it has.
  bool low() {
    std::unique_lock lock(mutex_);
    wanted_.wait_for(lock, between_looks, [this] { return units_.size() < enough_; });
    return units_.size() < enough_;
  }

 private:
  std::size_t enough_;
  std::mutex mutex_;
  std::condition_variable arrived_, wanted_;
  std::deque<std::size_t> units_;
  bool over_ = false;
};

std::vector<std::size_t> take(OwnSupply& all, std::size_t batch) {
  std::vector<std::size_t> units;
  while (units.size() < batch) {
    const auto unit = all.next();
    if (!unit) break;
    units.push_back(*unit);
  }
  return units;
}

}  // namespace

struct Mpi::World {
  mpi::environment environment{mpi::threading::funneled};
  mpi::communicator all;
};

bool Mpi::built_in() { return true; }
Mpi::Mpi() : world_(std::make_unique<World>()) {}
Mpi::~Mpi() = default;

Shard Mpi::shard() const {
  return {static_cast<std::size_t>(world_->all.rank()) + 1, static_cast<std::size_t>(world_->all.size())};
}

void Mpi::wait_for_all() const { world_->all.barrier(); }

std::size_t Mpi::sum(std::size_t own) const {
  return mpi::all_reduce(world_->all, own, std::plus<std::size_t>());
}

void Mpi::give_up(int code) const {
  world_->all.abort(code);
  std::abort();
}

void Mpi::farm(const Done& done, std::size_t batch, const std::function<bool()>& stop,
               const std::function<void(Supply&)>& work) {
  mpi::communicator& all = world_->all;
  Handed handed(batch);
  std::exception_ptr failure;
  std::atomic<bool> over = false;
  std::jthread worker([&] {
    try {
      work(handed);
    } catch (...) {
      failure = std::current_exception();
    }
    over = true;
  });
  if (all.rank() == 0) {
    OwnSupply supply(done, {});
    for (int waiting = all.size() - 1; waiting > 0 || !over;) {
      while (const auto asked = all.iprobe(mpi::any_source, asking)) {
        all.recv(asked->source(), asking);
        const auto units = stop() || failure ? std::vector<std::size_t>() : take(supply, batch);
        all.send(asked->source(), answering, units);
        waiting -= units.empty();
      }
      if (over)
        std::this_thread::sleep_for(between_looks);
      else if (handed.low()) {
        const auto units = stop() ? std::vector<std::size_t>() : take(supply, batch);
        if (units.empty())
          handed.end(stop());
        else
          handed.put(units);
      }
      if (!over) std::this_thread::sleep_for(between_looks);
    }
  } else {
    for (bool more = true; more;) {
      if (!over && !handed.low()) continue;
      if (failure) break;
      all.send(0, asking);
      std::vector<std::size_t> units;
      all.recv(0, answering, units);
      more = !units.empty();
      if (more && !stop())
        handed.put(units);
      else if (!more)
        handed.end(stop());
    }
  }
  worker.join();
  if (failure) std::rethrow_exception(failure);
}

#else

struct Mpi::World {};

bool Mpi::built_in() { return false; }
Mpi::Mpi() { throw std::logic_error("built without MPI"); }
Mpi::~Mpi() = default;
Shard Mpi::shard() const { return {}; }
void Mpi::wait_for_all() const {}
std::size_t Mpi::sum(std::size_t own) const { return own; }
void Mpi::give_up(int) const { std::abort(); }
void Mpi::farm(const Done&, std::size_t, const std::function<bool()>&, const std::function<void(Supply&)>&) {}

#endif

}  // namespace knowhow::studies
