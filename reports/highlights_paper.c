/* Key findings of the report on Ying et al. 2019, with what the paper states beside each. */
#include "reports/claims_internal.h"
#include "reports/highlights.h"
#include "reports/sentences.h"

#include <math.h>
#include <string.h>

/* ---- verdicts ---- */

static void tell_verdicts(const nsc_report_run *run, nsc_highlights *highlights) {
    const size_t agree = nsc_verdict_count(run, false, NSC_VERDICT_AGREES);
    const size_t consistent = nsc_verdict_count(run, false, NSC_VERDICT_CONSISTENT);
    const size_t differ = nsc_verdict_count(run, false, NSC_VERDICT_DIFFERS) +
                          nsc_verdict_count(run, false, NSC_VERDICT_DIFFERS_OTHERWISE);
    const size_t predicted = nsc_verdict_count(run, false, NSC_VERDICT_SURROGATE);
    const size_t made_up = nsc_verdict_count(run, false, NSC_VERDICT_SYNTHETIC);
    size_t statements = 0;
    for (int verdict = 0; verdict < NSC_VERDICT_COUNT; verdict++)
        statements += nsc_verdict_count(run, false, (nsc_verdict)verdict);
    const size_t open = statements - agree - consistent - differ;
    const size_t decided = agree + consistent + differ;
    char some[32], space[96];
    nsc_text_format(some, sizeof some, "%zu differ", differ);
    nsc_text_format(space, sizeof space, "the %zu about the space itself %s", decided,
                    differ > 0 ? "are decided" : nsc_sentence_plural((double)decided, "agrees", "agree"));
    if (!nsc_nb101_is_published(nsc_space_nb101(run->space)))
        nsc_highlight(highlights,
                      "The paper's %zu statements are about its own space of 423,624 cells, not about `%s`: the values "
                      "here are beside them for comparison, and decide nothing.",
                      statements, run->space->name);
    else if (predicted + made_up > 0)
        nsc_highlight(highlights,
                      "Of the paper's %zu statements, %s. The other %zu are about accuracies or times: their values "
                      "here are %s, and decide nothing.",
                      statements, space, open, predicted > 0 ? "a model's predictions" : "made up");
    else
        nsc_highlight(highlights,
                      "Of the paper's %zu statements, this data decides %zu: %zu agree, %zu are consistent under other "
                      "conditions than the paper's (such as one run for a mean of three), and %s. The other %zu need "
                      "more measurements or a definition, and are no failures.",
                      statements, decided, agree, consistent, differ > 0 ? some : "none differs", open);
}

/* ---- locality ---- */

/* A text on what the paper states, if the space is the paper's; else an empty one. */
static const char *in_paper_space(const nsc_report_run *run, const char *text) {
    return nsc_nb101_is_published(nsc_space_nb101(run->space)) ? text : "";
}

/* Adds the sentence of a result, what the paper states, and on a surrogate how much smoother it is than the truth. */
static void tell(const nsc_report_run *run, const nsc_report_question *question, const char *paper,
                 nsc_highlights *highlights) {
    const nsc_report_result *result = nsc_report_found(run, question);
    char text[NSC_SENTENCE_SIZE], beside[160] = "";
    double measured, fitted;
    if (result == NULL || !nsc_result_finding(result, text))
        return;
    nsc_report_edge_correlations(result->fitness, result->relation, &measured, &fitted);
    if (isfinite(measured) && question->relation != NULL)
        nsc_text_format(
            beside, sizeof beside,
            " On the same pairs of neighbours the correlation is %.3f in the measurements and %.3f in the fitted "
            "model.",
            measured, fitted);
    nsc_highlight(highlights, "%s%s%s", text, paper, beside);
}

static void tell_locality(const nsc_report_run *run, nsc_highlights *highlights) {
    /* The paper does not say whether its walk is on cells or on encodings. */
    const char *paper_noise = in_paper_space(run, " Paper: noise beyond a square root of about 6.");
    const nsc_relation *relation = run->request->relation;
    tell(run, &(nsc_report_question){.analysis = "rwa", .fitness = run->locality, .relation = relation}, paper_noise,
         highlights);
    tell(run, &(nsc_report_question){.analysis = "encodingrwa", .fitness = run->locality, .validity = NSC_VALID_PRUNED},
         paper_noise, highlights);
    tell(
        run,
        &(nsc_report_question){
            .analysis = "fdc", .fitness = run->locality, .relation = relation, .distance = "hops", .targets = "best:1"},
        "", highlights);
}

