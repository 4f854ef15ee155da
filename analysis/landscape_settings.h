/*
 * The names of a landscape (landscape.h) from words: keys with their values, called as the options of the command line.
 * For files that name landscapes, and for arguments that name a second one.
 *
 *     space data order rows columns fitness relation graph equal-within minimise maximise percent
 *     keep-going
 */
#ifndef NSC_LANDSCAPE_SETTINGS_H
#define NSC_LANDSCAPE_SETTINGS_H

#include "analysis/landscape.h"
#include "base/base.h"

/* Names with the texts that they point to. Starts as {0}. */
typedef struct nsc_landscape_settings {
    nsc_landscape_names names;
    nsc_names texts;      /* copies of all values */
    const char **data;    /* names.data; grows */
    size_t data_capacity; /* of `data` */
    bool direction_given; /* by minimise or maximise */
    unsigned given;       /* bit of each key that was set, by its place in the table */
} nsc_landscape_settings;

/*
 * Sets one key; `value` is NULL for a key without one (minimise, maximise, percent, keep-going), and is copied. `data`
 * may be set several times. NSC_USAGE for a key that there is not, listing those that there are; for a value that the
 * key does not take, or that is missing or too much; and for a key that is set twice.
 */
nsc_status nsc_landscape_settings_set(nsc_landscape_settings *settings, const char *key, const char *value,
                                      nsc_error *error);

/* Splits "KEY=VALUE" or "KEY" at its first "=" and sets it. */
nsc_status nsc_landscape_settings_read(nsc_landscape_settings *settings, const char *word, nsc_error *error);

/* Sets the keys of "KEY=VALUE,KEY=VALUE". A comma ends a value where a key follows; others are part of it, as those of
 * "space=nb101:vertices=5,edges=8" and of names of files are. Errors of nsc_landscape_settings_set. */
nsc_status nsc_landscape_settings_read_list(nsc_landscape_settings *settings, const char *list, nsc_error *error);

/* Releases the texts; names that point to them end with them. */
void nsc_landscape_settings_release(nsc_landscape_settings *settings);

#endif
