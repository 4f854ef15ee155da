/*
 * All squares of all strings: two positions, two symbols at each, all else equal. Also all changes of one symbol.
 *
 * Strings that differ only in their last symbols are adjacent and form one run of squares. For long runs, a shape's
 * values are stored thrice, each time with another third of the positions last: any two positions leave one third free.
 */
#include "analysis/composition/interactions_internal.h"

#include <math.h>
#include <string.h>

enum { LAYOUTS = 3, SHAPES_A_TASK = 64, MOST_CHANGES = 500 };

/* Relative to the largest value: differences up to here count as rounding, as of values written in ten digits. */
static const double ROUNDING = 1e-9;

/* The merits of one shape's strings (higher is better), NaN if missing, in each order of positions. */
typedef struct layouts {
    size_t count; /* words */
    const nsc_words *words;
    unsigned positions;
    double *values[LAYOUTS];
} layouts;

typedef struct job {
    const nsc_landscape *landscape;
    nsc_epistasis *squares;
    double mean, sign, tolerance;
    layouts *shapes;             /* [worker]; one shape: the first, filled */
    nsc_epistasis_sums *changes; /* [task × pairs² + pair at the first position × pairs + pair at the second] */
    nsc_gain_sums *gains;        /* [task] */
    size_t pair_count;           /* pairs at a position; 1 if they are too many to be told apart */
} job;

/* ---- layouts ---- */

/* In layout l the last l × third positions come first, so that the third before them is last. */
static unsigned turned(const layouts *shape, unsigned layout) {
    return layout * (shape->positions / LAYOUTS);
}

/* Stride between strings that differ by one at the position. */
static size_t unit_of(const layouts *shape, unsigned layout, unsigned position) {
    const unsigned shift = turned(shape, layout), moved = (position + shift) % shape->positions;
    size_t unit = 1;
    for (unsigned other = 0; other < shape->positions; other++)
        if ((other + shift) % shape->positions > moved)
            unit *= nsc_words_symbols(shape->words, other);
    return unit;
}

/* The layout whose last third contains neither position. */
static unsigned layout_of(const layouts *shape, unsigned first, unsigned second) {
    const unsigned third = shape->positions / LAYOUTS;
    unsigned layout = 0;
    while (layout + 1 < LAYOUTS) {
        const unsigned end = shape->positions - layout * third;
        if ((first < end - third || first >= end) && (second < end - third || second >= end))
            break;
        layout++;
    }
    return layout;
}

static void fill_layouts(const job *state, const nsc_shape *shape, layouts *target) {
    const double *values = state->landscape->fitness->values;
    target->count = shape->word_count;
    target->words = state->landscape->space->words;
    target->positions = shape->positions;
    for (uint32_t word = 0; word < shape->word_count; word++)
        target->values[0][word] = state->sign * (values[nsc_shape_point(shape, word)] - state->mean);
    for (unsigned layout = 1; layout < LAYOUTS; layout++) {
        size_t low = 1;
        for (unsigned place = 0; place < turned(target, layout); place++)
            low *= nsc_words_symbols(target->words, target->positions - 1 - place);
        const size_t high = target->count / low;
        for (size_t row = 0; row < high; row++)
            for (size_t column = 0; column < low; column++)
                target->values[layout][column * high + row] = target->values[0][row * low + column];
    }
}

static nsc_status allocate_layouts(layouts *target, size_t count, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (unsigned layout = 0; status == NSC_OK && layout < LAYOUTS; layout++)
        status = nsc_allocate(&target->values[layout], count, sizeof(double), error);
    return status;
}

/* ---- the squares of two positions, the changes of one ---- */

/* Runs of values that share all symbols except those at the two positions. */
typedef struct corners {
    const double *values;
    size_t wide, narrow; /* strides of the two positions; the first of a square is the wide one */
    size_t wide_symbols, narrow_symbols;
    bool swapped; /* the wide one is the second position */
} corners;

/* The squares of one change at the wide position with all at the narrow one. */
static void add_narrow(const job *state, const corners *at, const double *lower, const double *higher, size_t wide,
                       nsc_epistasis_sums *changes) {
    for (size_t high = 1; high < at->narrow_symbols; high++)
        for (size_t low = 0; low < high; low++) {
            const size_t narrow = state->squares->merged ? 0 : nsc_symbol_pair(low, high);
            const size_t first = at->swapped ? narrow : wide, second = at->swapped ? wide : narrow;
            nsc_epistasis_add(&changes[first * state->pair_count + second], lower + low * at->narrow,
                              higher + low * at->narrow, lower + high * at->narrow, higher + high * at->narrow,
                              at->narrow, state->tolerance);
        }
}

