/*
 * The page of the report `paper`: the locality of the landscape, which of the paper's statements were reproduced, which
 * were not and which the data cannot decide, and the consistency checks.
 */
#include "reports/claims_internal.h"

#include "data/surrogate/surrogate.h"

#include <math.h>
#include <string.h>

enum { ANSWER_SIZE = 512 };

/* ---- locality ---- */

/* Adds to a locality figure on the surrogate how much smoother than the truth the surrogate is. */
static void print_edge_correlations(const nsc_report_run *run, const nsc_relation *relation, FILE *stream) {
    double measured, fitted;
    nsc_report_edge_correlations(run->locality, relation, &measured, &fitted);
    if (isfinite(measured))
        fprintf(stream, "; across an edge %.3f measured, %.3f fitted", measured, fitted);
}

static void print_walk(const nsc_report_run *run, const char *label, const nsc_report_question *question,
                       FILE *stream) {
    const nsc_report_result *result = nsc_report_found(run, question);
    char length[NSC_PAGE_NUMBER];
    if (result == NULL)
        return;
    const nsc_table *lags = nsc_report_table(result, "lags"), *summary = nsc_report_table(result, "summary");
    const double root = nsc_report_number(summary, nsc_report_row(summary, "statistic", "square_root"), "value");
    const double walk_length = nsc_report_number(summary, nsc_report_row(summary, "statistic", "walk_length"), "value");
    fprintf(stream, "  %-17s lag 1: ", label);
    nsc_page_estimate(stream, nsc_report_number(lags, 1, "autocorrelation"), nsc_report_number(lags, 1, "low"),
                      nsc_report_number(lags, 1, "high"), "%.3f");
    if (isnan(root))
        fprintf(stream, "; above the noise level at all %u lags", run->request->options->lags);
    else
        fprintf(stream, "; noise from lag %.0f on (square root %.1f)", root * root, root);
    fprintf(stream, ", T = %s", nsc_page_grouped(walk_length, length));
    print_edge_correlations(run, result->relation, stream);
    fputc('\n', stream);
}

static void print_walks(const nsc_report_run *run, FILE *stream) {
    nsc_report_question question = {.analysis = "encodingrwa", .fitness = run->locality};
    fprintf(stream, "\nAutocorrelation of %s along random walks [95 %% interval]:\n", run->locality->rule.text);
    question.validity = NSC_VALID_RAW;
    print_walk(run, "encodings, raw", &question, stream);
    question.validity = NSC_VALID_PRUNED;
    print_walk(run, "encodings, pruned", &question, stream);
    for (size_t relation = 0; relation < run->relation_count; relation++) {
        char label[64];
        snprintf(label, sizeof label, "cells, %s", run->relations[relation].name);
        question =
            (nsc_report_question){.analysis = "rwa", .relation = &run->relations[relation], .fitness = run->locality};
        print_walk(run, label, &question, stream);
    }
}

/* Returns the reason that the correlation has no interval; NULL if it has one, or there is no correlation. */
static const char *print_distance(const nsc_report_run *run, const nsc_relation *relation, const char *distance,
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
        return NULL;
    const nsc_table *statistics = nsc_report_table(result, "statistics");
    const size_t row = nsc_report_row(statistics, "statistic", "pearson");
    fprintf(stream, "  %-9s %s to the %s best cell: r = ", relation->name, distance,
            published                                       ? "published"
            : run->locality->origin == NSC_ORIGIN_SURROGATE ? "surrogate's"
                                                            : "evaluated");
    nsc_page_estimate(stream, nsc_report_number(statistics, row, "value"), nsc_report_number(statistics, row, "low"),
                      nsc_report_number(statistics, row, "high"), "%.3f");
    print_edge_correlations(run, relation, stream);
    fputc('\n', stream);
    return nsc_report_text(statistics, row, "reason");
}

static void print_distances(const nsc_report_run *run, FILE *stream) {
    fprintf(stream,
            "\nCorrelation of fitness and distance to the best cell, over cells (%s 0: better cells are nearer):\n",
            run->locality->direction == NSC_MINIMISE ? "above" : "below");
    const char *reason = print_distance(run, run->request->relation, "encoding", stream), *other;
    if ((other = print_distance(run, run->request->relation, "edit", stream)) != NULL)
        reason = other;
    for (size_t relation = 0; relation < run->relation_count; relation++)
        if ((other = print_distance(run, &run->relations[relation], "hops", stream)) != NULL)
            reason = other;
    if (reason != NULL)
        fprintf(stream, "  Without an interval: %s.\n", reason);
}

/* ---- the answers ---- */

/* Writes a whole number with commas between thousands, another number with `digits` significant digits. */
static void print_number(double number, int digits, char text[NSC_PAGE_NUMBER]) {
    if (fabs(number) >= 1000 && number == floor(number))
        nsc_page_grouped(number, text);
    else
        snprintf(text, NSC_PAGE_NUMBER, "%.*g", digits, number);
}

