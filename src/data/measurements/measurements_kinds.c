/* The kinds of files that the data set reads: one row each. */
#include "data/measurements/measurements_internal.h"
#include "data/official/tfrecord.h"
#include "data/store/store.h"

#include <string.h>
#include <sys/stat.h>

static const struct source_kind {
    const char *name;
    const char *ending;                  /* of the file's name; NULL for the kind of every other file */
    bool (*recognise)(const char *path); /* by the content; NULL where that does not tell */
    nsc_status (*read)(nsc_measurements *measurements, const char *path, const nsc_measurement_options *options,
                       nsc_error *error);
    bool hashed_by_reader; /* so small that its SHA-256 is computed when it is read */
} kinds[] = {
    [NSC_SOURCE_CSV] = {.name = "csv", .read = nsc_measurements_read_csv, .hashed_by_reader = true},
    [NSC_SOURCE_STORE] = {"store", ".nscape", nsc_store_recognise, nsc_measurements_read_store, false},
    [NSC_SOURCE_TFRECORD] = {"tfrecord", ".tfrecord", nsc_tfrecord_recognise, nsc_measurements_read_tfrecord, false},
    [NSC_SOURCE_NPY] = {"npy", ".npy", nsc_npy_recognise, nsc_measurements_read_npy, false},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

const char *nsc_source_kind_name(nsc_source_kind kind) {
    return kinds[kind].name;
}

static bool has_ending(const char *path, const char *ending) {
    const size_t length = strlen(path), size = strlen(ending);
    return length >= size && strcmp(path + length - size, ending) == 0;
}

/* Whether a file's content decides against its name: a few bytes may be the beginning of anything. */
static bool content_tells(const char *path) {
    enum { FEW = 8 };
    struct stat information;
    return (stat(path, &information) != 0 || information.st_size >= FEW) && nsc_file_kind_tells(path);
}

nsc_source_kind nsc_source_kind_of(const char *path) {
    for (size_t kind = 0; kind < KINDS; kind++)
        if (kinds[kind].recognise != NULL && kinds[kind].recognise(path))
            return (nsc_source_kind)kind;
    /* The name says what a damaged file was. */
    for (size_t kind = 0; kind < KINDS && !content_tells(path); kind++)
        if (kinds[kind].ending != NULL && has_ending(path, kinds[kind].ending))
            return (nsc_source_kind)kind;
    return NSC_SOURCE_CSV;
}

nsc_status nsc_source_sha256(const nsc_source *source, char digest[65], nsc_error *error) {
    if (!kinds[source->kind].hashed_by_reader)
        return nsc_file_sha256(source->path, digest, error);
    memcpy(digest, source->sha256, sizeof source->sha256);
    return NSC_OK;
}

nsc_status nsc_measurements_read(nsc_measurements *measurements, const char *path,
                                 const nsc_measurement_options *options, nsc_error *error) {
    return kinds[nsc_source_kind_of(path)].read(measurements, path, options, error);
}
