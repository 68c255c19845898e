#include <malloc.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "app/answer.h"
#include "app/command.h"
#include "sim/problem.h"

int main(int count, char** words) {
  using namespace knowhow;
  std::set_terminate(app::end_at_once);
  std::signal(SIGXFSZ,
              SIG_IGN);  // a limit on the size of files is then an error of writing, told like any other
  // Runs come and go by the thousand, each with arrays of its own: what one leaves is kept for the next, not
  // given back to the system and asked for again. Large arrays come and go alone, so that memory is theirs
  // only while they are there.
  ::mallopt(M_MMAP_THRESHOLD, 4 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 16 << 20);
  return app::answer([&] {
    const int code = app::dispatch({words + 1, words + count});
    std::cout.flush();
    if (!std::cout)
      throw sim::FileTrouble("standard output: cannot write; the disk may be full or the reader gone");
    return code;
  });
}
