/*
 * The report on simulated searches: which algorithms are compared on which landscapes, into which files; the rankings
 * in all of them; and the figures of the landscapes.
 */
#include "reports/search_studies.h"

#include <math.h>
#include <string.h>

#define COMPARISON "comparison"
#define LONGER "longer"
#define NOISE_FREE "noise-free"
#define SCORES "scores"
#define SHUFFLED "shuffled"
#define SMALLER "smaller"

static const nsc_study studies[] = {
    {.name = COMPARISON,
     .meaning = "all algorithms",
     .on = NSC_VARIANT_DATA,
     .evaluations_factor = 1,
     .with_slow = true,
     .tables = {"summary", "final", "regret", "distribution", "pairs", "ranks", "power", "progress", "behaviour",
                "network", "nodes", "edges"}},
    {.name = LONGER,
     .meaning = "the algorithms without models, six times as long",
     .on = NSC_VARIANT_DATA,
     .evaluations_factor = 6,
     .fewer_runs = true,
     .tables = {"summary", "regret", "ranks", "progress", "behaviour"}},
    {.name = NOISE_FREE,
     .meaning = "the same where a search sees the mean of the runs that the data has of a point",
     .on = NSC_VARIANT_DATA,
     .evaluations_factor = 6,
     .fewer_runs = true,
     .means = true,
     .tables = {"summary"}},
    {.name = SCORES,
     .meaning = "the same where a search sees the scores themselves",
     .on = NSC_VARIANT_SCORES,
     .evaluations_factor = 6,
     .fewer_runs = true,
     .tables = {"summary", "behaviour"}},
    {.name = SHUFFLED,
     .meaning = "the same on scores shuffled among points of equal size: without locality",
     .on = NSC_VARIANT_SHUFFLED,
     .evaluations_factor = 6,
     .fewer_runs = true,
     .tables = {"summary", "behaviour"}},
    {.name = SMALLER,
     .meaning = "the same on the scores of the cells of one vertex less",
     .on = NSC_VARIANT_SMALLER,
     .evaluations_factor = 6,
     .fewer_runs = true,
     .tables = {"summary", "behaviour"}},
    {.name = "population",
     .meaning = "evolution with populations of different sizes",
     .on = NSC_VARIANT_DATA,
     .evaluations_factor = 6,
     .fewer_runs = true,
     .algorithms = {"random", "evolution:population=10", "evolution:population=20", "evolution:population=50",
                    "evolution:population=100", "evolution:population=200", "evolution:population=500"},
     .tables = {"summary"}},
    {.name = "tournament",
     .meaning = "evolution with tournaments of different sizes",
     .on = NSC_VARIANT_DATA,
     .evaluations_factor = 6,
     .fewer_runs = true,
     .algorithms = {"random", "evolution:tournament=1", "evolution:tournament=2", "evolution:tournament=5",
                    "evolution:tournament=10", "evolution:tournament=20", "evolution:tournament=50"},
     .tables = {"summary"}},
    {.name = "mutation",
     .meaning = "evolution with different mutations: one variable, each by a rate, or all of them",
     .on = NSC_VARIANT_DATA,
     .evaluations_factor = 6,
     .fewer_runs = true,
     .algorithms = {"random", "evolution:mutation=one", "evolution:mutation=rate,mutation-rate=0.5",
                    "evolution:mutation=rate,mutation-rate=1", "evolution:mutation=rate,mutation-rate=2",
                    "evolution:mutation=rate,mutation-rate=4", "evolution:mutation=uniform"},
     .tables = {"summary"}},
};

enum { STUDIES = NSC_COUNT_OF(studies) };

const nsc_study_outcome *nsc_search_outcome(const nsc_search_report *report, const char *name) {
    for (size_t number = 0; number < report->study_count; number++)
        if (strcmp(report->outcomes[number].study->name, name) == 0)
            return &report->outcomes[number];
    return NULL;
}

/* ---- files ---- */

static const nsc_report_item rankings = {.name = "rankings.csv",
                                         .meaning = "every algorithm of every comparison by its mean regret"},
                             agreement = {.name = "agreement.csv",
                                          .meaning = "rank correlation of the rankings of two comparisons"},
                             landscapes = {.name = "landscapes.csv",
                                           .meaning = "locality of each landscape that was searched"};

static void name_file(const nsc_study *study, const char *table, char name[NSC_FILE_NAME_SIZE]) {
    nsc_text_format(name, NSC_FILE_NAME_SIZE, "%s-%s.csv", study->name, table);
}

