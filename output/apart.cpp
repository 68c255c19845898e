#include "output/apart.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
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

[[noreturn]] void work_here(int pipe, const std::function<Texts()>& work, unsigned seconds) {
  // A crash is expected and told by the parent: no core file, no handler of a test or sanitizer.
  const rlimit no_core{0, 0}, limit{seconds, seconds};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::setrlimit(RLIMIT_CPU, &limit);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE}) std::signal(signal, SIG_DFL);
  std::string message(1, good);
  try {
    for (const auto& text : work()) append(message, text);
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

std::optional<Texts> apart(const std::function<Texts()>& work, unsigned seconds) {
  int ends[2];
  if (::pipe(ends) != 0) fail("cannot open a pipe to a process for reading results");
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    work_here(ends[1], work, seconds);
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
