#include "models/catalogue.h"

#include "models/public_services/model.h"
#include "models/published/models.h"

namespace knowhow::models {

const std::vector<sim::Model>& catalogue() {
  static const std::vector<sim::Model> models{
      public_services::model(),  published::bass(),       published::independent_cascade(),
      published::threshold(),    published::march(),      published::lazer_friedman(),
      published::cowan_jonard(), published::gap_closing()};
  return models;
}

}  // namespace knowhow::models
