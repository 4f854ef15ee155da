/* M(ε) of seeded walks over the known points, one random stream a walk. */
#include "analysis/information_internal.h"
#include "analysis/statistics.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* The known points and the edges between them. */
typedef struct known_graph {
    const uint32_t *neighbours;
    const uint64_t *starts; /* [point_count + 1] into neighbours */
    uint64_t *own_starts;
    uint32_t *own_neighbours; /* NULL where all points are known: the graph's own serve */
} known_graph;

static nsc_status find_known_graph(known_graph *known, const nsc_landscape *landscape,
                                   const nsc_neighbourhood *neighbourhood, nsc_error *error) {
    const nsc_graph *graph = landscape->graph;
    const nsc_fitness *fitness = landscape->fitness;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&known->own_starts, (size_t)graph->point_count + 1, sizeof *known->own_starts, error));
    for (uint32_t point = 0; point < graph->point_count; point++)
        known->own_starts[point + 1] = known->own_starts[point] + neighbourhood->known[point];
    known->starts = known->own_starts;
    known->neighbours = graph->neighbours;
    if (fitness->known_count == graph->point_count)
        goto out;
    NSC_TRY(nsc_allocate(&known->own_neighbours, known->own_starts[graph->point_count], sizeof *known->own_neighbours,
                         error));
    for (uint32_t point = 0; point < graph->point_count; point++) {
        uint64_t next = known->own_starts[point];
        if (neighbourhood->known[point] == 0)
            continue;
        for (uint32_t place = graph->offsets[point]; place < graph->offsets[point + 1]; place++)
            if (nsc_fitness_known(fitness, graph->neighbours[place]))
                known->own_neighbours[next++] = graph->neighbours[place];
    }
    known->neighbours = known->own_neighbours;
out:
    return status;
}

typedef struct walking {
    known_graph known;
    const double *values;
    const nsc_thresholds *thresholds;
    size_t length;
    uint64_t seed;
    uint64_t ends;
    double *steps;  /* [worker × length] changes of fitness */
    double *shares; /* [walk × NSC_THRESHOLDS] M(ε) */
} walking;

/* The changes of fitness along a walk, from an end of an edge where each is as likely. */
static void walk(const walking *job, gsl_rng *random, double *steps) {
    const known_graph *known = &job->known;
    /* In two draws: there may be more ends than a draw of 32 bits tells apart evenly. */
    uint32_t point = known->neighbours[(uint64_t)(gsl_rng_uniform(random) * (double)job->ends)];
    for (size_t step = 0; step < job->length; step++) {
        const uint64_t start = known->starts[point];
        const uint32_t next =
            known->neighbours[start + nsc_random_below(random, (uint32_t)(known->starts[point + 1] - start))];
        steps[step] = job->values[next] - job->values[point];
        point = next;
    }
}

/* Symbols of the walk's that are not 0 and differ from the one before that is not 0; drops the steps that are 0. */
static size_t count_turns(double *steps, size_t *count, double epsilon) {
    size_t kept = 0, turns = 0;
    int last = -1; /* neither rise nor fall */
    for (size_t step = 0; step < *count; step++) {
        const double change = steps[step];
        const int rises = change > 0, seen = fabs(change) > epsilon;
        turns += (size_t)(seen & (rises != last));
        last = seen ? rises : last;
        steps[kept] = change;
        kept += (size_t)seen;
    }
    *count = kept;
    return turns;
}

static nsc_status take_walk(void *context, size_t task, size_t worker, nsc_error *error) {
    const walking *job = context;
    double *steps = job->steps + worker * job->length, *shares = job->shares + task * NSC_THRESHOLDS;
    gsl_rng *random;
    const nsc_status status = nsc_random_create(&random, job->seed, task, error);
    if (status != NSC_OK)
        return status;
    walk(job, random, steps);
    gsl_rng_free(random);
    size_t count = job->length;
    for (size_t threshold = 0; threshold < job->thresholds->count; threshold++)
        shares[threshold] =
            (double)count_turns(steps, &count, job->thresholds->epsilons[threshold]) / (double)job->length;
    return NSC_OK;
}

/* The mean over walks, with Student's interval; for one walk without. */
static nsc_partial_information mean_of(const double *shares, size_t walks) {
    double mean = 0, square = 0;
    for (size_t number = 0; number < walks; number++)
        mean += shares[number * NSC_THRESHOLDS] / (double)walks;
    for (size_t number = 0; number < walks; number++) {
        const double residual = shares[number * NSC_THRESHOLDS] - mean;
        square += residual * residual;
    }
    if (walks < 2)
        return (nsc_partial_information){mean, NAN, NAN};
    const double freedom = (double)walks - 1;
    const double half = gsl_cdf_tdist_Pinv(0.975, freedom) * sqrt(square / freedom / (double)walks);
    return (nsc_partial_information){mean, fmax(0, mean - half), fmin(1, mean + half)};
}

nsc_status nsc_information_walks(const nsc_landscape *landscape, const nsc_neighbourhood *neighbourhood,
                                 const nsc_thresholds *thresholds, const nsc_analysis_options *options,
                                 nsc_partial_information partial[NSC_THRESHOLDS], nsc_error *error) {
    const size_t walks = options->walks, workers = options->thread_count > 0 ? options->thread_count : 1;
    walking job = {.values = landscape->fitness->values,
                   .thresholds = thresholds,
                   .length = options->length,
                   .seed = options->seed,
                   .ends = 2 * neighbourhood->pairs};
    nsc_status status = NSC_OK;
    NSC_TRY(find_known_graph(&job.known, landscape, neighbourhood, error));
    NSC_TRY(nsc_allocate(&job.steps, workers * job.length, sizeof *job.steps, error));
    NSC_TRY(nsc_allocate(&job.shares, walks * NSC_THRESHOLDS, sizeof *job.shares, error));
    NSC_TRY(nsc_parallel(walks, workers, take_walk, &job, error));
    for (size_t threshold = 0; threshold < thresholds->count; threshold++)
        partial[threshold] = mean_of(job.shares + threshold, walks);
out:
    free(job.known.own_starts);
    free(job.known.own_neighbours);
    free(job.steps);
    free(job.shares);
    return status;
}
