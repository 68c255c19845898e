#pragma once
// A panel reads applications and marks them: "simply better at completing the application process" (Downe).
#include <vector>

#include "models/public_services/world.h"

namespace knowhow::public_services {

class Run;
struct LeverYear;

struct Bid {
  std::uint32_t organisation, practice;
  bool own_idea = false;  ///< to find out for itself what is known elsewhere
  double mark = 0;        ///< in [0, 1]
};

/// Of the applications, those with at least the threshold's mark, the best first; of equals the first. Marks
/// them: `paper` times how well they are written, the rest what their practice is believed to be worth. Books
/// who applied; whoever wins is booked by `book_success`.
std::vector<Bid> marked(const Run& run, std::vector<Bid> bids, double paper, double threshold,
                        LeverYear& year);
void book_success(const Run& run, const Bid& bid, LeverYear& year);

/// Whether an organisation has heard of a lever's scheme; where a lever has none, everybody has.
bool has_heard(const Run& run, std::uint32_t organisation, const Frame::Lever& lever);

}  // namespace knowhow::public_services
