/* One number a point, or missing, with the rule that made it. */
#ifndef NSC_FITNESS_H
#define NSC_FITNESS_H

#include "base/public.h"
#include "data/measurements/measurements.h"
#include "data/order.h"
#include "space/space.h"

NSC_PUBLIC_BEGIN

typedef enum nsc_policy {
    NSC_POLICY_MEAN,
    NSC_POLICY_MEDIAN,
    NSC_POLICY_MINIMUM,
    NSC_POLICY_MAXIMUM,
    NSC_POLICY_NAMED_RUN, /* the run with the rule's run_name */
    NSC_POLICY_RUN1,      /* run N is NSC_POLICY_RUN1 + N − 1, for any N */
    NSC_POLICY_RUN2,
    NSC_POLICY_RUN3
} nsc_policy;

/* Whether a policy is of one run of each point; else it makes one value of all its runs. */
static inline bool nsc_policy_is_of_one_run(nsc_policy policy) {
    return policy >= NSC_POLICY_NAMED_RUN;
}

typedef enum nsc_fitness_kind { NSC_FITNESS_METRIC, NSC_FITNESS_FEATURE, NSC_FITNESS_COLUMN } nsc_fitness_kind;

/* A fitness as the command line spells it, taken apart. */
typedef struct nsc_fitness_rule {
    nsc_fitness_kind kind;
    nsc_metric metric; /* NSC_FITNESS_METRIC: half-way included */
    int epochs;
    nsc_policy policy;
    bool policy_given; /* else it is the mean because the text names no policy */
    char run_name[64]; /* NSC_POLICY_NAMED_RUN */
    int feature;       /* NSC_FITNESS_FEATURE */
    char column[128];  /* NSC_FITNESS_COLUMN */
    char text[192];    /* the canonical spelling, which stands beside every number */
} nsc_fitness_rule;

/*
 * Reads SPLIT@EPOCHS[:POLICY][:halfway] (SPLIT valid, test, train or time; POLICY mean where none is given; without
 * @EPOCHS where the space's measurements have no budgets), a feature of `space` (params, also as trainable_parameters,
 * depth, width, vertices, edges, …) or column:NAME. The canonical text has the policy always: "test@108:mean",
 * "valid@36:run1:halfway". A run is named by its number (run1, run2, ...), or, where the data names its runs, by its
 * name (run=777). NSC_USAGE with what would be right.
 */
nsc_status nsc_fitness_rule_parse(nsc_fitness_rule *rule, const nsc_space *space, const char *text, nsc_error *error);

/* The rule of kind NSC_FITNESS_METRIC with these parts; the metric is none of NSC_METRIC_COLUMN. */
nsc_fitness_rule nsc_fitness_rule_of(nsc_metric metric, int epochs, nsc_policy policy);

/* True if lower values of such a fitness are usually better: a time, or a column whose name speaks of an error, a
 * loss, a time or the like. */
bool nsc_fitness_rule_sounds_costly(const nsc_fitness_rule *rule);

/* The rule of another metric at the same budget: of the same run if `rule` is of one run, else the mean. */
nsc_fitness_rule nsc_fitness_rule_of_same_run(const nsc_fitness_rule *rule, nsc_metric metric);

/* Where the values came from, which decides what may be said of them. */
typedef enum nsc_origin {
    NSC_ORIGIN_COMPUTED,  /* a feature of the space: exact for every point */
    NSC_ORIGIN_MEASURED,  /* published or users' measurements */
    NSC_ORIGIN_SURROGATE, /* a regression: never called measured */
    NSC_ORIGIN_SYNTHETIC, /* made up: never called measured */
    NSC_ORIGIN_GIVEN      /* values of the caller's own: nobody says where they come from */
} nsc_origin;

const char *nsc_origin_name(nsc_origin origin);

/* Synthetic where any of the files holds made-up rows, else measured. */
nsc_origin nsc_measurements_origin(const nsc_measurements *measurements);

/*
 * Training runs behind a value, the fewest and the most over the points that have one: the runs that a mean, a median,
 * a minimum or a maximum is taken over, 1 for a single run. Both are 0 where the number is unknown.
 */
typedef struct nsc_run_range {
    unsigned fewest, most;
} nsc_run_range;

/* "3", "1 to 3" where they differ, or NULL where the number is unknown; written to `text`. */
enum { NSC_RUN_RANGE_SIZE = 32 };
const char *nsc_run_range_text(nsc_run_range runs, char text[NSC_RUN_RANGE_SIZE]);

