#pragma once
// Every error of a user is told here, and becomes its exit code.
#include <functional>
#include <string>
#include <vector>

#include "app/command.h"

namespace knowhow::studies {
class Mpi;
}

namespace knowhow::app {

/// Called where an exception can go no further, such as one from the destructor of a library's object: want
/// of memory is told, and has its exit code; anything else aborts.
[[noreturn]] void end_at_once();

/// What `command` returns, or the exit code of what it throws, which is told on standard error.
int answer(const std::function<int()>& command);

/// Calls `command` with this process's ranks under mpirun, of which an error ends all, or with none outside
/// it: then what it returns or throws. Under mpirun no error may come further, as its words would stand in
/// the place of ours. `does`: what each process would do alone; `not_there`: options that are not for mpirun.
int answer_among_ranks(const po::variables_map& given, const std::string& does,
                       const std::vector<std::string>& not_there,
                       const std::function<int(studies::Mpi*)>& command);

}  // namespace knowhow::app
