#include "output/results_file.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "output/chunks.h"
#include "output/hdf5.h"
#include "output/memory_file.h"
#include "output/publish.h"
#include "output/results_group.h"
#include "output/seal.h"
#include "output/statistics.h"
#include "output/verify.h"
#include "sim/model.h"

namespace knowhow::output {

namespace {

/// One axis less and one more: statistics instead of replicates.
std::vector<sim::Dimension> over_replicates(std::vector<sim::Dimension> dimensions) {
  dimensions[1] = {"statistic",
                   std::vector<std::string>(statistic_names.begin(), statistic_names.end()),
                   {{"long_name", "mean, standard deviation (n - 1) and quantiles over replicates"}}};
  return dimensions;
}

/// h5netcdf takes what is named as a dimension for its coordinate, even in a group below.
void check_provenance(const sim::Attributes& texts, const sim::Layout& layout) {
  check(texts);
  for (const auto& [name, text] : texts)
    if (name.empty() || name == "." || name.find('/') != std::string::npos ||
        std::any_of(layout.dimensions.begin(), layout.dimensions.end(),
                    [&, wanted = name](const auto& axis) { return axis.name == wanted; }))
      throw std::logic_error("results: '" + name + "' cannot be a name in /provenance");
}

class Writer {
 public:
  Writer(const JournalReader& journal, sim::Workers& workers, const std::function<bool()>& stop)
      : journal_(journal), layout_(journal.description().layout), stop_(stop), compressor_(workers) {}

  std::span<const std::byte> write(const sim::Attributes& provenance);
  const Contents& contents() const { return contents_; }

 private:
  void runs_of(std::size_t number, ResultsGroup& root);
  void statistics_of(std::size_t number, ResultsGroup& group, bool against_baseline);
  template <class Number, class Result>
  void write_statistics(std::size_t number, sim::Type type, ResultsGroup& group, bool against_baseline);
  template <class Number>
  std::vector<Number> all_replicates(std::size_t scenario, std::size_t number);

  void ask_to_stop() const {
    if (stop_()) throw sim::Stopped();
  }

