/* Everything that the runs of an experiment depend on, as text: one line for each. */
#include "analysis/search/experiment_internal.h"
#include "analysis/search/kept_runs.h"
#include "base/version.h"

#include <string.h>

/* Options that change no run. */
static bool changes_runs(const nsc_search_option *row) {
    return row->offset != offsetof(nsc_search_options, runs);
}

static void write_options(const nsc_experiment *experiment, FILE *stream) {
    char number[32];
    for (size_t row = 0; row < nsc_search_option_count; row++) {
        const nsc_search_option *option = &nsc_search_option_rows[row];
        if (!changes_runs(option))
            continue;
        const nsc_value value = nsc_option_stored(&option->option, &experiment->options, option->offset);
        fprintf(stream, "--%s: %s\n", option->option.name, nsc_value_text(value, number));
    }
    fprintf(stream, "--seed: %llu\n", (unsigned long long)experiment->options.seed);
    fprintf(stream, "all evaluations in traces: %s\n", experiment->options.keep_evaluations ? "yes" : "no");
}

/* Checksums of the runs at each budget, and of the scores. */
static void write_checksums(const nsc_experiment *experiment, FILE *stream) {
    const size_t point_count = experiment->space->point_count;
    for (size_t number = 0; number < experiment->budget_count; number++) {
        const nsc_queried_budget *budget = &experiment->budgets[number];
        const size_t run_count = budget->first[point_count];
        fprintf(stream, "checksum of the runs at %d epochs: %08x %08x %08x\n", budget->epochs,
                nsc_crc32c(budget->first, (point_count + 1) * sizeof *budget->first),
                nsc_crc32c(budget->runs, run_count * sizeof *budget->runs),
                nsc_crc32c(budget->numbers, run_count * sizeof *budget->numbers));
    }
    fprintf(stream, "checksum of the scores: %08x\n",
            nsc_crc32c(experiment->scores, point_count * sizeof *experiment->scores));
}

/* The checksum of the file that the space is read from, whose edges or variables the search follows. */
static nsc_status write_space(const nsc_experiment *experiment, FILE *stream, nsc_error *error) {
    const char *name = experiment->space->name;
    size_t length;
    const char *file = nsc_space_file(name, &length);
    char digest[65], *path = NULL;
    nsc_status status = NSC_OK;
    fprintf(stream, "--space: %s\npoints: %u\n", name, experiment->space->point_count);
    if (file == NULL)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&path, length + 1, 1, error));
    memcpy(path, file, length);
    NSC_TRY(nsc_file_sha256(path, digest, error));
    fprintf(stream, "checksum of \"%s\": %s\n", path, digest);
out:
    free(path);
    return status;
}

nsc_status nsc_experiment_identity(const nsc_experiment *experiment, char **identity, nsc_error *error) {
    const nsc_experiment_facts *facts = &experiment->facts;
    size_t size = 0;
    *identity = NULL;
    FILE *stream = nsc_text_stream_open(identity, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "the text of an experiment");
    fprintf(stream, "version of nasscape: %s\n", nsc_version());
    nsc_status status = write_space(experiment, stream, error);
    fprintf(stream, "evaluations answer with: %s\nscores: %s\nbetter: %s\nrelation: %s\n", facts->selected_by,
            facts->scored_by, facts->provenance.direction, facts->relation != NULL ? facts->relation : "none");
    write_options(experiment, stream);
    write_checksums(experiment, stream);
    if (fclose(stream) != 0 && status == NSC_OK)
        status = nsc_error_out_of_memory(error, "the text of an experiment");
    if (status != NSC_OK) {
        free(*identity);
        *identity = NULL;
    }
    return status;
}
