/*
 * A regression of a fitness on the structure of NAS-Bench-101 cells: on counts of paths, operations, channels, signals
 * and walks (surrogate_features.h), of ln(1 − accuracy) or ln(time). It is a sum of boosted trees, which are better
 * for accuracies, or a ridge regression on the features and all products of two of them, which is better for times and
 * few cells. Spearman's coefficient on cells that the fit has not seen, 12,436 means of three runs: accuracies .971 by
 * trees and .958 by ridge regression, times .9984 and .9993.
 *
 *   surrogate_features.h/.c       the features of a cell; those of walks in surrogate_walks.c
 *   surrogate_trees.h/.c          boosted trees and their values
 *   surrogate.c                   values of cells, judgement, the table of built-in models
 *   surrogate_fit.c               the cells of a fit, its folds, and its judgement
 *   surrogate_fit_ridge.c         ridge regression, the penalty by cross-validation
 *   surrogate_fit_trees.c         what trees are fitted to; surrogate_boosting.c: how
 *   surrogate_write.c             a model as JSON; surrogate_read.c: back (surrogate_file.h)
 *   surrogate_source.c            a model as the C source that a built-in one is
 *   surrogate_builtin_….c         the built-in models, generated: one file a fitness
 */
#ifndef NSC_SURROGATE_H
#define NSC_SURROGATE_H

#include "base/base.h"
#include "data/fitness.h"
#include "data/surrogate/surrogate_trees.h"

/* What is regressed. */
typedef enum nsc_surrogate_transform {
    NSC_TRANSFORM_LOG_ERROR, /* ln(1 − value), for accuracies; 1 − value is taken as at least half of 1/9984 */
    NSC_TRANSFORM_LOG,       /* ln(value), for times */
    NSC_TRANSFORM_NONE       /* the value, for columns */
} nsc_surrogate_transform;

typedef enum nsc_surrogate_regression {
    NSC_REGRESSION_CHOSEN, /* trees for accuracies of NSC_SURROGATE_TREE_CELLS cells or more, else ridge */
    NSC_REGRESSION_TREES,
    NSC_REGRESSION_RIDGE
} nsc_surrogate_regression;

/* "trees", "ridge"; NULL for other numbers. */
const char *nsc_surrogate_regression_name(nsc_surrogate_regression regression);

/* How well fitted values meet measured ones. Standard deviations are those of a sample (n − 1). */
typedef struct nsc_surrogate_judgement {
    uint32_t count;
    double spearman, pearson; /* NaN where one side does not vary */
    double rmse, measured_sd, fitted_sd;
} nsc_surrogate_judgement;

/* The correlation across an edge of one relation, on the pairs of neighbours that are both measured. */
typedef struct nsc_surrogate_edges {
    uint64_t pairs; /* 0: not known */
    double measured;
    double fitted; /* by values that are out of sample */
} nsc_surrogate_edges;

enum {
    NSC_SURROGATE_FILES = 8,     /* files that one model may be fitted to; more are refused */
    NSC_SURROGATE_RELATIONS = 3, /* pruned, adjacent, strict */
    NSC_SURROGATE_FOLDS_DEFAULT = 5,
    NSC_SURROGATE_FOLDS_MINIMUM = 2,
    NSC_SURROGATE_FOLDS_MAXIMUM = 20, /* a fold takes 12 MB */
    NSC_SURROGATE_CELLS_MINIMUM = 50, /* fewer are refused by the fit */
    NSC_SURROGATE_TREE_CELLS = 200
};

/* A file that a model was fitted to. */
typedef struct nsc_surrogate_source {
    char name[256];  /* without its folder; cut at a whole character */
    char sha256[65]; /* empty where the source was no regular file */
} nsc_surrogate_source;

