/* Distances from points drawn to all others, counted by set. */
#include "analysis/dispersion_internal.h"

#include <string.h>

/* As many looks at an edge as take a few tenths of a second. */
static const double few_looks = 2e8;
enum { SHARE_OF_SAMPLE = 100, LEAST_SOURCES = 2 };

typedef struct measuring {
    const nsc_landscape *landscape;
    const nsc_best_sets *sets;
    const nsc_distance *distance;
    nsc_sources *sources;
    bool words;
    size_t inner_threads; /* of one measurement */
    uint8_t *distances;   /* [worker × point_count] */
} measuring;

/* Counts a source's distances from the best points down: what a set has, all larger ones have too. */
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

static nsc_status measure_source(void *context, size_t task, size_t worker, nsc_error *error) {
    const measuring *job = context;
    const uint32_t point = job->sets->points[job->sources->places[task]];
    uint8_t *distances = job->distances + worker * job->landscape->graph->point_count;
    if (job->words)
        nsc_word_distances(job->landscape->space, point, distances);
    else {
        const nsc_status status = job->distance->to_nearest(job->landscape->space, job->landscape->graph, &point, 1,
                                                            job->inner_threads, distances, error);
        if (status != NSC_OK)
            return status;
    }
    count_distances(job, task, distances);
    return NSC_OK;
}

/* `wanted` of the places from `first` to before `end`, each set of them as likely (Vitter 1984, algorithm S). */
static void draw(gsl_rng *random, size_t first, size_t end, size_t wanted, size_t *places) {
    for (size_t place = first; wanted > 0; place++)
        if (gsl_rng_uniform(random) * (double)(end - place) < (double)wanted) {
            *places++ = place;
            wanted--;
        }
}

static nsc_status draw_sources(nsc_sources *sources, const nsc_landscape *landscape, const nsc_best_sets *sets,
                               const nsc_analysis_options *options, bool words, nsc_error *error) {
    const size_t known = sets->counts[NSC_ALL_KNOWN];
    const double looks = (double)landscape->graph->point_count + (words ? 0 : 2 * (double)landscape->graph->edge_count);
    const size_t share = options->sample / SHARE_OF_SAMPLE;
    const size_t most = (double)known * looks < few_looks ? known : share > LEAST_SOURCES ? share : LEAST_SOURCES;
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    sources->exact = true;
    NSC_TRY(nsc_random_create(&random, options->seed, 0, error));
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
    /* A search by hops is one thread's; other distances are computed by all threads at once, in much memory. */
    const bool side_by_side = strcmp(options->distance->name, "hops") == 0;
    const size_t threads = options->thread_count > 0 ? options->thread_count : 1;
    const size_t workers = side_by_side ? threads : 1;
    measuring job = {.landscape = landscape,
                     .sets = sets,
                     .distance = options->distance,
                     .sources = sources,
                     .words = words,
                     .inner_threads = side_by_side ? 1 : threads};
    nsc_status status = NSC_OK;
    *sources = (nsc_sources){0};
    NSC_TRY(draw_sources(sources, landscape, sets, options, words, error));
    NSC_TRY(nsc_allocate(&sources->counts, sources->count * NSC_BEST_SETS, sizeof *sources->counts, error));
    NSC_TRY(nsc_allocate(&job.distances, workers * landscape->graph->point_count, 1, error));
    NSC_TRY(nsc_parallel(sources->count, workers, measure_source, &job, error));
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