static nsc_status list_files(const nsc_space *space, const nsc_relation *relation, nsc_names *names, nsc_error *error) {
    const char *const others[] = {rankings.name, agreement.name, landscapes.name};
    char name[NSC_FILE_NAME_SIZE];
    nsc_status status = NSC_OK;
    (void)space, (void)relation;
    for (size_t study = 0; study < STUDIES; study++)
        for (size_t table = 0; table < NSC_STUDY_TABLES && studies[study].tables[table] != NULL; table++) {
            name_file(&studies[study], studies[study].tables[table], name);
            NSC_TRY(nsc_names_add(names, name, error));
        }
    for (size_t other = 0; other < NSC_COUNT_OF(others); other++)
        NSC_TRY(nsc_names_add(names, others[other], error));
out:
    return status;
}

static nsc_status write_tables(nsc_report_run *run, const nsc_study_outcome *outcome, nsc_error *error) {
    char name[NSC_FILE_NAME_SIZE];
    nsc_status status = NSC_OK;
    for (size_t table = 0; table < NSC_STUDY_TABLES && outcome->study->tables[table] != NULL; table++) {
        const nsc_report_item item = {.name = name,
                                      .analysis = "search",
                                      .table = outcome->study->tables[table],
                                      .nodes = nsc_study_table(outcome, "nodes"),
                                      .meaning = outcome->study->meaning};
        name_file(outcome->study, item.table, name);
        if (outcome->tables[table] != NULL)
            NSC_TRY(nsc_report_write_table(run, &item, outcome->tables[table], error));
        else
            NSC_TRY(nsc_report_leave_out(
                run, &item, outcome->reason[0] != '\0' ? outcome->reason : "it compares two algorithms or more",
                error));
    }
out:
    return status;
}

/* ---- rankings ---- */

static const nsc_column ranking_columns[] = {
    {"study", "which comparison"},
    {"landscape", "data, scores, shuffled or smaller; see landscapes.csv"},
    {"algorithm", "algorithm with its settings"},
    {"rank", "place by mean regret, 1 for the lowest; equal ones share the mean of their ranks"},
    {"mean_regret", "mean over the runs of the final regret, in units of the score; empty if left out"},
    {"low", "lower end of its 95 % interval over runs"},
    {"high", "upper end"},
    {"median_regret", "median over the runs"},
    {"median_low", "lower end of its 95 % interval over runs"},
    {"median_high", "upper end"},
    {"regret_quantile_10", "regret that 10 % of the runs do not exceed"},
    {"regret_quantile_90", "regret that 90 % of the runs do not exceed"},
    {"runs", "number of runs"},
    {"evaluations", "paid evaluations that a run may make; empty without a limit"},
    {"time_s", "simulated time that a run may take (s); empty without a limit"},
    {"encoding", "form in which candidates are drawn and changed"},
    {"protocol", "rules of the experiment"},
    {"selected_by", "the measurement that a search sees and selects by"},
    {"scored_by", "the measurement that it is scored by"},
    {"seed", "seed of the experiment"},
    {"reason", "why the algorithm was left out"},
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
};