/*
 * A fitted model: trees (see nsc_surrogate_trees), or else a polynomial. With z the standardised features of a cell, f
 * of them,
 *   transformed value = c[0] + Σ_i c[1 + i]·z_i + Σ_{i ≤ j} c[…]·z_i·z_j, pairs in the order (0,0), (0,1), …, (1,1), ….
 * Accuracies below the smallest that the model was fitted to are set to it (`floor`): the lower tail is heavy, and a
 * polynomial runs away there. Cells larger than any it was fitted to have no value.
 *
 * Means and single runs of one fitness are fitted together: each cell counts by the runs behind its value, and only
 * cells with the most runs are left out and judged (`judged_runs`); the others are fitted to in every fold.
 */
typedef struct nsc_surrogate {
    char fitness[192]; /* canonical spelling of the fitness it was fitted to, "test@108:mean" */
    nsc_surrogate_transform transform;
    size_t feature_count;
    const nsc_surrogate_trees *trees;  /* NULL: a polynomial; the next four are of that */
    size_t coefficient_count;          /* 1 + f + f (f + 1) / 2 */
    const double *centres, *scales;    /* [feature_count]: z = (feature − centre) / scale */
    const double *coefficients;        /* [coefficient_count] */
    double floor;                      /* of accuracies; not used for others */
    unsigned vertex_limit, edge_limit; /* of the cells it was fitted to */
    double penalty;        /* minimised: mean squared error + penalty · squared length of the standardised weights */
    uint32_t fitted_count; /* cells it was fitted to */
    uint64_t seed;         /* of the folds of its cross-validation */
    size_t folds;
    nsc_surrogate_judgement judgement; /* out of sample */
    unsigned judged_runs;              /* behind the values that were judged; 0: not known */
    nsc_surrogate_edges edges[NSC_SURROGATE_RELATIONS];
    size_t source_count;
    nsc_surrogate_source sources[NSC_SURROGATE_FILES];
    double *owned;                    /* the memory behind the three arrays, NULL for a built-in model */
    nsc_surrogate_trees *owned_trees; /* the same as `trees`, NULL for a built-in model */
} nsc_surrogate;

/*
 * The built-in model for a fitness in its canonical spelling; NULL where there is none (there are test@108:mean and
 * time@108:mean).
 */
const nsc_surrogate *nsc_surrogate_builtin(const char *fitness);

/*
 * A polynomial of test@108:mean, fitted to means alone. Made-up data is made from it, and adds a roughness to it that
 * was chosen for this model.
 */
const nsc_surrogate *nsc_surrogate_smooth(void);

/*
 * The built-in model that stands in for measurements of a rule in a space; NSC_MISSING, naming what there is, where
 * there is none.
 */
nsc_status nsc_surrogate_of(const nsc_space *space, const nsc_fitness_rule *rule, const nsc_surrogate **model,
                            nsc_error *error);

/* Whether the model was fitted to the file with this SHA-256: judging it on that file is in sample. */
bool nsc_surrogate_fitted_to(const nsc_surrogate *model, const char *sha256);

/*
 * The fitness of all cells by a model; `origin` is surrogate, `source` "builtin" or what the model was fitted to.
 * NSC_USAGE where the model is of another fitness than `rule` or the space has no cells; NSC_MISSING where all cells
 * are larger than those it was fitted to; NSC_INVALID where a value is infinite. The model must outlive the fitness.
 * Cost of the whole space on one core: 0.3 s for a polynomial, 0.8 s for 200 trees; the same for any number of
 * threads.
 */
nsc_status nsc_fitness_from_surrogate(nsc_fitness *fitness, const nsc_fitness_rule *rule, const nsc_surrogate *model,
                                      const nsc_space *space, const nsc_control *control, nsc_error *error);

/*
 * The model's values for a list of cells only, NaN for cells too large: values[count]. The same numbers, to the bit, as
 * above. What local questions use: a few microseconds a cell. NSC_USAGE where the space has no cells.
 */
