/* The report in a score of lines, for a person. */
#include "reports/reports_internal.h"

#include "data/surrogate.h"

#include <math.h>
#include <string.h>

enum { NUMBER_SIZE = 32 };

/* A whole number with its thousands set apart: 423,624. */
static const char *grouped(double number, char text[NUMBER_SIZE]) {
    char digits[NUMBER_SIZE];
    const int length = snprintf(digits, sizeof digits, "%.0f", number);
    size_t place = 0;
    for (int digit = 0; digit < length; digit++) {
        if (digit > 0 && (length - digit) % 3 == 0)
            text[place++] = ',';
        text[place++] = digits[digit];
    }
    text[place] = '\0';
    return text;
}

/* "0.42 [0.39, 0.45]", or the value alone where it is exact. */
static void print_estimate(FILE *stream, double value, double low, double high, const char *format) {
    if (isnan(value)) {
        fputs("unknown", stream);
        return;
    }
    fprintf(stream, format, value);
    if (isfinite(low) && isfinite(high) && low != high) {
        fputs(" [", stream);
        fprintf(stream, format, low);
        fputs(", ", stream);
        fprintf(stream, format, high);
        fputc(']', stream);
    }
}

/* ---- what it rests on ---- */

static void print_data(const nsc_report_run *run, FILE *stream) {
    const nsc_fitness *fitness = run->locality;
    const nsc_measurements *measurements = run->request->data->measurements;
    char number[NUMBER_SIZE], points[NUMBER_SIZE];
    fprintf(stream, "Report \"%s\" on %s: %s cells.\n", run->report->name, run->request->space->name,
            grouped(run->request->space->point_count, points));
    for (size_t source = 0; measurements != NULL && source < nsc_measurements_source_count(measurements); source++) {
        const nsc_source *row = nsc_measurements_source(measurements, source);
        fprintf(stream, "Data: %s, %s rows used", row->path, grouped((double)row->rows_used, number));
        if (row->rows_left_out > 0)
            fprintf(stream, ", %s left out", grouped((double)row->rows_left_out, number));
        if (row->rows_outside > 0)
            fprintf(stream, ", %s of cells outside the space", grouped((double)row->rows_outside, number));
        fprintf(stream, "%s%s%s.\n", row->epochs_assumed ? "; it names no epochs: taken as 108" : "",
                row->means ? "; means of three runs" : "", row->synthetic ? "; SYNTHETIC" : "");
    }
    fprintf(stream, "%s is known for %s of %s cells (%.2f %%)", fitness->rule.text,
            grouped(fitness->known_count, number), points, 100 * nsc_fitness_coverage(fitness));
    if (fitness->known_count < fitness->point_count)
        fprintf(stream, ", which hold %.2f %% of all encodings (weight of %.0f equal cells)",
                100 * run->encodings_share, run->effective_cells);
    fputs(".\n", stream);
}

static void print_surrogate(const nsc_report_run *run, FILE *stream) {
    char number[NUMBER_SIZE];
    const nsc_surrogate *model =
        run->locality->origin == NSC_ORIGIN_SURROGATE ? nsc_surrogate_builtin(run->locality->rule.text) : NULL;
    fputs("SURROGATE: no accuracy or time below is measured. They come from a regression", stream);
    if (model != NULL)
        fprintf(stream, " fitted to %s measured cells", grouped(model->fitted_count, number));
    fputs(",\nwhich is smoother than the truth: locality looks stronger here than it is. Beside each locality figure "
          "stands\n"
          "the correlation of both ends of an edge, measured and fitted on the same pairs of measured cells.\n",
          stream);
}

static void print_synthetic(FILE *stream) {
    fputs("SYNTHETIC: no accuracy or time below is measured. The data is made up, to try the program with: it says "
          "nothing\n"
          "of real cells, whatever it was calibrated on.\n",
          stream);
}

/* ---- locality ---- */

/* Beside every locality figure on the surrogate: how much smoother than the truth it is. */
static void print_edge_correlations(const nsc_report_run *run, const nsc_relation *relation, FILE *stream) {
    double measured, fitted;
    nsc_report_edge_correlations(run->locality, relation, &measured, &fitted);
    if (isfinite(measured))
        fprintf(stream, "; across an edge %.3f measured, %.3f fitted", measured, fitted);
}

