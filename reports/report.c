/* The table of reports; what a report computes once and uses often. */
#include "reports/exhibits.h"
#include "reports/figure_files.h"
#include "reports/gnuplot.h"
#include "reports/page_words.h"
#include "reports/recipe.h"
#include "reports/report_gaps.h"

#include "data/surrogate/surrogate.h"

#include <math.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const nsc_report *const reports[] = {&nsc_report_paper, &nsc_report_landscape, &nsc_report_search,
                                            &nsc_report_full};

size_t nsc_report_count(void) {
    return NSC_COUNT_OF(reports);
}

const nsc_report *nsc_report_at(size_t number) {
    return reports[number];
}

const nsc_report *nsc_report_named(const char *name) {
    for (size_t number = 0; number < NSC_COUNT_OF(reports); number++)
        if (strcasecmp(reports[number]->name, name) == 0)
            return reports[number];
    return NULL;
}

/* ---- a report in the making ---- */

double nsc_report_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

nsc_option_set nsc_report_reads(const nsc_report *report) {
    return report->reads | (report->recipe != NULL ? nsc_recipe_reads(report->recipe) : 0);
}

nsc_status nsc_report_request_of(const nsc_report_request *request, size_t number, nsc_report_request *other,
                                 nsc_analysis_options *options, nsc_error *error) {
    const nsc_space *space;
    nsc_status status = NSC_OK;
    *other = *request;
    *options = *request->options;
    other->opened = request->data[number].opened;
    other->options = options;
    NSC_TRY(nsc_landscape_space(other->opened, &space, error));
    NSC_TRY(nsc_landscape_relation(other->opened, &other->relation, error));
    if (nsc_distance_of(space, options->distance->name, &options->distance, NULL) != NSC_OK)
        NSC_TRY(nsc_distance_of(space, NULL, &options->distance, error));
out:
    return status;
}

/* Opens what every run has: space, data and room for graphs. */
static nsc_status open_landscape(nsc_report_run *run, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(run->request->opened, &run->space, error));
    NSC_TRY(nsc_landscape_measurements(run->request->opened, &run->measurements, error));
    run->relations = nsc_relations_of_encodings(run->space, &run->relation_count);
    NSC_TRY(nsc_allocate(&run->graphs, nsc_relation_count, sizeof *run->graphs, error));
out:
    return status;
}

/* A run on another data set, with the request that it has of its own. */
typedef struct other_run {
    nsc_report_run run; /* the first member, so that a pointer to it is one to the whole */
    nsc_report_request request;
    nsc_analysis_options options;
} other_run;

static nsc_status open_other(nsc_report_run *whole, size_t number, nsc_error *error) {
    other_run *other = NULL;
    nsc_status status = nsc_allocate(&other, 1, sizeof *other, error);
    if (status != NSC_OK)
        return status;
    whole->others[whole->other_count++] = &other->run;
    other->run = (nsc_report_run){.report = whole->report,
                                  .request = &other->request,
                                  .whole = whole,
                                  .label = whole->request->data[number].label};
    NSC_TRY(nsc_report_request_of(whole->request, number, &other->request, &other->options, error));
    NSC_TRY(open_landscape(&other->run, error));
out:
    nsc_error_prefix(error, "data %s: ", whole->request->data[number].label);
    return status;
}

nsc_status nsc_report_run_open(nsc_report_run *run, const nsc_report *report, const nsc_report_request *request,
                               nsc_error *error) {
    *run = (nsc_report_run){.report = report, .request = request, .whole = run, .started_s = nsc_report_clock()};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_report_files(report, request, &run->names, error));
    NSC_TRY(open_landscape(run, error));
    if (request->data_count > 0)
        run->label = request->data[0].label;
    char gnuplot[PATH_MAX];
    if (nsc_gnuplot_find(gnuplot))
        NSC_TRY(nsc_copy_text(&run->gnuplot, gnuplot, error));
    NSC_TRY(nsc_allocate(&run->others, request->data_count, sizeof *run->others, error));
    for (size_t number = 1; number < request->data_count; number++)
        NSC_TRY(open_other(run, number, error));
out:
    return status;
}

/* Releases what every run has. */
static void close_landscape(nsc_report_run *run) {
    for (size_t number = 0; number < run->fitness_count; number++)
        free(run->fitnesses[number]);
    for (size_t number = 0; number < run->result_count; number++) {
        nsc_analysis_release(run->results[number]->tables);
        free(run->results[number]);
    }
    free(run->graphs);
    free(run->fitnesses);
    free(run->results);
}

