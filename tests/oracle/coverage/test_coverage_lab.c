/*
 * A small run of the coverage laboratory: each 95 % interval must cover the truth as often as the table below says, and
 * must be there as often as it says. Every repetition draws what seed 1 draws, so that a run repeats; what is allowed
 * below a bound is what a binomial would miss by.
 *
 * usage: test_coverage_lab [long|PART]   PART such as 2/3: the second of three parts; `long`: more repetitions, and the
 * whole of NAS-Bench-101
 */
#include "oracle/coverage/lab.h"
#include "testing.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <unistd.h>

/* ---- the table of figures ---- */

/* Demands on the figures of a column, or of the row of one key. The first that fits holds. */
typedef struct demand {
    const char *setting, *analysis, *table, *column, *row; /* NULL: any */
    double least;                                          /* coverage; 0: nothing is demanded */
    double stays;    /* least part of repetitions with an interval, mean over rows */
    const char *why; /* reason the interval may be absent, cover less, or more than 98 % */
} demand;

/* Analyses that a setting runs where they suit its space. */
static const char *const analyses[] = {"rwa",
                                       "partialautocorrelation",
                                       "encodingrwa",
                                       "opeffect",
                                       "edgeeffect",
                                       "depthwidth",
                                       "opfrequency",
                                       "distribution",
                                       "rarity",
                                       "cost",
                                       "budgets",
                                       "variance",
                                       "spectrum",
                                       "interactions",
                                       "fdc",
                                       "fdc targets=true-best",
                                       "dispersion",
                                       "noise",
                                       "gradient",
                                       "neutrality",
                                       "evolvability",
                                       "cloud",
                                       "neighbourfitness",
                                       "access",
                                       "nearestbetter",
                                       "basins",
                                       "optima"};

static const demand demands[] = {
    /* Known to cover less, in these landscapes. */
    {"few made strings", "opeffect", "effects", "mean", NULL, 0.93, 0.05, "too few pairs at one position"},
    {"few made strings", "opfrequency", "counts", NULL, NULL, 0.7, 0.7,
     "16 points, a failed training among them or not"},

    {"NASBench-Macro 0.5", "opeffect", "effects", "mean_relative", NULL, 0.75, 0.5, "ratios have longer tails"},
    {NULL, "rwa", "lags", "autocorrelation", "0", 0.95, 1, "1 by definition"},
    {NULL, "rwa", "lags", "sampled", NULL, 0, 0, "the walks here are too short"},
    {NULL, "rwa", "summary", NULL, "sampled_first_lag_within_noise", 0, 0, "the walks here are too short"},
    {NULL, "rwa", "summary", NULL, "sampled_square_root", 0, 0, "the walks here are too short"},
    {NULL, "rwa", "summary", NULL, "autocorrelation_1", 0.93, 1, NULL},
    {NULL, "rwa", "summary", NULL, "correlation_length", 0.93, 1, NULL},
    {NULL, "rwa", "summary", NULL, NULL, 0.93, 0, "a later lag than those asked for"},
    {NULL, "rwa", NULL, NULL, NULL, 0.93, 1, "cells: conservative, hubs carry much of the stationary weight"},
    {NULL, "partialautocorrelation", NULL, NULL, NULL, 0.93, 0.9, "conservative: lags vary together"},
    {NULL, "encodingrwa", NULL, NULL, NULL, 0, 0, "too few encodings visited; the walks here are too short"},

    {NULL, "opeffect", "effects", "mean", NULL, 0.93, 0.1, "too few pairs at one position"},
    {NULL, "opeffect", NULL, NULL, NULL, 0.93, 0, "too few pairs; ratios have longer tails"},
    {NULL, "edgeeffect", NULL, NULL, NULL, 0.93, 0.2, "too few pairs, or one point is in most of them"},
    {NULL, "gradient", NULL, NULL, "gradient_per_deviation", 0.93, 0, "a few extreme values decide the deviation"},
    {NULL, "gradient", NULL, NULL, NULL, 0.93, 0.3, "too few pairs; conservative: hidden hubs"},
    {NULL, "neutrality", NULL, NULL, NULL, 0.93, 0.3, "too few pairs; conservative: hidden hubs, few ties"},
    {NULL, "evolvability", NULL, NULL, NULL, 0.93, 0.9, "conservative: hidden hubs"},
    {NULL, "neighbourfitness", "summary", NULL, "edge_correlation", 0.93, 0.9,
     "conservative: pairs of hidden points count twice"},
    {NULL, "neighbourfitness", NULL, NULL, NULL, 0.93, 0, "too few points with several evaluated neighbours"},

    {NULL, "distribution", "summary", NULL, "minimum", 0.93, 0, "of the measured part"},
    {NULL, "distribution", "summary", NULL, "maximum", 0.93, 0, "of the measured part"},
    {NULL, "distribution", "summary", NULL, "skewness", 0.93, 0, "a few points far out decide"},
    {NULL, "distribution", "summary", NULL, "excess_kurtosis", 0.93, 0, "a few points far out decide"},
    {NULL, "distribution", "summary", NULL, "quartile_coefficient", 0.93, 0, "no error of both quartiles together"},
    {NULL, "distribution", NULL, NULL, NULL, 0.93, 1, "conservative: a hidden point may be as far out as any"},
    {NULL, "depthwidth", NULL, NULL, NULL, 0.93, 0.8, "too few points, or none of a size"},
    {NULL, "opfrequency", "counts", NULL, NULL, 0.93, 0.7, "too few points"},
    {NULL, "opfrequency", "shares", NULL, NULL, 0.93, 0, "too few points among the best"},
    {NULL, "rarity", NULL, NULL, NULL, 0.93, 1, "discrete: few points are within the margin"},
    {NULL, "cost", NULL, NULL, NULL, 0.93, 1, NULL},
    {NULL, "budgets", NULL, NULL, NULL, 0.93, 0.5, "too few points among the best"},

    {NULL, "variance", NULL, NULL, NULL, 0.93, 0.4, "too few groups; conservative: at most 4 degrees of freedom"},
    {NULL, "spectrum", "eigenspaces", NULL, NULL, 0.93, 0, "cells: no estimate of single eigenspaces"},
    {NULL, "spectrum", NULL, NULL, NULL, 0.93, 1, "conservative: at most 8 degrees of freedom"},
    {NULL, "interactions", NULL, NULL, NULL, 0.93, 1, "conservative: at most 8 degrees of freedom"},
    {NULL, "fdc", NULL, NULL, NULL, 0.93, 0, "the best evaluated point need not be the best"},
    {NULL, "fdc targets=true-best", "statistics", NULL, "pearson", 0.93, 1, "at least as wide as for normal pairs"},
    {NULL, "fdc targets=true-best", NULL, NULL, NULL, 0.93, 1, NULL},
    {NULL, NULL, NULL, NULL, NULL, 0.93, 0, "figures that no row above names"},
};

