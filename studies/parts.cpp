#include "studies/parts.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <regex>
#include <stdexcept>

#include "output/layout.h"
#include "sim/digest.h"
#include "sim/problem.h"
#include "studies/part_arrays.h"

namespace knowhow::studies {

namespace {

namespace fs = std::filesystem;
using output::Array;
using output::ArrayFile;

std::string digest_of(const sim::Attributes& texts, const Sweep& sweep) {
  sim::Digest all;
  for (const auto& [name, text] : texts) all.add(name, std::as_bytes(std::span(text)), 1);
  for (std::size_t point = 0; point < sweep.points(); ++point)
    all.add_column<double>("values", sweep.point(point));
  return all.hex();
}

std::string parameters_json(const Sweep& sweep) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const auto& each : sweep.parameters)
    all.push_back({{"path", each.path},
                   {"name", each.name},
                   {"unit", each.unit},
                   {"meaning", each.meaning},
                   {"lever", each.lever},
                   {"words", each.numeric() ? std::vector<std::string>() : each.words}});
  return all.dump();
}

std::string headlines_json(const Sweep& sweep) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const auto& each : sweep.model->headlines)
    all.push_back(
        {{"name", each.name}, {"unit", each.unit}, {"variable", each.variable}, {"factor", each.factor}});
  return all.dump();
}

output::ArrayValues empty_of(sim::Type type) {
  switch (type) {
    case sim::Type::float32:
      return std::vector<float>();
    case sim::Type::float64:
      return std::vector<double>();
    case sim::Type::int32:
      return std::vector<std::int32_t>();
    default:
      return std::vector<std::string>();
  }
}

sim::Attributes attributes_of(const sim::Variable& variable) {
  return {{"long_name", variable.long_name}, {"units", variable.units}, {"comment", variable.comment}};
}

/// The rows of a part, by unit, each from where it is: the journal, or the part that was there before.
class PartRows {
 public:
  PartRows(const output::JournalReader& journal, const fs::path& path) : journal_(journal), path_(path) {
    if (fs::exists(path)) {
      const auto before = output::read_arrays(path, output::Reading::axes);
      for (const auto unit : runs_of(before, path))
        rows_.push_back({unit, static_cast<std::int32_t>(rows_.size())});
    }
    for (std::size_t r = 0; r < journal.replicates(); ++r)
      for (std::size_t p = 0; p < journal.scenarios(); ++p)
        if (journal.has(p, r))
          rows_.push_back({static_cast<std::int32_t>(r * journal.scenarios() + p), in_journal});
    std::ranges::stable_sort(rows_, {}, &Row::unit);
    const auto same = [](const Row& a, const Row& b) { return a.unit == b.unit; };
    rows_.erase(std::unique(rows_.begin(), rows_.end(), same), rows_.end());
  }

  std::size_t size() const { return rows_.size(); }
  std::size_t unit(std::size_t row) const { return static_cast<std::size_t>(rows_[row].unit); }

  /// Some rows of a variable of the journal.
  output::ArrayValues values(std::size_t variable, std::size_t first, std::size_t count) const {
    const auto& layout = journal_.description().layout;
    const auto rows = std::span(rows_).subspan(first, count);
    // Rows of the earlier part keep their order: those in between are few, or none.
    std::int32_t least = std::numeric_limits<std::int32_t>::max(), most = -1;
    for (const Row& row : rows)
      if (row.before != in_journal) least = std::min(least, row.before), most = std::max(most, row.before);
    const std::size_t each = output::place(layout, layout.variables[variable]).elements;
    output::ArrayValues before, all = empty_of(layout.variables[variable].type);
    if (most >= 0) {
      const output::RowRange range{static_cast<std::size_t>(least),
                                   static_cast<std::size_t>(most - least) + 1};
      before = output::read_rows(path_, layout.variables[variable].name, {&range, 1});
      if (before.index() != all.index() ||
          std::visit([](const auto& some) { return some.size(); }, before) != range.count * each)
        refuse(path_, "is damaged: '" + layout.variables[variable].name + "' holds something else");
    }
    std::visit(
        [&]<class Number>(std::vector<Number>& to) {
          to.resize(count * each);
          auto at = to.begin();
          for (const Row& row : rows) {
            if (row.before != in_journal)
              std::copy_n(
                  std::get<std::vector<Number>>(before).begin() +
                      static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row.before - least) * each),
                  each, at);
            else
              take(static_cast<std::size_t>(row.unit), variable, std::span(at, each));
            at += static_cast<std::ptrdiff_t>(each);
          }
        },
        all);
    return all;
  }

 private:
  static constexpr std::int32_t in_journal = -1;
  struct Row {
    std::int32_t unit, before;  ///< `before`: the row in the earlier part
  };

  template <class Number>
  void take(std::size_t unit, std::size_t variable, std::span<Number> to) const {
    const std::size_t point = unit % journal_.scenarios(), replicate = unit / journal_.scenarios();
    if constexpr (std::is_same_v<Number, std::string>)
      to[0] = journal_.text(point, replicate, variable);
    else
      journal_.numbers(point, replicate, variable, std::as_writable_bytes(to));
  }

  const output::JournalReader& journal_;
  const fs::path& path_;
  std::vector<Row> rows_;
};

}  // namespace