static void add_run(const job *state, const corners *at, const double *run, nsc_epistasis_sums *changes) {
    for (size_t high = 1; high < at->wide_symbols; high++)
        for (size_t low = 0; low < high; low++)
            add_narrow(state, at, run + low * at->wide, run + high * at->wide,
                       state->squares->merged ? 0 : nsc_symbol_pair(low, high), changes);
}

static void add_squares(const job *state, const layouts *shape, unsigned first, unsigned second,
                        nsc_epistasis_sums *changes) {
    const unsigned layout = layout_of(shape, first, second);
    const size_t own = unit_of(shape, layout, first), other = unit_of(shape, layout, second);
    const bool swapped = own < other;
    const corners at = {.values = shape->values[layout],
                        .wide = swapped ? other : own,
                        .narrow = swapped ? own : other,
                        .wide_symbols = nsc_words_symbols(shape->words, swapped ? second : first),
                        .narrow_symbols = nsc_words_symbols(shape->words, swapped ? first : second),
                        .swapped = swapped};
    for (size_t block = 0; block < shape->count; block += at.wide * at.wide_symbols)
        for (size_t part = block; part < block + at.wide; part += at.narrow * at.narrow_symbols)
            add_run(state, &at, at.values + part, changes);
}

static void add_gains(const job *state, const layouts *shape, unsigned position, nsc_gain_sums *gains) {
    const unsigned layout = layout_of(shape, position, position);
    const size_t unit = unit_of(shape, layout, position), symbols = nsc_words_symbols(shape->words, position);
    const double *values = shape->values[layout];
    for (size_t block = 0; block < shape->count; block += unit * symbols)
        for (size_t high = 1; high < symbols; high++)
            for (size_t low = 0; low < high; low++)
                nsc_gains_add(gains, values + block + low * unit, values + block + high * unit, unit, state->tolerance);
}

/* ---- tasks ---- */

/* One shape: one task for each pair of positions; for adjacent positions it also takes the changes at the first. */
static void positions_of_task(unsigned positions, size_t task, unsigned *first, unsigned *second) {
    *first = 0;
    while (task >= positions - 1 - *first) {
        task -= positions - 1 - *first;
        ++*first;
    }
    *second = *first + 1 + (unsigned)task;
}

static nsc_status positions_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    (void)error;
    const job *state = context;
    const layouts *shape = &state->shapes[0];
    unsigned first, second;
    positions_of_task(shape->positions, task, &first, &second);
    add_squares(state, shape, first, second, state->changes + task * state->pair_count * state->pair_count);
    if (second == first + 1)
        add_gains(state, shape, first, &state->gains[task]);
    if (second == shape->positions - 1 && first == second - 1)
        add_gains(state, shape, second, &state->gains[task]);
    return NSC_OK;
}

static nsc_status shapes_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)error;
    const job *state = context;
    const nsc_space *space = state->landscape->space;
    layouts *shape = &state->shapes[worker];
    for (size_t number = task * SHAPES_A_TASK;
         number < (task + 1) * SHAPES_A_TASK && number < space->words->shape_count; number++) {
        const nsc_shape words = space->words->shape(space, (uint32_t)number);
        fill_layouts(state, &words, shape);
        for (unsigned first = 0; first < shape->positions; first++) {
            add_gains(state, shape, first, &state->gains[task]);
            for (unsigned second = first + 1; second < shape->positions; second++)
                add_squares(state, shape, first, second, state->changes + task * state->pair_count * state->pair_count);
        }
    }
    return NSC_OK;
}

/* ---- all of them ---- */

/*
 * The mean is subtracted from values, so that sums of squares keep their digits. If values have a step, differences
 * below half a step count as rounding.
 */
static void find_scale(job *state) {
    const nsc_fitness *fitness = state->landscape->fitness;
    double largest = 0;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point)) {
            state->mean += fitness->values[point];
            largest = fmax(largest, fabs(fitness->values[point]));
        }
    state->mean /= fitness->known_count;
    const nsc_order order = nsc_order_of(fitness);
    state->sign = order.sign;
    state->tolerance = fmax(order.tolerance, fitness->quantum > 0 ? fitness->quantum / 4 : ROUNDING * largest);
}

static void add_up(const job *state, size_t task_count) {
    const nsc_words *words = state->landscape->space->words;
    nsc_epistasis *squares = state->squares;
    const size_t pairs = state->pair_count;
    for (size_t task = 0; task < task_count; task++) {
        unsigned first = 0, second = 0;
        if (squares->by_positions != NULL)
            positions_of_task(squares->positions, task, &first, &second);
        for (size_t change = 0; change < pairs * pairs; change++) {
            const nsc_epistasis_sums *own = &state->changes[task * pairs * pairs + change];
            if (own->squares == 0)
                continue;
            const size_t one = nsc_first_change(words, first) + change / pairs;
            const size_t other = nsc_first_change(words, second) + change % pairs;
            const size_t low = one < other ? one : other, high = one < other ? other : one;
            nsc_epistasis_sums_add(&squares->all, own);
            if (!squares->merged)
                nsc_epistasis_sums_add(&squares->by_changes[low * squares->change_count + high], own);
            if (squares->by_positions != NULL)
                nsc_epistasis_sums_add(&squares->by_positions[first * squares->positions + second], own);
        }
        nsc_gain_sums_add(&squares->gains, &state->gains[task]);
    }
}

