/* Targets and margins as the command line spells them: the best K, all within a margin of the best, or points. */
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define BEST "best:"
#define WITHIN "within:"

static bool begins_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

static nsc_status best_points(const nsc_landscape *landscape, const char *number, uint32_t **points, size_t *count,
                              nsc_error *error) {
    const unsigned long wanted = strtoul(number, NULL, 10);
    if (number[0] == '\0' || number[strspn(number, "0123456789")] != '\0' || wanted == 0)
        return nsc_error_set(error, NSC_USAGE, "--targets best:K takes a whole number of at least 1, not \"%.60s\"",
                             number);
    nsc_status status = nsc_evaluated_require(landscape->fitness, 1, error);
    if (status != NSC_OK)
        return status;
    status = nsc_points_best_first(landscape->fitness, points, count, error);
    if (status != NSC_OK || wanted >= *count)
        return status;
    const nsc_order order = nsc_order_of(landscape->fitness);
    const double *values = landscape->fitness->values, last = values[(*points)[wanted - 1]];
    size_t taken = wanted;
    while (taken < *count && nsc_equally_fit(&order, values[(*points)[taken]], last))
        taken++;
    *count = taken;
    return NSC_OK;
}

nsc_status nsc_margin_parse(const char *text, const nsc_fitness *fitness, uint32_t best, double *margin,
                            nsc_error *error) {
    const char *end;
    if (!nsc_decimal_read(text, &end, margin) || *margin < 0 || (*end != '\0' && strcmp(end, "se") != 0))
        return nsc_error_set(error, NSC_USAGE,
                             "the margin \"%.60s\" is neither a number from 0 nor a number of standard errors like 2se",
                             text);
    if (*end != '\0')
        *margin = fitness->standard_errors != NULL ? *margin * fitness->standard_errors[best] : NAN;
    return NSC_OK;
}

nsc_status nsc_epsilons_parse(const char *text, const nsc_fitness *fitness, double **values, size_t *count,
                              nsc_error *error) {
    char *copy = NULL;
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    *values = NULL;
    *count = 0;
    NSC_TRY(nsc_copy_text(&copy, text, error));
    for (char *rest = copy, *item; (item = strsep(&rest, ",")) != NULL;) {
        const char *end;
        double value;
        if (!nsc_decimal_read(item, &end, &value) || value < 0 || (*end != '\0' && strcmp(end, "q") != 0))
            NSC_TRY(nsc_error_set(
                error, NSC_USAGE,
                "the threshold \"%.60s\" is neither a number from 0 nor a number of measurement steps like 1q", item));
        if (*end != '\0')
            value = fitness->quantum > 0 ? value * fitness->quantum : NAN;
        NSC_TRY(nsc_reserve(values, &capacity, *count + 1, sizeof **values, error));
        (*values)[(*count)++] = value;
    }
out:
    free(copy);
    if (status != NSC_OK) {
        free(*values);
        *values = NULL;
    }
    return status;
}

static nsc_status points_within(const nsc_landscape *landscape, const char *number, uint32_t **points, size_t *count,
                                nsc_error *error) {
    nsc_evaluated evaluated = {0};
    double margin;
    const uint32_t best = nsc_best_point(landscape->fitness);
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_list(&evaluated, landscape->fitness, 1, error));
    NSC_TRY(nsc_margin_parse(number, landscape->fitness, best, &margin, error));
    if (isnan(margin)) {
        status = nsc_error_set(error, NSC_MISSING,
                               "the best point has no standard error of %s: its single runs are not in the data",
                               landscape->fitness->rule.text);
        goto out;
    }
    const nsc_order order = nsc_order_within(landscape->fitness, margin);
    const double value = nsc_fitness_best(landscape->fitness);
    *count = 0;
    for (size_t place = 0; place < evaluated.count; place++)
        if (nsc_equally_fit(&order, evaluated.values[place], value))
            evaluated.points[(*count)++] = evaluated.points[place];
    *points = evaluated.points;
    evaluated.points = NULL;
out:
    nsc_evaluated_release(&evaluated);
    return status;
}

/* The error of a target that is no point: a word like "best" misspells a form, anything else names a point. */
static nsc_status refuse_point(const char *name, size_t number, const nsc_error *reason, nsc_error *error) {
    const bool is_form =
        strncasecmp(name, BEST, strlen(BEST) - 1) == 0 || strncasecmp(name, WITHIN, strlen(WITHIN) - 1) == 0;
    if (is_form && reason->status == NSC_INVALID)
        return nsc_error_set(error, NSC_USAGE,
                             "--targets takes best:K, within:MARGIN or points separated by semicolons, not \"%.60s\"",
                             name);
    nsc_error_pass(error, reason->status, reason);
    nsc_error_prefix(error, "--targets, point %zu: ", number);
    return reason->status;
}

static nsc_status named_points(const nsc_landscape *landscape, const char *text, uint32_t **points, size_t *count,
                               nsc_error *error) {
    char *copy = NULL;
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    *count = 0;
    NSC_TRY(nsc_copy_text(&copy, text, error));
    for (char *rest = copy, *name; (name = strsep(&rest, ";")) != NULL;) {
        NSC_TRY(nsc_reserve(points, &capacity, *count + 1, sizeof **points, error));
        nsc_error reason = {0};
        if (landscape->space->point_parse(landscape->space, name, &(*points)[*count], &reason) != NSC_OK)
            NSC_TRY(refuse_point(name, *count + 1, &reason, error));
        (*count)++;
    }
out:
    free(copy);
    return status;
}

nsc_status nsc_targets_parse(const nsc_landscape *landscape, const char *text, uint32_t **points, size_t *count,
                             nsc_error *error) {
    *points = NULL;
    nsc_status status;
    if (begins_with(text, BEST))
        status = best_points(landscape, text + strlen(BEST), points, count, error);
    else if (begins_with(text, WITHIN))
        status = points_within(landscape, text + strlen(WITHIN), points, count, error);
    else
        status = named_points(landscape, text, points, count, error);
    if (status != NSC_OK) {
        free(*points);
        *points = NULL;
    }
    return status;
}

const char *nsc_targets_reason(const nsc_fitness *fitness, const char *targets, char text[NSC_TARGETS_REASON]) {
    const uint32_t hidden = fitness->point_count - fitness->known_count;
    if (hidden == 0 || (!begins_with(targets, BEST) && !begins_with(targets, WITHIN)))
        return NULL;
    snprintf(text, NSC_TARGETS_REASON, "the best may be among the points without a fitness (%u of %u)", hidden,
             fitness->point_count);
    return text;
}
