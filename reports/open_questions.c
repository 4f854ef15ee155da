/*
 * readings.csv: the paper leaves open how some of its numbers came about (how long the walk was, what an average of
 * replacements is over, where the edge limit applies, ...). Each question is answered in every way that its text
 * allows, so that whoever has the full data sees which answer gives the printed number.
 *
 * The table of questions is at the end; a question adds a row for each answer.
 */
#include "reports/claims_internal.h"

#include "analysis/estimators/agreement.h"
#include "analysis/estimators/statistics.h"
#include "analysis/estimators/strata.h"
#include "analysis/paper/paper.h"

#include <math.h>
#include <string.h>

static const nsc_column columns[] = {
    {"question", "question that the paper leaves open"},
    {"statement", "statement that depends on it"},
    {"published", "value that the paper prints"},
    {"answer", "one interpretation"},
    {"validity", "edge limit of encodings before (raw) or after pruning (pruned); empty where none are counted"},
    {"invalid_moves", "what a walk on encodings does at an invalid change: stay or redraw"},
    {"relation", "which cells count as neighbours; empty where that makes no difference"},
    {"distance", "which distance was measured; empty where none was"},
    {"targets", "cells that the distance is measured to"},
    {"walk_length", "steps of the walk, T; empty where there is no walk"},
    {"value", "value under this interpretation"},
    {"low", "lower end of its 95 % interval; the value where it is exact; empty where there is none"},
    {"high", "upper end"},
    {"verdict", "agrees with the printed value, differs, undecided, needs the full data, surrogate only, "
                "synthetic only"},
    {"likeliest", "1 where the paper's text supports this interpretation"},
    {"fitness", "rule of the fitness that it rests on"},
    NSC_COLUMN_RUNS,
    {"coverage", "share of the cells that have a fitness"},
    NSC_COLUMN_ORIGIN,
    NSC_COLUMN_SOURCE,
};

/* One answer to a question. */
typedef struct answer {
    const char *words;
    const char *validity, *invalid, *relation, *distance, *targets;
    double walk_length;
    nsc_estimate value;
    bool needs_all; /* of the cells: what some of them say is no estimate */
    bool at_least;  /* the value is a lower bound */
    bool likeliest;
    const nsc_fitness *fitness; /* NULL: rests on the space alone */
} answer;

typedef struct questions {
    nsc_report_run *run;
    nsc_table *table;
    const struct question *question;
    double *encodings; /* [point] by the raw rule, counted once for all replacements; NULL until then */
} questions;

/* What the paper prints, and who answers. */
struct question {
    const char *words, *statement;
    double published, half_unit;
    nsc_status (*answer)(questions *state, nsc_error *error);
    const char *from, *to; /* of a replacement */
    bool times;
};

static bool complete(const nsc_fitness *fitness) {
    return fitness == NULL || fitness->known_count == fitness->point_count;
}

static nsc_status add_answer(questions *state, const answer *row, nsc_error *error) {
    const struct question *question = state->question;
    const nsc_fitness *fitness = row->fitness;
    const bool usable = complete(fitness) || !row->needs_all;
    const nsc_claim claim = {
        .comparison = NSC_CLAIM_EQUALS, .published = question->published, .half_unit = question->half_unit};
    const nsc_finding finding = {.value = row->value.value,
                                 .low = row->value.low,
                                 .high = row->value.high,
                                 .published_conditions = usable,
                                 .at_least = row->at_least,
                                 .effect = fabs(question->published),
                                 .origin = fitness != NULL ? fitness->origin : NSC_ORIGIN_COMPUTED};
    char runs[NSC_RUN_RANGE_SIZE];
    const nsc_value values[] = {nsc_text(question->words),
                                nsc_text(question->statement),
                                nsc_real(question->published),
                                nsc_text(row->words),
                                nsc_text(row->validity),
                                nsc_text(row->invalid),
                                nsc_text(row->relation),
                                nsc_text(row->distance),
                                nsc_text(row->targets),
                                row->walk_length > 0 ? nsc_real(row->walk_length) : nsc_missing(),
                                nsc_real(row->value.value),
                                usable ? nsc_real(row->value.low) : nsc_missing(),
                                usable ? nsc_real(row->value.high) : nsc_missing(),
                                nsc_text(nsc_verdict_name(nsc_claim_verdict(&claim, &finding))),
                                nsc_integer(row->likeliest),
                                nsc_text(fitness != NULL ? fitness->rule.text : NULL),
                                nsc_text(fitness != NULL ? nsc_run_range_text(fitness->runs, runs) : NULL),
                                nsc_real(fitness != NULL ? nsc_fitness_coverage(fitness) : 1),
                                nsc_text(nsc_origin_name(finding.origin)),
                                nsc_text(fitness != NULL ? fitness->source : "space")};
    return nsc_table_add(state->table, values, NSC_COUNT_OF(values), error);
}

