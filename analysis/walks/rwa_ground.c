/* What a walk's ground has in common whatever moves the walk: coverage by size, and the mean of the fitness. */
#include "analysis/walks/rwa_internal.h"

#include <math.h>

static nsc_status find_strata(nsc_rwa_ground *ground, nsc_error *error) {
    const uint32_t point_count = ground->landscape->space->point_count;
    nsc_stratum by_size[NSC_SIZES] = {{0}};
    uint8_t number_of_size[NSC_SIZES] = {0};
    double *sizes = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_point_sizes(ground->landscape->space, ground->control, &sizes, error));
    NSC_TRY(nsc_allocate(&ground->strata, NSC_SIZES, sizeof *ground->strata, error));
    for (uint32_t point = 0; point < point_count; point++)
        if (ground->walked[point])
            nsc_stratum_add(&by_size[nsc_size_class(sizes[point])],
                            nsc_fitness_known(ground->landscape->fitness, point));
    for (size_t size = 0; size < NSC_SIZES; size++) {
        number_of_size[size] = (uint8_t)ground->stratum_count;
        if (by_size[size].points > 0)
            ground->strata[ground->stratum_count++] = (nsc_rwa_stratum){.size = (double)size, .counts = by_size[size]};
    }
    for (uint32_t point = 0; point < point_count; point++) {
        if (!ground->walked[point])
            continue;
        ground->stratum[point] = number_of_size[nsc_size_class(sizes[point])];
        ground->strata[ground->stratum[point]].stationary_share += ground->stationary[point];
    }
out:
    free(sizes);
    return status;
}

nsc_status nsc_rwa_ground_create(nsc_rwa_ground *ground, const nsc_landscape *landscape, const nsc_control *control,
                                 nsc_error *error) {
    *ground = (nsc_rwa_ground){.landscape = landscape, .control = control};
    const size_t points = landscape->space->point_count;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&ground->walked, points, sizeof *ground->walked, error));
    NSC_TRY(nsc_allocate(&ground->stationary, points, sizeof *ground->stationary, error));
    NSC_TRY(nsc_allocate(&ground->stratum, points, 1, error));
out:
    if (status != NSC_OK)
        nsc_rwa_ground_release(ground);
    return status;
}

static void fill_stratum_moments(nsc_rwa_ground *ground) {
    double weights[NSC_SIZES] = {0};
    for (uint32_t point = 0; point < ground->landscape->space->point_count; point++)
        if (nsc_rwa_known(ground, point)) {
            nsc_rwa_stratum *stratum = &ground->strata[ground->stratum[point]];
            const double centred = ground->landscape->fitness->values[point] - ground->mean;
            weights[ground->stratum[point]] += ground->stationary[point];
            stratum->mean += ground->stationary[point] * centred;
            stratum->variance += ground->stationary[point] * centred * centred;
        }
    for (size_t number = 0; number < ground->stratum_count; number++) {
        nsc_rwa_stratum *stratum = &ground->strata[number];
        if (!(weights[number] > 0))
            continue;
        stratum->mean /= weights[number];
        stratum->variance = fmax(stratum->variance / weights[number] - stratum->mean * stratum->mean, 0);
    }
}

nsc_status nsc_rwa_ground_complete(nsc_rwa_ground *ground, nsc_error *error) {
    nsc_status status = find_strata(ground, error);
    if (status != NSC_OK)
        return status;
    double weight = 0;
    for (uint32_t point = 0; point < ground->landscape->space->point_count; point++)
        if (nsc_rwa_known(ground, point)) {
            const double share = ground->stationary[point] * nsc_rwa_weight(ground, point);
            weight += share;
            ground->mean += share * ground->landscape->fitness->values[point];
            ground->known_count++;
        }
    ground->mean /= weight;
    fill_stratum_moments(ground);
    return NSC_OK;
}

nsc_status nsc_rwa_ground_require(const nsc_rwa_ground *ground, nsc_error *error) {
    const nsc_fitness *fitness = ground->landscape->fitness;
    if (ground->known_count < 2)
        return nsc_error_set(error, NSC_MISSING, "%u of the %u points that the walk visits have a fitness %s",
                             ground->known_count, ground->point_count, fitness->rule.text);
    double low = INFINITY, high = -INFINITY;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_rwa_known(ground, point)) {
            low = fmin(low, fitness->values[point]);
            high = fmax(high, fitness->values[point]);
        }
    if (low == high)
        return nsc_error_set(error, NSC_MISSING, "all %u points with a fitness %s have the same", ground->known_count,
                             fitness->rule.text);
    return NSC_OK;
}

bool nsc_rwa_has_uncovered_strata(const nsc_rwa_ground *ground) {
    for (size_t stratum = 0; stratum < ground->stratum_count; stratum++)
        if (ground->strata[stratum].counts.known == 0)
            return true;
    return false;
}

void nsc_rwa_ground_release(nsc_rwa_ground *ground) {
    free(ground->walked);
    free(ground->stationary);
    free(ground->strengths);
    free(ground->passed);
    free(ground->starts);
    free(ground->stratum);
    free(ground->strata);
    *ground = (nsc_rwa_ground){0};
}
