/*
 * A value is found from its first bits to its last: of the values that agree in the bits found so far it is counted how
 * many continue in which way. Counts of threads and processes are added up, so that nobody needs all values.
 */
#include "analysis/estimators/selection.h"

#include "analysis/estimators/ranking.h"
#include "base/ranges.h"

enum { DIGIT_BITS = 16, DIGITS = 64 / DIGIT_BITS, DIGIT_VALUES = 1 << DIGIT_BITS };

/* A value that is looked for. */
typedef struct wanted {
    uint64_t key;    /* its digits found so far */
    uint64_t place;  /* among the values that begin with them */
    size_t counting; /* the number of its counts: values that begin alike have the same */
} wanted;

typedef struct selection {
    const double *values;
    const nsc_control *control;
    nsc_block held;
    nsc_exchange exchange; /* of ranges, else empty */
    wanted wanted[NSC_SELECTED_MAXIMUM];
    size_t count;
    uint64_t begins[NSC_SELECTED_MAXIMUM]; /* what the values begin with that are counted */
    size_t counting_count;
    unsigned digit;   /* in hand, 0 for the first */
    uint32_t *counts; /* [worker][counting][value of the digit] */
} selection;

static uint32_t *counts_of(const selection *state, size_t worker, size_t counting) {
    return state->counts + (worker * state->count + counting) * DIGIT_VALUES;
}

static nsc_status count_block(void *context, size_t task, size_t worker, nsc_error *error) {
    const selection *state = context;
    const nsc_block block = nsc_block_at(state->held.end - state->held.first, task);
    const unsigned shift = 64 - (state->digit + 1) * DIGIT_BITS;
    const double *values = state->values + state->held.first;
    uint32_t *counts = counts_of(state, worker, 0);
    (void)error;
    for (uint32_t place = block.first; place < block.end; place++) {
        const uint64_t begin = nsc_key_of(values[place]) >> shift;
        for (size_t counting = 0; counting < state->counting_count; counting++)
            if (state->digit == 0 || begin >> DIGIT_BITS == state->begins[counting])
                counts[counting * DIGIT_VALUES + begin % DIGIT_VALUES]++;
    }
    return NSC_OK;
}

static void add_counts(uint32_t *sums, const void *counts, size_t count) {
    for (size_t number = 0; number < count; number++) {
        uint32_t more;
        memcpy(&more, (const char *)counts + number * sizeof more, sizeof more);
        sums[number] += more;
    }
}

/* Adds the counts of the other processes. */
static nsc_status add_others(selection *state, nsc_error *error) {
    const size_t count = state->counting_count * DIGIT_VALUES;
    nsc_exchange *exchange = &state->exchange;
    nsc_status status = nsc_exchange_give_all(exchange, state->counts, count * sizeof *state->counts, error);
    status = nsc_exchange_swap(exchange, status, error);
    for (uint32_t process = 0; status == NSC_OK && process < exchange->ranges->count; process++)
        if (process != exchange->ranges->number)
            add_counts(state->counts, exchange->take[process].bytes, count);
    return status;
}

static void list_begins(selection *state) {
    state->counting_count = 0;
    for (size_t number = 0; number < state->count; number++) {
        size_t counting = 0;
        while (counting < state->counting_count && state->begins[counting] != state->wanted[number].key)
            counting++;
        state->wanted[number].counting = counting;
        state->begins[counting] = state->wanted[number].key;
        state->counting_count += counting == state->counting_count;
    }
}

/* Finds a further digit of all values. */
static nsc_status find_digit(selection *state, nsc_error *error) {
    const size_t workers = nsc_control_threads(state->control);
    nsc_status status = NSC_OK;
    list_begins(state);
    memset(state->counts, 0, workers * state->count * DIGIT_VALUES * sizeof *state->counts);
    NSC_TRY(
        nsc_parallel(nsc_block_count(state->held.end - state->held.first), state->control, count_block, state, error));
    for (size_t worker = 1; worker < workers; worker++)
        add_counts(state->counts, counts_of(state, worker, 0), state->counting_count * DIGIT_VALUES);
    if (state->exchange.ranges != NULL)
        NSC_TRY(add_others(state, error));
    for (size_t number = 0; number < state->count; number++) {
        wanted *own = &state->wanted[number];
        const uint32_t *counts = counts_of(state, 0, own->counting);
        uint64_t value = 0;
        for (; value < DIGIT_VALUES - 1 && own->place >= counts[value]; value++)
            own->place -= counts[value];
        own->key = own->key << DIGIT_BITS | value;
    }
out:
    return status;
}

nsc_status nsc_select(const double *values, uint32_t point_count, const uint32_t *places, size_t count,
                      const nsc_control *control, double *found, nsc_error *error) {
    selection state = {
        .values = values, .control = control, .held = nsc_ranges_held(control, point_count), .count = count};
    nsc_status status = NSC_OK;
    if (nsc_ranges_of(control) != NULL)
        NSC_TRY(nsc_exchange_open(&state.exchange, control, error));
    NSC_TRY(
        nsc_allocate(&state.counts, nsc_control_threads(control) * count * DIGIT_VALUES, sizeof *state.counts, error));
    for (size_t number = 0; number < count; number++)
        state.wanted[number].place = places[number];
    for (state.digit = 0; state.digit < DIGITS; state.digit++)
        NSC_TRY(find_digit(&state, error));
    for (size_t number = 0; number < count; number++)
        found[number] = nsc_value_of_key(state.wanted[number].key);
out:
    nsc_exchange_close(&state.exchange);
    free(state.counts);
    return status;
}
