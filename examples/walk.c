/*
 * A random walk of one's own, with one's own random numbers: the autocorrelation of trainable parameters from one step
 * to the next.
 *
 *     cc walk.c -o walk $(pkg-config --cflags --libs nasscape)
 *     ./walk nb101 1000000
 */
#include <nasscape/nasscape.h>

#include <stdio.h>
#include <stdlib.h>

/* Any source of random numbers will do. This is xorshift64 (Marsaglia 2003); a number below `limit` is drawn from its
 * upper 32 bits. */
static uint32_t draw_below(uint64_t *state, uint32_t limit) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)((*state >> 32) * limit >> 32);
}

/* Walks over rows of neighbours, each step to any neighbour with the same chance, and sums up as it goes. */
static double autocorrelation(const nsc_rows *rows, const double *values, uint64_t step_count) {
    uint64_t state = 88172645463325252u; /* the seed */
    uint32_t point = 0;
    double sum = 0, squares = 0, products = 0;
    for (uint64_t step = 0; step < step_count; step++) {
        const nsc_row row = nsc_rows_at(rows, point);
        const uint32_t next = row.count > 0 ? row.points[draw_below(&state, row.count)] : point;
        sum += values[point];
        squares += values[point] * values[point];
        products += values[point] * values[next];
        point = next;
    }
    const double mean = sum / (double)step_count;
    return (products / (double)step_count - mean * mean) / (squares / (double)step_count - mean * mean);
}

static nsc_status walk(const char *space_name, uint64_t step_count, nsc_error *error) {
    nsc_opened_landscape *opened = NULL;
    nsc_landscape_names names = {0};
    nsc_landscape landscape;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    names.space = space_name;
    names.fitness = "params"; /* known of every cell; other fitnesses may be missing, see open_landscape.c */
    NSC_TRY(nsc_landscape_open(&opened, &names, error));
    NSC_TRY(nsc_landscape_view(opened, &landscape, error));
    NSC_TRY(nsc_rows_open(&rows, landscape.graph, error)); /* one reader a thread */
    printf("%.6f\n", autocorrelation(&rows, landscape.fitness->values, step_count));
out:
    nsc_rows_close(&rows);
    nsc_landscape_close(opened);
    return status;
}

int main(int argument_count, char **arguments) {
    nsc_error error = NSC_ERROR_NONE;
    const uint64_t step_count = argument_count > 2 ? strtoull(arguments[2], NULL, 10) : 1000000;
    if (walk(argument_count > 1 ? arguments[1] : "nb101", step_count, &error) != NSC_OK)
        fprintf(stderr, "walk: %s\n", error.message);
    return error.status;
}
