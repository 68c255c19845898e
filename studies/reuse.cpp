#include "studies/reuse.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "studies/part_arrays.h"
#include "studies/unit.h"

namespace knowhow::studies {

namespace {

namespace fs = std::filesystem;
using output::Array;
using output::ArrayFile;

/// The value of a parameter as what a run is made of: the bits of a number, or a word.
std::string content_of(double value, const std::vector<std::string>& words) {
  if (words.empty()) {
    std::string bits(sizeof value, '\0');
    std::memcpy(bits.data(), &value, sizeof value);
    return bits;
  }
  return value >= 0 && value < static_cast<double>(words.size()) ? words[static_cast<std::size_t>(value)]
                                                                 : std::string();
}

/// A file of another sweep, row by row.
class Source {
 public:
  Source(const fs::path& path) : path_(path), file_(output::read_arrays(path)) {
    const std::string kind = file_.attribute("knowhow_kind");
    merged_ = kind == "sweep";
    if (!merged_ && kind != "sweep part")
      refuse(path, "is no sweep's; --reuse takes the folder or file of a sweep");
    const Array* status = file_.array("run_status");
    const auto* values = status ? std::get_if<std::vector<std::int32_t>>(&status->values) : nullptr;
    if (!values || !file_.dimension(merged_ ? "replicate" : "run"))
      refuse(path, "is damaged: it lacks its runs");
    status_ = values;
    replicates_ = merged_ ? file_.dimension("replicate")->size() : 1;
    const auto told = nlohmann::json::parse(file_.text("parameters"), nullptr, false);
    if (!told.is_array()) refuse(path, "is damaged: it lacks its parameters");
    for (const auto& each : told)
      parameters_[each.value("path", "")] = {&values_of<double>(file_, each.value("name", ""), path),
                                             each.value("words", std::vector<std::string>())};
    if (!merged_) own_replicates_ = &values_of<std::int32_t>(file_, "replicate", path);
  }

  std::size_t rows() const { return status_->size(); }
  bool finished_at(std::size_t row) const { return (*status_)[row] == finished; }
  std::size_t replicate(std::size_t row) const {
    return merged_ ? row % replicates_ : static_cast<std::size_t>((*own_replicates_)[row]);
  }

  /// The content of the point of a row, over all parameters by path.
  std::string point(std::size_t row) const {
    const std::size_t at = merged_ ? row / replicates_ : row;
    std::string all;
    for (const auto& [path, parameter] : parameters_) {
      if (at >= parameter.values->size()) refuse(path_, "is damaged: values of " + path + " are missing");
      const std::string content = content_of((*parameter.values)[at], parameter.words);
      all += path + '\0' + std::to_string(content.size()) + '\0' + content;
    }
    return all;
  }

  /// What differs from a sweep in everything but its points; empty if nothing does.
  std::string difference(const Sweep& sweep, const sim::Layout& layout,
                         const sim::Attributes& program) const {
    for (const char* same : {"version", "commit"})
      if (file_.text(same) != text_of(program, same)) return "another version of the program made it";
    if (file_.attribute("seed") != std::to_string(sweep.seed)) return "its seed is another";
    if (file_.text("scenario_file") != sweep.base.resolved) return "its scenario differs";
    if (file_.text("files") != nlohmann::json(sweep.base.files).dump())
      return "the data of its scenario differ";
    const auto* axis = file_.dimension("scenario");
    const auto* names = axis ? std::get_if<std::vector<std::string>>(&axis->coordinate) : nullptr;
    std::vector<std::string> wanted;
    for (const std::size_t s : sweep.scenarios) wanted.push_back(sweep.base.plan.scenarios[s].name);
    if (!names || *names != wanted) return "it ran other scenarios";
    if (parameters_.size() != sweep.parameters.size()) return "other parameters vary in it";
    for (const auto& each : sweep.parameters)
      if (!parameters_.contains(each.path)) return "other parameters vary in it";
    for (std::size_t v = first_outcome; v < layout.variables.size(); ++v) {
      const Array* array = file_.array(layout.variables[v].name);
      if (!array) return "it did not keep " + layout.variables[v].name;
      const bool floats = std::holds_alternative<std::vector<float>>(array->values);
      if (array->size() % rows() != 0 || floats != (layout.variables[v].type == sim::Type::float32))
        return layout.variables[v].name + " has another shape in it";
    }
    return {};
  }

  sim::Rows outcomes(std::size_t row, const sim::Layout& layout) const {
    sim::Rows all{values_of<std::string>(file_, "state_digest", path_)[row],
                  std::vector<std::int32_t>{finished}, std::string()};
    for (std::size_t v = first_outcome; v < layout.variables.size(); ++v)
      std::visit(
          [&]<class All>(const All& values) {
            if constexpr (std::is_same_v<All, std::vector<float>> ||
                          std::is_same_v<All, std::vector<double>>) {
              const std::size_t each = values.size() / rows();
              const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row * each);
              all.emplace_back(All(begin, begin + static_cast<std::ptrdiff_t>(each)));
            }
          },
          file_.array(layout.variables[v].name)->values);
    return all;
  }

 private:
  struct Column {
    const std::vector<double>* values = nullptr;
    std::vector<std::string> words;
  };
  fs::path path_;
  ArrayFile file_;
  bool merged_ = false;
  std::size_t replicates_ = 1;
  const std::vector<std::int32_t>*status_ = nullptr, *own_replicates_ = nullptr;
  std::map<std::string, Column> parameters_;  ///< by path
};

/// The content of a point of the sweep, as Source::point has it.
std::string point_content(const Sweep& sweep, std::size_t point) {
  std::map<std::string, std::string> all;
  const auto values = sweep.point(point);
  for (std::size_t p = 0; p < sweep.parameters.size(); ++p) {
    const Parameter& parameter = sweep.parameters[p];
    all[parameter.path] =
        content_of(values[p], parameter.numeric() ? std::vector<std::string>() : parameter.words);
  }
  std::string text;
  for (const auto& [path, content] : all)
    text += path + '\0' + std::to_string(content.size()) + '\0' + content;
  return text;
}

}  // namespace

Reused reuse(const fs::path& file, const Sweep& sweep, const sim::Layout& layout,
             const sim::Attributes& program, const std::function<bool(std::size_t)>& wanted,
             const std::function<void(std::size_t, const sim::Rows&)>& take) {
  const Source source(file);
  Reused result;
  if (source.rows() == 0) return result;
  result.why_not = source.difference(sweep, layout, program);
  if (!result.why_not.empty()) return result;
  std::unordered_multimap<std::string, std::size_t> points;
  for (std::size_t point = 0; point < sweep.points(); ++point)
    points.emplace(point_content(sweep, point), point);
  bool common = false;
  for (std::size_t row = 0; row < source.rows(); ++row) {
    if (!source.finished_at(row)) continue;
    const std::size_t replicate = source.replicate(row);
    const auto [first, last] = points.equal_range(source.point(row));
    common = common || first != last;
    if (replicate >= static_cast<std::size_t>(sweep.replicates)) continue;
    for (auto at = first; at != last; ++at) {
      const std::size_t unit = replicate * sweep.points() + at->second;
      if (!wanted(unit)) continue;
      take(unit, source.outcomes(row, layout));
      ++result.taken;
    }
  }
  if (!common) result.why_not = "it has no point in common";
  return result;
}

}  // namespace knowhow::studies
