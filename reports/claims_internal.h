/* A claim of the paper, what checking it finds, and the answer: between claims.c, the table, and those who check. */
#ifndef NSC_CLAIMS_INTERNAL_H
#define NSC_CLAIMS_INTERNAL_H

#include "analysis/estimators/sample.h"
#include "reports/reports_internal.h"
#include "space/nb101/nb101.h"

/* What a claim is about. */
typedef enum nsc_topic {
    NSC_TOPIC_SPACE,
    NSC_TOPIC_ACCURACY,
    NSC_TOPIC_RUNS,
    NSC_TOPIC_COST,
    NSC_TOPIC_OPERATIONS,
    NSC_TOPIC_SHAPE,
    NSC_TOPIC_WALKS,
    NSC_TOPIC_DISTANCE,
    NSC_TOPIC_RARITY,
    NSC_TOPIC_COUNT
} nsc_topic;

/* How the computed value is compared with what the paper states. */
typedef enum nsc_comparison {
    NSC_CLAIM_EQUALS, /* it is the value `published`, to the digits printed */
    NSC_CLAIM_ABOVE,  /* it is above the bound `published`, which stands for words such as "positive" */
    NSC_CLAIM_BELOW   /* it is below it */
} nsc_comparison;

/* What checking a claim finds. */
typedef struct nsc_finding {
    double value;              /* NaN: nothing could be computed */
    double low, high;          /* 95 % interval; equal to the value where it is exact; high may be infinite */
    double coverage;           /* share of the cells that it rests on, 0 … 1 */
    bool published_conditions; /* space and epochs are the paper's, and nothing needed is missing */
    bool other_conditions;     /* but split or policy are not the paper's: test for validation, one run for a mean */
    bool at_least;             /* partial data: the whole space's value is this or more */
    double effect;             /* an interval wider than this decides nothing */
    nsc_origin origin;         /* the least certain of all that it rests on */
    const char *relation, *distance; /* NULL where none */
    char fitness[256];               /* canonical rules, joined by ", "; empty where none */
    nsc_run_range runs;              /* behind the values of all these fitnesses; unknown where one of them is */
    char source[256];
    char note[768]; /* what is missing, what was assumed */
} nsc_finding;

/* What all claims share. */
typedef struct nsc_claim_context {
    nsc_report_run *run;
    const nsc_space *space;
    const nsc_nb101 *nb101;
    bool published_space;
    bool published_best_known; /* the published best cell is in the space: */
    uint32_t published_best;
    double **features;             /* [the space's feature][point], each computed by its first use */
    bool *mask;                    /* [point], scratch */
    struct claim_effects *effects; /* of replacements, one for each fitness that was asked for */
    size_t effect_count, effect_capacity;
} nsc_claim_context;

typedef struct nsc_claim nsc_claim;

/* Fills in a finding, which holds the defaults of an exact figure of the space. */
typedef nsc_status nsc_claim_check(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                   nsc_error *error);

/* One quantitative statement. */
struct nsc_claim {
    const char *text;     /* the statement, or the name of the value that the paper prints */
    const char *quantity; /* what is computed for it; NULL where that is the text itself */
    const char *stated;   /* what the paper states in words ("positive"); NULL where it prints a value */
    bool consistency;     /* it cannot fail: a check of the program, never counted among what was reproduced */
    bool no_definition;   /* the paper does not say what it is about: what is shown decides nothing */
    const char *section;  /* of the paper, or who else states it */
    nsc_topic topic;
    nsc_comparison comparison;
    double published; /* the value printed, or the bound that the words stand for */
    double half_unit; /* half of the last digit printed; 0 for a bound */
    double tolerance; /* EQUALS: difference that another split or policy may make; 0: it is another quantity */
    const char *tolerance_source; /* where that number comes from; NULL without one */
    const char *rule;             /* the fitness that it is about; NULL: none */
    const char *stand_in;         /* shown as an indication where the data does not hold that; NULL: nothing is */
    nsc_claim_check *check;
    const char *subject, *object; /* what `check` reads: a feature, an operation, a cell, another fitness */
    double threshold;
    const char *note; /* what stands beside the row in any case; NULL for nothing */
};

/* A claim with what was found. */
struct nsc_answer {
    const nsc_claim *claim;
    nsc_finding finding;
    nsc_verdict verdict;
};

size_t nsc_claim_count(void);
const nsc_claim *nsc_claim_at(size_t number);
const char *nsc_topic_name(nsc_topic topic);

