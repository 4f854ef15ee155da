/*
 * Fitness-distance correlation and rarity in all interpretations of the paper (the analysis `readings`). Ying et al.
 * 2019, section 3.3, leave open which points they correlate, by which distance, which accuracy, and which targets; each
 * answer gives other numbers, so all are computed.
 *
 * An interpretation is a row of `kinds` (what is counted, by which distance) for a fitness and a set of targets. Sets
 * with the same points share their distances.
 */
#include "analysis/estimators/fitness_by_distance.h"
#include "analysis/estimators/ranking.h"
#include "analysis/estimators/statistics.h"
#include "analysis/landscape_encodings.h"
#include "analysis/paper/paper.h"
#include "analysis/registry_internal.h"
#include "base/sorted.h"

#include <math.h>
#include <string.h>

/* More targets than this take minutes by edit distance, and are spread over the whole space. */
enum { MOST_EDIT_TARGETS = 1000 };

/* ---- the answers ---- */

static const struct kind {
    const char *counted, *distance;
    nsc_validity validity;
    bool encodings; /* encodings of each point; else each point once */
    bool in_paper;  /* the likeliest interpretation: the paper's text counts the edges of the matrix */
} kinds[] = {
    {"encodings", "encoding-raw", NSC_VALID_RAW, true, true},
    {"encodings", "encoding", NSC_VALID_PRUNED, true, false},
    {"encodings", "edit", NSC_VALID_RAW, true, false},
    {"encodings", "edit", NSC_VALID_PRUNED, true, false},
    {"encodings", "hops", NSC_VALID_RAW, true, false},
    {"encodings", "hops", NSC_VALID_PRUNED, true, false},
    {"cells", "encoding-raw", NSC_VALIDITY_COUNT, false, false},
    {"cells", "encoding", NSC_VALIDITY_COUNT, false, false},
    {"cells", "edit", NSC_VALIDITY_COUNT, false, false},
    {"cells", "hops", NSC_VALIDITY_COUNT, false, false},
};
enum { KINDS = NSC_COUNT_OF(kinds) };

/* An accuracy is taken at the landscape's own budget; any other fitness as it is. */
static const struct {
    const char *split, *policy;
    bool in_paper;
} accuracies[] = {{"test", "mean", true}, {"valid", "mean", false}, {"test", "run1", false}, {"valid", "run1", false}};
enum { FITNESSES = NSC_COUNT_OF(accuracies) };

#define PUBLISHED_BEST "published-best"
#define WITHIN_BY_N "within:1.632993se" /* two standard errors, where the deviation of three runs divides by 3, not 2 */
static const struct {
    const char *targets, *in_paper; /* the paper's statement that these targets suit best; NULL: none */
} target_sets[] = {
    {"best:1", "correlation"}, {"within:2se", "rarity"}, {WITHIN_BY_N, NULL}, {"best:12", NULL},
    {"within:0.001", NULL},    {PUBLISHED_BEST, NULL}, /* used if the data lacks the best cell */
};
enum { TARGET_SETS = NSC_COUNT_OF(target_sets), SETS = FITNESSES * TARGET_SETS };

/* ---- what is computed ---- */

typedef struct fitness_choice {
    const nsc_fitness *fitness; /* NULL if the data lacks it */
    uint32_t *ascending;        /* the points with a fitness, by ascending fitness */
    bool in_paper;
    char rule[64];
    char reason[160];
} fitness_choice;

typedef struct target_choice {
    const fitness_choice *fitness;
    const char *targets, *in_paper;
    uint32_t *points; /* ascending; NULL if there are none */
    size_t count;
    bool left_out; /* not of interest here */
    char reason[160];
    char chosen[NSC_TARGETS_REASON]; /* reason that figures about them are no estimates, or empty */
} target_choice;

typedef struct interpretation {
    bool computed;
    nsc_fitness_by_distance figures;
    double target_weight;
    double volume_share, volume_one_in; /* over all encodings, valid or not; NaN if the distance is another */
} interpretation;

