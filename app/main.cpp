// The program: every error of a user is caught here, once, and becomes its exit code.
#include <csignal>
#include <exception>
#include <iostream>
#include <new>

#include "app/command.h"
#include "sim/problem.h"

int main(int count, char** words) {
  using namespace knowhow;
  std::signal(SIGXFSZ,
              SIG_IGN);  // a limit on the size of files is then an error of writing, told like any other
  try {
    const int code = app::dispatch({words + 1, words + count});
    std::cout.flush();
    if (!std::cout)
      throw sim::FileTrouble("standard output: cannot write; the disk may be full or the reader gone");
    return code;
  } catch (const app::WrongUsage& error) {
    std::cerr << "knowhow: " << error.what() << "\n";
    return app::wrong_usage;
  } catch (const sim::InvalidInput& error) {
    std::cerr << error.what() << "\n";
    const auto count_of = error.problems().size();
    std::cerr << count_of << (count_of == 1 ? " problem" : " problems")
              << "; nothing was written. `knowhow describe` tells what can be set.\n";
    return app::invalid_input;
  } catch (const sim::OutOfSpace& error) {
    std::cerr << "knowhow: " << error.what() << "\n";
    return app::interrupted;
  } catch (const sim::FileTrouble& error) {
    std::cerr << "knowhow: " << error.what() << "\n";
    return app::file_trouble;
  } catch (const std::bad_alloc&) {
    std::cerr
        << "knowhow: out of memory; fewer agents (people, organisations, nodes) or fewer --threads need "
           "less\n";
    return app::failed;
  } catch (const std::exception& error) {
    std::cerr << "knowhow: internal error: " << error.what()
              << "\nThis is a fault of the program; please report it with the scenario file.\n";
    return app::failed;
  }
}
