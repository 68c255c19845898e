// Mandates: an authority obliges kinds of organisation to adopt. "Just do it" is possible in the NHS;
// councils are autonomous: they adopt or justify (Downe). A mandate carries no knowledge; what it does to the
// decision is rule R8, in stages/apply.cpp.
#include <algorithm>

#include "models/public_services/run.h"

namespace knowhow::public_services {

namespace {

class MandateChannel : public Channel {
 public:
  using Channel::Channel;

  void refresh(const Run& run) override {
    now_ = run.now<Mandate>(*frame_.setting);
    const std::string& form = (*frame_.setting)["form"].word;
    just_do_it_ = form == "just_do_it", may_refuse_ = form == "adopt_or_justify",
    has_term_ = form == "legislation";
  }

  void prepare(Run& run) override {
    if (now_.in_force < .5) return;  // a count, but drawn or scaled it may lie between
    for (const auto& [o, k] : frame_.obliged) {
      if (!run.practices[k].begun) continue;
      Obligation own;
      own.rate = static_cast<float>(now_.rate * (just_do_it_ ? .5 + run.traits[o][leadership] : 1));
      own.refusals = may_refuse_ ? static_cast<float>(now_.refusals) : 0;
      own.within = has_term_ ? run.steps_lasting(now_.within) : 0;
      if (own.rate == 0 && own.within == 0) continue;  // it moves nobody, and takes no choice away either
      Obligation& all = run.obligations[run.cell(o, k)];
      const bool first = all.rate == 0 && all.within == 0;
      all.rate = std::max(all.rate, own.rate);
      all.refusals = first ? own.refusals : std::min(all.refusals, own.refusals);
      if (own.within > 0) all.within = all.within > 0 ? std::min(all.within, own.within) : own.within;
    }
  }

 private:
  Mandate now_{};
  bool just_do_it_ = false, may_refuse_ = false, has_term_ = false;
};

}  // namespace

std::vector<Frame::Obliged> obliged_by(const Frame& frame, const sim::Setting& channel) {
  std::vector<Frame::Obliged> obliged;
  for (std::uint32_t k = 0; k < frame.practices.size(); ++k) {
    if (frame.practices[k].scheme || !channel["about"].covers(frame.practices[k].name)) continue;
    for (std::uint32_t o = 0; o < frame.organisations.size(); ++o) {
      const std::uint32_t kind = frame.organisations[o].kind;
      if (channel["kinds"].covers(frame.kinds[kind]) && frame.practices[k].suits[kind] &&
          frame.practices[k].origin != o)
        obliged.push_back({o, k});
    }
  }
  return obliged;
}

std::unique_ptr<Channel> make_mandate(std::uint16_t number, const Frame::Channel& frame) {
  return std::make_unique<MandateChannel>(number, frame);
}

}  // namespace knowhow::public_services
