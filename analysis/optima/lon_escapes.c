/*
 * Escape edges (Verel, Daolio, Ochoa, Tomassini 2011): the edge from optimum i to optimum j counts the points that are
 * 1 to d edits from i and whose climbs end at j. The weight is their share of the points at that distance that belong
 * to a basin.
 */
#include "analysis/optima/ball.h"
#include "analysis/optima/lon_internal.h"

/* Optima of a block; blocks between two checks of the number of edges. */
enum { BLOCK_OPTIMA = 8, BLOCKS_AT_ONCE = 64 };

/* Limits beyond which no network is made, since tens of thousands of optima near a hub connect nearly all pairs: edges
 * of the landscape to visit (some seconds), and edges of the network (half a gigabyte). */
static const double work_limit = 6e9;
enum { EDGE_LIMIT = 5000000 };

typedef struct survey {
    const nsc_climbs *climbs;
    nsc_lon_sums *sums;  /* [worker] */
    nsc_ball *balls;     /* [worker] */
    nsc_lon_list *lists; /* [block] */
    size_t block_count, first_block;
    const nsc_control *control;
} survey;

static void release(survey *job) {
    for (size_t worker = 0; worker < nsc_control_threads(job->control); worker++) {
        if (job->sums != NULL)
            nsc_lon_sums_release(&job->sums[worker]);
        if (job->balls != NULL)
            nsc_ball_release(&job->balls[worker]);
    }
    for (size_t block = 0; job->lists != NULL && block < job->block_count; block++)
        free(job->lists[block].edges);
    free(job->sums);
    free(job->balls);
    free(job->lists);
}

static nsc_status survey_block(void *context, size_t task, size_t worker, nsc_error *error) {
    const survey *job = context;
    const nsc_climbs *climbs = job->climbs;
    const size_t block = job->first_block + task;
    nsc_lon_sums *sums = &job->sums[worker];
    nsc_ball *ball = &job->balls[worker];
    nsc_status status = NSC_OK;
    const uint32_t first = (uint32_t)block * BLOCK_OPTIMA;
    const uint32_t last = climbs->optimum_count - first > BLOCK_OPTIMA ? first + BLOCK_OPTIMA : climbs->optimum_count;
    for (uint32_t optimum = first; status == NSC_OK && optimum < last; optimum++) {
        double landings = 0;
        nsc_ball_search(ball, climbs->optima[optimum]);
        for (uint32_t place = 1; place < ball->ends[ball->radius]; place++) {
            const uint32_t basin = climbs->basins[ball->points[place]];
            if (basin == NSC_NO_BASIN)
                continue;
            nsc_lon_sums_add(sums, basin, 1, 1);
            landings++;
        }
        status = nsc_lon_sums_flush(sums, optimum, 1 / landings, &job->lists[block], error);
    }
    return status;
}

static nsc_status join(survey *job, nsc_lon *lon, size_t edge_count, nsc_error *error) {
    nsc_status status = nsc_reserve(&lon->list.edges, &lon->list.capacity, edge_count, sizeof *lon->list.edges, error);
    for (size_t block = 0; status == NSC_OK && block < job->block_count; block++)
        for (size_t edge = 0; edge < job->lists[block].count; edge++)
            lon->list.edges[lon->list.count++] = job->lists[block].edges[edge];
    nsc_lon_remove_loops(lon);
    return status;
}

nsc_status nsc_lon_escapes(nsc_lon *lon, const char **reason, const nsc_landscape *landscape, const nsc_climbs *climbs,
                           const nsc_analysis_options *options, nsc_error *error) {
    const uint32_t radius = options->perturbation;
    survey job = {.climbs = climbs,
                  .control = options->control,
                  .block_count = ((size_t)climbs->optimum_count + BLOCK_OPTIMA - 1) / BLOCK_OPTIMA};
    size_t edge_count = 0;
    double work;
    nsc_status status = NSC_OK;
    *lon = (nsc_lon){0};
    *reason = NULL;
    NSC_TRY(nsc_ball_work(landscape->graph, climbs->optima, climbs->optimum_count, radius, &work, error));
    if (work > work_limit) {
        *reason = "too many optima with too many points around them: counting escapes would take too long";
        goto out;
    }
    NSC_TRY(nsc_allocate(&job.sums, nsc_control_threads(job.control), sizeof *job.sums, error));
    NSC_TRY(nsc_allocate(&job.balls, nsc_control_threads(job.control), sizeof *job.balls, error));
    NSC_TRY(nsc_allocate(&job.lists, job.block_count, sizeof *job.lists, error));
    for (size_t worker = 0; worker < nsc_control_threads(job.control); worker++) {
        NSC_TRY(nsc_lon_sums_create(&job.sums[worker], climbs->optimum_count, error));
        NSC_TRY(nsc_ball_create(&job.balls[worker], landscape->graph, radius, error));
    }
    while (job.first_block < job.block_count) {
        const size_t left = job.block_count - job.first_block, count = left < BLOCKS_AT_ONCE ? left : BLOCKS_AT_ONCE;
        NSC_TRY(nsc_parallel(count, job.control, survey_block, &job, error));
        for (size_t block = 0; block < count; block++)
            edge_count += job.lists[job.first_block + block].count;
        job.first_block += count;
        nsc_control_report(options->control, "escapes from optima", (double)job.first_block / (double)job.block_count);
        if (edge_count > EDGE_LIMIT) {
            *reason = "escapes connect more than 5 million pairs of optima, too many to keep";
            goto out;
        }
    }
    NSC_TRY(nsc_lon_create(lon, landscape, climbs, error));
    NSC_TRY(join(&job, lon, edge_count, error));
out:
    release(&job);
    return status;
}