void nsc_report_run_close(nsc_report_run *run) {
    if (run->report != NULL && run->report->release != NULL)
        run->report->release(run);
    for (size_t number = 0; number < run->other_count; number++) {
        close_landscape(run->others[number]);
        free(run->others[number]);
    }
    close_landscape(run);
    for (size_t number = 0; number < run->file_count; number++)
        free(run->files[number]);
    nsc_exhibits_release(run);
    nsc_names_release(&run->names);
    free(run->others);
    free(run->gnuplot);
    free(run->files);
    free(run->parts);
    free(run->answers);
    *run = (nsc_report_run){0};
}

nsc_status nsc_report_part_end(nsc_report_run *run, const char *name, double started_s, nsc_error *error) {
    run = run->whole;
    nsc_status status = nsc_reserve(&run->parts, &run->part_capacity, run->part_count + 1, sizeof *run->parts, error);
    if (status != NSC_OK)
        return status;
    nsc_report_part *part = &run->parts[run->part_count++];
    *part = (nsc_report_part){.time_s = nsc_report_clock() - started_s};
    nsc_text_format(part->name, sizeof part->name, "%s", name);
    return NSC_OK;
}

nsc_status nsc_report_graph(nsc_report_run *run, const nsc_relation *relation, const nsc_graph **graph,
                            nsc_error *error) {
    const nsc_graph **place = &run->graphs[relation - nsc_relations];
    nsc_status status = NSC_OK;
    if (*place == NULL) {
        char part[NSC_FILE_NAME_SIZE];
        const double started_s = nsc_report_clock();
        status = nsc_landscape_graph(run->request->opened, relation, place, error);
        nsc_text_format(part, sizeof part, "graph %s", relation->name);
        if (status == NSC_OK)
            status = nsc_report_part_end(run, part, started_s, error);
    }
    *graph = *place;
    return status;
}

/* ---- fitnesses ---- */

static nsc_status add_fitness(nsc_report_run *run, const char *spelling, const nsc_asked_fitness *asked,
                              nsc_report_fitness **added, nsc_error *error) {
    nsc_report_fitness *made = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(
        nsc_reserve(&run->fitnesses, &run->fitness_capacity, run->fitness_count + 1, sizeof *run->fitnesses, error));
    NSC_TRY(nsc_allocate(&made, 1, sizeof *made, error));
    run->fitnesses[run->fitness_count++] = made;
    made->rule = asked->rule;
    made->fitness = asked->fitness;
    nsc_text_format(made->spelling, sizeof made->spelling, "%s", spelling);
    nsc_text_format(made->reason, sizeof made->reason, "%s", asked->reason.message);
    *added = made;
out:
    return status;
}

nsc_status nsc_report_ask(nsc_report_run *run, const char *rule, const nsc_report_fitness **fitness, nsc_error *error) {
    const nsc_landscape landscape = {.space = run->space, .opened = run->request->opened};
    const double started_s = nsc_report_clock();
    nsc_report_fitness *added = NULL;
    nsc_asked_fitness asked;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_ask(&landscape, rule, &asked, error));
    for (size_t number = 0; number < run->fitness_count; number++)
        if (strcmp(run->fitnesses[number]->rule.text, asked.rule.text) == 0) {
            *fitness = run->fitnesses[number];
            return NSC_OK;
        }
    NSC_TRY(add_fitness(run, rule, &asked, &added, error));
    *fitness = added;
    if (added->fitness != NULL) {
        char part[NSC_FILE_NAME_SIZE];
        nsc_text_format(part, sizeof part, "fitness %.*s", NSC_CUT(80, rule));
        NSC_TRY(nsc_report_part_end(run, part, started_s, error));
    }
out:
    return status;
}

bool nsc_report_rests_on(const nsc_report_run *run, nsc_origin origin) {
    bool rests = false;
    for (size_t number = 0; number < run->fitness_count; number++)
        rests = rests || (run->fitnesses[number]->fitness != NULL && run->fitnesses[number]->fitness->origin == origin);
    for (size_t number = 0; number < run->other_count; number++)
        rests = rests || nsc_report_rests_on(run->others[number], origin);
    return rests;
}