typedef struct interpretations {
    const nsc_landscape *landscape;
    const nsc_analysis_options *options;
    const nsc_encodings *encodings; /* NULL if the space has none, or too many */
    char no_encodings[160];         /* why */
    double *volumes[NSC_VALIDITY_COUNT];
    double *sizes;
    fitness_choice fitnesses[FITNESSES];
    size_t fitness_count;
    target_choice sets[SETS];
    size_t set_count;
    interpretation *results; /* [set × KINDS + kind] */
    uint8_t *buffer;         /* distances of all encodings, one set after the other */
} interpretations;

static void release(interpretations *state) {
    for (size_t number = 0; number < state->fitness_count; number++)
        free(state->fitnesses[number].ascending);
    for (size_t number = 0; number < state->set_count; number++)
        free(state->sets[number].points);
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        free(state->volumes[validity]);
    free(state->sizes);
    free(state->results);
    free(state->buffer);
}

/* ---- the space ---- */

static nsc_status feature_of_space(const interpretations *state, int feature, double **values, nsc_error *error) {
    const nsc_space *space = state->landscape->space;
    nsc_status status = nsc_allocate(values, space->point_count, sizeof **values, error);
    if (status == NSC_OK)
        status = space->feature_values(space, (size_t)feature, state->options->control, *values, error);
    return status;
}

static nsc_status open_space(interpretations *state, nsc_error *error) {
    const nsc_space *space = state->landscape->space;
    nsc_error reason = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_point_sizes(space, state->options->control, &state->sizes, error));
    status = nsc_space_encodings(space, &state->encodings, &reason);
    if (status == NSC_USAGE) { /* its cells are read */
        nsc_text_format(state->no_encodings, sizeof state->no_encodings, "%s", reason.message);
        return NSC_OK;
    }
    if (status != NSC_OK)
        return nsc_error_pass(error, status, &reason);
    NSC_TRY(feature_of_space(state, nsc_space_feature(space, "encodings"), &state->volumes[NSC_VALID_PRUNED], error));
    NSC_TRY(feature_of_space(state, nsc_space_feature(space, "encodings_raw"), &state->volumes[NSC_VALID_RAW], error));
    NSC_TRY(nsc_encoding_buffer(state->encodings, &state->buffer, error));
out:
    return status;
}

/* ---- fitnesses and targets ---- */

static nsc_status add_fitness(interpretations *state, const char *rule, bool in_paper, nsc_error *error) {
    fitness_choice *choice = &state->fitnesses[state->fitness_count++];
    nsc_asked_fitness asked;
    *choice = (fitness_choice){.in_paper = in_paper};
    nsc_text_format(choice->rule, sizeof choice->rule, "%s", rule);
    const nsc_status status = nsc_landscape_ask(state->landscape, rule, &asked, error);
    if (status != NSC_OK)
        return status;
    choice->fitness = asked.fitness;
    nsc_text_format(choice->reason, sizeof choice->reason, "%s", asked.reason.message);
    return NSC_OK;
}

static nsc_status choose_fitnesses(interpretations *state, nsc_error *error) {
    const nsc_fitness_rule *rule = &state->landscape->fitness->rule;
    const bool accuracy =
        rule->kind == NSC_FITNESS_METRIC && (rule->metric == NSC_METRIC_TEST || rule->metric == NSC_METRIC_VALID);
    nsc_status status = NSC_OK;
    if (!accuracy)
        return add_fitness(state, rule->text, false, error);
    for (size_t number = 0; status == NSC_OK && number < FITNESSES; number++) {
        char text[64];
        nsc_text_format(text, sizeof text, "%s@%d:%s", accuracies[number].split, rule->epochs,
                        accuracies[number].policy);
        status = add_fitness(state, text, accuracies[number].in_paper, error);
    }
    return status;
}

