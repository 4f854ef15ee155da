/*
 * Neutrality: neighbours whose fitness differs by no more than a threshold ε are neutral, and the components of the
 * graph of neutral pairs are neutral networks (Reidys, Stadler 2001; Vanneschi et al. 2007). A threshold of 0, or below
 * the tolerance within which fitnesses are equal, stands for that tolerance.
 */
#include "analysis/estimators/pairs.h"
#include "analysis/estimators/statistics.h"
#include "analysis/neighbours/measured_part.h"
#include "analysis/neighbours/neighbourhood.h"
#include "analysis/registry_internal.h"
#include "analysis/summary.h"

#include <math.h>
#include <string.h>

static const nsc_column threshold_columns[] = {
    {"epsilon", "threshold as given: in units of the fitness, or of the measurement's step as \"1q\""},
    {"threshold", "the threshold in units of the fitness; differences up to equal_within are neutral in any case"},
    {"mean_neutral_degree",
     "mean number of neutral neighbours, which differ by at most the threshold: neutral_ratio times the mean degree of "
     "the graph"},
    {"mean_neutral_degree_low", "lower end of its 95 % interval"},
    {"mean_neutral_degree_high", "upper end"},
    {"neutral_ratio", "share of the pairs of neighbours that are neutral"},
    {"neutral_ratio_low", "lower end of its 95 % interval"},
    {"neutral_ratio_high", "upper end"},
    {"networks", "neutral networks of the evaluated points: components of two points or more of the graph of neutral "
                 "pairs"},
    {"points_in_networks", "points in a network"},
    {"share_in_networks", "share of the evaluated points in a network"},
    {"largest_network", "points in the largest network"},
    {"mean_network_size", "mean number of points of a network"},
    {"reason", "reason a value or an interval is missing; figures of networks are of the measured part"},
};

static const nsc_column size_columns[] = {
    {"epsilon", "threshold as given"},
    {"threshold", "the threshold in units of the fitness"},
    {"size", "points in a neutral network"},
    {"networks", "networks of that size; sizes without any have no row"},
    {"share_as_large", "share of the networks at that threshold that have that size or a larger one"},
    {"share_of_points", "share of the evaluated points that are in a network of that size"},
    {"reason", "reason there is no network"},
};

static const nsc_column statistics[] = {
    {"pairs", "pairs of neighbours, both evaluated"},
    NSC_EVALUATED_NEIGHBOURS,
    {"threshold", "first of the thresholds, in units of the fitness, which all figures below but the last use"},
    {"mean_neutral_degree", "mean number of neutral neighbours, which differ by at most the threshold, 0 or more; "
                            "higher: flatter"},
    {"neutral_ratio", "share of the pairs that are neutral, 0 ... 1; higher: flatter"},
    {"neutral_networks", "components of two points or more of the graph of neutral pairs"},
    {"largest_network", "points in the largest network; 0: there is none; higher: flatter"},
    {"share_in_networks", "share of the evaluated points that are in a network, 0 ... 1; higher: flatter"},
    {"mean_network_size", "mean number of points of a network, 2 or more; higher: larger networks"},
    {"threshold_sensitivity", "growth of share_in_networks from the first threshold to the largest, 0 ... 1; higher: "
                              "nearly neutral pairs matter more"},
};

/* Figures for one threshold. */
typedef struct neutral {
    double threshold;
    uint64_t ends,
        evaluated_ends; /* neutral, and all evaluated neighbours of all points, so that a pair counts twice */
    uint32_t networks, points_in_networks, largest;
    uint32_t *of_size;  /* [largest + 1] networks by their number of points; NULL if there is none */
    nsc_estimate ratio; /* of all pairs of the graph */
    char no_interval[NSC_PAIR_REASON];
} neutral;

typedef struct counting {
    const nsc_landscape *landscape;
    nsc_order order;          /* with the threshold as its tolerance */
    uint32_t *degrees;        /* [point] neutral neighbours */
    uint64_t *evaluated_ends; /* [block] evaluated neighbours of its evaluated points */
} counting;

