// What of a run is kept for another process to go on with. What follows from the rest is found anew.
#include <algorithm>

#include "models/public_services/lineage.h"
#include "models/public_services/run.h"

namespace knowhow::public_services {

void Run::keep(sim::Keeper& keeper) {
  int at = step;
  keeper(at);
  if (keeper.puts_back()) take_over_changes(at);
  step = at;
  Books& open = open_books_[0];  // the sums of all threads: the next process may have others
  for (std::size_t worker = 1; worker < open_books_.size(); ++worker) {
    open.add(open_books_[worker]);
    open_books_[worker].clear();
  }
  keeper(state, practices, noted_, years, open, money, programme_present_value, programme_cost, staff_time,
         staff_time_present_value);
  for (auto& channel : channels) channel->keep(keeper);
  for (auto& lever : levers) lever->keep(keeper);
  if (lineage) keeper(*lineage);
  if (keeper.puts_back() && step > 0) derive();
}

void Run::derive() {
  workers.for_ranges(blocks_.size(), 4, [&](std::size_t from, std::size_t to, int) {
    for (std::size_t b = from; b < to; ++b)
      for (std::uint32_t i = blocks_[b].begin; i < blocks_[b].end; ++i)
        person_traits[i] = world.person_traits(i, state.spell[i], traits[blocks_[b].organisation]);
  });
  for (std::size_t at = 0; at < state.champion.values.size(); ++at)
    if (const std::uint32_t person = state.champion[at]; person != nobody)
      champions[person] |= std::uint64_t{1} << (at % practices.size());
  refresh_people();
}

}  // namespace knowhow::public_services
