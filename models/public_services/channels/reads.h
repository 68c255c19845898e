#pragma once
// Hits and downloads of a publication: counts for the measure `reads`, added to from any thread. Integers, so
// their order does not matter; nothing in the model reads them.
#include <cstdint>
#include <vector>

namespace knowhow::public_services {

class Reads {
 public:
  void begin(std::size_t years, std::size_t practices) {
    practices_ = practices;
    visits_.assign(years, 0);
    documents_.assign(years * practices, 0), letters_.assign(years * practices, 0);
  }

  // Years and practices count from 0. Const, as what a reader leaves behind is no part of the publication.
  void visit(std::size_t year, int times) const { add(visits_[year], times); }
  template <class Keeper>
  void keep(Keeper& keeper) {
    keeper(visits_, documents_, letters_);
  }
  void document(std::size_t year, std::size_t practice) const {
    add(documents_[year * practices_ + practice]);
  }
  void letter(std::size_t year, std::size_t practice) const { add(letters_[year * practices_ + practice]); }

  const std::vector<std::int64_t>& visits() const { return visits_; }        ///< by year
  const std::vector<std::int64_t>& documents() const { return documents_; }  ///< by year and practice
  const std::vector<std::int64_t>& letters() const { return letters_; }      ///< by year and practice

 private:
  static void add(std::int64_t& count, std::int64_t more = 1) {
    __atomic_fetch_add(&count, more, __ATOMIC_RELAXED);
  }
  std::size_t practices_ = 0;
  mutable std::vector<std::int64_t> visits_, documents_, letters_;
};

}  // namespace knowhow::public_services