static void print_walk(const nsc_report_run *run, const nsc_relation *relation, FILE *stream) {
    const nsc_report_result *result = nsc_report_found(run, "rwa", relation, NULL, NULL);
    char length[NUMBER_SIZE];
    if (result == NULL)
        return;
    const nsc_table *lags = nsc_report_table(result, "lags"), *summary = nsc_report_table(result, "summary");
    const double root = nsc_report_number(summary, nsc_report_row(summary, "statistic", "square_root"), "value");
    const double walk_length = nsc_report_number(summary, nsc_report_row(summary, "statistic", "walk_length"), "value");
    fprintf(stream, "  %-9s lag 1: ", relation->name);
    print_estimate(stream, nsc_report_number(lags, 1, "autocorrelation"), nsc_report_number(lags, 1, "low"),
                   nsc_report_number(lags, 1, "high"), "%.3f");
    if (isnan(root))
        fprintf(stream, "; above the noise at all %u lags", run->request->options->lags);
    else
        fprintf(stream, "; noise from lag %.0f (root %.1f)", root * root, root);
    fprintf(stream, ", T = %s", grouped(walk_length, length));
    print_edge_correlations(run, relation, stream);
    fputc('\n', stream);
}

static void print_distance(const nsc_report_run *run, const nsc_relation *relation, const char *distance,
                           FILE *stream) {
    const nsc_report_result *result = nsc_report_found(run, "fdc", relation, distance, NSC_PUBLISHED_BEST);
    const bool published = result != NULL;
    if (!published)
        result = nsc_report_found(run, "fdc", relation, distance, "best:1");
    if (result == NULL)
        return;
    const nsc_table *statistics = nsc_report_table(result, "statistics");
    const size_t row = nsc_report_row(statistics, "statistic", "pearson");
    fprintf(stream, "  %-9s %s to the %s best cell: r = ", relation->name, distance,
            published                                       ? "published"
            : run->locality->origin == NSC_ORIGIN_SURROGATE ? "surrogate's"
                                                            : "known");
    print_estimate(stream, nsc_report_number(statistics, row, "value"), nsc_report_number(statistics, row, "low"),
                   nsc_report_number(statistics, row, "high"), "%.3f");
    print_edge_correlations(run, relation, stream);
    fputc('\n', stream);
}

static void print_locality(const nsc_report_run *run, FILE *stream) {
    fprintf(stream, "Autocorrelation of %s along random walks, by relation, with 95 %% intervals:\n",
            run->locality->rule.text);
    for (size_t relation = 0; relation < nsc_relation_count; relation++)
        print_walk(run, &nsc_relations[relation], stream);
    fputs("Fitness against distance to the best (below 0: better cells are nearer):\n", stream);
    for (size_t relation = 0; relation < nsc_relation_count; relation++)
        print_distance(run, &nsc_relations[relation], "hops", stream);
    print_distance(run, run->request->relation, "edit", stream);
}

/* ---- operations, rare cells ---- */

/* The effects of replacements on times, or on anything else; NULL where the report has none. */
static const nsc_report_result *find_effects(const nsc_report_run *run, bool times) {
    for (size_t number = 0; number < run->result_count; number++) {
        const nsc_report_result *result = run->results[number];
        if (strcmp(result->analysis->name, "opeffect") == 0 && result->tables[0] != NULL &&
            (result->fitness->rule.metric == NSC_METRIC_TIME) == times)
            return result;
    }
    return NULL;
}

static size_t effect_row(const nsc_table *table, const char *from, const char *to) {
    size_t row = 0;
    while (row < nsc_table_row_count(table) && (strcmp(nsc_table_value(table, row, 0).as.text, from) != 0 ||
                                                strcmp(nsc_table_value(table, row, 1).as.text, to) != 0))
        row++;
    return row;
}

