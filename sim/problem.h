#pragma once
// What a user can mend: where it is, what is wrong, and the way out. Caught once, in app.
#include <stdexcept>
#include <string>
#include <vector>

namespace knowhow::sim {

/// A place in a text file; lines and columns count from 1, and 0 means "the file as a whole".
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

/// One mistake in a scenario or its data: `place: subject: what; cure`.
struct Problem {
  Place place;
  std::string subject;  ///< the path of the setting, such as `channels.ties.talks`; may be empty
  std::string what;
  std::string cure;  ///< the way out
};

/// `wales.yaml:41:9: barriers.relationship: no such barrier; did you mean 'relationships'?`
std::string to_string(const Problem& problem);

/// The nearest of the names within an edit distance that a slip of the hand explains, as
/// `did you mean 'relationships'?`; otherwise the known names, listed, or that there are none. Never empty.
std::string suggestion(const std::string& written, const std::vector<std::string>& known);

/// The scenario or its data is invalid (exit code 3). Carries every problem found, not only the first.
class InvalidInput : public std::runtime_error {
 public:
  explicit InvalidInput(std::vector<Problem> problems);
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// A file could not be read or written (exit code 4).
class FileTrouble : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// There is no room left for a file (exit code 75): what is finished is safe, and the same command goes on.
class OutOfSpace : public FileTrouble {
 public:
  using FileTrouble::FileTrouble;
};

/// Mistakes gathered while reading, thrown together; at the 1,000th at once, since nobody mends more by hand.
class Problems {
 public:
  void add(Place place, std::string subject, std::string what, std::string cure);
  bool empty() const { return problems_.empty(); }
  size_t size() const { return problems_.size(); }
  /// Throws InvalidInput with everything gathered, sorted by file, line and column, if there is anything.
  void raise_if_any();

 private:
  std::vector<Problem> problems_;
};

}  // namespace knowhow::sim
