/*
 * Share of the fitness' variance explained by features of the points: the counts of their symbols, their shape, both,
 * and on strings each position by itself (one-way analyses of variance, Fisher 1925; the positions' are the main
 * effects of a functional analysis of variance, Hoeffding 1948). Each value that occurs forms a group, so models are
 * saturated; many small groups explain a part of any fitness, which the adjusted figures subtract.
 */
#include "analysis/composition/variance_internal.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>
#include <stdio.h>

static const nsc_column columns[] = {
    {"model", "symbol_counts, symbol_counts_linear, shape, shape_and_counts, position N or a variable's name, or "
              "positions (all of them)"},
    {"groups", "groups of the model in the space; for a linear model coefficients, including the constant"},
    {"known_groups", "groups with an evaluated point"},
    {"share", "share of the variance over all points that lies between groups; an estimate if some have no fitness"},
    {"low", "lower end of its 95 % interval (jackknife over 20 blocks of points); the value itself if exact"},
    {"high", "upper end"},
    {"explained", "R squared of the points with a fitness"},
    {"adjusted", "adjusted R squared, 0 on average for an independent random fitness (epsilon squared, Kelley 1935)"},
    {"omega_squared", "adjusted R squared of Hays 1963 (omega squared)"},
    {"reason", "reason a figure is missing"},
};

static const nsc_column statistics[] = {
    {"points", "points of the space"},
    {"known", "points with a fitness"},
    {"symbol_counts_share", "share of the variance over all points that lies between groups of points with the same "
                            "count of every symbol, 0 ... 1; an estimate may fall below; higher: explains more"},
    {"symbol_counts_adjusted",
     "adjusted R squared of the evaluated points by these groups, at most 1; 0 on average for an "
     "independent random fitness; higher: explains more"},
    {"symbol_counts_linear_share",
     "share of the variance over all points that a linear function of the counts of symbols explains, 0 ... 1; an "
     "estimate may fall below; higher: explains more"},
    {"symbol_counts_linear_adjusted", "adjusted R squared of the evaluated points by that function, at most 1; 0 on "
                                      "average for an independent random fitness; higher: explains more"},
    {"shape_share", "share of the variance over all points that lies between groups of points of the same shape "
                    "(skeleton), 0 ... 1; an estimate may fall below; higher: explains more"},
    {"shape_adjusted", "adjusted R squared of the evaluated points by these groups, at most 1; 0 on average for an "
                       "independent random fitness; higher: explains more"},
    {"shape_and_counts_share",
     "share of the variance over all points that lies between groups of points of the same shape and counts of "
     "symbols, 0 ... 1; an estimate may fall below; higher: explains more"},
    {"shape_and_counts_adjusted",
     "adjusted R squared of the evaluated points by these groups, at most 1; 0 on average for "
     "an independent random fitness; higher: explains more"},
    {"positions_share",
     "share of the variance that the symbols at single positions explain, summed over positions, 0 ... 1; an "
     "estimate may fall below; higher: positions interact less"},
    {"largest_position_share", "share of the position that explains most, 0 ... 1; higher: one position matters more"},
};

enum { COUNTS, COUNTS_LINEAR, SHAPE, SHAPE_AND_COUNTS, POSITIONS, MODELS };
static const char *const model_names[MODELS] = {"symbol_counts", "symbol_counts_linear", "shape", "shape_and_counts",
                                                "positions"};

/* A model's figures; NaN if there are none. */
typedef struct figures {
    uint32_t groups, evaluated_groups;
    nsc_estimate share;
    double explained, adjusted, omega_squared;
    const char *reason;
} figures;

typedef struct job {
    const nsc_landscape *landscape;
    nsc_evaluated evaluated;
    uint8_t *blocks;
    double **counts; /* [symbol][point] */
    size_t count_features;
    double *values; /* [point] scratch */
    nsc_groups by_counts, by_shape, by_both;
    nsc_groups *by_position; /* [position] */
    unsigned positions;
    const char *nothing; /* reason all figures are missing */
} job;

