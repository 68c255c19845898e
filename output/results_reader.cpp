#include "output/results_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "output/apart.h"
#include "output/hdf5.h"
#include "output/seal.h"
#include "sim/problem.h"

namespace knowhow::output {

namespace {

namespace fs = std::filesystem;

constexpr int format_read = 1;
constexpr hssize_t most_texts = 50'000'000;

/// What texts may take: they lie in the file uncompressed, so never more than the file itself.
struct Allowance {
  std::size_t bytes;
  // Called by C code. A text that is longer than the file is damage; what is not filled in reads as empty.
  static void* take(size_t size, void* self) {
    auto& left = static_cast<Allowance*>(self)->bytes;
    if (size > left) return nullptr;
    left -= size;
    return std::calloc(size, 1);
  }
  static void give_back(void* text, void*) { std::free(text); }
};

class Inside {
 public:
  explicit Inside(const fs::path& path)
      : allowance_{static_cast<std::size_t>(fs::file_size(path)) + 4096},
        file_(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file"),
        transfer_(hdf5::properties(H5P_DATASET_XFER)) {
    hdf5::checked(H5Pset_vlen_mem_manager(transfer_.id(), Allowance::take, &allowance_, Allowance::give_back,
                                          &allowance_),
                  "choose the memory of texts");
  }

  /// Names and texts in turn.
  void attributes(Texts& found) const {
    for (auto& [name, text] : hdf5::text_attributes(file_.id())) {
      found.push_back(std::move(name));
      found.push_back(std::move(text));
    }
  }

  bool has(const char* name) const { return H5Lexists(file_.id(), name, H5P_DEFAULT) > 0; }

  void provenance(Texts& found) const {
    if (!has("provenance")) return;
    const hdf5::Handle group{H5Gopen2(file_.id(), "provenance", H5P_DEFAULT), H5Gclose, "open group",
                             "provenance"};
    H5G_info_t info;
    hdf5::checked(H5Gget_info(group.id(), &info), "look at group", "provenance");
    for (hsize_t i = 0; i < info.nlinks; ++i) {
      char name[256] = "";
      hdf5::checked(
          H5Lget_name_by_idx(group.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT),
          "look at group", "provenance");
      const auto text = texts(std::string("provenance/") + name);
      if (text.size() != 1) throw std::runtime_error("'provenance/" + std::string(name) + "' is no text");
      found.push_back(name);
      found.push_back(text.front());
    }
  }

  std::vector<hsize_t> extent_of(const std::string& name) const {
    const hdf5::Handle dataset = hdf5::open_dataset(file_.id(), name);
    const hdf5::Handle space{H5Dget_space(dataset.id()), H5Sclose, "look at dataset", name};
    std::vector<hsize_t> extent(static_cast<std::size_t>(
        hdf5::checked(H5Sget_simple_extent_ndims(space.id()), "look at dataset", name)));
    hdf5::checked(H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr), "look at dataset", name);
    return extent;
  }

  /// All texts of a dataset, in row-major order.
  Texts texts(const std::string& name) const {
    const hdf5::Handle dataset = hdf5::open_dataset(file_.id(), name);
    const hdf5::Handle type{H5Dget_type(dataset.id()), H5Tclose, "look at dataset", name};
    const hdf5::Handle space{H5Dget_space(dataset.id()), H5Sclose, "look at dataset", name};
    const auto count = hdf5::checked(H5Sget_simple_extent_npoints(space.id()), "look at dataset", name);
    if (H5Tis_variable_str(type.id()) <= 0 || count > most_texts)
      throw std::runtime_error("'" + name + "' does not hold texts");
    std::vector<char*> pointers(static_cast<std::size_t>(count));
    hdf5::checked(
        H5Dread(dataset.id(), hdf5::text_type().id(), H5S_ALL, H5S_ALL, transfer_.id(), pointers.data()),
        "read dataset", name);
    Texts found;
    for (char* text : pointers) found.emplace_back(text ? text : "");
    hdf5::checked(H5Dvlen_reclaim(hdf5::text_type().id(), space.id(), transfer_.id(), pointers.data()),
                  "let go of texts");
    return found;
  }

