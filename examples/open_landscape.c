/*
 * Opens a landscape by its names and prints its size, how much of it is evaluated, and its best point.
 *
 *     cc open_landscape.c -o open_landscape $(pkg-config --cflags --libs nasscape)
 *     ./open_landscape                                the 423,624 cells of NAS-Bench-101, built-in surrogate
 *     ./open_landscape nb101 params                   the same cells by their trainable parameters
 *     ./open_landscape nb101 test@108 measured.csv    the same cells by measurements of yours
 */
#include <nasscape/nasscape.h>

#include <stdio.h>

/* A fitness may be missing at any point, so whoever reads values asks whether there is one. */
static nsc_status print_best(const nsc_space *space, const nsc_fitness *fitness, nsc_error *error) {
    nsc_point_name name;
    uint32_t best = 0;
    nsc_status status;
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point) &&
            !(nsc_fitness_known(fitness, best) && fitness->values[best] >= fitness->values[point]))
            best = point;
    status = space->point_name(space, best, &name, error);
    if (status == NSC_OK)
        printf("best point: %s, %.9g\n", name.text, fitness->values[best]);
    return status;
}

/* NSC_TRY ends a function at its label `out` as soon as a call fails; the reason is in `error` then. */
static nsc_status describe(const nsc_landscape_names *names, nsc_error *error) {
    nsc_opened_landscape *opened = NULL;
    nsc_landscape landscape;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_open(&opened, names, error));
    /* The space, the graph and the fitness are made here; they belong to `opened`. */
    NSC_TRY(nsc_landscape_view(opened, &landscape, error));
    printf("%s: %u points, %llu edges (%s)\n", landscape.space->name, landscape.space->point_count,
           (unsigned long long)landscape.graph->edge_count, landscape.graph->relation->name);
    printf("%s: %u points evaluated (%.2f %%), %s\n", landscape.fitness->rule.text, landscape.fitness->known_count,
           100 * nsc_fitness_coverage(landscape.fitness), nsc_origin_name(landscape.fitness->origin));
    NSC_TRY(print_best(landscape.space, landscape.fitness, error));
out:
    nsc_landscape_close(opened);
    return status;
}

int main(int argument_count, char **arguments) {
    nsc_error error = NSC_ERROR_NONE;
    nsc_landscape_names names = {0}; /* all zero: NAS-Bench-101, the built-in data, test accuracy, all processors */
    if (argument_count > 1)
        names.space = arguments[1];
    if (argument_count > 2)
        names.fitness = arguments[2];
    if (argument_count > 3) {
        names.data = (const char *const *)(arguments + 3);
        names.data_count = (size_t)argument_count - 3;
    }
    if (describe(&names, &error) != NSC_OK)
        fprintf(stderr, "open_landscape: %s\n", error.message);
    return error.status;
}
