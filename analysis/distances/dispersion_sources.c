/* Distances from sampled points to all others, counted by set. */
#include "analysis/distances/dispersion_internal.h"

#include <string.h>

enum { SHARE_BY_HOPS = 32, SHARE_OTHERWISE = 100, LEAST_SOURCES = 2, MOST_OF_ALL = 4096 };

typedef struct measuring {
    const nsc_landscape *landscape;
    const nsc_best_sets *sets;
    const nsc_analysis_options *options;
    nsc_sources *sources;
    bool words, hops;   /* how distances are measured */
    uint8_t *distances; /* [worker × point_count] */
} measuring;

/* Counts a source's distances from the best points down: a point of a set is in all larger ones too. */
static void count_distances(const measuring *job, size_t source, const uint8_t *distances) {
    const nsc_best_sets *sets = job->sets;
    nsc_distance_counts running = {0};
    for (size_t set = 0, place = 0; set < NSC_BEST_SETS; set++) {
        for (; place < sets->counts[set]; place++)
            running.counts[distances[sets->points[place]]]++;
        nsc_distance_counts *counts = &job->sources->counts[source * NSC_BEST_SETS + set];
        *counts = running;
        counts->counts[0] = 0;
        counts->counts[NSC_UNREACHED] = 0;
    }
}

/* Distances of strings are computed in parallel; others by all threads together, since each needs much memory. */
static nsc_status measure_source(void *context, size_t task, size_t worker, nsc_error *error) {
    const measuring *job = context;
    const nsc_landscape *landscape = job->landscape;
    const uint32_t point = job->sets->points[job->sources->places[task]];
    uint8_t *distances = job->distances + worker * landscape->graph->point_count;
    if (job->words)
        nsc_word_distances(landscape->space, point, distances);
    else {
        const nsc_status status = job->options->distance->to_nearest(landscape->space, landscape->graph, &point, 1,
                                                                     job->options->control, distances, error);
        if (status != NSC_OK)
            return status;
    }
    count_distances(job, task, distances);
    if (worker == 0) /* the thread that began */
        nsc_control_report(job->options->control, "distances", (double)(task + 1) / (double)job->sources->count);
    return NSC_OK;
}

/* `wanted` of the places from `first` to before `end`, all subsets with equal probability (Vitter 1984, algorithm
 * S). */
static void draw(gsl_rng *random, size_t first, size_t end, size_t wanted, size_t *places) {
    for (size_t place = first; wanted > 0; place++)
        if (gsl_rng_uniform(random) * (double)(end - place) < (double)wanted) {
            *places++ = place;
            wanted--;
        }
}

/* The most sources of a layer: all points if they are few and quickly measured. */
static size_t most_sources(const measuring *job) {
    static const double quick = 2e8; /* visits of a point or an edge: a few tenths of a second */
    const size_t evaluated = job->sets->counts[NSC_ALL_EVALUATED];
    const double points = job->landscape->graph->point_count, edges = 2 * (double)job->landscape->graph->edge_count;
    const double looks = job->words ? points : job->hops ? (points + edges) / 8 : points + edges;
    const size_t share = job->options->sample / (job->hops ? SHARE_BY_HOPS : SHARE_OTHERWISE);
    if (evaluated <= MOST_OF_ALL && (double)evaluated * looks < quick)
        return evaluated;
    return share > LEAST_SOURCES ? share : LEAST_SOURCES;
}

static nsc_status draw_sources(const measuring *job, nsc_error *error) {
    const nsc_best_sets *sets = job->sets;
    const size_t most = most_sources(job);
    nsc_sources *sources = job->sources;
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    sources->exact = true;
    NSC_TRY(nsc_random_create(&random, job->options->seed, NSC_STREAM_DISPERSION_SOURCES, 0, error));
    for (size_t set = 0, first = 0; set < NSC_BEST_SETS; first = sets->counts[set++]) {
        const size_t layer = sets->counts[set] - first;
        sources->layer_counts[set] = layer < most ? layer : most;
        sources->count += sources->layer_counts[set];
        sources->exact = sources->exact && sources->layer_counts[set] == layer;
    }
    NSC_TRY(nsc_allocate(&sources->places, sources->count, sizeof *sources->places, error));
    for (size_t set = 0, first = 0, drawn = 0; set < NSC_BEST_SETS; first = sets->counts[set++]) {
        draw(random, first, sets->counts[set], sources->layer_counts[set], sources->places + drawn);
        drawn += sources->layer_counts[set];
    }
out:
    gsl_rng_free(random);
    return status;
}

nsc_status nsc_sources_measure(nsc_sources *sources, const nsc_landscape *landscape, const nsc_best_sets *sets,
                               const nsc_analysis_options *options, nsc_error *error) {
    const bool words = nsc_distance_is_of_words(landscape, options->distance);
    const nsc_control measuring_control =
        nsc_control_of_part(options->control, words ? nsc_control_threads(options->control) : 1);
    measuring job = {.landscape = landscape,
                     .sets = sets,
                     .options = options,
                     .sources = sources,
                     .words = words,
                     .hops = !words && strcmp(options->distance->name, "hops") == 0};
    nsc_status status = NSC_OK;
    *sources = (nsc_sources){0};
    NSC_TRY(draw_sources(&job, error));
    NSC_TRY(nsc_allocate(&sources->counts, sources->count * NSC_BEST_SETS, sizeof *sources->counts, error));
    if (job.hops) {
        NSC_TRY(nsc_sources_count_hops(sources, landscape->graph, sets, options->control, error));
        goto out;
    }
    NSC_TRY(nsc_allocate(&job.distances, measuring_control.thread_count * landscape->graph->point_count, 1, error));
    NSC_TRY(nsc_parallel(sources->count, &measuring_control, measure_source, &job, error));
out:
    free(job.distances);
    if (status != NSC_OK)
        nsc_sources_release(sources);
    return status;
}

void nsc_sources_release(nsc_sources *sources) {
    free(sources->places);
    free(sources->counts);
    *sources = (nsc_sources){0};
}
