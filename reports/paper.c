/*
 * The report on Ying et al. 2019: which table of which analysis goes into which file. Locality is looked at on every
 * relation, since the answer depends on it; all else on the one that was asked for.
 */
#include "reports/reports_internal.h"

#include "analysis/estimators/strata.h"
#include "space/nb101/nb101.h"

#include <math.h>
#include <string.h>

typedef enum relations {
    ANY_RELATION, /* the answer is the same on all: not in the file's name */
    ASKED_RELATION,
    EVERY_RELATION
} relations;

#define LOCALITY NULL                 /* the fitness of the locality analyses: the paper's is test accuracy */
#define ACCURACY "valid@108|test@108" /* what the paper says of validation, on test accuracy where only that is held */
#define TEST "test@108"
#define TIME "time@108"
#define BEST_KNOWN "best:1"

/*
 * A file is called STEM[-RELATION][-DISTANCE][-VALIDITY].csv. Distances between cells that the relation does not change
 * are looked at once.
 */
static const struct paper_file {
    const char *stem, *analysis, *table;
    const char *fitness; /* rules separated by |: the first that the data holds */
    relations relations;
    const char *distance; /* NULL where none is measured */
    const char *targets;
    const char *validity; /* of the encodings walked; NULL where none are */
} files[] = {
    {"encodingrwa", "encodingrwa", "lags", LOCALITY, ANY_RELATION, NULL, NULL, "raw"},
    {"encodingrwa", "encodingrwa", "lags", LOCALITY, ANY_RELATION, NULL, NULL, "pruned"},
    {"encodingrwa-summary", "encodingrwa", "summary", LOCALITY, ANY_RELATION, NULL, NULL, "raw"},
    {"encodingrwa-summary", "encodingrwa", "summary", LOCALITY, ANY_RELATION, NULL, NULL, "pruned"},
    {"encodingrwa-strata", "encodingrwa", "strata", LOCALITY, ANY_RELATION, NULL, NULL, "raw"},
    {"encodingrwa-strata", "encodingrwa", "strata", LOCALITY, ANY_RELATION, NULL, NULL, "pruned"},
    {"rwa", "rwa", "lags", LOCALITY, EVERY_RELATION, NULL, NULL, NULL},
    {"rwa-summary", "rwa", "summary", LOCALITY, EVERY_RELATION, NULL, NULL, NULL},
    {"rwa-strata", "rwa", "strata", LOCALITY, EVERY_RELATION, NULL, NULL, NULL},
    {"fdc", "fdc", "statistics", LOCALITY, EVERY_RELATION, "hops", BEST_KNOWN, NULL},
    {"fdc-distances", "fdc", "distances", LOCALITY, EVERY_RELATION, "hops", BEST_KNOWN, NULL},
    {"fdc", "fdc", "statistics", LOCALITY, ASKED_RELATION, "edit", BEST_KNOWN, NULL},
    {"fdc-distances", "fdc", "distances", LOCALITY, ASKED_RELATION, "edit", BEST_KNOWN, NULL},
    {"fdc", "fdc", "statistics", LOCALITY, ASKED_RELATION, "encoding", BEST_KNOWN, NULL},
    {"fdc-distances", "fdc", "distances", LOCALITY, ASKED_RELATION, "encoding", BEST_KNOWN, NULL},
    {"fdc-published-best", "fdc", "statistics", LOCALITY, EVERY_RELATION, "hops", NSC_PUBLISHED_BEST, NULL},
    {"fdc-published-best-distances", "fdc", "distances", LOCALITY, EVERY_RELATION, "hops", NSC_PUBLISHED_BEST, NULL},
    {"fdc-published-best", "fdc", "statistics", LOCALITY, ASKED_RELATION, "edit", NSC_PUBLISHED_BEST, NULL},
    {"fdc-published-best-distances", "fdc", "distances", LOCALITY, ASKED_RELATION, "edit", NSC_PUBLISHED_BEST, NULL},
    {"fdc-published-best", "fdc", "statistics", LOCALITY, ASKED_RELATION, "encoding", NSC_PUBLISHED_BEST, NULL},
    {"fdc-published-best-distances", "fdc", "distances", LOCALITY, ASKED_RELATION, "encoding", NSC_PUBLISHED_BEST,
     NULL},
    {"distance-readings", "readings", "readings", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"distance-curves", "readings", "curves", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"opeffect", "opeffect", "effects", ACCURACY, ASKED_RELATION, NULL, NULL, NULL},
    {"opeffect-time", "opeffect", "effects", TIME, ASKED_RELATION, NULL, NULL, NULL},
    {"edgeeffect", "edgeeffect", "effects", ACCURACY, ASKED_RELATION, NULL, NULL, NULL},
    {"edgeeffect-time", "edgeeffect", "effects", TIME, ASKED_RELATION, NULL, NULL, NULL},
    {"opfrequency", "opfrequency", "shares", TEST, ANY_RELATION, NULL, NULL, NULL},
    {"opfrequency-counts", "opfrequency", "counts", TEST, ANY_RELATION, NULL, NULL, NULL},
    {"depthwidth", "depthwidth", "means", ACCURACY, ANY_RELATION, NULL, NULL, NULL},
    {"depthwidth-time", "depthwidth", "means", TIME, ANY_RELATION, NULL, NULL, NULL},
    {"peaks", "peaks", "cells", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"peaks-summary", "peaks", "summary", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"peaks-volumes", "peaks", "volumes", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"peaks-encodings", "peaks", "encodings", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"rarity", "rarity", "margins", TEST, ASKED_RELATION, "hops", NULL, NULL},
    {"rarity-distances", "rarity", "distances", TEST, ASKED_RELATION, "hops", NULL, NULL},
    {"cost-correlations", "cost", "correlations", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"cost-front", "cost", "front", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"cost-local", "cost", "local", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"cost-named", "cost", "named", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"noise", "noise", "deviations", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"noise-figures", "noise", "figures", TEST, ASKED_RELATION, "hops", NULL, NULL},
    {"budgets", "budgets", "correlations", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"budgets-persistence", "budgets", "persistence", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"budgets-areas", "budgets", "areas", TEST, ASKED_RELATION, NULL, NULL, NULL},
    {"density", "density", "histogram", TEST, ANY_RELATION, NULL, NULL, NULL},
    {"density-quantiles", "density", "quantiles", TEST, ANY_RELATION, NULL, NULL, NULL},
    {"distribution-summary", "distribution", "summary", TEST, ANY_RELATION, NULL, NULL, NULL},
};