static nsc_status find_in_one_shape(job *state, const nsc_shape *shape, const nsc_control *control, nsc_error *error) {
    nsc_epistasis *squares = state->squares;
    const size_t positions = shape->positions, tasks = positions * (positions - 1) / 2;
    nsc_status status = NSC_OK;
    squares->positions = shape->positions;
    NSC_TRY(nsc_allocate(&state->shapes, 1, sizeof *state->shapes, error));
    NSC_TRY(allocate_layouts(&state->shapes[0], shape->word_count, error));
    fill_layouts(state, shape, &state->shapes[0]);
    NSC_TRY(nsc_allocate(&squares->by_positions, positions * positions, sizeof *squares->by_positions, error));
    NSC_TRY(nsc_allocate(&state->changes, (tasks > 0 ? tasks : 1) * state->pair_count * state->pair_count,
                         sizeof *state->changes, error));
    NSC_TRY(nsc_allocate(&state->gains, tasks > 0 ? tasks : 1, sizeof *state->gains, error));
    NSC_TRY(nsc_parallel(tasks, control, positions_task, state, error));
    if (tasks == 0)
        add_gains(state, &state->shapes[0], 0, &squares->gains);
    add_up(state, tasks);
out:
    return status;
}

static nsc_status find_in_shapes(job *state, const nsc_control *control, nsc_error *error) {
    const nsc_space *space = state->landscape->space;
    const size_t tasks = (space->words->shape_count + (size_t)SHAPES_A_TASK - 1) / SHAPES_A_TASK;
    size_t most_words = 0;
    nsc_status status = NSC_OK;
    for (uint32_t number = 0; number < space->words->shape_count; number++) {
        const nsc_shape shape = space->words->shape(space, number);
        most_words = shape.word_count > most_words ? shape.word_count : most_words;
    }
    NSC_TRY(nsc_allocate(&state->shapes, nsc_control_threads(control), sizeof *state->shapes, error));
    for (size_t worker = 0; worker < nsc_control_threads(control); worker++)
        NSC_TRY(allocate_layouts(&state->shapes[worker], most_words, error));
    NSC_TRY(
        nsc_allocate(&state->changes, tasks * state->pair_count * state->pair_count, sizeof *state->changes, error));
    NSC_TRY(nsc_allocate(&state->gains, tasks, sizeof *state->gains, error));
    NSC_TRY(nsc_parallel(tasks, control, shapes_task, state, error));
    add_up(state, tasks);
out:
    return status;
}

/* Pairs of symbols: of any position, or of all variables. */
static size_t count_changes(const nsc_space *space) {
    const nsc_words *words = space->words;
    return words->position_symbols == NULL ? nsc_symbol_pair_count(words->symbols)
                                           : nsc_first_change(words, words->shape(space, 0).positions);
}

nsc_status nsc_epistasis_find(nsc_epistasis *squares, const nsc_landscape *landscape, const nsc_control *control,
                              nsc_error *error) {
    const nsc_words *words = landscape->space->words;
    const size_t workers = words->shape_count > 1 ? nsc_control_threads(control) : 1;
    job state = {.landscape = landscape, .squares = squares};
    nsc_status status = NSC_OK;
    *squares = (nsc_epistasis){.change_count = count_changes(landscape->space)};
    squares->merged = squares->change_count > MOST_CHANGES;
    state.pair_count = squares->merged ? 1 : nsc_symbol_pair_count(words->symbols);
    find_scale(&state);
    if (!squares->merged)
        NSC_TRY(nsc_allocate(&squares->by_changes, squares->change_count * squares->change_count,
                             sizeof *squares->by_changes, error));
    if (words->shape_count == 1) {
        const nsc_shape shape = words->shape(landscape->space, 0);
        NSC_TRY(find_in_one_shape(&state, &shape, control, error));
    } else {
        NSC_TRY(find_in_shapes(&state, control, error));
    }
out:
    for (size_t worker = 0; state.shapes != NULL && worker < workers; worker++)
        for (unsigned layout = 0; layout < LAYOUTS; layout++)
            free(state.shapes[worker].values[layout]);
    free(state.shapes);
    free(state.changes);
    free(state.gains);
    if (status != NSC_OK)
        nsc_epistasis_release(squares);
    return status;
}

void nsc_epistasis_release(nsc_epistasis *squares) {
    free(squares->by_positions);
    free(squares->by_changes);
    *squares = (nsc_epistasis){0};
}
