/*
 * A database of SQLite, written into an open file: its bytes go where those of every other output go, so that a killed
 * run leaves nothing or a whole database. SQLite is loaded late.
 */
#ifndef NSC_SQLITE_FILE_H
#define NSC_SQLITE_FILE_H

#include "base/base.h"

#include <sqlite3.h>

/* The functions of SQLite that are used. */
/* clang-format off */
#define NSC_SQLITE_NAMES(NAME)                                                                                        \
    NAME(vfs_find) NAME(vfs_register) NAME(vfs_unregister)                                                            \
    NAME(open_v2) NAME(close_v2) NAME(errcode) NAME(errmsg) NAME(errstr) NAME(exec) NAME(progress_handler)            \
    NAME(prepare_v2) NAME(step) NAME(reset) NAME(finalize)                                                            \
    NAME(bind_text) NAME(bind_int64) NAME(bind_double) NAME(bind_null)
/* clang-format on */

typedef struct nsc_sqlite_library {
#define DECLARE(name) __typeof__(sqlite3_##name) *name;
    NSC_SQLITE_NAMES(DECLARE)
#undef DECLARE
} nsc_sqlite_library;

/* ---- storage (sqlite_storage.c) ---- */

/* Where the bytes of a database are: an open file that can be read and written at any place. */
typedef struct nsc_sqlite_storage {
    sqlite3_vfs functions; /* begins as those of the system, which temporary files of SQLite use */
    sqlite3_vfs *system;
    int descriptor;
    int failure; /* number of errno of the last write that failed, 0 for none */
    char name[48];
} nsc_sqlite_storage;

/* Names the storage for SQLite; nsc_sqlite_storage_end takes the name back. */
void nsc_sqlite_storage_begin(nsc_sqlite_storage *storage, const nsc_sqlite_library *library, int descriptor);
void nsc_sqlite_storage_end(nsc_sqlite_storage *storage, const nsc_sqlite_library *library);

/* ---- the database (sqlite_file.c) ---- */

typedef struct nsc_sqlite {
    nsc_sqlite_library library;
    nsc_sqlite_storage storage;
    sqlite3 *database;
    sqlite3_stmt *insertion; /* of the table whose rows are being added; NULL: none */
    const char *path;        /* of the output, for messages */
    const nsc_control *control;
} nsc_sqlite;

/*
 * Begins a database in an empty file, whose rows are kept once nsc_sqlite_close succeeds. NSC_MISSING, naming Debian's
 * package, where there is no SQLite; NSC_USAGE for a pipe or a file that is not empty. Close it also after a failure.
 */
nsc_status nsc_sqlite_open(nsc_sqlite *sqlite, const nsc_output *output, const nsc_control *control, nsc_error *error);

/* Runs statements. Here and below: NSC_FAILED with SQLite's reason, or once the run is cancelled. */
nsc_status nsc_sqlite_run(nsc_sqlite *sqlite, const char *statements, nsc_error *error);

/* Begins the rows of a table; each has `column_count` values, in the order of the columns. */
nsc_status nsc_sqlite_insert(nsc_sqlite *sqlite, const char *table, size_t column_count, nsc_error *error);
nsc_status nsc_sqlite_add(nsc_sqlite *sqlite, const nsc_value *values, size_t count, nsc_error *error);

/* Ends the database if `status` is NSC_OK, and releases it either way. Returns the first failure. */
nsc_status nsc_sqlite_close(nsc_sqlite *sqlite, nsc_status status, nsc_error *error);

#endif
