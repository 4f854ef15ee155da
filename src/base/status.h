/* The outcome of a call. Errors are returned with a text; nothing below the command line prints or exits. */
#ifndef NSC_STATUS_H
#define NSC_STATUS_H

#include "base/public.h"

#include <stdbool.h>

NSC_PUBLIC_BEGIN

/* Each value is also the exit code of the program. */
typedef enum nsc_status {
    NSC_OK = 0,
    NSC_FAILED = 1,  /* the system refused: memory, disk, permission */
    NSC_USAGE = 2,   /* the command line is wrong */
    NSC_INVALID = 3, /* something given is invalid: a file's content, a cell, an unknown hash */
    NSC_MISSING = 4  /* something is not there: a file, a fitness that the data does not hold */
} nsc_status;

/*
 * The first failure's text. Owned by the caller, set to NSC_ERROR_NONE or {0} before the first call; every function
 * accepts NULL.
 */
typedef struct nsc_error {
    nsc_status status;
    char message[1024];
    bool out_of_memory; /* nothing is wrong with what was given, and what is tried next will fail as well */
} nsc_error;

/* No failure yet: nsc_error error = NSC_ERROR_NONE; with all fields, which compilers of C++ warn about otherwise. */
#define NSC_ERROR_NONE                                                                                                 \
    { NSC_OK, "", false }

/*
 * Records a failure unless `error` already holds one, and returns `status`, so that `return nsc_error_set(…)` reads
 * well. Control characters and marks of direction in the text are shown by escapes, as "\\x1b"; so are new lines that
 * the format does not have. A text that is too long loses its middle, so that the reason at its end stays.
 */
nsc_status nsc_error_set(nsc_error *error, nsc_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* nsc_error_set for lack of memory: NSC_FAILED, with the text "out of memory for …". */
nsc_status nsc_error_out_of_memory(nsc_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Records with `status` the failure that a call left in an error of its own, and returns `status`. */
nsc_status nsc_error_pass(nsc_error *error, nsc_status status, const nsc_error *reason);

/*
 * Puts a place ("file.csv, line 7: ") before the recorded text; does nothing where no failure is recorded. If both are
 * too long together, the place loses its middle first, down to half of the room.
 */
void nsc_error_prefix(nsc_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* In a function with `nsc_status status = NSC_OK;` and a label `out:` that frees its locals. */
#define NSC_TRY(call)                                                                                                  \
    do {                                                                                                               \
        status = (call);                                                                                               \
        if (status != NSC_OK)                                                                                          \
            goto out;                                                                                                  \
    } while (0)

NSC_PUBLIC_END

#endif