/* Points are sorted once for all interpretations of a fitness. */
static nsc_status sort_points(fitness_choice *choice, nsc_error *error) {
    nsc_evaluated evaluated = {0};
    size_t *order = NULL;
    nsc_status status = NSC_OK;
    if (choice->fitness == NULL)
        return NSC_OK;
    NSC_TRY(nsc_evaluated_list(&evaluated, choice->fitness, 0, error));
    NSC_TRY(nsc_allocate(&order, evaluated.count, sizeof *order, error));
    NSC_TRY(nsc_ascending(evaluated.values, evaluated.count, order, error));
    NSC_TRY(nsc_allocate(&choice->ascending, evaluated.count, sizeof *choice->ascending, error));
    for (size_t place = 0; place < evaluated.count; place++)
        choice->ascending[place] = evaluated.points[order[place]];
out:
    nsc_evaluated_release(&evaluated);
    free(order);
    return status;
}

static nsc_status choose_targets(interpretations *state, const fitness_choice *fitness, size_t number,
                                 nsc_error *error) {
    target_choice *set = &state->sets[state->set_count++];
    const nsc_space *space = state->landscape->space;
    nsc_error reason = {0};
    *set = (target_choice){
        .fitness = fitness, .targets = target_sets[number].targets, .in_paper = target_sets[number].in_paper};
    if (fitness->fitness == NULL) {
        nsc_text_format(set->reason, sizeof set->reason, "%s", fitness->reason);
        set->left_out = number > 0; /* one row says it */
        return NSC_OK;
    }
    if (strcmp(set->targets, WITHIN_BY_N) == 0 && !fitness->in_paper) {
        set->left_out = true; /* needed only beside the paper's own number */
        return NSC_OK;
    }
    if (strcmp(set->targets, PUBLISHED_BEST) == 0 && (fitness->fitness->known_count == fitness->fitness->point_count ||
                                                      nsc_space_named_point(space, PUBLISHED_BEST) == NULL)) {
        set->left_out = true;
        return NSC_OK;
    }
    const nsc_landscape own = nsc_landscape_of(space, state->landscape->graph, fitness->fitness);
    nsc_status status = nsc_targets_parse(&own, set->targets, &set->points, &set->count, &reason);
    if (status == NSC_MISSING || status == NSC_INVALID)
        nsc_text_format(set->reason, sizeof set->reason, "%s", reason.message);
    else if (status != NSC_OK)
        return nsc_error_pass(error, status, &reason);
    nsc_targets_reason(fitness->fitness, set->targets, set->chosen);
    if (set->points != NULL)
        qsort(set->points, set->count, sizeof *set->points, nsc_compare_numbers);
    return NSC_OK;
}

/* The paper's best cell is the best of all; if the data may lack it, the published one is taken. */
static void choose_paper(interpretations *state, size_t first) {
    for (size_t number = first; number < state->set_count; number++)
        if (strcmp(state->sets[number].targets, PUBLISHED_BEST) == 0 && state->sets[number].points != NULL) {
            state->sets[number].in_paper = state->sets[first].in_paper;
            state->sets[first].in_paper = NULL;
        }
}

static bool same_points(const target_choice *left, const target_choice *right) {
    return left->points != NULL && right->points != NULL && left->count == right->count &&
           memcmp(left->points, right->points, left->count * sizeof *left->points) == 0;
}

/* ---- one set of points ---- */

/* Distances that all interpretations of one set of points share. */
typedef struct measured {
    interpretations *state;
    const target_choice *set;
    nsc_encoding_counts encoding_counts[NSC_VALIDITY_COUNT];
    uint8_t *distances[KINDS]; /* distances of points, stored at the first kind that uses them; NULL elsewhere */
    size_t *jobs;              /* places in the results, scratch */
    size_t job_count;
} measured;

/* The first kind of the same distance, which keeps the distances of points. */
static size_t keeper_of(size_t kind) {
    size_t keeper = 0;
    while (strcmp(kinds[keeper].distance, kinds[kind].distance) != 0)
        keeper++;
    return keeper;
}