fs::path part_path(const fs::path& folder, const Shard& shard) {
  char name[64];
  std::snprintf(name, sizeof name, "part-%04zu-of-%04zu.h5", shard.number, shard.of);
  return folder / name;
}

PartsFound parts_in(const fs::path& folder) {
  static const std::regex part("part-[0-9]{4,}-of-[0-9]{4,}\\.h5(\\.journal)?");
  PartsFound found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    std::smatch match;
    if (std::regex_match(name, match, part))
      (match[1].matched ? found.journals : found.files).push_back(entry.path());
  }
  std::ranges::sort(found.files);
  std::ranges::sort(found.journals);
  return found;
}

sim::Attributes identity_of(const Sweep& sweep, const sim::Attributes& program) {
  nlohmann::json scenarios = nlohmann::json::array();
  for (const std::size_t s : sweep.scenarios) scenarios.push_back(sweep.base.plan.scenarios[s].name);
  sim::Attributes texts{{"seed", std::to_string(sweep.seed)},
                        {"number of replicates", std::to_string(sweep.replicates)},
                        {"number of points", std::to_string(sweep.points())},
                        {"design", std::string(to_string(sweep.design.kind))},
                        {"list of scenarios", scenarios.dump()},
                        {"list of outcomes", nlohmann::json(sweep.outcomes).dump()},
                        {"list of parameters", parameters_json(sweep)},
                        {"version", text_of(program, "version")},
                        {"commit", text_of(program, "commit")},
                        {"scenario file", sweep.base.resolved},
                        {"data", nlohmann::json(sweep.base.files).dump()}};
  texts.emplace_back("set of points", digest_of(texts, sweep));
  return texts;
}

output::Description describe(const Sweep& sweep, const sim::Layout& layout, const sim::Attributes& program) {
  const auto identity = identity_of(sweep, program);
  sim::Attributes attributes{
      {"Conventions", "CF-1.10"},
      {"title", sweep.title},
      {"source", "knowhow " + text_of(program, "version") + " (" + text_of(program, "commit") + ")"},
      {"knowhow_format", "1"},
      {"knowhow_kind", "sweep part"},
      {"model", sweep.model->name},
      {"seed", std::to_string(sweep.seed)},
      {"design", std::string(to_string(sweep.design.kind))},
      {"design_points", std::to_string(sweep.design.points)},
      {"design_levels", std::to_string(sweep.design.levels)},
      {"points", std::to_string(sweep.points())},
      {"replicates", std::to_string(sweep.replicates)},
      {"sweep_digest", text_of(identity, "set of points")}};
  sim::Attributes provenance{{"sweep_file", sweep.text},
                             {"scenario_file", sweep.base.resolved},
                             {"files", nlohmann::json(sweep.base.files).dump()},
                             {"parameters", parameters_json(sweep)},
                             {"headlines", headlines_json(sweep)}};
  provenance.insert(provenance.end(), program.begin(), program.end());
  return {identity, attributes, provenance, layout};
}

void Done::set(std::size_t unit, std::int32_t status) {
  if (unit >= status_.size() || status < 0 || status > 1) return;
  if (status_[unit] == missing)
    ++counts_[status];
  else if (status_[unit] == failed && status == finished)
    --counts_[failed], ++counts_[finished];
  else
    return;
  status_[unit] = static_cast<std::int8_t>(status);
  counts_[missing] = status_.size() - counts_[finished] - counts_[failed];
}

