/*
 * The report on Ying et al. 2019: which table of which analysis goes into which file. Locality is looked at on every
 * relation, since the answer depends on it; all else on the one that was asked for.
 */
#include "reports/recipe.h"

#include "analysis/estimators/strata.h"
#include "space/nb101/nb101.h"

#include <math.h>
#include <string.h>

#define LOCALITY NULL /* the fitness of the locality analyses: the paper's is test accuracy */
#define ACCURACY                                                                                                       \
    "valid@108|test@108" /* what the paper says of validation, on test accuracy if the data has only that */
#define TEST "test@108"
#define TIME "time@108"
#define BEST_KNOWN "best:1"

#define ROW(stem_text, analysis_name, table_name, rules, by, ...)                                                      \
    {                                                                                                                  \
        .stem = (stem_text), .analysis = (analysis_name), .tables = (table_name), .fitness = (rules),                  \
        .relations = (by), .options = {                                                                                \
            __VA_ARGS__                                                                                                \
        }                                                                                                              \
    }

/* A table of single cells, of which the first ones are drawn. */
#define POINTED(stem_text, analysis_name, table_name, count)                                                           \
    {                                                                                                                  \
        .stem = (stem_text), .analysis = (analysis_name), .tables = (table_name), .fitness = TEST,                     \
        .relations = NSC_ASKED_RELATION, .pointed = (table_name), .points = (count)                                    \
    }

