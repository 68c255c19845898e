#pragma once
// What a contact offers to the barriers it meets.
#include "models/public_services/traits.h"

namespace knowhow::public_services {

/// Whose trait decides: that of the person in the contact, or of the organisation behind.
enum class Level { person, organisation };

/// One side of a contact. A document has no source person: then `person` is null.
struct Side {
  const PersonTraits* person = nullptr;
  const OrganisationTraits* organisation = nullptr;
  bool champion = false;  ///< of the practice

  double trait(Trait which, Level level) const {
    return level == Level::person ? (*person)[which] : (*organisation)[which];
  }
};

/// Rule R11 of docs/model.md: everything that the barriers' q are computed from.
struct Situation {
  Side source, recipient;
  bool donor = false;     ///< the source's organisation is a donor of the practice
  bool owed = false;      ///< the fund still owes the source's organisation money for it
  double plan = 0;        ///< how far the donors of the practice have undertaken to pass it on
  double award = 0;       ///< how far they are honoured for it
  bool paired = false;    ///< the two have been put together
  bool brokered = false;  ///< by somebody who knows both sectors
  bool same_sector = true;
  double load = 0;        ///< summed length of the recipient's other contacts this step
  double trust = 0;       ///< in [0, 1]
  double similarity = 1;  ///< of the two organisations, in (0, 1]
  double power = 0;       ///< the source's influence beyond the recipient's, in [-1, 1]
  double relevance = 0;   ///< of the practice to the recipient, in [0, 1]
  double carried = 0;     ///< share of the tacit part that the channel can carry (kappa)
  double prior = 0;       ///< recipient's highest mastery of another practice of the field
  double complexity = 0;  ///< of the practice
  double teaches = -1;    ///< of a network's memory: how well it puts things across; else below 0
};

}  // namespace knowhow::public_services
