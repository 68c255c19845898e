// Preloaded: the FAIL_AT-th allocation since main began fails, and the FAIL_MORE after it, in each process for itself. The last
// number of a process is left in the file COUNT_IN.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);

static atomic_ulong count;
static unsigned long fail_at, fail_more;
static atomic_int began;

static int fails(void) {
  if (!began) return 0;
  const unsigned long now = ++count;
  if (now < fail_at || now > fail_at + fail_more) return 0;
  errno = ENOMEM;
  return 1;
}

void* malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void* calloc(size_t number, size_t size) { return fails() ? NULL : __libc_calloc(number, size); }
void* realloc(void* old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
void* memalign(size_t alignment, size_t size) { return fails() ? NULL : __libc_memalign(alignment, size); }
void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void** to, size_t alignment, size_t size) {
  void* const got = memalign(alignment, size);
  if (!got) return ENOMEM;
  *to = got;
  return 0;
}

static int (*real_main)(int, char**, char**);

static int counted_main(int words, char** arguments, char** environment) {
  const char* at = getenv("FAIL_AT");
  const char* more = getenv("FAIL_MORE");
  const char* only = getenv("FAIL_IN");
  fail_at = at ? strtoul(at, NULL, 10) : -1ul;
  fail_more = more ? strtoul(more, NULL, 10) : 0;
  if (only && (words < 2 || strcmp(arguments[1], only) != 0)) fail_at = -1ul, fail_more = 0;
  began = 1;
  const int code = real_main(words, arguments, environment);
  began = 0;
  const char* name = getenv("COUNT_IN");
  FILE* file = name ? fopen(name, "a") : NULL;
  if (file) {
    fprintf(file, "%s %lu\n", words > 1 ? arguments[1] : "-", (unsigned long)count);
    fclose(file);
  }
  return code;
}

int __libc_start_main(int (*main)(int, char**, char**), int words, char** arguments, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void* stack_end) {
  real_main = main;
  int (*next)(int (*)(int, char**, char**), int, char**, void (*)(void), void (*)(void), void (*)(void), void*) =
      dlsym(RTLD_NEXT, "__libc_start_main");
  return next(counted_main, words, arguments, init, fini, rtld_fini, stack_end);
}
