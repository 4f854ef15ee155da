/* The share of neighbours that are evaluated, and the rows of figures that depend on it. */
#include "analysis/neighbours/measured_part.h"

#include "analysis/summary.h"

#include <math.h>
#include <string.h>

typedef struct counting {
    const nsc_landscape *landscape;
    uint64_t (*neighbours)[2]; /* [block] of the evaluated points: evaluated ones, and all */
} counting;

static nsc_status count_block(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const counting *job = context;
    const nsc_graph *graph = job->landscape->graph;
    const nsc_fitness *fitness = job->landscape->fitness;
    const nsc_block block = nsc_block_at(graph->point_count, task);
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = block.first; point < block.end; point++) {
        if (!nsc_fitness_known(fitness, point))
            continue;
        const nsc_row row = nsc_rows_at(&rows, point);
        for (uint32_t place = 0; place < row.count; place++)
            job->neighbours[task][0] += nsc_fitness_known(fitness, row.points[place]);
        job->neighbours[task][1] += row.count;
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

nsc_status nsc_measured_part_find(nsc_measured_part *part, const nsc_landscape *landscape, const nsc_control *control,
                                  nsc_error *error) {
    const size_t block_count = nsc_block_count(landscape->graph->point_count);
    counting job = {landscape, NULL};
    uint64_t evaluated = 0, all = 0;
    nsc_status status = NSC_OK;
    *part = (nsc_measured_part){.evaluated_neighbours = NAN};
    if (landscape->fitness->known_count == landscape->fitness->point_count &&
        nsc_graph_place_count(landscape->graph) > 0) {
        part->evaluated_neighbours = 1;
        return NSC_OK;
    }
    NSC_TRY(nsc_allocate(&job.neighbours, block_count, sizeof *job.neighbours, error));
    NSC_TRY(nsc_parallel(block_count, control, count_block, &job, error));
    for (size_t block = 0; block < block_count; block++) {
        evaluated += job.neighbours[block][0];
        all += job.neighbours[block][1];
    }
    if (all > 0)
        part->evaluated_neighbours = (double)evaluated / (double)all;
    if (landscape->fitness->known_count < landscape->fitness->point_count)
        snprintf(part->reason, sizeof part->reason, NSC_OF_MEASURED_PART ": %s of neighbours are evaluated",
                 nsc_percent_of(all > 0 ? part->evaluated_neighbours : 0).text);
out:
    free(job.neighbours);
    return status;
}

const char *nsc_measured_part_reason(const nsc_measured_part *part) {
    return part->reason[0] != '\0' ? part->reason : NULL;
}

bool nsc_is_of_measured_part(const char *reason) {
    return reason != NULL && strncmp(reason, NSC_OF_MEASURED_PART, strlen(NSC_OF_MEASURED_PART)) == 0;
}

nsc_status nsc_measured_part_add(const nsc_measured_part *part, nsc_table *table, const char *statistic, double value,
                                 const char *reason, nsc_error *error) {
    return nsc_summary_add_figure(table, statistic, nsc_estimate_alone(value), reason, part->reason, error);
}

nsc_status nsc_measured_part_add_share(const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    return nsc_summary_add(table, "evaluated_neighbours", part->evaluated_neighbours,
                           "no evaluated point has a neighbour", error);
}
