/*
 * Epistasis: do two changes add up? Over all squares of strings: two positions, two symbols at each, all else equal, so
 * that each change is made before and after the other. Strings of several shapes (cells) are compared within their
 * shape; a point counts once for each of its strings.
 *
 * Of a square whose changes do not add up, an effect keeps its sign (magnitude), one of the two does not (sign), or
 * neither does (reciprocal sign; Weinreich, Watson, Chao 2005; Poelwijk et al. 2007). A change without an effect on one
 * side has no sign to lose. Effects up to a quarter of the fitness' step, or 1e-9 of its largest value if it has no
 * step, count as 0, and interactions up to twice as much.
 *
 * gamma is the correlation of a change's effects before and after another, gamma* that of their signs (Ferretti et al.
 * 2016): 1 without interactions, 0 on a random fitness.
 */
#include "analysis/composition/interaction_orders.h"
#include "analysis/composition/interactions_internal.h"
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>

#define SQUARE_COLUMNS                                                                                                 \
    {"squares", "squares: pairs of changes with all four strings evaluated"},                                          \
        {"none", "share of squares whose changes add up"},                                                             \
        {"magnitude", "share whose effects differ in magnitude, but not in sign"},                                     \
        {"sign", "share in which the effect of one change reverses its sign after the other"},                         \
        {"reciprocal_sign", "share in which both effects reverse their signs"},                                        \
        {"mean_interaction", "mean of |f(ab) + f(00) - f(a0) - f(0b)|"},                                               \
        {"gamma", "correlation of a change's effects before and after another"},                                       \
        {"gamma_star", "(pairs of effects of equal sign - of opposite sign) / all such pairs"}, {                      \
        "reason", "reason a figure is missing, or that the figures are those of the evaluated squares only"            \
    }

static const nsc_column position_columns[] = {
    {"first_position", "number of the position, from 1, or name of the variable; empty in the row of all squares"},
    {"second_position", "likewise"},
    SQUARE_COLUMNS};
static const nsc_column change_columns[] = {{"first_change", "pair of symbols that replace each other"},
                                            {"second_change", "pair of symbols at another position"},
                                            SQUARE_COLUMNS};

static const nsc_column statistics[] = {
    {"points", "points of the space"},
    {"known", "points with a fitness"},
    {"squares", "pairs of changes of a symbol, at two positions, with all four strings evaluated"},
    {"none_share", "share of the squares whose changes add up, 0 ... 1; higher: less interaction"},
    {"magnitude_share",
     "share whose changes do not add up, but keep their signs, 0 ... 1; higher: nonlinear, but not rugged"},
    {"sign_share", "share in which the effect of one of the changes reverses its sign after the other, 0 ... 1; "
                   "higher: more rugged"},
    {"reciprocal_share", "share in which both effects reverse their signs, 0 ... 1; higher: more traps"},
    {"mean_interaction",
     "mean of |f(ab) + f(00) - f(a0) - f(0b)| over the squares, in units of the fitness; higher: more interaction"},
    {"gamma",
     "correlation of a change's effects before and after another change, -1 ... 1; 1: all add up, 0: random fitness"},
    {"gamma_star",
     "(pairs of such effects of equal sign - of opposite sign) / all such pairs, -1 ... 1; higher: good changes stay "
     "good; 0: random fitness. Pairs with a neutral effect are left out; GraphFLA counts half of them"},
    {"improving_changes", "changes of one symbol, in the direction that improves the fitness"},
    {"diminishing_returns",
     "correlation of their gains with how good the fitness before them is, -1 ... 1; below 0: gains shrink with "
     "fitness, as they do even on a random fitness. GraphFLA takes each point's mean gain"},
    {"increasing_costs",
     "correlation of the loss by their reverses with how good the fitness before is, -1 ... 1; above 0: losses grow "
     "with fitness, as they do even on a random fitness. GraphFLA takes each point's mean loss"},
    {"roughness",
     "root mean square of the residuals of the best additive model of single symbols, in units of the fitness; "
     "higher: more rugged"},
    {"slope", "mean absolute difference of the effects of two symbols at a position in that model, in units of the "
              "fitness; higher: steeper. GraphFLA takes the mean absolute coefficient"},
    {"roughness_to_slope",
     "roughness over slope, 0 or more; higher: more rugged. Not GraphFLA's r/s, whose slope is another"},
    {"additive_share",
     "share of the variance within shapes that single symbols explain, 0 ... 1; higher: less interaction"},
    {"pairwise_share", "share of the variance within shapes that pairs of symbols explain beyond that, 0 ... 1"},
    {"higher_order_share", "share that neither explains, 0 ... 1; higher: more interaction of three or more symbols"},
};

