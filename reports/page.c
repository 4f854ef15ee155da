/*
 * One page in plain words: what the report rests on, how local the landscape is, and what of the paper was reproduced,
 * what not, and what the data at hand could not decide. It goes into the folder and to the terminal.
 */
#include "reports/claims_internal.h"

#include "data/surrogate/surrogate.h"

#include <math.h>
#include <string.h>

enum { NUMBER_SIZE = 32, LINE_WIDTH = 100 };

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

/* How many runs a value rests on: "test@108:mean" is the name of a mean over any number of them. */
static void print_runs(const nsc_fitness *fitness, FILE *stream) {
    char runs[NSC_RUN_RANGE_SIZE];
    if (fitness->rule.kind != NSC_FITNESS_METRIC || fitness->origin == NSC_ORIGIN_SURROGATE)
        return;
    if (nsc_run_range_text(fitness->runs, runs) == NULL)
        fputs("Runs: unknown, the data does not say how many each value rests on.\n", stream);
    else if (fitness->runs.most == 1)
        fputs("Runs: each value rests on a single training run, not on a mean of several.\n", stream);
    else
        fprintf(stream, "Runs: each value rests on %s training runs.\n", runs);
}

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
    fprintf(stream, "Fitness: %s, evaluated for %s of %s cells (%.2f %%)", fitness->rule.text,
            grouped(fitness->known_count, number), points, 100 * nsc_fitness_coverage(fitness));
    if (fitness->known_count < fitness->point_count)
        fprintf(stream, ", which have %.2f %% of all encodings (effective sample size %.0f)",
                100 * run->encodings_share, run->effective_cells);
    fputs(".\n", stream);
    print_runs(fitness, stream);
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

static void print_walk(const nsc_report_run *run, const char *label, const nsc_report_question *question,
                       FILE *stream) {
    const nsc_report_result *result = nsc_report_found(run, question);
    char length[NUMBER_SIZE];
    if (result == NULL)
        return;
    const nsc_table *lags = nsc_report_table(result, "lags"), *summary = nsc_report_table(result, "summary");
    const double root = nsc_report_number(summary, nsc_report_row(summary, "statistic", "square_root"), "value");
    const double walk_length = nsc_report_number(summary, nsc_report_row(summary, "statistic", "walk_length"), "value");
    fprintf(stream, "  %-17s lag 1: ", label);
    print_estimate(stream, nsc_report_number(lags, 1, "autocorrelation"), nsc_report_number(lags, 1, "low"),
                   nsc_report_number(lags, 1, "high"), "%.3f");
    if (isnan(root))
        fprintf(stream, "; above the noise at all %u lags", run->request->options->lags);
    else
        fprintf(stream, "; noise from lag %.0f (root %.1f)", root * root, root);
    fprintf(stream, ", T = %s", grouped(walk_length, length));
    print_edge_correlations(run, result->relation, stream);
    fputc('\n', stream);
}

static void print_walks(const nsc_report_run *run, FILE *stream) {
    nsc_report_question question = {.analysis = "encodingrwa", .fitness = run->locality};
    fprintf(stream, "\nAutocorrelation of %s along random walks, with 95 %% intervals:\n", run->locality->rule.text);
    question.validity = NSC_VALID_RAW;
    print_walk(run, "encodings, raw", &question, stream);
    question.validity = NSC_VALID_PRUNED;
    print_walk(run, "encodings, pruned", &question, stream);
    for (size_t relation = 0; relation < NSC_CELL_RELATIONS; relation++) {
        char label[64];
        snprintf(label, sizeof label, "cells, %s", nsc_relations[relation].name);
        question =
            (nsc_report_question){.analysis = "rwa", .relation = &nsc_relations[relation], .fitness = run->locality};
        print_walk(run, label, &question, stream);
    }
}

static void print_distance(const nsc_report_run *run, const nsc_relation *relation, const char *distance,
                           FILE *stream) {
    nsc_report_question question = {.analysis = "fdc",
                                    .relation = relation,
                                    .distance = distance,
                                    .targets = NSC_PUBLISHED_BEST,
                                    .fitness = run->locality};
    const nsc_report_result *result = nsc_report_found(run, &question);
    const bool published = result != NULL;
    question.targets = "best:1";
    if (!published)
        result = nsc_report_found(run, &question);
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

static void print_distances(const nsc_report_run *run, FILE *stream) {
    fputs("Fitness against distance to the best cell, over cells (below 0: better cells are nearer):\n", stream);
    print_distance(run, run->request->relation, "encoding", stream);
    print_distance(run, run->request->relation, "edit", stream);
    for (size_t relation = 0; relation < NSC_CELL_RELATIONS; relation++)
        print_distance(run, &nsc_relations[relation], "hops", stream);
}

/* ---- the answers ---- */

/* Text that is broken into lines between words, all but the first indented. */
typedef struct paragraph {
    FILE *stream;
    size_t column;
} paragraph;

static void add_words(paragraph *state, const char *text) {
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");
        if (state->column > 0 && state->column + 1 + length > LINE_WIDTH) {
            fputs("\n ", state->stream);
            state->column = 1;
        }
        if (state->column > 0)
            fputc(' ', state->stream);
        fprintf(state->stream, "%.*s", (int)length, text);
        state->column += length + 1;
        text += length + (text[length] == ' ');
    }
}

