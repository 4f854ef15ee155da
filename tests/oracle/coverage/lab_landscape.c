/* A landscape that is opened once and hidden again and again; and the fitness made for tests. */
#include "analysis/landscape_internal.h"
#include "oracle/coverage/lab.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

/* ---- a fitness made for tests ---- */

/* values[point] += scale · a normal value; each `task` draws others. */
static nsc_status add_normal(const lab_landscape *landscape, uint64_t task, double scale, double *values,
                             uint32_t count, nsc_error *error) {
    gsl_rng *random;
    const nsc_status status = nsc_random_create(&random, landscape->seed, NSC_STREAM_TEST_DATA, task, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = 0; point < count; point++)
        values[point] += gsl_ran_gaussian(random, scale);
    gsl_rng_free(random);
    return NSC_OK;
}

/* Adds to each point's value what its neighbours have, so that neighbours have much in common. */
static nsc_status smooth(lab_landscape *landscape, double *values, nsc_error *error) {
    const nsc_graph *graph;
    nsc_rows rows = {0};
    double *own = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_graph(landscape->opened, NULL, &graph, error));
    NSC_TRY(nsc_allocate(&own, graph->point_count, sizeof *own, error));
    memcpy(own, values, graph->point_count * sizeof *own);
    NSC_TRY(nsc_rows_open(&rows, graph, error));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        double sum = 0;
        for (uint32_t place = 0; place < row.count; place++)
            sum += own[row.points[place]];
        values[point] = 0.5 * own[point] + (row.count > 0 ? sum / sqrt(row.count) : 0);
    }
    nsc_rows_close(&rows);
out:
    free(own);
    return status;
}

/* Number of the kind of fitness; NSC_USAGE if there is none of that name. */
static nsc_status kind_of(const char *name, size_t *kind, nsc_error *error) {
    static const char *const kinds[] = {"random", "smooth", "collapsing"};
    for (*kind = 0; *kind < NSC_COUNT_OF(kinds); ++*kind)
        if (strcmp(kinds[*kind], name) == 0)
            return NSC_OK;
    return nsc_error_set(error, NSC_USAGE, "--made %s: expected random, smooth or collapsing", name);
}

/*
 * Accuracies about 0.9; other budgets and validation accuracies add noise of their own. One point in 150 trains to
 * nothing if the fitness is collapsing, as in NAS-Bench-101.
 */
static nsc_status make_fitness(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness, nsc_error *error) {
    lab_landscape *landscape = context;
    const uint32_t count = fitness->point_count;
    const bool own = rule->metric == NSC_METRIC_TEST && rule->epochs == landscape->view.space->epochs;
    size_t kind;
    nsc_status status = NSC_OK;
    if (rule->kind != NSC_FITNESS_METRIC || rule->policy != NSC_POLICY_MEAN ||
        (rule->metric != NSC_METRIC_TEST && rule->metric != NSC_METRIC_VALID))
        return nsc_error_set(error, NSC_MISSING, "a made fitness has mean test and validation accuracies only");
    NSC_TRY(kind_of(landscape->made, &kind, error));
    NSC_TRY(nsc_allocate(&fitness->values, count, sizeof(double), error));
    NSC_TRY(add_normal(landscape, 0, 1, fitness->values, count, error));
    if (kind > 0)
        NSC_TRY(smooth(landscape, fitness->values, error));
    if (!own)
        NSC_TRY(add_normal(landscape, 1000u * (unsigned)rule->metric + (unsigned)rule->epochs, 0.5, fitness->values,
                           count, error));
    for (uint32_t point = 0; point < count; point++)
        fitness->values[point] = kind == 2 && point % 150 == 149 ? 0.1 : 0.9 + 0.02 * fitness->values[point];
    fitness->origin = NSC_ORIGIN_SYNTHETIC;
out:
    return status;
}

/* ---- opening ---- */

static nsc_status read_sizes(lab_landscape *landscape, nsc_error *error) {
    const nsc_space *space = landscape->view.space;
    const int feature = nsc_space_feature_with_role(space, NSC_FEATURE_SIZE);
    nsc_status status = NSC_OK;
    if (feature < 0)
        return NSC_OK;
    NSC_TRY(nsc_allocate(&landscape->sizes, space->point_count, sizeof(double), error));
    NSC_TRY(space->feature_values(space, (size_t)feature, NSC_THREADS(1), landscape->sizes, error));
out:
    return status;
}