/* The fitness of a rule, NULL where the data does not hold it. */
static nsc_status ask(questions *state, const char *rule, const nsc_fitness **fitness, nsc_error *error) {
    const nsc_report_fitness *asked;
    nsc_status status = nsc_report_ask(state->run, rule, &asked, error);
    *fitness = status == NSC_OK ? asked->fitness : NULL;
    return status;
}

/* ---- where the autocorrelation ends ---- */

/* The paper says neither which accuracy it is about nor whether of a mean. */
static const char *const accuracies[] = {"test@108", "valid@108", "test@108:run1"};

static nsc_status answer_walk(questions *state, const nsc_report_question *asked, const answer *row, nsc_error *error) {
    char above_noise[128];
    snprintf(above_noise, sizeof above_noise, "%s: above the noise at all lags computed", row->words);
    static const double lengths[] = {1e3, 1e4, 1e5, 1e6, 1e7};
    const nsc_report_result *result;
    nsc_status status = nsc_report_analyse(state->run, asked, &result, error);
    if (status != NSC_OK || result->tables[0] == NULL)
        return status;
    const nsc_table *lags = nsc_report_table(result, "lags");
    for (size_t length = 0; status == NSC_OK && length < NSC_COUNT_OF(lengths); length++) {
        answer own = *row;
        own.walk_length = lengths[length];
        own.value = nsc_walk_noise_root(lags, lengths[length], lengths[length]);
        if (isnan(own.value.value)) {
            /* The root of the largest lag is a lower bound: for certain where no lag may be within the noise. */
            const double largest = sqrt(state->run->request->options->lags);
            own.words = above_noise;
            own.at_least = isinf(own.value.low);
            own.value = (nsc_estimate){largest, own.at_least ? largest : own.value.low, NAN};
        }
        status = add_answer(state, &own, error);
    }
    return status;
}

/* Each open answer by itself, the others as the paper's text has them: exact curves of encodings take seconds each. */
static nsc_status answer_walks(questions *state, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < NSC_COUNT_OF(accuracies); number++) {
        const nsc_fitness *fitness;
        NSC_TRY(ask(state, accuracies[number], &fitness, error));
        if (fitness == NULL)
            continue;
        for (int validity = 0; validity < NSC_VALIDITY_COUNT; validity++)
            for (int invalid = 0; invalid < NSC_INVALID_MOVES_COUNT; invalid++) {
                const bool own_text = validity == NSC_VALID_RAW && invalid == NSC_INVALID_STAY;
                const nsc_report_question asked = {.analysis = "encodingrwa",
                                                   .fitness = fitness,
                                                   .validity = (nsc_validity)validity,
                                                   .invalid = (nsc_invalid_moves)invalid};
                const answer row = {.words = "walk on valid encodings",
                                    .validity = nsc_validity_name((nsc_validity)validity),
                                    .invalid = nsc_invalid_moves_name((nsc_invalid_moves)invalid),
                                    .likeliest = number == 0 && validity == NSC_VALID_RAW,
                                    .fitness = fitness};
                if (own_text || (number == 0 && (validity == NSC_VALID_RAW || invalid == NSC_INVALID_STAY)))
                    NSC_TRY(answer_walk(state, &asked, &row, error));
            }
        for (size_t relation = 0; relation < state->run->relation_count; relation++) {
            const nsc_report_question asked = {
                .analysis = "rwa", .fitness = fitness, .relation = &state->run->relations[relation]};
            const answer row = {
                .words = "walk on cells", .relation = state->run->relations[relation].name, .fitness = fitness};
            if (number == 0 || relation == 0)
                NSC_TRY(answer_walk(state, &asked, &row, error));
        }
    }
