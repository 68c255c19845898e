#pragma once
// A sweep under mpirun: rank 0 hands out units as ranks ask for them, and each rank writes a part of its own.
// Built where there is Boost.MPI.
#include <functional>
#include <memory>

#include "studies/farm.h"

namespace knowhow::studies {

class Mpi {
 public:
  /// Whether mpirun (Open MPI, MPICH or another with PMI) started this process as one of several.
  static bool several_processes();
  static bool built_in();

  Mpi();
  ~Mpi();
  Mpi(const Mpi&) = delete;
  Mpi& operator=(const Mpi&) = delete;

  Shard shard() const;  ///< rank + 1 of the number of ranks
  void wait_for_all() const;
  std::size_t sum(std::size_t own) const;  ///< over all ranks, to all of them
  /// Ends all ranks, and mpirun with this exit code.
  [[noreturn]] void give_up(int code) const;

  /// Calls `work` in a thread of its own with what rank 0 hands out, `batch` units at a time, and returns
  /// once it is over, here and on every rank. Only `done` of rank 0 counts. After `stop` nothing more is
  /// handed out. What `work` throws is rethrown.
  void farm(const Done& done, std::size_t batch, const std::function<bool()>& stop,
            const std::function<void(Supply&)>& work);

 private:
  struct World;
  std::unique_ptr<World> world_;
};

}  // namespace knowhow::studies