/* Relative sum of squares about the mean below which it counts as 0. */
static const double ROUNDING = 1e-11;

/* ---- figures ---- */

enum { SQUARES, NONE, MAGNITUDE, SIGN, RECIPROCAL, INTERACTION, GAMMA, GAMMA_STAR, FIGURES };

static void find_figures(const nsc_epistasis_sums *sums, double figures[FIGURES]) {
    const double squares = (double)sums->squares, reciprocal = (double)sums->reciprocal;
    const double sign = (double)sums->opposite - 2 * reciprocal;
    figures[SQUARES] = squares;
    figures[NONE] = (double)sums->none / squares;
    figures[MAGNITUDE] = (squares - (double)sums->none - sign - reciprocal) / squares;
    figures[SIGN] = sign / squares;
    figures[RECIPROCAL] = reciprocal / squares;
    figures[INTERACTION] = sums->interactions / squares;
    /* Each change is made in both directions, so effects have mean 0 and the same variance on both sides. */
    figures[GAMMA] = sums->effects > 0 ? 2 * sums->products / sums->effects : (double)NAN;
    figures[GAMMA_STAR] =
        ((double)sums->alike - (double)sums->opposite) / ((double)sums->alike + (double)sums->opposite);
}

/* Notes on figures of a partial fitness; empty if it is complete. */
typedef struct notes {
    char of_squares[96], of_points[96];
} notes;

static double count_squares(const nsc_space *space) {
    double count = 0;
    for (uint32_t number = 0; number < space->words->shape_count; number++) {
        const nsc_shape shape = space->words->shape(space, number);
        for (unsigned first = 0; first < shape.positions; first++)
            for (unsigned second = first + 1; second < shape.positions; second++)
                count += shape.word_count * (nsc_words_symbols(space->words, first) - 1.0) *
                         (nsc_words_symbols(space->words, second) - 1.0) / 4;
    }
    return count;
}

static void write_notes(const nsc_landscape *landscape, const nsc_epistasis_sums *sums, notes *target) {
    const nsc_fitness *fitness = landscape->fitness;
    if (fitness->known_count == fitness->point_count)
        return;
    nsc_text_format(target->of_squares, sizeof target->of_squares,
                    NSC_OF_MEASURED_PART ": %.3g %% of squares are evaluated",
                    100 * (double)sums->squares / fmax(count_squares(landscape->space), 1));
    nsc_text_format(target->of_points, sizeof target->of_points,
                    NSC_OF_MEASURED_PART ": %.3g %% of points are evaluated",
                    100.0 * fitness->known_count / fitness->point_count);
}

/* A figure without an interval: with its note, or with the reason that it is missing. */
static nsc_status add_noted(nsc_table *table, const char *statistic, double value, const char *reason, const char *note,
                            nsc_error *error) {
    return isfinite(value) && note[0] != '\0'
               ? nsc_summary_add_noted(table, statistic, nsc_estimate_alone(value), note, error)
               : nsc_summary_add(table, statistic, value, reason, error);
}

static const char *reason_of(const nsc_epistasis_sums *sums) {
    return sums->squares == 0                        ? "there is no square with all four strings evaluated"
           : !(sums->effects > 0)                    ? "no change has an effect"
           : sums->alike == 0 && sums->opposite == 0 ? "no change has an effect before and after another"
                                                     : NULL;
}