nsc_status nsc_surrogate_values(const nsc_surrogate *model, const nsc_space *space, const uint32_t *ids, size_t count,
                                double *values, nsc_error *error);

/*
 * A model made ready for such calls, which takes 0.3 ms for trees: whoever asks often keeps one. Used by one thread at
 * a time; the model outlives it. Released by nsc_surrogate_evaluator_destroy, which takes NULL.
 */
typedef struct nsc_surrogate_evaluator nsc_surrogate_evaluator;
nsc_status nsc_surrogate_evaluator_create(nsc_surrogate_evaluator **evaluator, const nsc_surrogate *model,
                                          nsc_error *error);
void nsc_surrogate_evaluator_destroy(nsc_surrogate_evaluator *evaluator);
nsc_status nsc_surrogate_evaluate(const nsc_surrogate_evaluator *evaluator, const nsc_space *space, const uint32_t *ids,
                                  size_t count, double *values, nsc_error *error);

typedef struct nsc_surrogate_fit_options {
    nsc_surrogate_regression regression;
    uint64_t seed; /* of the cross-validation's folds */
    size_t folds;  /* NSC_SURROGATE_FOLDS_MINIMUM … NSC_SURROGATE_FOLDS_MAXIMUM */
    const nsc_control *control;
    const nsc_measurements *measurements; /* where the fitness came from, to be named in the model; may be NULL */
} nsc_surrogate_fit_options;

/*
 * Fits a model to the known values of a measured fitness, the penalty of ridge regression by cross-validation.
 * NSC_MISSING where fewer than NSC_SURROGATE_CELLS_MINIMUM cells are known; NSC_USAGE for another space or number of
 * folds, or too many files; NSC_INVALID for values that are not valid, too large or too close (validity.h). `judgement`
 * may be NULL: every known cell that has the most runs is judged by a model that has not seen it (the penalty, one
 * number, is chosen on the same folds); it is also kept in the model. `out_of_sample`, NULL or [point_count], receives
 * the values that were judged, NaN for other cells. Cost on one core, 5 folds, 12,436 cells and all 423,624: ridge 3 s
 * and 24 s (280 MB), trees 30 s and 6 min (400 MB). The folds run in parallel; the result does not depend on the number
 * of threads.
 */
nsc_status nsc_surrogate_fit(nsc_surrogate *model, const nsc_fitness *measured, const nsc_space *space,
                             const nsc_surrogate_fit_options *options, nsc_surrogate_judgement *judgement,
                             double *out_of_sample, nsc_error *error);
void nsc_surrogate_release(nsc_surrogate *model);

/*
 * A model as a file (JSON), there and back; every number keeps its 17 digits. NSC_INVALID for another content, and for
 * a model of other features than this version's.
 */
nsc_status nsc_surrogate_write(const nsc_surrogate *model, const char *path, nsc_error *error);

/* Whether a file is such a model, maybe a damaged one: a JSON object that names the format; false if unreadable. */
bool nsc_surrogate_recognise(const char *path);
nsc_status nsc_surrogate_read(nsc_surrogate *model, const char *path, nsc_error *error);

/*
 * Writes the C source of a built-in model, its numbers rounded to 9 digits; `command` is the command line that made it,
 * told in the first lines. The symbol that the source defines is nsc_surrogate_, the fitness, with underscores for all
 * that is no letter or digit, and the regression: "nsc_surrogate_test_108_mean_trees".
 */
nsc_status nsc_surrogate_write_source(const nsc_surrogate *model, const char *path, const char *command,
                                      nsc_error *error);

/*
 * Judges given values against measured ones on the points that have both; Spearman's coefficient with mean ranks for
 * ties. NSC_MISSING where fewer than two points have both. Cost: two sorts of the points.
 */
nsc_status nsc_surrogate_judge(nsc_surrogate_judgement *judgement, const double *fitted, const double *measured,
                               uint32_t point_count, nsc_error *error);

#endif