/* ---- figures from sums of squares ---- */

static bool is_complete(const job *state) {
    return state->evaluated.count == state->landscape->space->point_count;
}

/* 1 − (residual / its degrees of freedom) / (total / its): Kelley 1935. */
static double adjusted_share(const nsc_explained *explained) {
    const double freedom = (double)explained->evaluated - explained->parameters;
    return freedom > 0 ? 1 - explained->left / freedom / (explained->total / ((double)explained->evaluated - 1))
                       : (double)NAN;
}

/*
 * For the whole space: the sum of squares within groups is (points − groups) × the variance within, which the evaluated
 * points estimate without bias, as they do the total variance. For a complete fitness it is R squared.
 */
static double share_of_space(const job *state, const nsc_explained *explained, uint32_t groups) {
    const double points = state->landscape->space->point_count;
    if (is_complete(state) && explained->evaluated == state->evaluated.count)
        return 1 - explained->left / explained->total;
    return 1 - (points - groups) / (points - 1) * (1 - adjusted_share(explained));
}

static double omega_squared(const nsc_explained *explained) {
    const double freedom = (double)explained->evaluated - explained->parameters, within = explained->left / freedom;
    return freedom > 0 ? (explained->total - explained->left - ((double)explained->parameters - 1) * within) /
                             (explained->total + within)
                       : (double)NAN;
}

/* ---- models ---- */

/* Explains the sample by one model, or by one position: models from MODELS on. */
static nsc_status explain(const job *state, unsigned model, const nsc_variance_sample *sample, nsc_explained *explained,
                          uint32_t *groups, nsc_error *error) {
    if (model == COUNTS_LINEAR) {
        const nsc_status status = nsc_linear_explain(state->counts, state->count_features, sample, explained, error);
        *groups = explained->parameters;
        return status;
    }
    const nsc_groups *grouping = model == COUNTS             ? &state->by_counts
                                 : model == SHAPE            ? &state->by_shape
                                 : model == SHAPE_AND_COUNTS ? &state->by_both
                                                             : &state->by_position[model - MODELS];
    *groups = grouping->count;
    return nsc_groups_explain(grouping, sample, explained, error);
}

/* A model has one part, or one for each position: in the whole space these are orthogonal, so shares add up. */
static unsigned first_part(unsigned model) {
    return model == POSITIONS ? MODELS : model;
}
static unsigned part_count(const job *state, unsigned model) {
    return model == POSITIONS ? state->positions : 1;
}

static nsc_status find_share(const job *state, unsigned model, const nsc_variance_sample *sample, double *share,
                             nsc_error *error) {
    nsc_status status = NSC_OK;
    *share = 0;
    for (unsigned part = 0; status == NSC_OK && part < part_count(state, model); part++) {
        nsc_explained explained;
        uint32_t groups;
        status = explain(state, first_part(model) + part, sample, &explained, &groups, error);
        if (status == NSC_OK)
            *share += share_of_space(state, &explained, groups);
    }
    return status;
}

/* Jackknife over blocks of evaluated points, with the correction for a sample without replacement (Wolter 2007). */
static nsc_status find_interval(const job *state, unsigned model, figures *found, nsc_error *error) {
    const double hidden = 1 - (double)state->evaluated.count / state->landscape->space->point_count;
    double shares[NSC_VARIANCE_BLOCKS], mean = 0, squares = 0;
    nsc_status status = NSC_OK;
    found->share = nsc_estimate_exact(found->share.value);
    if (is_complete(state))
        return NSC_OK;
    for (unsigned block = 0; status == NSC_OK && block < NSC_VARIANCE_BLOCKS; block++) {
        const nsc_variance_sample sample = {&state->evaluated, state->blocks, (uint8_t)block};
        status = find_share(state, model, &sample, &shares[block], error);
        mean += shares[block] / NSC_VARIANCE_BLOCKS;
    }
    if (status != NSC_OK)
        return status;
    for (unsigned block = 0; block < NSC_VARIANCE_BLOCKS; block++)
        squares += (shares[block] - mean) * (shares[block] - mean);
    const double deviation = sqrt(squares * (NSC_VARIANCE_BLOCKS - 1) / NSC_VARIANCE_BLOCKS * hidden);
    found->share = nsc_estimate_share(found->share.value, nsc_student_quantile(NSC_VARIANCE_BLOCKS - 1) * deviation);
    return NSC_OK;
}

