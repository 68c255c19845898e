// Parts of a sweep, joined.
#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "output/seal.h"
#include "sim/digest.h"
#include "studies/part_arrays.h"
#include "studies/parts.h"
#include "studies/run_digest.h"

namespace knowhow::studies {

namespace {

namespace fs = std::filesystem;
using output::Array;
using output::ArrayFile;
using output::RowRange;

// Rows lie by replicate in parts and by point here, so that each block of rows here takes some of every chunk
// there: few large blocks are quicker than many small ones.
constexpr std::size_t bytes_at_once = 32 << 20;
constexpr std::size_t widest_gap = 3;  // between rows of a part that are read as one piece

constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();

/// The whole of a sweep, filled part by part.
class Whole {
 public:
  Whole(const ArrayFile& first, const fs::path& path, Merging merging) : merging_(merging) {
    file_.attributes = first.attributes;
    file_.provenance = first.provenance;
    points_ = count(first, "points", path);
    replicates_ = count(first, "replicates", path);
    done_.assign(points_ * replicates_, missing);
    held_.resize(done_.size());
    digest_.resize(done_.size());
    file_.dimensions.push_back(
        {"point", sim::Numbered{points_}, {{"long_name", "point of the design"}, {"units", "1"}}});
    file_.dimensions.push_back(
        {"replicate",
         sim::Numbered{replicates_},
         {{"long_name", "replicate; points and scenarios of one share their random numbers"},
          {"standard_name", "realization"},
          {"units", "1"}}});
    for (const auto& axis : first.dimensions)
      if (axis.name != "run") file_.dimensions.push_back(axis);
    for (const auto& array : first.arrays) {
      if (array.name == "point" || array.name == "replicate") continue;
      Array all{array.name, {"point"}, array.attributes, array.may_be_missing, array.values};
      const bool of_point = !text_of(array.attributes, "path").empty();
      if (!of_point) all.dimensions.push_back("replicate");
      all.dimensions.insert(all.dimensions.end(), array.dimensions.begin() + 1, array.dimensions.end());
      std::size_t each = 1;
      for (std::size_t i = 1; i < array.dimensions.size(); ++i)
        each *= first.dimension(array.dimensions[i])->size();
      all.bytes_at_once = bytes_at_once;
      if (array.name == "state_digest")
        all.rows = [this](std::size_t from, std::size_t count) {
          return digests(from * replicates_, count * replicates_);
        };
      else if (array.name == "run_status")
        all.rows = [this](std::size_t from, std::size_t count) {
          const auto begin = done_.begin() + static_cast<std::ptrdiff_t>(from * replicates_);
          return output::ArrayValues(
              std::vector<std::int32_t>(begin, begin + static_cast<std::ptrdiff_t>(count * replicates_)));
        };
      else if (of_point)
        all.rows = [this, empty = all](std::size_t from, std::size_t count) {
          return of_points(empty, from, count);
        };
      else if (!shown(array))
        all.rows = [this, empty = all, each](std::size_t from, std::size_t count) {
          return of_cells(empty, each, from * replicates_, count * replicates_);
        };
      file_.arrays.push_back(std::move(all));
    }
  }
  Whole(const Whole&) = delete;  // what its arrays are made of knows where it is

  void add(const ArrayFile& part, const fs::path& path) {
    for (const char* same : {"sweep_digest", "points", "replicates"})
      if (part.attribute(same) != file_.attribute(same))
        refuse(path, "is part of another sweep than the parts before it; merge the parts of one sweep only");
    for (const auto& array : file_.arrays) {
      const Array* from = part.array(array.name);
      if (!from || from->values.index() != array.values.index())
        refuse(path, "is damaged: '" + array.name + "' is missing");
    }
    const auto& runs = runs_of(part, path);
    parts_.push_back({path, output::seal_text(path)});
    constexpr std::size_t at_once = 1 << 15;
    for (std::size_t first = 0; first < runs.size(); first += at_once) {
      const RowRange block{first, std::min(at_once, runs.size() - first)};
      const auto status = column_of<std::int32_t>(path, "run_status", block);
      const auto digests = column_of<std::string>(path, "state_digest", block);
      for (std::size_t i = 0; i < block.count; ++i)
        note(static_cast<std::size_t>(runs[first + i]), status[i], digests[i],
             {static_cast<std::uint32_t>(parts_.size() - 1), static_cast<std::uint32_t>(first + i)}, path);
    }
    refuse_changed(parts_.back());
    if (merging_ == Merging::show) file_.parts.push_back({path.string(), runs.size(), parts_.back().seal});
  }