/*
 * The verdict, in this order: needs the full data where nothing was computed; synthetic only where anything rests on
 * made-up data, surrogate only where on the surrogate; needs the full data where space or epochs are not the paper's,
 * or something is missing; undecided where the paper gives no definition. Then by the interval: for EQUALS undecided
 * where it is wider than the effect, agrees where it meets the published value ± half a unit, else differs; for ABOVE
 * and BELOW agrees or differs where it lies on one side, else undecided. Where partial data, or fewer runs than a
 * highest value is of, bound the value from below: differs if it is above the published one, else needs the full data.
 *
 * Under another split or policy than the paper's, agrees becomes consistent, and differs becomes differs under other
 * conditions; the published value ± the claim's tolerance counts for EQUALS. A claim without a tolerance is about
 * another quantity then, and needs the full data: the spread of single runs is not that of means. A bound from below is
 * consistent if it reaches the published value.
 *
 * A consistency check that agrees holds by definition, one that differs is broken.
 */
nsc_verdict nsc_claim_verdict(const nsc_claim *claim, const nsc_finding *finding);

/* Prepares what all claims share, and releases it. */
nsc_status nsc_claim_context_open(nsc_claim_context *context, nsc_report_run *run, nsc_error *error);
void nsc_claim_context_close(nsc_claim_context *context);

/* Checks one claim. */
nsc_status nsc_claim_find(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding, nsc_error *error);

/* ---- checks.c: what the checks share ---- */

/* Appends to the finding's note. */
void nsc_finding_note(nsc_finding *finding, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The value of a feature for every cell, computed by the first call. */
nsc_status nsc_claim_feature(nsc_claim_context *context, const char *name, const double **values, nsc_error *error);

/* Notes that the finding rests on a fitness: its rule, origin, source, coverage, and cells with too few runs. */
void nsc_finding_rests_on(nsc_finding *finding, const nsc_report_fitness *asked);

/* The fitness of a rule, noted as what the finding rests on; NULL where the data does not hold it. */
nsc_status nsc_claim_fitness(nsc_claim_context *context, const char *rule, nsc_finding *finding,
                             const nsc_fitness **fitness, nsc_error *error);

/*
 * The fitness that the claim is about, or its stand-in, after which the conditions are no longer the paper's; NULL
 * where the data holds neither. The finding's note says which.
 */
nsc_status nsc_claim_own_fitness(nsc_claim_context *context, const nsc_claim *claim, nsc_finding *finding,
                                 const nsc_fitness **fitness, nsc_error *error);

/* The cells with all values needed, `chosen` those of the fitness; the finding takes its coverage, and notes sizes
 * without measurements. */
nsc_status nsc_claim_sample(nsc_claim_context *context, const double *const *columns, size_t column_count,
                            const bool *chosen, nsc_finding *finding, nsc_sample *sample, nsc_error *error);

void nsc_finding_take(nsc_finding *finding, nsc_estimate estimate);
void nsc_finding_exact(nsc_finding *finding, double value);

/*
 * The cell of the highest mean test accuracy: the data's own where every cell is measured, else the published one.
 * False where that is not in the space.
 */
nsc_status nsc_claim_best_cell(nsc_claim_context *context, nsc_finding *finding, uint32_t *point, bool *found,
                               nsc_error *error);

/* ---- checks_locality.c: what open_questions.c looks at too ---- */

/*
 * The root of the first lag at which a curve (a table `lags` of rwa or encodingrwa) is within the noise of a walk of
 * `shortest` steps; from the first at which it may be, by its interval, to the first from which on it is for certain
 * within the noise of `longest` steps. INFINITY for an end that no lag computed reaches, NaN for such a value.
 */
nsc_estimate nsc_walk_noise_root(const nsc_table *lags, double shortest, double longest);

/* ---- the checks ---- */

/* checks.c: the space, single cells, the distribution of a fitness */
nsc_claim_check nsc_check_space_encodings, nsc_check_invalid_share, nsc_check_cells, nsc_check_chains,
    nsc_check_largest, nsc_check_cell_feature, nsc_check_cell_value, nsc_check_best, nsc_check_rank, nsc_check_larger,
    nsc_check_mean, nsc_check_deviation, nsc_check_share_above, nsc_check_correlation;
/* checks_runs.c: runs and budgets */
nsc_claim_check nsc_check_runs, nsc_check_top_rank_correlation, nsc_check_noise_fall;
/* checks_landscape.c: neighbours, depth and width, cost */
nsc_claim_check nsc_check_operation_effect, nsc_check_operation_time, nsc_check_best_depth, nsc_check_width_rise,
    nsc_check_width_cost, nsc_check_front_gap;
/* checks_locality.c: walks, distances, the best cells */
nsc_claim_check nsc_check_walk_start, nsc_check_walk_noise, nsc_check_distance_correlation, nsc_check_slope_width,
    nsc_check_near_best, nsc_check_volume;

#endif
