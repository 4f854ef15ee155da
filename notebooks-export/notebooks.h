/*
 * notebooks-export: Jupyter notebooks that tell a story on a landscape and compute it live.
 *
 * In: a landscape and the names that opened it. Out: a folder with the notebook (nbformat 4.5) and the Python module
 * nasscape.py, through which its cells open the landscape again and run their analyses.
 *
 *   notebook.c            the table of notebooks; writing the folder
 *   notebook_words.c      the words that are filled into a template: how the landscape is opened, options, provenance
 *   notebook_cells.c      a template as the JSON of a notebook
 *   stories/              the templates, one a notebook; setup.py: the cell that all of them begin with
 *   python/nasscape.py    the module
 *   embed.cmake           turns templates and module into constants of the program, so that it needs no file beside it
 *   notebooks_internal.h  what these share
 *
 * A new notebook is a template and a row in the table. A template is a Python script cut into cells by lines
 * `# %% id="…"` and `# %% [markdown] id="…"`. A cell with `needs="depthwidth"` is left out where that analysis does not
 * suit the space or the relation, one with `needs="cells"` where the points are no cells, with `needs="networks"`
 * where they cannot be drawn, and with `needs="relations"` where the space has no other relation. Names between @ signs
 * are filled in when the notebook is written; they are listed in notebook_words.c. A notebook never rests on values
 * that were computed when it was exported.
 */
#ifndef NSC_NOTEBOOKS_H
#define NSC_NOTEBOOKS_H

#include "analysis/analysis.h"
#include "base/base.h"

typedef struct nsc_notebook {
    const char *name;            /* of the story, and of the file: NAME.ipynb */
    const char *meaning;         /* one line */
    const char *const *analyses; /* names of those that it runs, NULL after the last */
    const char *cells;           /* template */
} nsc_notebook;

size_t nsc_notebook_count(void);
const nsc_notebook *nsc_notebook_at(size_t number);
/* In upper or lower case; NULL if there is no such notebook. */
const nsc_notebook *nsc_notebook_named(const char *name);

/* Adds the names of all files that nsc_notebook_write writes. */
nsc_status nsc_notebook_files(const nsc_notebook *notebook, nsc_names *names, nsc_error *error);

/* The options that it passes on: those of its analyses, without those that name files. */
nsc_option_set nsc_notebook_reads(const nsc_notebook *notebook);

/* What a notebook is written of. */
typedef struct nsc_notebook_subject {
    const nsc_landscape *landscape;
    const nsc_landscape_names *names;    /* that opened it; files by absolute paths or from the current folder */
    const nsc_analysis_options *options; /* those in `given` are written into the notebook */
    nsc_option_set given;
} nsc_notebook_subject;

/*
 * Writes into `folder`, made where it is not there: NAME.ipynb and nasscape.py, each whole or not at all, the notebook
 * last; files of the same names are replaced. Files of data are named by their absolute paths. NSC_USAGE if the data is
 * standard input or a pipe, which no notebook can read again; else errors of writing. The same landscape, options and
 * version give the same bytes. Nothing is computed.
 */
nsc_status nsc_notebook_write(const nsc_notebook *notebook, const nsc_notebook_subject *subject, const char *folder,
                              nsc_error *error);

#endif
