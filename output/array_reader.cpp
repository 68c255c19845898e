// Reads array files: in a process of its own, as a damaged file may bring HDF5 down.
#include <hdf5_hl.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "output/apart.h"
#include "output/array_file.h"
#include "output/array_values.h"
#include "output/seal.h"
#include "output/selection.h"
#include "sim/problem.h"

namespace knowhow::output {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_array = std::size_t{1} << 34;  // bytes; more is damage

std::vector<hsize_t> extent_of(hid_t dataset, const std::string& name) {
  const hdf5::Handle space{H5Dget_space(dataset), H5Sclose, "look at dataset", name};
  const int rank = hdf5::checked(H5Sget_simple_extent_ndims(space.id()), "look at dataset", name);
  if (rank < 1) throw std::runtime_error("'" + name + "' is no list");
  std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
  hdf5::checked(H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr), "look at dataset", name);
  return extent;
}

/// No values, of the type of the dataset.
ArrayValues empty_values(hid_t dataset, const std::string& name) {
  const hdf5::Handle type{H5Dget_type(dataset), H5Tclose, "look at dataset", name};
  switch (H5Tget_class(type.id())) {
    case H5T_STRING:
      return std::vector<std::string>();
    case H5T_INTEGER:
      return std::vector<std::int32_t>();
    case H5T_FLOAT:
      if (H5Tget_size(type.id()) == sizeof(float)) return std::vector<float>();
      return std::vector<double>();
    default:
      throw std::runtime_error("'" + name + "' holds neither numbers nor texts");
  }
}

/// What goes through the pipe: a kind, then what belongs to it.
class Sending {
 public:
  void word(std::string text) { texts_.push_back(std::move(text)); }
  void count(std::size_t number) { word(std::to_string(number)); }
  void values(const ArrayValues& all) {
    count(all.index());
    std::visit(
        [this]<class Number>(const std::vector<Number>& some) {
          count(some.size());
          if constexpr (is_text_array<Number>)
            for (const auto& text : some) word(text);
          else
            word(std::string(reinterpret_cast<const char*>(some.data()), some.size() * sizeof(Number)));
        },
        all);
  }
  void pairs(const sim::Attributes& all) {
    count(all.size());
    for (const auto& [name, text] : all) word(name), word(text);
  }
  Texts take() { return std::move(texts_); }

 private:
  Texts texts_;
};

class Receiving {
 public:
  explicit Receiving(Texts texts) : texts_(std::move(texts)) {}
  std::string word() {
    if (at_ >= texts_.size()) throw std::runtime_error("what was read is cut short");
    return std::move(texts_[at_++]);
  }
  bool more() const { return at_ < texts_.size(); }
  std::size_t count() { return std::stoull(word()); }
  sim::Attributes pairs() {
    sim::Attributes all(count());
    for (auto& [name, text] : all) name = word(), text = word();
    return all;
  }
  ArrayValues values() {
    switch (count()) {
      case 0:
        return numbers<float>();
      case 1:
        return numbers<double>();
      case 2:
        return numbers<std::int32_t>();
      default:
        std::vector<std::string> all(count());
        for (auto& text : all) text = word();
        return all;
    }
  }

 private:
  template <class Number>
  std::vector<Number> numbers() {
    std::vector<Number> all(count());
    const std::string bytes = word();
    if (bytes.size() != all.size() * sizeof(Number)) throw std::runtime_error("what was read is cut short");
    if (!bytes.empty()) std::memcpy(all.data(), bytes.data(), bytes.size());
    return all;
  }
  Texts texts_;
  std::size_t at_ = 0;
};

std::vector<std::string> names_in(hid_t group) {
  H5G_info_t info;
  hdf5::checked(H5Gget_info(group, &info), "look at a group");
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    char name[512] = "";
    hdf5::checked(
        H5Lget_name_by_idx(group, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT),
        "look at a group");
    names.emplace_back(name);
  }
  return names;
}

herr_t note_scale(hid_t, unsigned, hid_t scale, void* name) {
  char text[512] = "";
  H5Iget_name(scale, text, sizeof text);
  *static_cast<std::string*>(name) = text[0] == '/' ? text + 1 : text;
  return 1;
}

/// Why what a file shows is not to be had; empty if it is. HDF5 itself would show missing values and no
/// error.
std::string missing_parts(const fs::path& path, const std::string& told) {
  const auto parts = nlohmann::json::parse(told, nullptr, false);
  if (!parts.is_array()) return "is damaged: it does not say which parts it shows";
  for (const auto& part : parts) {
    const std::string name = part.value("file", "");
    const fs::path file = path.parent_path() / name;
    const std::string shows = "shows what " + file.string() + " holds, ";
    if (!fs::is_regular_file(file))
      return shows +
             "which is not there; put it back, or merge the parts again (without --virtual, if they are to "
             "go away)";
    if (seal_text(file) != part.value("seal", "") || check_seal(file) != Sealed::sound)
      return shows + "which has changed since, or is damaged; merge the parts again";
  }
  return {};
}