/* ---- tables of analyses ---- */

/* The first of the rules that the data holds, NULL where it holds none. */
static nsc_status first_held(nsc_report_run *run, const char *rules, const nsc_fitness **fitness, nsc_error *error) {
    char *copy = NULL;
    nsc_status status = nsc_copy_text(&copy, rules, error);
    *fitness = NULL;
    for (char *rest = copy, *rule; status == NSC_OK && *fitness == NULL && (rule = strsep(&rest, "|")) != NULL;) {
        const nsc_report_fitness *asked;
        status = nsc_report_ask(run, rule, &asked, error);
        if (status == NSC_OK)
            *fitness = asked->fitness;
    }
    free(copy);
    return status;
}

static const nsc_column surrogate_columns[] = {
    {"edge_correlation_measured", "of the accuracies at both ends of an edge, on pairs of measured cells"},
    {"edge_correlation_fitted",
     "of the surrogate's accuracies on the same pairs: a regression is smoother than the truth"},
};

/* A copy of a locality table with the two correlations at the end of every row. */
static nsc_status with_edge_correlations(const nsc_table *table, const nsc_report_result *result, nsc_table **extended,
                                         nsc_error *error) {
    double measured, fitted;
    nsc_report_edge_correlations(result->fitness, result->relation, &measured, &fitted);
    const nsc_value values[NSC_COUNT_OF(surrogate_columns)] = {nsc_real(measured), nsc_real(fitted)};
    return nsc_table_extend(extended, table, surrogate_columns, values, NSC_COUNT_OF(values), error);
}

static nsc_status write_result(nsc_report_run *run, const nsc_report_item *item, const struct paper_file *file,
                               nsc_error *error) {
    const nsc_report_result *result = item->result;
    const nsc_table *table = nsc_report_table(result, file->table);
    nsc_table *extended = NULL;
    nsc_status status = NSC_OK;
    if (table == NULL)
        return nsc_report_leave_out(run, item, result->reason, error);
    if (file->fitness == LOCALITY && result->fitness->origin == NSC_ORIGIN_SURROGATE) {
        NSC_TRY(with_edge_correlations(table, result, &extended, error));
        table = extended;
    }
    NSC_TRY(nsc_report_write_table(run, item, table, error));
out:
    nsc_table_destroy(extended);
    return status;
}

/* Why a file has nothing to hold, NULL where it has. */
static const char *reason_against(const nsc_report_run *run, const struct paper_file *file,
                                  const nsc_fitness *fitness) {
    uint32_t point;
    if (fitness == NULL)
        return "its fitness is not in the data";
    if (file->targets == NULL || strcmp(file->targets, NSC_PUBLISHED_BEST) != 0)
        return NULL;
    if (fitness->known_count == fitness->point_count)
        return "every cell has a fitness: the best cell is known";
    return run->space->point_parse(run->space, file->targets, &point, NULL) == NSC_OK
               ? NULL
               : "the published best cell is not in the space";
}