static const char *obstacle(const job *state, unsigned model) {
    const nsc_words *words = state->landscape->space->words;
    if (state->nothing != NULL)
        return state->nothing;
    if ((model == COUNTS || model == COUNTS_LINEAR || model == SHAPE_AND_COUNTS) && state->count_features == 0)
        return "the space counts no symbols";
    if ((model == SHAPE || model == SHAPE_AND_COUNTS) && words == NULL)
        return "the points of this space have no shape";
    if ((model == SHAPE || model == SHAPE_AND_COUNTS) && words->shape_count < 2)
        return "all points have the same shape";
    if (model == POSITIONS && state->by_position == NULL)
        return "points have no common positions, or several strings stand for one point";
    return NULL;
}

static nsc_status find_figures(const job *state, unsigned model, figures *found, nsc_error *error) {
    const nsc_variance_sample sample = {&state->evaluated, state->blocks, NSC_NO_BLOCK};
    nsc_status status = NSC_OK;
    *found = (figures){.share = nsc_estimate_none(), .explained = NAN, .adjusted = NAN, .omega_squared = NAN};
    found->reason = obstacle(state, model);
    if (found->reason != NULL)
        return NSC_OK;
    *found = (figures){.groups = 1, .evaluated_groups = 1};
    for (unsigned part = 0; part < part_count(state, model); part++) {
        nsc_explained explained;
        uint32_t groups;
        NSC_TRY(explain(state, first_part(model) + part, &sample, &explained, &groups, error));
        found->groups += groups - 1;
        found->evaluated_groups += explained.parameters - 1;
        found->share.value += share_of_space(state, &explained, groups);
        found->explained += 1 - explained.left / explained.total;
        found->adjusted += adjusted_share(&explained);
        found->omega_squared += omega_squared(&explained);
    }
    if (isnan(found->adjusted))
        found->reason = "no group has more than one point with a fitness";
    if (isfinite(found->share.value))
        NSC_TRY(find_interval(state, model, found, error));
    else
        found->share = nsc_estimate_alone(found->share.value);
out:
    return status;
}

/* ---- preparation ---- */

/* The counts of variables' values name each point: they would explain everything. */
static bool has_variables(const nsc_space *space) {
    return space->words != NULL && space->words->position_symbols != NULL;
}

static nsc_status read_counts(job *state, const nsc_control *control, nsc_error *error) {
    const nsc_space *space = state->landscape->space;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&state->counts, space->feature_count, sizeof *state->counts, error));
    NSC_TRY(nsc_groups_create(&state->by_counts, space->point_count, error));
    for (size_t feature = 0; feature < space->feature_count; feature++) {
        if (space->features[feature].role != NSC_FEATURE_SYMBOL_COUNT || has_variables(space))
            continue;
        double **values = &state->counts[state->count_features];
        NSC_TRY(nsc_allocate(values, space->point_count, sizeof **values, error));
        state->count_features++;
        NSC_TRY(space->feature_values(space, feature, control, *values, error));
        NSC_TRY(nsc_groups_split(&state->by_counts, *values, error));
    }
out:
    return status;
}

