/*
 * The file functions that SQLite calls for its database: reads and writes at a place of an open file. One program
 * writes the file and nobody reads it meanwhile, so there are no locks, no journal, and no other name that could exist.
 */
#include "export/sqlite_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The database as SQLite holds it. */
typedef struct stored_file {
    sqlite3_file base; /* first, as SQLite expects */
    nsc_sqlite_storage *storage;
} stored_file;

static int descriptor_of(sqlite3_file *file) {
    return ((stored_file *)file)->storage->descriptor;
}

static int close_file(sqlite3_file *file) {
    (void)file; /* the descriptor is the output's */
    return SQLITE_OK;
}

/* What lies beyond the end of the file reads as zeros. */
static int read_file(sqlite3_file *file, void *bytes, int size, sqlite3_int64 place) {
    int filled = 0;
    while (filled < size) {
        const ssize_t count =
            pread(descriptor_of(file), (char *)bytes + filled, (size_t)(size - filled), place + filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return SQLITE_IOERR_READ;
        if (count == 0)
            break;
        filled += (int)count;
    }
    memset((char *)bytes + filled, 0, (size_t)(size - filled));
    return filled == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int write_file(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 place) {
    int written = 0;
    while (written < size) {
        const ssize_t count =
            pwrite(descriptor_of(file), (const char *)bytes + written, (size_t)(size - written), place + written);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) { /* a write of no bytes sets no errno */
            ((stored_file *)file)->storage->failure = count < 0 ? errno : ENOSPC;
            return SQLITE_IOERR_WRITE;
        }
        written += (int)count;
    }
    return SQLITE_OK;
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
    return ftruncate(descriptor_of(file), size) == 0 ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

static int sync_file(sqlite3_file *file, int flags) {
    (void)file; /* committing the output syncs it */
    (void)flags;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    struct stat facts;
    if (fstat(descriptor_of(file), &facts) != 0)
        return SQLITE_IOERR_FSTAT;
    *size = facts.st_size;
    return SQLITE_OK;
}

static int lock_file(sqlite3_file *file, int level) {
    (void)file;
    (void)level;
    return SQLITE_OK;
}

static int check_lock(sqlite3_file *file, int *locked) {
    (void)file;
    *locked = 0;
    return SQLITE_OK;
}

static int control_file(sqlite3_file *file, int operation, void *argument) {
    (void)file;
    (void)operation;
    (void)argument;
    return SQLITE_NOTFOUND;
}

static int sector_size(sqlite3_file *file) {
    (void)file;
    return 4096;
}

static int characteristics(sqlite3_file *file) {
    (void)file;
    return 0;
}

static const sqlite3_io_methods file_functions = {
    .iVersion = 1,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = lock_file,
    .xCheckReservedLock = check_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
};

static int open_file(sqlite3_vfs *functions, sqlite3_filename name, sqlite3_file *file, int flags, int *flags_out) {
    nsc_sqlite_storage *storage = functions->pAppData;
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
        return storage->system->xOpen(storage->system, name, file, flags, flags_out);
    *(stored_file *)file = (stored_file){.base = {.pMethods = &file_functions}, .storage = storage};
    if (flags_out != NULL)
        *flags_out = flags;
    return SQLITE_OK;
}

static int file_exists(sqlite3_vfs *functions, const char *name, int flags, int *found) {
    (void)functions;
    (void)name;
    (void)flags;
    *found = 0;
    return SQLITE_OK;
}

static int full_name(sqlite3_vfs *functions, const char *name, int size, char *text) {
    (void)functions;
    snprintf(text, (size_t)size, "%s", name);
    return SQLITE_OK;
}

void nsc_sqlite_storage_begin(nsc_sqlite_storage *storage, const nsc_sqlite_library *library, int descriptor) {
    *storage = (nsc_sqlite_storage){.system = library->vfs_find(NULL), .descriptor = descriptor};
    snprintf(storage->name, sizeof storage->name, "nasscape-%p", (void *)storage);
    storage->functions = *storage->system;
    storage->functions.pNext = NULL;
    storage->functions.zName = storage->name;
    storage->functions.pAppData = storage;
    if (storage->functions.szOsFile < (int)sizeof(stored_file))
        storage->functions.szOsFile = (int)sizeof(stored_file);
    storage->functions.xOpen = open_file;
    storage->functions.xAccess = file_exists;
    storage->functions.xFullPathname = full_name;
    library->vfs_register(&storage->functions, 0);
}

void nsc_sqlite_storage_end(nsc_sqlite_storage *storage, const nsc_sqlite_library *library) {
    library->vfs_unregister(&storage->functions);
}
