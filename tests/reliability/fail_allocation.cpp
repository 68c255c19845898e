// Loaded before the C library (LD_PRELOAD): counts allocations of a process from the beginning of `main`, and
// refuses the one whose number is in KNOWHOW_REFUSED_ALLOCATION. At its end a process writes their number to
// the file in KNOWHOW_ALLOCATIONS, if it is the first to.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

extern "C" {

void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

namespace {

std::atomic<long> count = 0, refused = 0;

bool refuse() {
  if (++count != refused.load(std::memory_order_relaxed)) return false;
  errno = ENOMEM;
  return true;
}

using Main = int (*)(int, char**, char**);
Main own_main;

int counted_main(int arguments, char** words, char** environment) {
  const char* number = std::getenv("KNOWHOW_REFUSED_ALLOCATION");
  count = 0;
  if (number) refused = std::atol(number);
  return own_main(arguments, words, environment);
}

__attribute__((destructor)) void end() {
  const char* path = std::getenv("KNOWHOW_ALLOCATIONS");
  const int file = path ? ::open(path, O_WRONLY | O_CREAT | O_EXCL, 0644) : -1;
  if (file < 0) return;
  char text[32];
  const int length = std::snprintf(text, sizeof text, "%ld\n", count.load());
  if (::write(file, text, static_cast<std::size_t>(length)) < 0) std::perror(path);
  ::close(file);
}

}  // namespace

// How the C library starts a program, whose `main` comes first.
int __libc_start_main(Main program, int arguments, char** words, void (*first)(), void (*last)(),
                      void (*at_exit)(), void* stack) {
  own_main = program;
  const auto start = reinterpret_cast<decltype(&__libc_start_main)>(::dlsym(RTLD_NEXT, "__libc_start_main"));
  return start(counted_main, arguments, words, first, last, at_exit, stack);
}

void* malloc(std::size_t size) { return refuse() ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t number, std::size_t size) {
  return refuse() ? nullptr : __libc_calloc(number, size);
}
void* realloc(void* old, std::size_t size) { return refuse() ? nullptr : __libc_realloc(old, size); }
void* memalign(std::size_t to, std::size_t size) { return refuse() ? nullptr : __libc_memalign(to, size); }
void* aligned_alloc(std::size_t to, std::size_t size) { return memalign(to, size); }
int posix_memalign(void** place, std::size_t to, std::size_t size) {
  *place = memalign(to, size);
  return *place ? 0 : ENOMEM;
}
}
