#pragma once
// A results file of ours, read back. A damaged file must not harm whoever reads it, and HDF5 itself does not
// survive every damage: so it is opened in a child process, which hands over what it found.
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace knowhow::output {

class ResultsReader {
 public:
  /// Reads what the file says of itself. Throws sim::FileTrouble where it cannot be read, is no results file,
  /// is damaged, or is of a newer format than this program knows.
  explicit ResultsReader(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  const std::vector<std::string>& scenarios() const { return scenarios_; }
  std::size_t replicates() const { return replicates_; }
  const std::string& digest(std::size_t scenario, std::size_t replicate) const {
    return digests_[scenario * replicates_ + replicate];
  }
  /// A text of the root, or of /provenance. Throws sim::FileTrouble if there is none of that name.
  const std::string& attribute(const std::string& name) const;
  bool has_attribute(const std::string& name) const { return attributes_.count(name) > 0; }
  const std::string& provenance(const std::string& name) const;
  bool has_provenance(const std::string& name) const { return provenance_.count(name) > 0; }

 private:
  [[noreturn]] void refuse(const std::string& what) const;
  void check_format() const;
  void check_digests() const;

  std::filesystem::path path_;
  std::map<std::string, std::string> attributes_, provenance_;
  std::vector<std::string> scenarios_, digests_;
  std::size_t replicates_ = 0;
};

/// The attribute `knowhow_kind` of a file: `ensemble`, `posterior`, `sweep`, ...; empty where there is none,
/// or the file cannot be read: whoever then reads it says why.
std::string kind_of(const std::filesystem::path& path);

}  // namespace knowhow::output