/// Whether a dataset shows others that are not among the parts.
bool shows_strangers(hid_t dataset, const std::string& told) {
  const hdf5::Handle creation{H5Dget_create_plist(dataset), H5Pclose, "look at a dataset"};
  if (H5Pget_layout(creation.id()) != H5D_VIRTUAL) return false;
  const auto parts = nlohmann::json::parse(told.empty() ? "[]" : told, nullptr, false);
  std::size_t count = 0;
  hdf5::checked(H5Pget_virtual_count(creation.id(), &count), "look at a dataset");
  for (std::size_t i = 0; i < count; ++i) {
    char name[4096] = "";
    hdf5::checked(H5Pget_virtual_filename(creation.id(), i, name, sizeof name), "look at a dataset");
    std::string plain = name;
    for (std::size_t at = 0; (at = plain.find("%%", at)) != std::string::npos; ++at) plain.erase(at, 1);
    const auto is_it = [&](const auto& part) { return part.value("file", "") == plain; };
    if (std::none_of(parts.begin(), parts.end(), is_it)) return true;
  }
  return false;
}

std::uintmax_t bytes_of_parts(const fs::path& path, const std::string& told) {
  std::uintmax_t bytes = 0;
  for (const auto& part : nlohmann::json::parse(told))
    bytes += fs::file_size(path.parent_path() / part.value("file", ""));
  return bytes;
}

// In place of a number of attributes: why not, and how many bytes stand in parts.
constexpr const char *refused = "refused", *shows = "shows";

Texts everything(const fs::path& path, Reading reading, bool parts_too) {
  hdf5::checked(H5PLset_loading_state(0), "do without plugins");  // a file must not choose what code is run
  const hdf5::Handle file{H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file"};
  Sending sending;
  sending.pairs(hdf5::text_attributes(file.id()));
  sim::Attributes provenance;
  const hdf5::Handle group{H5Gopen2(file.id(), "provenance", H5P_DEFAULT), H5Gclose, "open group",
                           "provenance"};
  for (const auto& name : names_in(group.id())) {
    const auto texts = hdf5::read_strings(hdf5::open_dataset(group.id(), name).id());
    provenance.emplace_back(name, texts.empty() ? "" : texts.front());
  }
  std::string parts;
  for (const auto& [name, text] : provenance)
    if (name == "parts") parts = text;
  if (!parts.empty() && !parts_too) {
    if (std::string why = missing_parts(path, parts); !why.empty()) return {refused, std::move(why)};
    return {shows, std::to_string(bytes_of_parts(path, parts))};
  }
  sending.pairs(provenance);
  for (const auto& name : names_in(file.id())) {
    if (name == "provenance") continue;
    const hdf5::Handle dataset = hdf5::open_dataset(file.id(), name);
    sending.word(name);
    sending.pairs(hdf5::text_attributes(dataset.id()));
    std::vector<std::string> along;
    if (H5DSis_scale(dataset.id()) <= 0) {
      const hdf5::Handle space{H5Dget_space(dataset.id()), H5Sclose, "look at dataset", name};
      const int rank = hdf5::checked(H5Sget_simple_extent_ndims(space.id()), "look at dataset", name);
      for (int i = 0; i < rank; ++i) {
        std::string scale;
        hdf5::checked(H5DSiterate_scales(dataset.id(), static_cast<unsigned>(i), nullptr, note_scale, &scale),
                      "look at the dimensions of", name);
        along.push_back(scale);
      }
    }
    sending.count(along.size());  // none: it is a dimension
    for (const auto& each : along) sending.word(each);
    if (shows_strangers(dataset.id(), parts))
      return {refused, "is damaged: '" + name + "' is shown of a file that is no part of it"};
    sending.values(reading == Reading::everything || along.empty() ? read_values(dataset.id(), name)
                                                                   : empty_values(dataset.id(), name));
  }
  return sending.take();
}

ArrayFile received(Texts texts) {
  Receiving receiving(std::move(texts));
  ArrayFile file;
  file.attributes = receiving.pairs();
  file.provenance = receiving.pairs();
  while (receiving.more()) {
    Array array;
    array.name = receiving.word();
    array.attributes = receiving.pairs();
    array.dimensions.resize(receiving.count());
    for (auto& each : array.dimensions) each = receiving.word();
    array.values = receiving.values();
    if (!array.dimensions.empty()) {
      file.arrays.push_back(std::move(array));
      continue;
    }
    sim::Dimension axis{array.name, {}, array.attributes};
    if (auto* words = std::get_if<std::vector<std::string>>(&array.values))
      axis.coordinate = std::move(*words);
    else if (auto* whole = std::get_if<std::vector<std::int32_t>>(&array.values))
      axis.coordinate = std::move(*whole);
    else if (auto* real = std::get_if<std::vector<double>>(&array.values))
      axis.coordinate = std::move(*real);
    file.dimensions.push_back(std::move(axis));
  }
  return file;
}

}  // namespace

