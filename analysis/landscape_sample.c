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

/*
 * With fewer points, evaluated or not, a mean is too far from normally distributed for a departure to tell anything:
 * one missing point at the end of the space, such as 000…0, would be many standard errors from its middle.
 */
enum { LEAST_TESTED = 20 };

typedef struct judgement {
    const nsc_opened_landscape *opened;
    nsc_balance balance;
    double *sizes;
    double *marks; /* [point_count] for one sample at a time: 1, or NaN of points that are not evaluated */
    bool *known;   /* [point_count], of the sample in hand */
    bool *listed;  /* [point_count], by a file that is no sample of the space */
    size_t samples, others;
} judgement;

static nsc_status prepare(judgement *state, nsc_error *error) {
    const nsc_space *space = state->opened->space;
    const nsc_control *control = state->opened->names.control;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_balance_open(&state->balance, space, control, error));
    NSC_TRY(nsc_point_sizes(space, control, &state->sizes, error));
    NSC_TRY(nsc_allocate(&state->marks, space->point_count, sizeof *state->marks, error));
    NSC_TRY(nsc_allocate(&state->known, space->point_count, sizeof *state->known, error));
out:
    return status;
}

static void release(judgement *state) {
    nsc_balance_close(&state->balance);
    free(state->sizes);
    free(state->marks);
    free(state->known);
    free(state->listed);
}

/* How far the known points are from a random sample within each size; without sizes, of the whole space. */
static nsc_status find_departure(judgement *state, const double *sizes, const bool *chosen, nsc_departure *departure,
                                 nsc_error *error) {
    const uint32_t point_count = state->opened->space->point_count;
    const double *const columns[] = {state->marks};
    const nsc_design_data data = {point_count, sizes, columns, 1, chosen, NULL};
    nsc_design design;
    for (uint32_t point = 0; point < point_count; point++)
        state->marks[point] = state->known[point] ? 1 : NAN;
    const nsc_status status = nsc_design_of(&design, &data, error);
    if (status != NSC_OK)
        return status;
    *departure = nsc_balance_departure(&state->balance, &design, state->known);
    nsc_design_release(&design);
    return NSC_OK;
}

static nsc_status judge_file(judgement *state, const nsc_fitness *fitness, size_t file, nsc_error *error) {
    uint32_t count = 0;
    nsc_departure departure = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_fitness_known_in_file(fitness, state->opened->measurements, file, state->known, &count, error));
    if (count == 0)
        goto out;
    if (count >= LEAST_TESTED)
        NSC_TRY(find_departure(state, NULL, NULL, &departure, error));
    if (count >= LEAST_TESTED && !nsc_departure_is_large(&departure)) {
        state->samples++;
        goto out;
    }
    state->others++;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        state->listed[point] = state->listed[point] || state->known[point];
out:
    return status;
}

static bool has_several_files(const nsc_opened_landscape *opened) {
    return opened->measurements != NULL && nsc_measurements_source_count(opened->measurements) > 1;
}

/* Marks the points that files list by choice, if other files are samples. */
static nsc_status find_chosen(judgement *state, nsc_fitness *fitness, nsc_error *error) {
    const nsc_measurements *measurements = state->opened->measurements;
    nsc_status status = NSC_OK;
    if (!has_several_files(state->opened))
        return NSC_OK;
    NSC_TRY(nsc_allocate(&state->listed, fitness->point_count, sizeof *state->listed, error));
    for (size_t file = 0; file < nsc_measurements_source_count(measurements); file++)
        NSC_TRY(judge_file(state, fitness, file, error));
    if (state->samples > 0 && state->others > 0) {
        fitness->chosen = state->listed;
        state->listed = NULL;
    }
out:
    return status;
}

nsc_status nsc_landscape_find_sampling(nsc_opened_landscape *opened, nsc_fitness *fitness, nsc_error *error) {
    judgement state = {.opened = opened};
    nsc_departure of_all = {0};
    nsc_status status = NSC_OK;
    const uint32_t missing = fitness->point_count - fitness->known_count;
    if (missing == 0 || fitness->known_count < LEAST_TESTED || (missing < LEAST_TESTED && !has_several_files(opened)))
        return NSC_OK;
    const bool sized = nsc_space_feature_with_role(opened->space, NSC_FEATURE_SIZE) >= 0;
    NSC_TRY(prepare(&state, error));
    NSC_TRY(find_chosen(&state, fitness, error));
    if (missing < LEAST_TESTED) {
        fitness->sampling = fitness->chosen != NULL ? NSC_SAMPLING_BY_FILE : NSC_SAMPLING_UNTESTED;
        goto out;
    }
    for (uint32_t point = 0; point < fitness->point_count; point++)
        state.known[point] = nsc_fitness_known(fitness, point);
    if (sized && fitness->chosen == NULL)
        NSC_TRY(find_departure(&state, NULL, NULL, &of_all, error));
    NSC_TRY(find_departure(&state, state.sizes, fitness->chosen, &fitness->departure, error));
    fitness->sampling = fitness->chosen != NULL           ? NSC_SAMPLING_BY_FILE
                        : nsc_departure_is_large(&of_all) ? NSC_SAMPLING_BY_SIZE
                                                          : NSC_SAMPLING_UNIFORM;
    if (nsc_fitness_departs(fitness)) {
        char text[NSC_DEPARTURE_SIZE];
        nsc_fitness_describe_departure(fitness, text);
        NSC_TRY(nsc_landscape_add_note(opened, error, "%s", text));
    }
out:
    release(&state);
    return status;
}