static nsc_status add_ranking(nsc_table *table, const nsc_report_run *run, const nsc_study_outcome *outcome,
                              const nsc_study_entry *entry, nsc_error *error) {
    const nsc_value row[] = {
        nsc_text(outcome->study->name),
        nsc_text(nsc_variant_name(outcome->study->on)),
        nsc_text(entry->label),
        nsc_real(entry->rank),
        nsc_real(entry->mean_regret.value),
        nsc_real(entry->mean_regret.low),
        nsc_real(entry->mean_regret.high),
        nsc_real(entry->median_regret.value),
        nsc_real(entry->median_regret.low),
        nsc_real(entry->median_regret.high),
        nsc_real(entry->tenth),
        nsc_real(entry->ninetieth),
        nsc_integer(entry->runs),
        outcome->evaluations > 0 ? nsc_unsigned(outcome->evaluations) : nsc_missing(),
        outcome->time_s > 0 ? nsc_real(outcome->time_s) : nsc_missing(),
        nsc_text(outcome->encoding),
        nsc_text(outcome->protocol),
        nsc_text(outcome->selected_by),
        nsc_text(outcome->scored_by),
        nsc_unsigned(run->request->options->seed),
        nsc_text(entry->reason[0] != '\0' ? entry->reason : NULL),
        nsc_text(nsc_origin_name(run->locality->origin)),
        nsc_text(run->locality->source),
    };
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status write_rankings(nsc_report_run *run, nsc_error *error) {
    const nsc_search_report *report = run->searches;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&table, ranking_columns, NSC_COUNT_OF(ranking_columns), error));
    for (size_t study = 0; study < report->study_count; study++)
        for (size_t entry = 0; entry < report->outcomes[study].entry_count; entry++)
            NSC_TRY(add_ranking(table, run, &report->outcomes[study], &report->outcomes[study].entries[entry], error));
    NSC_TRY(nsc_report_write_table(run, &rankings, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* Pairs of studies whose rankings are compared. */
static const struct {
    const char *study, *with, *question;
} agreements[NSC_SEARCH_AGREEMENTS] = {
    {COMPARISON, LONGER, "does the ranking hold when searches go on six times as long"},
    {LONGER, NOISE_FREE, "does the noise of single runs change the ranking"},
    {LONGER, SCORES, "does it change the ranking if a search sees the score itself"},
    {SCORES, SMALLER, "does the ranking of smaller cells hold for the whole space"},
    {SCORES, SHUFFLED, "does the ranking hold without locality"},
};

static const nsc_column agreement_columns[] = {
    {"study", "one comparison"},
    {"with", "the other"},
    {"spearman", "rank correlation of the mean regrets of the algorithms that both have; 1: the same ranking"},
    {"algorithms", "their number"},
    {"question", "what the pair answers"},
    {"scored_by", "the measurement that searches are scored by"},
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
    {"seed", "seed of the experiments"},
};

static nsc_status write_agreement(nsc_report_run *run, nsc_error *error) {
    nsc_search_report *report = run->searches;
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&table, agreement_columns, NSC_COUNT_OF(agreement_columns), error));
    for (size_t pair = 0; pair < NSC_COUNT_OF(agreements); pair++) {
        nsc_search_agreement *made = &report->agreements[pair];
        *made = (nsc_search_agreement){.study = agreements[pair].study, .with = agreements[pair].with};
        NSC_TRY(nsc_study_agreement(nsc_search_outcome(report, made->study), nsc_search_outcome(report, made->with),
                                    &made->spearman, &made->algorithms, error));
        NSC_TRY(
            nsc_table_add(table,
                          NSC_ROW(nsc_text(made->study), nsc_text(made->with), nsc_real(made->spearman),
                                  nsc_integer((int64_t)made->algorithms), nsc_text(agreements[pair].question),
                                  nsc_text(run->locality->rule.text), nsc_text(nsc_origin_name(run->locality->origin)),
                                  nsc_text(run->locality->source), nsc_unsigned(run->request->options->seed)),
                          error));
    }
    NSC_TRY(nsc_report_write_table(run, &agreement, table, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* ---- landscapes ---- */

static nsc_status write_landscapes(nsc_report_run *run, nsc_error *error) {
    const double started_s = nsc_report_clock();
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&table, nsc_locality_columns, NSC_LOCALITY_COLUMNS, error));
    for (int kind = 0; kind < NSC_VARIANT_COUNT; kind++)
        if (kind != NSC_VARIANT_SCORES && run->searches->variants[kind].opened != NULL)
            NSC_TRY(
                nsc_search_variant_figures(&run->searches->variants[kind], (nsc_variant_kind)kind, run, table, error));
    NSC_TRY(nsc_report_write_table(run, &landscapes, table, error));
    NSC_TRY(nsc_report_part_end(run, landscapes.name, started_s, error));
out:
    nsc_table_destroy(table);
    return status;
}

/* ---- the report ---- */

/* The fitness by which an experiment on the data scores: that of the report's page. */
static nsc_status find_scores(nsc_report_run *run, nsc_error *error) {
    nsc_experiment *experiment = NULL;
    const nsc_report_fitness *scores;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_experiment_open(&experiment, run->request->opened, run->request->search, error));
    NSC_TRY(nsc_report_ask(run, nsc_experiment_describe(experiment)->scored_by, &scores, error));
    if (scores->fitness == NULL)
        NSC_TRY(nsc_error_set(error, NSC_MISSING, "%s", scores->reason));
    run->locality = scores->fitness;
out:
    nsc_experiment_close(experiment);
    return status;
}

static nsc_status run_study(nsc_report_run *run, size_t number, nsc_error *error) {
    nsc_search_report *report = run->searches;
    const nsc_study *study = &studies[number];
    const double started_s = nsc_report_clock();
    char part[NSC_FILE_NAME_SIZE];
    nsc_status status = NSC_OK;
    report->study_count++;
    NSC_TRY(nsc_study_run(&report->outcomes[number], study, &report->variants[study->on], run->request, error));
    NSC_TRY(write_tables(run, &report->outcomes[number], error));
    nsc_text_format(part, sizeof part, "study %s", study->name);
    NSC_TRY(nsc_report_part_end(run, part, started_s, error));
out:
    return status;
}