void note_file(const fs::path& path, const std::string& sweep_digest, Done& done) {
  const ArrayFile file = output::read_arrays(path, output::Reading::axes);
  const auto& runs = runs_of(file, path);
  if (file.attribute("sweep_digest") != sweep_digest)
    refuse(
        path,
        "is part of another sweep (its design, scenario, outcomes or program differ); choose another folder "
        "with -o (with --reuse, what is the same is not run again), or give those runs up with --fresh");
  const auto status = column_of<std::int32_t>(path, "run_status", {0, runs.size()});
  for (std::size_t row = 0; row < runs.size(); ++row)
    done.set(static_cast<std::size_t>(runs[row]), status[row]);
}

void note_journal(const output::JournalReader& journal, Done& done) {
  for (std::size_t r = 0; r < journal.replicates(); ++r)
    for (std::size_t p = 0; p < journal.scenarios(); ++p)
      if (journal.has(p, r)) {
        std::int32_t status = missing;
        journal.numbers(p, r, status_row, std::as_writable_bytes(std::span(&status, 1)));
        done.set(r * journal.scenarios() + p, status);
      }
}

bool note_journal(const fs::path& path, const std::string& sweep_digest, Done& done) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return true;  // gone in the meantime: its part is there
  struct Close {
    int file;
    ~Close() { ::close(file); }
  } close{file};
  const auto begins = output::JournalReader::begins(file, path);
  if (!begins) return true;
  if (text_of(begins->attributes, "sweep_digest") != sweep_digest) return false;
  note_journal(output::JournalReader(file, path), done);
  return true;
}

std::size_t write_part(const Sweep& sweep, const output::JournalReader& journal, const fs::path& path) {
  const output::Description& description = journal.description();
  const PartRows rows(journal, path);
  if (rows.size() == 0) return 0;

  ArrayFile part{description.attributes, {}, {}, description.provenance};
  std::erase_if(part.provenance, [](const auto& text) { return text.first == "began"; });
  std::vector<std::int32_t> units(rows.size());
  for (std::size_t row = 0; row < units.size(); ++row) units[row] = static_cast<std::int32_t>(rows.unit(row));
  part.dimensions.push_back({"run",
                             std::move(units),
                             {{"long_name", "replicate times number of points plus point"}, {"units", "1"}}});
  part.dimensions.insert(part.dimensions.end(), description.layout.dimensions.begin() + 2,
                         description.layout.dimensions.end());
  /// An array along the runs, of what a function makes of their units.
  const auto of_units = [&]<class Make>(const char* name, sim::Attributes attributes, Make make) {
    using Number = decltype(make(std::size_t{}));
    part.arrays.push_back({name, {"run"}, std::move(attributes), false, std::vector<Number>()});
    part.arrays.back().rows = [&rows, make](std::size_t first, std::size_t count) {
      std::vector<Number> all(count);
      for (std::size_t i = 0; i < count; ++i) all[i] = make(rows.unit(first + i));
      return output::ArrayValues(std::move(all));
    };
  };
  of_units("point", {{"long_name", "point of the design"}},
           [&sweep](std::size_t unit) { return static_cast<std::int32_t>(point_of(sweep, unit)); });
  of_units("replicate", {{"standard_name", "realization"}},
           [&sweep](std::size_t unit) { return static_cast<std::int32_t>(replicate_of(sweep, unit)); });
  for (std::size_t p = 0; p < sweep.parameters.size(); ++p) {
    const Parameter& parameter = sweep.parameters[p];
    of_units(parameter.name.c_str(),
             {{"long_name", parameter.meaning}, {"units", parameter.unit}, {"path", parameter.path}},
             [&sweep, p](std::size_t unit) { return sweep.value(point_of(sweep, unit), p); });
  }
  const auto& variables = description.layout.variables;
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const auto& variable = variables[v];
    Array array{
        variable.name, {"run"}, attributes_of(variable), variable.may_be_missing, empty_of(variable.type)};
    array.dimensions.insert(array.dimensions.end(), variable.dimensions.begin(), variable.dimensions.end());
    array.rows = [&rows, v](std::size_t first, std::size_t count) { return rows.values(v, first, count); };
    part.arrays.push_back(std::move(array));
  }
  output::write_arrays(part, path);
  return rows.size();
}

}  // namespace knowhow::studies
