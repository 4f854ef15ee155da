/*
 * The best cells (the analysis `peaks`) as Ying et al. 2019, section 3.3, count them: the best point, its encodings,
 * the points whose fitness is within two standard errors of the best one's, their encodings, the probability of drawing
 * one of these, and the share of the volume by distance to the closest.
 */
#include "analysis/estimators/fitness_by_distance.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/landscape_encodings.h"
#include "analysis/paper/paper.h"
#include "analysis/registry_internal.h"

#include <math.h>
#include <string.h>

#define WITHIN "within:2se"

enum { ENCODINGS_LISTED = 1000, GROUPS = 2 };

static const nsc_column cell_columns[] = {
    {"rank", "1 for the best evaluated cell; ties by id"},
    {"point", "name of the cell"},
    {"fitness", "fitness of the cell"},
    {"standard_error", "standard error of the fitness; empty if its single runs are not in the data"},
    {"below_best", "amount by which it is worse than the best evaluated cell"},
    {"encodings", "encodings that decode to it, edge limit after pruning"},
    {"encodings_raw", "encodings that decode to it, edge limit before pruning"},
    {"hops", "distance to the nearest best cell in the relation's graph"},
    {"edit", "fewest changes to the nearest best cell over all matchings of vertices"},
    {"encoding", "fewest changes between any encodings of it and of a best cell"},
    {"encoding_raw", "the same between encodings within the edge limit before pruning"},
    {"reason", "reason the best of the space may be another"},
};
static const nsc_column summary_columns[] = {
    {"statistic", "name of the number"},
    {"value", "value of the statistic"},
    {"paper",
     "value that the paper prints, for the mean test accuracy of all cells; it leaves open which encodings are valid"},
    {"meaning", "meaning of the statistic"},
    {"reason", "caveat on the value, or the reason it is missing"},
};
/* Statistics by group of cells and by rule of the edge limit. */
#define OF_CELLS(cells, validity)                                                                                      \
    {cells "_encodings_" validity, "valid encodings that decode to one of the cells"},                                 \
        {cells "_encodings_of_space_for_each_" validity, "encodings, valid or not, per encoding of the cells"},        \
        {cells "_valid_encodings_for_each_" validity, "valid encodings per encoding of the cells"},                    \
        {cells "_share_of_volume_within_6_" validity,                                                                  \
         "share of all encodings, valid or not, at most 6 changes from an encoding of the cells"},                     \
    {                                                                                                                  \
        cells "_share_of_valid_within_6_" validity,                                                                    \
            "share of the valid encodings at most 6 changes from an encoding of the cells"                             \
    }

static const nsc_column statistics[] = {
    {"best", "fitness of the best evaluated cell"},
    {"best_cells", "evaluated cells that equal it within the tolerance: all of them are the best"},
    {"best_standard_error",
     "standard error of the (first) best cell's mean: standard deviation of its n runs (by n - 1) / root of n"},
    {"others_within_2se", "other cells at most two standard errors worse than the best"},
    OF_CELLS("best", "pruned"),
    OF_CELLS("best", "raw"),
    OF_CELLS("within_2se", "pruned"),
    OF_CELLS("within_2se", "raw"),
};
static const nsc_column volume_columns[] = {
    {"targets", "best: the best evaluated cell, all of them if tied; within_2se: all within two standard errors of it"},
    {"validity", "whether the limit on edges applies after pruning (pruned) or before (raw)"},
    {"steps", "changes to the closest valid encoding of a target"},
    {"encodings", "encodings, valid or not, at most that far"},
    {"share", "share of all encodings; the paper prints 0.354 at distance 6"},
    {"valid", "valid encodings at most that far"},
    {"valid_share", "share of all valid encodings"},
    {"reason", "reason the best of the space may be another"},
};
static const nsc_column encoding_columns[] = {
    {"encoding", "number of the encoding of a best evaluated cell: matrix × labellings + labelling"},
    {"matrix", "its bits, slot 0 first"},
    {"labelling", "its symbols, first vertex first"},
    {"raw", "1 if it keeps the edge limit before pruning too"},
};

/* The points that count as peaks, and the distances of the space to them. */
typedef struct group {
    const char *name;
    uint32_t *points; /* best first; NULL without standard errors */
    size_t count;
    char reason[160];
    bool measured;
    nsc_encoding_totals totals[NSC_VALIDITY_COUNT];
} group;

typedef struct best_cells {
    const nsc_landscape *landscape;
    const nsc_analysis_options *options;
    const nsc_encodings *encodings;
    double *volumes[NSC_VALIDITY_COUNT];
    group groups[GROUPS];            /* the best; all within two standard errors */
    char caveat[NSC_TARGETS_REASON]; /* on every row of partial data; empty if the data is complete */
} best_cells;

