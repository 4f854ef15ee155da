/*
 * A small run of the coverage laboratory: each 95 % interval must cover the truth as often as the table below says, and
 * must be there as often as it says. Every repetition draws what seed 1 draws, so that a run repeats; what is allowed
 * below a bound is what a binomial would miss by.
 *
 * usage: test_coverage_lab [long|PART]   PART such as 2/3: the second of three parts; `long`: more repetitions, and the whole of NAS-Bench-101
 */
#include "oracle/coverage/lab.h"
#include "testing.h"

#include <math.h>
#include <unistd.h>

/* ---- the table of figures ---- */

/* Demands on the figures of a column, or of the rows whose keys begin with `rows`. The first row that fits holds. */
typedef struct demand {
    const char *analysis, *table, *column, *rows; /* NULL: any */
    double least;                                 /* coverage; 0: nothing is demanded */
    double stays;                                 /* least part of repetitions with an interval, mean over rows */
    const char *why;                              /* reason the interval may be absent, cover less, or more than 98 % */
} demand;

/* Analyses that a setting runs where they suit its space. */
static const char *const analyses[] = {
    "rwa",          "opeffect",     "edgeeffect",  "depthwidth", "opfrequency",
    "distribution", "rarity",       "cost",        "budgets",    "variance",
    "spectrum",     "interactions", "encodingrwa", "fdc",        "fdc targets=true-best",
};

static const demand demands[] = {
    {"rwa", "lags", "autocorrelation", "0", 0.95, 1, "1 by definition"},
    {"rwa", "lags", "autocorrelation", NULL, 0.93, 1, "conservative: hubs carry much of the stationary weight"},
    {"rwa", "lags", "sampled", NULL, 0, 0, "about walks on the evaluated part"},
    {"rwa", NULL, NULL, NULL, 0.93, 1, NULL},
    {"opeffect", "effects", "mean", NULL, 0.93, 0.5, "too few pairs"},
    {"opeffect", NULL, NULL, NULL, 0, 0, "too few pairs"},
    {"edgeeffect", NULL, NULL, NULL, 0, 0, "too few pairs; one point may be in most of them"},
    {"depthwidth", NULL, NULL, NULL, 0, 0, "too few points"},
    {"opfrequency", NULL, NULL, NULL, 0, 0, "too few points"},
    {"distribution", NULL, NULL, NULL, 0.93, 1, NULL},
    {"rarity", NULL, NULL, NULL, 0, 0, NULL},
    {"cost", NULL, NULL, NULL, 0.93, 1, NULL},
    {"budgets", "correlations", NULL, NULL, 0, 0, "too few points among the best"},
    {"budgets", NULL, NULL, NULL, 0, 0, NULL},
    {"variance", NULL, NULL, NULL, 0, 0, NULL},
    {"spectrum", NULL, NULL, NULL, 0, 0, NULL},
    {"interactions", NULL, NULL, NULL, 0, 0, NULL},
    {"encodingrwa", NULL, NULL, NULL, 0, 0, NULL},
    {"fdc", NULL, NULL, NULL, 0, 0, "the best evaluated point need not be the best"},
    {"fdc targets=true-best", NULL, NULL, NULL, 0, 0, NULL},
    {NULL, NULL, NULL, NULL, 0.93, 0, "figures that no row above names"},
};

/* ---- settings ---- */

typedef struct setting {
    const char *name, *space, *relation;
    const char *made;           /* or */
    const char *file, *fitness; /* of real measurements */
    nsc_array_order order;
    const char *options;
    lab_hiding hiding;
    unsigned times, times_long;
} setting;

static const setting settings[] = {
    {.name = "collapsing cells",
     .space = "nb101:vertices=5",
     .made = "collapsing",
     .options = "lags=4 walks=2 length=20 resamples=200",
     .hiding = {LAB_UNIFORM, .share = 0.5},
     .times = 100,
     .times_long = 1000},
    {.name = "merged files of cells",
     .space = "nb101:vertices=5",
     .made = "collapsing",
     .options = "lags=4 walks=2 length=20 resamples=200",
     .hiding = {LAB_MERGED, .share = 0.8, .small = 4},
     .times = 100,
     .times_long = 1000},
    {.name = "strings",
     .space = "hamming:3^6",
     .made = "smooth",
     .options = "lags=4 walks=2 length=20 resamples=200",
     .hiding = {LAB_UNIFORM, .share = 0.5},
     .times = 100,
     .times_long = 1000},
};

static bool is_long = false;

/* ---- judging ---- */

static bool fits(const char *pattern, const char *text) {
    return pattern == NULL || strcmp(pattern, text) == 0;
}

static const demand *demand_of(const lab_study *study, const lab_figure *figure) {
    const lab_analysis *asked = &study->analyses[figure->analysis];
    const demand *row = demands;
    while (!(fits(row->analysis, asked->name) && fits(row->table, asked->analysis->tables[figure->table].name) &&
             fits(row->column, figure->column) &&
             (row->rows == NULL || strncmp(row->rows, figure->key, strlen(row->rows)) == 0)))
        row++;
    return row;
}

/* The fewest of `count` intervals that cover, if each does with probability `least`: four standard deviations. */
static double fewest(double least, double count) {
    return least * count - 4 * sqrt(least * (1 - least) * count);
}

/* Counts of all rows of a kind. */
typedef struct kind_count {
    unsigned rows, outside;
    double given, covered, lowest, highest;
    bool row_fails;
} kind_count;