out:
    return status;
}

/* ---- what follows from distances: the analysis `readings` ---- */

/* The first distance within which fitness does not fall with distance; NaN where it always does. */
static double width_by_correlation(const nsc_table *curves, double reading) {
    for (size_t row = 0; row < nsc_table_row_count(curves); row++)
        if (nsc_report_number(curves, row, "reading") == reading &&
            nsc_report_number(curves, row, "correlation_within") >= 0)
            return nsc_report_number(curves, row, "steps");
    return NAN;
}

/* A column of the analysis' table read as the printed number. */
typedef struct distance_answer {
    const char *words, *column;
    double added;
} distance_answer;

static nsc_status answer_row(questions *state, const nsc_report_result *result, size_t number,
                             const distance_answer *read, bool likeliest, nsc_error *error) {
    const nsc_table *readings = nsc_report_table(result, "readings");
    const nsc_fitness *fitness;
    nsc_status status = ask(state, nsc_report_text(readings, number, "fitness"), &fitness, error);
    if (status != NSC_OK || fitness == NULL)
        return status;
    const double value =
        strcmp(read->column, "correlation_within") == 0
            ? width_by_correlation(nsc_report_table(result, "curves"), nsc_report_number(readings, number, "reading"))
            : nsc_report_number(readings, number, read->column) + read->added;
    const bool encodings = nsc_report_is(readings, number, "counted", "encodings");
    char words[160];
    snprintf(words, sizeof words, "%s: %s", encodings ? "over encodings" : "over cells", read->words);
    const answer row = {.words = words,
                        .validity = nsc_report_text(readings, number, "validity"),
                        .distance = nsc_report_text(readings, number, "measure"),
                        .targets = nsc_report_text(readings, number, "targets"),
                        .value = nsc_estimate_exact(value),
                        .needs_all = true,
                        .likeliest = likeliest && nsc_report_text(readings, number, "paper") != NULL,
                        .fitness = fitness};
    return add_answer(state, &row, error);
}

/* Every reading whose targets begin with one of two texts; of encodings by their own distance only, where asked. */
static nsc_status answer_distances(questions *state, const char *const starts[2], bool encodings_only,
                                   const distance_answer *read, size_t read_count, nsc_error *error) {
    const nsc_fitness *fitness;
    const nsc_report_result *result;
    nsc_status status = NSC_OK;
    NSC_TRY(ask(state, "test@108", &fitness, error));
    if (fitness == NULL)
        goto out;
    const nsc_report_question asked = {.analysis = "readings", .fitness = fitness};
    NSC_TRY(nsc_report_analyse(state->run, &asked, &result, error));
    const nsc_table *readings = nsc_report_table(result, "readings");
    for (size_t row = 0; readings != NULL && row < nsc_table_row_count(readings); row++) {
        const char *targets = nsc_report_text(readings, row, "targets");
        if (targets == NULL || nsc_report_text(readings, row, "counted") == NULL ||
            (strncmp(targets, starts[0], strlen(starts[0])) != 0 &&
             strncmp(targets, starts[1], strlen(starts[1])) != 0) ||
            (encodings_only && isnan(nsc_report_number(readings, row, "volume_one_in"))))
            continue;
        for (size_t number = 0; number < read_count; number++)
            NSC_TRY(answer_row(state, result, row, &read[number], number == 0, error));
    }
out:
    return status;
}

static nsc_status answer_width(questions *state, nsc_error *error) {
    static const char *const starts[] = {"best:1", NSC_PUBLISHED_BEST};
    static const distance_answer read[] = {
        {"first distance whose mean is not above that of all", "width", 0},
        {"first distance within which accuracy does not fall with distance", "correlation_within", 0}};
    return answer_distances(state, starts, false, read, NSC_COUNT_OF(read), error);
}

static const char *const best_cells[] = {"within:", "best:12"};