/* What sample of the space the points with a value are. */
typedef enum nsc_sampling {
    NSC_SAMPLING_UNTESTED, /* nobody looked: drawn at random within each size */
    NSC_SAMPLING_UNIFORM,  /* they pass for a random sample of the space */
    NSC_SAMPLING_BY_SIZE,  /* sizes have unequal shares: each size is weighted by its share of the space */
    NSC_SAMPLING_BY_FILE   /* the same, and some files list points by choice, which stand for themselves alone */
} nsc_sampling;

/* How far a mean over the points with a value is from that over the space, in standard errors. */
typedef struct nsc_departure {
    char property[64]; /* a feature of the space, or a symbol at a position; empty: none was tested */
    double measured, space, errors;
} nsc_departure;

/* True for a departure that is no accident of sampling (4 standard errors: p < 1e-4). */
bool nsc_departure_is_large(const nsc_departure *departure);

typedef struct nsc_fitness {
    nsc_fitness_rule rule;
    nsc_origin origin;
    char *source; /* paths as given, joined by ", "; "builtin"; or "space" */
    uint32_t point_count;
    uint32_t known_count;    /* points with a value */
    double *values;          /* [point_count], NaN where missing */
    bool in_range;           /* only those of this process's range of points are there: see fitness_range.h. Then: */
    double lowest, highest;  /* of all values */
    double *standard_errors; /* [point_count], of a mean over two or more runs; NaN elsewhere, NULL where all are */
    bool *chosen;            /* [point_count]: measured because a file lists it by choice, not as part of a sample of
                                the space; NULL: none is */
    uint32_t *run_counts;    /* [point_count]: runs behind each value, 0 for none; NULL where the number is unknown */
    double quantum;          /* smallest step of a value: 1/9984 for a run, 1/29952 for a mean; 0 where unknown */
    nsc_direction direction; /* which values are better: the higher ones unless said otherwise */
    bool has_equal_within;   /* `equal_within` was chosen; else the default of nsc_order_of holds */
    double equal_within;     /* largest difference of two values that counts as none */
    nsc_run_range runs;      /* unknown for features, columns, surrogates, and files that do not tell runs from means */
    const struct nsc_surrogate
        *surrogate; /* the model behind the values, which outlives them; NULL for other origins */
    nsc_sampling sampling;
    nsc_departure departure; /* the largest that is known, with sizes weighted as `sampling` says */
    uint32_t short_of_runs;  /* points whose value rests on fewer runs than the official data has (NSC_RUNS) */
} nsc_fitness;

/*
 * The fitness of every point from measurements, whose origin it takes. `mean` is the mean of all three runs where they
 * are known, else a mean that was read as such, else the mean of the runs that are known; `median`, `min` and `max` are
 * over the runs known. Means that were read as such serve `mean` only. A standard error is s/√n of the n ≥ 2 runs that
 * a mean is of. A column is taken as `mean` and must be the same at all budgets that hold it (NSC_INVALID).
 * NSC_MISSING where no point has a value, saying what the data holds; NSC_INVALID, naming the section, where a store is
 * damaged. A column must be loaded (nsc_measurements_load_column).
 */
nsc_status nsc_fitness_from_measurements(nsc_fitness *fitness, const nsc_fitness_rule *rule,
                                         const nsc_measurements *measurements, nsc_error *error);

/* A value of one point with what it rests on. */
typedef struct nsc_point_fitness {
    double value;          /* NaN where there is none */
    double standard_error; /* of a mean over two or more runs, else NaN */
    uint32_t runs;         /* behind the value; 0 where nobody knows */
} nsc_point_fitness;

/* The value of a point of a fitness. */
nsc_point_fitness nsc_fitness_at(const nsc_fitness *fitness, uint32_t point);

/*
 * The same numbers for a list of points only, by a rule of kind NSC_FITNESS_METRIC: values[count], NaN where there is
 * none, even where no point has one. What local questions use: nsc_measurements_point for each of them.
 */
nsc_status nsc_fitness_of_points(const nsc_fitness_rule *rule, const nsc_measurements *measurements,
                                 const uint32_t *points, size_t count, nsc_point_fitness *values, nsc_error *error);

/* Whether two values differ by more than what their noise explains. */
typedef enum nsc_noise_verdict {
    NSC_NOISE_UNKNOWN, /* a value or a standard error is missing */
    NSC_NOISE_WITHIN,
    NSC_NOISE_BEYOND
} nsc_noise_verdict;

/*
 * Beyond noise: the difference is more than its standard error, that of the difference of two independent means: the
 * root of the sum of both squared. What every table means by that.
 */
nsc_noise_verdict nsc_fitness_compare_noise(nsc_point_fitness one, nsc_point_fitness other);