/* One replacement's mean and standard error, in hundredths. */
static void print_effect(const nsc_report_result *result, const char *from, const char *to, const char *mean,
                         const char *standard_error, const char *unit, FILE *stream) {
    if (result == NULL)
        return;
    const nsc_table *table = nsc_report_table(result, "effects");
    const size_t row = effect_row(table, from, to);
    if (isnan(nsc_report_number(table, row, mean)))
        fprintf(stream, "  no %s pairs", nsc_origin_name(result->fitness->origin));
    else
        fprintf(stream, "  %+.2f +- %.2f %s", 100 * nsc_report_number(table, row, mean),
                100 * nsc_report_number(table, row, standard_error), unit);
}

static void print_operations(const nsc_report_run *run, FILE *stream) {
    static const char *const pairs[][2] = {
        {"conv3x3", "conv1x1"}, {"conv3x3", "maxpool3x3"}, {"conv1x1", "maxpool3x3"}};
    const nsc_report_result *accuracy = find_effects(run, false), *times = find_effects(run, true);
    if (accuracy == NULL && times == NULL)
        return;
    fprintf(stream, "Replacing an operation, mean over neighbouring pairs with standard error (%s%s%s):\n",
            accuracy != NULL ? accuracy->fitness->rule.text : "", accuracy != NULL && times != NULL ? ", " : "",
            times != NULL ? times->fitness->rule.text : "");
    for (size_t pair = 0; pair < NSC_COUNT_OF(pairs); pair++) {
        const char *from = pairs[pair][0], *to = pairs[pair][1];
        fprintf(stream, "  %s by %-11s", from, to);
        print_effect(accuracy, from, to, "mean", "standard_error", "points of accuracy", stream);
        print_effect(times, from, to, "mean_relative", "standard_error_relative", "% of training time", stream);
        fputc('\n', stream);
    }
}

static void print_rarity(const nsc_report_run *run, FILE *stream) {
    char cells[NUMBER_SIZE], draws[NUMBER_SIZE];
    for (size_t number = 0; number < run->result_count; number++) {
        const nsc_report_result *result = run->results[number];
        if (strcmp(result->analysis->name, "rarity") != 0 || result->tables[0] == NULL)
            continue;
        const nsc_table *margins = nsc_report_table(result, "margins");
        const double best = nsc_report_number(margins, 0, "best");
        const size_t row = nsc_report_row(margins, "margin", "0.005");
        fprintf(stream, "Best known %s: %.5f", result->fitness->rule.text, best);
        if (row < nsc_table_row_count(margins))
            fprintf(stream, "; within 0.005 of it: %s known cells, one in %s draws of a cell",
                    grouped(nsc_report_number(margins, row, "cells"), cells),
                    grouped(nsc_report_number(margins, row, "expected_draws"), draws));
        fputs(".\n", stream);
    }
}

/* ---- claims, files ---- */

static void print_claims(const nsc_report_run *run, FILE *stream) {
    size_t total = 0;
    for (int verdict = 0; verdict < NSC_VERDICT_COUNT; verdict++)
        total += run->verdicts[verdict];
    fprintf(stream, "Verdicts on %zu claims:", total);
    for (int verdict = 0; verdict < NSC_VERDICT_COUNT; verdict++)
        fprintf(stream, "%s %s %zu", verdict > 0 ? "," : "", nsc_verdict_name((nsc_verdict)verdict),
                run->verdicts[verdict]);
    fputs(".\n", stream);
}

static void print_files(const nsc_report_run *run, FILE *stream) {
    size_t written = 1; /* the manifest */
    for (size_t number = 0; number < run->file_count; number++)
        written += run->files[number].reason[0] == '\0';
    fprintf(stream, "%zu files in %s; claims.csv has each claim, manifest.json says where everything came from.\n",
            written, run->request->folder);
}

nsc_status nsc_summary_write(const nsc_report_run *run, FILE *stream, nsc_error *error) {
    print_data(run, stream);
    if (nsc_report_rests_on(run, NSC_ORIGIN_SURROGATE))
        print_surrogate(run, stream);
    if (nsc_report_rests_on(run, NSC_ORIGIN_SYNTHETIC))
        print_synthetic(stream);
    print_locality(run, stream);
    print_operations(run, stream);
    print_rarity(run, stream);
    print_claims(run, stream);
    print_files(run, stream);
    if (fflush(stream) != 0 || ferror(stream))
        return nsc_error_set(error, NSC_FAILED, "cannot write the summary: %m");
    return NSC_OK;
}