static bool by_encoding(size_t kind) {
    return strncmp(kinds[kind].distance, "encoding", strlen("encoding")) == 0;
}

static nsc_status measure_points(measured *job, size_t kind, nsc_error *error) {
    const interpretations *state = job->state;
    const nsc_space *space = state->landscape->space;
    const nsc_distance *distance = nsc_distance_named(kinds[kind].distance);
    uint8_t **distances = &job->distances[kind];
    if (strcmp(distance->name, "edit") == 0 && job->set->count > MOST_EDIT_TARGETS)
        return NSC_OK;
    nsc_status status = nsc_allocate(distances, space->point_count, 1, error);
    if (status != NSC_OK)
        return status;
    if (!by_encoding(kind))
        return distance->to_nearest(space, state->landscape->graph, job->set->points, job->set->count,
                                    state->options->control, *distances, error);
    const nsc_validity validity = strcmp(distance->name, "encoding-raw") == 0 ? NSC_VALID_RAW : NSC_VALID_PRUNED;
    nsc_encoding_counts_nearest(&job->encoding_counts[validity], *distances);
    return NSC_OK;
}

static nsc_status measure(measured *job, nsc_error *error) {
    const interpretations *state = job->state;
    nsc_status status = NSC_OK;
    if (state->encodings != NULL) {
        NSC_TRY(nsc_encoding_counts_by_rule(job->encoding_counts, state->landscape->space, job->set->points,
                                            job->set->count, state->options->control, state->buffer, error));
        NSC_TRY(
            nsc_encoding_totals_keep(state->landscape, job->set->points, job->set->count, job->encoding_counts, error));
    }
    for (size_t kind = 0; kind < KINDS; kind++)
        if (keeper_of(kind) == kind && (state->encodings != NULL || !by_encoding(kind)))
            NSC_TRY(measure_points(job, kind, error));
out:
    return status;
}

/* Figures of the targets among all encodings, valid or not. */
static void take_volume(const measured *job, const struct kind *kind, interpretation *result) {
    const nsc_encoding_counts *encoding_counts = &job->encoding_counts[kind->validity];
    const double all = nsc_encoding_counts_within(encoding_counts->all, NSC_ENCODING_DISTANCES);
    result->volume_share = nsc_encoding_counts_within(encoding_counts->all, NSC_PAPER_DISTANCE) / all;
    result->volume_one_in = all / (double)encoding_counts->all[0];
}

static nsc_status evaluate_task(void *context, size_t task, size_t worker, nsc_error *error) {
    (void)worker;
    const measured *job = context;
    const interpretations *state = job->state;
    const size_t place = job->jobs[task];
    const target_choice *set = &state->sets[place / KINDS];
    const struct kind *kind = &kinds[place % KINDS];
    interpretation *result = &state->results[place];
    const bool counted = kind->encodings && by_encoding(place % KINDS);
    const nsc_points_by_distance points = {
        .point_count = state->landscape->space->point_count,
        .counts = counted ? job->encoding_counts[kind->validity].of_points : NULL,
        .distances = job->distances[keeper_of(place % KINDS)],
        .weights = kind->encodings ? state->volumes[kind->validity] : NULL,
        .ascending = set->fitness->ascending,
        .order = nsc_order_of(set->fitness->fitness),
        .sizes = state->sizes,
        .chosen = set->fitness->fitness->chosen,
        .intervals = set->chosen[0] == '\0',
    };
    result->computed = true;
    result->volume_share = result->volume_one_in = NAN;
    for (size_t target = 0; target < set->count; target++)
        result->target_weight += points.weights != NULL ? points.weights[set->points[target]] : 1;
    if (counted)
        take_volume(job, kind, result);
    return nsc_fitness_by_distance_of(&points, set->fitness->fitness->values, &result->figures, error);
}

