/* What the files of notebooks-export share. */
#ifndef NSC_NOTEBOOKS_INTERNAL_H
#define NSC_NOTEBOOKS_INTERNAL_H

#include "notebooks-export/notebooks.h"

#include <stdio.h>

/* locality.py and loader.py, by embed.cmake. */
extern const char nsc_notebook_locality[];
extern const char nsc_notebook_loader[];

/* A name that stands between @ signs in a template, and what replaces it. */
typedef struct nsc_notebook_word {
    const char *name;
    const char *text;
} nsc_notebook_word;

/*
 * Writes a template's cells as a notebook for the kernel python3. Bytes that are not UTF-8 in what replaces a word
 * become question marks. NSC_FAILED on a failed write, without memory, or for a template whose cells lack an id.
 */
nsc_status nsc_notebook_write_cells(const char *template, const nsc_notebook_word *words, size_t word_count,
                                    FILE *stream, nsc_error *error);

#endif