/* ---- settings ---- */

enum { ROUNDS = 3 };

/* A landscape, and how it is hidden. Real measurements are left out where they are absent. */
typedef struct setting {
    const char *name, *space;
    const char *made;                     /* kind of fitness; NULL: the measurements of a file */
    const char *file, *fitness, *options; /* beside those of all settings */
    nsc_array_order order;
    lab_way way;
    unsigned small;
    double rounds[ROUNDS]; /* shares that are hidden, or numbers of points that stay; 0: no further round */
    unsigned times;        /* 0: in the long run only */
    unsigned times_long;
} setting;

static const char shared_options[] = "lags=10 walks=2 length=20 eigenpairs=6";

#define RUN1 .file = "nb101_run1_test108.npy", .order = NSC_ORDER_HASH
#define NB201 .space = "nb201", .file = "nb201_cifar10.csv", .options = "margins=0.1,0.5,1,2"
#define MACRO                                                                                                          \
    .space = "hamming:3^8", .file = "nasbench_macro_cifar10.csv", .fitness = "column:mean_accuracy",                   \
    .options = "margins=0.1,0.5,1,2 cost=column:params,column:flops"
#define ROUNDS_LONG                                                                                                    \
    { 0.5, 0.9, 0.97 }

static const setting settings[] = {
    {"made cells", "nb101:vertices=5", .made = "collapsing", .rounds = {0.5}, .times = 100, .times_long = 1000},
    {"few made strings", "hamming:3^8", .made = "collapsing", .rounds = {1000}, .times = 60, .times_long = 1000},
    {"made cells merged", "nb101:vertices=5", .made = "smooth", .way = LAB_MERGED, .small = 4, .rounds = {0.8},
     .times = 100, .times_long = 1000},
    {"made cells by size", "nb101:vertices=5", .made = "smooth", .way = LAB_BY_SIZE, .rounds = {0.7}, .times = 100,
     .times_long = 1000},
    {"made strings", "hamming:3^6", .made = "smooth", .rounds = {0.5}, .times = 100, .times_long = 1000},
    {"NAS-Bench-201 0.9", NB201, .rounds = {0.9}, .times = 60},
    {"NASBench-Macro 0.5", MACRO, .rounds = {0.5}, .times = 60},
    {"NAS-Bench-201", NB201, .rounds = ROUNDS_LONG, .times_long = 1000},
    {"NASBench-Macro", MACRO, .rounds = ROUNDS_LONG, .times_long = 1000},
    {"up to 6 vertices", "nb101:vertices=6", RUN1, .rounds = ROUNDS_LONG, .times_long = 1000},
    {"up to 6 vertices merged", "nb101:vertices=6", RUN1, .way = LAB_MERGED, .rounds = {0.9}, .times_long = 1000},
    {"NAS-Bench-101", "nb101", RUN1, .rounds = ROUNDS_LONG, .times_long = 40},
    {"NAS-Bench-101 merged", "nb101", RUN1, .way = LAB_MERGED, .rounds = {0.97}, .times_long = 40},
    {"parts of the sample", "nb101", .file = "nb101_sample_108.csv", .rounds = {1000, 3000}, .times_long = 200},
};