/* All interpretations of the sets from `first` on that have the same points. */
static nsc_status evaluate_points(interpretations *state, size_t first, nsc_error *error) {
    measured job = {.state = state, .set = &state->sets[first]};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job.jobs, (size_t)SETS * KINDS, sizeof *job.jobs, error));
    NSC_TRY(measure(&job, error));
    for (size_t set = first; set < state->set_count; set++)
        for (size_t kind = 0; kind < KINDS && same_points(&state->sets[first], &state->sets[set]); kind++)
            if (job.distances[keeper_of(kind)] != NULL && (state->encodings != NULL || !kinds[kind].encodings))
                job.jobs[job.job_count++] = set * KINDS + kind;
    NSC_TRY(nsc_parallel(job.job_count, state->options->control, evaluate_task, &job, error));
out:
    for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
        nsc_encoding_counts_release(&job.encoding_counts[validity]);
    for (size_t kind = 0; kind < KINDS; kind++)
        free(job.distances[kind]);
    free(job.jobs);
    return status;
}

static nsc_status evaluate(interpretations *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t set = 0; status == NSC_OK && set < state->set_count; set++) {
        size_t first = 0;
        while (first < set && !same_points(&state->sets[first], &state->sets[set]))
            first++;
        if (first == set && state->sets[set].points != NULL)
            status = evaluate_points(state, set, error);
        nsc_control_report(state->options->control, "readings", (double)(set + 1) / (double)state->set_count);
    }
    return status;
}

/* ---- tables ---- */

static const nsc_column interpretation_columns[] = {
    {"reading", "number of the row; the table curves refers to it"},
    {"counted", "encodings, or cells once each"},
    {"validity",
     "rule of valid encodings: the limit on edges applies after pruning (pruned) or before (raw); empty for cells"},
    {"measure", "distance to the nearest target, as --distance names it; edit and hops: of the cells decoded to"},
    {"fitness", "rule of this row's fitness; fitness_rule, coverage and known in the last columns describe --fitness"},
    {"targets", "cells that the distance is measured to"},
    {"target_cells", "number of targets"},
    {"target_weight", "encodings of the targets, or the targets themselves"},
    {"chance", "probability of drawing a target uniformly from all encodings or cells, including those out of reach"},
    {"one_in", "expected draws until a target is hit: 1 / probability"},
    {"share_within_6", "share of all encodings or cells at most 6 from the nearest target"},
    {"volume_one_in", "encodings, valid or not, per encoding of the targets; the paper prints \"about 1 to 50000\""},
    {"volume_within_6", "share of all encodings, valid or not, at most 6 from the nearest target; the paper prints "
                        "0.354 of the \"volume\""},
    {"pearson", "correlation of fitness with distance over all within reach; negative: better cells are nearer"},
    {"pearson_low", "lower end of its 95 % interval for the sampling of cells; the value itself if all have a fitness; "
                    "empty if the targets are the best of partial data"},
    {"pearson_high", "upper end"},
    {"spearman", "rank correlation of fitness with distance"},
    {"spearman_low", "lower end of its 95 % interval"},
    {"spearman_high", "upper end"},
    {"width", "first distance at which the mean fitness is not better than that of all within reach"},
    {"known_cells", "cells with a fitness, within reach of the targets"},
    {"known_share", "share of all within reach that has a fitness"},
    {"unknown_share",
     "share in sizes (numbers of vertices) without evaluated cells, for which cells of other sizes stand"},
    {"paper", "correlation or rarity: the likeliest interpretation of the paper's statement about it"},
    {"reason", "reason the values or their intervals are missing; where the best may be among the points without a "
               "fitness, all values of the row are about the best evaluated ones"},
};
static const nsc_column curve_columns[] = {
    {"reading", "number of the row in the table readings"},
    {"steps", "distance to the nearest target"},
    {"weight", "encodings or cells at that distance, with or without a fitness"},
    {"share", "share of all encodings or cells, at most that far"},
    {"known_weight", "weight with a fitness"},
    {"mean", "mean fitness; evaluated cells stand for the others of their size; empty without evaluated cells"},
    {"rescaled", "(mean - mean of all) / (mean of the targets - mean of all): 1 at the targets, 0 at the mean of all; "
                 "empty if no target has a fitness; without an interval"},
    {"correlation_within", "Pearson's correlation of fitness with distance among all at most that far; empty if either "
                           "is constant; without an interval"},
};

