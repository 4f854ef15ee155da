/* The table of measures, by topic. Measures of one analysis follow each other. */
#include "analysis/profile/profile_internal.h"
#include "analysis/registry_internal.h"

#include <math.h>

#define NO_BOUND HUGE_VAL
#define SHARE 0, 1
#define CORRELATION -1, 1
#define ANY -NO_BOUND, NO_BOUND
#define FROM_0 0, NO_BOUND
#define FROM(analysis, statistic) &nsc_analysis_##analysis, "summary", statistic

const nsc_measure nsc_measures[] = {
    /* ---- the distribution of the fitness ---- */
    {"mean", FROM(distribution, "mean"), ANY, "mean fitness; higher: better on average"},
    {"standard_deviation", FROM(distribution, "standard_deviation"), FROM_0, "spread of the fitness; higher: wider"},
    {"skewness", FROM(distribution, "skewness"), ANY, "asymmetry of the fitness; higher: a longer tail upwards"},
    {"excess_kurtosis", FROM(distribution, "excess_kurtosis"), -2.75, NO_BOUND,
     "weight of the tails of the fitness; higher: heavier, 0: normal distribution"},
    {"coefficient_of_variation", FROM(distribution, "coefficient_of_variation"), FROM_0,
     "standard deviation of the fitness over its absolute mean; higher: wider"},
    {"quartile_coefficient", FROM(distribution, "quartile_coefficient"), FROM_0,
     "interquartile range over the sum of the quartiles; higher: wider in the middle"},

    /* ---- ruggedness ---- */
    {"autocorrelation", FROM(rwa, "autocorrelation_1"), CORRELATION,
     "correlation of the fitnesses at both ends of a step; higher: smoother"},
    {"correlation_length", FROM(rwa, "correlation_length"), FROM_0,
     "steps after which an exponential decay falls to 1/e, -1 / ln of that after one step; higher: smoother"},
    {"partial_autocorrelation", FROM(partialautocorrelation, "partial_2"), CORRELATION,
     "correlation two steps apart that the step between does not explain; higher: longer memory, 0: none beyond one "
     "step"},
    {"neighbour_correlation", FROM(neighbourfitness, "neighbour_pearson"), CORRELATION,
     "correlation of the fitness with the mean of the neighbours; higher: neighbours predict it better"},
    {"gradient_per_deviation", FROM(gradient, "gradient_per_deviation"), FROM_0,
     "mean absolute difference of neighbours over the standard deviation; higher: steeper"},
    {"information_content", FROM(information, "h0"), SHARE,
     "entropy of successive rises, falls and level steps along a walk, 0.41 on a random fitness without ties; "
     "higher: more varied, by ruggedness or by level steps"},
    {"information_content_maximum", FROM(information, "h_max"), SHARE,
     "that entropy at the threshold for level steps where it is largest; higher: more varied"},
    {"partial_information", FROM(information, "m0"), SHARE,
     "share of a walk's steps at which it turns up or down, 2/3 on a random fitness without ties; higher: more rugged"},

    /* ---- neutrality ---- */
    {"neutral_ratio", FROM(neutrality, "neutral_ratio"), SHARE,
     "share of pairs of neighbours whose fitnesses differ by at most the first of --epsilons; higher: flatter"},
    {"neutral_degree", FROM(neutrality, "mean_neutral_degree"), FROM_0,
     "mean number of neutral neighbours of a point; higher: flatter"},
    {"share_in_neutral_networks", FROM(neutrality, "share_in_networks"), SHARE,
     "share of points with a neutral neighbour; higher: flatter"},

    /* ---- local optima, their basins and networks ---- */
    {"optima", FROM(optima, "strict_optima"), FROM_0, "strict local optima; higher: more traps"},
    {"optimal_plateaus", FROM(optima, "optimal_plateaus"), FROM_0,
     "single points and plateaus without a better neighbour; higher: more traps"},
    {"optima_share", FROM(optima, "strict_share"), SHARE,
     "share of points that are strict local optima; higher: more traps"},
    {"optima_to_random", FROM(optima, "strict_to_expected"), FROM_0,
     "strict local optima over the expected number of a random fitness; 1: as random; higher: more traps"},
    {"global_basin_share", FROM(basins, "reach_best"), SHARE,
     "share of starts from which best-improvement climbs reach a best optimum; higher: easier"},
    {"first_improvement_share", FROM(basins, "first_reach_best"), SHARE,
     "probability that a first-improvement climb from a random start reaches a best optimum; higher: easier"},
    {"basin_entropy", FROM(basins, "relative_entropy"), SHARE,
     "evenness of the basins' sizes; higher: more equal, 1: all equal"},
    {"basin_fitness_correlation", FROM(basins, "size_fitness_spearman"), CORRELATION,
     "rank correlation of an optimum's fitness and the size of its basin; higher: better optima are easier to find; "
     "for a fitness to be minimised the sign is reversed"},
    {"mean_climb", FROM(basins, "mean_climb"), FROM_0, "mean steps of a best-improvement climb; higher: longer slopes"},
    {"network_edges", FROM(lon, "edges"), FROM_0, "edges of the network of local optima; higher: more transitions"},
    {"network_strength", FROM(lon, "strength"), SHARE,
     "share of the network's incoming weight that the best optima have; higher: easier"},
    {"funnels", FROM(lon, "funnels"), FROM_0,
     "bottoms of funnels of the network, where paths up end; higher: more dead ends, 1: all lead to the best"},
    {"global_funnel_share", FROM(lon, "global_share"), SHARE,
     "share of optima from which a path that never goes down leads to a best one; higher: easier"},
    {"escape_return", FROM(escape, "returned_2"), SHARE,
     "share of the points two edits from an optimum whose climb returns to it; higher: harder to leave"},

    /* ---- paths up ---- */
    {"improving_share", FROM(evolvability, "better_half_improving_share"), SHARE,
     "mean share of better neighbours of points in the better half, 0.25 on a random fitness; higher: more ways up"},
    {"enhancing_share", FROM(evolvability, "enhancing_share"), SHARE,
     "share of edges whose fitter end has the fitter neighbours; higher: a step up improves the next choices"},
    {"accessible_share", FROM(access, "accessible_share"), SHARE,
     "share of points from which a strictly improving path leads to a best one; higher: easier"},
    {"mean_access_length", FROM(access, "mean_path_length"), FROM_0,
     "mean steps of the shortest such path; higher: longer slopes"},
    {"negative_slope_coefficient", FROM(cloud, "negative_slope_coefficient"), -NO_BOUND, 0,
     "sum of the negative slopes of the fitness cloud, which depends on the bins; higher: easier, 0: none is negative"},

    /* ---- locations of good points ---- */
    {"fdc_pearson", &nsc_analysis_fdc, "statistics", "pearson", CORRELATION,
     "correlation of fitness and distance to the nearest best point; higher: harder, above 0: misleading; for a "
     "fitness to be minimised the sign is reversed"},
    {"fdc_spearman", &nsc_analysis_fdc, "statistics", "spearman", CORRELATION,
     "rank correlation of fitness and distance to the nearest best point, likewise; higher: harder"},
    {"dispersion", FROM(dispersion, "ratio_mean_05"), FROM_0,
     "mean distance among the best 5 % over that of all points; higher: good points are scattered"},
    {"nearest_better_ratio", FROM(nearestbetter, "mean_ratio"), SHARE,
     "mean distance to the nearest point over that to the nearest better one; higher: fewer traps"},
    {"nearest_better_degree_correlation", FROM(nearestbetter, "degree_correlation"), CORRELATION,
     "correlation of a point's fitness and the number of points whose nearest better one it is; higher: a single "
     "slope; for a fitness to be minimised the sign is reversed"},

    /* ---- composition of the fitness ---- */
    {"spectral_gap", FROM(spectrum, "spectral_gap"), 0, 2,
     "lowest eigenvalue above 0 of the graph's Laplacian; higher: walks mix faster"},
    {"mean_eigenvalue", FROM(spectrum, "mean_eigenvalue"), 0, 2,
     "mean eigenvalue weighted by the fitness' variance: 1 minus the autocorrelation of a step; higher: more rugged"},
    {"symbol_counts_share", FROM(variance, "symbol_counts_share"), SHARE,
     "share of the variance that the counts of symbols explain; higher: positions matter less"},
    {"shape_share", FROM(variance, "shape_share"), SHARE,
     "share of the variance that the shape (skeleton) explains; higher: symbols matter less"},
    {"additive_share", FROM(interactions, "additive_share"), SHARE,
     "share of the variance that single symbols explain; higher: less interaction"},
    {"higher_order_share", FROM(interactions, "higher_order_share"), SHARE,
     "share of the variance that neither single symbols nor pairs explain; higher: more interaction of three or more"},
    {"gamma", FROM(interactions, "gamma"), CORRELATION,
     "correlation of a change's effect before and after another change; higher: effects add up more"},
    {"gamma_star", FROM(interactions, "gamma_star"), CORRELATION,
     "correlation of the signs of a change's effect before and after another change, neutral effects left out; "
     "higher: good changes stay good"},
    {"magnitude_share", FROM(interactions, "magnitude_share"), SHARE,
     "share of pairs of changes that do not add up, but keep their signs; higher: nonlinear, but not rugged"},
    {"sign_share", FROM(interactions, "sign_share"), SHARE,
     "share of pairs of changes of which one reverses the sign of the other's effect; higher: more rugged"},
    {"reciprocal_sign_share", FROM(interactions, "reciprocal_share"), SHARE,
     "share of pairs of changes of which each reverses the sign of the other's effect; higher: more traps"},
    {"roughness_to_slope", FROM(interactions, "roughness_to_slope"), FROM_0,
     "root mean square of the non-additive residuals over the mean additive effect, not GraphFLA's r/s; higher: more "
     "rugged"},
    {"diminishing_returns", FROM(interactions, "diminishing_returns"), CORRELATION,
     "correlation of an improvement with the fitness before it, over changes and not points as in GraphFLA; higher: "
     "gains shrink less with fitness"},
};
const size_t nsc_measure_count = NSC_COUNT_OF(nsc_measures);