static bool is_long = false;

/* ---- judging ---- */

static bool fits(const char *pattern, const char *text) {
    return pattern == NULL || strcmp(pattern, text) == 0;
}

static const demand *demand_of(const setting *chosen, const lab_study *study, const lab_figure *figure) {
    const lab_analysis *asked = &study->analyses[figure->analysis];
    const demand *row = demands;
    while (!(fits(row->setting, chosen->name) && fits(row->analysis, asked->name) &&
             fits(row->table, asked->analysis->tables[figure->table].name) && fits(row->column, figure->column) &&
             fits(row->row, figure->key)))
        row++;
    return row;
}

/* The fewest of `count` intervals that cover, if each does with probability `least`: four standard deviations. */
static double fewest(double least, double count) {
    return least * count - 4 * sqrt(least * (1 - least) * count);
}

enum { LEAST_GIVEN = 20 }; /* fewer intervals say too little */

/* Counts of all rows of a kind. */
typedef struct kind_count {
    unsigned rows, outside, unexplained;
    double given, covered, lowest, highest;
    bool row_fails, inexact;
} kind_count;

static kind_count count_kind(const setting *chosen, const lab_study *study, size_t first, const demand *asked) {
    kind_count kind = {.lowest = NAN, .highest = NAN};
    for (size_t number = first; number < study->figure_count; number++) {
        const lab_figure *figure = &study->figures[number];
        if (!lab_same_kind(&study->figures[first], figure) || demand_of(chosen, study, figure) != asked ||
            isnan(figure->truth) || (figure->given == 0 && !figure->has_interval))
            continue;
        kind.rows++;
        kind.given += figure->given;
        kind.covered += figure->covered;
        kind.outside += figure->outside;
        kind.unexplained += figure->unexplained;
        kind.lowest = fmin(kind.lowest, lab_coverage(figure));
        kind.highest = fmax(kind.highest, lab_coverage(figure));
        kind.inexact = kind.inexact || (figure->has_interval && !figure->exact);
        kind.row_fails =
            kind.row_fails || (figure->given >= LEAST_GIVEN && figure->covered < fewest(asked->least, figure->given));
    }
    return kind;
}

/* Reason the counts are not what is demanded, or empty. */
static const char *verdict_on(const kind_count *kind, const demand *asked, unsigned times) {
    if (asked->least > 0 && kind->outside > 0)
        return "VALUE OUTSIDE ITS INTERVAL";
    if (kind->given < asked->stays * times * kind->rows)
        return "INTERVALS MISSING";
    if (asked->least > 0 && kind->unexplained > 0)
        return "MISSING WITHOUT A REASON";
    if (asked->least > 0 && kind->inexact)
        return "AN INTERVAL THOUGH NOTHING IS HIDDEN";
    if (kind->row_fails)
        return "A ROW COVERS TOO LITTLE";
    /* Rows depend on each other: all of them together are allowed what one would be. */
    const double draws = fmin(kind->given, times);
    return draws >= LEAST_GIVEN && kind->covered / kind->given * draws < fewest(asked->least, draws)
               ? "COVERS TOO LITTLE"
               : "";
}

/* True if an earlier figure has been judged together with this one. */
static bool is_judged(const setting *chosen, const lab_study *study, size_t number) {
    for (size_t earlier = 0; earlier < number; earlier++)
        if (lab_same_kind(&study->figures[earlier], &study->figures[number]) &&
            demand_of(chosen, study, &study->figures[earlier]) == demand_of(chosen, study, &study->figures[number]))
            return true;
    return false;
}