nsc_status lab_landscape_open(lab_landscape *landscape, nsc_error *error) {
    static const nsc_control one_thread = {.thread_count = 1};
    nsc_status status = NSC_OK;
    landscape->names.control = &one_thread;
    if (landscape->made != NULL) {
        landscape->names.make_fitness = make_fitness;
        landscape->names.make_context = landscape;
    }
    NSC_TRY(nsc_landscape_open(&landscape->opened, &landscape->names, error));
    NSC_TRY(nsc_landscape_space(landscape->opened, &landscape->view.space, error));
    NSC_TRY(nsc_landscape_view(landscape->opened, &landscape->view, error));
    NSC_TRY(read_sizes(landscape, error));
    const nsc_fitness *fitness = landscape->view.fitness;
    NSC_TRY(nsc_allocate(&landscape->points, fitness->known_count, sizeof *landscape->points, error));
    for (uint32_t point = 0; point < fitness->point_count; point++)
        if (nsc_fitness_known(fitness, point))
            landscape->points[landscape->evaluated++] = point;
out:
    return status;
}

void lab_landscape_close(lab_landscape *landscape) {
    for (size_t number = 0; number < landscape->kept_count; number++) {
        free(landscape->kept[number].values);
        free(landscape->kept[number].standard_errors);
        landscape->kept[number].fitness->chosen = landscape->kept[number].chosen;
        free(landscape->kept[number].marks);
        free(landscape->kept[number].run_counts);
    }
    free(landscape->kept);
    free(landscape->points);
    free(landscape->sizes);
    nsc_landscape_close(landscape->opened);
}

/* ---- hiding ---- */

static nsc_status copy_of(void *target, const void *source, size_t count, size_t size, nsc_error *error) {
    void *copy = NULL;
    const nsc_status status = nsc_allocate(&copy, count, size, error);
    if (status == NSC_OK)
        memcpy(copy, source, count * size);
    memcpy(target, &copy, sizeof copy);
    return status;
}

nsc_status lab_landscape_keep(lab_landscape *landscape, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&landscape->kept, landscape->opened->entry_count, sizeof *landscape->kept, error));
    for (size_t number = 0; number < landscape->opened->entry_count; number++) {
        nsc_landscape_entry *entry = landscape->opened->entries[number];
        nsc_fitness *fitness = &entry->fitness;
        lab_kept_fitness *kept = &landscape->kept[landscape->kept_count];
        if (fitness->values == NULL || (entry->rule.kind == NSC_FITNESS_FEATURE && fitness != landscape->view.fitness))
            continue;
        kept->fitness = fitness;
        landscape->kept_count++;
        NSC_TRY(copy_of(&kept->values, fitness->values, fitness->point_count, sizeof(double), error));
        kept->chosen = fitness->chosen;
        NSC_TRY(nsc_allocate(&kept->marks, fitness->point_count, sizeof(bool), error));
        if (fitness->standard_errors != NULL)
            NSC_TRY(
                copy_of(&kept->standard_errors, fitness->standard_errors, fitness->point_count, sizeof(double), error));
        if (fitness->run_counts != NULL)
            NSC_TRY(copy_of(&kept->run_counts, fitness->run_counts, fitness->point_count, sizeof(uint32_t), error));
    }
out:
    return status;
}

const double *lab_landscape_values(const lab_landscape *landscape) {
    size_t number = 0;
    while (landscape->kept[number].fitness != landscape->view.fitness)
        number++;
    return landscape->kept[number].values;
}

/* Hides one fitness. */
static void show(const lab_kept_fitness *kept, const bool *shown, const bool *chosen) {
    nsc_fitness *fitness = kept->fitness;
    fitness->known_count = 0;
    fitness->chosen = NULL;
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        fitness->values[point] = shown[point] ? kept->values[point] : NAN;
        fitness->known_count += nsc_fitness_known(fitness, point);
        kept->marks[point] = shown[point] && (chosen[point] || (kept->chosen != NULL && kept->chosen[point]));
        fitness->chosen = kept->marks[point] ? kept->marks : fitness->chosen;
        if (kept->standard_errors != NULL)
            fitness->standard_errors[point] = shown[point] ? kept->standard_errors[point] : NAN;
        if (kept->run_counts != NULL)
            fitness->run_counts[point] = shown[point] ? kept->run_counts[point] : 0;
    }
}

void lab_landscape_show(lab_landscape *landscape, const bool *shown, const bool *chosen) {
    for (size_t number = 0; number < landscape->kept_count; number++)
        show(&landscape->kept[number], shown, chosen);
}
