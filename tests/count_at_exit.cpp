// In a build that counts lines (preset coverage): _exit and _Exit end a process without writing what was
// counted, as the one that reads HDF5 files for output/apart.cpp ends. Linked into every program, these take
// their place.
#include <sys/syscall.h>
#include <unistd.h>

extern "C" void __gcov_dump();

extern "C" [[noreturn]] void _exit(int code) {
  __gcov_dump();
  ::syscall(SYS_exit_group, code);
  __builtin_unreachable();
}

extern "C" [[noreturn]] void _Exit(int code) { _exit(code); }
