/* Options: what one is called, which values it takes, and its value read from a text. */
#ifndef NSC_OPTION_H
#define NSC_OPTION_H

#include "base/public.h"
#include "base/status.h"
#include "base/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

NSC_PUBLIC_BEGIN

typedef enum nsc_option_kind {
    NSC_TAKES_NOTHING, /* a flag */
    NSC_TAKES_TEXT,
    NSC_TAKES_TEXTS, /* may be given more than once */
    NSC_TAKES_COUNT, /* a whole number from `minimum` to `maximum` */
    NSC_TAKES_SEED,  /* any number of 64 bits */
    NSC_TAKES_REAL,  /* a number from `minimum` to `maximum` */
    NSC_TAKES_CHOICE
} nsc_option_kind;

typedef struct nsc_option {
    const char *name; /* without the dashes */
    char letter;      /* the one-letter form, 0 for none */
    nsc_option_kind kind;
    const char *placeholder; /* what stands for the value in help; NULL for a flag */
    const char *meaning;
    const char *default_text;             /* what is used where the option is not given; NULL: nothing */
    double minimum, maximum;              /* of a count or a real */
    const char *(*choice)(size_t number); /* the values to choose from, NULL after the last */
    /* The path that a value makes a command read, *length bytes in the value; NULL for none. No function where the
     * option names no such file. */
    const char *(*file)(const char *value, size_t *length);
    const char *other_spelling; /* of the name, accepted as well: "minimize"; NULL: none */
} nsc_option;

/* The value of an option: `number` of a count, a seed, or a choice by its place; `real` of a real; `text` of all. */
typedef struct nsc_option_value {
    const char *text; /* as given */
    uint64_t number;
    double real;
} nsc_option_value;

/*
 * Reads the decimal number that `text` begins with, as "0.5" or "1e-3"; *`end` is behind it. False where none begins
 * there: hexadecimal numbers, "nan", "inf", numbers beyond the range of doubles, and a plus or blanks before a number
 * are none.
 */
bool nsc_decimal_read(const char *text, const char **end, double *number);

/* Reads a value; its text is borrowed. NSC_USAGE where the option does not take it, with the values that it takes. */
nsc_status nsc_option_read(const nsc_option *option, const char *text, nsc_option_value *value, nsc_error *error);

/*
 * The place of `text` among the names, which NULL ends; upper and lower case are the same. NSC_USAGE, listing the
 * names, if it is none of them.
 */
nsc_status nsc_option_choose(const char *option_name, const char *const *choices, const char *text, uint64_t *number,
                             nsc_error *error);

/*
 * Options whose values go to the fields of a structure. The field at `offset` is a bool of a flag, unsigned of a count,
 * uint64_t of a seed, double of a real, const char * of a text, and unsigned of a choice: its place among the choices.
 * nsc_option_store reads a value into its field; a text is borrowed. NSC_USAGE where the option does not take it.
 * nsc_option_stored is the value of the field: a number, or the text that stands for it on a command line.
 */
nsc_status nsc_option_store(const nsc_option *option, void *structure, size_t offset, const char *text,
                            nsc_error *error);
nsc_value nsc_option_stored(const nsc_option *option, const void *structure, size_t offset);

NSC_PUBLIC_END

#endif
