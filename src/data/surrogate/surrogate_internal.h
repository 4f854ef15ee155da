/* What the files of the surrogate share and nobody else sees. */
#ifndef NSC_SURROGATE_INTERNAL_H
#define NSC_SURROGATE_INTERNAL_H

#include "data/surrogate/surrogate.h"
#include "data/surrogate/surrogate_features.h"

enum { NSC_SURROGATE_LANES = NSC_TREE_LANES }; /* cells that are evaluated side by side */

/* Standardised features of several cells: block[feature][lane]. */
typedef double nsc_surrogate_block[NSC_SURROGATE_FEATURES][NSC_SURROGATE_LANES];

/* "edges input -> conv3x3", …: the polynomial's features, then those of walks. */
const char *nsc_surrogate_feature_name(size_t feature);

/* The built-in models, each in its generated file. */
extern const nsc_surrogate nsc_surrogate_test_108_mean_trees; /* surrogate_builtin_test.c */
extern const nsc_surrogate nsc_surrogate_time_108_mean_ridge; /* surrogate_builtin_time.c */
extern const nsc_surrogate nsc_surrogate_test_108_mean_ridge; /* surrogate_builtin_smooth.c */

/* Puts the features of one cell into a lane. */
void nsc_surrogate_standardise(const double *features, const double *centres, const double *scales, size_t lane,
                               nsc_surrogate_block block);

/* The polynomial of the model's comment for all lanes: values[NSC_SURROGATE_LANES], still transformed. */
void nsc_surrogate_polynomial(const double *coefficients, nsc_surrogate_block block, double *values);

/* From a transformed value back to a value of the fitness, at least `floor` for an accuracy. */
double nsc_surrogate_untransform(nsc_surrogate_transform transform, double floor, double transformed);

/* The value of a model of trees by its sums, at least `floor` for an accuracy. */
double nsc_tree_value(const nsc_surrogate_trees *trees, nsc_surrogate_transform transform, double floor, double level,
                      double collapse);

/* Places the three arrays of a model of this version's features in one allocation that the model owns. */
nsc_status nsc_surrogate_allocate(nsc_surrogate *model, double **centres, double **scales, double **coefficients,
                                  nsc_error *error);

#endif
