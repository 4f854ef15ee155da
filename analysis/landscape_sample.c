/*
 * Which measured points are a sample of the space, and which a file lists by choice: worked out once, when a fitness is
 * made.
 *
 * Of several files those that pass for random samples of the whole space are pooled. If there are such files, the
 * points of the others stand for themselves alone, as a table of all small cells does. If there are none, all points
 * count as drawn at random within their size, and a departure from that is told.
 */
#include "analysis/estimators/balance.h"
#include "analysis/landscape_internal.h"

#include <math.h>

/* With fewer points, a mean is too far from normally distributed for a departure to tell anything. */
enum { LEAST_TESTED = 20 };

/* Whether these points pass for a random sample of the whole space, whatever their sizes. */
static nsc_status find_departure(const nsc_opened_landscape *opened, const double *sizes, const bool *evaluated,
                                 const bool *chosen, nsc_departure *departure, nsc_error *error) {
    const nsc_space *space = opened->space;
    double *marks = NULL;
    nsc_design design = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&marks, space->point_count, sizeof *marks, error));
    for (uint32_t point = 0; point < space->point_count; point++)
        marks[point] = evaluated[point] ? 1 : NAN;
    const double *const columns[] = {marks};
    const nsc_design_data data = {space->point_count, sizes, columns, 1, chosen, NULL};
    NSC_TRY(nsc_design_of(&design, &data, error));
    NSC_TRY(nsc_balance_of(space, &design, evaluated, opened->names.control, departure, error));
out:
    free(marks);
    nsc_design_release(&design);
    return status;
}

/* What tells whether a file is a sample: sizes of 0 make one stratum of all points. */
typedef struct file_roles {
    double *no_sizes; /* [point_count], 0 */
    bool *known;      /* [point_count], of the file in hand */
    bool *listed;     /* [point_count], by a file that is no sample of the space */
    size_t samples, others;
} file_roles;

static nsc_status judge_files(const nsc_opened_landscape *opened, const nsc_fitness *fitness, file_roles *roles,
                              nsc_error *error) {
    const uint32_t point_count = opened->space->point_count;
    nsc_status status = NSC_OK;
    for (size_t file = 0; file < nsc_measurements_source_count(opened->measurements); file++) {
        uint32_t count = 0;
        nsc_departure departure = {0};
        NSC_TRY(nsc_fitness_known_in_file(fitness, opened->measurements, file, roles->known, &count, error));
        if (count == 0)
            continue;
        if (count >= LEAST_TESTED)
            NSC_TRY(find_departure(opened, roles->no_sizes, roles->known, NULL, &departure, error));
        if (count >= LEAST_TESTED && !nsc_departure_is_large(&departure)) {
            roles->samples++;
            continue;
        }
        roles->others++;
        for (uint32_t point = 0; point < point_count; point++)
            roles->listed[point] = roles->listed[point] || roles->known[point];
    }
out:
    return status;
}

/* Marks the points that files list by choice, if other files are samples. */
static nsc_status find_chosen(const nsc_opened_landscape *opened, nsc_fitness *fitness, file_roles *roles,
                              nsc_error *error) {
    const uint32_t point_count = opened->space->point_count;
    nsc_status status = NSC_OK;
    if (opened->measurements == NULL || nsc_measurements_source_count(opened->measurements) < 2)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&roles->listed, point_count, sizeof *roles->listed, error));
    NSC_TRY(judge_files(opened, fitness, roles, error));
    if (roles->samples > 0 && roles->others > 0) {
        fitness->chosen = roles->listed;
        roles->listed = NULL;
    }
out:
    return status;
}

nsc_status nsc_landscape_find_sampling(nsc_opened_landscape *opened, nsc_fitness *fitness, nsc_error *error) {
    const uint32_t point_count = opened->space->point_count;
    double *sizes = NULL;
    file_roles roles = {0};
    nsc_departure of_all;
    nsc_status status = NSC_OK;
    if (fitness->known_count == point_count || fitness->known_count < LEAST_TESTED)
        return NSC_OK;
    NSC_TRY(nsc_point_sizes(opened->space, opened->names.control, &sizes, error));
    NSC_TRY(nsc_allocate(&roles.no_sizes, point_count, sizeof *roles.no_sizes, error));
    NSC_TRY(nsc_allocate(&roles.known, point_count, sizeof *roles.known, error));
    NSC_TRY(find_chosen(opened, fitness, &roles, error));
    for (uint32_t point = 0; point < point_count; point++)
        roles.known[point] = nsc_fitness_known(fitness, point);
    NSC_TRY(find_departure(opened, roles.no_sizes, roles.known, NULL, &of_all, error));
    NSC_TRY(find_departure(opened, sizes, roles.known, fitness->chosen, &fitness->departure, error));
    const bool sized = nsc_space_feature_with_role(opened->space, NSC_FEATURE_SIZE) >= 0;
    fitness->sampling = fitness->chosen != NULL                    ? NSC_SAMPLING_BY_FILE
                        : sized && nsc_departure_is_large(&of_all) ? NSC_SAMPLING_BY_SIZE
                                                                   : NSC_SAMPLING_UNIFORM;
    if (nsc_fitness_departs(fitness)) {
        char text[NSC_DEPARTURE_SIZE];
        nsc_fitness_describe_departure(fitness, text);
        NSC_TRY(nsc_landscape_add_note(opened, error, "%s", text));
    }
out:
    free(sizes);
    free(roles.no_sizes);
    free(roles.known);
    free(roles.listed);
    return status;
}