void nsc_report_edge_correlations(const nsc_fitness *fitness, const nsc_relation *relation, double *measured,
                                  double *fitted) {
    const nsc_surrogate *model = fitness->surrogate;
    const nsc_surrogate_edges *edges =
        model != NULL && relation->of_encodings ? &model->edges[relation - nsc_relations] : NULL;
    *measured = edges != NULL && edges->pairs > 0 ? edges->measured : NAN;
    *fitted = edges != NULL && edges->pairs > 0 ? edges->fitted : NAN;
}

/* ---- results ---- */

/* True if two results have the same values of all options that their analysis reads. */
static bool same_options(const nsc_report_result *result, const nsc_report_result *other) {
    for (size_t number = 0; number < nsc_analysis_option_count; number++) {
        const nsc_analysis_option *row = &nsc_analysis_option_rows[number];
        char texts[2][32];
        if ((result->analysis->reads & nsc_analysis_option_bit(row)) != 0 &&
            strcmp(nsc_value_text(nsc_analysis_option_value(&result->options, row), texts[0]),
                   nsc_value_text(nsc_analysis_option_value(&other->options, row), texts[1])) != 0)
            return false;
    }
    return true;
}

static nsc_report_result *find_result(const nsc_report_run *run, const nsc_report_result *wanted) {
    for (size_t number = 0; number < run->result_count; number++) {
        nsc_report_result *result = run->results[number];
        if (result->analysis == wanted->analysis && result->relation == wanted->relation &&
            result->fitness == wanted->fitness && same_options(result, wanted))
            return result;
    }
    return NULL;
}

/* What identifies a result. */
static nsc_report_result key_of(const nsc_report_run *run, const nsc_report_question *question) {
    const nsc_report_request *request = run->request;
    nsc_report_result key = {.analysis = nsc_analysis_named(question->analysis),
                             .relation = question->relation != NULL ? question->relation : request->relation,
                             .fitness = question->fitness,
                             .options = question->options != NULL ? *question->options : *request->options};
    if (question->options == NULL) {
        key.options.validity = question->validity;
        key.options.invalid = question->invalid;
        if (question->distance != NULL)
            key.options.distance = nsc_distance_named(question->distance);
        if (question->targets != NULL)
            key.options.targets = question->targets;
    }
    if ((key.analysis->reads & NSC_READS(distance)) != 0)
        key.distance = key.options.distance;
    if ((key.analysis->reads & NSC_READS(targets)) != 0)
        key.targets = key.options.targets;
    return key;
}

bool nsc_report_ends(const nsc_report_run *run, const nsc_error *reason) {
    return nsc_control_check(run->request->options->control, NULL) != NSC_OK || reason->out_of_memory;
}

static nsc_status make_tables(nsc_report_run *run, nsc_report_result *result, nsc_error *error) {
    nsc_landscape landscape = {.space = run->space, .fitness = result->fitness, .opened = run->request->opened};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_relation_of(run->space, result->relation->name, &landscape.relation, error));
    NSC_TRY(nsc_analysis_ready(result->analysis, &result->options, error));
    if (nsc_analysis_reads_graph(result->analysis))
        NSC_TRY(nsc_report_graph(run, landscape.relation, &landscape.graph, error));
    NSC_TRY(nsc_analysis_run(result->analysis, &landscape, &result->options, result->tables, error));
out:
    return status;
}

/* An analysis that fails leaves its reason, and the others go on. */
static nsc_status run_analysis(nsc_report_run *run, nsc_report_result *result, nsc_error *error) {
    const double started_s = nsc_report_clock();
    nsc_error reason = {0};
    const nsc_status status = make_tables(run, result, &reason);
    result->time_s = nsc_report_clock() - started_s;
    if (status != NSC_OK) {
        if (nsc_report_ends(run, &reason))
            return nsc_error_pass(error, status, &reason);
        nsc_analysis_release(result->tables);
        nsc_text_format(result->reason, sizeof result->reason, "%s", reason.message);
    }
    char part[NSC_FILE_NAME_SIZE];
    nsc_text_format(part, sizeof part, "%s %s%s%s %.*s", result->analysis->name, result->relation->name,
                    result->distance != NULL ? " " : "", result->distance != NULL ? result->distance->name : "",
                    NSC_CUT(40, result->fitness->rule.text));
    return nsc_report_part_end(run, part, started_s, error);
}