/*
 * The smallest step of a few values by a rule, as nsc_fitness.quantum is that of all; 0 where it is unknown, as of
 * points that are not cells.
 */
double nsc_fitness_quantum_of_points(const nsc_fitness_rule *rule, const nsc_space *space,
                                     const nsc_point_fitness *values, size_t count);

/* A feature of the space as fitness; needs no data. */
nsc_status nsc_fitness_from_feature(nsc_fitness *fitness, const nsc_fitness_rule *rule, const nsc_space *space,
                                    const nsc_control *control, nsc_error *error);

/*
 * known[point_count] of those points with a value that one of the files has a value for, by the number of its source,
 * and how many they are. Failures as those of nsc_fitness_from_measurements.
 */
nsc_status nsc_fitness_known_in_file(const nsc_fitness *fitness, const nsc_measurements *measurements, size_t file,
                                     bool *known, uint32_t *count, nsc_error *error);

/* True if the points with a value are no random sample of each size. */
bool nsc_fitness_departs(const nsc_fitness *fitness);

/* Says in which property the points depart, and what estimates presuppose; written to `text`. */
enum { NSC_DEPARTURE_SIZE = 640 };
void nsc_fitness_describe_departure(const nsc_fitness *fitness, char text[NSC_DEPARTURE_SIZE]);

/* "complete", "uniform", "by size" or "by size and file"; if the points depart from that, or nobody looked, "if uniform
 * within sizes" is added or stands alone ("if uniform" where points have no sizes). */
const char *nsc_fitness_sample_text(const nsc_fitness *fitness);

void nsc_fitness_release(nsc_fitness *fitness);

/*
 * Its order. Unless a tolerance was chosen, two values are equal within the largest of: 1e-12 of the range, so that
 * means of the same runs summed in another order are; the rounding of the largest value; and, if the quantum is known,
 * a hundredth of it, since official accuracies are rounded to 32 bits. One pass over the points for the default.
 */
nsc_order nsc_order_of(const nsc_fitness *fitness);

/*
 * The same order with a threshold, in units of the fitness, in place of the tolerance if that is less: for thresholds
 * of neutrality and for margins below the best. A threshold of NaN admits no difference at all.
 */
nsc_order nsc_order_within(const nsc_fitness *fitness, double threshold);

/*
 * Chooses the tolerance: a number from 0 in units of the fitness, or of its quantum as "1q". NSC_USAGE for another
 * spelling, or if there is no quantum.
 */
nsc_status nsc_fitness_equal_within(nsc_fitness *fitness, const char *text, nsc_error *error);

/* The value of the best points: the highest, or the lowest if that is better; NaN if no point has one. */
double nsc_fitness_best(const nsc_fitness *fitness);

/* The columns that say where a fitness comes from, as every table has them. */
#define NSC_COLUMN_DIRECTION                                                                                           \
    { "direction", "maximise: higher fitness is better; minimise: lower fitness is better" }
#define NSC_COLUMN_EQUAL_WITHIN                                                                                        \
    { "equal_within", "largest difference of two fitnesses that count as equal, in units of the fitness" }
#define NSC_COLUMN_RUNS                                                                                                \
    {                                                                                                                  \
        "runs", "training runs behind the fitness of a point: \"3\", or \"1 to 3\" where it differs from point to "    \
                "point; empty if the data does not say, or if the fitness has no runs"                                 \
    }
#define NSC_COLUMN_SAMPLE                                                                                              \
    {                                                                                                                  \
        "sample", "what sample of the space the evaluated points are: complete, uniform, by size (each size weighted " \
                  "by its share of the space), by size and file (points that a file lists by choice stand for "        \
                  "themselves); \"if uniform\", \"if uniform within sizes\": estimates presuppose that, and the "      \
                  "points depart from it or were not tested"                                                           \
    }
#define NSC_COLUMN_ORIGIN                                                                                              \
    { "origin", "computed, measured, surrogate, synthetic, or given: the caller's own values" }
#define NSC_COLUMN_SOURCE                                                                                              \
    { "source", "source of the fitness: data files, builtin or space" }

/* The share of points with a value, 0 … 1. */
static inline double nsc_fitness_coverage(const nsc_fitness *fitness) {
    return fitness->point_count > 0 ? (double)fitness->known_count / (double)fitness->point_count : 0.0;
}

/* True where the point has a value. */
static inline bool nsc_fitness_known(const nsc_fitness *fitness, uint32_t point) {
    return fitness->values[point] == fitness->values[point];
}

NSC_PUBLIC_END

#endif