/* Distances between cells that the relation does not change are looked at once. */
static const nsc_recipe_row rows[] = {
    ROW("encodingrwa", "encodingrwa", "lags", LOCALITY, NSC_ANY_RELATION, {"validity", "raw"}),
    ROW("encodingrwa", "encodingrwa", "lags", LOCALITY, NSC_ANY_RELATION, {"validity", "pruned"}),
    ROW("encodingrwa-summary", "encodingrwa", "summary", LOCALITY, NSC_ANY_RELATION, {"validity", "raw"}),
    ROW("encodingrwa-summary", "encodingrwa", "summary", LOCALITY, NSC_ANY_RELATION, {"validity", "pruned"}),
    ROW("encodingrwa-strata", "encodingrwa", "strata", LOCALITY, NSC_ANY_RELATION, {"validity", "raw"}),
    ROW("encodingrwa-strata", "encodingrwa", "strata", LOCALITY, NSC_ANY_RELATION, {"validity", "pruned"}),
    ROW("rwa", "rwa", "lags", LOCALITY, NSC_EVERY_RELATION),
    ROW("rwa-summary", "rwa", "summary", LOCALITY, NSC_EVERY_RELATION),
    ROW("rwa-strata", "rwa", "strata", LOCALITY, NSC_EVERY_RELATION),
    ROW("fdc", "fdc", "statistics", LOCALITY, NSC_EVERY_RELATION, {"distance", "hops"}, {"targets", BEST_KNOWN}),
    ROW("fdc-distances", "fdc", "distances", LOCALITY, NSC_EVERY_RELATION, {"distance", "hops"},
        {"targets", BEST_KNOWN}),
    ROW("fdc", "fdc", "statistics", LOCALITY, NSC_ASKED_RELATION, {"distance", "edit"}, {"targets", BEST_KNOWN}),
    ROW("fdc-distances", "fdc", "distances", LOCALITY, NSC_ASKED_RELATION, {"distance", "edit"},
        {"targets", BEST_KNOWN}),
    ROW("fdc", "fdc", "statistics", LOCALITY, NSC_ASKED_RELATION, {"distance", "encoding"}, {"targets", BEST_KNOWN}),
    ROW("fdc-distances", "fdc", "distances", LOCALITY, NSC_ASKED_RELATION, {"distance", "encoding"},
        {"targets", BEST_KNOWN}),
    ROW("fdc-published-best", "fdc", "statistics", LOCALITY, NSC_EVERY_RELATION, {"distance", "hops"},
        {"targets", NSC_PUBLISHED_BEST}),
    ROW("fdc-published-best-distances", "fdc", "distances", LOCALITY, NSC_EVERY_RELATION, {"distance", "hops"},
        {"targets", NSC_PUBLISHED_BEST}),
    ROW("fdc-published-best", "fdc", "statistics", LOCALITY, NSC_ASKED_RELATION, {"distance", "edit"},
        {"targets", NSC_PUBLISHED_BEST}),
    ROW("fdc-published-best-distances", "fdc", "distances", LOCALITY, NSC_ASKED_RELATION, {"distance", "edit"},
        {"targets", NSC_PUBLISHED_BEST}),
    ROW("fdc-published-best", "fdc", "statistics", LOCALITY, NSC_ASKED_RELATION, {"distance", "encoding"},
        {"targets", NSC_PUBLISHED_BEST}),
    ROW("fdc-published-best-distances", "fdc", "distances", LOCALITY, NSC_ASKED_RELATION, {"distance", "encoding"},
        {"targets", NSC_PUBLISHED_BEST}),
    ROW("fdc-density", "fdc", "density", LOCALITY, NSC_ASKED_RELATION, {"distance", "hops"}, {"targets", BEST_KNOWN}),
    ROW("fdc-optima", "fdc", "optima", LOCALITY, NSC_ASKED_RELATION, {"distance", "hops"}, {"targets", BEST_KNOWN}),
    ROW("distance-readings", "readings", "readings", TEST, NSC_ASKED_RELATION),
    ROW("distance-curves", "readings", "curves", TEST, NSC_ASKED_RELATION),
    ROW("opeffect", "opeffect", "effects", ACCURACY, NSC_ASKED_RELATION),
    ROW("opeffect-time", "opeffect", "effects", TIME, NSC_ASKED_RELATION),
    ROW("edgeeffect", "edgeeffect", "effects", ACCURACY, NSC_ASKED_RELATION),
    ROW("edgeeffect-time", "edgeeffect", "effects", TIME, NSC_ASKED_RELATION),
    ROW("opfrequency", "opfrequency", "shares", TEST, NSC_ANY_RELATION),
    ROW("opfrequency-counts", "opfrequency", "counts", TEST, NSC_ANY_RELATION),
    ROW("depthwidth", "depthwidth", "means", ACCURACY, NSC_ANY_RELATION),
    ROW("depthwidth-time", "depthwidth", "means", TIME, NSC_ANY_RELATION),
    ROW("depthwidth-plane", "depthwidth", "plane", ACCURACY, NSC_ANY_RELATION),
    POINTED("peaks", "peaks", "cells", 3),
    ROW("peaks-summary", "peaks", "summary", TEST, NSC_ASKED_RELATION),
    ROW("peaks-volumes", "peaks", "volumes", TEST, NSC_ASKED_RELATION),
    ROW("peaks-encodings", "peaks", "encodings", TEST, NSC_ASKED_RELATION),
    ROW("rarity", "rarity", "margins", TEST, NSC_ASKED_RELATION, {"distance", "hops"}),
    ROW("rarity-distances", "rarity", "distances", TEST, NSC_ASKED_RELATION, {"distance", "hops"}),
    ROW("cost-correlations", "cost", "correlations", TEST, NSC_ASKED_RELATION),
    ROW("cost-front", "cost", "front", TEST, NSC_ASKED_RELATION),
    ROW("cost-local", "cost", "local", TEST, NSC_ASKED_RELATION),
    POINTED("cost-named", "cost", "named", 3),
    ROW("cost-first", "cost", "first", TEST, NSC_ASKED_RELATION),
    ROW("cost-second", "cost", "second", TEST, NSC_ASKED_RELATION),
    ROW("cost-costs", "cost", "costs", TEST, NSC_ASKED_RELATION),
    ROW("noise", "noise", "deviations", TEST, NSC_ASKED_RELATION),
    ROW("noise-distribution", "noise", "distribution", TEST, NSC_ASKED_RELATION),
    ROW("noise-figures", "noise", "figures", TEST, NSC_ASKED_RELATION, {"distance", "hops"}),
    ROW("budgets", "budgets", "correlations", TEST, NSC_ASKED_RELATION),
    ROW("budgets-persistence", "budgets", "persistence", TEST, NSC_ASKED_RELATION),
    ROW("budgets-areas", "budgets", "areas", TEST, NSC_ASKED_RELATION),
    ROW("budgets-best", "budgets", "best", TEST, NSC_ASKED_RELATION),
    ROW("budgets-ranks", "budgets", "ranks", TEST, NSC_ASKED_RELATION),
    ROW("budgets-density", "budgets", "density", TEST, NSC_ASKED_RELATION),
    ROW("density", "density", "histogram", TEST, NSC_ANY_RELATION),
    ROW("density-quantiles", "density", "quantiles", TEST, NSC_ANY_RELATION),
    ROW("distribution-summary", "distribution", "summary", TEST, NSC_ANY_RELATION),
};

