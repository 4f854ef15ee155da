/*
 * Points drawn at random: of all, or of those that pass --where. A larger sample by the same seed begins with the
 * smaller one. No fitness of other points is computed unless --where asks for it.
 */
#include "query/point_rows.h"

#include "analysis/estimators/ranking.h"
#include "data/data.h"

#include <math.h>

static const nsc_column columns[] = {
    {"hash", "official fingerprint or, if the space is not one of cells, name of the point"},
    {"fitness", "fitness of the point; empty if it has none"},
    {"standard_error", "standard error of the mean over runs; empty if there are fewer than two"},
    NSC_COLUMN_POINT_RUNS,
    {"id", "id of the point"},
    NSC_CELL_COLUMN_LIST,
    {"rule", "rule of the fitness"},
    NSC_COLUMN_DIRECTION,
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

/* The points that may be drawn, and those that were. */
typedef struct sample {
    uint32_t *points; /* [point_count] */
    size_t point_count;
    uint32_t *drawn; /* [count] */
    size_t count;
    gsl_rng *random;
} sample;

/* A whole number below `limit`, of up to 64 bits; the chances differ by 2^-64 × limit at most. */
static uint64_t below(gsl_rng *random, uint64_t limit) {
    const uint64_t high = gsl_rng_get(random), low = gsl_rng_get(random);
    return (uint64_t)((unsigned __int128)(high << 32 | low) * limit >> 64);
}

/* Draws one of points[0 … *left − 1], which is put behind those that are left. */
static uint32_t draw_without_return(gsl_rng *random, uint32_t *points, size_t *left) {
    const size_t place = (size_t)below(random, *left);
    const uint32_t drawn = points[place];
    points[place] = points[--*left];
    points[*left] = drawn;
    return drawn;
}

static void draw_points(sample *drawing) {
    size_t left = drawing->point_count;
    for (size_t number = 0; number < drawing->count; number++)
        drawing->drawn[number] = draw_without_return(drawing->random, drawing->points, &left);
}

/* ---- over encodings ---- */

/* The values of a feature with this role at all points. */
static nsc_status feature_of(const nsc_space *space, nsc_feature_role role, const char *reason,
                             const nsc_control *control, double **values, nsc_error *error) {
    const int feature = nsc_space_feature_with_role(space, role);
    nsc_status status = NSC_OK;
    if (feature < 0) {
        nsc_error_set(error, NSC_USAGE, "--over %s", reason);
        return NSC_USAGE;
    }
    NSC_TRY(nsc_allocate(values, space->point_count, sizeof **values, error));
    NSC_TRY(space->feature_values(space, (size_t)feature, control, *values, error));
out:
    return status;
}

/* The encodings that decode to each point: a feature of the space, or strings of which several spell one point. */
static nsc_status find_volumes(const nsc_space *space, const nsc_control *control, double **volumes, nsc_error *error) {
    const nsc_strings *strings = nsc_space_strings(space);
    nsc_status status = NSC_OK;
    if (strings == NULL || strings->points == NULL)
        return feature_of(space, NSC_FEATURE_VOLUME,
                          "encodings: each point of this space has one encoding, use --over points", control, volumes,
                          error);
    NSC_TRY(nsc_allocate(volumes, space->point_count, sizeof **volumes, error));
    for (uint32_t word = 0; word < strings->word_count; word++)
        (*volumes)[strings->points[word]]++;
out:
    return status;
}

static nsc_status draw_encodings(sample *drawing, const nsc_space *space, const nsc_control *control,
                                 nsc_error *error) {
    double *volumes = NULL, *sums = NULL, total = 0; /* whole numbers, far below 2^53 */
    nsc_status status = NSC_OK;
    NSC_TRY(find_volumes(space, control, &volumes, error));
    NSC_TRY(nsc_allocate(&sums, drawing->point_count, sizeof *sums, error));
    for (size_t place = 0; place < drawing->point_count; place++) {
        total += volumes[drawing->points[place]];
        sums[place] = total;
    }
    for (size_t number = 0; number < drawing->count; number++)
        drawing->drawn[number] =
            drawing
                ->points[nsc_first_above(sums, drawing->point_count, (double)below(drawing->random, (uint64_t)total))];
out:
    free(volumes);
    free(sums);
    return status;
}

/* ---- over sizes ---- */

/* Points of one size: points[0 … left − 1] are yet to be drawn. */
typedef struct stratum {
    uint32_t *points;
    size_t left;
} stratum;

/* Puts the points in order of their sizes, and says where each size begins. */
static nsc_status stratify(sample *drawing, const double *sizes, stratum **strata, size_t *count, nsc_error *error) {
    uint32_t *points = drawing->points;
    size_t capacity = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_best_first(sizes, NSC_MINIMISE, points, drawing->point_count, error));
    for (size_t place = 0; place < drawing->point_count; place++) {
        if (place == 0 || sizes[points[place]] != sizes[points[place - 1]]) {
            NSC_TRY(nsc_reserve(strata, &capacity, *count + 1, sizeof **strata, error));
            (*strata)[(*count)++] = (stratum){.points = points + place};
        }
        (*strata)[*count - 1].left++;
    }
out:
    return status;
}

