/* What the files that read recipes share. */
#ifndef NSC_RECIPE_FILE_INTERNAL_H
#define NSC_RECIPE_FILE_INTERNAL_H

#include "reports/recipe_file.h"

enum { NSC_RECIPE_WORDS = 32, NSC_RECIPE_NAME_LENGTH = 40 };

/* The words of a line; the first says what the line is. */
typedef struct nsc_recipe_words {
    const char *items[NSC_RECIPE_WORDS];
    size_t count;
} nsc_recipe_words;

/* Points *`kept` at a copy of the text that the file owns. */
nsc_status nsc_recipe_keep(nsc_recipe_file *file, const char *text, const char **kept, nsc_error *error);
/* The same for a text that becomes part of the names of files; NSC_INVALID if it is not made for that. */
nsc_status nsc_recipe_keep_name(nsc_recipe_file *file, const char *what, const char *text, size_t longest,
                                const char **kept, nsc_error *error);

/* Splits "KEY=VALUE"; the value is borrowed. NSC_INVALID without a value. */
nsc_status nsc_recipe_split(const char *word, char key[NSC_FILE_NAME_SIZE], const char **value, nsc_error *error);

/* NSC_INVALID for a name that is no analysis, no table of the analysis (`context`; NULL has all), or no label of the
 * file's data sets (`context`). */
nsc_status nsc_recipe_check_analyses(const char *list, nsc_error *error);
nsc_status nsc_recipe_check_table(const void *context, const char *name, nsc_error *error);
nsc_status nsc_recipe_check_label(const void *context, const char *name, nsc_error *error);

/* Adds the row of a line `analyse`. */
nsc_status nsc_recipe_read_analyse(nsc_recipe_file *file, const nsc_recipe_words *line, unsigned number,
                                   nsc_error *error);

#endif
