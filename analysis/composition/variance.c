/*
 * Share of the fitness' variance explained by features of the points: the counts of their symbols, their shape, both,
 * and on strings each position by itself (one-way analyses of variance, Fisher 1925; the positions' are the main
 * effects of a functional analysis of variance, Hoeffding 1948). Each value that occurs forms a group, so models are
 * saturated; many small groups explain a part of any fitness, which the adjusted figures subtract.
 */
#include "analysis/composition/interaction_orders.h"
#include "analysis/composition/variance_internal.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>
#include <stdio.h>

static const nsc_column columns[] = {
    {"model", "symbol_counts, symbol_counts_linear, shape, shape_and_counts, position N or a variable's name, or "
              "positions (all of them)"},
    {"groups", "groups of the model in the space; for a linear model coefficients, including the constant"},
    {"known_groups", "groups with an evaluated point"},
    {"share",
     "share of the variance over all points that lies between groups, 0 ... 1; an estimate from pairs of evaluated "
     "points if some have no fitness"},
    {"low", "lower end of its 95 % interval; the value itself if exact"},
    {"high", "upper end"},
    {"explained", "R squared of the evaluated points"},
    {"adjusted", "adjusted R squared of the evaluated points, 0 on average for an independent random fitness (epsilon "
                 "squared, Kelley 1935)"},
    {"omega_squared", "adjusted R squared of the evaluated points of Hays 1963 (omega squared)"},
    {"reason", "reason a figure is missing"},
};

static const nsc_column statistics[] = {
    {"points", "points of the space"},
    {"known", "points with a fitness"},
    {"symbol_counts_share", "share of the variance over all points that lies between groups of points with the same "
                            "count of every symbol, 0 ... 1; higher: explains more"},
    {"symbol_counts_adjusted",
     "adjusted R squared of the evaluated points by these groups, at most 1; 0 on average for an "
     "independent random fitness; higher: explains more"},
    {"symbol_counts_linear_share",
     "share of the variance over all points that a linear function of the counts of symbols explains, 0 ... 1; "
     "higher: explains more"},
    {"symbol_counts_linear_adjusted", "adjusted R squared of the evaluated points by that function, at most 1; 0 on "
                                      "average for an independent random fitness; higher: explains more"},
    {"shape_share", "share of the variance over all points that lies between groups of points of the same shape "
                    "(skeleton), 0 ... 1; higher: explains more"},
    {"shape_adjusted", "adjusted R squared of the evaluated points by these groups, at most 1; 0 on average for an "
                       "independent random fitness; higher: explains more"},
    {"shape_and_counts_share",
     "share of the variance over all points that lies between groups of points of the same shape and counts of "
     "symbols, 0 ... 1; higher: explains more"},
    {"shape_and_counts_adjusted",
     "adjusted R squared of the evaluated points by these groups, at most 1; 0 on average for "
     "an independent random fitness; higher: explains more"},
    {"positions_share",
     "share of the variance that the symbols at single positions explain, summed over positions, 0 ... 1; "
     "higher: positions interact less"},
    {"largest_position_share", "share of the position that explains most, 0 ... 1; higher: one position matters more"},
};

/* Fewer evaluated points of a partial fitness say nothing. */
enum { LEAST_POINTS = 20 };

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
    nsc_design design;
    nsc_estimate additive;   /* share of all positions of a partial fitness */
    const char *no_additive; /* reason it is missing */
    double **counts;         /* [symbol][point] */
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

static double omega_squared(const nsc_explained *explained) {
    const double freedom = (double)explained->evaluated - explained->parameters, within = explained->left / freedom;
    return freedom > 0 ? (explained->total - explained->left - ((double)explained->parameters - 1) * within) /
                             (explained->total + within)
                       : (double)NAN;
}

/* ---- models ---- */

static const nsc_groups *groups_of(const job *state, unsigned model) {
    return model == COUNTS             ? &state->by_counts
           : model == SHAPE            ? &state->by_shape
           : model == SHAPE_AND_COUNTS ? &state->by_both
                                       : &state->by_position[model - MODELS];
}

/* What one model, or one position (models from MODELS on), explains of the evaluated points; and its groups. */
static nsc_status explain(const job *state, unsigned model, nsc_explained *explained, uint32_t *groups,
                          nsc_error *error) {
    if (model == COUNTS_LINEAR) {
        const nsc_status status =
            nsc_linear_explain(state->counts, state->count_features, &state->evaluated, explained, error);
        *groups = explained->parameters;
        return status;
    }
    *groups = groups_of(state, model)->count;
    return nsc_groups_explain(groups_of(state, model), &state->evaluated, explained, error);
}