static nsc_status answer_others(questions *state, nsc_error *error) {
    static const distance_answer read[] = {{"cells but the best", "target_cells", -1}};
    static const char *const starts[] = {"within:", "within:"};
    return answer_distances(state, starts, true, read, NSC_COUNT_OF(read), error);
}

static nsc_status answer_held(questions *state, nsc_error *error) {
    static const distance_answer read[] = {{"valid encodings of the cells", "target_weight", 0}};
    return answer_distances(state, best_cells, true, read, NSC_COUNT_OF(read), error);
}

static nsc_status answer_chance(questions *state, nsc_error *error) {
    static const distance_answer read[] = {{"all encodings for each of theirs", "volume_one_in", 0},
                                           {"valid encodings for each of theirs", "one_in", 0}};
    return answer_distances(state, best_cells, true, read, NSC_COUNT_OF(read), error);
}

static nsc_status answer_volume(questions *state, nsc_error *error) {
    static const distance_answer read[] = {{"share of all encodings", "volume_within_6", 0},
                                           {"share of the valid encodings", "share_within_6", 0}};
    return answer_distances(state, best_cells, true, read, NSC_COUNT_OF(read), error);
}

/* ---- which accuracy the budgets are compared by ---- */

/* Spearman's correlation among the best 10 % by the longer budget, as the analysis `budgets` has it among much else. */
static nsc_status correlate_best(const questions *state, const nsc_fitness *shorter, const nsc_fitness *longer,
                                 nsc_estimate *spearman, nsc_error *error) {
    static const double top_percent = 10;
    nsc_agreement agreement;
    double *sizes = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_point_sizes(state->run->space, state->run->request->options->control, &sizes, error));
    NSC_TRY(nsc_agreements_among_best(sizes, shorter, longer, &top_percent, 1, &agreement, error));
    *spearman = agreement.spearman;
out:
    free(sizes);
    return status;
}

static nsc_status answer_budgets(questions *state, nsc_error *error) {
    static const struct {
        const char *rule, *shorter;
    } rules[] = {{"valid@108", "valid@36:mean"}, {"test@108", "test@36:mean"}};
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < NSC_COUNT_OF(rules); number++) {
        const nsc_fitness *fitness, *shorter;
        answer given = {.words = "Spearman, among the best by 108 epochs",
                        .value = nsc_estimate_none(),
                        .needs_all = true,
                        .likeliest = number == 0};
        NSC_TRY(ask(state, rules[number].rule, &fitness, error));
        /* A mean of 36 epochs is not compared with the one run that some data has at 108. */
        if (fitness == NULL || fitness->rule.policy != NSC_POLICY_MEAN)
            continue;
        given.fitness = fitness;
        NSC_TRY(ask(state, rules[number].shorter, &shorter, error));
        if (shorter != NULL)
            NSC_TRY(correlate_best(state, shorter, fitness, &given.value, error));
        NSC_TRY(add_answer(state, &given, error));
    }
out:
    return status;
}

/* ---- what a mean over replacements is over ---- */

/* Sums over replacements of one operation by another. */
typedef struct replacements {
    double pairs, difference, relative;                       /* each pair of cells once */
    double vertices, vertex_difference, vertex_relative;      /* each vertex of each cell once */
    double encodings, encoding_difference, encoding_relative; /* each vertex as often as its cell has encodings */
    double from, from_sum, to, to_sum;                        /* vertices with the operations, and their fitness */
} replacements;

typedef struct replacement_walk {
    const nsc_nb101 *nb101;
    const double *values, *encodings;
    unsigned from, to;
    replacements sums;
} replacement_walk;

