/*
 * Runs an analysis by its name and writes its first table as CSV, as `nasscape analyse NAME --seed 7` would.
 *
 *     cc analysis.c -o analysis $(pkg-config --cflags --libs nasscape)
 *     ./analysis optima nb101:vertices=6 optima.csv
 */
#include <nasscape/nasscape.h>

#include <stdio.h>

static nsc_status run(const nsc_analysis *analysis, const nsc_landscape_names *names, const char *path,
                      nsc_error *error) {
    nsc_opened_landscape *opened = NULL;
    nsc_landscape landscape;
    nsc_table *tables[NSC_ANALYSIS_TABLES] = {NULL};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_status status = NSC_OK;
    options.seed = 7; /* one field an option; analysis->reads says which of them this analysis reads */
    NSC_TRY(nsc_landscape_open(&opened, names, error));
    NSC_TRY(nsc_landscape_view(opened, &landscape, error));
    NSC_TRY(nsc_analysis_run(analysis, &landscape, &options, tables, error));
    NSC_TRY(nsc_table_save(tables[0], NSC_FORMAT_CSV, path, error));
    printf("%s: %zu rows of %zu columns\n", analysis->tables[0].name, nsc_table_row_count(tables[0]),
           nsc_table_column_count(tables[0]));
out:
    nsc_analysis_release(tables);
    nsc_landscape_close(opened);
    return status;
}

int main(int argument_count, char **arguments) {
    nsc_error error = NSC_ERROR_NONE;
    nsc_landscape_names names = {0};
    const nsc_analysis *analysis;
    if (argument_count != 4) {
        fputs("usage: analysis NAME SPACE FILE.csv\n", stderr);
        return NSC_USAGE;
    }
    analysis = nsc_analysis_named(arguments[1]);
    if (analysis == NULL) {
        fprintf(stderr, "analysis: \"%s\" is none of:", arguments[1]);
        for (size_t number = 0; number < nsc_analysis_count(); number++)
            fprintf(stderr, " %s", nsc_analysis_at(number)->name);
        fputc('\n', stderr);
        return NSC_USAGE;
    }
    names.space = arguments[2];
    if (run(analysis, &names, arguments[3], &error) != NSC_OK)
        fprintf(stderr, "analysis: %s\n", error.message);
    return error.status;
}