 private:
  mutable Allowance allowance_;
  hdf5::Handle file_, transfer_;
};

/// Four parts, each after its number of texts: attributes, provenance, scenarios, digests.
Texts everything(const fs::path& path) {
  hdf5::checked(H5PLset_loading_state(0), "do without plugins");  // a file must not choose what code is run
  const Inside inside(path);
  Texts all;
  const auto part = [&all](Texts texts) {
    all.push_back(std::to_string(texts.size()));
    all.insert(all.end(), std::make_move_iterator(texts.begin()), std::make_move_iterator(texts.end()));
  };
  Texts attributes, provenance;
  inside.attributes(attributes);
  part(attributes);
  // The rest of a file that is not ours, or newer, is none of our business.
  const bool ours = std::find(attributes.begin(), attributes.end(), "knowhow_format") != attributes.end();
  if (!ours || !inside.has("state_digest")) return all;
  inside.provenance(provenance);
  part(provenance);
  const Texts scenarios = inside.texts("scenario");
  const auto extent = inside.extent_of("state_digest");
  if (extent.size() != 2 || extent[0] != scenarios.size())
    throw std::runtime_error("'state_digest' is not one text a run");
  part(scenarios);
  part(inside.texts("state_digest"));
  return all;
}

class Parts {
 public:
  explicit Parts(Texts texts) : texts_(std::move(texts)) {}
  Texts next() {
    if (at_ >= texts_.size()) return {};
    const auto count = static_cast<std::ptrdiff_t>(std::stoull(texts_[at_++]));
    const auto from = texts_.begin() + static_cast<std::ptrdiff_t>(at_);
    at_ += static_cast<std::size_t>(count);
    return {std::make_move_iterator(from), std::make_move_iterator(from + count)};
  }
  std::map<std::string, std::string> next_pairs() {
    const Texts texts = next();
    std::map<std::string, std::string> pairs;
    for (std::size_t i = 0; i + 1 < texts.size(); i += 2) pairs.emplace(texts[i], texts[i + 1]);
    return pairs;
  }

 private:
  Texts texts_;
  std::size_t at_ = 0;
};

void check_signature(const fs::path& path) {
  const auto refuse = [&](const std::string& what) { throw sim::FileTrouble(path.string() + ": " + what); };
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status)) refuse("cannot be read (" + (error ? error.message() : "no such file") + ")");
  if (fs::is_directory(status)) refuse("this is a folder; name a results file");
  if (!fs::is_regular_file(status)) refuse("this is not an ordinary file; name a results file");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) refuse("cannot be read (" + std::generic_category().message(errno) + ")");
  constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
  std::string head(signature.size(), '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  if (file.bad()) refuse("cannot be read");
  if (head != signature)
    refuse("is no results file (it is not HDF5); `knowhow run` writes one, ending in .h5 as a rule");
}

const std::string again = "take a copy that is sound, or run its study again";

bool is_digest(const std::string& text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::string kind_of(const fs::path& path) try {
  check_signature(path);
  const hdf5::Session session;
  const auto found = apart(
      [&path] {
        hdf5::checked(H5PLset_loading_state(0), "do without plugins");
        Texts attributes;
        Inside(path).attributes(attributes);
        return attributes;
      },
      allowed_for(fs::file_size(path)));
  for (std::size_t i = 0; found && i + 1 < found->size(); i += 2)
    if ((*found)[i] == "knowhow_kind") return (*found)[i + 1];
  return "";
} catch (const std::runtime_error&) {
  return "";
}

ResultsReader::ResultsReader(fs::path path) : path_(std::move(path)) {
  check_signature(path_);
  const Sealed sealed = check_seal(path_);
  if (sealed == Sealed::broken) refuse("is damaged: it is no longer what was written; " + again);
  std::optional<Texts> found;
  try {
    const hdf5::Session session;
    found = apart([this] { return everything(path_); }, allowed_for(fs::file_size(path_)));
  } catch (const std::system_error&) {
    throw;
  } catch (const std::runtime_error& error) {
    refuse(std::string("is damaged, or no file of knowhow's: ") + error.what());
  }
  if (!found) refuse("is damaged: HDF5 crashes on it, or comes to no end");
  Parts parts(std::move(*found));
  attributes_ = parts.next_pairs();
  check_format();
  if (sealed == Sealed::none)
    refuse("has lost its seal: it was cut short, or changed after knowhow wrote it; " + again);
  provenance_ = parts.next_pairs();
  scenarios_ = parts.next();
  digests_ = parts.next();
  replicates_ = scenarios_.empty() ? 0 : digests_.size() / scenarios_.size();
  check_digests();
}

const std::string& ResultsReader::attribute(const std::string& name) const {
  const auto found = attributes_.find(name);
  if (found == attributes_.end()) refuse("is damaged: the attribute '" + name + "' is missing");
  return found->second;
}

const std::string& ResultsReader::provenance(const std::string& name) const {
  const auto found = provenance_.find(name);
  if (found == provenance_.end()) refuse("is damaged: '" + name + "' is missing in /provenance");
  return found->second;
}

void ResultsReader::refuse(const std::string& what) const {
  throw sim::FileTrouble(path_.string() + ": " + what);
}

void ResultsReader::check_format() const {
  const auto written = attributes_.find("knowhow_format");
  if (written == attributes_.end())
    refuse("is HDF5, but no results file of knowhow's: it has no attribute `knowhow_format`");
  const std::string& text = written->second;
  int format = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), format);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || format < 1)
    refuse("is damaged: its `knowhow_format` is no number");
  if (format > format_read)
    refuse("has format " + text + ", made by a newer version of knowhow; this one reads format " +
           std::to_string(format_read));
}

void ResultsReader::check_digests() const {
  if (replicates_ == 0 || !std::all_of(digests_.begin(), digests_.end(), is_digest) ||
      !is_digest(provenance("digest")))
    refuse("is damaged: the digests of its runs are not digests");
}

}  // namespace knowhow::output
