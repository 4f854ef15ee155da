/* Finished runs in a file: a header with a checksum, the identity, one record a run. */
#include "analysis/search/kept_runs.h"
#include "analysis/search/trace_bytes.h"
#include "base/base.h"

#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The file: this header, then `size` bytes: the identity with its terminating zero, and records. Numbers are as this
 * machine has them. */
typedef struct file_header {
    char magic[16];
    uint64_t size;
    uint32_t checksum; /* of those bytes */
    uint32_t run_count;
} file_header;
static const char magic[sizeof((file_header *)NULL)->magic] = "nasscape runs 1\n";

/* A record: this, the algorithm with its terminating zero, the events. */
typedef struct record_header {
    uint64_t algorithm_size, run;
    nsc_trace_figures figures;
} record_header;
_Static_assert(sizeof(record_header) == 88 && sizeof(file_header) == 32, "no gaps");

/* The place of a run that the file held. */
typedef struct found_run {
    size_t algorithm; /* its place among the names */
    uint64_t run;
    size_t offset; /* of the record */
} found_run;

struct nsc_kept_runs {
    char *path;
    size_t identity_size;
    nsc_names algorithms; /* of the runs that the file held */
    found_run *found;     /* [found_count] in order of algorithm and run */
    size_t found_count, found_capacity;
    double opened_s;
    pthread_mutex_t lock; /* guards what follows, while runs are added */
    nsc_packed content;   /* all that follows the header in the file */
    uint32_t run_count, saved_count;
    double saving_s; /* time that saving took so far */
};

static double clock_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- bytes in and out ---- */

static nsc_status append_record(nsc_kept_runs *kept, const char *algorithm, uint64_t run, const nsc_search_trace *trace,
                                nsc_error *error) {
    const record_header header = {strlen(algorithm) + 1, run, nsc_trace_figures_of(trace)};
    const size_t begin = kept->content.size;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_packed_add(&kept->content, &header, sizeof header, error));
    NSC_TRY(nsc_packed_add(&kept->content, algorithm, header.algorithm_size, error));
    NSC_TRY(nsc_trace_events_pack(trace, &kept->content, error));
out:
    if (status != NSC_OK)
        kept->content.size = begin; /* no half record */
    return status;
}

/* The header of the record at `offset`, and the size of the record; false if the bytes left are no record. */
static bool read_record(const nsc_kept_runs *kept, size_t offset, record_header *header, size_t *size) {
    const size_t left = kept->content.size - offset;
    if (left < sizeof *header)
        return false;
    memcpy(header, kept->content.bytes + offset, sizeof *header);
    const size_t names_left = left - sizeof *header;
    if (header->algorithm_size == 0 || header->algorithm_size > names_left ||
        kept->content.bytes[offset + sizeof *header + header->algorithm_size - 1] != '\0' ||
        header->figures.event_count > (names_left - header->algorithm_size) / NSC_TRACE_EVENT_SIZE)
        return false;
    *size = sizeof *header + header->algorithm_size + header->figures.event_count * NSC_TRACE_EVENT_SIZE;
    return true;
}

static const char *algorithm_of(const nsc_kept_runs *kept, size_t offset) {
    return (const char *)kept->content.bytes + offset + sizeof(record_header);
}

/* ---- reading the file ---- */

/* The place of an algorithm among those that the file has; their number if it is none of them. */
static size_t place_of(const nsc_kept_runs *kept, const char *algorithm) {
    size_t place = 0;
    while (place < kept->algorithms.count && strcmp(kept->algorithms.items[place], algorithm) != 0)
        place++;
    return place;
}

static int compare_runs(const void *first, const void *second) {
    const found_run *a = first, *b = second;
    if (a->algorithm != b->algorithm)
        return a->algorithm < b->algorithm ? -1 : 1;
    return (a->run > b->run) - (a->run < b->run);
}

nsc_status nsc_kept_runs_refuse(const nsc_kept_runs *kept, const char *reason, nsc_error *error) {
    return nsc_error_set(error, NSC_INVALID,
                         "\"%s\", which keeps the finished runs, is damaged: %s; delete it to begin anew", kept->path,
                         reason);
}

