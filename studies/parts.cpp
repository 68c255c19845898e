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

#include "sim/digest.h"
#include "sim/problem.h"
#include "studies/part_arrays.h"

namespace knowhow::studies {

namespace {

namespace fs = std::filesystem;
using output::Array;
using output::ArrayFile;

std::string digest_of(const sim::Attributes& texts, std::span<const double> values) {
  sim::Digest all;
  for (const auto& [name, text] : texts) all.add(name, std::as_bytes(std::span(text)), 1);
  all.add("values", std::as_bytes(values), sizeof(double));
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

/// Values of one row at a time, appended to an array.
struct AppendRow {
  output::ArrayValues& to;
  template <class Row>
  void operator()(const Row& row) const {
    if constexpr (std::is_same_v<Row, std::string>) {
      std::get<std::vector<std::string>>(to).push_back(row);
    } else {
      auto& all = std::get<Row>(to);
      all.insert(all.end(), row.begin(), row.end());
    }
  }
};

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

/// Order of a part's rows: by unit, without repetition.
struct Placed {
  std::int32_t unit;
  std::size_t from;  ///< the row in the earlier file, or the unit itself in the journal
  bool in_journal;
};

void sort_out(std::vector<Placed>& rows) {
  std::ranges::stable_sort(rows, {}, &Placed::unit);
  rows.erase(
      std::unique(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.unit == b.unit; }),
      rows.end());
}

void append_from(const output::ArrayValues& from, std::size_t row, std::size_t rows,
                 output::ArrayValues& to) {
  std::visit(
      [&]<class All>(const All& all) {
        const std::size_t each = all.size() / rows;
        auto& target = std::get<All>(to);
        target.insert(target.end(), all.begin() + static_cast<std::ptrdiff_t>(row * each),
                      all.begin() + static_cast<std::ptrdiff_t>((row + 1) * each));
      },
      from);
}

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
  texts.emplace_back("set of points", digest_of(texts, sweep.values));
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
  const ArrayFile file = output::read_arrays(path);
  const auto& runs = runs_of(file, path);
  if (file.attribute("sweep_digest") != sweep_digest)
    refuse(
        path,
        "is part of another sweep (its design, scenario, outcomes or program differ); choose another folder "
        "with -o (with --reuse, what is the same is not run again), or give those runs up with --fresh");
  const auto& status = values_of<std::int32_t>(file, "run_status", path);
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
  ArrayFile earlier;
  std::vector<Placed> rows;
  if (fs::exists(path)) {
    earlier = output::read_arrays(path);
    const auto& runs = runs_of(earlier, path);
    for (std::size_t row = 0; row < runs.size(); ++row) rows.push_back({runs[row], row, false});
  }
  const std::size_t before = rows.size();
  for (std::size_t r = 0; r < journal.replicates(); ++r)
    for (std::size_t p = 0; p < journal.scenarios(); ++p)
      if (journal.has(p, r)) {
        const std::size_t unit = r * journal.scenarios() + p;
        rows.push_back({static_cast<std::int32_t>(unit), unit, true});
      }
  sort_out(rows);
  if (rows.empty()) return 0;

  ArrayFile part{description.attributes, {}, {}, description.provenance};
  std::erase_if(part.provenance, [](const auto& text) { return text.first == "began"; });
  std::vector<std::int32_t> units, points, replicates;
  for (const auto& row : rows) {
    const auto unit = static_cast<std::size_t>(row.unit);
    units.push_back(row.unit);
    points.push_back(static_cast<std::int32_t>(point_of(sweep, unit)));
    replicates.push_back(static_cast<std::int32_t>(replicate_of(sweep, unit)));
  }
  part.dimensions.push_back(
      {"run", units, {{"long_name", "replicate times number of points plus point"}, {"units", "1"}}});
  part.dimensions.insert(part.dimensions.end(), description.layout.dimensions.begin() + 2,
                         description.layout.dimensions.end());
  part.arrays.push_back({"point", {"run"}, {{"long_name", "point of the design"}}, false, points});
  part.arrays.push_back({"replicate", {"run"}, {{"standard_name", "realization"}}, false, replicates});
  for (std::size_t p = 0; p < sweep.parameters.size(); ++p) {
    const Parameter& parameter = sweep.parameters[p];
    std::vector<double> values;
    for (const auto point : points) values.push_back(sweep.point(static_cast<std::size_t>(point))[p]);
    part.arrays.push_back(
        {parameter.name,
         {"run"},
         {{"long_name", parameter.meaning}, {"units", parameter.unit}, {"path", parameter.path}},
         false,
         std::move(values)});
  }
  const auto& variables = description.layout.variables;
  for (const auto& variable : variables) {
    Array array{
        variable.name, {"run"}, attributes_of(variable), variable.may_be_missing, empty_of(variable.type)};
    array.dimensions.insert(array.dimensions.end(), variable.dimensions.begin(), variable.dimensions.end());
    part.arrays.push_back(std::move(array));
  }
  const std::size_t first = part.arrays.size() - variables.size();
  for (const auto& row : rows) {
    if (!row.in_journal) {
      for (std::size_t v = 0; v < variables.size(); ++v) {
        const Array* from = earlier.array(variables[v].name);
        if (!from) refuse(path, "is damaged: '" + variables[v].name + "' is missing");
        append_from(from->values, row.from, before, part.arrays[first + v].values);
      }
      continue;
    }
    const sim::Rows all = journal.rows(row.from % journal.scenarios(), row.from / journal.scenarios());
    for (std::size_t v = 0; v < variables.size(); ++v)
      std::visit(AppendRow{part.arrays[first + v].values}, all[v]);
  }
  output::write_arrays(part, path);
  return rows.size();
}

}  // namespace knowhow::studies
