#include "output/description.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/output/small_study.h"

namespace knowhow::output {

namespace {

TEST(Description, ReadsBackAsItWasWritten) {
  Description written = testing::description();
  written.layout.dimensions.push_back({"run", sim::Numbered{7}, {{"units", "1"}}});
  written.statistics = false;
  const Description read = description_from(to_json(written));
  EXPECT_EQ(read.identity, written.identity);
  EXPECT_EQ(read.attributes, written.attributes);
  EXPECT_EQ(read.provenance, written.provenance);
  EXPECT_FALSE(read.statistics);
  ASSERT_EQ(read.layout.dimensions.size(), written.layout.dimensions.size());
  for (std::size_t i = 0; i < written.layout.dimensions.size(); ++i) {
    EXPECT_EQ(read.layout.dimensions[i].name, written.layout.dimensions[i].name);
    EXPECT_EQ(read.layout.dimensions[i].coordinate, written.layout.dimensions[i].coordinate);
    EXPECT_EQ(read.layout.dimensions[i].attributes, written.layout.dimensions[i].attributes);
  }
  EXPECT_EQ(to_json(read), to_json(written));
}

TEST(Description, RefusesWhatItDidNotWrite) {
  const auto changed = [](const char* pointer, const nlohmann::json& value) {
    auto told = nlohmann::json::parse(to_json(testing::description()));
    told[nlohmann::json::json_pointer(pointer)] = value;
    return told.dump();
  };
  EXPECT_NO_THROW(description_from(changed("/variables/0/name", "other")));
  EXPECT_THROW(description_from(changed("/variables/0/type", "int64")), std::invalid_argument);
  EXPECT_THROW(description_from(changed("/dimensions/0/kind", 4)), std::invalid_argument);
  EXPECT_THROW(description_from(changed("/dimensions/1/coordinate", "all")), std::invalid_argument);
  EXPECT_THROW(description_from(changed("/dimensions", 5)), std::invalid_argument);
  EXPECT_THROW(description_from("{}"), std::invalid_argument);
  EXPECT_THROW(description_from("knowhow: 1"), std::invalid_argument);
}

}  // namespace

}  // namespace knowhow::output