static nsc_status count_degrees(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const counting *job = context;
    const nsc_graph *graph = job->landscape->graph;
    const double *values = job->landscape->fitness->values;
    const nsc_order order = job->order;
    const nsc_block block = nsc_block_at(graph->point_count, task);
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t point = block.first; point < block.end; point++) {
        const nsc_row row = nsc_rows_at(&rows, point);
        const double own = values[point];
        uint32_t degree = 0, evaluated = 0;
        for (uint32_t place = 0; place < row.count; place++) {
            const double other = values[row.points[place]];
            evaluated += other - own == other - own;
            degree += nsc_equally_fit(&order, other, own);
        }
        job->degrees[point] = degree;
        job->evaluated_ends[task] += evaluated;
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

/* ---- neutral networks, by joining sets (Tarjan 1975) ---- */

static uint32_t root_of(uint32_t *parents, uint32_t point) {
    while (parents[point] != point) {
        parents[point] = parents[parents[point]];
        point = parents[point];
    }
    return point;
}

static void join_neighbours(const counting *job, const nsc_rows *rows, uint32_t point, uint32_t *parents) {
    const double *values = job->landscape->fitness->values;
    const nsc_row row = nsc_rows_at(rows, point);
    for (uint32_t place = 0; place < row.count; place++) {
        const uint32_t other = row.points[place];
        if (other >= point)
            break; /* neighbours ascend: the rest is joined from the other end */
        if (!nsc_equally_fit(&job->order, values[other], values[point]))
            continue;
        const uint32_t first = root_of(parents, point), second = root_of(parents, other);
        parents[first > second ? first : second] = first > second ? second : first;
    }
}

static nsc_status find_networks(const counting *job, neutral *found, nsc_error *error) {
    const uint32_t point_count = job->landscape->graph->point_count;
    uint32_t *parents = NULL, *sizes = NULL;
    nsc_rows rows = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_rows_open(&rows, job->landscape->graph, error));
    NSC_TRY(nsc_allocate(&parents, point_count, sizeof *parents, error));
    NSC_TRY(nsc_allocate(&sizes, point_count, sizeof *sizes, error));
    for (uint32_t point = 0; point < point_count; point++) {
        parents[point] = point;
        if (job->degrees[point] > 0)
            join_neighbours(job, &rows, point, parents);
    }
    for (uint32_t point = 0; point < point_count; point++) {
        if (job->degrees[point] == 0)
            continue;
        const uint32_t size = ++sizes[root_of(parents, point)];
        found->points_in_networks++;
        found->networks += size == 1;
        found->largest = size > found->largest ? size : found->largest;
    }
    NSC_TRY(nsc_allocate(&found->of_size, (size_t)found->largest + 1, sizeof *found->of_size, error));
    for (uint32_t point = 0; point < point_count; point++)
        if (sizes[point] > 0)
            found->of_size[sizes[point]]++;
out:
    nsc_rows_close(&rows);
    free(parents);
    free(sizes);
    return status;
}

static nsc_status find_neutral(const nsc_landscape *landscape, double threshold, const nsc_control *control,
                               neutral *found, nsc_error *error) {
    const uint32_t point_count = landscape->graph->point_count;
    const size_t blocks = nsc_block_count(point_count);
    counting job = {.landscape = landscape, .order = nsc_order_within(landscape->fitness, threshold)};
    nsc_status status = NSC_OK;
    *found = (neutral){.threshold = threshold};
    NSC_TRY(nsc_allocate(&job.degrees, point_count, sizeof *job.degrees, error));
    NSC_TRY(nsc_allocate(&job.evaluated_ends, blocks, sizeof *job.evaluated_ends, error));
    NSC_TRY(nsc_parallel(blocks, control, count_degrees, &job, error));
    for (uint32_t point = 0; point < point_count; point++)
        found->ends += job.degrees[point];
    for (size_t block = 0; block < blocks; block++)
        found->evaluated_ends += job.evaluated_ends[block];
    if (found->ends > 0)
        NSC_TRY(find_networks(&job, found, error));
out:
    free(job.degrees);
    free(job.evaluated_ends);
    return status;
}

/* ---- the ratio ---- */

static void measure_neutral(const void *context, uint32_t first, uint32_t second, double values[NSC_PAIR_QUANTITIES]) {
    const counting *job = context;
    const double *fitness = job->landscape->fitness->values;
    values[0] = nsc_equally_fit(&job->order, fitness[first], fitness[second]);
}

