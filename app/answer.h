#pragma once
// Every error of a user is told here, and becomes its exit code.
#include <functional>

namespace knowhow::studies {
class Mpi;
}

namespace knowhow::app {

/// Called where an exception can go no further, such as one from the destructor of a library's object: want
/// of memory is told, and has its exit code; anything else aborts.
[[noreturn]] void end_at_once();

/// What `command` returns, or the exit code of what it throws, which is told on standard error.
int answer(const std::function<int()>& command);

/// The same for one of several ranks, of which an error ends all; under mpirun no error may come further, as
/// its own words would stand in the place of ours. No ranks: what `command` returns or throws.
int answer_among(studies::Mpi* ranks, const std::function<int()>& command);

}  // namespace knowhow::app