static nsc_status read_shapes(job *state, nsc_error *error) {
    const nsc_space *space = state->landscape->space;
    nsc_status status = NSC_OK;
    if (space->words == NULL || space->words->shape_count < 2)
        return NSC_OK;
    for (uint32_t number = 0; number < space->words->shape_count; number++) {
        const nsc_shape shape = space->words->shape(space, number);
        for (uint32_t place = 0; place < shape.point_count; place++)
            state->values[shape.first_point + place] = number;
    }
    NSC_TRY(nsc_groups_create(&state->by_shape, space->point_count, error));
    NSC_TRY(nsc_groups_split(&state->by_shape, state->values, error));
    NSC_TRY(nsc_groups_create(&state->by_both, space->point_count, error));
    NSC_TRY(nsc_groups_split(&state->by_both, state->values, error));
    for (size_t feature = 0; feature < state->count_features; feature++)
        NSC_TRY(nsc_groups_split(&state->by_both, state->counts[feature], error));
out:
    return status;
}

static nsc_status read_positions(job *state, nsc_error *error) {
    const nsc_space *space = state->landscape->space;
    nsc_status status = NSC_OK;
    if (space->words == NULL || space->words->shape_count != 1)
        return NSC_OK;
    const nsc_shape shape = space->words->shape(space, 0);
    if (shape.points != NULL)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&state->by_position, shape.positions, sizeof *state->by_position, error));
    state->positions = shape.positions;
    uint32_t unit = shape.word_count;
    for (unsigned position = 0; position < shape.positions; position++) {
        nsc_groups *groups = &state->by_position[position];
        NSC_TRY(nsc_groups_create(groups, space->point_count, error));
        groups->count = nsc_words_symbols(space->words, position);
        unit /= groups->count;
        uint32_t symbol = 0;
        for (uint32_t word = 0; word < shape.word_count; word += unit) {
            for (uint32_t place = 0; place < unit; place++)
                groups->of[word + place] = symbol;
            symbol = symbol + 1 < groups->count ? symbol + 1 : 0;
        }
    }
out:
    return status;
}

/* Blocks of the evaluated points, in random order, of about equal size. */
static nsc_status assign_blocks(job *state, uint64_t seed, nsc_error *error) {
    gsl_rng *random = NULL;
    nsc_status status = nsc_random_create(&random, seed, NSC_STREAM_VARIANCE_BLOCKS, 0, error);
    for (size_t place = 0; status == NSC_OK && place < state->evaluated.count; place++) {
        const size_t other = gsl_rng_uniform_int(random, place + 1);
        state->blocks[place] = state->blocks[other];
        state->blocks[other] = (uint8_t)(place % NSC_VARIANCE_BLOCKS);
    }
    if (random != NULL)
        gsl_rng_free(random);
    return status;
}

static const char *whole_obstacle(const job *state) {
    const double first = state->evaluated.values[0];
    if (state->evaluated.count < 2)
        return "a single point has a fitness";
    for (size_t place = 1; place < state->evaluated.count; place++)
        if (state->evaluated.values[place] != first)
            return !is_complete(state) && state->evaluated.count < NSC_VARIANCE_BLOCKS
                       ? "fewer than 20 points have a fitness"
                       : NULL;
    return "all points have the same fitness";
}

static nsc_status prepare(job *state, const nsc_analysis_options *options, nsc_error *error) {
    const nsc_space *space = state->landscape->space;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_list(&state->evaluated, state->landscape->fitness, 1, error));
    state->nothing = whole_obstacle(state);
    NSC_TRY(nsc_allocate(&state->blocks, state->evaluated.count, 1, error));
    NSC_TRY(assign_blocks(state, options->seed, error));
    NSC_TRY(nsc_allocate(&state->values, space->point_count, sizeof *state->values, error));
    NSC_TRY(read_counts(state, options->control, error));
    NSC_TRY(read_shapes(state, error));
    NSC_TRY(read_positions(state, error));
out:
    return status;
}