static const nsc_recipe_overlay overlays[] = {
    {.stem = "autocorrelation",
     .analyses = "rwa,encodingrwa",
     .words = "cells,encodings",
     .table = "lags",
     .meaning =
         "autocorrelation of fitness along random walks, in every interpretation of the paper's (figure 6, left)"},
};

/* Reason against computing a row; NULL if there is none. */
static const char *reason_against(const nsc_report_run *run, const nsc_recipe_row *row, const nsc_fitness *fitness) {
    uint32_t point;
    bool published = false;
    for (size_t option = 0; option < NSC_ROW_OPTIONS && row->options[option].name != NULL; option++)
        published = published || strcmp(row->options[option].value, NSC_PUBLISHED_BEST) == 0;
    if (!published)
        return NULL;
    if (fitness->known_count == fitness->point_count)
        return "every cell has a fitness: the best cell is known";
    return run->space->point_parse(run->space, NSC_PUBLISHED_BEST, &point, NULL) == NSC_OK
               ? NULL
               : "the published best cell is not in the space";
}

/* Distances are those of the rows, by hops if a row has none: --distance is no option of this report. */
static const nsc_recipe recipe = {
    .rows = rows,
    .row_count = NSC_COUNT_OF(rows),
    .overlays = overlays,
    .overlay_count = NSC_COUNT_OF(overlays),
    .options = {{"distance", "hops"}, {"validity", "pruned"}, {"invalid", "stay"}},
    .reason_against = reason_against,
};

/* ---- graphs ---- */

static void name_graph(const nsc_relation *relation, char name[NSC_FILE_NAME_SIZE]) {
    snprintf(name, NSC_FILE_NAME_SIZE, "graph-%s.csv", relation->name);
}

