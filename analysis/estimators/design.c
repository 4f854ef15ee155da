/* Strata, and the standard error of an estimate under them. */
#include "analysis/estimators/design.h"

#include <math.h>
#include <stdio.h>

/* Sizes without evaluated points that hold less of the population than this are too small to matter. */
static const double NEGLIGIBLE_SHARE = 0.01;

/* ---- strata ---- */

static bool is_enough(const nsc_stratum *stratum) {
    return stratum->points > 0 && (stratum->evaluated >= 2 || stratum->evaluated == stratum->points);
}

/* Names the sizes that lack evaluated points, unless they are negligible. */
static void find_gap(nsc_design *design, const nsc_stratum by_size[NSC_SIZES]) {
    uint32_t missing = 0;
    size_t length = 0;
    for (size_t size = 0; size < NSC_SIZES; size++) {
        if (by_size[size].points == 0 || is_enough(&by_size[size]))
            continue;
        missing += by_size[size].points;
        length +=
            (size_t)snprintf(design->gap + length, sizeof design->gap - length, "%s%zu", length > 0 ? ", " : "", size);
    }
    design->missing_share = design->population_count > 0 ? (double)missing / design->population_count : 0;
    if (design->missing_share <= NEGLIGIBLE_SHARE)
        design->gap[0] = '\0';
}

/*
 * Joins sizes, in ascending order, until each stratum has two evaluated points or is complete; a remainder joins the
 * last one. stratum_of_size[size] is the number of its stratum.
 */
static void join_sizes(nsc_design *design, const nsc_stratum by_size[NSC_SIZES], uint8_t stratum_of_size[NSC_SIZES]) {
    nsc_stratum growing = {0};
    for (size_t size = 0; size < NSC_SIZES; size++) {
        stratum_of_size[size] = (uint8_t)design->stratum_count;
        growing.points += by_size[size].points;
        growing.evaluated += by_size[size].evaluated;
        if (is_enough(&growing)) {
            design->strata[design->stratum_count++] = growing;
            growing = (nsc_stratum){0};
        }
    }
    if (growing.points > 0 && design->stratum_count == 0)
        design->strata[design->stratum_count++] = growing;
    else if (growing.points > 0) {
        design->strata[design->stratum_count - 1].points += growing.points;
        design->strata[design->stratum_count - 1].evaluated += growing.evaluated;
    }
    for (size_t size = 0; size < NSC_SIZES; size++)
        if (stratum_of_size[size] >= design->stratum_count && design->stratum_count > 0)
            stratum_of_size[size] = (uint8_t)(design->stratum_count - 1);
}

bool nsc_design_evaluates(const nsc_design_data *data, uint32_t point) {
    if (data->within != NULL && !data->within[point])
        return false;
    for (size_t column = 0; column < data->column_count; column++)
        if (isnan(data->columns[column][point]))
            return false;
    return true;
}

nsc_status nsc_design_of(nsc_design *design, const nsc_design_data *data, nsc_error *error) {
    enum { CHOSEN = NSC_SIZES }; /* in place of a size, until the strata have numbers */
    nsc_stratum by_size[NSC_SIZES + 1] = {{0}};
    uint8_t number_of_class[NSC_SIZES + 1];
    *design = (nsc_design){.space_count = data->point_count};
    const nsc_status status = nsc_allocate(&design->stratum, data->point_count, sizeof *design->stratum, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < data->point_count; point++) {
        design->stratum[point] = NSC_NO_STRATUM;
        if (data->within != NULL && !data->within[point])
            continue;
        const bool evaluated = nsc_design_evaluates(data, point);
        const bool chosen = evaluated && data->chosen != NULL && data->chosen[point];
        const size_t class = chosen ? CHOSEN : nsc_size_class_of(data->sizes, point);
        nsc_stratum_add(&by_size[class], evaluated);
        design->stratum[point] = (uint8_t) class;
        design->population_count++;
        design->evaluated_count += evaluated;
    }
    find_gap(design, by_size);
    join_sizes(design, by_size, number_of_class);
    number_of_class[CHOSEN] = (uint8_t)design->stratum_count;
    if (by_size[CHOSEN].points > 0)
        design->strata[design->stratum_count++] = by_size[CHOSEN];
    for (uint32_t point = 0; point < data->point_count; point++)
        if (design->stratum[point] != NSC_NO_STRATUM)
            design->stratum[point] = number_of_class[design->stratum[point]];
    return NSC_OK;
}

