/* Targets of a search: regrets, read from a list. */
#include "analysis/search/results/search_targets.h"

#include "analysis/estimators/ranking.h"
#include "analysis/search/results/search_tables_internal.h"

#include <math.h>
#include <string.h>

/* The scores of all points that have one. */
static nsc_status list_scores(const nsc_experiment *experiment, double **scores, size_t *count, nsc_error *error) {
    const uint32_t points = nsc_experiment_describe(experiment)->point_count;
    nsc_status status = nsc_allocate(scores, points, sizeof **scores, error);
    *count = 0;
    for (uint32_t point = 0; status == NSC_OK && point < points; point++) {
        const double score = nsc_experiment_score(experiment, point);
        if (!isnan(score))
            (*scores)[(*count)++] = score;
    }
    return status;
}

/* The regret of the last of the best `percent` per cent of all points. */
static nsc_status regret_of_top(const nsc_experiment *experiment, double percent, double *regret, nsc_error *error) {
    const nsc_experiment_facts *facts = nsc_experiment_describe(experiment);
    const bool minimise = nsc_search_is_minimised(experiment);
    const nsc_order order = {.direction = minimise ? NSC_MINIMISE : NSC_MAXIMISE, .sign = minimise ? -1 : 1};
    double *scores = NULL, threshold;
    size_t count, top_count;
    nsc_status status = NSC_OK;
    NSC_TRY(list_scores(experiment, &scores, &count, error));
    NSC_TRY(nsc_top_threshold(&order, scores, count, percent, &threshold, &top_count, error));
    *regret = minimise ? threshold - facts->best_score : facts->best_score - threshold;
out:
    free(scores);
    return status;
}

static nsc_status read_target(const nsc_experiment *experiment, const char *text, double *regret, nsc_error *error) {
    static const char top[] = "top:";
    const char *end;
    double number;
    if (strcmp(text, "best") == 0) {
        *regret = 0;
        return NSC_OK;
    }
    const bool is_top = strncmp(text, top, strlen(top)) == 0;
    const char *digits = is_top ? text + strlen(top) : text;
    if (!nsc_decimal_read(digits, &end, &number) || *end != '\0' || number < 0 ||
        (is_top && !(number > 0 && number <= 100)))
        return nsc_error_set(error, NSC_USAGE,
                             "--targets: \"%.60s\" is none of best, top:P (P per cent, above 0 to 100) and a regret "
                             "of 0 or more",
                             text);
    if (is_top)
        return regret_of_top(experiment, number, regret, error);
    *regret = number;
    return NSC_OK;
}

nsc_status nsc_search_targets_read(nsc_search_targets *targets, const nsc_experiment *experiment, const char *list,
                                   nsc_error *error) {
    size_t capacity = 1;
    char *rest, *word;
    nsc_status status = NSC_OK;
    *targets = (nsc_search_targets){0};
    for (const char *comma = list; (comma = strchr(comma, ',')) != NULL; comma++)
        capacity++;
    NSC_TRY(nsc_copy_text(&targets->text, list, error));
    NSC_TRY(nsc_allocate(&targets->rows, capacity, sizeof *targets->rows, error));
    for (word = strtok_r(targets->text, ", ", &rest); word != NULL; word = strtok_r(NULL, ", ", &rest)) {
        nsc_search_target *row = &targets->rows[targets->count++];
        row->name = word;
        NSC_TRY(read_target(experiment, word, &row->regret, error));
    }
    if (targets->count == 0)
        status = nsc_error_set(error, NSC_USAGE, "--targets names no target");
out:
    return status;
}

void nsc_search_targets_release(nsc_search_targets *targets) {
    free(targets->text);
    free(targets->rows);
    *targets = (nsc_search_targets){0};
}