  Merged write(const fs::path& path, bool partial) {
    Merged merged{points_, replicates_, 0, 0, {}, 0};
    merged.failed = static_cast<std::size_t>(std::ranges::count(done_, static_cast<std::int8_t>(failed)));
    merged.missing = static_cast<std::size_t>(std::ranges::count(done_, static_cast<std::int8_t>(missing)));
    const fs::path folder = parts_.front().path.parent_path();
    if (merged.missing > 0 && !partial)
      refuse(
          folder.empty() ? fs::path(".") : folder,
          std::to_string(merged.missing) + " of " + std::to_string(done_.size()) +
              " runs are missing (`knowhow status` says where); finish the sweep, or take what is there with "
              "--partial");
    sim::Digest all;
    for (std::size_t cell = 0; cell < done_.size(); ++cell) {
      const std::string digest = digest_at(cell);
      all.add("state_digest", std::as_bytes(std::span(digest)), 1);
    }
    merged.digest = all.hex();
    for (auto& [name, text] : file_.attributes)
      if (name == "knowhow_kind") text = "sweep";
    file_.provenance.emplace_back("digest", merged.digest);
    if (merged.failed == 0)
      std::erase_if(file_.arrays, [](const auto& array) { return array.name == "run_error"; });
    std::string coordinates;
    for (const auto& array : file_.arrays)
      if (array.dimensions.size() == 1) coordinates += (coordinates.empty() ? "" : " ") + array.name;
    for (auto& array : file_.arrays)
      if (array.dimensions.size() > 1) array.attributes.emplace_back("coordinates", coordinates);
    name_words();
    if (merging_ == Merging::show) show(path);
    output::write_arrays(file_, path);
    merged.bytes = fs::file_size(path);
    return merged;
  }

 private:
  struct Part {
    fs::path path;
    std::string seal;  ///< what it was when it was read first
  };

  /// Where a run is.
  struct Held {
    std::uint32_t part = 0, row = 0;
  };

  static std::size_t count(const ArrayFile& file, const std::string& name, const fs::path& path) {
    const std::string text = file.attribute(name);
    const bool sound =
        !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string::npos;
    if (!sound || std::stoull(text) == 0)
      refuse(path, "is damaged: it does not say how many " + name + " there are");
    return std::stoull(text);
  }

  /// Outcomes, that is what lies along more than the runs.
  bool shown(const Array& of_part) const {
    return merging_ == Merging::show && of_part.dimensions.size() > 1;
  }

  /// Lets the outcomes be those of the parts, named from the folder of the file.
  void show(const fs::path& path) {
    const auto pieces = pieces_of(path);
    const fs::path folder = fs::absolute(path).parent_path();
    std::string names;
    for (auto& part : file_.parts) {
      part.file = fs::relative(fs::absolute(part.file), folder).string();
      names += (names.empty() ? "" : ", ") + part.file;
    }
    for (auto& array : file_.arrays)
      if (!array.rows) array.pieces = pieces;
    file_.attributes.emplace_back(
        "comment", "outcomes are in " + names + ", which must stand there, seen from this file");
  }