static nsc_status write_report(nsc_report_run *run, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(find_scores(run, error));
    NSC_TRY(nsc_allocate(&run->searches, 1, sizeof *run->searches, error));
    NSC_TRY(nsc_allocate(&run->searches->outcomes, STUDIES, sizeof *run->searches->outcomes, error));
    for (int kind = 0; kind < NSC_VARIANT_COUNT; kind++)
        NSC_TRY(
            nsc_search_variant_open(&run->searches->variants[kind], (nsc_variant_kind)kind, run, run->locality, error));
    for (size_t study = 0; study < STUDIES; study++)
        NSC_TRY(run_study(run, study, error));
    NSC_TRY(write_rankings(run, error));
    NSC_TRY(write_agreement(run, error));
    NSC_TRY(write_landscapes(run, error));
out:
    return status;
}

static void release_report(nsc_report_run *run) {
    nsc_search_report *report = run->searches;
    if (report == NULL)
        return;
    for (size_t study = 0; study < report->study_count; study++)
        nsc_study_outcome_release(&report->outcomes[study]);
    free(report->outcomes);
    for (int kind = 0; kind < NSC_VARIANT_COUNT; kind++)
        nsc_search_variant_close(&report->variants[kind], (nsc_variant_kind)kind);
    free(report);
    run->searches = NULL;
}

/* ---- the manifest ---- */

static void put_study(const nsc_study_outcome *outcome, nsc_json *json) {
    nsc_json_open(json, NULL, '{');
    nsc_json_value(json, "study", nsc_text(outcome->study->name));
    nsc_json_value(json, "meaning", nsc_text(outcome->study->meaning));
    nsc_json_value(json, "landscape", nsc_text(nsc_variant_name(outcome->study->on)));
    nsc_json_value(json, "left_out", nsc_text(outcome->reason[0] != '\0' ? outcome->reason : NULL));
    nsc_json_value(json, "evaluations", outcome->evaluations > 0 ? nsc_unsigned(outcome->evaluations) : nsc_missing());
    nsc_json_value(json, "time_s", outcome->time_s > 0 ? nsc_real(outcome->time_s) : nsc_missing());
    nsc_json_value(json, "encoding", nsc_text(outcome->encoding));
    nsc_json_value(json, "protocol", nsc_text(outcome->protocol));
    nsc_json_value(json, "selected_by", nsc_text(outcome->selected_by));
    nsc_json_value(json, "scored_by", nsc_text(outcome->scored_by));
    nsc_json_open(json, "algorithms", '[');
    for (size_t entry = 0; entry < outcome->entry_count; entry++) {
        nsc_json_open(json, NULL, '{');
        nsc_json_value(json, "algorithm", nsc_text(outcome->entries[entry].label));
        nsc_json_value(json, "runs", nsc_integer(outcome->entries[entry].runs));
        nsc_json_value(json, "left_out",
                       nsc_text(outcome->entries[entry].reason[0] != '\0' ? outcome->entries[entry].reason : NULL));
        nsc_json_close(json, '}');
    }
    nsc_json_close(json, ']');
    nsc_json_close(json, '}');
}

static void put_studies(const nsc_report_run *run, nsc_json *json) {
    nsc_json_open(json, "studies", '[');
    for (size_t study = 0; study < run->searches->study_count; study++)
        put_study(&run->searches->outcomes[study], json);
    nsc_json_close(json, ']');
}

const nsc_html_section nsc_search_sections[NSC_SEARCH_SECTIONS] = {
    {.id = "ranking", .title = "Which algorithm finds better points", .write = nsc_html_search_ranking},
    {.id = "reasons", .title = "Why they differ", .write = nsc_html_search_reasons},
    {.id = "conditions", .title = "Other conditions", .write = nsc_html_search_conditions}};

const nsc_report nsc_report_search = {
    .name = "search",
    .meaning =
        "simulated searches: algorithms compared, robustness, settings, smaller cells, noise, and why they differ",
    .title = "Search algorithms, compared",
    .on_surrogate = "searches that step from good points to their neighbours look better here than on measurements: "
                    "`nasscape data fetch run1` gets 3.4 MB of them",
    .searches = true,
    .reads = NSC_READS(seed) | NSC_READS_RELATION,
    .write = write_report,
    .highlights = nsc_search_highlights,
    .sections = nsc_search_sections,
    .section_count = NSC_SEARCH_SECTIONS,
    .manifest = put_studies,
    .files = list_files,
    .release = release_report,
};