/* The counts of a complete fitness give the ratio exactly; from a part, it is estimated. */
static nsc_status find_ratio(const nsc_landscape *landscape, const nsc_design *design, neutral *found,
                             nsc_error *error) {
    const counting job = {.landscape = landscape, .order = nsc_order_within(landscape->fitness, found->threshold)};
    const nsc_pair_quantities quantities = {.count = 1, .measure = measure_neutral, .context = &job};
    nsc_pair_mean mean;
    if (nsc_design_complete(design) || found->evaluated_ends == 0) {
        found->ratio = nsc_estimate_exact((double)found->ends / (double)found->evaluated_ends);
        return NSC_OK;
    }
    const nsc_status status = nsc_pair_means_of_all(landscape, design, &quantities, &mean, error);
    if (status != NSC_OK)
        return status;
    found->ratio = nsc_pair_share(&mean);
    memcpy(found->no_interval, mean.reason, sizeof found->no_interval);
    return NSC_OK;
}

/* ---- figures and tables ---- */

typedef struct figures {
    nsc_estimate degree, ratio;
    double share, mean_size;
    const char *reason, *reason_of_ratio, *reason_of_size; /* reason it is missing */
} figures;

/* The degree is that of the graph times the ratio, exactly as counted where all points are evaluated. */
static nsc_estimate degree_of(const neutral *found, const nsc_landscape *landscape) {
    const uint32_t evaluated = landscape->fitness->known_count;
    const double degree = 2 * (double)landscape->graph->edge_count / landscape->graph->point_count;
    if (evaluated == landscape->graph->point_count)
        return nsc_estimate_exact((double)found->ends / evaluated);
    return (nsc_estimate){degree * found->ratio.value, degree * found->ratio.low, degree * found->ratio.high};
}

static figures figures_of(const neutral *found, const nsc_landscape *landscape) {
    const uint32_t evaluated = landscape->fitness->known_count;
    if (isnan(found->threshold)) {
        const char *reason = "the data has no step of the measurement";
        return (figures){nsc_estimate_none(), nsc_estimate_none(), NAN, NAN, reason, reason, reason};
    }
    return (figures){
        .degree = degree_of(found, landscape),
        .ratio = found->ratio,
        .share = (double)found->points_in_networks / evaluated,
        .mean_size = (double)found->points_in_networks / found->networks,
        .reason_of_ratio = found->evaluated_ends > 0 ? NULL : NSC_REASON_NO_PAIR,
        .reason_of_size = found->networks > 0 ? NULL : "no two neighbours are neutral",
    };
}

