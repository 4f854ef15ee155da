/*
 * Answers: each claim checked, its verdict, and claims.csv. The answers stay with the report, for its page.
 */
#include "reports/claims_internal.h"

#include <math.h>

/* ---- verdicts ---- */

const char *nsc_verdict_name(nsc_verdict verdict) {
    static const char *const names[NSC_VERDICT_COUNT] = {"agrees",
                                                         "consistent",
                                                         "differs",
                                                         "differs under other conditions",
                                                         "undecided",
                                                         "needs the full data",
                                                         "surrogate only",
                                                         "synthetic only",
                                                         "holds by definition",
                                                         "broken"};
    return names[verdict];
}

size_t nsc_verdict_count(const nsc_report_run *run, bool consistency, nsc_verdict verdict) {
    size_t count = 0;
    for (size_t number = 0; number < run->answer_count; number++)
        count += run->answers[number].claim->consistency == consistency && run->answers[number].verdict == verdict;
    return count;
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

/* Under another split or policy than the paper's. */
static nsc_verdict verdict_otherwise(const nsc_claim *claim, const nsc_finding *finding) {
    nsc_claim loose = *claim;
    if (claim->comparison == NSC_CLAIM_EQUALS && claim->tolerance == 0)
        return NSC_VERDICT_NEEDS_DATA;
    loose.half_unit = fmax(claim->half_unit, claim->tolerance);
    if (finding->at_least)
        return finding->value > claim->published + loose.half_unit ? NSC_VERDICT_DIFFERS
               : claim->comparison == NSC_CLAIM_EQUALS && finding->value >= claim->published - loose.half_unit
                   ? NSC_VERDICT_CONSISTENT
                   : NSC_VERDICT_NEEDS_DATA;
    const nsc_verdict verdict = verdict_by_interval(&loose, finding);
    return verdict == NSC_VERDICT_AGREES    ? NSC_VERDICT_CONSISTENT
           : verdict == NSC_VERDICT_DIFFERS ? NSC_VERDICT_DIFFERS_OTHERWISE
                                            : verdict;
}

static nsc_verdict verdict_of_statement(const nsc_claim *claim, const nsc_finding *finding) {
    if (isnan(finding->value))
        return NSC_VERDICT_NEEDS_DATA;
    if (finding->origin == NSC_ORIGIN_SURROGATE)
        return NSC_VERDICT_SURROGATE;
    if (finding->origin == NSC_ORIGIN_SYNTHETIC)
        return NSC_VERDICT_SYNTHETIC;
    if (!finding->published_conditions)
        return NSC_VERDICT_NEEDS_DATA;
    if (claim->no_definition)
        return NSC_VERDICT_UNDECIDED;
    if (finding->other_conditions)
        return verdict_otherwise(claim, finding);
    if (finding->at_least)
        return finding->value > claim->published + claim->half_unit ? NSC_VERDICT_DIFFERS : NSC_VERDICT_NEEDS_DATA;
    return verdict_by_interval(claim, finding);
}

nsc_verdict nsc_claim_verdict(const nsc_claim *claim, const nsc_finding *finding) {
    const nsc_verdict verdict = verdict_of_statement(claim, finding);
    if (!claim->consistency)
        return verdict;
    return verdict == NSC_VERDICT_AGREES    ? NSC_VERDICT_HOLDS
           : verdict == NSC_VERDICT_DIFFERS ? NSC_VERDICT_BROKEN
                                            : verdict;
}

/* ---- the table ---- */

static const nsc_column columns[] = {
    {"claim", "the statement, or the name of the value that is printed"},
    {"section", "section of Ying et al. 2019, or who else states it"},
    {"published", "the value printed; empty where the statement is in words"},
    {"computed", "the same from this data; accuracies and shares are fractions of 1"},
    {"low", "lower end of the 95 % interval; the value where it is exact"},
    {"high", "upper end"},
    {"coverage", "share of the space's cells that the computed value rests on"},
    {"verdict",
     "statements: agrees or differs; consistent or differs under other conditions, where split or policy are "
     "not the paper's (test for validation, one run for a mean); undecided, needs the full data, surrogate "
     "only, synthetic only; consistency checks: holds by definition or broken in place of agrees or differs"},
    {"tolerance", "largest difference from the published value that is consistent where split or policy are not the "
                  "paper's; empty where it is printed in words, or where that makes it another quantity"},
    {"kind", "statement, or consistency check: that one cannot fail, and says nothing about what was reproduced"},
    {"quantity", "what was computed; empty where that is the claim itself"},
    {"stated", "what is stated in words (\"positive\"); empty where a value is printed"},
    {"bound",
     "what the computed value was compared with for these words, as \"above 0\"; empty where a value is printed"},
    {"topic", "part of the paper that it belongs to"},
    {"relation", "which cells count as neighbours; empty where it does not matter"},
    {"distance", "which distance was measured; empty where none was"},
    {"fitness", "rules of the fitnesses that it rests on; empty where it rests on the space alone"},
    NSC_COLUMN_RUNS,
    {"origin",
     "computed, measured, surrogate or synthetic: the least certain of them; empty where nothing was computed"},
    {"source", "where the fitnesses came from"},
    {"note", "what is missing, what was assumed"},
};

static const char *text_or_null(const char *text) {
    return text[0] != '\0' ? text : NULL;
}

/* "above 0": the bound that the words of a statement stand for; NULL where the paper prints a value. */
static const char *bound_of(const nsc_claim *claim, char text[64]) {
    static const char *const words[] = {"equal to", "above", "below"};
    if (claim->stated == NULL)
        return NULL;
    snprintf(text, 64, "%s %g", words[claim->comparison], claim->published);
    return text;
}

static nsc_status add_row(nsc_table *table, const nsc_answer *answer, nsc_error *error) {
    const nsc_claim *claim = answer->claim;
    const nsc_finding *finding = &answer->finding;
    char runs[NSC_RUN_RANGE_SIZE], bound[64];
    const nsc_value row[] = {nsc_text(claim->text),
                             nsc_text(claim->section),
                             nsc_real(claim->stated == NULL ? claim->published : NAN),
                             nsc_real(finding->value),
                             nsc_real(finding->low),
                             nsc_real(finding->high),
                             nsc_real(finding->coverage),
                             nsc_text(nsc_verdict_name(answer->verdict)),
                             nsc_real(claim->tolerance > 0 ? claim->tolerance : (double)NAN),
                             nsc_text(claim->consistency ? "consistency check" : "statement"),
                             nsc_text(claim->quantity),
                             nsc_text(claim->stated),
                             nsc_text(bound_of(claim, bound)),
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
    const nsc_report_item item = {.name = "claims.csv", .meaning = "the paper's statements, each with its verdict"};
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
    NSC_TRY(nsc_report_write_table(run, &item, table, error));
    NSC_TRY(nsc_report_part_end(run, "claims", started_s, error));
out:
    nsc_table_destroy(table);
    nsc_claim_context_close(&context);
    return status;
}

/* ---- the manifest ---- */

/* How many statements, or consistency checks, have each verdict; those that the kind cannot have are left out. */
static void put_verdicts(nsc_json *json, const nsc_report_run *run, const char *name, bool consistency) {
    nsc_json_open(json, name, '{');
    for (int verdict = 0; verdict < NSC_VERDICT_COUNT; verdict++) {
        const bool of_checks = verdict == NSC_VERDICT_HOLDS || verdict == NSC_VERDICT_BROKEN;
        const bool of_statements = verdict <= NSC_VERDICT_DIFFERS_OTHERWISE;
        if (!(consistency ? of_statements : of_checks))
            nsc_json_value(json, nsc_verdict_name((nsc_verdict)verdict),
                           nsc_unsigned(nsc_verdict_count(run, consistency, (nsc_verdict)verdict)));
    }
    nsc_json_close(json, '}');
}

void nsc_claims_manifest(const nsc_report_run *run, nsc_json *json) {
    put_verdicts(json, run, "claims", false);
    put_verdicts(json, run, "consistency_checks", true);
}