static void release(job *state) {
    for (size_t feature = 0; feature < state->count_features; feature++)
        free(state->counts[feature]);
    for (unsigned position = 0; position < state->positions; position++)
        nsc_groups_release(&state->by_position[position]);
    free(state->counts);
    free(state->by_position);
    free(state->blocks);
    free(state->values);
    nsc_groups_release(&state->by_counts);
    nsc_groups_release(&state->by_shape);
    nsc_groups_release(&state->by_both);
    nsc_evaluated_release(&state->evaluated);
}

/* ---- rows ---- */

static nsc_value integer_or_missing(uint32_t number) {
    return number > 0 ? nsc_integer(number) : nsc_missing();
}

static nsc_status add_model(const char *name, const figures *found, nsc_table *table, nsc_error *error) {
    const nsc_value row[] = {nsc_text(name),
                             integer_or_missing(found->groups),
                             integer_or_missing(found->evaluated_groups),
                             nsc_real(found->share.value),
                             nsc_real(found->share.low),
                             nsc_real(found->share.high),
                             nsc_real(found->explained),
                             nsc_real(found->adjusted),
                             nsc_real(found->omega_squared),
                             nsc_text(found->reason)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_figure(const job *state, const char *model, const char *figure, double value,
                             const figures *found, nsc_table *table, nsc_error *error) {
    char statistic[48];
    const bool estimated = !is_complete(state) && figure[0] == 's';
    snprintf(statistic, sizeof statistic, "%s_%s", model, figure);
    return nsc_summary_add_estimate(
        table, statistic, estimated ? found->share : nsc_estimate_alone(value),
        found->reason != NULL ? found->reason : "no group has more than one point with a fitness", error);
}

/* The name of a variable, or the number of a position. */
static void name_position(const job *state, unsigned position, char *name, size_t size) {
    const nsc_words *words = state->landscape->space->words;
    if (words->position_names != NULL)
        snprintf(name, size, "%s", words->position_names[position]);
    else
        snprintf(name, size, "position %u", position + 1);
}

static nsc_status add_rows(const job *state, nsc_table **tables, nsc_error *error) {
    figures largest = {.share = nsc_estimate_none()};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(tables[1], "points", state->landscape->space->point_count, NULL, error));
    NSC_TRY(nsc_summary_add(tables[1], "known", (double)state->evaluated.count, NULL, error));
    for (unsigned position = 0; position < state->positions; position++) {
        char name[96];
        figures found;
        name_position(state, position, name, sizeof name);
        NSC_TRY(find_figures(state, MODELS + position, &found, error));
        NSC_TRY(add_model(name, &found, tables[0], error));
        if (!(largest.share.value >= found.share.value))
            largest = found;
    }
    if (state->positions == 0)
        largest.reason = obstacle(state, POSITIONS);
    for (unsigned model = 0; model < MODELS; model++) {
        figures found;
        NSC_TRY(find_figures(state, model, &found, error));
        NSC_TRY(add_model(model_names[model], &found, tables[0], error));
        NSC_TRY(add_figure(state, model_names[model], "share", found.share.value, &found, tables[1], error));
        if (model != POSITIONS)
            NSC_TRY(add_figure(state, model_names[model], "adjusted", found.adjusted, &found, tables[1], error));
    }
    NSC_TRY(add_figure(state, "largest_position", "share", largest.share.value, &largest, tables[1], error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    job state = {.landscape = landscape};
    nsc_status status = NSC_OK;
    NSC_TRY(prepare(&state, options, error));
    NSC_TRY(add_rows(&state, tables, error));
out:
    release(&state);
    return status;
}

static const nsc_analysis_table tables[] = {NSC_TABLE("models", "one row for each model", columns),
                                            NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_variance = {
    "variance",
    "share of the fitness' variance explained by counts of symbols, shape and positions",
    "Fisher 1925; Kelley 1935; Hays 1963; Hoeffding 1948",
    NSC_READS(seed),
    NSC_NEEDS_NO_RELATION,
    tables,
    NSC_COUNT_OF(tables),
    run};
