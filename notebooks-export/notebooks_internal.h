/* What the files of notebooks-export share. */
#ifndef NSC_NOTEBOOKS_INTERNAL_H
#define NSC_NOTEBOOKS_INTERNAL_H

#include "notebooks-export/notebooks.h"

#include <stdio.h>

/* Templates and the module, by embed.cmake. */
extern const char nsc_notebook_setup[];
extern const char nsc_notebook_overview[];
extern const char nsc_notebook_locality[];
extern const char nsc_notebook_neighbourhood[];
extern const char nsc_notebook_structure[];
extern const char nsc_notebook_search[];
extern const char nsc_notebook_compare[];
extern const char nsc_notebook_module[];

/* A name that stands between @ signs in a template, and the text that replaces it. */
typedef struct nsc_notebook_word {
    const char *name;
    char *text;
} nsc_notebook_word;

typedef struct nsc_notebook_words {
    nsc_notebook_word *items;
    size_t count;
} nsc_notebook_words;

/* The words for a subject. NSC_USAGE as for nsc_notebook_write. Release with nsc_notebook_words_release. */
nsc_status nsc_notebook_words_make(nsc_notebook_words *words, const nsc_notebook *notebook,
                                   const nsc_notebook_subject *subject, nsc_error *error);
void nsc_notebook_words_release(nsc_notebook_words *words);

/* Other undirected relation `number` of the landscape's space, NULL after the last. */
const nsc_relation *nsc_notebook_other_relation(const nsc_landscape *landscape, size_t number);

/*
 * Writes the cells of `setup` and of the template that suit the landscape as one notebook for the kernel python3. The
 * first cell of the template, its title, stands in front. NSC_FAILED without memory, or for a template whose cells lack
 * an id. Writes that the stream refuses are reported by whoever opened it.
 */
nsc_status nsc_notebook_write_cells(const char *template, const nsc_notebook_words *words,
                                    const nsc_landscape *landscape, FILE *stream, nsc_error *error);

/* Writes, as a Python text, the path of the shared library of the installation or build that this program belongs to;
 * empty if there is none. */
void nsc_notebook_write_library(FILE *stream);

#endif