ArrayValues read_values(hid_t dataset, const std::string& name) {
  ArrayValues values = empty_values(dataset, name);
  append_rows(dataset, name, {0, extent_of(dataset, name)[0]}, values);
  return values;
}

void append_rows(hid_t dataset, const std::string& name, RowRange rows, ArrayValues& values) {
  const auto extent = extent_of(dataset, name);
  if (rows.first > extent[0] || rows.count > extent[0] - rows.first)
    throw std::runtime_error("'" + name + "' has not so many rows");
  const hdf5::Selection selected(extent, rows.first, rows.count);
  const auto count = static_cast<std::size_t>(
      hdf5::checked(H5Sget_simple_extent_npoints(selected.memory()), "look at dataset", name));
  if (count == 0) return;
  std::visit(
      [&]<class Number>(std::vector<Number>& all) {
        if constexpr (is_text_array<Number>) {
          auto texts = hdf5::read_strings(dataset, selected.memory(), selected.file());
          std::ranges::move(texts, std::back_inserter(all));
        } else {
          if (count * sizeof(Number) > largest_array)
            throw std::runtime_error("'" + name + "' is too large to be true");
          const std::size_t before = all.size();
          all.resize(before + count);
          hdf5::checked(H5Dread(dataset, hdf5::memory_type(array_type<Number>), selected.memory(),
                                selected.file(), H5P_DEFAULT, all.data() + before),
                        "read dataset", name);
        }
      },
      values);
}

ArrayFile read_arrays(const fs::path& path, Reading reading) {
  const auto refuse = [&](const std::string& what) { throw sim::FileTrouble(path.string() + ": " + what); };
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) refuse("cannot be read (" + error.message() + ")");
  if (check_seal(path) != Sealed::sound)
    refuse("is damaged, cut short or changed, or no file that knowhow wrote: its seal does not fit it");
  const auto is = [](const std::optional<Texts>& what, const char* word) {
    return what && what->size() == 2 && what->front() == word;
  };
  std::optional<Texts> found;
  try {
    const hdf5::Session session;
    const auto read = [&](bool parts_too, std::uintmax_t bytes) {
      return apart([&] { return everything(path, reading, parts_too); }, allowed_for(bytes));
    };
    found = read(false, size);
    if (is(found, shows)) found = read(true, size + std::stoull(found->back()));
  } catch (const std::system_error&) {
    throw;
  } catch (const std::runtime_error& trouble) {
    refuse(std::string("is damaged, or no file of a sweep: ") + trouble.what());
  }
  if (!found) refuse("is damaged: HDF5 crashes on it, or comes to no end");
  if (is(found, refused)) refuse(found->back());
  ArrayFile file = received(std::move(*found));
  if (file.attribute("knowhow_format") != "1") refuse("is no file that this version of knowhow reads");
  return file;
}

ArrayValues read_rows(const fs::path& path, const std::string& array, std::span<const RowRange> ranges) {
  const auto read = [&] {
    hdf5::checked(H5PLset_loading_state(0), "do without plugins");
    const hdf5::Handle file{H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file"};
    const hdf5::Handle dataset = hdf5::open_dataset(file.id(), array);
    ArrayValues values = empty_values(dataset.id(), array);
    for (const auto& range : ranges) append_rows(dataset.id(), array, range, values);
    Sending sending;
    sending.values(values);
    return sending.take();
  };
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) throw sim::FileTrouble(path.string() + ": cannot be read (" + error.message() + ")");
  try {
    const hdf5::Session session;
    if (auto found = apart(read, allowed_for(size))) return Receiving(std::move(*found)).values();
  } catch (const std::system_error&) {
    throw;
  } catch (const std::runtime_error& trouble) {
    throw sim::FileTrouble(path.string() + ": is damaged, or has changed: " + trouble.what());
  }
  throw sim::FileTrouble(path.string() + ": is damaged: HDF5 crashes on it, or comes to no end");
}

}  // namespace knowhow::output
