/*
 * A user's own list of analyses, read from a file: one line each, a word and its values. examples/landscape.recipe
 * explains all of it.
 *
 *     title    TEXT
 *     data     LABEL [KEY=VALUE]...       a data set (analysis/landscape_settings.h has the keys)
 *     analyse  ANALYSIS [KEY=VALUE]...    its options by their names; tables, figures, fitness, relation, data, name
 *     overlay  NAME analyses=LIST table=NAME [words=LIST] [meaning=TEXT]
 *
 * Words are parted by spaces; a value with spaces stands in double quotes; `#` begins a comment. Paths are those of the
 * folder in which the program runs, as on the command line.
 */
#ifndef NSC_RECIPE_FILE_H
#define NSC_RECIPE_FILE_H

#include "analysis/landscape_settings.h"
#include "reports/recipe.h"

/* Starts as {0}. */
typedef struct nsc_recipe_file {
    nsc_recipe recipe;
    nsc_recipe_row *rows; /* recipe.rows; it grows */
    size_t row_capacity;
    nsc_recipe_overlay *overlays; /* recipe.overlays; it grows */
    size_t overlay_capacity;
    nsc_landscape_settings *settings; /* [data_count] */
    nsc_report_data *data;            /* [data_count] none: the recipe is for any landscape */
    size_t data_count, data_capacity, settings_capacity;
    nsc_names texts; /* all values */
} nsc_recipe_file;

/*
 * Reads and checks a recipe: analyses, tables, options and their values, relations, labels. NSC_INVALID with file and
 * line for what is wrong; NSC_MISSING or NSC_FAILED if the file cannot be read.
 */
nsc_status nsc_recipe_file_read(nsc_recipe_file *file, const char *path, nsc_error *error);

/* Opens all data sets, of which nothing is read yet. */
nsc_status nsc_recipe_file_open(nsc_recipe_file *file, const nsc_control *control, nsc_error *error);

/* Closes the data sets and releases all. */
void nsc_recipe_file_release(nsc_recipe_file *file);

#endif