nsc_status nsc_design_open(nsc_design *design, const nsc_space *space, const nsc_fitness *fitness, const bool *within,
                           const nsc_control *control, nsc_error *error) {
    const double *const columns[] = {fitness->values};
    double *sizes = NULL;
    nsc_status status = NSC_OK;
    *design = (nsc_design){0};
    NSC_TRY(nsc_point_sizes(space, control, &sizes, error));
    const nsc_design_data data = {space->point_count, sizes, columns, 1, fitness->chosen, within};
    NSC_TRY(nsc_design_of(design, &data, error));
out:
    free(sizes);
    return status;
}

void nsc_design_release(nsc_design *design) {
    free(design->stratum);
    *design = (nsc_design){0};
}

nsc_status nsc_relative_weights(const nsc_design *design, const uint32_t *points, size_t count, double **weights,
                                nsc_error *error) {
    double sum = 0;
    bool equal = true;
    *weights = NULL;
    for (size_t place = 0; place < count; place++) {
        sum += nsc_design_weight(design, points[place]);
        equal = equal && nsc_design_weight(design, points[place]) == nsc_design_weight(design, points[0]);
    }
    if (equal)
        return NSC_OK;
    const nsc_status status = nsc_allocate(weights, count, sizeof **weights, error);
    for (size_t place = 0; status == NSC_OK && place < count; place++)
        (*weights)[place] = nsc_design_weight(design, points[place]) * (double)count / sum;
    return status;
}

/* ---- standard errors ---- */

/* Moments of the influences in one stratum. */
typedef struct stratum_moments {
    double mean, squares, fourths; /* the latter two: sums of powers of the residuals */
} stratum_moments;

static void find_moments(const nsc_design *design, const uint32_t *points, const double *influence, size_t count,
                         stratum_moments moments[NSC_STRATA]) {
    for (size_t place = 0; place < count; place++) {
        const uint8_t stratum = design->stratum[points[place]];
        moments[stratum].mean += influence[place] / design->strata[stratum].evaluated;
    }
    for (size_t place = 0; place < count; place++) {
        stratum_moments *own = &moments[design->stratum[points[place]]];
        const double residual = influence[place] - own->mean, square = residual * residual;
        own->squares += square;
        own->fourths += square * square;
    }
}

nsc_standard_error nsc_design_error(const nsc_design *design, const uint32_t *points, const double *influence,
                                    size_t count) {
    stratum_moments moments[NSC_STRATA] = {{0}};
    double variance = 0, of_counts = 0, of_fourths = 0; /* the latter two: variance of the variance, two ways */
    if (nsc_design_lacks_sizes(design))
        return (nsc_standard_error){NAN, NAN};
    find_moments(design, points, influence, count, moments);
    for (size_t stratum = 0; stratum < design->stratum_count; stratum++) {
        const double all = design->strata[stratum].points, evaluated = design->strata[stratum].evaluated;
        const double share = all / design->population_count, hidden = 1 - evaluated / all;
        if (!(hidden > 0))
            continue;
        if (evaluated < 2)
            return (nsc_standard_error){NAN, NAN};
        const double square = moments[stratum].squares / (evaluated - 1); /* s² */
        const double factor = share * share * hidden / evaluated;
        variance += factor * square;
        of_counts += 2 * factor * square * factor * square / (evaluated - 1);
        of_fourths += factor * factor * hidden *
                      (moments[stratum].fourths / evaluated - square * square * (evaluated - 3) / (evaluated - 1)) /
                      evaluated;
    }
    if (variance == 0)
        return (nsc_standard_error){0, INFINITY};
    return (nsc_standard_error){sqrt(variance), 2 * variance * variance / fmax(of_counts, of_fourths)};
}

nsc_estimate nsc_estimate_student(double value, nsc_standard_error error) {
    if (isnan(error.error))
        return nsc_estimate_alone(value);
    return nsc_estimate_around(value, error.error == 0 ? 0 : nsc_student_quantile(error.freedom) * error.error);
}

nsc_estimate nsc_estimate_correlation_student(double correlation, nsc_standard_error error) {
    if (isnan(error.error))
        return nsc_estimate_alone(correlation);
    const double of_artanh = error.error / (1 - correlation * correlation);
    return nsc_estimate_correlation(correlation,
                                    error.error == 0 ? 0 : nsc_student_quantile(error.freedom) * of_artanh);
}
