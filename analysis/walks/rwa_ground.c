/* What a walk's ground has in common whatever moves the walk: coverage by size, and the mean of the fitness. */
#include "analysis/walks/rwa_internal.h"

#include <math.h>

static nsc_status find_strata(nsc_rwa_ground *ground, nsc_error *error) {
    const nsc_space *space = ground->landscape->space;
    const int feature = nsc_space_feature_with_role(space, NSC_FEATURE_SIZE);
    double *sizes = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&sizes, space->point_count, sizeof *sizes, error));
    NSC_TRY(nsc_allocate(&ground->strata, UINT8_MAX + 1, sizeof *ground->strata, error));
    if (feature >= 0)
        NSC_TRY(space->feature_values(space, (size_t)feature, ground->control, sizes, error));
    for (uint32_t point = 0; point < space->point_count; point++) {
        if (!ground->walked[point])
            continue;
        size_t stratum = 0;
        while (stratum < ground->stratum_count && ground->strata[stratum].size != sizes[point])
            stratum++;
        if (stratum == ground->stratum_count && stratum <= UINT8_MAX)
            ground->strata[ground->stratum_count++].size = sizes[point];
        stratum = stratum <= UINT8_MAX ? stratum : UINT8_MAX; /* a space of more sizes pools the rest */
        ground->stratum[point] = (uint8_t)stratum;
        ground->strata[stratum].points++;
        ground->strata[stratum].known += nsc_fitness_known(ground->landscape->fitness, point);
        ground->strata[stratum].stationary_share += ground->stationary[point];
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
    double weights[UINT8_MAX + 1] = {0};
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
        if (ground->strata[stratum].known == 0)
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