/* One point of each size in turn, the smallest size first; sizes whose points are all drawn are passed over. */
static nsc_status draw_sizes(sample *drawing, const nsc_space *space, const nsc_control *control, nsc_error *error) {
    double *sizes = NULL;
    stratum *strata = NULL;
    size_t count = 0, number = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(
        feature_of(space, NSC_FEATURE_SIZE, "sizes: the points of this space have no sizes", control, &sizes, error));
    NSC_TRY(stratify(drawing, sizes, &strata, &count, error));
    while (number < drawing->count)
        for (size_t turn = 0; turn < count && number < drawing->count; turn++)
            if (strata[turn].left > 0)
                drawing->drawn[number++] =
                    draw_without_return(drawing->random, strata[turn].points, &strata[turn].left);
out:
    free(sizes);
    free(strata);
    return status;
}

/* ---- the whole ---- */

static nsc_status draw(sample *drawing, const nsc_question *question, const nsc_space *space, nsc_error *error) {
    const size_t wanted = question->n > 0 ? question->n : nsc_query_sample.default_n;
    const bool returns = question->over == NSC_SAMPLED_ENCODINGS;
    nsc_status status = NSC_OK;
    drawing->count = returns || wanted < drawing->point_count ? wanted : drawing->point_count;
    if (drawing->point_count == 0)
        drawing->count = 0;
    if (drawing->count < wanted)
        nsc_question_note(question, "there are %zu points to draw, not %zu", drawing->count, wanted);
    NSC_TRY(nsc_allocate(&drawing->drawn, drawing->count, sizeof *drawing->drawn, error));
    NSC_TRY(nsc_random_create(&drawing->random, question->seed, NSC_STREAM_SAMPLED_POINTS, 0, error));
    if (question->over == NSC_SAMPLED_ENCODINGS)
        NSC_TRY(draw_encodings(drawing, space, question->control, error));
    else if (question->over == NSC_SAMPLED_SIZES)
        NSC_TRY(draw_sizes(drawing, space, question->control, error));
    else
        draw_points(drawing);
out:
    return status;
}

/* The fitness of the points drawn. Other spaces than those of cells have none without data: it is left empty. */
static nsc_status find_values(nsc_opened_landscape *opened, const nsc_question *question, const nsc_space *space,
                              const sample *drawing, nsc_point_fitness *values, nsc_provenance *provenance,
                              nsc_error *error) {
    if (question->fitness != NULL || !nsc_landscape_builtin(opened) || nsc_space_nb101(space) != NULL)
        return nsc_landscape_values(opened, question->fitness, drawing->drawn, drawing->count, values, provenance,
                                    error);
    for (size_t number = 0; number < drawing->count; number++)
        values[number] = (nsc_point_fitness){.value = NAN, .standard_error = NAN};
    *provenance = (nsc_provenance){0};
    nsc_question_note(question,
                      "the built-in surrogate covers nb101 only; give --data or --fitness for a fitness of the points");
    return NSC_OK;
}

static nsc_status write_points(nsc_point_rows *rows, const sample *drawing, const nsc_point_fitness *values,
                               const nsc_provenance *provenance, nsc_error *error) {
    enum { AFTER_CELL = 5 + NSC_CELL_COLUMNS };
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < drawing->count; number++) {
        const nsc_value row[COLUMNS] = {
            nsc_missing(), /* the name */
            nsc_real(values[number].value),
            nsc_real(values[number].standard_error),
            nsc_run_count(values[number].runs),
            nsc_integer(drawing->drawn[number]),
            [AFTER_CELL] = nsc_text(provenance->fitness),
            nsc_text(provenance->direction),
            nsc_text(provenance->origin),
            nsc_text(provenance->source),
        };
        status = nsc_point_rows_write(rows, drawing->drawn[number], row, error);
    }
    return status;
}

static nsc_status run(nsc_opened_landscape *opened, const nsc_question *question, const nsc_row_sink *sink,
                      nsc_error *error) {
    const nsc_space *space;
    nsc_point_filter *filter = NULL;
    nsc_point_rows rows = {0};
    sample drawing = {0};
    nsc_point_fitness *values = NULL;
    nsc_provenance provenance;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    NSC_TRY(nsc_point_filter_open(&filter, opened, question, columns, COLUMNS, error));
    NSC_TRY(nsc_point_filter_all(filter, space, &drawing.points, &drawing.point_count, error));
    if (filter != NULL)
        nsc_question_note(question, "%zu of %u points pass --where", drawing.point_count, space->point_count);
    NSC_TRY(draw(&drawing, question, space, error));
    NSC_TRY(nsc_allocate(&values, drawing.count, sizeof *values, error));
    NSC_TRY(find_values(opened, question, space, &drawing, values, &provenance, error));
    NSC_TRY(nsc_point_rows_open(&rows, sink, &nsc_query_sample, space, filter, drawing.drawn, drawing.count, error));
    NSC_TRY(write_points(&rows, &drawing, values, &provenance, error));
out:
    nsc_point_rows_close(&rows);
    nsc_point_filter_close(filter);
    free(drawing.points);
    free(drawing.drawn);
    gsl_rng_free(drawing.random);
    free(values);
    return status;
}

const nsc_query nsc_query_sample = {
    .name = "sample",
    .meaning = "points drawn at random, with their fitness",
    .reads = NSC_QUESTION_READS(FITNESS) | NSC_QUESTION_READS(N) | NSC_QUESTION_READS(WHERE) |
             NSC_QUESTION_READS(OVER) | NSC_QUESTION_READS(SEED),
    .default_n = 10,
    .columns = columns,
    .column_count = COLUMNS,
    .run = run,
};