/* The reason that the correlations or their intervals are missing, or NULL. */
static const char *gap_of(const target_choice *set, const nsc_fitness_by_distance *figures) {
    if (figures->evaluated_points == 0)
        return "no cell within reach of the targets has a fitness";
    if (isnan(figures->pearson.value))
        return "all evaluated cells have the same fitness or the same distance to the targets";
    if (!isnan(figures->pearson.low))
        return NULL;
    return set->chosen[0] != '\0' ? set->chosen : nsc_distance_gap(figures);
}

static nsc_status add_interpretation(const interpretations *state, size_t place, nsc_table *table, nsc_error *error) {
    const target_choice *set = &state->sets[place / KINDS];
    const struct kind *kind = &kinds[place % KINDS];
    const interpretation *result = &state->results[place];
    const nsc_fitness_by_distance *figures = &result->figures;
    const double chance = result->target_weight / (figures->weight + figures->weight_beyond);
    const bool paper = kind->in_paper && set->fitness->in_paper && set->in_paper != NULL;
    const nsc_value row[] = {nsc_integer((int64_t)place),
                             nsc_text(kind->counted),
                             kind->encodings ? nsc_text(nsc_validity_name(kind->validity)) : nsc_missing(),
                             nsc_text(kind->distance),
                             nsc_text(set->fitness->rule),
                             nsc_text(set->targets),
                             nsc_integer((int64_t)set->count),
                             nsc_real(result->target_weight),
                             nsc_real(chance),
                             nsc_real(1 / chance),
                             nsc_real(nsc_share_within(figures, NSC_PAPER_DISTANCE)),
                             nsc_real(result->volume_one_in),
                             nsc_real(result->volume_share),
                             nsc_real(figures->pearson.value),
                             nsc_real(figures->pearson.low),
                             nsc_real(figures->pearson.high),
                             nsc_real(figures->spearman.value),
                             nsc_real(figures->spearman.low),
                             nsc_real(figures->spearman.high),
                             nsc_real(nsc_slope_width(figures, set->fitness->fitness->direction)),
                             nsc_integer(figures->evaluated_points),
                             nsc_real(figures->evaluated_share),
                             nsc_real(figures->unknown_share),
                             nsc_text(paper ? set->in_paper : NULL),
                             nsc_text(gap_of(set, figures))};
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

/* A row with a reason in place of values. */
static nsc_status add_reason(const target_choice *set, const struct kind *kind, const char *reason, size_t place,
                             nsc_table *table, nsc_error *error) {
    nsc_value row[NSC_COUNT_OF(interpretation_columns)];
    for (size_t column = 0; column < NSC_COUNT_OF(row); column++)
        row[column] = nsc_missing();
    row[0] = nsc_integer((int64_t)place);
    if (kind != NULL) {
        row[1] = nsc_text(kind->counted);
        row[2] = kind->encodings ? nsc_text(nsc_validity_name(kind->validity)) : nsc_missing();
        row[3] = nsc_text(kind->distance);
    }
    row[4] = nsc_text(set->fitness->rule);
    row[5] = nsc_text(set->targets);
    row[NSC_COUNT_OF(row) - 1] = nsc_text(reason);
    return nsc_table_add(table, row, NSC_COUNT_OF(row), error);
}

static nsc_status add_curve(const interpretations *state, size_t place, nsc_table *table, nsc_error *error) {
    const nsc_fitness_by_distance *figures = &state->results[place].figures;
    const double target_mean = isnan(figures->pearson.value) ? NAN : figures->at[0].mean;
    nsc_status status = NSC_OK;
    for (unsigned distance = 0; status == NSC_OK && distance < NSC_UNREACHED; distance++) {
        const nsc_at_distance *here = &figures->at[distance];
        if (here->weight == 0)
            continue;
        const nsc_value row[] = {nsc_integer((int64_t)place),
                                 nsc_integer(distance),
                                 nsc_real(here->weight),
                                 nsc_real(nsc_share_within(figures, distance)),
                                 nsc_real(here->evaluated_weight),
                                 nsc_real(here->mean),
                                 nsc_real((here->mean - figures->mean) / (target_mean - figures->mean)),
                                 nsc_real(here->correlation_within)};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

static nsc_status add_set(const interpretations *state, size_t number, nsc_table **tables, nsc_error *error) {
    const target_choice *set = &state->sets[number];
    nsc_status status = NSC_OK;
    if (set->left_out)
        return NSC_OK;
    if (set->points == NULL)
        return add_reason(set, NULL, set->reason, number * KINDS, tables[0], error);
    for (size_t kind = 0; status == NSC_OK && kind < KINDS; kind++) {
        const size_t place = number * KINDS + kind;
        const bool edit = strcmp(kinds[kind].distance, "edit") == 0;
        if (state->results[place].computed) {
            status = add_interpretation(state, place, tables[0], error);
            if (status == NSC_OK)
                status = add_curve(state, place, tables[1], error);
        } else
            status = add_reason(set, &kinds[kind],
                                state->encodings == NULL && (kinds[kind].encodings || !edit)
                                    ? state->no_encodings
                                    : "too many targets for edit distances: more than 1000",
                                place, tables[0], error);
    }
    return status;
}

static nsc_status run(const nsc_landscape *landscape, const nsc_analysis_options *options, nsc_table **tables,
                      nsc_error *error) {
    interpretations *state = NULL;
    nsc_status status = NSC_OK;
    if (landscape->fitness->known_count < 3)
        return nsc_error_set(error, NSC_MISSING, "%u of %u points have a fitness %s; at least 3 are needed",
                             landscape->fitness->known_count, landscape->fitness->point_count,
                             landscape->fitness->rule.text);
    NSC_TRY(nsc_allocate(&state, 1, sizeof *state, error));
    state->landscape = landscape;
    state->options = options;
    NSC_TRY(nsc_allocate(&state->results, (size_t)SETS * KINDS, sizeof *state->results, error));
    NSC_TRY(open_space(state, error));
    NSC_TRY(choose_fitnesses(state, error));
    for (size_t fitness = 0; fitness < state->fitness_count; fitness++) {
        const size_t first = state->set_count;
        NSC_TRY(sort_points(&state->fitnesses[fitness], error));
        for (size_t set = 0; set < TARGET_SETS; set++)
            NSC_TRY(choose_targets(state, &state->fitnesses[fitness], set, error));
        choose_paper(state, first);
    }
    NSC_TRY(evaluate(state, error));
    for (size_t set = 0; set < state->set_count; set++)
        NSC_TRY(add_set(state, set, tables, error));
out:
    if (state != NULL)
        release(state);
    free(state);
    return status;
}

static const nsc_analysis_table tables[] = {
    NSC_TABLE("readings", "one row for each interpretation", interpretation_columns),
    NSC_TABLE("curves", "one row for each interpretation and distance", curve_columns)};

const nsc_analysis nsc_analysis_readings = {
    "readings",
    "correlation of fitness with distance, and rarity, in every interpretation of the paper",
    "Jones, Forrest 1995; Ying et al. 2019, section 3.3",
    "as fdc, over points or encodings, by each distance and set of targets; width: first distance whose mean fitness "
    "is not above that of all",
    0,
    NSC_ALLOWS_DIRECTED | NSC_NEEDS_ENCODINGS,
    tables,
    NSC_COUNT_OF(tables),
    run};