static nsc_status list_records(nsc_kept_runs *kept, nsc_error *error) {
    nsc_status status = NSC_OK;
    record_header header;
    size_t size;
    for (size_t offset = kept->identity_size; offset < kept->content.size; offset += size) {
        if (!read_record(kept, offset, &header, &size))
            return nsc_kept_runs_refuse(kept, "a run does not end within it", error);
        const size_t algorithm = place_of(kept, algorithm_of(kept, offset));
        if (algorithm == kept->algorithms.count)
            NSC_TRY(nsc_names_add(&kept->algorithms, algorithm_of(kept, offset), error));
        NSC_TRY(nsc_reserve(&kept->found, &kept->found_capacity, kept->found_count + 1, sizeof *kept->found, error));
        kept->found[kept->found_count++] = (found_run){algorithm, header.run, offset};
    }
    if (kept->found_count > 0)
        qsort(kept->found, kept->found_count, sizeof *kept->found, compare_runs);
out:
    return status;
}

/* Says which line of the identities differs first. */
static nsc_status other_identity(const nsc_kept_runs *kept, const char *there, const char *here, nsc_error *error) {
    size_t there_size = strcspn(there, "\n"), here_size = strcspn(here, "\n");
    while (there_size == here_size && memcmp(there, here, here_size) == 0 && there[there_size] == '\n' &&
           here[here_size] == '\n') {
        there += there_size + 1;
        here += here_size + 1;
        there_size = strcspn(there, "\n");
        here_size = strcspn(here, "\n");
    }
    return nsc_error_set(
        error, NSC_USAGE,
        "\"%s\" keeps the finished runs of another search (\"%.*s\" there, \"%.*s\" here): repeat that "
        "command to finish it, or delete the file, or choose another --out",
        kept->path, (int)(there_size < 200 ? there_size : 200), there, (int)(here_size < 200 ? here_size : 200), here);
}

/* Compares header and checksum, and copies what follows the header. */
static nsc_status read_content(nsc_kept_runs *kept, const nsc_mapping *mapping, nsc_error *error) {
    file_header header;
    if (mapping->size < sizeof header || memcmp(mapping->bytes, magic, sizeof magic) != 0)
        return nsc_kept_runs_refuse(kept, "it does not begin as such a file", error);
    memcpy(&header, mapping->bytes, sizeof header);
    if (header.size != mapping->size - sizeof header)
        return nsc_kept_runs_refuse(kept, "it is cut off, or has other bytes behind its end", error);
    if (header.checksum != nsc_crc32c(mapping->bytes + sizeof header, header.size))
        return nsc_kept_runs_refuse(kept, "its checksum is wrong", error);
    const unsigned char *bytes = mapping->bytes + sizeof header;
    const unsigned char *end = memchr(bytes, '\0', header.size);
    if (end == NULL)
        return nsc_kept_runs_refuse(kept, "it does not say what it keeps", error);
    kept->identity_size = (size_t)(end - bytes) + 1;
    kept->run_count = kept->saved_count = header.run_count;
    return nsc_packed_add(&kept->content, bytes, header.size, error);
}

static nsc_status read_file(nsc_kept_runs *kept, const char *identity, nsc_error *error) {
    nsc_mapping mapping = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_mapping_open(&mapping, kept->path, error));
    NSC_TRY(read_content(kept, &mapping, error));
    if (strcmp((const char *)kept->content.bytes, identity) != 0)
        NSC_TRY(other_identity(kept, (const char *)kept->content.bytes, identity, error));
    NSC_TRY(list_records(kept, error));
    if (kept->found_count != kept->run_count)
        status = nsc_kept_runs_refuse(kept, "it has another number of runs than it says", error);
out:
    nsc_mapping_close(&mapping);
    return status;
}

nsc_status nsc_kept_runs_open(nsc_kept_runs **kept, const char *path, const char *identity, nsc_error *error) {
    nsc_status status = nsc_allocate(kept, 1, sizeof **kept, error);
    if (status != NSC_OK)
        return status;
    pthread_mutex_init(&(*kept)->lock, NULL);
    (*kept)->opened_s = clock_s();
    NSC_TRY(nsc_copy_text(&(*kept)->path, path, error));
    if (access(path, F_OK) == 0) {
        NSC_TRY(read_file(*kept, identity, error));
    } else {
        (*kept)->identity_size = strlen(identity) + 1;
        NSC_TRY(nsc_packed_add(&(*kept)->content, identity, (*kept)->identity_size, error));
    }
out:
    if (status != NSC_OK) {
        nsc_kept_runs_close(*kept);
        *kept = NULL;
    }
    return status;
}

