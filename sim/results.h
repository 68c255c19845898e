#pragma once
// What a run hands over: named arrays with dimensions. Models publish them, output writes them, and neither
// knows the other.
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <variant>
#include <vector>

namespace knowhow::sim {

using Attributes = std::vector<std::pair<std::string, std::string>>;

/// Other names for the elements of an axis, by which they can be grouped: several may share one.
struct Labels {
  std::string name;
  std::string long_name;
  std::vector<std::string> of_elements;
};

/// 0, 1, 2, ...: the coordinate of what may be many and has no other name.
struct Numbered {
  std::size_t count = 0;
  std::size_t size() const { return count; }
  bool operator==(const Numbered&) const = default;
  std::vector<std::int32_t> numbers() const {
    std::vector<std::int32_t> all(count);
    std::iota(all.begin(), all.end(), 0);
    return all;
  }
};

/// An axis. Its coordinate is a list of names or of numbers, one per element.
struct Dimension {
  std::string name;
  std::variant<std::vector<std::string>, std::vector<std::int32_t>, std::vector<double>, Numbered> coordinate;
  Attributes attributes;            ///< `long_name`, `units`, `calendar`, ...
  std::vector<Labels> labels = {};  ///< written along the axis, as coordinates beside its own

  std::size_t size() const {
    return std::visit([](const auto& values) { return values.size(); }, coordinate);
  }
};

enum class Type { float32, float64, int32, text };

/// One array of results. Its full shape is (scenario, replicate, dimensions...), in that order.
struct Variable {
  std::string name;
  Type type = Type::float32;
  std::vector<std::string> dimensions;  ///< after scenario and replicate, by name
  std::string long_name;
  std::string units;  ///< as CF has them: "1", "year-1"; money is "GBP"
  std::string comment;
  bool may_be_missing =
      false;               ///< floats only: NaN means "does not apply here", and is declared as _FillValue
  Attributes labels = {};  ///< of the variable as a whole: the name of some dimension's labels, and its word
};

/// The values of one variable in one run, in row-major order of `Variable::dimensions`.
using Values = std::variant<std::vector<float>, std::vector<double>, std::vector<std::int32_t>, std::string>;

/// Everything one run (one scenario of one replicate) hands over, in the order of the variables.
using Rows = std::vector<Values>;

/// The shape of a study's results: axes, and what lies along them.
struct Layout {
  std::vector<Dimension> dimensions;  ///< `scenario` and `replicate` first
  std::vector<Variable> variables;
};

}  // namespace knowhow::sim