/* All vertices of one cell that hold the operation. */
static void add_cell(replacement_walk *state, uint32_t number, uint32_t orbit) {
    const nsc_skeleton *skeleton = nsc_nb101_skeleton(state->nb101, number);
    const uint16_t *orbits = nsc_nb101_orbits(state->nb101, number);
    const unsigned labelling = nsc_nb101_labellings(state->nb101, number)[orbit];
    const uint32_t cell = skeleton->first_id + orbit;
    const double own = state->values[cell];
    replacements *sums = &state->sums;
    uint8_t operations[NSC_CELL_INNER] = {0};
    uint32_t met[NSC_CELL_INNER];
    unsigned met_count = 0;
    if (isnan(own))
        return;
    nsc_labelling_operations(labelling, skeleton->vertex_count - 2u, operations);
    for (unsigned inner = 0; inner + 2 < skeleton->vertex_count; inner++) {
        sums->to += operations[inner] == state->to;
        sums->to_sum += operations[inner] == state->to ? own : 0;
        if (operations[inner] != state->from)
            continue;
        sums->from++;
        sums->from_sum += own;
        operations[inner] = (uint8_t)state->to;
        const uint32_t reached = skeleton->first_id + orbits[nsc_labelling_of(operations, skeleton->vertex_count - 2u)];
        operations[inner] = (uint8_t)state->from;
        const double other = state->values[reached];
        if (isnan(other))
            continue;
        bool new_pair = true;
        for (unsigned place = 0; place < met_count; place++)
            new_pair = new_pair && met[place] != reached;
        met[met_count++] = reached;
        sums->pairs += new_pair;
        sums->difference += new_pair ? other - own : 0;
        sums->relative += new_pair ? other / own - 1 : 0;
        sums->vertices++;
        sums->vertex_difference += other - own;
        sums->vertex_relative += other / own - 1;
        sums->encodings += state->encodings[cell];
        sums->encoding_difference += state->encodings[cell] * (other - own);
        sums->encoding_relative += state->encodings[cell] * (other / own - 1);
    }
}

static unsigned operation_named(const char *name) {
    unsigned operation = 0;
    while (strcmp(nsc_operation_name((nsc_operation)operation), name) != 0)
        operation++;
    return operation;
}

static nsc_status sum_replacements(questions *state, const nsc_fitness *fitness, replacements *sums, nsc_error *error) {
    const nsc_space *space = state->run->space;
    nsc_status status = NSC_OK;
    if (state->encodings == NULL) {
        NSC_TRY(nsc_allocate(&state->encodings, space->point_count, sizeof *state->encodings, error));
        NSC_TRY(nsc_nb101_encodings(nsc_space_nb101(space), NSC_VALID_RAW, state->encodings, error));
    }
    replacement_walk walk = {.nb101 = nsc_space_nb101(space),
                             .values = fitness->values,
                             .encodings = state->encodings,
                             .from = operation_named(state->question->from),
                             .to = operation_named(state->question->to)};
    for (uint32_t number = 0; number < nsc_nb101_skeleton_count(walk.nb101); number++)
        for (uint32_t orbit = 0; orbit < nsc_nb101_skeleton(walk.nb101, number)->cell_count; orbit++)
            add_cell(&walk, number, orbit);
    *sums = walk.sums;
out:
    return status;
}

static nsc_status answer_replacement(questions *state, nsc_error *error) {
    const bool times = state->question->times;
    const char *const rules[] = {times ? "time@108" : "valid@108", times ? NULL : "test@108"};
    nsc_status status = NSC_OK;
    for (size_t number = 0; number < NSC_COUNT_OF(rules) && rules[number] != NULL; number++) {
        const nsc_fitness *fitness;
        replacements sums;
        NSC_TRY(ask(state, rules[number], &fitness, error));
        if (fitness == NULL)
            continue;
        NSC_TRY(sum_replacements(state, fitness, &sums, error));
        const double from = sums.from_sum / sums.from, to = sums.to_sum / sums.to;
        const struct {
            const char *words;
            double value;
        } rows[] = {
            {"mean over pairs of neighbouring cells", (times ? sums.relative : sums.difference) / sums.pairs},
            {"mean over vertices of cells", (times ? sums.vertex_relative : sums.vertex_difference) / sums.vertices},
            {"mean over vertices of encodings",
             (times ? sums.encoding_relative : sums.encoding_difference) / sums.encodings},
            {"difference of the means over vertices with either operation", times ? to / from - 1 : to - from},
        };
        for (size_t row = 0; row < NSC_COUNT_OF(rows); row++) {
            const answer given = {.words = rows[row].words,
                                  .value = nsc_estimate_exact(rows[row].value),
                                  .validity = row == 2 ? "raw" : NULL,
                                  .needs_all = true,
                                  .likeliest = row == 0 && number == 0,
                                  .fitness = fitness};
            NSC_TRY(add_answer(state, &given, error));
        }
    }
out:
    return status;
}