static void release(best_cells *state) {
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        free(state->volumes[validity]);
    for (int number = 0; number < GROUPS; number++) {
        nsc_encoding_totals_release(state->groups[number].totals);
        free(state->groups[number].points);
    }
}

/* ---- peaks ---- */

static nsc_status find_group(best_cells *state, int number, const char *name, const char *targets, nsc_error *error) {
    group *own = &state->groups[number];
    nsc_error reason = {0};
    own->name = name;
    nsc_status status = nsc_targets_parse(state->landscape, targets, &own->points, &own->count, &reason);
    if (status == NSC_MISSING && number > 0)
        nsc_text_format(own->reason, sizeof own->reason, "%s", reason.message);
    else if (status != NSC_OK)
        return nsc_error_pass(error, status, &reason);
    else
        return nsc_best_first(state->landscape->fitness->values, state->landscape->fitness->direction, own->points,
                              own->count, error);
    return NSC_OK;
}

/* ---- distances ---- */

static nsc_status measure(best_cells *state, nsc_error *error) {
    uint8_t *buffer = NULL;
    nsc_status status = NSC_OK;
    for (int number = 0; number < GROUPS; number++) {
        group *own = &state->groups[number];
        if (own->points == NULL)
            continue;
        NSC_TRY(nsc_encoding_totals_of(own->totals, state->landscape, own->points, own->count, state->options->control,
                                       &buffer, error));
        own->measured = true;
    }
out:
    free(buffer);
    return status;
}

static nsc_status count_encodings(best_cells *state, nsc_error *error) {
    static const char *const features[] = {[NSC_VALID_PRUNED] = "encodings", [NSC_VALID_RAW] = "encodings_raw"};
    const nsc_space *space = state->landscape->space;
    nsc_status status = NSC_OK;
    for (int validity = 0; status == NSC_OK && validity < NSC_VALIDITY_COUNT; validity++) {
        status = nsc_allocate(&state->volumes[validity], space->point_count, sizeof(double), error);
        if (status == NSC_OK)
            status = space->feature_values(space, (size_t)nsc_space_feature(space, features[validity]),
                                           state->options->control, state->volumes[validity], error);
    }
    return status;
}

/* ---- tables ---- */

/* NULL if the data is complete. */
static const char *caveat_of(const best_cells *state) {
    return state->caveat[0] != '\0' ? state->caveat : NULL;
}

static nsc_value distance_value(uint8_t distance) {
    return distance == NSC_UNREACHED ? nsc_missing() : nsc_integer(distance);
}

static nsc_status add_cells(const best_cells *state, nsc_table *table, nsc_error *error) {
    static const char *const measures[] = {"hops", "edit"};
    const nsc_landscape *landscape = state->landscape;
    const nsc_fitness *fitness = landscape->fitness;
    const group *shown = state->groups[1].points != NULL ? &state->groups[1] : &state->groups[0];
    const group *best = &state->groups[0];
    const uint32_t point_count = fitness->point_count;
    const nsc_order order = nsc_order_of(fitness);
    uint8_t *distances[NSC_COUNT_OF(measures)] = {NULL};
    nsc_status status = NSC_OK;
    for (size_t measure = 0; measure < NSC_COUNT_OF(measures); measure++) {
        NSC_TRY(nsc_allocate(&distances[measure], point_count, 1, error));
        NSC_TRY(nsc_distance_named(measures[measure])
                    ->to_nearest(landscape->space, landscape->graph, best->points, best->count, state->options->control,
                                 distances[measure], error));
    }
    for (size_t place = 0; place < shown->count; place++) {
        const uint32_t point = shown->points[place];
        const double *errors = fitness->standard_errors;
        nsc_point_name name;
        NSC_TRY(landscape->space->point_name(landscape->space, point, &name, error));
        const nsc_value row[] = {nsc_integer((int64_t)place + 1),
                                 nsc_text(name.text),
                                 nsc_real(fitness->values[point]),
                                 errors != NULL ? nsc_real(errors[point]) : nsc_missing(),
                                 nsc_real(nsc_merit(&order, fitness->values[best->points[0]] - fitness->values[point])),
                                 nsc_real(state->volumes[NSC_VALID_PRUNED][point]),
                                 nsc_real(state->volumes[NSC_VALID_RAW][point]),
                                 distance_value(distances[0][point]),
                                 distance_value(distances[1][point]),
                                 distance_value(best->totals[NSC_VALID_PRUNED].nearest[point]),
                                 distance_value(best->totals[NSC_VALID_RAW].nearest[point]),
                                 nsc_text(caveat_of(state))};
        NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
    }
out:
    for (size_t measure = 0; measure < NSC_COUNT_OF(measures); measure++)
        free(distances[measure]);
    return status;
}