nsc_status nsc_report_analyse(nsc_report_run *run, const nsc_report_question *question,
                              const nsc_report_result **result, nsc_error *error) {
    const nsc_report_result key = key_of(run, question);
    nsc_report_result *added = find_result(run, &key);
    nsc_status status = NSC_OK;
    if (added == NULL) {
        NSC_TRY(nsc_reserve(&run->results, &run->result_capacity, run->result_count + 1, sizeof *run->results, error));
        NSC_TRY(nsc_allocate(&added, 1, sizeof *added, error));
        *added = key;
        run->results[run->result_count++] = added;
        NSC_TRY(run_analysis(run, added, error));
    }
    *result = added;
out:
    return status;
}

const nsc_report_result *nsc_report_found(const nsc_report_run *run, const nsc_report_question *question) {
    const nsc_report_result key = key_of(run, question);
    const nsc_report_result *result = find_result(run, &key);
    return result != NULL && result->tables[0] != NULL ? result : NULL;
}

const nsc_table *nsc_report_table(const nsc_report_result *result, const char *name) {
    for (size_t table = 0; table < result->analysis->table_count; table++)
        if (strcmp(result->analysis->tables[table].name, name) == 0)
            return result->tables[table];
    return NULL;
}

/* ---- reading tables ---- */

static size_t find_column(const nsc_table *table, const char *name) {
    const nsc_column *columns = nsc_table_columns(table);
    size_t column = 0;
    while (column < nsc_table_column_count(table) && strcmp(columns[column].name, name) != 0)
        column++;
    return column;
}

double nsc_report_number(const nsc_table *table, size_t row, const char *column) {
    const size_t place = find_column(table, column);
    if (place == nsc_table_column_count(table) || row >= nsc_table_row_count(table))
        return NAN;
    const nsc_value value = nsc_table_value(table, row, place);
    if (value.type == NSC_VALUE_INTEGER)
        return (double)value.as.integer;
    if (value.type == NSC_VALUE_UNSIGNED)
        return (double)value.as.natural;
    return value.type == NSC_VALUE_REAL ? value.as.real : NAN;
}

size_t nsc_report_row(const nsc_table *table, const char *column, const char *text) {
    size_t row = 0;
    while (row < nsc_table_row_count(table) && !nsc_report_is(table, row, column, text))
        row++;
    return row;
}

const char *nsc_report_text(const nsc_table *table, size_t row, const char *column) {
    const size_t place = find_column(table, column);
    if (place == nsc_table_column_count(table) || row >= nsc_table_row_count(table))
        return NULL;
    const nsc_value value = nsc_table_value(table, row, place);
    return value.type == NSC_VALUE_TEXT ? value.as.text : NULL;
}

bool nsc_report_is(const nsc_table *table, size_t row, const char *column, const char *text) {
    const char *held = nsc_report_text(table, row, column);
    return held != NULL && strcmp(held, text) == 0;
}

/* ---- the report ---- */

nsc_status nsc_report_write(const nsc_report *report, const nsc_report_request *request, nsc_error *error) {
    nsc_report_run run = {0};
    nsc_page_words words = {0};
    bool written = false;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_report_run_open(&run, report, request, error));
    if (report->suits != NULL)
        NSC_TRY(report->suits(run.space, request->relation, error));
    NSC_TRY(nsc_report_begin_folder(&run, error));
    nsc_report_tell(&run, false);
    NSC_TRY(report->write(&run, error));
    NSC_TRY(nsc_page_words_make(&words, &run, error));
    /* The page waits for no gnuplot; it is written again below, with links to what gnuplot made. */
    NSC_TRY(nsc_html_of_run_write(&run, &words, error));
    NSC_TRY(nsc_figure_files_finish(&run, error));
    NSC_TRY(nsc_page_write(&run, &words, error));
    NSC_TRY(nsc_provenance_write(&run, error));
    run.complete = true;
    NSC_TRY(nsc_report_note_gaps(&run, error));
    if (request->summary != NULL)
        NSC_TRY(nsc_page_show(&run, &words, request->summary, error));
    /* Both pages once more, now without a word of being incomplete. */
    NSC_TRY(nsc_page_write(&run, &words, error));
    NSC_TRY(nsc_html_of_run_write(&run, &words, error));
    written = true;
    nsc_report_tell(&run, true);
    NSC_TRY(nsc_report_check_success(&run, error));
out:
    if (status != NSC_OK && !written)
        nsc_report_leave_incomplete(&run, error);
    nsc_page_words_release(&words);
    nsc_report_run_close(&run);
    return status;
}