  const JournalReader& journal_;
  const sim::Layout& layout_;
  const std::function<bool()>& stop_;
  ChunkCompressor compressor_;
  hdf5::MemoryFile file_;
  Contents contents_;
};

std::span<const std::byte> Writer::write(const sim::Attributes& provenance) {
  for (const auto& [name, text] : journal_.description().attributes)
    hdf5::write_attribute(file_.id(), name, text);
  ResultsGroup root(file_.id(), "", layout_.dimensions, contents_);
  for (std::size_t number = 0; number < layout_.variables.size(); ++number) runs_of(number, root);
  root.close();

  ResultsGroup texts(file_.id(), "provenance", {}, contents_);
  for (const auto& [name, text] : provenance) texts.text(name, text);
  texts.close();

  for (const bool against_baseline : {false, true}) {
    if (!journal_.description().statistics) continue;
    ResultsGroup group(file_.id(), against_baseline ? "difference" : "summary",
                       over_replicates(layout_.dimensions), contents_);
    group.comment(against_baseline
                      ? "statistics over replicates of each scenario less the first, replicate by replicate; "
                        "pairs with a missing value are left out"
                      : "statistics over the replicates of each scenario; missing values are left out");
    for (std::size_t number = 0; number < layout_.variables.size(); ++number)
      statistics_of(number, group, against_baseline);
    group.close();
  }
  return file_.finish();
}

void Writer::runs_of(std::size_t number, ResultsGroup& root) {
  const auto& variable = layout_.variables[number];
  if (variable.type == sim::Type::text) {
    std::vector<std::string> texts;
    for (std::size_t s = 0; s < journal_.scenarios(); ++s)
      for (std::size_t r = 0; r < journal_.replicates(); ++r) texts.push_back(journal_.text(s, r, number));
    root.texts(variable, texts);
    return;
  }
  const std::size_t bytes = place(layout_, variable).bytes();
  root.numbers(variable, compressor_, [&](const Block& where, std::span<std::byte> values) {
    ask_to_stop();
    compressor_.workers().for_ranges(
        where.scenarios * where.count, 4, [&](std::size_t begin, std::size_t end, int) {
          for (std::size_t i = begin; i < end; ++i)
            journal_.numbers(where.first_scenario + i / where.count, where.first + i % where.count, number,
                             values.subspan(i * bytes, bytes));
        });
  });
}

template <class Number>
std::vector<Number> Writer::all_replicates(std::size_t scenario, std::size_t number) {
  ask_to_stop();
  const std::size_t elements = place(layout_, layout_.variables[number]).elements;
  std::vector<Number> values(journal_.replicates() * elements);
  compressor_.workers().for_ranges(journal_.replicates(), 4, [&](std::size_t begin, std::size_t end, int) {
    for (std::size_t r = begin; r < end; ++r)
      journal_.numbers(scenario, r, number,
                       std::as_writable_bytes(std::span(values).subspan(r * elements, elements)));
  });
  return values;
}

void Writer::statistics_of(std::size_t number, ResultsGroup& group, bool against_baseline) {
  switch (layout_.variables[number].type) {
    case sim::Type::float32:
      return write_statistics<float, float>(number, sim::Type::float32, group, against_baseline);
    case sim::Type::float64:
      return write_statistics<double, double>(number, sim::Type::float64, group, against_baseline);
    case sim::Type::int32:
      return write_statistics<std::int32_t, double>(number, sim::Type::float64, group, against_baseline);
    case sim::Type::text:
      return;
  }
}

template <class Number, class Result>
void Writer::write_statistics(std::size_t number, sim::Type type, ResultsGroup& group,
                              bool against_baseline) {
  sim::Variable variable = layout_.variables[number];
  variable.type = type;
  variable.may_be_missing = true;  // the standard deviation of one replicate, if nothing else
  const std::size_t elements = place(layout_, variable).elements,
                    of_scenario = statistic_names.size() * elements;
  const auto baseline = against_baseline ? all_replicates<Number>(0, number) : std::vector<Number>();
  std::vector<Result> found;
  group.numbers(variable, compressor_, [&](const Block& where, std::span<std::byte> values) {
    if (where.first == 0) {
      found.resize(where.scenarios * of_scenario);
      for (std::size_t s = 0; s < where.scenarios; ++s) {
        const auto own = all_replicates<Number>(where.first_scenario + s, number);
        summarise<Number, Result>(own, baseline, elements,
                                  std::span(found).subspan(s * of_scenario, of_scenario),
                                  compressor_.workers());
      }
    }
    const std::size_t count = where.count * elements;
    for (std::size_t s = 0; s < where.scenarios; ++s)
      std::memcpy(values.data() + s * count * sizeof(Result),
                  found.data() + s * of_scenario + where.first * elements, count * sizeof(Result));
  });
}

}  // namespace

std::uintmax_t write_results(const JournalReader& journal, const sim::Attributes& further_provenance,
                             const std::filesystem::path& path, sim::Workers& workers,
                             const std::function<bool()>& stop) {
  if (journal.finished() != journal.scenarios() * journal.replicates())
    throw std::logic_error("results: published before every run was finished");
  const Description& description = journal.description();
  check(description.attributes);
  sim::Attributes provenance = description.provenance;
  provenance.insert(provenance.end(), further_provenance.begin(), further_provenance.end());
  check_provenance(provenance, description.layout);

  hdf5::InSession<Writer> writer;
  std::span<const std::byte> image;
  {
    const hdf5::Session session;
    writer.owner = std::make_unique<Writer>(journal, workers, stop);
    image = writer.owner->write(provenance);
  }
  verify(image, writer.owner->contents());
  if (stop()) throw sim::Stopped();
  publish_sealed(image, path);
  return image.size() + sizeof(Seal);
}

}  // namespace knowhow::output