static void name_file(const struct paper_file *file, const nsc_relation *relation, char name[NSC_FILE_NAME_SIZE]) {
    const char *const parts[] = {file->relations != ANY_RELATION ? relation->name : NULL, file->distance,
                                 file->validity};
    size_t length = (size_t)snprintf(name, NSC_FILE_NAME_SIZE, "%s", file->stem);
    for (size_t part = 0; part < NSC_COUNT_OF(parts); part++)
        if (parts[part] != NULL)
            length += (size_t)snprintf(name + length, NSC_FILE_NAME_SIZE - length, "-%s", parts[part]);
    snprintf(name + length, NSC_FILE_NAME_SIZE - length, ".csv");
}

/* Distances are the file's own, by hops where its name has none: --distance is no option of this report. */
static nsc_report_question question_of(const struct paper_file *file, const nsc_fitness *fitness,
                                       const nsc_relation *relation) {
    return (nsc_report_question){.analysis = file->analysis,
                                 .fitness = fitness,
                                 .relation = relation,
                                 .distance = file->distance != NULL ? file->distance : "hops",
                                 .targets = file->targets,
                                 .validity =
                                     file->validity != NULL ? nsc_validity_named(file->validity) : NSC_VALID_PRUNED};
}

static nsc_status write_file(nsc_report_run *run, const struct paper_file *file, const nsc_relation *relation,
                             nsc_error *error) {
    char name[NSC_FILE_NAME_SIZE];
    const nsc_fitness *fitness = run->locality;
    nsc_report_item item = {.name = name, .analysis = file->analysis, .table = file->table};
    nsc_status status = NSC_OK;
    name_file(file, relation, name);
    if (file->fitness != LOCALITY)
        NSC_TRY(first_held(run, file->fitness, &fitness, error));
    const char *reason = reason_against(run, file, fitness);
    if (reason != NULL)
        return nsc_report_leave_out(run, &item, reason, error);
    const nsc_report_question question = question_of(file, fitness, relation);
    nsc_control_report(run->request->options->control, name, 0);
    NSC_TRY(nsc_report_analyse(run, &question, &item.result, error));
    NSC_TRY(write_result(run, &item, file, error));
    nsc_control_report(run->request->options->control, name, 1);
out:
    return status;
}

static nsc_status write_files(nsc_report_run *run, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t file = 0; status == NSC_OK && file < NSC_COUNT_OF(files); file++) {
        if (files[file].relations != EVERY_RELATION) {
            status = write_file(run, &files[file], run->request->relation, error);
            continue;
        }
        for (size_t relation = 0; status == NSC_OK && relation < run->relation_count; relation++)
            status = write_file(run, &files[file], &run->relations[relation], error);
    }
    return status;
}

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
    for (size_t file = 0; file < NSC_COUNT_OF(files); file++) {
        const bool every = files[file].relations == EVERY_RELATION;
        for (size_t number = 0; number < (every ? relation_count : 1); number++) {
            name_file(&files[file], every ? &offered[number] : relation, name);
            NSC_TRY(nsc_names_add(names, name, error));
        }
    }
    for (size_t number = 0; number < relation_count; number++) {
        name_graph(&offered[number], name);
        NSC_TRY(nsc_names_add(names, name, error));
    }
    for (size_t other = 0; other < NSC_COUNT_OF(others); other++)
        NSC_TRY(nsc_names_add(names, others[other], error));
out:
    return status;
}

/* The answers to claims and open questions come from the same analyses as the files. */
static nsc_option_set read_options(void) {
    nsc_option_set reads = 0;
    for (size_t file = 0; file < NSC_COUNT_OF(files); file++) {
        const nsc_relation *own = files[file].relations == EVERY_RELATION ? &nsc_relations[0] : NULL;
        const nsc_report_question question = question_of(&files[file], NULL, own);
        reads |= nsc_report_question_reads(&question);
    }
    return reads;
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
    NSC_TRY(write_files(run, error));
    for (size_t relation = 0; relation < run->relation_count; relation++)
        NSC_TRY(write_graph(run, &run->relations[relation], error));
    NSC_TRY(nsc_claims_write(run, error));
    NSC_TRY(nsc_open_questions_write(run, error));
    NSC_TRY(write_coverage(run, error));
out:
    return status;
}

const nsc_report nsc_report_paper = {
    .name = "paper",
    .meaning = "Ying et al. 2019: locality, operations, depth and width, rare good cells, and every claim checked",
    .on_surrogate = " Each locality figure is followed\n"
                    "by the correlation across an edge, as measured and as fitted, on the same pairs of measured "
                    "cells.\n",
    .reads = read_options,
    .suits = suits,
    .write = write_report,
    .page = nsc_paper_page,
    .manifest = nsc_claims_manifest,
    .files = list_files,
};
