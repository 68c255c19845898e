#include "models/catalogue.h"

#include "models/public_services/model.h"
#include "models/published/models.h"

namespace knowhow::models {

const std::vector<sim::Model>& catalogue() {
  static const std::vector<sim::Model> models{public_services::model(), published::threshold(),
                                              published::independent_cascade()};
  return models;
}

}  // namespace knowhow::models
