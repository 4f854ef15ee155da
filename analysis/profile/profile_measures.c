/* The table of measures, by what they say of a landscape. Measures of one analysis follow each other. */
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
    {"skewness", FROM(distribution, "skewness"), ANY, "lopsidedness of the fitness; higher: a longer tail upwards"},
    {"excess_kurtosis", FROM(distribution, "excess_kurtosis"), -6, NO_BOUND,
     "weight of the tails of the fitness; higher: heavier, 0: as of a normal distribution"},
    {"coefficient_of_variation", FROM(distribution, "coefficient_of_variation"), ANY,
     "standard deviation of the fitness over its mean; higher: wider"},
    {"quartile_coefficient", FROM(distribution, "quartile_coefficient"), ANY,
     "quartile distance over the sum of the quartiles; higher: wider in the middle"},

    /* ---- ruggedness: how alike neighbours are ---- */
    {"autocorrelation", FROM(rwa, "autocorrelation_1"), CORRELATION,
     "correlation of the fitnesses at both ends of a step; higher: smoother"},
    {"correlation_length", FROM(rwa, "correlation_length"), FROM_0,
     "steps after which the correlation falls to 1/e, -1/ln of that after one; higher: smoother"},
    {"neighbour_correlation", FROM(neighbourfitness, "neighbour_pearson"), CORRELATION,
     "correlation of the fitness with the mean of the neighbours; higher: better told by them"},
    {"gradient_per_deviation", FROM(gradient, "gradient_per_deviation"), FROM_0,
     "mean difference of neighbours over the standard deviation; higher: steeper"},
    {"information_content", FROM(information, "h0"), SHARE,
     "variety of changes of direction along a walk; higher: more rugged"},
    {"information_content_maximum", FROM(information, "h_max"), SHARE,
     "the same with the sensitivity at which it is largest; higher: more rugged"},
    {"partial_information", FROM(information, "m0"), SHARE,
     "share of a walk's steps at which it turns up or down; higher: more rugged"},

    /* ---- neutrality ---- */
    {"neutral_ratio", FROM(neutrality, "neutral_ratio"), SHARE,
     "share of neighbouring pairs of equal fitness; higher: flatter"},
    {"neutral_degree", FROM(neutrality, "mean_neutral_degree"), FROM_0,
     "neighbours of equal fitness a point has; higher: flatter"},
    {"share_in_neutral_networks", FROM(neutrality, "share_in_networks"), SHARE,
     "share of points with a neighbour of equal fitness; higher: flatter"},

    /* ---- local optima, their basins and networks ---- */
    {"optima", FROM(optima, "strict_optima"), FROM_0, "strict local optima; higher: more traps"},
    {"optima_share", FROM(optima, "strict_share"), SHARE,
     "share of points that are strict local optima; higher: more traps"},
    {"optima_to_random", FROM(optima, "strict_to_expected"), FROM_0,
     "strict local optima over the number that a random fitness would have; 1: as random; higher: more traps"},
    {"global_basin_share", FROM(basins, "reach_best"), SHARE,
     "share of starts from which best-improvement climbing reaches the best; higher: easier"},
    {"first_improvement_share", FROM(basins, "first_reach_best"), SHARE,
     "chance that first-improvement climbing from a random start reaches the best; higher: easier"},
    {"basin_entropy", FROM(basins, "relative_entropy"), SHARE,
     "evenness of the basins' sizes; higher: more alike, 0: one basin"},
    {"basin_fitness_correlation", FROM(basins, "size_fitness_spearman"), CORRELATION,
     "rank correlation of an optimum's fitness and the size of its basin; higher: better optima are easier to find"},
    {"mean_climb", FROM(basins, "mean_climb"), FROM_0, "steps of a best-improvement climb; higher: longer slopes"},
    {"network_edges", FROM(lon, "edges"), FROM_0, "edges of the network of local optima; higher: more ways between"},
    {"network_strength", FROM(lon, "strength"), SHARE,
     "share of the network's incoming weight that the best optima have; higher: easier"},
    {"funnels", FROM(lon, "funnels"), FROM_0,
     "ends of the network's rising ways; higher: more dead ends, 1: all lead to the best"},
    {"global_funnel_share", FROM(lon, "global_share"), SHARE,
     "share of optima from which a rising way leads to the best; higher: easier"},
    {"escape_return", FROM(escape, "returned_2"), SHARE,
     "share of the points two edits from an optimum that fall back to it; higher: harder to leave"},

    /* ---- ways upwards ---- */
    {"improving_share", FROM(evolvability, "improving_share"), SHARE,
     "share of a point's neighbours that are better, on average; higher: more ways up"},
    {"enhancing_share", FROM(evolvability, "enhancing_share"), SHARE,
     "share of edges whose fitter end has the fitter neighbourhood; higher: evolvability rises with fitness"},
    {"accessible_share", FROM(access, "accessible_share"), SHARE,
     "share of points from which a strictly rising way leads to the best; higher: easier"},
    {"mean_access_length", FROM(access, "mean_path_length"), FROM_0,
     "steps of the shortest such way, on average; higher: longer slopes"},
    {"negative_slope_coefficient", FROM(cloud, "negative_slope_coefficient"), -NO_BOUND, 0,
     "sum of the falling slopes of the fitness cloud; higher: easier, 0: none falls"},

    /* ---- where the good points lie ---- */
    {"fdc_pearson", &nsc_analysis_fdc, "statistics", "pearson", CORRELATION,
     "correlation of fitness and distance to the targets; higher: harder, above 0: misleading"},
    {"fdc_spearman", &nsc_analysis_fdc, "statistics", "spearman", CORRELATION,
     "rank correlation of fitness and distance to the targets; higher: harder, above 0: misleading"},
    {"dispersion", FROM(dispersion, "ratio_mean_05"), FROM_0,
     "mean distance among the best 5 % over that of all; higher: the good are scattered"},
    {"nearest_better_ratio", FROM(nearestbetter, "mean_ratio"), FROM_0,
     "mean distance to the nearest point over that to the nearest better one; higher: fewer traps"},
    {"nearest_better_degree_correlation", FROM(nearestbetter, "degree_correlation"), CORRELATION,
     "correlation of a point's fitness and how many have it as their nearest better; higher: a single slope"},

    /* ---- what the fitness is made of ---- */
    {"spectral_gap", FROM(spectrum, "spectral_gap"), FROM_0,
     "lowest eigenvalue above 0 of the graph's Laplacian; higher: walks mix faster"},
    {"mean_eigenvalue", FROM(spectrum, "mean_eigenvalue"), FROM_0,
     "eigenvalue by amplitude of the fitness: 1 less the autocorrelation of a step; higher: more rugged"},
    {"symbol_counts_share", FROM(variance, "symbol_counts_adjusted"), -NO_BOUND, 1,
     "share of the variance that the counts of symbols explain, adjusted; higher: positions matter less"},
    {"shape_share", FROM(variance, "shape_adjusted"), -NO_BOUND, 1,
     "share of the variance that the shape (skeleton) explains, adjusted; higher: symbols matter less"},
    {"additive_share", FROM(interactions, "additive_share"), SHARE,
     "share of the variance that single symbols explain; higher: less interaction"},
    {"higher_order_share", FROM(interactions, "higher_order_share"), SHARE,
     "share of the variance that no pairs of symbols explain; higher: more interaction of many"},
    {"gamma", FROM(interactions, "gamma"), CORRELATION,
     "correlation of a change's effect before and after another change; higher: effects add up more"},
    {"sign_share", FROM(interactions, "sign_share"), SHARE,
     "share of pairs of changes of which one turns good or bad by the other; higher: more rugged"},
    {"reciprocal_sign_share", FROM(interactions, "reciprocal_share"), SHARE,
     "share of pairs of changes of which each turns good or bad by the other; higher: more traps"},
    {"roughness_to_slope", FROM(interactions, "roughness_to_slope"), FROM_0,
     "root mean square of what is not additive over the mean additive effect; higher: more rugged"},
    {"diminishing_returns", FROM(interactions, "diminishing_returns"), CORRELATION,
     "correlation of an improvement with the fitness before it; higher: gains shrink less with fitness"},
};
const size_t nsc_measure_count = NSC_COUNT_OF(nsc_measures);