static nsc_status add_row(nsc_value first, nsc_value second, const nsc_epistasis_sums *sums, const char *note,
                          nsc_table *table, nsc_error *error) {
    const char *reason = reason_of(sums);
    double figures[FIGURES];
    find_figures(sums, figures);
    const nsc_value row[] = {first,
                             second,
                             nsc_integer((int64_t)sums->squares),
                             nsc_real(figures[NONE]),
                             nsc_real(figures[MAGNITUDE]),
                             nsc_real(figures[SIGN]),
                             nsc_real(figures[RECIPROCAL]),
                             nsc_real(figures[INTERACTION]),
                             nsc_real(figures[GAMMA]),
                             nsc_real(figures[GAMMA_STAR]),
                             nsc_text(reason == NULL && note[0] != '\0' ? note : reason)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

/* The name of a variable, or the number of a position. */
static nsc_value position_value(const nsc_words *words, unsigned position) {
    return words->position_names != NULL ? nsc_text(words->position_names[position]) : nsc_integer(position + 1);
}

static nsc_status add_positions(const nsc_epistasis *squares, const nsc_words *words, const char *note,
                                nsc_table *table, nsc_error *error) {
    nsc_status status = add_row(nsc_missing(), nsc_missing(), &squares->all, note, table, error);
    for (unsigned first = 0; first < squares->positions; first++)
        for (unsigned second = first + 1; status == NSC_OK && second < squares->positions; second++)
            status = add_row(position_value(words, first), position_value(words, second),
                             &squares->by_positions[first * squares->positions + second], note, table, error);
    return status;
}

enum { CHANGE_SIZE = 256 }; /* bytes of a change in words, with the zero */

/* The two symbols of a change; returns the position whose change it is, 0 where all have the same symbols. */
static unsigned write_change(const nsc_words *words, size_t change, char text[CHANGE_SIZE]) {
    unsigned position = 0;
    size_t higher = 1;
    while (words->position_symbols != NULL && nsc_first_change(words, position + 1) <= change)
        position++;
    const size_t pair = change - nsc_first_change(words, position);
    while (nsc_symbol_pair(0, higher + 1) <= pair)
        higher++;
    const unsigned lower = (unsigned)(pair - nsc_symbol_pair(0, higher));
    nsc_text_format(text, CHANGE_SIZE, "%s / %s", nsc_words_symbol_name(words, position, lower),
                    nsc_words_symbol_name(words, position, (unsigned)higher));
    return position;
}

static nsc_status add_changes(const nsc_epistasis *squares, const nsc_words *words, const char *note, nsc_table *table,
                              nsc_error *error) {
    const size_t changes = squares->merged ? 0 : squares->change_count;
    nsc_status status = NSC_OK;
    for (size_t first = 0; first < changes; first++)
        for (size_t second = first; status == NSC_OK && second < changes; second++) {
            char names[2][CHANGE_SIZE];
            const unsigned position = write_change(words, first, names[0]);
            if (write_change(words, second, names[1]) == position && words->position_symbols != NULL)
                continue; /* two changes of one variable make no square */
            status = add_row(nsc_text(names[0]), nsc_text(names[1]), &squares->by_changes[first * changes + second],
                             note, table, error);
        }
    return status;
}

/* ---- summary ---- */

static nsc_status add_square_figures(const nsc_epistasis_sums *sums, const char *obstacle, const char *note,
                                     nsc_table *table, nsc_error *error) {
    static const char *const names[FIGURES] = {"squares",          "none_share",       "magnitude_share", "sign_share",
                                               "reciprocal_share", "mean_interaction", "gamma",           "gamma_star"};
    double figures[FIGURES];
    nsc_status status = NSC_OK;
    find_figures(sums, figures);
    for (size_t figure = 0; status == NSC_OK && figure < FIGURES; figure++)
        status = add_noted(table, names[figure], obstacle == NULL || figure == SQUARES ? figures[figure] : (double)NAN,
                           obstacle != NULL ? obstacle : reason_of(sums), figure == SQUARES ? "" : note, error);
    return status;
}

static double correlation(double count, double x, double y, double x_square, double y_square, double product) {
    const double x_variance = x_square - x * x / count, y_variance = y_square - y * y / count;
    if (!(x_variance > ROUNDING * x_square) || !(y_variance > ROUNDING * y_square))
        return (double)NAN;
    return (product - x * y / count) / sqrt(x_variance * y_variance);
}

/*
 * Over all changes that improve the fitness: the correlation of their gains with the fitness before (diminishing
 * returns, Chou et al. 2011; Khan et al. 2011), and of the losses by their reverses with the fitness before those
 * (increasing costs, Johnson et al. 2019). On a random fitness the first is negative and the second positive, by
 * regression to the mean.
 */
static nsc_status add_gains(const nsc_gain_sums *sums, const char *obstacle, const char *note, nsc_table *table,
                            nsc_error *error) {
    const double count = (double)sums->changes;
    const double after = sums->before + sums->gain;
    const double after_square = sums->before_square + 2 * sums->product + sums->gain_square;
    const double returns =
        correlation(count, sums->before, sums->gain, sums->before_square, sums->gain_square, sums->product);
    const double costs =
        correlation(count, after, sums->gain, after_square, sums->gain_square, sums->product + sums->gain_square);
    const char *reason = obstacle != NULL    ? obstacle
                         : sums->changes < 3 ? "fewer than three changes have an effect"
                                             : "all changes have the same effect, or the same fitness before it";
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "improving_changes", count, NULL, error));
    NSC_TRY(add_noted(table, "diminishing_returns", obstacle == NULL && sums->changes > 2 ? returns : (double)NAN,
                      reason, note, error));
    NSC_TRY(add_noted(table, "increasing_costs", obstacle == NULL && sums->changes > 2 ? costs : (double)NAN, reason,
                      note, error));
out:
    return status;
}

