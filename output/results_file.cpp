#include "output/results_file.h"

#include <hdf5_hl.h>

#include <algorithm>
#include <stdexcept>

#include "output/dataset.h"
#include "output/hdf5.h"
#include "output/layout.h"
#include "output/memory_file.h"
#include "output/publish.h"
#include "output/verify.h"

namespace knowhow::output {

struct ResultsFile::Inside {
  /// A run that could not be added wholly stays begun, and the file is never published.
  enum class Run : std::uint8_t { missing, begun, added };

  Inside(const sim::Layout& layout, const sim::Attributes& global_attributes);
  void attach_scales(const std::vector<hdf5::Handle>& scales);
  void add_text(const std::string& name, const std::string& text);
  std::span<const std::byte> finish();

  Added added;
  std::vector<Run> runs;  ///< (scenario, replicate)
  bool finished = false;
  hdf5::MemoryFile file;
  std::vector<Column> columns;
  hdf5::Handle texts;  ///< the group /provenance
};

ResultsFile::Inside::Inside(const sim::Layout& layout, const sim::Attributes& global_attributes)
    : added{layout, {}, {}} {
  const std::size_t count = added.scenarios() * added.replicates();
  runs.resize(count, Run::missing);
  added.digests.resize(layout.variables.size() * count);

  for (const auto& [name, text] : global_attributes) hdf5::write_attribute(file.id(), name, text);
  std::vector<hdf5::Handle> scales;
  for (const auto& axis : layout.dimensions) scales.push_back(make_scale(file.id(), axis));
  for (std::size_t i = 0; i < scales.size(); ++i)
    make_labels(file.id(), layout.dimensions[i], scales[i].id());
  for (const auto& variable : layout.variables) columns.emplace_back(file.id(), layout, variable);
  attach_scales(scales);
  for (auto& scale : scales) scale.close();
  texts = {H5Gcreate2(file.id(), "provenance", H5P_DEFAULT, hdf5::group_properties(H5P_GROUP_CREATE).id(),
                      H5P_DEFAULT),
           H5Gclose, "create group", "provenance"};
}

void ResultsFile::Inside::attach_scales(const std::vector<hdf5::Handle>& scales) {
  const auto& axes = added.layout.dimensions;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::vector<std::string> along{"scenario", "replicate"};
    const auto& variable = added.layout.variables[i];
    along.insert(along.end(), variable.dimensions.begin(), variable.dimensions.end());
    for (unsigned axis = 0; axis < along.size(); ++axis) {
      const auto found = std::find_if(axes.begin(), axes.end(), [&](const sim::Dimension& candidate) {
        return candidate.name == along[axis];
      });
      const hid_t scale = scales[static_cast<std::size_t>(found - axes.begin())].id();
      hdf5::checked(H5DSattach_scale(columns[i].id(), scale, axis), "attach the dimensions of",
                    variable.name);
    }
  }
}

void ResultsFile::Inside::add_text(const std::string& name, const std::string& text) {
  const hdf5::Handle scalar{H5Screate(H5S_SCALAR), H5Sclose, "create a scalar"};
  hdf5::Handle dataset = hdf5::create_dataset(texts.id(), name, hdf5::text_type().id(), scalar.id(),
                                              hdf5::dataset_properties().id());
  hdf5::write_strings(dataset.id(), {&text, 1});
  dataset.close();
  added.provenance.emplace_back(name, digest(text.data(), text.size()));
}

std::span<const std::byte> ResultsFile::Inside::finish() {
  for (auto& column : columns) column.finish();
  texts.close();
  return file.finish();
}

ResultsFile::ResultsFile(const sim::Layout& layout, const sim::Attributes& global_attributes) {
  check(layout);
  check(global_attributes);
  const hdf5::Session session;
  inside_ = std::make_unique<Inside>(layout, global_attributes);
}

ResultsFile::~ResultsFile() {
  const hdf5::Session session;
  inside_.reset();
}

void ResultsFile::add(std::size_t scenario, std::size_t replicate, const sim::Rows& rows) {
  Added& added = inside_->added;
  if (scenario >= added.scenarios() || replicate >= added.replicates())
    throw std::logic_error("results: no such scenario or replicate");
  check(added.layout, rows);
  std::vector<std::uint64_t> digests;
  for (const auto& values : rows) digests.push_back(digest(values));

  const hdf5::Session session;
  if (inside_->finished) throw std::logic_error("results: a run is added after publishing");
  auto& run = inside_->runs[scenario * added.replicates() + replicate];
  if (run != Inside::Run::missing) throw std::logic_error("results: a run is added twice");
  run = Inside::Run::begun;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    inside_->columns[i].add(scenario, replicate, rows[i]);
    added.digest_of(i, scenario, replicate) = digests[i];
  }
  run = Inside::Run::added;
}

void ResultsFile::provenance(const std::string& name, const std::string& text) {
  const hdf5::Session session;
  const auto& there = inside_->added.provenance;
  // h5netcdf takes what is named as a dimension for its coordinate, even in a group below.
  const auto& axes = inside_->added.layout.dimensions;
  if (name.empty() || name == "." || name.find('/') != std::string::npos ||
      std::any_of(axes.begin(), axes.end(), [&](const auto& axis) { return axis.name == name; }) ||
      std::any_of(there.begin(), there.end(), [&](const auto& earlier) { return earlier.first == name; }))
    throw std::logic_error("results: '" + name + "' cannot be a name in /provenance, or is there already");
  if (inside_->finished) throw std::logic_error("results: a text is added after publishing");
  inside_->add_text(name, text);
}

std::uintmax_t ResultsFile::publish(const std::filesystem::path& path) {
  std::span<const std::byte> image;
  {
    const hdf5::Session session;
    if (inside_->finished) throw std::logic_error("results: published twice");
    for (const auto run : inside_->runs)
      if (run != Inside::Run::added) throw std::logic_error("results: published before every run was added");
    inside_->finished = true;
    image = inside_->finish();
  }
  verify(image, inside_->added);
  publish_file(image, path);
  return image.size();
}

}  // namespace knowhow::output
