/* A database of SQLite: opened late, filled row by row, closed whole. */
#include "export/sqlite_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

static nsc_status load_sqlite(nsc_sqlite_library *library, nsc_error *error) {
#define SPELL(name) "sqlite3_" #name,
    static const char *const names[] = {NSC_SQLITE_NAMES(SPELL)};
#undef SPELL
    _Static_assert(sizeof names == sizeof *library, "a pointer each");
    nsc_error reason = {0};
    if (nsc_late_library_load(NASSCAPE_SQLITE, names, NSC_COUNT_OF(names), library, &reason) == NSC_OK)
        return NSC_OK;
    if (reason.out_of_memory)
        return nsc_error_pass(error, NSC_FAILED, &reason);
    return nsc_error_set(error, NSC_MISSING, "the database is written by SQLite: install it (Debian: libsqlite3-0). %s",
                         reason.message);
}

/* NSC_FAILED with the reason of the last call. */
static nsc_status refuse(const nsc_sqlite *sqlite, nsc_error *error) {
    const nsc_status cancelled = nsc_control_check(sqlite->control, error);
    if (cancelled != NSC_OK)
        return cancelled;
    if (sqlite->database == NULL || sqlite->library.errcode(sqlite->database) == SQLITE_NOMEM)
        return nsc_error_out_of_memory(error, "SQLite");
    if (sqlite->storage.failure != 0)
        return nsc_error_set(error, NSC_FAILED, "cannot write \"%s\": %s", sqlite->path,
                             strerror(sqlite->storage.failure));
    return nsc_error_set(error, NSC_FAILED, "SQLite: %s", sqlite->library.errmsg(sqlite->database));
}

/* SQLite asks while it sorts an index, which may take seconds. */
static int is_cancelled(void *context) {
    const nsc_sqlite *sqlite = context;
    return nsc_control_check(sqlite->control, NULL) != NSC_OK;
}

nsc_status nsc_sqlite_open(nsc_sqlite *sqlite, const nsc_output *output, const nsc_control *control, nsc_error *error) {
    enum { INSTRUCTIONS_A_QUESTION = 100000 };
    const int descriptor = output->descriptor;
    struct stat facts;
    *sqlite = (nsc_sqlite){.path = output->path, .control = control};
    const nsc_status status = load_sqlite(&sqlite->library, error);
    if (status != NSC_OK)
        return status;
    if (fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size > 0 ||
        (fcntl(descriptor, F_GETFL) & O_ACCMODE) != O_RDWR)
        return nsc_error_set(error, NSC_USAGE,
                             "a database is not written from its beginning to its end: --out must name a file");
    nsc_sqlite_storage_begin(&sqlite->storage, &sqlite->library, descriptor);
    if (sqlite->library.open_v2("database", &sqlite->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                sqlite->storage.name) != SQLITE_OK)
        return refuse(sqlite, error);
    sqlite->library.progress_handler(sqlite->database, INSTRUCTIONS_A_QUESTION, is_cancelled, sqlite);
    /* A file that is complete or not there needs no journal. */
    return nsc_sqlite_run(sqlite, "PRAGMA journal_mode = OFF; PRAGMA cache_size = -65536; BEGIN", error);
}

nsc_status nsc_sqlite_run(nsc_sqlite *sqlite, const char *statements, nsc_error *error) {
    return sqlite->library.exec(sqlite->database, statements, NULL, NULL, NULL) == SQLITE_OK ? NSC_OK
                                                                                             : refuse(sqlite, error);
}

static void end_insertion(nsc_sqlite *sqlite) {
    if (sqlite->insertion != NULL)
        sqlite->library.finalize(sqlite->insertion);
    sqlite->insertion = NULL;
}

nsc_status nsc_sqlite_insert(nsc_sqlite *sqlite, const char *table, size_t column_count, nsc_error *error) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = nsc_text_stream_open(&text, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "the commands of SQLite");
    fprintf(stream, "INSERT INTO %s VALUES (?", table);
    for (size_t column = 1; column < column_count; column++)
        fputs(", ?", stream);
    fputc(')', stream);
    if (fclose(stream) != 0)
        return nsc_error_out_of_memory(error, "the commands of SQLite");
    end_insertion(sqlite);
    const int code = sqlite->library.prepare_v2(sqlite->database, text, (int)size, &sqlite->insertion, NULL);
    free(text);
    return code == SQLITE_OK ? NSC_OK : refuse(sqlite, error);
}

static int bind(const nsc_sqlite *sqlite, int place, nsc_value value) {
    sqlite3_stmt *insertion = sqlite->insertion;
    switch (value.type) {
    case NSC_VALUE_TEXT:
        return sqlite->library.bind_text(insertion, place, value.as.text, (int)strlen(value.as.text), SQLITE_STATIC);
    case NSC_VALUE_INTEGER:
        return sqlite->library.bind_int64(insertion, place, value.as.integer);
    case NSC_VALUE_UNSIGNED:
        return sqlite->library.bind_double(insertion, place, (double)value.as.natural);
    case NSC_VALUE_REAL:
        return sqlite->library.bind_double(insertion, place, value.as.real);
    default:
        return sqlite->library.bind_null(insertion, place);
    }
}

nsc_status nsc_sqlite_add(nsc_sqlite *sqlite, const nsc_value *values, size_t count, nsc_error *error) {
    int code = SQLITE_OK;
    for (size_t column = 0; code == SQLITE_OK && column < count; column++)
        code = bind(sqlite, (int)column + 1, values[column]);
    if (code == SQLITE_OK && sqlite->library.step(sqlite->insertion) == SQLITE_DONE &&
        sqlite->library.reset(sqlite->insertion) == SQLITE_OK)
        return NSC_OK;
    return refuse(sqlite, error);
}

nsc_status nsc_sqlite_close(nsc_sqlite *sqlite, nsc_status status, nsc_error *error) {
    end_insertion(sqlite);
    if (status == NSC_OK)
        status = nsc_sqlite_run(sqlite, "COMMIT", error);
    if (sqlite->database != NULL)
        sqlite->library.close_v2(sqlite->database);
    if (sqlite->storage.system != NULL)
        nsc_sqlite_storage_end(&sqlite->storage, &sqlite->library);
    *sqlite = (nsc_sqlite){0};
    return status;
}
