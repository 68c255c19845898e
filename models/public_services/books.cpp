#include "models/public_services/books.h"

#include <algorithm>

namespace knowhow::public_services {

namespace {
template <class T>
void add_all(std::vector<T>& to, const std::vector<T>& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}
}  // namespace

void Books::add(const Books& other) {
  add_all(potential, other.potential);
  add_all(gained, other.gained);
  add_all(lost, other.lost);
  add_all(contacts, other.contacts);
  add_all(application, other.application);
  add_all(adaptation, other.adaptation);
  add_all(never_met, other.never_met);
  for (std::size_t k = 0; k < flows.size(); ++k)
    for (std::size_t f = 0; f < flow_names.size(); ++f)
      for (std::size_t part = 0; part < 2; ++part) flows[k][f][part] += other.flows[k][f][part];
}

void Books::clear() {
  for (auto* book : {&potential, &gained, &lost, &contacts, &never_met})
    std::fill(book->begin(), book->end(), 0);
  for (auto* book : {&application, &adaptation}) std::fill(book->begin(), book->end(), Balance{});
  std::fill(flows.begin(), flows.end(), decltype(flows)::value_type{});
}

}  // namespace knowhow::public_services