  /// As few pieces as show every run that some part holds: of one replicate, as long as rows and points go on
  /// by the same steps.
  std::vector<output::Piece> pieces_of(const fs::path& path) const {
    constexpr std::size_t most = 20'000;  // HDF5 takes seconds to open more
    std::vector<output::Piece> pieces, now(file_.parts.size());
    for (std::size_t r = 0; r < replicates_; ++r) {
      for (auto& piece : now) piece.rows = 0;
      const auto end = [&](const output::Piece& piece) {
        if (piece.rows > 0) pieces.push_back(piece);
      };
      for (std::size_t p = 0; p < points_; ++p) {
        const Held held = held_[p * replicates_ + r];
        if (done_[p * replicates_ + r] == missing) continue;
        auto& piece = now[held.part];
        if (piece.rows == 1) {
          piece.row_step = held.row - piece.row;
          piece.first_step = p - piece.first;
        }
        if (piece.rows > 0 && held.row == piece.row + piece.rows * piece.row_step &&
            p == piece.first + piece.rows * piece.first_step) {
          ++piece.rows;
          continue;
        }
        end(piece);
        piece = {held.part, held.row, 1, 1, p, 1, r};
      }
      std::ranges::for_each(now, end);
    }
    if (pieces.size() > most)
      refuse(path, "would show its parts in " + std::to_string(pieces.size()) +
                       " pieces, which is slow to read; merge by copying (without --virtual)");
    for (auto& piece : pieces)
      if (piece.rows == 1) piece.row_step = piece.first_step = 1;
    return pieces;
  }

  /// A run of a part: it is the cell's, unless another has it already.
  void note(std::size_t unit, std::int32_t status, const std::string& digest, Held held,
            const fs::path& path) {
    if (unit >= done_.size()) refuse(path, "is damaged: it has a run beyond the design");
    const std::size_t point = unit % points_, replicate = unit / points_,
                      cell = point * replicates_ + replicate;
    if (status != finished && status != failed)
      refuse(path, "is damaged: a run is neither finished nor failed");
    RunDigest own{};
    if (status == finished && !read(digest, own)) refuse(path, "is damaged: a digest is none");
    if (done_[cell] == finished && status == finished && digest_[cell] != own)
      refuse(path, "point " + std::to_string(point) + ", replicate " + std::to_string(replicate) +
                       " differs from what another part holds; the two were not made by the same program");
    if (done_[cell] == finished || (done_[cell] == failed && status == failed)) return;
    done_[cell] = static_cast<std::int8_t>(status);
    digest_[cell] = own;
    held_[cell] = held;
  }

  /// As it stands in the file; empty where a run has failed or is missing.
  std::string digest_at(std::size_t cell) const {
    return done_[cell] == finished ? text_of(digest_[cell]) : std::string();
  }
  output::ArrayValues digests(std::size_t first, std::size_t count) const {
    std::vector<std::string> all(count);
    for (std::size_t i = 0; i < count; ++i) all[i] = digest_at(first + i);
    return all;
  }

  static void refuse_changed(const Part& part) {
    if (output::seal_text(part.path) != part.seal)
      refuse(part.path, "has changed while it was merged; merge again, once nobody writes it");
  }

  /// Values of cells that lie side by side, `each` of a cell; from the parts, each of which is read once.
  output::ArrayValues of_cells(const Array& array, std::size_t each, std::size_t first,
                               std::size_t count) const {
    std::vector<std::size_t> cells(count);
    std::iota(cells.begin(), cells.end(), first);
    return gathered(array, each, cells);
  }

  /// Values of points: any run of a point has them.
  output::ArrayValues of_points(const Array& array, std::size_t first, std::size_t count) const {
    std::vector<std::size_t> cells(count);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t replicate = 0;
      while (replicate + 1 < replicates_ && done_[(first + i) * replicates_ + replicate] == missing)
        ++replicate;
      cells[i] = (first + i) * replicates_ + replicate;
    }
    return gathered(array, 1, cells);
  }