/* A model has one part, or one for each position: in the whole space these are orthogonal, so shares add up. */
static unsigned first_part(unsigned model) {
    return model == POSITIONS ? MODELS : model;
}
static unsigned part_count(const job *state, unsigned model) {
    return model == POSITIONS ? state->positions : 1;
}

/* The share of a partial fitness. Without a reason of its own, that of the figures of the evaluated points stays. */
static nsc_status estimate_share(const job *state, unsigned model, figures *found, nsc_error *error) {
    const char *reason = NULL;
    nsc_status status = NSC_OK;
    if (model == POSITIONS) {
        found->share = state->additive;
        reason = state->no_additive;
    } else if (model == COUNTS_LINEAR) {
        status = nsc_linear_share(state->counts, state->count_features, &state->design, &state->evaluated,
                                  &found->share, &reason, error);
    } else {
        status =
            nsc_groups_share(groups_of(state, model), &state->design, &state->evaluated, &found->share, &reason, error);
    }
    if (status == NSC_OK && reason != NULL)
        found->reason = reason;
    return status;
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
    nsc_status status = NSC_OK;
    *found = (figures){.share = nsc_estimate_none(), .explained = NAN, .adjusted = NAN, .omega_squared = NAN};
    found->reason = obstacle(state, model);
    if (found->reason != NULL)
        return NSC_OK;
    *found = (figures){.groups = 1, .evaluated_groups = 1};
    for (unsigned part = 0; part < part_count(state, model); part++) {
        nsc_explained explained;
        uint32_t groups;
        NSC_TRY(explain(state, first_part(model) + part, &explained, &groups, error));
        found->groups += groups - 1;
        found->evaluated_groups += explained.parameters - 1;
        found->explained += 1 - explained.left / explained.total;
        found->adjusted += adjusted_share(&explained);
        found->omega_squared += omega_squared(&explained);
    }
    if (isnan(found->adjusted))
        found->reason = "no group has more than one point with a fitness";
    if (is_complete(state))
        found->share = nsc_estimate_exact(found->explained);
    else
        NSC_TRY(estimate_share(state, model, found, error));
    if (isfinite(found->share.value) && isnan(found->share.low))
        found->reason = NSC_REASON_LACKS_SIZES;
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

/*
 * Of a partial fitness, the share of single symbols, which `spectrum` and `interactions` print as well. Positions make
 * a share together only where interaction orders do.
 */
static nsc_status find_additive(job *state, const nsc_control *control, nsc_error *error) {
    nsc_interaction_orders orders;
    state->additive = nsc_estimate_none();
    if (is_complete(state) || state->nothing != NULL || state->positions == 0)
        return NSC_OK;
    state->no_additive = nsc_interaction_orders_obstacle(state->landscape);
    if (state->no_additive != NULL)
        return NSC_OK;
    const nsc_status status = nsc_interaction_orders_find(&orders, state->landscape, control, error);
    if (status != NSC_OK)
        return status;
    state->additive = nsc_interaction_order_share(&orders, 1, 1);
    state->no_additive = orders.reason;
    nsc_interaction_orders_release(&orders);
    return NSC_OK;
}

static const char *whole_obstacle(const job *state) {
    const double first = state->evaluated.values[0];
    if (state->evaluated.count < 2)
        return "a single point has a fitness";
    for (size_t place = 1; place < state->evaluated.count; place++)
        if (state->evaluated.values[place] != first)
            return !is_complete(state) && state->evaluated.count < LEAST_POINTS ? "fewer than 20 points have a fitness"
                                                                                : NULL;
    return "all points have the same fitness";
}

static nsc_status prepare(job *state, const nsc_analysis_options *options, nsc_error *error) {
    const nsc_space *space = state->landscape->space;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_list(&state->evaluated, state->landscape->fitness, 1, error));
    state->nothing = whole_obstacle(state);
    NSC_TRY(nsc_design_open(&state->design, space, state->landscape->fitness, NULL, options->control, error));
    NSC_TRY(nsc_allocate(&state->values, space->point_count, sizeof *state->values, error));
    NSC_TRY(read_counts(state, options->control, error));
    NSC_TRY(read_shapes(state, error));
    NSC_TRY(read_positions(state, error));
    NSC_TRY(find_additive(state, options->control, error));
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
    free(state->values);
    nsc_groups_release(&state->by_counts);
    nsc_groups_release(&state->by_shape);
    nsc_groups_release(&state->by_both);
    nsc_evaluated_release(&state->evaluated);
    nsc_design_release(&state->design);
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

static nsc_status add_share(const job *state, const char *model, const figures *found, nsc_table *table,
                            nsc_error *error) {
    char statistic[48];
    nsc_text_format(statistic, sizeof statistic, "%s_share", model);
    return nsc_summary_add_noted(table, statistic,
                                 is_complete(state) ? nsc_estimate_alone(found->share.value) : found->share,
                                 found->reason, error);
}

static nsc_status add_adjusted(const job *state, const char *model, const figures *found, nsc_table *table,
                               nsc_error *error) {
    char statistic[48];
    nsc_text_format(statistic, sizeof statistic, "%s_adjusted", model);
    if (isfinite(found->adjusted) && !is_complete(state))
        return nsc_summary_add_noted(table, statistic, nsc_estimate_alone(found->adjusted),
                                     NSC_OF_MEASURED_PART ": R squared of the evaluated points", error);
    return nsc_summary_add(table, statistic, found->adjusted,
                           found->reason != NULL ? found->reason : "no group has more than one point with a fitness",
                           error);
}

/* The name of a variable, or the number of a position. */
static void name_position(const job *state, unsigned position, char *name, size_t size) {
    const nsc_words *words = state->landscape->space->words;
    if (words->position_names != NULL)
        nsc_text_format(name, size, "%s", words->position_names[position]);
    else
        nsc_text_format(name, size, "position %u", position + 1);
}

/* A part of all positions' share: squares of the half-widths of the part's own estimate and of the share add up. */
static nsc_estimate part_of_share(nsc_estimate own, double sum, nsc_estimate all) {
    const double part = own.value / sum, value = part * all.value, scale = fmax(all.value / sum, 1);
    const double below = hypot(scale * (own.value - own.low), part * (all.value - all.low));
    const double above = hypot(scale * (own.high - own.value), part * (all.high - all.value));
    if (isnan(below) || isnan(above))
        return nsc_estimate_alone(value);
    return (nsc_estimate){value, fmax(value - below, 0), fmin(value + above, 1)};
}

/*
 * The positions' figures. Estimated shares are scaled to sum to that of all positions together, which uses all pairs of
 * strings rather than those with a symbol in common.
 */
static nsc_status find_positions(const job *state, figures *positions, nsc_error *error) {
    double sum = 0;
    nsc_status status = NSC_OK;
    for (unsigned position = 0; position < state->positions; position++) {
        NSC_TRY(find_figures(state, MODELS + position, &positions[position], error));
        sum += positions[position].share.value;
    }
    for (unsigned position = 0; position < state->positions && !is_complete(state); position++)
        if (sum > 0 && isfinite(state->additive.value))
            positions[position].share = part_of_share(positions[position].share, sum, state->additive);
out:
    return status;
}

/* Of a complete fitness: the largest of several estimates would be too high. */
static figures find_largest(const job *state, const figures *positions) {
    figures largest = {.share = nsc_estimate_none(), .reason = obstacle(state, POSITIONS)};
    if (largest.reason == NULL && !is_complete(state))
        largest.reason = "some points have no fitness: the largest of several estimated shares is too high";
    for (unsigned position = 0; largest.reason == NULL && position < state->positions; position++)
        largest.share.value = fmax(largest.share.value, positions[position].share.value);
    return largest;
}

static nsc_status add_rows(const job *state, nsc_table **tables, nsc_error *error) {
    figures *positions = NULL, found;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&positions, (size_t)state->positions + 1, sizeof *positions, error));
    NSC_TRY(nsc_summary_add(tables[1], "points", state->landscape->space->point_count, NULL, error));
    NSC_TRY(nsc_summary_add(tables[1], "known", (double)state->evaluated.count, NULL, error));
    NSC_TRY(find_positions(state, positions, error));
    for (unsigned position = 0; position < state->positions; position++) {
        char name[96];
        name_position(state, position, name, sizeof name);
        NSC_TRY(add_model(name, &positions[position], tables[0], error));
    }
    for (unsigned model = 0; model < MODELS; model++) {
        NSC_TRY(find_figures(state, model, &found, error));
        NSC_TRY(add_model(model_names[model], &found, tables[0], error));
        NSC_TRY(add_share(state, model_names[model], &found, tables[1], error));
        if (model != POSITIONS)
            NSC_TRY(add_adjusted(state, model_names[model], &found, tables[1], error));
    }
    found = find_largest(state, positions);
    NSC_TRY(add_share(state, "largest_position", &found, tables[1], error));
out:
    free(positions);
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
    "R² = Σ n(g) (μ(g) − μ)² / Σᵢ (fᵢ − μ)² over groups g with means μ(g); adjusted 1 − (1 − R²)(n − 1)/(n − G)",
    0,
    NSC_NEEDS_NO_RELATION,
    tables,
    NSC_COUNT_OF(tables),
    run};
