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

namespace knowhow::studies {

namespace {

namespace fs = std::filesystem;
using output::Array;
using output::ArrayFile;

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
    if (merging == Merging::show) held_.resize(done_.size());
    std::vector<std::int32_t> points(points_), replicates(replicates_);
    std::iota(points.begin(), points.end(), 0);
    std::iota(replicates.begin(), replicates.end(), 0);
    file_.dimensions.push_back({"point", points, {{"long_name", "point of the design"}, {"units", "1"}}});
    file_.dimensions.push_back(
        {"replicate",
         replicates,
         {{"long_name", "replicate; points and scenarios of one share their random numbers"},
          {"standard_name", "realization"},
          {"units", "1"}}});
    for (const auto& axis : first.dimensions)
      if (axis.name != "run") file_.dimensions.push_back(axis);
    for (const auto& array : first.arrays) {
      if (array.name == "point" || array.name == "replicate") continue;
      Array all{array.name, {"point"}, array.attributes, array.may_be_missing, {}};
      std::size_t each = points_;
      if (text_of(array.attributes, "path").empty()) {
        all.dimensions.push_back("replicate");
        each *= replicates_;
      }
      all.dimensions.insert(all.dimensions.end(), array.dimensions.begin() + 1, array.dimensions.end());
      for (std::size_t i = 1; i < array.dimensions.size(); ++i)
        each *= first.dimension(array.dimensions[i])->size();
      std::visit(
          [&]<class Number>(const std::vector<Number>&) {
            std::vector<Number> values(shown(array) ? 0 : each);
            if constexpr (std::is_floating_point_v<Number>)
              std::ranges::fill(values, static_cast<Number>(missing_number));
            if constexpr (std::is_same_v<Number, std::int32_t>) std::ranges::fill(values, missing);
            all.values = std::move(values);
          },
          array.values);
      file_.arrays.push_back(std::move(all));
    }
  }

  void add(const ArrayFile& part, const fs::path& path) {
    for (const char* same : {"sweep_digest", "points", "replicates"})
      if (part.attribute(same) != file_.attribute(same))
        refuse(path, "is part of another sweep than the parts before it; merge the parts of one sweep only");
    const auto& runs = runs_of(part, path);
    const auto& digests = values_of<std::string>(part, "state_digest", path);
    const auto& status = values_of<std::int32_t>(part, "run_status", path);
    auto& own = std::get<std::vector<std::string>>(const_cast<Array*>(file_.array("state_digest"))->values);
    for (std::size_t row = 0; row < runs.size(); ++row) {
      const auto unit = static_cast<std::size_t>(runs[row]);
      if (unit >= done_.size()) refuse(path, "is damaged: it has a run beyond the design");
      const std::size_t point = unit % points_, replicate = unit / points_,
                        cell = point * replicates_ + replicate;
      if (done_[cell] == finished && status[row] == finished && own[cell] != digests[row])
        refuse(path, "point " + std::to_string(point) + ", replicate " + std::to_string(replicate) +
                         " differs from what another part holds; the two were not made by the same program");
      if (done_[cell] == finished || (done_[cell] == failed && status[row] == failed)) continue;
      done_[cell] = static_cast<std::int8_t>(status[row]);
      if (merging_ == Merging::show)
        held_[cell] = {static_cast<std::uint32_t>(file_.parts.size()), static_cast<std::uint32_t>(row)};
      for (auto& array : file_.arrays) {
        const Array* from = part.array(array.name);
        if (!from || from->values.index() != array.values.index())
          refuse(path, "is damaged: '" + array.name + "' is missing");
        if (!shown(*from)) place(*from, row, runs.size(), array, array.dimensions.size() > 1 ? cell : point);
      }
    }
    if (merging_ == Merging::show)
      file_.parts.push_back({path.string(), runs.size(), output::seal_text(path)});
  }

  Merged write(const fs::path& path, bool partial, const std::vector<fs::path>& parts) {
    Merged merged{points_, replicates_, 0, 0, {}, 0};
    merged.failed = static_cast<std::size_t>(std::ranges::count(done_, static_cast<std::int8_t>(failed)));
    merged.missing = static_cast<std::size_t>(std::ranges::count(done_, static_cast<std::int8_t>(missing)));
    if (merged.missing > 0 && !partial)
      refuse(
          parts.front().parent_path(),
          std::to_string(merged.missing) + " of " + std::to_string(done_.size()) +
              " runs are missing (`knowhow status` says where); finish the sweep, or take what is there with "
              "--partial");
    sim::Digest all;
    for (const auto& digest : std::get<std::vector<std::string>>(file_.array("state_digest")->values))
      all.add("state_digest", std::as_bytes(std::span(digest)), 1);
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
      if (array.size() == 0) array.pieces = pieces;
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

  static void place(const Array& from, std::size_t row, std::size_t rows, Array& to, std::size_t cell) {
    std::visit(
        [&]<class All>(const All& all) {
          const std::size_t each = all.size() / rows;
          std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(row * each), each,
                      std::get<All>(to.values).begin() + static_cast<std::ptrdiff_t>(cell * each));
        },
        from.values);
  }

  /// A parameter of words has its place in their list; the words themselves stand beside it.
  void name_words() {
    const auto parameters = nlohmann::json::parse(file_.text("parameters"), nullptr, false);
    if (!parameters.is_array()) return;
    for (const auto& each : parameters) {
      const auto words = each.value("words", std::vector<std::string>());
      const Array* array = file_.array(each.value("name", ""));
      if (words.empty() || !array) continue;
      std::vector<std::string> labels;
      for (const double place : std::get<std::vector<double>>(array->values))
        labels.push_back(place >= 0 && place < static_cast<double>(words.size())
                             ? words[static_cast<std::size_t>(place)]
                             : "");
      file_.arrays.push_back({array->name + "_word",
                              {"point"},
                              {{"long_name", "the same, as written"}},
                              false,
                              std::move(labels)});
    }
  }

  /// Where a run is.
  struct Held {
    std::uint32_t part = 0, row = 0;
  };
  Merging merging_;
  ArrayFile file_;
  std::vector<Held> held_;  ///< (point, replicate), when it is shown
  std::size_t points_ = 0, replicates_ = 0;
  std::vector<std::int8_t> done_;  ///< (point, replicate)
};

}  // namespace

Merged merge_parts(const std::vector<fs::path>& parts, const fs::path& path, bool partial, Merging merging) {
  if (parts.empty()) throw sim::FileTrouble("there are no parts to merge; `knowhow sweep` makes them");
  std::optional<Whole> whole;
  for (const auto& each : parts) {
    const ArrayFile part = output::read_arrays(
        each, merging == Merging::show ? output::Reading::lists : output::Reading::everything);
    runs_of(part, each);
    if (!whole) whole.emplace(part, each, merging);
    whole->add(part, each);
  }
  return whole->write(path, partial, parts);
}

}  // namespace knowhow::studies