static nsc_status write_graph(nsc_report_run *run, const nsc_relation *relation, nsc_error *error) {
    char name[NSC_FILE_NAME_SIZE];
    const nsc_report_item item = {.name = name, .meaning = "vertices, edges, degrees and components of the graph"};
    const nsc_graph *graph;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    name_graph(relation, name);
    NSC_TRY(nsc_report_graph(run, relation, &graph, error));
    const double started_s = nsc_report_clock();
    NSC_TRY(nsc_graph_information(graph, run->space, false, &table, error));
    NSC_TRY(nsc_report_write_table(run, &item, table, error));
    NSC_TRY(nsc_report_part_end(run, name, started_s, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* ---- coverage ---- */

static const nsc_column coverage_columns[] = {
    {"fitness", "rule of the fitness: split, epochs and policy"},
    NSC_COLUMN_RUNS,
    {"vertices", "number of vertices of the cells counted; \"all\" for the whole space"},
    {"cells", "number of these cells"},
    {"known", "cells with a fitness"},
    {"share", "known / cells"},
    {"encodings", "encodings that decode to them, edge limit after pruning"},
    {"encodings_share", "share of those encodings whose cell has a fitness"},
    {"effective_cells", "effective sample size of the cells with a fitness, weighted by their encodings: (sum of "
                        "encodings)^2 / sum of encodings^2"},
    {"encodings_raw", "encodings that decode to them, edge limit before pruning"},
    {"encodings_raw_share", "share of those encodings whose cell has a fitness"},
    {"effective_cells_raw", "as effective_cells, for these encodings"},
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
};

/* Sums over some cells, and over those of them with a fitness. */
typedef struct coverage {
    uint32_t cells, known;
    double encodings[2], known_encodings[2], known_squares[2]; /* by rule: pruned, raw */
} coverage;

enum { VOLUMES = 2 };

static double encodings_share(const coverage *sums, int rule) {
    return sums->known_encodings[rule] / sums->encodings[rule];
}

/* Kish 1965: as many cells of equal weight have the same sum of squared shares. */
static double effective_cells(const coverage *sums, int rule) {
    return sums->known_encodings[rule] * sums->known_encodings[rule] / sums->known_squares[rule];
}

static nsc_status add_coverage(nsc_table *table, const nsc_fitness *fitness, const char *vertices, const coverage *sums,
                               nsc_error *error) {
    char runs[NSC_RUN_RANGE_SIZE];
    const nsc_value row[] = {nsc_text(fitness->rule.text),
                             nsc_text(nsc_run_range_text(fitness->runs, runs)),
                             nsc_text(vertices),
                             nsc_integer(sums->cells),
                             nsc_integer(sums->known),
                             nsc_real((double)sums->known / sums->cells),
                             nsc_integer((int64_t)sums->encodings[0]),
                             nsc_real(encodings_share(sums, 0)),
                             nsc_real(effective_cells(sums, 0)),
                             nsc_integer((int64_t)sums->encodings[1]),
                             nsc_real(encodings_share(sums, 1)),
                             nsc_real(effective_cells(sums, 1)),
                             nsc_text(nsc_origin_name(fitness->origin)),
                             nsc_text(fitness->source)};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_fitness_coverage(nsc_report_run *run, nsc_table *table, const nsc_fitness *fitness,
                                       const double *vertices, double *const volumes[VOLUMES], nsc_error *error) {
    coverage sums[NSC_CELL_VERTICES + 1] = {{0}}; /* by vertices; [0] for all */
    for (uint32_t point = 0; point < fitness->point_count; point++) {
        const size_t groups[] = {0, (size_t)vertices[point]};
        for (size_t group = 0; group < NSC_COUNT_OF(groups); group++) {
            coverage *place = &sums[groups[group]];
            const bool known = nsc_fitness_known(fitness, point);
            place->cells++;
            place->known += known;
            for (int rule = 0; rule < VOLUMES; rule++) {
                const double encodings = volumes[rule][point];
                place->encodings[rule] += encodings;
                place->known_encodings[rule] += known ? encodings : 0;
                place->known_squares[rule] += known ? encodings * encodings : 0;
            }
        }
    }
    if (fitness == run->locality) {
        run->encodings_share = encodings_share(&sums[0], 0);
        run->effective_cells = effective_cells(&sums[0], 0);
    }
    nsc_status status = add_coverage(table, fitness, "all", &sums[0], error);
    for (unsigned size = 1; status == NSC_OK && size <= NSC_CELL_VERTICES; size++) {
        char text[16];
        snprintf(text, sizeof text, "%u", size);
        if (sums[size].cells > 0)
            status = add_coverage(table, fitness, text, &sums[size], error);
    }
    return status;
}

/* One block of rows for every fitness that the report used. */
static nsc_status write_coverage(nsc_report_run *run, nsc_error *error) {
    const nsc_report_item item = {.name = "coverage.csv",
                                  .meaning = "share of the cells, and of their encodings, that have each fitness"};
    const nsc_space *space = run->space;
    const char *const features[VOLUMES] = {"encodings", "encodings_raw"};
    double *vertices = NULL, *volumes[VOLUMES] = {NULL};
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_point_sizes(space, run->request->options->control, &vertices, error));
    for (int rule = 0; rule < VOLUMES; rule++) {
        NSC_TRY(nsc_allocate(&volumes[rule], space->point_count, sizeof(double), error));
        NSC_TRY(space->feature_values(space, (size_t)nsc_space_feature(space, features[rule]),
                                      run->request->options->control, volumes[rule], error));
    }
    NSC_TRY(nsc_table_create(&table, coverage_columns, NSC_COUNT_OF(coverage_columns), error));
    for (size_t number = 0; number < run->fitness_count; number++)
        if (run->fitnesses[number]->fitness != NULL)
            NSC_TRY(add_fitness_coverage(run, table, run->fitnesses[number]->fitness, vertices, volumes, error));
    NSC_TRY(nsc_report_write_table(run, &item, table, error));
out:
    free(vertices);
    for (int rule = 0; rule < VOLUMES; rule++)
        free(volumes[rule]);
    nsc_table_destroy(table);
    return status;
}

/* ---- the report ---- */

static nsc_status list_files(const nsc_space *space, const nsc_relation *relation, nsc_names *names, nsc_error *error) {
    size_t relation_count;
    const nsc_relation *offered = nsc_relations_of_encodings(space, &relation_count);
    static const char *const others[] = {"coverage.csv", "claims.csv", "readings.csv"};
    char name[NSC_FILE_NAME_SIZE];
    nsc_status status = NSC_OK;
    (void)relation;
    for (size_t number = 0; number < relation_count; number++) {
        name_graph(&offered[number], name);
        NSC_TRY(nsc_names_add(names, name, error));
    }
    for (size_t other = 0; other < NSC_COUNT_OF(others); other++)
        NSC_TRY(nsc_names_add(names, others[other], error));
out:
    return status;
}

static nsc_status suits(const nsc_space *space, const nsc_relation *relation, nsc_error *error) {
    if (!relation->of_encodings)
        return nsc_error_set(error, NSC_USAGE, "the report paper is of cells by pruned, adjacent or strict, not by %s",
                             relation->name);
    if (nsc_space_nb101(space) == NULL)
        return nsc_error_set(error, NSC_USAGE, "the report \"paper\" is on NAS-Bench-101, not on the space %s",
                             space->name);
    return NSC_OK;
}

static nsc_status write_report(nsc_report_run *run, nsc_error *error) {
    const char *rule = run->request->fitness != NULL ? run->request->fitness : TEST;
    const nsc_report_fitness *locality;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_report_ask(run, rule, &locality, error));
    if (locality->fitness == NULL)
        return nsc_error_set(error, NSC_MISSING, "%s", locality->reason);
    run->locality = locality->fitness;
    NSC_TRY(nsc_recipe_write(run, error));
    for (size_t relation = 0; relation < run->relation_count; relation++)
        NSC_TRY(write_graph(run, &run->relations[relation], error));
    NSC_TRY(nsc_claims_write(run, error));
    NSC_TRY(nsc_open_questions_write(run, error));
    NSC_TRY(write_coverage(run, error));
out:
    return status;
}

static const nsc_html_section sections[] = {
    {.id = "claims", .title = "The paper's claims", .write = nsc_html_claims_write}};

const nsc_report nsc_report_paper = {
    .name = "paper",
    .meaning = "Ying et al. 2019: locality, operations, depth and width, rare good cells, and every claim checked",
    .title = "The claims of NAS-Bench-101, checked",
    .on_surrogate = "the locality claims need measurements: `nasscape data fetch run1` gets 3.4 MB",
    .recipe = &recipe,
    .suits = suits,
    .write = write_report,
    .highlights = nsc_paper_highlights,
    .sections = sections,
    .section_count = NSC_COUNT_OF(sections),
    .manifest = nsc_claims_manifest,
    .files = list_files,
};