static kind_count count_kind(const lab_study *study, size_t first, const demand *asked) {
    kind_count kind = {.lowest = NAN, .highest = NAN};
    for (size_t number = first; number < study->figure_count; number++) {
        const lab_figure *figure = &study->figures[number];
        if (!lab_same_kind(&study->figures[first], figure) || demand_of(study, figure) != asked ||
            isnan(figure->truth) || (figure->given == 0 && !figure->has_interval))
            continue;
        kind.rows++;
        kind.given += figure->given;
        kind.covered += figure->covered;
        kind.outside += figure->outside;
        kind.lowest = fmin(kind.lowest, lab_coverage(figure));
        kind.highest = fmax(kind.highest, lab_coverage(figure));
        kind.row_fails = kind.row_fails || figure->covered < fewest(asked->least, figure->given);
    }
    return kind;
}

/* Reason the counts are not what is demanded, or empty. */
static const char *verdict_on(const kind_count *kind, const demand *asked, unsigned times) {
    if (asked->least > 0 && kind->outside > 0)
        return "VALUE OUTSIDE ITS INTERVAL";
    if (kind->given < asked->stays * times * kind->rows)
        return "INTERVALS MISSING";
    if (kind->row_fails)
        return "A ROW COVERS TOO LITTLE";
    /* Rows depend on each other: all of them together are allowed what one would be. */
    return kind->given > 0 && kind->covered / kind->given * times < fewest(asked->least, times) ? "COVERS TOO LITTLE"
                                                                                                : "";
}

/* True if an earlier figure has been judged together with this one. */
static bool is_judged(const lab_study *study, size_t number) {
    for (size_t earlier = 0; earlier < number; earlier++)
        if (lab_same_kind(&study->figures[earlier], &study->figures[number]) &&
            demand_of(study, &study->figures[earlier]) == demand_of(study, &study->figures[number]))
            return true;
    return false;
}

static bool judge(const setting *chosen, const lab_study *study, unsigned times) {
    bool passed = true;
    for (size_t number = 0; number < study->figure_count; number++) {
        const lab_figure *figure = &study->figures[number];
        const demand *asked = demand_of(study, figure);
        const kind_count kind = count_kind(study, number, asked);
        if (kind.rows == 0 || is_judged(study, number))
            continue;
        const lab_analysis *analysis = &study->analyses[figure->analysis];
        const char *verdict = verdict_on(&kind, asked, times);
        passed = passed && verdict[0] == '\0';
        printf("%s,%s,%s,%s,%u rows,given %.2f,covered %.3f (%.3f to %.3f),least %.2f,%s\n", chosen->name,
               analysis->name, analysis->analysis->tables[figure->table].name,
               figure->single ? figure->key : figure->column, kind.rows, kind.given / times / kind.rows,
               kind.covered / kind.given, kind.lowest, kind.highest, asked->least, verdict);
    }
    return passed;
}

/* ---- running ---- */

static void take_analyses(lab_study *study, const char *options) {
    static const nsc_control one_thread = {.thread_count = 1};
    const nsc_landscape *view = &study->landscape->view;
    study->analyses = test_memory(NSC_COUNT_OF(analyses), sizeof *study->analyses);
    for (size_t number = 0; number < NSC_COUNT_OF(analyses); number++) {
        lab_analysis *asked = &study->analyses[study->analysis_count];
        REQUIRE_OK(lab_analysis_open(asked, study->landscape, analyses[number], options, &one_thread, &error));
        if (nsc_analysis_suits(asked->analysis, view->space, view->graph->relation, NULL) == NSC_OK)
            study->analysis_count++;
        else
            lab_analysis_close(asked);
    }
}

static void run_setting(void **state) {
    const setting *chosen = *state;
    const unsigned times = is_long ? chosen->times_long : chosen->times;
    lab_landscape landscape = {.names = {.space = chosen->space,
                                         .relation = chosen->relation,
                                         .fitness = chosen->fitness,
                                         .order = chosen->order},
                               .made = chosen->made,
                               .seed = 1};
    lab_study study = {.landscape = &landscape, .seed = 1};
    lab_drawer drawer;
    char path[4096];
    const char *files[] = {path};
    if (times == 0)
        return;
    if (chosen->file != NULL) {
        const char *folder = getenv("NASSCAPE_TEST_DATA");
        snprintf(path, sizeof path, "%s/%s", folder != NULL ? folder : "", chosen->file);
        if (folder == NULL || access(path, R_OK) != 0) {
            printf("skipped: %s, without %s\n", chosen->name, chosen->file);
            skip();
        }
        landscape.names.data = files;
        landscape.names.data_count = 1;
    }
    REQUIRE_OK(lab_landscape_open(&landscape, &error));
    take_analyses(&study, chosen->options);
    REQUIRE_OK(lab_study_open(&study, &error));
    REQUIRE_OK(lab_drawer_open(&drawer, &landscape, &chosen->hiding, &error));
    REQUIRE_OK(lab_study_run(&study, &drawer, times, &error));
    const bool passed = judge(chosen, &study, times);
    lab_drawer_close(&drawer);
    for (size_t number = 0; number < study.analysis_count; number++)
        lab_analysis_close(&study.analyses[number]);
    free(study.analyses);
    lab_study_close(&study);
    lab_landscape_close(&landscape);
    assert_true(passed);
}

int main(int argc, char **argv) {
    struct CMUnitTest tests[NSC_COUNT_OF(settings)] = {0};
    is_long = argc > 1 && strcmp(argv[1], "long") == 0;
    for (size_t number = 0; number < NSC_COUNT_OF(settings); number++)
        tests[number] = (struct CMUnitTest){
            .name = settings[number].name, .test_func = run_setting, .initial_state = (void *)&settings[number]};
    if (!is_long)
        keep_part(tests, NSC_COUNT_OF(tests), argc > 1 ? argv[1] : NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