static bool judge(const setting *chosen, double round, const lab_study *study, unsigned times) {
    bool passed = true;
    for (size_t number = 0; number < study->figure_count; number++) {
        const lab_figure *figure = &study->figures[number];
        const demand *asked = demand_of(chosen, study, figure);
        const kind_count kind = count_kind(chosen, study, number, asked);
        if (kind.rows == 0 || is_judged(chosen, study, number))
            continue;
        const lab_analysis *analysis = &study->analyses[figure->analysis];
        const char *verdict = verdict_on(&kind, asked, times);
        passed = passed && verdict[0] == '\0';
        printf("%s,%g,%s,%s,%s,%u rows,", chosen->name, round, analysis->name,
               analysis->analysis->tables[figure->table].name, figure->single ? figure->key : figure->column,
               kind.rows);
        if (kind.given > 0)
            printf("given %.2f,covered %.3f (%.3f to %.3f),least %.2f,%s\n", kind.given / times / kind.rows,
                   kind.covered / kind.given, kind.lowest, kind.highest, asked->least, verdict);
        else
            printf("never given,,,%s\n", verdict);
    }
    fflush(stdout);
    return passed;
}

/* ---- running ---- */

static void take_analyses(lab_study *study, const char *options) {
    static const nsc_control one_thread = {.thread_count = 1}, all_threads = {0};
    const nsc_landscape *view = &study->landscape->view;
    char text[256];
    snprintf(text, sizeof text, "%s%s%s", shared_options, options != NULL ? " " : "", options != NULL ? options : "");
    study->analyses = test_memory(NSC_COUNT_OF(analyses), sizeof *study->analyses);
    for (size_t number = 0; number < NSC_COUNT_OF(analyses); number++) {
        lab_analysis *asked = &study->analyses[study->analysis_count];
        REQUIRE_OK(lab_analysis_open(asked, study->landscape, analyses[number], text,
                                     is_long ? &all_threads : &one_thread, &error));
        if (nsc_analysis_suits(asked->analysis, view->space, view->graph->relation, NULL) == NSC_OK)
            study->analysis_count++;
        else
            lab_analysis_close(asked);
    }
}

static bool run_round(const setting *chosen, lab_study *study, double round, unsigned times) {
    const lab_hiding hiding = {.way = chosen->way,
                               .small = chosen->small,
                               .share = round < 1 ? round : 0,
                               .points = round < 1 ? 0 : (uint32_t)round};
    lab_drawer drawer;
    REQUIRE_OK(lab_drawer_open(&drawer, study->landscape, &hiding, &error));
    REQUIRE_OK(lab_study_run(study, &drawer, times, &error));
    lab_drawer_close(&drawer);
    return judge(chosen, round, study, times);
}

/* Writes the path of the setting's file; false, with a word, if it is absent. */
static bool find_file(const setting *chosen, char path[4096]) {
    const char *folder = getenv("NASSCAPE_TEST_DATA");
    snprintf(path, 4096, "%s/%s", folder != NULL ? folder : "", chosen->file);
    if (folder != NULL && access(path, R_OK) == 0)
        return true;
    print_message("skipped: the published measurements (%s) are not there\n", chosen->file);
    return false;
}

static void run_setting(void **state) {
    const setting *chosen = *state;
    const unsigned times = is_long ? chosen->times_long : chosen->times;
    char path[4096];
    const char *files[] = {path};
    lab_landscape landscape = {.names = {.space = chosen->space, .fitness = chosen->fitness, .order = chosen->order},
                               .made = chosen->made,
                               .seed = 1};
    lab_study study = {.landscape = &landscape, .seed = 1};
    bool passed = true;
    if (times == 0)
        return;
    if (chosen->file != NULL) {
        if (!find_file(chosen, path))
            skip();
        landscape.names.data = files;
        landscape.names.data_count = 1;
    }
    REQUIRE_OK(lab_landscape_open(&landscape, &error));
    take_analyses(&study, chosen->options);
    REQUIRE_OK(lab_study_open(&study, &error));
    for (size_t round = 0; round < ROUNDS && chosen->rounds[round] > 0; round++)
        passed = run_round(chosen, &study, chosen->rounds[round], times) && passed;
    for (size_t number = 0; number < study.analysis_count; number++)
        lab_analysis_close(&study.analyses[number]);
    free(study.analyses);
    lab_study_close(&study);
    lab_landscape_close(&landscape);
    assert_true(passed);
}

int main(int argc, char **argv) {
    struct CMUnitTest tests[NSC_COUNT_OF(settings)] = {0};
    gsl_set_error_handler_off(); /* as in nasscape */
    is_long = argc > 1 && strcmp(argv[1], "long") == 0;
    for (size_t number = 0; number < NSC_COUNT_OF(settings); number++)
        tests[number] = (struct CMUnitTest){
            .name = settings[number].name, .test_func = run_setting, .initial_state = (void *)&settings[number]};
    if (!is_long)
        keep_part(tests, NSC_COUNT_OF(tests), argc > 1 ? argv[1] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
