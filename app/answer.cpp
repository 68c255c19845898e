#include "app/answer.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <thread>

#include "app/command.h"
#include "sim/problem.h"
#include "studies/mpi.h"

namespace knowhow::app {

namespace {

constexpr char out_of_memory[] =
    "knowhow: out of memory; fewer agents (people, organisations, nodes) or fewer --threads need less\n";

/// At once, so that nothing of another process comes in between.
void tell(const std::string& text) { std::cerr << text << std::flush; }

}  // namespace

void end_at_once() {
  try {
    if (const auto error = std::current_exception()) std::rethrow_exception(error);
  } catch (const std::bad_alloc&) {
    if (::write(STDERR_FILENO, out_of_memory, sizeof out_of_memory - 1) < 0) std::abort();
    std::_Exit(failed);
  } catch (...) {
  }
  __gnu_cxx::__verbose_terminate_handler();
  std::abort();
}

int answer(const std::function<int()>& command) {
  try {
    return command();
  } catch (const WrongUsage& error) {
    tell(std::string("knowhow: ") + error.what() + "\n");
    return wrong_usage;
  } catch (const sim::InvalidInput& error) {
    const auto count = error.problems().size();
    tell(error.what() + ("\n" + std::to_string(count)) + (count == 1 ? " problem" : " problems") +
         "; nothing was written. `knowhow describe` tells what can be set.\n");
    return invalid_input;
  } catch (const sim::OutOfSpace& error) {
    tell(std::string("knowhow: ") + error.what() + "\n");
    return interrupted;
  } catch (const sim::FileTrouble& error) {
    tell(std::string("knowhow: ") + error.what() + "\n");
    return file_trouble;
  } catch (const std::bad_alloc&) {
    tell(out_of_memory);
    return failed;
  } catch (const std::exception& error) {
    tell(std::string("knowhow: internal error: ") + error.what() +
         "\nThis is a fault of the program; please report it with the scenario file.\n");
    return failed;
  }
}

int answer_among(studies::Mpi* ranks, const std::function<int()>& command) {
  if (!ranks) return command();
  bool thrown = false;
  const int code = answer([&] {
    try {
      return command();
    } catch (...) {
      thrown = true;
      // What troubles all ranks is told by the first, whose end is that of all.
      if (ranks->shard().number > 1) std::this_thread::sleep_for(std::chrono::seconds(1));
      throw;
    }
  });
  if (thrown) ranks->give_up(code);
  return code;
}

}  // namespace knowhow::app