  output::ArrayValues gathered(const Array& array, std::size_t each,
                               const std::vector<std::size_t>& cells) const {
    struct Wanted {
      std::uint32_t row;
      std::size_t place;
    };
    std::vector<std::vector<Wanted>> wanted(parts_.size());
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (done_[cells[i]] != missing) wanted[held_[cells[i]].part].push_back({held_[cells[i]].row, i});
    output::ArrayValues all = array.values;
    std::visit([&]<class Value>(
                   std::vector<Value>& values) { values.assign(cells.size() * each, nothing<Value>()); },
               all);
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      auto& rows = wanted[part];
      if (rows.empty()) continue;
      std::ranges::sort(rows, {}, &Wanted::row);
      std::vector<RowRange> ranges;
      std::size_t before = 0;  // rows of the ranges before the last
      for (auto& wanted_row : rows) {
        const std::size_t row = wanted_row.row;
        if (ranges.empty() || row > ranges.back().first + ranges.back().count + widest_gap) {
          if (!ranges.empty()) before += ranges.back().count;
          ranges.push_back({row, 0});
        }
        ranges.back().count = row - ranges.back().first + 1;
        wanted_row.row = static_cast<std::uint32_t>(before + row - ranges.back().first);  // of those found
      }
      const auto found = output::read_rows(parts_[part].path, array.name, ranges);
      refuse_changed(parts_[part]);
      std::visit(
          [&]<class Value>(std::vector<Value>& to) {
            const auto* from = std::get_if<std::vector<Value>>(&found);
            if (!from || from->size() != (before + ranges.back().count) * each)
              refuse(parts_[part].path, "is damaged: '" + array.name + "' holds something else");
            for (const Wanted& row : rows)
              std::copy_n(from->begin() + static_cast<std::ptrdiff_t>(row.row * each), each,
                          to.begin() + static_cast<std::ptrdiff_t>(row.place * each));
          },
          all);
    }
    return all;
  }

  template <class Value>
  static Value nothing() {
    if constexpr (std::is_floating_point_v<Value>)
      return static_cast<Value>(missing_number);
    else if constexpr (std::is_same_v<Value, std::int32_t>)
      return missing;
    else
      return {};
  }

  /// A parameter of words has its place in their list; the words themselves stand beside it.
  void name_words() {
    const auto parameters = nlohmann::json::parse(file_.text("parameters"), nullptr, false);
    if (!parameters.is_array()) return;
    for (const auto& each : parameters) {
      const auto words = each.value("words", std::vector<std::string>());
      const Array* array = file_.array(each.value("name", ""));
      if (words.empty() || !array) continue;
      Array labels{array->name + "_word",
                   {"point"},
                   {{"long_name", "the same, as written"}},
                   false,
                   std::vector<std::string>()};
      labels.rows = [words, places = array->rows](std::size_t first, std::size_t count) {
        std::vector<std::string> some;
        const auto found = places(first, count);
        for (const double place : std::get<std::vector<double>>(found))
          some.push_back(place >= 0 && place < static_cast<double>(words.size())
                             ? words[static_cast<std::size_t>(place)]
                             : "");
        return output::ArrayValues(std::move(some));
      };
      file_.arrays.push_back(std::move(labels));
    }
  }

  Merging merging_;
  ArrayFile file_;
  std::vector<Part> parts_;
  std::vector<Held> held_;         ///< (point, replicate)
  std::vector<RunDigest> digest_;  ///< (point, replicate)
  std::size_t points_ = 0, replicates_ = 0;
  std::vector<std::int8_t> done_;  ///< (point, replicate)
};

}  // namespace

Merged merge_parts(const std::vector<fs::path>& parts, const fs::path& path, bool partial, Merging merging) {
  if (parts.empty()) throw sim::FileTrouble("there are no parts to merge; `knowhow sweep` makes them");
  std::optional<Whole> whole;
  for (const auto& each : parts) {
    const ArrayFile part = output::read_arrays(each, output::Reading::axes);
    runs_of(part, each);
    if (!whole) whole.emplace(part, each, merging);
    whole->add(part, each);
  }
  return whole->write(path, partial);
}

}  // namespace knowhow::studies
