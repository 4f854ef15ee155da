/* The words and numbers of a model's JSON file that its writing and its reading share. */
#ifndef NSC_SURROGATE_FILE_H
#define NSC_SURROGATE_FILE_H

#include "data/surrogate/surrogate_internal.h"

#define NSC_SURROGATE_FORMAT "nasscape surrogate"

/* The version of the format, by the regression. */
enum { NSC_SURROGATE_POLYNOMIAL = 1, NSC_SURROGATE_TREES = 2 };

/* By nsc_surrogate_transform. */
enum { NSC_SURROGATE_TRANSFORMS = NSC_TRANSFORM_NONE + 1 };
extern const char *const nsc_surrogate_transform_names[NSC_SURROGATE_TRANSFORMS];

#endif
