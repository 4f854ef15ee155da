/*
 * Answers: each claim checked, its verdict, and claims.csv. The answers stay with the report, for its page.
 */
#include "reports/claims_internal.h"

#include <math.h>

/* ---- verdicts ---- */

const char *nsc_verdict_name(nsc_verdict verdict) {
    static const char *const names[] = {"agrees",         "differs",       "undecided", "needs the full data",
                                        "surrogate only", "synthetic only"};
    return names[verdict];
}

static nsc_verdict verdict_by_interval(const nsc_claim *claim, const nsc_finding *finding) {
    if (isnan(finding->low) || isnan(finding->high))
        return NSC_VERDICT_UNDECIDED;
    switch (claim->comparison) {
    case NSC_CLAIM_ABOVE:
        return finding->low > claim->published     ? NSC_VERDICT_AGREES
               : finding->high <= claim->published ? NSC_VERDICT_DIFFERS
                                                   : NSC_VERDICT_UNDECIDED;
    case NSC_CLAIM_BELOW:
        return finding->high < claim->published   ? NSC_VERDICT_AGREES
               : finding->low >= claim->published ? NSC_VERDICT_DIFFERS
                                                  : NSC_VERDICT_UNDECIDED;
    default:
        break;
    }
    if (finding->high - finding->low > finding->effect)
        return NSC_VERDICT_UNDECIDED;
    return finding->low <= claim->published + claim->half_unit && finding->high >= claim->published - claim->half_unit
               ? NSC_VERDICT_AGREES
               : NSC_VERDICT_DIFFERS;
}

nsc_verdict nsc_claim_verdict(const nsc_claim *claim, const nsc_finding *finding) {
    if (isnan(finding->value))
        return NSC_VERDICT_NEEDS_DATA;
    if (finding->origin == NSC_ORIGIN_SURROGATE)
        return NSC_VERDICT_SURROGATE;
    if (finding->origin == NSC_ORIGIN_SYNTHETIC)
        return NSC_VERDICT_SYNTHETIC;
    if (!finding->published_conditions)
        return NSC_VERDICT_NEEDS_DATA;
    if (finding->at_least)
        return finding->value > claim->published + claim->half_unit ? NSC_VERDICT_DIFFERS : NSC_VERDICT_NEEDS_DATA;
    return finding->no_definition ? NSC_VERDICT_UNDECIDED : verdict_by_interval(claim, finding);
}

/* ---- the table ---- */

static const nsc_column columns[] = {
    {"claim", "what is stated"},
    {"section", "of Ying et al. 2019, or who else states it"},
    {"published", "the value stated; for \"positive\", \"below\" and \"majority\" the bound"},
    {"computed", "the same from this data; accuracies and shares are fractions of 1"},
    {"low", "lower end of the 95 % interval; the value where it is exact"},
    {"high", "upper end"},
    {"coverage", "share of the space's cells that the computed value rests on"},
    {"verdict", "agrees, differs, undecided, needs the full data, surrogate only, synthetic only"},
    {"topic", "what it is about"},
    {"relation", "which cells count as neighbours; empty where it does not matter"},
    {"distance", "which distance was measured; empty where none was"},
    {"fitness", "the rules of the numbers that it rests on; empty where it rests on the space alone"},
    {"runs", "training runs that the fitness of a cell rests on: \"3\", or \"1 to 3\" where it differs from cell to "
             "cell; empty where the data does not say, and for a fitness without runs"},
    {"origin",
     "computed, measured, surrogate or synthetic: the least certain of them; empty where nothing was computed"},
    {"source", "where they came from"},
    {"note", "what is missing, what was assumed"},
};

static const char *text_or_null(const char *text) {
    return text[0] != '\0' ? text : NULL;
}

static nsc_status add_row(nsc_table *table, const nsc_answer *answer, nsc_error *error) {
    const nsc_claim *claim = answer->claim;
    const nsc_finding *finding = &answer->finding;
    char runs[NSC_RUN_RANGE_SIZE];
    const nsc_value row[] = {nsc_text(claim->text),
                             nsc_text(claim->section),
                             nsc_real(claim->published),
                             nsc_real(finding->value),
                             nsc_real(finding->low),
                             nsc_real(finding->high),
                             nsc_real(finding->coverage),
                             nsc_text(nsc_verdict_name(answer->verdict)),
                             nsc_text(nsc_topic_name(claim->topic)),
                             nsc_text(finding->relation),
                             nsc_text(finding->distance),
                             nsc_text(text_or_null(finding->fitness)),
                             nsc_text(nsc_run_range_text(finding->runs, runs)),
                             nsc_text(isnan(finding->value) ? NULL : nsc_origin_name(finding->origin)),
                             nsc_text(text_or_null(finding->source)),
                             nsc_text(text_or_null(finding->note))};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

nsc_status nsc_claims_write(nsc_report_run *run, nsc_error *error) {
    const double started_s = nsc_report_clock();
    nsc_claim_context context = {0};
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_context_open(&context, run, error));
    NSC_TRY(nsc_table_create(&table, columns, NSC_COUNT_OF(columns), error));
    NSC_TRY(nsc_allocate(&run->answers, nsc_claim_count(), sizeof *run->answers, error));
    for (; run->answer_count < nsc_claim_count(); run->answer_count++) {
        nsc_answer *answer = &run->answers[run->answer_count];
        answer->claim = nsc_claim_at(run->answer_count);
        NSC_TRY(nsc_claim_find(&context, answer->claim, &answer->finding, error));
        answer->verdict = nsc_claim_verdict(answer->claim, &answer->finding);
        NSC_TRY(add_row(table, answer, error));
        nsc_control_report(run->request->options->control, "claims",
                           (double)(run->answer_count + 1) / (double)nsc_claim_count());
    }
    NSC_TRY(nsc_report_write_table(run, "claims.csv", table, NULL, error));
    NSC_TRY(nsc_report_part_end(run, "claims", started_s, error));
out:
    nsc_table_destroy(table);
    nsc_claim_context_close(&context);
    return status;
}