static nsc_status add_threshold(const char *text, const neutral *found, const nsc_landscape *landscape,
                                nsc_table *table, nsc_error *error) {
    const figures shown = figures_of(found, landscape);
    const bool none = shown.reason != NULL;
    const char *reason = shown.reason_of_ratio != NULL   ? shown.reason_of_ratio
                         : found->no_interval[0] != '\0' ? found->no_interval
                                                         : shown.reason_of_size;
    const nsc_value row[] = {nsc_text(text),
                             nsc_real(found->threshold),
                             nsc_real(shown.degree.value),
                             nsc_real(shown.degree.low),
                             nsc_real(shown.degree.high),
                             nsc_real(shown.ratio.value),
                             nsc_real(shown.ratio.low),
                             nsc_real(shown.ratio.high),
                             none ? nsc_missing() : nsc_integer(found->networks),
                             none ? nsc_missing() : nsc_integer(found->points_in_networks),
                             nsc_real(shown.share),
                             none ? nsc_missing() : nsc_integer(found->largest),
                             nsc_real(shown.mean_size),
                             nsc_text(reason)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

/* One row for each size of network, or one with the reason that there is none. */
static nsc_status add_sizes(const char *text, const neutral *found, const nsc_landscape *landscape, nsc_table *table,
                            nsc_error *error) {
    const figures shown = figures_of(found, landscape);
    nsc_value row[NSC_COUNT_OF(size_columns)] = {nsc_text(text), nsc_real(found->threshold)};
    nsc_status status = NSC_OK;
    if (found->networks == 0) {
        row[NSC_COUNT_OF(row) - 1] = nsc_text(shown.reason != NULL ? shown.reason : shown.reason_of_size);
        return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    uint32_t as_large = found->networks;
    for (uint32_t size = 2; status == NSC_OK && size <= found->largest; size++) {
        const uint32_t networks = found->of_size[size];
        if (networks == 0)
            continue;
        row[2] = nsc_integer(size);
        row[3] = nsc_integer(networks);
        row[4] = nsc_real((double)as_large / found->networks);
        row[5] = nsc_real((double)networks * size / landscape->fitness->known_count);
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
        as_large -= networks;
    }
    return status;
}

/* Change of the share of points in networks from the first threshold to the largest. */
static double sensitivity(const neutral *found, size_t count, uint32_t evaluated) {
    const neutral *largest = &found[0];
    for (size_t number = 1; number < count; number++)
        if (found[number].threshold > largest->threshold)
            largest = &found[number];
    if (!(largest->threshold > found[0].threshold))
        return NAN;
    return ((double)largest->points_in_networks - (double)found[0].points_in_networks) / evaluated;
}

static nsc_status add_summary(const neutral *found, size_t count, const nsc_landscape *landscape,
                              const nsc_measured_part *part, nsc_table *table, nsc_error *error) {
    const figures first = figures_of(&found[0], landscape);
    const bool none = first.reason != NULL;
    const uint64_t pairs = found[0].evaluated_ends / 2;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_summary_add(table, "pairs", (double)pairs, NULL, error));
    NSC_TRY(nsc_measured_part_add_share(part, table, error));
    NSC_TRY(nsc_summary_add(table, "threshold", found[0].threshold, first.reason, error));
    NSC_TRY(nsc_summary_add_figure(table, "mean_neutral_degree", first.degree, first.reason_of_ratio,
                                   found[0].no_interval, error));
    NSC_TRY(nsc_summary_add_figure(table, "neutral_ratio", first.ratio, first.reason_of_ratio, found[0].no_interval,
                                   error));
    NSC_TRY(nsc_measured_part_add(part, table, "neutral_networks", none ? NAN : (double)found[0].networks, first.reason,
                                  error));
    NSC_TRY(nsc_measured_part_add(part, table, "largest_network", none ? NAN : (double)found[0].largest, first.reason,
                                  error));
    NSC_TRY(nsc_measured_part_add(part, table, "share_in_networks", first.share, first.reason, error));
    NSC_TRY(nsc_measured_part_add(part, table, "mean_network_size", first.mean_size, first.reason_of_size, error));
    NSC_TRY(nsc_measured_part_add(part, table, "threshold_sensitivity",
                                  sensitivity(found, count, landscape->fitness->known_count),
                                  none ? first.reason : "no other threshold is larger than the first", error));
out:
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    double *thresholds = NULL;
    neutral *found = NULL;
    char *texts = NULL;
    size_t count = 0;
    nsc_measured_part part;
    nsc_design design = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_evaluated_require(landscape->fitness, 1, error));
    NSC_TRY(nsc_epsilons_parse(options->epsilons, landscape->fitness, &thresholds, &count, error));
    NSC_TRY(nsc_copy_text(&texts, options->epsilons, error));
    NSC_TRY(nsc_allocate(&found, count, sizeof *found, error));
    NSC_TRY(nsc_measured_part_find(&part, landscape, options->control, error));
    NSC_TRY(nsc_design_open(&design, landscape->space, landscape->fitness, NULL, options->control, error));
    for (size_t number = 0; number < count; number++) {
        NSC_TRY(find_neutral(landscape, thresholds[number], options->control, &found[number], error));
        NSC_TRY(find_ratio(landscape, &design, &found[number], error));
    }
    char *rest = texts;
    for (size_t number = 0; number < count; number++) {
        const char *text = strsep(&rest, ",");
        NSC_TRY(add_threshold(text, &found[number], landscape, tables[0], error));
        NSC_TRY(add_sizes(text, &found[number], landscape, tables[1], error));
    }
    NSC_TRY(add_summary(found, count, landscape, &part, tables[2], error));
out:
    for (size_t number = 0; found != NULL && number < count; number++)
        free(found[number].of_size);
    free(thresholds);
    free(texts);
    free(found);
    nsc_design_release(&design);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("thresholds", "one row for each threshold", threshold_columns),
    NSC_TABLE("sizes", "one row for each threshold and size of networks", size_columns), NSC_SUMMARY_TABLE(statistics)};

const nsc_analysis nsc_analysis_neutrality = {"neutrality",
                                              "share of neighbours with equal fitness, and the networks that they form",
                                              "Reidys, Stadler 2001; Vanneschi et al. 2007; GraphFLA",
                                              "neutral ratio = edges with |fᵢ − fⱼ| ≤ ε / all edges; neutral networks: "
                                              "components of two points or more of the graph of these edges",
                                              NSC_READS(epsilons),
                                              0,
                                              tables,
                                              NSC_COUNT_OF(tables),
                                              run};