/* ---- the questions ---- */

#define MEAN_OF_REPLACEMENTS "over what is the mean of replacements taken?"
#define REPLACEMENT(from_words, to_words, accuracy, time)                                                              \
    {MEAN_OF_REPLACEMENTS,                                                                                             \
     "change of validation accuracy, " from_words " replaced by " to_words,                                            \
     accuracy,                                                                                                         \
     5e-5,                                                                                                             \
     answer_replacement,                                                                                               \
     from_words,                                                                                                       \
     to_words,                                                                                                         \
     false},                                                                                                           \
    {                                                                                                                  \
        MEAN_OF_REPLACEMENTS, "relative change of training time, " from_words " replaced by " to_words, time, 5e-5,    \
            answer_replacement, from_words, to_words, true                                                             \
    }

static const struct question list[] = {
    {"how long is the walk, on what, and what does it do at an invalid change?",
     "root of the lag beyond which the autocorrelation is noise", NSC_PAPER_NOISE_ROOT, 0.5, answer_walks, NULL, NULL,
     false},
    {"is the curve of accuracy against distance the mean, or a correlation?", "coarse width around the best cell",
     NSC_PAPER_SLOPE_WIDTH, 0.5, answer_width, NULL, NULL, false},
    {"which cells are as good as the best?", "other cells within two standard errors of the best",
     NSC_PAPER_OTHERS_NEAR_BEST, 0.5, answer_others, NULL, NULL, false},
    {"does the edge limit apply before or after pruning?", "encodings of the best cells", NSC_PAPER_ENCODINGS_NEAR_BEST,
     0.5, answer_held, NULL, NULL, false},
    {"does the edge limit apply before or after pruning?", "encodings for each of the best cells'",
     NSC_PAPER_ENCODINGS_FOR_EACH, 10000, answer_chance, NULL, NULL, false},
    {"does the edge limit apply before or after pruning?", "share of the volume within 6 of the closest",
     NSC_PAPER_VOLUME_WITHIN, 5e-4, answer_volume, NULL, NULL, false},
    {"which accuracy are the budgets compared by?", "rank correlation of 36 and 108 epochs among the top 10 %",
     NSC_PAPER_TOP_RANK_CORRELATION, 5e-4, answer_budgets, NULL, NULL, false},
    REPLACEMENT("conv3x3", "conv1x1", NSC_PAPER_C3_TO_C1_ACCURACY, NSC_PAPER_C3_TO_C1_TIME),
    REPLACEMENT("conv3x3", "maxpool3x3", NSC_PAPER_C3_TO_POOL_ACCURACY, NSC_PAPER_C3_TO_POOL_TIME),
    REPLACEMENT("conv1x1", "maxpool3x3", NSC_PAPER_C1_TO_POOL_ACCURACY, NSC_PAPER_C1_TO_POOL_TIME),
};

nsc_status nsc_open_questions_write(nsc_report_run *run, nsc_error *error) {
    const double started_s = nsc_report_clock();
    const size_t question_count = NSC_COUNT_OF(list);
    const nsc_report_item item = {.name = "readings.csv",
                                  .meaning = "each figure of the paper under each answer to what its text leaves open"};
    questions state = {.run = run};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_table_create(&state.table, columns, NSC_COUNT_OF(columns), error));
    for (size_t number = 0; number < question_count; number++) {
        state.question = &list[number];
        NSC_TRY(list[number].answer(&state, error));
        nsc_control_report(run->request->options->control, "readings.csv",
                           (double)(number + 1) / (double)question_count);
    }
    NSC_TRY(nsc_report_write_table(run, &item, state.table, error));
    NSC_TRY(nsc_report_part_end(run, "readings.csv", started_s, error));
out:
    nsc_table_destroy(state.table);
    free(state.encodings);
    return status;
}