/* ---- operations ---- */

static const char *sign_of(double number) {
    return number < 0 ? "\u2212" : "+";
}

/* "Replacing conv3x3 by conv1x1 changes the accuracy by −1.15 points (paper: −1.16), ..." */
static void tell_operations(const nsc_report_run *run, nsc_highlights *highlights) {
    char text[NSC_SENTENCE_SIZE] = "";
    size_t length = 0;
    if (!nsc_nb101_is_published(nsc_space_nb101(run->space)))
        return;
    for (size_t number = 0; number < run->answer_count; number++) {
        const nsc_answer *answer = &run->answers[number];
        if (answer->claim->check != nsc_check_operation_effect || isnan(answer->finding.value) || length >= sizeof text)
            continue;
        length += nsc_text_format(text + length, sizeof text - length, "%s`%s` by `%s` %s%.2f (%s%.2f)",
                                  length > 0 ? ", " : "", answer->claim->subject, answer->claim->object,
                                  sign_of(answer->finding.value), fabs(100 * answer->finding.value),
                                  sign_of(answer->claim->published), fabs(100 * answer->claim->published));
    }
    if (length > 0)
        nsc_highlight(highlights,
                      "Mean change of accuracy where one operation replaces another, in points (paper): %s.", text);
}

/* ---- the report ---- */

/* The first fitness of the list that the report has. */
static const nsc_fitness *held(const nsc_report_run *run, const char *spelling) {
    for (size_t number = 0; number < run->fitness_count; number++)
        if (strcmp(run->fitnesses[number]->spelling, spelling) == 0 && run->fitnesses[number]->fitness != NULL)
            return run->fitnesses[number]->fitness;
    return NULL;
}

static void tell_others(const nsc_report_run *run, nsc_highlights *highlights) {
    const nsc_fitness *test = held(run, "test@108") != NULL ? held(run, "test@108") : run->locality;
    const nsc_fitness *valid = held(run, "valid@108") != NULL ? held(run, "valid@108") : test;
    tell(run, &(nsc_report_question){.analysis = "depthwidth", .fitness = valid},
         in_paper_space(run, " Paper: depth 3, width up to 5."), highlights);
    const nsc_report_question rare = {.analysis = "peaks", .fitness = test};
    const nsc_report_result *best = nsc_report_found(run, &rare);
    if (best != NULL && !isnan(nsc_sentence_figure(best, "others_within_2se")))
        tell(run, &rare, in_paper_space(run, " Paper: 11 others, one in about 50,000, 35.4 %."), highlights);
    tell(run, &(nsc_report_question){.analysis = "opfrequency", .fitness = test}, "", highlights);
    tell(run, &(nsc_report_question){.analysis = "cost", .fitness = test}, in_paper_space(run, " Paper: positive."),
         highlights);
    tell(run, &(nsc_report_question){.analysis = "noise", .fitness = test, .distance = "hops"}, "", highlights);
    tell(run, &(nsc_report_question){.analysis = "budgets", .fitness = test}, "", highlights);
}

void nsc_paper_highlights(const nsc_report_run *run, nsc_highlights *highlights) {
    const nsc_fitness *test = held(run, "test@108") != NULL ? held(run, "test@108") : run->locality;
    char figure[NSC_FILE_NAME_SIZE];
    tell_verdicts(run, highlights);
    tell(run, &(nsc_report_question){.analysis = "distribution", .fitness = test}, "", highlights);
    tell_locality(run, highlights);
    tell_operations(run, highlights);
    tell_others(run, highlights);
    nsc_highlight_figure(highlights, "autocorrelation");
    nsc_text_format(figure, sizeof figure, "peaks-volumes-%s", run->request->relation->name);
    nsc_highlight_figure(highlights, figure);
    nsc_highlight_figure(highlights, "depthwidth");
}
