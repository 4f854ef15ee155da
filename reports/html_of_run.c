/* The page of a report that was run: its data, warnings, findings, claims and provenance. */
#include "reports/html_page.h"

#include "reports/html.h"
#include "reports/page_words.h"
#include "reports/report_gaps.h"

#include "data/surrogate/surrogate.h"

#include <math.h>
#include <string.h>

enum { TEXT_SIZE = 1024 };

static nsc_status add(nsc_table *table, const char *key, const char *text, nsc_error *error) {
    return nsc_table_add_key(table, key, nsc_text(text), error);
}

/* ---- what the report is about ---- */

static nsc_status add_coverage(const nsc_report_run *run, nsc_table *table, nsc_error *error) {
    const nsc_fitness *fitness = run->locality;
    char text[TEXT_SIZE], known[NSC_HTML_NUMBER], points[NSC_HTML_NUMBER], share[NSC_HTML_NUMBER];
    if (fitness->known_count == fitness->point_count)
        return add(table, "Coverage", "complete", error);
    nsc_text_format(text, sizeof text, "%s of %s %s (%s %%)", nsc_html_number(fitness->known_count, 4, known),
                    nsc_html_number(fitness->point_count, 4, points), nsc_page_points_word(run),
                    nsc_html_number(100 * nsc_fitness_coverage(fitness), 3, share));
    nsc_status status = add(table, "Coverage", text, error);
    if (status == NSC_OK && run->effective_cells > 0) {
        char effective[NSC_HTML_NUMBER];
        nsc_text_format(text, sizeof text, "%s %% (effective sample size %s)",
                        nsc_html_number(100 * run->encodings_share, 3, share),
                        nsc_html_number(round(run->effective_cells), 4, effective));
        status = add(table, "Encodings covered", text, error);
    }
    return status != NSC_OK ? status : add(table, "Sample", nsc_page_sample(fitness), error);
}

static nsc_status add_origin(const nsc_report_run *run, nsc_table *table, nsc_error *error) {
    const nsc_fitness *fitness = run->locality;
    char text[TEXT_SIZE], count[NSC_HTML_NUMBER];
    if (fitness->surrogate == NULL)
        return add(table, "Values", nsc_origin_name(fitness->origin), error);
    nsc_text_format(text, sizeof text, "surrogate, fitted to %s measured cells",
                    nsc_html_number((double)fitness->surrogate->fitted_count, 4, count));
    return add(table, "Values", text, error);
}

/* "test accuracy after 108 epochs, " for a measurement by its budget, else empty. */
static void describe_rule(const nsc_fitness_rule *rule, char *text, size_t size) {
    static const struct {
        const char *split, *words;
    } splits[] = {{"test@", "test accuracy"},
                  {"valid@", "validation accuracy"},
                  {"train@", "training accuracy"},
                  {"time@", "training time in seconds"}};
    text[0] = '\0';
    for (size_t row = 0; rule->kind == NSC_FITNESS_METRIC && row < NSC_COUNT_OF(splits); row++)
        if (strncmp(rule->text, splits[row].split, strlen(splits[row].split)) == 0)
            nsc_text_format(text, size, "%s after %d epochs, ", splits[row].words, rule->epochs);
}

static nsc_status describe_data(const nsc_report_run *run, nsc_table **table, nsc_error *error) {
    const nsc_fitness *fitness = run->locality;
    char text[TEXT_SIZE], words[64], points[NSC_HTML_NUMBER], runs[NSC_RUN_RANGE_SIZE];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(table, nsc_key_columns, NSC_KEY_COLUMNS, error));
    nsc_text_format(text, sizeof text, "`%s`: %s %s", run->space->name,
                    nsc_html_number(run->space->point_count, 4, points), nsc_page_points_word(run));
    NSC_TRY(add(*table, "Space", text, error));
    describe_rule(&fitness->rule, words, sizeof words);
    nsc_text_format(text, sizeof text, "`%s`: %s%s is better", fitness->rule.text, words,
                    fitness->direction == NSC_MINIMISE ? "lower" : "higher");
    NSC_TRY(add(*table, "Fitness", text, error));
    NSC_TRY(add_origin(run, *table, error));
    NSC_TRY(add_coverage(run, *table, error));
    if (fitness->rule.kind == NSC_FITNESS_METRIC && fitness->origin != NSC_ORIGIN_SURROGATE) {
        const char *range = nsc_run_range_text(fitness->runs, runs);
        NSC_TRY(add(*table, "Training runs behind a value", range != NULL ? range : "unknown", error));
    }
    nsc_text_format(text, sizeof text, "`%s`: %s", run->request->relation->name, run->request->relation->meaning);
    NSC_TRY(add(*table, "Neighbours", text, error));
out:
    return status;
}

/* ---- provenance ---- */

