/*
 * Options of analyses: one row each, in options.c. The command line, help, manual, completion, defaults, the check for
 * options that nothing reads, `analyse list` and the manifests of reports are all read from the rows.
 *
 * To add an option: a field below, a row in options.c, and NSC_READS(field) in each analysis that reads it.
 */
#ifndef NSC_ANALYSIS_OPTIONS_H
#define NSC_ANALYSIS_OPTIONS_H

#include "base/control.h"
#include "base/option.h"
#include "base/public.h"
#include "base/table.h"
#include "graph/graph.h"
#include "space/space.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

NSC_PUBLIC_BEGIN

/* Reaction of a walk to a move that leads to an invalid encoding. */
typedef enum nsc_invalid_moves {
    NSC_INVALID_STAY,   /* the move is rejected: the walk stays for this step */
    NSC_INVALID_REDRAW, /* another move is drawn until one is valid */
    NSC_INVALID_MOVES_COUNT
} nsc_invalid_moves;

/* "stay", "redraw". */
const char *nsc_invalid_moves_name(nsc_invalid_moves invalid);

/* Which values of the second fitness of a comparison are better. */
typedef enum nsc_with_better {
    NSC_WITH_SAME, /* as of the first */
    NSC_WITH_HIGHER,
    NSC_WITH_LOWER,
    NSC_WITH_COUNT
} nsc_with_better;

/* "same", "higher", "lower". */
const char *nsc_with_better_name(nsc_with_better better);

/* Search for the network of local optima. */
typedef enum nsc_lon_method {
    NSC_LON_EXACT,   /* from every point and every perturbation */
    NSC_LON_SAMPLED, /* by runs of iterated local search */
    NSC_LON_METHOD_COUNT
} nsc_lon_method;

/* "exact", "sampled". */
const char *nsc_lon_method_name(nsc_lon_method method);

/* Climbs whose basins are measured. */
typedef enum nsc_improvement {
    NSC_IMPROVEMENT_BOTH,
    NSC_IMPROVEMENT_BEST, /* only by best improvement */
    NSC_IMPROVEMENT_COUNT
} nsc_improvement;

/* "both", "best". */
const char *nsc_improvement_name(nsc_improvement improvement);

/* The values of all options; an analysis names those that it reads. The rows of options.c have their meanings. */
typedef struct nsc_analysis_options {
    const nsc_distance *distance;
    const char *targets;
    const char *margins;
    const char *epsilons;
    const char *with;
    const char *cost;
    const char *network;
    const char *nodes;
    uint64_t seed;
    double top_percent;
    unsigned lags;
    unsigned walks;
    unsigned length;
    unsigned exact_lags;
    unsigned bins;
    unsigned runs;
    unsigned stopping;
    unsigned perturbation;
    unsigned sample;
    unsigned eigenpairs;
    nsc_validity validity;
    nsc_invalid_moves invalid;
    nsc_lon_method method;
    nsc_with_better with_better;
    nsc_improvement improvement;
    const nsc_control *control; /* threads, progress, cancelling: no option, results do not depend on it */
} nsc_analysis_options;

/* A set of options: one bit each, by the place of its field. */
typedef uint64_t nsc_option_set;
#define NSC_READS(field) (UINT64_C(1) << offsetof(nsc_analysis_options, field) / sizeof(unsigned))
/* --relation goes into the graph of the landscape and has no field, but a bit. */
#define NSC_READS_RELATION (UINT64_C(1) << 63)
static_assert(sizeof(nsc_analysis_options) < 63 * sizeof(unsigned), "each field needs a bit of its own");

typedef struct nsc_analysis_option {
    nsc_option option;
    const char *key; /* in manifests: the name of its field */
    size_t offset;   /* of its field in nsc_analysis_options */
    /* Whether it has an effect given the other options, and the option that it needs; NULL if it always has one. */
    bool (*applies)(const nsc_analysis_options *options);
    const char *applies_with;
} nsc_analysis_option;

extern const nsc_analysis_option nsc_analysis_option_rows[];
extern const size_t nsc_analysis_option_count;

/* NULL if there is no such option. */
const nsc_analysis_option *nsc_analysis_option_named(const char *name);

/* The set of this one option. */
static inline nsc_option_set nsc_analysis_option_bit(const nsc_analysis_option *row) {
    return UINT64_C(1) << row->offset / sizeof(unsigned);
}

/* The value of an option that names something which need not be given: nothing. */
#define NSC_OPTION_NONE "none"

/* True if an option of that kind names something. */
static inline bool nsc_option_names(const char *text) {
    return text != NULL && strcmp(text, NSC_OPTION_NONE) != 0;
}

/* The default of every option, read from the rows; no control. */
nsc_analysis_options nsc_analysis_defaults(void);

/* Reads the value of an option into its field; a text is borrowed. NSC_USAGE if the option does not take it. */
nsc_status nsc_analysis_option_set(nsc_analysis_options *options, const nsc_analysis_option *row, const char *text,
                                   nsc_error *error);

/* The value of an option: a number, or the text that stands for it on a command line. */
nsc_value nsc_analysis_option_value(const nsc_analysis_options *options, const nsc_analysis_option *row);

NSC_PUBLIC_END

#endif
