/*
 * Transitions between basins (Ochoa, Tomassini, Verel, Darabos 2008): p(i → j) is the mean over the points of basin i
 * of the share of their evaluated neighbours that belong to basin j; the transition probabilities of a walk instead of
 * shares if the edges of the landscape have weights. The points are taken basin by basin, in blocks of equal size,
 * since sizes of basins differ widely; sums of a basin over several blocks are added in their order.
 */
#include "analysis/optima/lon_internal.h"

enum { BLOCK_STARTS = 8192 };

typedef struct survey {
    const nsc_landscape *landscape;
    const nsc_climbs *climbs;
    uint32_t *starts;    /* points that belong to a basin, by basin, then by point */
    nsc_lon_sums *sums;  /* [worker] */
    nsc_lon_list *lists; /* [block] */
    size_t block_count;
    const nsc_control *control;
} survey;

static void release(survey *job) {
    for (size_t worker = 0; job->sums != NULL && worker < nsc_control_threads(job->control); worker++)
        nsc_lon_sums_release(&job->sums[worker]);
    for (size_t block = 0; job->lists != NULL && block < job->block_count; block++)
        free(job->lists[block].edges);
    free(job->starts);
    free(job->sums);
    free(job->lists);
}

static nsc_status sort_starts(survey *job, nsc_error *error) {
    const nsc_climbs *climbs = job->climbs;
    uint32_t *next = NULL, sum = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->starts, climbs->start_count, sizeof *job->starts, error));
    NSC_TRY(nsc_allocate(&next, climbs->optimum_count, sizeof *next, error));
    for (uint32_t optimum = 0; optimum < climbs->optimum_count; sum += climbs->sizes[optimum++])
        next[optimum] = sum;
    for (uint32_t point = 0; point < climbs->point_count; point++)
        if (climbs->basins[point] != NSC_NO_BASIN)
            job->starts[next[climbs->basins[point]]++] = point;
out:
    free(next);
    return status;
}

static void add_point(const survey *job, const nsc_rows *rows, uint32_t point, nsc_lon_sums *sums) {
    const uint32_t *basins = job->climbs->basins;
    const nsc_row row = nsc_rows_at(rows, point);
    double total = nsc_climbs_evaluated(job->climbs, point);
    if (row.weights != NULL) {
        total = 0;
        for (uint32_t place = 0; place < row.count; place++)
            total += nsc_fitness_known(job->landscape->fitness, row.points[place]) ? row.weights[place] : 0;
    }
    const double share = 1 / total;
    for (uint32_t place = 0; place < row.count; place++) {
        const uint32_t basin = basins[row.points[place]];
        if (basin != NSC_NO_BASIN)
            nsc_lon_sums_add(sums, basin, 1, row.weights != NULL ? row.weights[place] * share : share);
    }
}

static nsc_status survey_block(void *context, size_t task, size_t worker, nsc_error *error) {
    const survey *job = context;
    const uint32_t *basins = job->climbs->basins;
    const size_t first = task * BLOCK_STARTS, count = job->climbs->start_count;
    const size_t last = count - first > BLOCK_STARTS ? first + BLOCK_STARTS : count;
    nsc_rows rows;
    nsc_status status = nsc_rows_open(&rows, job->landscape->graph, error);
    for (size_t place = first; status == NSC_OK && place < last; place++) {
        const uint32_t point = job->starts[place];
        add_point(job, &rows, point, &job->sums[worker]);
        if (place + 1 == last || basins[job->starts[place + 1]] != basins[point])
            status = nsc_lon_sums_flush(&job->sums[worker], basins[point], 1, &job->lists[task], error);
    }
    nsc_rows_close(&rows);
    return status;
}

/* Joins the lists of the blocks. */
static nsc_status join(survey *job, nsc_lon *lon, nsc_error *error) {
    nsc_lon_sums *sums = &job->sums[0];
    uint32_t from = NSC_NO_BASIN;
    nsc_status status = NSC_OK;
    for (size_t block = 0; block < job->block_count; block++) {
        nsc_lon_list *list = &job->lists[block];
        for (size_t edge = 0; edge < list->count; edge++) {
            const nsc_network_edge *own = &list->edges[edge];
            if (own->from != from && from != NSC_NO_BASIN)
                NSC_TRY(nsc_lon_sums_flush(sums, from, 1.0 / job->climbs->sizes[from], &lon->list, error));
            from = own->from;
            nsc_lon_sums_add(sums, own->to, own->count, own->weight);
        }
        free(list->edges);
        *list = (nsc_lon_list){0};
    }
    if (from != NSC_NO_BASIN)
        NSC_TRY(nsc_lon_sums_flush(sums, from, 1.0 / job->climbs->sizes[from], &lon->list, error));
    nsc_lon_remove_loops(lon);
out:
    return status;
}

nsc_status nsc_lon_transitions(nsc_lon *lon, const nsc_landscape *landscape, const nsc_climbs *climbs,
                               const nsc_control *control, nsc_error *error) {
    survey job = {.landscape = landscape,
                  .climbs = climbs,
                  .control = control,
                  .block_count = ((size_t)climbs->start_count + BLOCK_STARTS - 1) / BLOCK_STARTS};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_lon_create(lon, landscape, climbs, error));
    NSC_TRY(sort_starts(&job, error));
    NSC_TRY(nsc_allocate(&job.sums, nsc_control_threads(job.control), sizeof *job.sums, error));
    NSC_TRY(nsc_allocate(&job.lists, job.block_count, sizeof *job.lists, error));
    for (size_t worker = 0; worker < nsc_control_threads(job.control); worker++)
        NSC_TRY(nsc_lon_sums_create(&job.sums[worker], climbs->optimum_count, error));
    NSC_TRY(nsc_parallel(job.block_count, job.control, survey_block, &job, error));
    NSC_TRY(join(&job, lon, error));
out:
    release(&job);
    return status;
}
