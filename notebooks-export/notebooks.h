/*
 * notebooks-export: a Jupyter notebook that tells a story on a landscape, with the data that it reads.
 *
 * In: a landscape. Out: a folder with the notebook (nbformat 4.5), its CSV files and the Python loader it imports.
 *
 *   notebook.c            the table of notebooks; running their analyses; writing the folder
 *   notebook_cells.c      a template as the JSON of a notebook
 *   locality.py           template: the paper's locality story
 *   loader.py             reads the CSV files beside a notebook with Python's standard library
 *   embed.cmake           turns the two into constants of the program, so that it needs no file beside it
 *   notebooks_internal.h  what these share
 *
 * A new notebook is a template and a row in the table. A template is a Python script cut into cells by lines
 * `# %% id="…"` and `# %% [markdown] id="…"`; the names between @ signs that notebook.c lists are filled in when it is
 * written.
 */
#ifndef NSC_NOTEBOOKS_H
#define NSC_NOTEBOOKS_H

#include "analysis/analysis.h"
#include "base/base.h"

typedef struct nsc_notebook {
    const char *name;            /* of the story, and of the file: NAME.ipynb */
    const char *meaning;         /* one line */
    const char *const *analyses; /* names of those whose tables it reads, NULL after the last */
    const char *cells;           /* template */
} nsc_notebook;

size_t nsc_notebook_count(void);
const nsc_notebook *nsc_notebook_at(size_t number);
/* In upper or lower case; NULL if there is no such notebook. */
const nsc_notebook *nsc_notebook_named(const char *name);

/* Adds the names of all files that nsc_notebook_write writes. */
nsc_status nsc_notebook_files(const nsc_notebook *notebook, const nsc_relation *relation, const nsc_distance *distance,
                              nsc_names *names, nsc_error *error);

/* The options that it reads: those of its analyses. */
nsc_option_set nsc_notebook_reads(const nsc_notebook *notebook);

/*
 * Writes into `folder`, made where it is not there: NAME.ipynb; nasscape_loader.py, which it imports; landscape.csv
 * (`key,value`: what landscape this is); and every table of its analyses, ANALYSIS[-TABLE]-RELATION[-DISTANCE].csv.
 * All is computed before anything is written, each file is written whole or not at all, the notebook last; files of the
 * same names are replaced.
 * Errors: those of the analyses (NSC_MISSING where too little is known) and of writing. Cost: that of the analyses.
 * Determinism: that of the analyses; the same landscape, options and version give the same bytes.
 */
nsc_status nsc_notebook_write(const nsc_notebook *notebook, const nsc_landscape *landscape,
                              const nsc_analysis_options *options, const char *folder, nsc_error *error);

#endif