/* One row; `paper` is the paper's value, NaN if it prints none. */
typedef struct statistic {
    const char *name;
    double value, paper;
    const char *reason;
} statistic;

/* Falls back to the last entry if no earlier one matches. */
static const char *meaning_of(const char *name) {
    size_t place = 0;
    while (place + 1 < NSC_COUNT_OF(statistics) && strcmp(statistics[place].name, name) != 0)
        place++;
    return statistics[place].meaning;
}

static nsc_status add_statistic(nsc_table *table, const statistic *own, nsc_error *error) {
    const nsc_value row[] = {nsc_text(own->name), nsc_real(own->value), nsc_real(own->paper),
                             nsc_text(meaning_of(own->name)), nsc_text(own->reason)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

/* Figures of a group by one rule: its number of encodings, and the number of all. */
static nsc_status add_group(const best_cells *state, const group *own, nsc_validity validity, nsc_table *table,
                            nsc_error *error) {
    const nsc_encoding_totals *totals = &own->totals[validity];
    const char *reason = own->points == NULL ? own->reason : caveat_of(state);
    const double all = nsc_encoding_counts_within(totals->all, NSC_ENCODING_DISTANCES);
    const double valid = nsc_encoding_counts_within(totals->valid, NSC_ENCODING_DISTANCES);
    const double near = nsc_encoding_counts_within(totals->all, NSC_PAPER_DISTANCE);
    const double valid_near = nsc_encoding_counts_within(totals->valid, NSC_PAPER_DISTANCE);
    double held = 0;
    char name[96];
    nsc_status status = NSC_OK;
    for (size_t place = 0; own->points != NULL && place < own->count; place++)
        held += state->volumes[validity][own->points[place]];
    if (own->points == NULL)
        held = NAN;
    const bool several = own != &state->groups[0];
    const statistic rows[] = {
        {"encodings", held, several ? NSC_PAPER_ENCODINGS_NEAR_BEST : NSC_PAPER_ENCODINGS_OF_BEST, reason},
        {"encodings_of_space_for_each", all / held, several ? NSC_PAPER_ENCODINGS_FOR_EACH : NAN, reason},
        {"valid_encodings_for_each", valid / held, NAN, reason},
        {"share_of_volume_within_6", near / all, several ? NSC_PAPER_VOLUME_WITHIN : NAN, reason},
        {"share_of_valid_within_6", valid_near / valid, NAN, reason},
    };
    for (size_t row = 0; row < NSC_COUNT_OF(rows); row++) {
        statistic named = rows[row];
        nsc_text_format(name, sizeof name, "%s_%s_%s", own->name, rows[row].name, nsc_validity_name(validity));
        named.name = name;
        NSC_TRY(add_statistic(table, &named, error));
    }
out:
    return status;
}

static nsc_status add_summary(const best_cells *state, nsc_table *table, nsc_error *error) {
    const nsc_fitness *fitness = state->landscape->fitness;
    const uint32_t best = state->groups[0].points[0];
    const double best_count = (double)state->groups[0].count;
    const group *within = &state->groups[1];
    const double error_of_best = fitness->standard_errors != NULL ? fitness->standard_errors[best] : NAN;
    const char *partial = caveat_of(state);
    nsc_status status = NSC_OK;
    const statistic rows[] = {
        {"best", fitness->values[best], NAN, partial},
        {"best_cells", best_count, NAN, partial},
        {"best_standard_error", error_of_best, NAN,
         isnan(error_of_best) ? "the single runs of the best cell are not in the data" : NULL},
        {"others_within_2se", within->points != NULL ? (double)within->count - 1 : NAN, NSC_PAPER_OTHERS_NEAR_BEST,
         within->points != NULL ? partial : within->reason},
    };
    for (size_t row = 0; row < NSC_COUNT_OF(rows); row++)
        NSC_TRY(add_statistic(table, &rows[row], error));
    for (int number = 0; number < GROUPS; number++)
        for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
            NSC_TRY(add_group(state, &state->groups[number], (nsc_validity)validity, table, error));
out:
    return status;
}

static nsc_status add_volumes(const best_cells *state, const group *own, nsc_validity validity, nsc_table *table,
                              nsc_error *error) {
    const nsc_encoding_totals *totals = &own->totals[validity];
    double all = 0, valid = 0, all_within = 0, valid_within = 0;
    nsc_status status = NSC_OK;
    for (unsigned distance = 0; distance < NSC_ENCODING_DISTANCES; distance++) {
        all += (double)totals->all[distance];
        valid += (double)totals->valid[distance];
    }
    for (unsigned distance = 0; status == NSC_OK && all_within < all; distance++) {
        all_within += (double)totals->all[distance];
        valid_within += (double)totals->valid[distance];
        const nsc_value row[] = {nsc_text(own->name),
                                 nsc_text(nsc_validity_name(validity)),
                                 nsc_integer(distance),
                                 nsc_integer((int64_t)all_within),
                                 nsc_real(all_within / all),
                                 nsc_integer((int64_t)valid_within),
                                 nsc_real(valid_within / valid),
                                 nsc_text(caveat_of(state))};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

/* The bits, or the symbols, as digits. */
static void write_digits(uint32_t number, unsigned base, unsigned count, bool first_lowest, char *text) {
    for (unsigned digit = 0; digit < count; digit++, number /= base)
        text[first_lowest ? digit : count - 1 - digit] = (char)('0' + number % base);
    text[count] = '\0';
}

static nsc_status add_encodings(const best_cells *state, nsc_table *table, nsc_error *error) {
    const nsc_encodings *encodings = state->encodings;
    const group *best = &state->groups[0];
    char bits[64], symbols[64];
    bool *is_best = NULL; /* [point] */
    size_t listed = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&is_best, state->landscape->space->point_count, sizeof *is_best, error));
    for (size_t place = 0; place < best->count; place++)
        is_best[best->points[place]] = true;
    for (uint32_t matrix = 0; matrix < encodings->matrix_count; matrix++) {
        if (nsc_matrix_decoding(encodings, NSC_VALID_PRUNED, matrix) != NSC_DECODES)
            continue;
        const uint32_t *points = nsc_matrix_points(encodings, matrix);
        for (uint32_t labelling = 0; labelling < encodings->labelling_count; labelling++) {
            if (points[labelling] >= state->landscape->space->point_count || !is_best[points[labelling]])
                continue;
            if (listed++ == ENCODINGS_LISTED)
                goto out; /* the summary has their number */
            write_digits(matrix, 2, encodings->bit_count, true, bits);
            write_digits(labelling, encodings->symbols, encodings->symbol_count, false, symbols);
            const bool raw = nsc_matrix_decoding(encodings, NSC_VALID_RAW, matrix) == NSC_DECODES;
            const nsc_value row[] = {nsc_integer((int64_t)matrix * encodings->labelling_count + labelling),
                                     nsc_text(bits), nsc_text(symbols), nsc_integer(raw)};
            NSC_TRY(nsc_table_add(table, row, NSC_COUNT_OF(row), error));
        }
    }
out:
    free(is_best);
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    best_cells state = {.landscape = landscape, .options = options};
    nsc_error reason = {0};
    nsc_status status = NSC_OK;
    nsc_targets_reason(landscape->fitness, "best:1", state.caveat);
    NSC_TRY(find_group(&state, 0, "best", "best:1", error));
    NSC_TRY(find_group(&state, 1, "within_2se", WITHIN, error));
    status = nsc_space_encodings(landscape->space, &state.encodings, &reason);
    if (status != NSC_OK) {
        /* A space without encodings has no such figures: other analyses go on. */
        nsc_error_pass(error, status == NSC_USAGE ? NSC_MISSING : status, &reason);
        status = status == NSC_USAGE ? NSC_MISSING : status;
        goto out;
    }
    NSC_TRY(count_encodings(&state, error));
    NSC_TRY(measure(&state, error));
    NSC_TRY(add_cells(&state, tables[0], error));
    NSC_TRY(add_summary(&state, tables[1], error));
    for (int number = 0; number < GROUPS; number++)
        for (int validity = 0; validity < NSC_VALIDITY_COUNT && state.groups[number].measured; validity++)
            NSC_TRY(add_volumes(&state, &state.groups[number], (nsc_validity)validity, tables[2], error));
    NSC_TRY(add_encodings(&state, tables[3], error));
out:
    release(&state);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("cells", "one row for each peak: the best, and all within two standard errors of it", cell_columns),
    NSC_TABLE_OF(statistics, "summary", "number of peaks, their encodings, and distances to them", summary_columns),
    NSC_TABLE("volumes", "one row for each distance: encodings at most that far from the closest peak", volume_columns),
    NSC_TABLE("encodings", "encodings of the best evaluated cells, the first 1000", encoding_columns)};

const nsc_analysis nsc_analysis_peaks = {
    "peaks",
    "the best cells, their encodings, and distances to them",
    "Ying et al. 2019, section 3.3",
    "near the best: {i : f_best − fᵢ ≤ 2 SE(f_best)}; rarity = all encodings / theirs; volume(D) = encodings at most D "
    "changes from the closest of theirs / all encodings",
    0,
    NSC_ALLOWS_DIRECTED | NSC_NEEDS_ENCODINGS,
    tables,
    NSC_COUNT_OF(tables),
    run};