/* Four digits, or a whole number with its thousands set apart. */
static void print_number(double number, char text[NUMBER_SIZE]) {
    if (fabs(number) >= 1000 && number == floor(number))
        grouped(number, text);
    else
        snprintf(text, NUMBER_SIZE, "%.4g", number);
}

/* "unique cells: 423,624 (paper: 423,624)". */
static void describe_answer(const nsc_answer *answer, char *text, size_t size) {
    static const char *const bounds[] = {"", "above ", "below "};
    const nsc_finding *finding = &answer->finding;
    char value[NUMBER_SIZE], published[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
    if (isnan(finding->value)) {
        snprintf(text, size, "%s", answer->claim->text);
        return;
    }
    print_number(finding->value, value);
    print_number(answer->claim->published, published);
    print_number(finding->low, low);
    print_number(finding->high, high);
    const bool interval = isfinite(finding->low) && isfinite(finding->high) && finding->low != finding->high;
    snprintf(text, size, "%s: %s%s%s%s%s%s (paper: %s%s)", answer->claim->text, value, interval ? " [" : "",
             interval ? low : "", interval ? ", " : "", interval ? high : "", interval ? "]" : "",
             bounds[answer->claim->comparison], published);
}

/* The claims of one topic with one verdict, as one paragraph. */
static void print_topic(const nsc_report_run *run, nsc_verdict verdict, nsc_topic topic, FILE *stream) {
    paragraph state = {.stream = stream};
    char text[512];
    size_t printed = 0;
    for (size_t number = 0; number < run->answer_count; number++) {
        const nsc_answer *answer = &run->answers[number];
        if (answer->verdict != verdict || answer->claim->topic != topic)
            continue;
        if (printed++ == 0) {
            snprintf(text, sizeof text, "- %s.", nsc_topic_name(topic));
            add_words(&state, text);
        } else
            fputc(';', stream);
        describe_answer(answer, text, sizeof text);
        add_words(&state, text);
    }
    if (printed > 0)
        fputs(".\n", stream);
}

static size_t count_verdict(const nsc_report_run *run, nsc_verdict verdict) {
    size_t count = 0;
    for (size_t number = 0; number < run->answer_count; number++)
        count += run->answers[number].verdict == verdict;
    return count;
}

static void print_answers(const nsc_report_run *run, FILE *stream) {
    static const struct {
        nsc_verdict verdict;
        const char *heading, *explanation;
    } sections[] = {
        {NSC_VERDICT_AGREES, "Reproduced", "the computed value, or its interval, meets what the paper states"},
        {NSC_VERDICT_DIFFERS, "Not reproduced", "the interval excludes what the paper states"},
        {NSC_VERDICT_UNDECIDED, "Not decided by this data",
         "the interval is too wide, or the paper does not define what it states"},
        {NSC_VERDICT_NEEDS_DATA, "Not decidable on this data",
         "measurements are missing: what is shown rests on those at hand, under other conditions than the paper's"},
        {NSC_VERDICT_SURROGATE, "Shown on the surrogate only", "decides nothing: no value rests on measurements alone"},
        {NSC_VERDICT_SYNTHETIC, "Shown on made-up data only", "decides nothing: no value rests on measurements"},
    };
    for (size_t section = 0; section < NSC_COUNT_OF(sections); section++) {
        const size_t count = count_verdict(run, sections[section].verdict);
        if (count == 0)
            continue;
        fprintf(stream, "\n## %s: %zu of %zu statements\n\n(%s)\n\n", sections[section].heading, count,
                run->answer_count, sections[section].explanation);
        for (int topic = 0; topic < NSC_TOPIC_COUNT; topic++)
            print_topic(run, sections[section].verdict, (nsc_topic)topic, stream);
    }
}

/* ---- the page ---- */

static void print_page(const nsc_report_run *run, FILE *stream) {
    print_data(run, stream);
    if (nsc_report_rests_on(run, NSC_ORIGIN_SURROGATE))
        print_surrogate(run, stream);
    if (nsc_report_rests_on(run, NSC_ORIGIN_SYNTHETIC))
        print_synthetic(stream);
    print_walks(run, stream);
    print_distances(run, stream);
    print_answers(run, stream);
    fputs("\nclaims.csv has each statement with what it rests on; readings.csv has what each question that the paper\n"
          "leaves open would give under each answer; manifest.json says where everything came from.\n",
          stream);
}

nsc_status nsc_page_write(nsc_report_run *run, nsc_error *error) {
    nsc_output output = {0};
    nsc_status status = nsc_report_open_file(run, "page.md", &output, error);
    if (status != NSC_OK)
        return status;
    print_page(run, output.stream);
    return nsc_report_commit_file(run, "page.md", &output, 0, error);
}

nsc_status nsc_page_show(const nsc_report_run *run, FILE *stream, nsc_error *error) {
    print_page(run, stream);
    fprintf(stream, "%zu files in %s.\n", nsc_report_files_written(run) + 1, run->request->folder);
    if (fflush(stream) != 0 || ferror(stream))
        return nsc_error_set(error, NSC_FAILED, "cannot write the page: %m");
    return NSC_OK;
}
