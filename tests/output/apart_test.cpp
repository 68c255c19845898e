#include "output/apart.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace knowhow::output {

namespace {

using ::testing::HasSubstr;

std::string what_is_told(const std::function<Texts()>& work, Allowed allowed = allowed_for(0)) {
  try {
    apart(work, allowed);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST(Apart, HandsOverWhatWasReturned) {
  const Texts texts{"", "one", std::string("\0ŷ", 3), std::string(300'000, 'x')};
  const auto found = apart([&] { return texts; }, allowed_for(0));
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, texts);
  EXPECT_TRUE(apart([] { return Texts(); }, allowed_for(0))->empty());
}

TEST(Apart, RethrowsWithItsText) {
  EXPECT_EQ(what_is_told([]() -> Texts { throw std::logic_error("no such ŷ"); }), "no such ŷ");
  EXPECT_THAT(what_is_told([]() -> Texts { throw std::bad_alloc(); }), HasSubstr("more memory than a file"));
}

TEST(Apart, ACrashIsNothing) {
  EXPECT_FALSE(apart([]() -> Texts { std::abort(); }, allowed_for(0)));
  EXPECT_FALSE(apart([]() -> Texts { std::_Exit(0); }, allowed_for(0)));
  EXPECT_FALSE(apart([]() -> Texts { std::_Exit(1); }, allowed_for(0)));
}

TEST(Apart, WorkWithoutAnEndIsStopped) {
  EXPECT_FALSE(apart(
      []() -> Texts {
        for (volatile bool ever = true; ever;) {
        }
        return {};
      },
      {1, allowed_for(0).bytes}));
}

TEST(Apart, SaysThatThereIsNoProcessToBeHad) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer looks at exceptions through a pipe of its own";
#endif
  rlimit before;
  ::getrlimit(RLIMIT_NOFILE, &before);
  const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);  // the lowest number that is free
  ::close(next);
  const rlimit none{static_cast<rlim_t>(next), before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &none);
  const std::string told = what_is_told([] { return Texts(); });
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_THAT(told, HasSubstr("cannot open a pipe to a process for reading results"));
}

TEST(Apart, ALargerFileIsAllowedMore) {
  const Allowed little = allowed_for(0), much = allowed_for(64 << 20), asked = allowed_for(0, 256 << 20);
  EXPECT_GT(much.seconds, little.seconds);
  EXPECT_GT(much.bytes, little.bytes + (64 << 20));
  EXPECT_GT(asked.seconds, little.seconds);
  EXPECT_GT(asked.bytes, little.bytes + (256 << 20));
}

}  // namespace

}  // namespace knowhow::output