/* "paper" for sections and figures; otherwise the section is the name of the other source. */
static const char *source_of(const nsc_claim *claim) {
    const bool paper = strchr("0123456789", claim->section[0]) != NULL || strstr(claim->section, "figure") != NULL;
    return paper ? "paper" : claim->section;
}

/* "; of test@108:run1, not valid@108; rounds to -0.0115; tolerance 0.00058: 5 % of the effect". */
static void describe_conditions(const nsc_answer *answer, const char *shown, char *text, size_t size) {
    const nsc_claim *claim = answer->claim;
    const nsc_finding *finding = &answer->finding;
    char rounded[NSC_PAGE_NUMBER] = "", runs[NSC_RUN_RANGE_SIZE], conditions[400] = "";
    char tolerance[NSC_PAGE_NUMBER + 128] = "";
    /* As many decimals as the paper prints; values with all digits are compared as they are. */
    const double decimals = claim->half_unit > 0 ? round(-log10(2 * claim->half_unit)) : 0;
    if (claim->stated == NULL && decimals > 0 && decimals <= 4)
        snprintf(rounded, sizeof rounded, "%.*f", (int)decimals, finding->value);
    if (strcmp(rounded, shown) == 0)
        rounded[0] = '\0';
    if (claim->rule != NULL && strcmp(claim->rule, finding->fitness) == 0)
        snprintf(conditions, sizeof conditions, "over %s run of each cell, not %d",
                 nsc_run_range_text(finding->runs, runs) != NULL ? runs : "an unknown", NSC_RUNS);
    else
        snprintf(conditions, sizeof conditions, "of %s%s%s", finding->fitness, claim->rule != NULL ? ", not " : "",
                 claim->rule != NULL ? claim->rule : "");
    if (claim->stated == NULL && claim->tolerance > 0)
        snprintf(tolerance, sizeof tolerance, "; tolerance %.2g: %s", claim->tolerance, claim->tolerance_source);
    snprintf(text, size, "; %s%s%s%s", conditions, rounded[0] != '\0' ? "; rounds to " : "", rounded, tolerance);
}

/* "Unique cells: 423,624 (official code: 423,624)"; "Cells with more parameters train longer: correlation 0.914 [0.911,
 * 0.917] (paper: positive)". */
static void describe_answer(const nsc_answer *answer, char *text, size_t size) {
    const nsc_claim *claim = answer->claim;
    const nsc_finding *finding = &answer->finding;
    char value[NSC_PAGE_NUMBER], published[NSC_PAGE_NUMBER], low[NSC_PAGE_NUMBER], high[NSC_PAGE_NUMBER],
        interval[3 * NSC_PAGE_NUMBER] = "";
    if (isnan(finding->value)) {
        snprintf(text, size, "%s", claim->text);
        return;
    }
    /* Only exact values are compared with published ones of more than four digits. */
    const bool exact = finding->low == finding->high;
    const int digits = exact && claim->half_unit > 0 && claim->half_unit < 1e-5 ? 7 : 4;
    print_number(finding->value, digits, value);
    print_number(claim->published, digits, published);
    print_number(finding->low, digits, low);
    print_number(finding->high, digits, high);
    if (!exact && isfinite(finding->low) && isfinite(finding->high))
        snprintf(interval, sizeof interval, " [%s, %s]", low, high);
    const int length = snprintf(text, size, "%s: %s%s%s%s (%s: %s)", claim->text,
                                claim->quantity != NULL ? claim->quantity : "", claim->quantity != NULL ? " " : "",
                                value, interval, source_of(claim), claim->stated != NULL ? claim->stated : published);
    if (answer->verdict == NSC_VERDICT_CONSISTENT || answer->verdict == NSC_VERDICT_DIFFERS_OTHERWISE)
        describe_conditions(answer, value, text + length, size - (size_t)length);
}

/* True for a statement with that verdict. */
static bool is_statement(const nsc_answer *answer, nsc_verdict verdict) {
    return !answer->claim->consistency && answer->verdict == verdict;
}

/* The statements of one topic with one verdict, one bullet each. */
static void print_topic(const nsc_report_run *run, nsc_verdict verdict, nsc_topic topic, FILE *stream) {
    char text[ANSWER_SIZE];
    bool printed = false;
    for (size_t number = 0; number < run->answer_count; number++) {
        const nsc_answer *answer = &run->answers[number];
        if (!is_statement(answer, verdict) || answer->claim->topic != topic)
            continue;
        if (!printed)
            fprintf(stream, "\n%s:\n\n", nsc_topic_name(topic));
        printed = true;
        describe_answer(answer, text, sizeof text);
        nsc_page_bullet(text, stream);
    }
}

