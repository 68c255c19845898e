#include "output/apart.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <new>
#include <stdexcept>
#include <system_error>

namespace knowhow::output {

namespace {

constexpr char good = '+', bad = '-';

void append(std::string& message, const std::string& text) {
  const std::uint64_t size = text.size();
  message.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
}

std::optional<Texts> take_apart(const std::string& message) {
  Texts texts;
  for (std::size_t at = 1; at < message.size();) {
    std::uint64_t size;
    if (message.size() - at < sizeof size) return {};
    std::memcpy(&size, message.data() + at, sizeof size);
    at += sizeof size;
    if (message.size() - at < size) return {};
    texts.push_back(message.substr(at, size));
    at += size;
  }
  return texts;
}

/// Of this process, in bytes; 0 where the system does not tell.
std::uint64_t address_space() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

[[noreturn]] void work_here(int pipe, const std::function<Texts()>& work, Allowed allowed) {
  // A crash is expected and told by the parent: no core file, no handler of a test or sanitizer.
  const rlimit no_core{0, 0}, seconds{allowed.seconds, allowed.seconds};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::setrlimit(RLIMIT_CPU, &seconds);
  if (const auto taken = address_space()) {
    const rlimit memory{taken + allowed.bytes, taken + allowed.bytes};
    ::setrlimit(RLIMIT_AS, &memory);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE}) std::signal(signal, SIG_DFL);
  std::string message(1, good);
  try {
    for (const auto& text : work()) append(message, text);
  } catch (const std::bad_alloc&) {
    message.assign(1, bad);
    append(message, "it asks for more memory than a file of its size can need");
  } catch (const std::exception& error) {
    message.assign(1, bad);
    append(message, error.what());
  }
  for (std::size_t sent = 0; sent < message.size();) {
    const auto wrote = ::write(pipe, message.data() + sent, message.size() - sent);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) ::_exit(1);
    sent += static_cast<std::size_t>(wrote);
  }
  ::_exit(0);
}

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

Allowed allowed_for(std::uint64_t file_bytes, std::uint64_t wanted_bytes) {
  constexpr std::uint64_t at_least = 192 << 20, most_for_one = 1100;  // deflate: 1032
  return {4 + static_cast<unsigned>((file_bytes >> 22) + (wanted_bytes >> 26)),
          at_least + most_for_one * file_bytes + 4 * wanted_bytes};
}

std::optional<Texts> apart(const std::function<Texts()>& work, Allowed allowed) {
  int ends[2];
  if (::pipe(ends) != 0) fail("cannot open a pipe to a process for reading results");
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    work_here(ends[1], work, allowed);
  }
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    fail("cannot start a process for reading results");
  }
  std::string message;
  std::vector<char> part(1 << 16);
  for (ssize_t got; (got = ::read(ends[0], part.data(), part.size())) != 0;) {
    if (got < 0 && errno != EINTR) break;
    if (got > 0) message.append(part.data(), static_cast<std::size_t>(got));
  }
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || message.empty()) return {};
  auto texts = take_apart(message);
  if (message[0] == bad) throw std::runtime_error(texts && !texts->empty() ? texts->front() : "");
  return texts;
}

}  // namespace knowhow::output
