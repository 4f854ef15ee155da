/* Building blocks of networks of optima: sums by target, and sorted edges. */
#include "analysis/optima/lon_internal.h"

void nsc_lon_release(nsc_lon *lon) {
    free(lon->optima);
    free(lon->values);
    free(lon->self_loops);
    free(lon->explored);
    free(lon->list.edges);
    *lon = (nsc_lon){0};
}

nsc_status nsc_lon_create(nsc_lon *lon, const nsc_landscape *landscape, const nsc_climbs *climbs, nsc_error *error) {
    nsc_status status = NSC_OK;
    *lon = (nsc_lon){.node_count = climbs->optimum_count, .order = climbs->order};
    NSC_TRY(nsc_allocate(&lon->optima, lon->node_count, sizeof *lon->optima, error));
    NSC_TRY(nsc_allocate(&lon->values, lon->node_count, sizeof *lon->values, error));
    NSC_TRY(nsc_allocate(&lon->self_loops, lon->node_count, sizeof *lon->self_loops, error));
    for (uint32_t node = 0; node < lon->node_count; node++) {
        lon->optima[node] = node;
        lon->values[node] = landscape->fitness->values[climbs->optima[node]];
    }
out:
    return status;
}

nsc_status nsc_lon_sums_create(nsc_lon_sums *sums, uint32_t node_count, nsc_error *error) {
    nsc_status status = nsc_allocate(&sums->counts, node_count, sizeof *sums->counts, error);
    if (status == NSC_OK)
        status = nsc_allocate(&sums->weights, node_count, sizeof *sums->weights, error);
    if (status == NSC_OK)
        status = nsc_allocate(&sums->targets, node_count, sizeof *sums->targets, error);
    return status;
}

void nsc_lon_sums_release(nsc_lon_sums *sums) {
    free(sums->counts);
    free(sums->weights);
    free(sums->targets);
    *sums = (nsc_lon_sums){0};
}

static int compare_targets(const void *left, const void *right) {
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

nsc_status nsc_lon_sums_flush(nsc_lon_sums *sums, uint32_t from, double scale, nsc_lon_list *list, nsc_error *error) {
    nsc_status status =
        nsc_reserve(&list->edges, &list->capacity, list->count + sums->target_count, sizeof *list->edges, error);
    if (status != NSC_OK)
        return status;
    qsort(sums->targets, sums->target_count, sizeof *sums->targets, compare_targets);
    for (uint32_t place = 0; place < sums->target_count; place++) {
        const uint32_t to = sums->targets[place];
        list->edges[list->count++] =
            (nsc_network_edge){.from = from, .to = to, .weight = sums->weights[to] * scale, .count = sums->counts[to]};
        sums->counts[to] = 0;
        sums->weights[to] = 0;
    }
    sums->target_count = 0;
    return NSC_OK;
}

static int compare_edges(const void *left, const void *right) {
    const nsc_network_edge *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return (a->to > b->to) - (a->to < b->to);
}

void nsc_lon_list_compact(nsc_lon_list *list) {
    size_t kept = 0;
    if (list->count == 0)
        return;
    qsort(list->edges, list->count, sizeof *list->edges, compare_edges);
    for (size_t edge = 1; edge < list->count; edge++) {
        nsc_network_edge *before = &list->edges[kept];
        if (compare_edges(before, &list->edges[edge]) == 0) {
            before->count += list->edges[edge].count;
            before->weight += list->edges[edge].weight;
        } else
            list->edges[++kept] = list->edges[edge];
    }
    list->count = kept + 1;
}

void nsc_lon_remove_loops(nsc_lon *lon) {
    size_t kept = 0;
    for (size_t edge = 0; edge < lon->list.count; edge++) {
        const nsc_network_edge *own = &lon->list.edges[edge];
        if (own->from == own->to)
            lon->self_loops[own->from] = own->weight;
        else
            lon->list.edges[kept++] = *own;
    }
    lon->list.count = kept;
}