static size_t count_statements(const nsc_report_run *run, nsc_verdict verdict) {
    size_t count = 0;
    for (size_t number = 0; number < run->answer_count; number++)
        count += is_statement(&run->answers[number], verdict);
    return count;
}

/* "59 statements: agrees 3, consistent 17, …": each verdict that any has. */
static void print_counts(const nsc_report_run *run, size_t statements, FILE *stream) {
    const char *separator = ":";
    fprintf(stream, "\n%zu statements", statements);
    for (int verdict = 0; verdict < NSC_VERDICT_COUNT; verdict++) {
        const size_t count = count_statements(run, (nsc_verdict)verdict);
        if (count == 0)
            continue;
        fprintf(stream, "%s %s %zu", separator, nsc_verdict_name((nsc_verdict)verdict), count);
        separator = ",";
    }
    fputs(".\n", stream);
}

static void print_statements(const nsc_report_run *run, FILE *stream) {
    static const struct {
        nsc_verdict verdict;
        const char *heading, *explanation;
    } sections[] = {
        {NSC_VERDICT_AGREES, "Reproduced", "The computed value, or its 95 % interval, agrees with the statement."},
        {NSC_VERDICT_CONSISTENT, "Consistent",
         "The same quantity under another split or policy than the paper's, such as test for validation accuracy or "
         "one "
         "run\nfor a mean of three: it lies within the tolerance that is named. That is not a reproduction."},
        {NSC_VERDICT_DIFFERS, "Not reproduced", "The computed value, or its 95 % interval, contradicts the statement."},
        {NSC_VERDICT_DIFFERS_OTHERWISE, "Different under other conditions",
         "The same quantity under another split or policy than the paper's: it lies beyond the tolerance that is "
         "named."},
        {NSC_VERDICT_UNDECIDED, "Undecided",
         "The interval is too wide to decide, or the paper does not define the quantity."},
        {NSC_VERDICT_NEEDS_DATA, "Needs the full data",
         "Measurements are missing: the values shown, if any, come from the data at hand, under other conditions\n"
         "than those of the paper. The note in claims.csv says what is missing."},
        {NSC_VERDICT_SURROGATE, "On the surrogate only", "These values decide nothing: they depend on the surrogate."},
        {NSC_VERDICT_SYNTHETIC, "On synthetic data only", "These values decide nothing: they depend on made-up data."},
    };
    size_t statements = 0;
    for (size_t number = 0; number < run->answer_count; number++)
        statements += !run->answers[number].claim->consistency;
    print_counts(run, statements, stream);
    for (size_t section = 0; section < NSC_COUNT_OF(sections); section++) {
        const size_t count = count_statements(run, sections[section].verdict);
        if (count == 0)
            continue;
        fprintf(stream, "\n## %s: %zu of %zu statements\n\n%s\n", sections[section].heading, count, statements,
                sections[section].explanation);
        for (int topic = 0; topic < NSC_TOPIC_COUNT; topic++)
            print_topic(run, sections[section].verdict, (nsc_topic)topic, stream);
    }
}

/* Consistency checks are listed apart from the statements: they cannot fail, so that nothing is reproduced by them. */
static void print_consistency_checks(const nsc_report_run *run, FILE *stream) {
    char text[ANSWER_SIZE];
    size_t checks = 0, passed = 0;
    for (size_t number = 0; number < run->answer_count; number++) {
        checks += run->answers[number].claim->consistency;
        passed += run->answers[number].verdict == NSC_VERDICT_HOLDS;
    }
    fprintf(
        stream,
        "\n## Consistency checks: %zu of %zu passed\n\n"
        "These values follow from the definition of the space, whatever the data. They check the program and are not\n"
        "counted above.\n\n",
        passed, checks);
    for (size_t number = 0; number < run->answer_count; number++) {
        const nsc_answer *answer = &run->answers[number];
        if (!answer->claim->consistency)
            continue;
        describe_answer(answer, text, sizeof text);
        if (answer->verdict != NSC_VERDICT_HOLDS) {
            const size_t length = strlen(text);
            snprintf(text + length, sizeof text - length, " -- %s",
                     answer->verdict == NSC_VERDICT_BROKEN ? "FAILED" : "not the paper's space");
        }
        nsc_page_bullet(text, stream);
    }
}

/* ---- the page ---- */

void nsc_paper_page(const nsc_report_run *run, FILE *stream) {
    print_walks(run, stream);
    print_distances(run, stream);
    print_statements(run, stream);
    print_consistency_checks(run, stream);
    fputs("\nclaims.csv lists each statement with its data, interval and verdict; readings.csv gives the value under "
          "each\n"
          "interpretation of what the paper leaves open; manifest.json records command, options, data and checksums.\n",
          stream);
}
