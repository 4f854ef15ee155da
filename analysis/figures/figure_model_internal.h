/* How a model is made, in steps: marks (figure_model.c), those that others hide (figure_thinning.c), ranges of the axes
 * and lines to compare with (figure_ranges.c), and the caption (figure_caption.c). */
#ifndef NSC_FIGURE_MODEL_INTERNAL_H
#define NSC_FIGURE_MODEL_INTERNAL_H

#include "analysis/figures/figure_model.h"
#include "base/base.h"

/* The parts that columns play in a figure. */
typedef enum nsc_figure_role {
    NSC_ROLE_X,
    NSC_ROLE_X_SECOND,
    NSC_ROLE_X_UNTIL,
    NSC_ROLE_Y,
    NSC_ROLE_Y_SECOND,
    NSC_ROLE_Y_UNTIL,
    NSC_ROLE_SERIES, /* NSC_FIGURE_PARTS of them */
    NSC_ROLE_SIZE = NSC_ROLE_SERIES + NSC_FIGURE_PARTS,
    NSC_ROLE_COLOUR,
    NSC_ROLE_LABEL,
    NSC_ROLE_REFERENCES,                                           /* one for each line to compare with */
    NSC_ROLE_CURVES = NSC_ROLE_REFERENCES + NSC_FIGURE_REFERENCES, /* three for each: value, low and high */
    NSC_ROLE_COUNT = NSC_ROLE_CURVES + 3 * NSC_FIGURE_CURVES
} nsc_figure_role;

/* What the texts of a model belong to. */
typedef struct nsc_figure_texts {
    nsc_name_table categories[2]; /* of x and y */
    const char **category_lists[2];
    double *ranked[3]; /* of x, y and colours */
    nsc_names titles;
} nsc_figure_texts;

typedef struct nsc_figure_builder {
    nsc_figure_model *model;
    nsc_figure_texts *texts;
    const nsc_figure *figure;
    const nsc_figure_source *sources;
    size_t source_count;
    size_t (*columns)[NSC_ROLE_COUNT]; /* [source_count] places of the columns; NSC_NO_COLUMN if the figure has none */
    nsc_name_table keys;               /* of the series */
    nsc_name_table groups;             /* of their groups */
    size_t *capacities;                /* [series_capacity] of their marks */
    size_t series_capacity, key_capacity;
} nsc_figure_builder;

#define NSC_NO_COLUMN SIZE_MAX

/* ---- columns (figure_columns.c) ---- */

/* Place of a column in a table; NSC_NO_COLUMN if it has none of that name. */
size_t nsc_figure_find_column(const nsc_table *table, const char *name);

/* Finds the columns of all roles in all sources. NSC_FAILED if one that the figure names is not there. */
nsc_status nsc_figure_find_columns(nsc_figure_builder *builder, nsc_error *error);

/* The value of a row in a role; missing if the figure has no such column. */
nsc_value nsc_figure_value_at(const nsc_figure_builder *builder, size_t source, size_t row, size_t role);

/* The same as a number; NaN if there is none. */
double nsc_figure_number_at(const nsc_figure_builder *builder, size_t source, size_t row, size_t role);

/* Ranges of both axes and of colours, and the lines. */
nsc_status nsc_figure_set_ranges(nsc_figure_builder *builder, nsc_error *error);

/* Makes a side one of ranks of these values, which it borrows and sorts. */
void nsc_figure_set_ranks(nsc_figure_side *side, double *values, size_t count);

/* The caption of the model, with the note of its figure and what is left out. */
nsc_status nsc_figure_caption_model(const nsc_figure_builder *builder, nsc_error *error);

/* Leaves out marks that others of their series cover, where there are thousands. */
nsc_status nsc_figure_thin(nsc_figure_model *model, nsc_error *error);

#endif
