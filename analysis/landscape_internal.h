/* An opened landscape from inside: what it holds, and what its files share. */
#ifndef NSC_LANDSCAPE_INTERNAL_H
#define NSC_LANDSCAPE_INTERNAL_H

#include "analysis/landscape.h"
#include "analysis/landscape_encodings.h"
#include "data/surrogate/surrogate.h"

#include <pthread.h>
#include <stdatomic.h>

/* A requested fitness. */
typedef struct nsc_landscape_entry {
    nsc_fitness_rule rule;
    atomic_bool answered; /* `fitness` or `reason` is filled in, and stays as it is */
    nsc_fitness fitness;  /* the values, unless there is a reason */
    nsc_error reason;
    atomic_size_t points_asked; /* few values at a time; see nsc_landscape_values */
    /* Of its model, left by whoever asked for a few values last and taken by the next; NULL: none, or in use. */
    nsc_surrogate_evaluator *_Atomic evaluator;
} nsc_landscape_entry;

/* A spelling by which a fitness was asked for: what it means need not be found out again. */
typedef struct nsc_landscape_spelling {
    char text[192];
    nsc_landscape_entry *entry;
} nsc_landscape_spelling;

/* Encodings around targets that are kept; all zero: none. */
typedef struct nsc_landscape_totals {
    uint32_t *targets; /* ascending */
    size_t target_count;
    nsc_encoding_totals totals[NSC_VALIDITY_COUNT];
} nsc_landscape_totals;

/*
 * `making` is held by whoever makes a part, which may need another part: it is recursive. `lists` guards entries,
 * spellings, notes and totals for as long as it takes to look one up or add one; nothing else is locked meanwhile.
 * Parts that exist are read without a lock: each is published by an atomic store after it is complete.
 */
typedef struct nsc_landscape_locks {
    pthread_mutex_t making, lists;
} nsc_landscape_locks;

struct nsc_opened_landscape {
    nsc_landscape_locks *locks;
    nsc_landscape_names names;      /* its texts are copies, released with this */
    char *texts[6];                 /* space, fitness, relation, columns, equal_within, rows; NULL if not named */
    char column[128];               /* the column with the role of the fitness; empty if none is named */
    char **paths;                   /* data */
    const nsc_space *_Atomic space; /* NULL: not opened yet */
    nsc_space *own_space;           /* the same where it was opened here */
    nsc_graph *graphs;              /* [2 × nsc_relation_count] by relation; then stored ones beside implicit ones */
    atomic_bool *built;             /* [2 × nsc_relation_count]: the graph is there */
    nsc_measurements *_Atomic measurements;
    nsc_surrogate model; /* that the data names; without a fitness if it names none */
    char **notes;
    size_t note_count, note_capacity;
    atomic_bool surrogate_noted;   /* one of them says that the built-in surrogate has answered */
    nsc_landscape_entry **entries; /* [entry_count]; allocated one by one, since callers keep pointers into them */
    size_t entry_count, entry_capacity;
    nsc_landscape_spelling *spellings; /* [spelling_count] */
    size_t spelling_count, spelling_capacity;
    nsc_landscape_totals totals[NSC_TOTALS_KEPT]; /* in turn */
    size_t totals_kept;                           /* so far, those that were dropped included */
};

/* ---- landscape.c ---- */

static inline void nsc_landscape_begin_making(const nsc_opened_landscape *opened) {
    pthread_mutex_lock(&opened->locks->making);
}
static inline void nsc_landscape_end_making(const nsc_opened_landscape *opened) {
    pthread_mutex_unlock(&opened->locks->making);
}

/* ---- landscape_encodings.c ---- */

void nsc_landscape_totals_release(nsc_landscape_totals *kept);

/* ---- landscape_sample.c ---- */

/* Fills in what sample of the space the values of a fitness are, with a note if they are none. */
nsc_status nsc_landscape_find_sampling(nsc_opened_landscape *opened, nsc_fitness *fitness, nsc_error *error);

/* ---- landscape_data.c ---- */

/* Reads the model that the data names, if it names one. */
nsc_status nsc_landscape_read_model(nsc_opened_landscape *opened, nsc_error *error);

/* True if values come from measurements. */
bool nsc_landscape_has_files(const nsc_opened_landscape *opened);

/* The first option that only tables have; NULL if none is given. */
const char *nsc_landscape_option_of_tables(const nsc_landscape_names *names);

/* The measurements with the column of a rule, if it is one. */
nsc_status nsc_landscape_measurements_for(nsc_opened_landscape *opened, const nsc_fitness_rule *rule,
                                          const nsc_measurements **measurements, nsc_error *error);

/* Adds a note, formatted as by printf. */
nsc_status nsc_landscape_add_note(nsc_opened_landscape *opened, nsc_error *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