static nsc_status add_sources(const nsc_report_run *run, nsc_table *table, nsc_error *error) {
    const nsc_measurements *measurements = run->measurements;
    nsc_status status = NSC_OK;
    if (measurements == NULL)
        return add(table, "Data", run->locality->source, error);
    for (size_t number = 0; status == NSC_OK && number < nsc_measurements_source_count(measurements); number++) {
        const nsc_source *source = nsc_measurements_source(measurements, number);
        char text[TEXT_SIZE], used[NSC_HTML_NUMBER], left_out[NSC_HTML_NUMBER], assumed[NSC_PAGE_ASSUMED],
            sha256[65] = "";
        NSC_TRY(nsc_source_sha256(source, sha256, error));
        nsc_page_assumed(source, run->space, assumed);
        const size_t end = nsc_text_format(text, sizeof text, "`%.*s`, %s rows used", NSC_CUT(500, source->path),
                                           nsc_html_number((double)source->rows_used, 4, used));
        nsc_text_format(text + end, sizeof text - end, ", %s left out%s%s%s. SHA-256 `%s`",
                        nsc_html_number((double)(source->rows_left_out + source->rows_outside), 4, left_out), assumed,
                        source->means ? "; means of three runs" : "", source->synthetic ? "; synthetic" : "", sha256);
        NSC_TRY(add(table, "Data", text, error));
    }
out:
    return status;
}

static nsc_status describe_provenance(const nsc_report_run *run, nsc_table **table, nsc_error *error) {
    char text[4 * TEXT_SIZE];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(table, nsc_key_columns, NSC_KEY_COLUMNS, error));
    nsc_text_format(text, sizeof text, "`%s`", run->request->command);
    NSC_TRY(add(*table, "Command", text, error));
    NSC_TRY(add(*table, "Version", "nasscape " NASSCAPE_VERSION, error));
    NSC_TRY(add_sources(run, *table, error));
    nsc_report_describe_undrawn(run, text, sizeof text);
    if (text[0] != '\0')
        NSC_TRY(add(*table, "Figures", text, error));
    NSC_TRY(nsc_table_add_key(*table, "Seed", nsc_unsigned(run->request->options->seed), error));
out:
    return status;
}

/* ---- beside each figure ---- */

/* True for walks, neighbours, optima and distances. */
static bool is_of_locality(const nsc_analysis *analysis) {
    static const char *const others[] = {"Composition", "Measurements", "Summary"};
    size_t number = 0;
    while (nsc_analysis_at(number) != analysis)
        number++;
    for (size_t other = 0; other < NSC_COUNT_OF(others); other++)
        if (strncmp(nsc_analysis_question(number), others[other], strlen(others[other])) == 0)
            return false;
    return true;
}

/* A locality figure on the surrogate says how much smoother than the truth the surrogate is. */
static void write_edge_correlations(const nsc_exhibit *exhibit, FILE *stream) {
    double measured, fitted;
    if (exhibit->result == NULL || !is_of_locality(exhibit->result->analysis))
        return;
    nsc_report_edge_correlations(exhibit->result->fitness, exhibit->result->relation, &measured, &fitted);
    if (isfinite(measured))
        nsc_html_format(
            stream,
            " Correlation between neighbours on the same pairs: %.3f in the measurements, %.3f in the fitted model.",
            measured, fitted);
}

/* ---- the page ---- */

static nsc_status write_page(nsc_report_run *run, const nsc_html_page *page, nsc_error *error) {
    nsc_output output = {0};
    nsc_status status = nsc_report_open_file(run, NSC_HTML_PAGE, &output, error);
    if (status != NSC_OK)
        return status;
    nsc_html_page_write(page, output.stream);
    return nsc_report_commit_file(run, NSC_HTML_PAGE, &output, 0, error);
}

nsc_status nsc_html_of_run_write(nsc_report_run *run, const nsc_page_words *words, nsc_error *error) {
    nsc_table *data = NULL, *provenance = NULL;
    char about[TEXT_SIZE];
    nsc_status status = NSC_OK;
    NSC_TRY(describe_data(run, &data, error));
    NSC_TRY(describe_provenance(run, &provenance, error));
    nsc_text_format(about, sizeof about, "nasscape " NASSCAPE_VERSION ", report %s on %s", run->report->name,
                    run->space->name);
    const nsc_html_page page = {.title = nsc_report_title(run),
                                .incomplete = nsc_report_incomplete(run),
                                .lead = run->report->meaning,
                                .about = about,
                                .mark = words->mark,
                                .fitness = run->locality->rule.text,
                                .warnings = &words->warnings,
                                .highlights = &words->highlights,
                                .data = data,
                                .sections = run->report->sections,
                                .section_count = run->report->section_count,
                                .context = run,
                                .exhibits = run->exhibits,
                                .exhibit_count = run->exhibit_count,
                                .note = write_edge_correlations,
                                .files = run->files,
                                .file_count = run->file_count,
                                .provenance = provenance};
    NSC_TRY(write_page(run, &page, error));
out:
    nsc_table_destroy(data);
    nsc_table_destroy(provenance);
    return status;
}
