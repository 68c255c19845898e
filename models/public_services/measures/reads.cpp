// Hits and downloads: what a website can count of its readers, and what a minister's office can of a
// letter's. What a reader makes of it is in the ledger.
#include "models/public_services/channels/reads.h"

#include "models/public_services/measures/measures.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

void Measures::declare_reads() {
  std::vector<std::string> names;
  for (const auto& channel : frame_.channels)
    if (channel.shape == "publication") names.push_back(channel.name);
  if (names.empty()) return;
  layout_.dimensions.push_back({"publication", names, {{"long_name", "channel of shape publication"}}});
  const std::vector<std::string> shape{"year", "publication"};
  auto by_practice = shape;
  by_practice.push_back("practice");
  const auto declare = [&](const char* name, const std::vector<std::string>& dimensions,
                           const char* long_name, const char* comment) {
    layout_.variables.push_back({name, sim::Type::float64, dimensions, long_name, "1", comment, false});
  };
  declare("publication_visits", shape, "visits to a publication: hits",
          "visitors look whether or not they find anything");
  declare("documents_read", by_practice, "documents that visitors opened: downloads",
          "each is a contact, which still meets barriers 4 to 7");
  declare("letters_read", by_practice, "letters that were read, by leaders or whoever they were passed on to",
          "each is a contact, which still meets barriers 4 to 7");
}

void Measures::reads_rows(const Run& run, sim::Rows& rows) const {
  std::vector<const Reads*> publications;
  for (const auto& channel : run.channels)
    if (const Reads* reads = channel->reads()) publications.push_back(reads);
  if (publications.empty()) return;
  const std::size_t practices = frame_.practices.size();
  std::vector<double> visits, documents, letters;
  for (std::size_t year = 0; year < static_cast<std::size_t>(frame_.plan.time.model_years()); ++year)
    for (const Reads* reads : publications) {
      visits.push_back(static_cast<double>(reads->visits()[year]));
      for (std::size_t k = 0; k < practices; ++k) {
        documents.push_back(static_cast<double>(reads->documents()[year * practices + k]));
        letters.push_back(static_cast<double>(reads->letters()[year * practices + k]));
      }
    }
  for (auto* counts : {&visits, &documents, &letters}) rows.emplace_back(std::move(*counts));
}

}  // namespace knowhow::public_services