/* Shares of the variance within shapes by interaction order. */
static nsc_status add_orders(const nsc_interaction_orders *orders, const char *obstacle, nsc_table *table,
                             nsc_error *error) {
    static const char *const names[] = {"additive_share", "pairwise_share", "higher_order_share"};
    nsc_status status = NSC_OK;
    for (unsigned row = 0; status == NSC_OK && row < NSC_COUNT_OF(names); row++) {
        const unsigned last = row + 1 < NSC_COUNT_OF(names) ? row + 1 : orders->positions;
        const nsc_estimate share =
            obstacle != NULL ? nsc_estimate_none() : nsc_interaction_order_share(orders, row + 1, last);
        status = nsc_summary_add_estimate(
            table, names[row], orders->sample != NULL ? share : nsc_estimate_alone(share.value), obstacle, error);
    }
    return status;
}

static nsc_status add_additive(const nsc_additive *additive, const char *obstacle, const char *note, nsc_table *table,
                               nsc_error *error) {
    const char *reason = obstacle != NULL ? obstacle : additive->reason;
    const bool found = reason == NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(add_noted(table, "roughness", found ? additive->roughness : (double)NAN, reason, note, error));
    NSC_TRY(add_noted(table, "slope", found ? additive->slope : (double)NAN, reason, note, error));
    NSC_TRY(add_noted(table, "roughness_to_slope",
                      found && additive->slope > 0 ? additive->roughness / additive->slope : (double)NAN,
                      found ? "no symbol has an effect on average" : reason, note, error));
out:
    return status;
}

static bool is_constant(const nsc_fitness *fitness) {
    double low = INFINITY, high = -INFINITY;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point)) {
            low = fmin(low, fitness->values[point]);
            high = fmax(high, fitness->values[point]);
        }
    return low == high;
}

/* Reason all figures are missing; NULL if some are not. */
static const char *obstacle_of(const nsc_landscape *landscape) {
    const nsc_words *words = landscape->space->words;
    return words == NULL                         ? "the points of this space are not strings of symbols"
           : words->symbols < 2                  ? "the strings of this space have only one symbol"
           : landscape->fitness->known_count < 2 ? "a single point has a fitness"
           : is_constant(landscape->fitness)     ? "all points have the same fitness"
                                                 : NULL;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    const char *obstacle = obstacle_of(landscape), *no_orders = obstacle, *no_shares = NULL;
    nsc_epistasis squares = {0};
    nsc_interaction_orders orders = {0};
    nsc_additive additive = {0};
    notes note = {.of_squares = "", .of_points = ""};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    if (obstacle == NULL) {
        NSC_TRY(nsc_epistasis_find(&squares, landscape, options->control, error));
        write_notes(landscape, &squares.all, &note);
        NSC_TRY(add_positions(&squares, landscape->space->words, note.of_squares, tables[0], error));
        NSC_TRY(add_changes(&squares, landscape->space->words, note.of_squares, tables[1], error));
        no_orders = nsc_interaction_orders_obstacle(landscape);
        if (no_orders == NULL)
            NSC_TRY(nsc_interaction_orders_find(&orders, landscape, options->control, error));
        if (no_orders == NULL)
            no_shares = orders.reason;
        if (no_orders == NULL && no_shares == NULL && !(orders.total > 0))
            no_orders = "all points of a shape have the same fitness";
        if (no_orders == NULL)
            NSC_TRY(nsc_additive_find(&additive, landscape, &orders, error));
    }
    NSC_TRY(nsc_summary_add(tables[2], "points", landscape->space->point_count, NULL, error));
    NSC_TRY(nsc_summary_add(tables[2], "known", landscape->fitness->known_count, NULL, error));
    NSC_TRY(add_square_figures(&squares.all, obstacle, note.of_squares, tables[2], error));
    NSC_TRY(add_gains(&squares.gains, obstacle, note.of_points, tables[2], error));
    NSC_TRY(add_additive(&additive, no_orders, note.of_points, tables[2], error));
    NSC_TRY(add_orders(&orders, no_orders != NULL ? no_orders : no_shares, tables[2], error));
out:
    nsc_epistasis_release(&squares);
    nsc_interaction_orders_release(&orders);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("positions", "one row for all squares; for spaces of strings also one row for each pair of positions",
              position_columns),
    NSC_TABLE("changes", "one row for each pair of pairs of symbols; none if a position has more than 500 pairs",
              change_columns),
    NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_interactions = {
    "interactions",
    "epistasis: whether two changes of a point's symbols add up",
    "Weinreich et al. 2005; Poelwijk et al. 2007; Ferretti et al. 2016; Carneiro, Hartl 2010",
    "ε = f(ab) + f(00) − f(a0) − f(0b) over squares of two changes a, b; γ = correlation of a change's effects before "
    "and after another; additive share: R² of Σ of single symbols' effects",
    0,
    NSC_NEEDS_NO_RELATION,
    tables,
    NSC_COUNT_OF(tables),
    run};
