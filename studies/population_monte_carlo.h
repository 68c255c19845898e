#pragma once
// Approximate Bayesian computation by adaptive population Monte Carlo: the algorithm APMC of Lenormand, Jabot
// and Deffuant 2013, "Adaptive approximate Bayesian computation for complex models", Computational Statistics
// 28(6), 2777-2796. Who simulates, and how, is the caller's: the search asks for runs, and is told their
// distances.
//
// The search is theirs. Once it has ended, those that are kept are weighed against the proposals of all
// generations together and not only those of their own (the balance heuristic: Owen and Zhou 2000, "Safe and
// effective importance sampling", JASA 95(449); Cornuet, Marin, Mira and Robert 2012, "Adaptive multiple
// importance sampling", Scandinavian Journal of Statistics 39(4)). With many parameters the weights of single
// generations are so uneven that a few samples stand for all.
//
// Parameters are spoken of by the share of their prior that lies below a value, in (0, 1). Inside, each is
// turned into a standard normal, so that every prior is the same and no proposal falls outside it.
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace knowhow::studies {

/// One kept run.
struct Particle {
  std::size_t run = 0;         ///< number of the run, counted from 0 over all generations
  std::size_t generation = 0;  ///< in which it was run
  double distance = 0;
  double weight = 0;  ///< of importance, summing to 1 over the population; final once the search has ended
};

/// What one generation came to.
struct Generation {
  std::size_t runs = 0;   ///< new ones
  double tolerance = 0;   ///< the greatest distance that is kept after it
  double acceptance = 1;  ///< share of its new runs within the tolerance before it
};

class PopulationMonteCarlo {
 public:
  struct Settings {
    std::size_t parameters = 1;   ///< how many
    std::size_t particles = 250;  ///< kept from each generation
    double kept = 0.5;            ///< share of a generation that is kept (their alpha); in (0, 1)
    double least_acceptance =
        0.05;  ///< the search ends when fewer of the new runs are kept (their p_acc min)
    std::size_t most_runs = 100'000;
    std::uint64_t seed = 1;
  };
  enum class End { none, settled, budget };

  explicit PopulationMonteCarlo(const Settings& settings);

  /// Where to run next: (run, parameter), each a share of the prior. Empty once the search has ended.
  const std::vector<std::vector<double>>& next() const { return proposed_; }
  /// The distances of those runs, in their order; NaN where a run gave no answer, which is as far as can be.
  void tell(std::span<const double> distances);

  End end() const { return end_; }
  std::size_t runs() const { return runs_; }  ///< told so far
  const std::vector<Particle>& population() const { return population_; }
  const std::vector<Generation>& generations() const { return generations_; }

 private:
  struct Point {
    Particle particle;
    std::vector<double> at;  ///< standard normal
    double odds = 1;         ///< the weight before it is made to sum to 1 with the others
  };
  /// Where the runs of a generation after the first were drawn from: around points, by weight.
  struct Proposal {
    std::vector<double> factor;   ///< Cholesky factor of the kernel's covariance, (row, column)
    std::vector<double> around;   ///< (point, parameter), in units of the kernel
    std::vector<double> weights;  ///< of the points, summing to 1
    double determinant = 1;       ///< of the factor
    std::size_t runs = 0;
    double density(std::vector<double> at) const;  ///< as a multiple of (2 pi)^(-parameters / 2)
  };
  void propose();
  void spread();
  void weigh();
  void weigh_once_more();

  Settings settings_;
  End end_ = End::none;
  std::size_t runs_ = 0;
  std::vector<Point> kept_;
  std::vector<Particle> population_;
  std::vector<Generation> generations_;
  std::vector<std::vector<double>> proposed_;  ///< shares of the prior
  std::vector<Point> pending_;                 ///< the same runs
  std::vector<Proposal> proposals_;            ///< by generation, from the second on
  std::vector<double> up_to_;                  ///< cumulative weights of kept_
};

/// The standard normal's distribution function, the inverse of sim::normal_quantile to the last bits.
double normal_share_below(double z);

}  // namespace knowhow::studies