void nsc_kept_runs_close(nsc_kept_runs *kept) {
    if (kept == NULL)
        return;
    pthread_mutex_destroy(&kept->lock);
    nsc_names_release(&kept->algorithms);
    free(kept->found);
    free(kept->content.bytes);
    free(kept->path);
    free(kept);
}

size_t nsc_kept_runs_found(const nsc_kept_runs *kept) {
    return kept->found_count;
}

size_t nsc_kept_runs_saved(const nsc_kept_runs *kept) {
    return kept->saved_count;
}

/* ---- runs out and in ---- */

/* Copies the record's figures and events. */
static nsc_status copy_trace(const nsc_kept_runs *kept, size_t offset, nsc_search_trace *trace, nsc_error *error) {
    record_header header;
    size_t size;
    if (!read_record(kept, offset, &header, &size))
        return nsc_kept_runs_refuse(kept, "a run does not end within it", error);
    return nsc_trace_unpack(trace, &header.figures,
                            kept->content.bytes + offset + sizeof header + header.algorithm_size, error);
}

nsc_status nsc_kept_runs_take(nsc_kept_runs *kept, const char *algorithm, uint64_t run, nsc_search_trace *trace,
                              bool *taken, nsc_error *error) {
    const found_run wanted = {.algorithm = place_of(kept, algorithm), .run = run};
    const found_run *found = kept->found_count > 0
                                 ? bsearch(&wanted, kept->found, kept->found_count, sizeof *kept->found, compare_runs)
                                 : NULL;
    *taken = found != NULL;
    if (found == NULL)
        return NSC_OK;
    pthread_mutex_lock(&kept->lock); /* adding may move the bytes */
    const nsc_status status = copy_trace(kept, found->offset, trace, error);
    pthread_mutex_unlock(&kept->lock);
    return status;
}

static nsc_status save(nsc_kept_runs *kept, nsc_error *error) {
    const double begin_s = clock_s();
    file_header header = {.size = kept->content.size,
                          .checksum = nsc_crc32c(kept->content.bytes, kept->content.size),
                          .run_count = kept->run_count};
    nsc_output output;
    memcpy(header.magic, magic, sizeof magic);
    nsc_status status = nsc_output_open(&output, kept->path, error);
    if (status != NSC_OK)
        return status;
    fwrite(&header, sizeof header, 1, output.stream);
    fwrite(kept->content.bytes, 1, kept->content.size, output.stream);
    status = nsc_output_commit(&output, error); /* reports writes that failed */
    if (status == NSC_OK)
        kept->saved_count = kept->run_count;
    kept->saving_s += clock_s() - begin_s;
    return status;
}

/* Searches of a fraction of a second are not worth a file; of longer ones, saving takes a twentieth at most. */
static bool worth_saving(const nsc_kept_runs *kept) {
    const double elapsed_s = clock_s() - kept->opened_s;
    return elapsed_s > 0.2 && kept->saving_s * 20 < elapsed_s;
}

nsc_status nsc_kept_runs_add(nsc_kept_runs *kept, const char *algorithm, uint64_t run, const nsc_search_trace *trace,
                             nsc_error *error) {
    pthread_mutex_lock(&kept->lock);
    nsc_status status = append_record(kept, algorithm, run, trace, error);
    if (status == NSC_OK)
        kept->run_count++;
    if (status == NSC_OK && worth_saving(kept))
        status = save(kept, error);
    pthread_mutex_unlock(&kept->lock);
    return status;
}

nsc_status nsc_kept_runs_save(nsc_kept_runs *kept, nsc_error *error) {
    return kept->saved_count < kept->run_count ? save(kept, error) : NSC_OK;
}

nsc_status nsc_kept_runs_remove(nsc_kept_runs *kept, nsc_error *error) {
    if (unlink(kept->path) != 0 && access(kept->path, F_OK) == 0)
        return nsc_error_set(error, NSC_FAILED, "cannot remove \"%s\"", kept->path);
    return NSC_OK;
}
