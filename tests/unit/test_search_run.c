/*
 * Runs of searches, against the rows of the file that they answer from: which run is drawn, what it costs, what becomes
 * the incumbent, and what the rules of the protocols make of invalid, repeated and unmeasured points.
 */
#include "analysis/search/search_internal.h"
#include "base/random.h"
#include "temporary.h"
#include "testing.h"

#include <math.h>
#include <unistd.h>

enum { CELLS = 91, BUDGETS = 2, RUNS = 3, FEW_RUNS = 8, UNMEASURED = 7, MEASURED_LATE = 9 };
enum { VALID, TEST, TIME, METRICS };
static const int epochs[BUDGETS] = {36, 108};

/* The measurements: [budget][metric][cell][run]. */
static double values[BUDGETS][METRICS][CELLS][RUNS];

static nsc_space *space;
static char path[128];

/* Cell UNMEASURED has no runs at 108 epochs, MEASURED_LATE none at 36, FEW_RUNS a single one at 108. */
static int runs_of(int budget, uint32_t cell) {
    if ((cell == UNMEASURED && budget == 1) || (cell == MEASURED_LATE && budget == 0))
        return 0;
    return cell == FEW_RUNS && budget == 1 ? 1 : RUNS;
}

static void fill_values(void) {
    gsl_rng *random;
    REQUIRE_OK(nsc_random_create(&random, 1, NSC_STREAM_TEST_DATA, 0, &error));
    for (int budget = 0; budget < BUDGETS; budget++)
        for (uint32_t cell = 0; cell < CELLS; cell++)
            for (int run = 0; run < RUNS; run++) {
                values[budget][VALID][cell][run] = (double)(float)((4000 + nsc_random_below(random, 5000)) / 9984.0);
                values[budget][TEST][cell][run] = (double)(float)((4000 + nsc_random_below(random, 5000)) / 9984.0);
                values[budget][TIME][cell][run] = 100.0 * (budget + 1) + nsc_random_below(random, 64);
            }
    gsl_rng_free(random);
}

static int write_measurements(void **state) {
    (void)state;
    space = open_space("nb101:vertices=4");
    fill_values();
    temporary_template(path, sizeof path, ".csv");
    const int file = mkstemps(path, 4);
    FILE *stream = file >= 0 ? fdopen(file, "w") : NULL;
    assert_non_null(stream);
    fputs("hash,epochs,run,validation_accuracy,test_accuracy,training_time\n", stream);
    for (int budget = 0; budget < BUDGETS; budget++)
        for (uint32_t cell = 0; cell < CELLS; cell++)
            for (int run = 0; run < runs_of(budget, cell); run++) {
                nsc_point_name name;
                REQUIRE_OK(space->point_name(space, cell, &name, &error));
                fprintf(stream, "%s,%d,%d,%.17g,%.17g,%.17g\n", name.text, epochs[budget], run,
                        values[budget][VALID][cell][run], values[budget][TEST][cell][run],
                        values[budget][TIME][cell][run]);
            }
    return fclose(stream);
}

static int remove_measurements(void **state) {
    (void)state;
    unlink(path);
    nsc_space_close(space);
    return 0;
}

static double mean_of(int metric, uint32_t cell) {
    double sum = 0;
    for (int run = 0; run < runs_of(1, cell); run++)
        sum += values[1][metric][cell][run];
    return sum / runs_of(1, cell);
}

/* ---- experiments ---- */

typedef struct opened_experiment {
    nsc_opened_landscape *opened;
    nsc_experiment *experiment;
} opened_experiment;

static opened_experiment open_experiment(nsc_search_options options) {
    const char *data = path;
    const nsc_landscape_names names = {.open_space = space, .data = &data, .data_count = 1};
    opened_experiment made = {.opened = NULL};
    REQUIRE_OK(nsc_landscape_open(&made.opened, &names, &error));
    REQUIRE_OK(nsc_experiment_open(&made.experiment, made.opened, &options, &error));
    return made;
}

static void close_experiment(opened_experiment *made) {
    nsc_experiment_close(made->experiment);
    nsc_landscape_close(made->opened);
}

/* An algorithm of the test's own. */
typedef struct script {
    void (*body)(nsc_search *search, void *data);
    void *data;
} script;

static nsc_status run_script(nsc_search *search, const void *settings, nsc_error *error) {
    const script *own = nsc_search_context(search);
    (void)settings;
    (void)error;
    own->body(search, own->data);
    return NSC_OK;
}

static nsc_search_result play(const opened_experiment *made, void (*body)(nsc_search *search, void *data), void *data) {
    const script own = {body, data};
    const nsc_search_algorithm algorithm = {.name = "own", .run = run_script, .context = &own};
    const nsc_chosen_algorithm chosen = {.algorithm = &algorithm};
    nsc_search_result result;
    REQUIRE_OK(nsc_experiment_run(made->experiment, &chosen, &result, &error));
    return result;
}

static nsc_search_result run_named(const nsc_experiment *experiment, const char *text) {
    nsc_chosen_algorithm chosen;
    nsc_search_result result;
    REQUIRE_OK(nsc_chosen_algorithm_read(&chosen, text, false, NULL, 0, &error));
    REQUIRE_OK(nsc_experiment_run(experiment, &chosen, &result, &error));
    nsc_chosen_algorithm_release(&chosen);
    return result;
}

enum { POINTS = NSC_ENCODING_POINTS + 1, ENCODED = NSC_ENCODING_A + 1 };

/* ---- what an evaluation answers ---- */

static void evaluate_one_cell(nsc_search *search, void *data) {
    double *drawn = data, time_s = 0;
    const double candidate = 20;
    nsc_search_answer answer;
    while (nsc_search_evaluate(search, &candidate, 1, &answer)) {
        assert_true(answer.valid && !answer.free && answer.point == 20);
        assert_true(answer.loss == 1 - answer.fitness);
        int run = 0;
        while (run < RUNS && values[1][VALID][20][run] != answer.fitness)
            run++;
        assert_true(run < RUNS);
        assert_true(answer.time_s == values[1][TIME][20][run]);
        time_s += answer.time_s;
        drawn[run]++;
    }
    drawn[RUNS] = time_s;
}

/* Each of the three runs has the same chance, and its time is paid. */
static void evaluations_draw_runs(void **state) {
    (void)state;
    enum { DRAWS = 3000 };
    double drawn[RUNS + 1] = {0};
    opened_experiment made = open_experiment((nsc_search_options){.encoding = POINTS, .evaluations = DRAWS});
    nsc_search_result result = play(&made, evaluate_one_cell, drawn);
    for (int run = 0; run < RUNS; run++)
        assert_true(fabs(drawn[run] - DRAWS / 3.0) < 4 * sqrt(DRAWS * 2 / 9.0));
    assert_int_equal(result.traces[0].evaluations, DRAWS);
    assert_int_equal(result.traces[0].points, 1);
    assert_int_equal(result.traces[0].repeated, DRAWS - 1);
    assert_true(result.traces[0].time_s == drawn[RUNS]);
    assert_false(result.traces[0].exhausted);
    nsc_search_result_release(&result);
    close_experiment(&made);
}

static void draw_all(nsc_search *search, void *data) {
    double candidate[64];
    nsc_search_answer answer;
    (void)data;
    while (nsc_search_draw(search, candidate) && nsc_search_evaluate(search, candidate, 1, &answer))
        assert_true(answer.valid);
    assert_false(nsc_search_continues(search));
    assert_false(nsc_search_draw(search, candidate));
}

/* Where all events are kept, they are what was drawn, with the clock after each. */
static void traces_hold_what_was_drawn(void **state) {
    (void)state;
    opened_experiment made = open_experiment((nsc_search_options){.evaluations = 500, .keep_evaluations = true});
    nsc_search_result result = play(&made, draw_all, NULL);
    const nsc_search_trace *trace = &result.traces[0];
    double time_s = 0, best = 0;
    assert_int_equal(trace->count, 500);
    for (size_t number = 0; number < trace->count; number++) {
        const nsc_search_event *event = &trace->events[number];
        assert_true(event->point < CELLS && event->run < runs_of(1, event->point));
        assert_int_equal(event->evaluations, number + 1);
        assert_int_equal(event->budget, 1);
        assert_true(event->fitness == values[1][VALID][event->point][event->run]);
        time_s += values[1][TIME][event->point][event->run];
        assert_true(event->time_s == time_s);
        assert_int_equal(event->incumbent, event->fitness > best);
        best = fmax(best, event->fitness);
    }
    assert_true(trace->time_s == time_s);
    nsc_search_result_release(&result);
    close_experiment(&made);
}

/* ---- limits ---- */

/* An evaluation that would pass the limit is not made; one that just reaches it is. */
static void time_is_a_limit(void **state) {
    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        opened_experiment made = open_experiment(
            (nsc_search_options){.time_s = 40000.0 + 300 * extra, .keep_evaluations = true, .seed = 5, .runs = 20});
        nsc_search_result result = play(&made, draw_all, NULL);
        for (size_t run = 0; run < result.run_count; run++) {
            const nsc_search_trace *trace = &result.traces[run];
            assert_true(trace->time_s <= 40000 + 300 * extra && trace->time_s > 40000 + 300 * extra - 264);
            assert_int_equal(trace->evaluations, trace->count);
        }
        const double exact = result.traces[0].time_s;
        const uint64_t evaluations = result.traces[0].evaluations;
        nsc_search_result_release(&result);
        close_experiment(&made);
        made = open_experiment((nsc_search_options){.time_s = exact, .seed = 5});
        result = play(&made, draw_all, NULL);
        assert_int_equal(result.traces[0].evaluations, evaluations);
        nsc_search_result_release(&result);
        close_experiment(&made);
    }
}

/* ---- invalid, unmeasured and repeated ---- */

static void evaluate_invalid(nsc_search *search, void *data) {
    const double no_edges[8] = {0};
    const bool paid = *(bool *)data;
    nsc_search_answer answer;
    assert_int_equal(nsc_search_admits(search, no_edges), paid);
    for (int time = 0; time < 3; time++) {
        assert_true(nsc_search_evaluate(search, no_edges, 1, &answer));
        assert_true(!answer.valid && answer.free == !paid && answer.loss == 1 && isnan(answer.fitness));
        assert_true(answer.point == UINT32_MAX && answer.time_s == 0);
    }
}

static void invalid_candidates_count_by_protocol(void **state) {
    (void)state;
    const nsc_search_options ways[] = {
        {.protocol = NSC_PROTOCOL_PLAIN, .keep_evaluations = true},
        {.protocol = NSC_PROTOCOL_PAPER, .keep_evaluations = true},
        {.protocol = NSC_PROTOCOL_NASZILLA, .keep_evaluations = true},
        {.protocol = NSC_PROTOCOL_PAPER, .count_invalid = NSC_CHOICE_NO, .keep_evaluations = true},
        {.protocol = NSC_PROTOCOL_PLAIN, .count_invalid = NSC_CHOICE_YES, .keep_evaluations = true},
    };
    for (size_t way = 0; way < NSC_COUNT_OF(ways); way++) {
        bool paid = way == 1 || way == 4;
        opened_experiment made = open_experiment(ways[way]);
        nsc_search_result result = play(&made, evaluate_invalid, &paid);
        const nsc_search_trace *trace = &result.traces[0];
        assert_int_equal(trace->evaluations, paid ? 3 : 0);
        assert_int_equal(trace->invalid, paid ? 3 : 4);
        assert_int_equal(trace->proposals, paid ? 3 : 4);
        assert_int_equal(trace->count, 3);
        assert_true(trace->time_s == 0 && trace->points == 0 && !trace->events[2].incumbent);
        nsc_search_result_release(&result);
        close_experiment(&made);
    }
}

static void evaluate_unmeasured(nsc_search *search, void *data) {
    const double unmeasured = UNMEASURED, late = MEASURED_LATE;
    nsc_search_answer answer;
    double candidate;
    (void)data;
    assert_false(nsc_search_admits(search, &unmeasured));
    assert_true(nsc_search_evaluate(search, &unmeasured, 1, &answer));
    assert_true(!answer.valid && answer.free);
    assert_true(nsc_search_admits(search, &late));
    assert_true(nsc_search_evaluate(search, &late, 0, &answer));
    assert_true(!answer.valid && answer.free);
    assert_true(nsc_search_evaluate(search, &late, 1, &answer));
    assert_true(answer.valid && !answer.free);
    for (int draw = 0; draw < 2000 && nsc_search_draw(search, &candidate); draw++)
        assert_true(candidate != UNMEASURED);
}

/* Points without measurement are outside the experiment, by any protocol; draws that hit them are counted. */
static void unmeasured_points_are_outside(void **state) {
    (void)state;
    for (unsigned protocol = 0; protocol < NSC_PROTOCOL_COUNT; protocol++) {
        opened_experiment made = open_experiment((nsc_search_options){.encoding = POINTS, .protocol = protocol});
        nsc_search_result result = play(&made, evaluate_unmeasured, NULL);
        const nsc_search_trace *trace = &result.traces[0];
        const nsc_experiment_facts *facts = nsc_experiment_describe(made.experiment);
        assert_int_equal(facts->evaluated_count, CELLS - 1);
        assert_int_equal(facts->point_count, CELLS);
        assert_int_equal(trace->evaluations, 1);
        assert_int_equal(trace->invalid, 0);
        const double hits = (double)trace->unmeasured - 3, expected = 2000.0 / CELLS;
        assert_true(fabs(hits - expected) < 5 * sqrt(expected));
        nsc_search_result_release(&result);
        close_experiment(&made);
    }
}

/* A proposal is an evaluation, invalid, or a point without measurement; a draw after the end of the run is none. */
static void proposals_add_up(void **state) {
    (void)state;
    opened_experiment made = open_experiment((nsc_search_options){.encoding = ENCODED, .evaluations = 5, .runs = 200});
    nsc_search_result result = run_named(made.experiment, "random");
    for (size_t run = 0; run < result.run_count; run++) {
        const nsc_search_trace *trace = &result.traces[run];
        assert_int_equal(trace->proposals, trace->evaluations + trace->invalid + trace->unmeasured);
    }
    nsc_search_result_release(&result);
    close_experiment(&made);
}

static void evaluate_twice(nsc_search *search, void *data) {
    const double candidate = 30;
    nsc_search_answer first, again;
    (void)data;
    assert_true(nsc_search_evaluate(search, &candidate, 1, &first));
    for (int time = 0; time < 20; time++) {
        assert_true(nsc_search_evaluate(search, &candidate, 1, &again));
        assert_true(again.free && again.valid && again.fitness == first.fitness && again.time_s == 0);
    }
    assert_true(nsc_search_evaluate(search, &candidate, 0, &again)); /* another budget is another evaluation */
    assert_false(again.free);
    while (nsc_search_evaluate(search, &candidate, 1, &again))
        continue;
}

/* With --unique a point is paid for once a budget, and answers the same run again; a run that finds nothing new
 * ends. At two budgets it is still one point. */
static void unique_points_are_paid_once(void **state) {
    (void)state;
    opened_experiment made = open_experiment((nsc_search_options){.encoding = POINTS, .unique = true});
    nsc_search_result result = play(&made, evaluate_twice, NULL);
    assert_int_equal(result.traces[0].evaluations, 2);
    assert_int_equal(result.traces[0].points, 1);
    assert_true(result.traces[0].exhausted);
    nsc_search_result_release(&result);
    close_experiment(&made);
    made = open_experiment((nsc_search_options){.encoding = ENCODED, .unique = true, .evaluations = 60, .runs = 50});
    result = run_named(made.experiment, "random");
    for (size_t run = 0; run < result.run_count; run++) {
        assert_int_equal(result.traces[run].evaluations, 60);
        assert_int_equal(result.traces[run].points, 60);
    }
    nsc_search_result_release(&result);
    close_experiment(&made);
}

/* ---- incumbent and scores ---- */

static void evaluate_both_budgets(nsc_search *search, void *data) {
    double candidate;
    nsc_search_answer answer;
    (void)data;
    assert_int_equal(nsc_search_budgets(search), BUDGETS);
    while (nsc_search_draw(search, &candidate) && nsc_search_evaluate(search, &candidate, 0, &answer) &&
           nsc_search_evaluate(search, &candidate, 1, &answer))
        continue;
}

/* Accuracies of small budgets compete with those of the full one, unless a rule forbids it. */
static void small_budgets_compete_unless_forbidden(void **state) {
    (void)state;
    for (unsigned choice = NSC_CHOICE_OF_PROTOCOL; choice <= NSC_CHOICE_NO; choice++) {
        opened_experiment made = open_experiment((nsc_search_options){
            .encoding = POINTS, .incumbent_full_only = choice, .evaluations = 200, .keep_evaluations = true});
        nsc_search_result result = play(&made, evaluate_both_budgets, NULL);
        double best = 0;
        size_t small = 0;
        for (size_t number = 0; number < result.traces[0].count; number++) {
            const nsc_search_event *event = &result.traces[0].events[number];
            const bool eligible = choice != NSC_CHOICE_YES || event->budget == 1;
            assert_int_equal(event->incumbent, eligible && event->fitness > best);
            best = event->incumbent ? event->fitness : best;
            small += event->incumbent && event->budget == 0;
        }
        assert_int_equal(small > 0, choice != NSC_CHOICE_YES);
        nsc_search_result_release(&result);
        close_experiment(&made);
    }
}

static void check_means(nsc_search *search, void *data) {
    double candidate;
    nsc_search_answer answer;
    (void)data;
    while (nsc_search_draw(search, &candidate) && nsc_search_evaluate(search, &candidate, 1, &answer)) {
        assert_true(fabs(answer.fitness - mean_of(VALID, (uint32_t)candidate)) < 1e-12);
        assert_true(fabs(answer.time_s - mean_of(TIME, (uint32_t)candidate)) < 1e-9);
    }
}

static void means_have_no_noise(void **state) {
    (void)state;
    const nsc_search_options ways[] = {
        {.encoding = POINTS, .protocol = NSC_PROTOCOL_NASZILLA, .evaluations = 300},
        {.encoding = POINTS, .select_by_mean = NSC_CHOICE_YES, .evaluations = 300},
    };
    for (size_t way = 0; way < NSC_COUNT_OF(ways); way++) {
        opened_experiment made = open_experiment(ways[way]);
        nsc_search_result result = play(&made, check_means, NULL);
        assert_int_equal(result.traces[0].evaluations, 300);
        assert_string_equal(nsc_experiment_describe(made.experiment)->selected_by, "valid@108:mean");
        assert_int_equal(nsc_experiment_options(made.experiment)->score_every, way == 0 ? 10 : 1);
        nsc_search_result_release(&result);
        close_experiment(&made);
    }
}

static void facts_stand_beside_the_numbers(void **state) {
    (void)state;
    opened_experiment made = open_experiment((nsc_search_options){.protocol = NSC_PROTOCOL_PAPER});
    const nsc_experiment_facts *facts = nsc_experiment_describe(made.experiment);
    double best = 0, best_valid = 0;
    for (uint32_t cell = 0; cell < CELLS; cell++) {
        if (cell == UNMEASURED) {
            assert_true(isnan(nsc_experiment_score(made.experiment, cell)));
            continue;
        }
        assert_true(fabs(nsc_experiment_score(made.experiment, cell) - mean_of(TEST, cell)) < 1e-12);
        assert_true(fabs(nsc_experiment_valid_score(made.experiment, cell) - mean_of(VALID, cell)) < 1e-12);
        best = fmax(best, mean_of(TEST, cell));
        best_valid = fmax(best_valid, mean_of(VALID, cell));
    }
    assert_true(fabs(facts->best_score - best) < 1e-12 && fabs(facts->best_valid_score - best_valid) < 1e-12);
    assert_string_equal(facts->selected_by, "valid@108, one of 1 to 3 runs");
    assert_string_equal(facts->scored_by, "test@108:mean");
    assert_string_equal(facts->encoding, "A");
    assert_string_equal(facts->protocol, "paper");
    assert_string_equal(facts->edge_limit, "raw");
    assert_null(facts->relation);
    assert_string_equal(facts->provenance.origin, "measured");
    assert_true(facts->error_at_zero == 1 && facts->has_times);
    assert_int_equal(facts->budget_count, BUDGETS);
    assert_int_equal(facts->epochs[0], 36);
    close_experiment(&made);
}

/* Of a single run, of means, of a metric that is to be low: the fitness that is named answers and scores. */
static void a_named_fitness_answers_and_scores(void **state) {
    (void)state;
    static const struct {
        const char *fitness, *selected_by;
        nsc_direction direction;
    } ways[] = {{"valid@36:run2", "valid@36:run2", NSC_MAXIMISE},
                {"test@108:mean", "test@108:mean", NSC_MAXIMISE},
                {"test@36", "test@36, one of 3 runs", NSC_MAXIMISE},
                {"time@108:max", "time@108:max", NSC_MINIMISE}};
    for (size_t way = 0; way < NSC_COUNT_OF(ways); way++) {
        const char *data = path;
        const nsc_landscape_names names = {.open_space = space,
                                           .data = &data,
                                           .data_count = 1,
                                           .fitness = ways[way].fitness,
                                           .direction = ways[way].direction};
        const nsc_search_options options = {.encoding = POINTS, .evaluations = 2000};
        opened_experiment made;
        const nsc_fitness *fitness;
        REQUIRE_OK(nsc_landscape_open(&made.opened, &names, &error));
        REQUIRE_OK(nsc_landscape_fitness(made.opened, NULL, &fitness, &error));
        REQUIRE_OK(nsc_experiment_open(&made.experiment, made.opened, &options, &error));
        const nsc_experiment_facts *facts = nsc_experiment_describe(made.experiment);
        assert_string_equal(facts->selected_by, ways[way].selected_by);
        assert_string_equal(facts->scored_by, fitness->rule.text);
        nsc_search_result result = run_named(made.experiment, "random");
        assert_true(result.traces[0].count > 0);
        const nsc_search_event *last = &result.traces[0].events[result.traces[0].count - 1];
        if (way != 2) /* all points are met in 2,000 draws, and there is no noise */
            assert_true(last->fitness == nsc_fitness_best(fitness));
        assert_int_equal(isnan(facts->error_at_zero), way == 3);
        nsc_search_result_release(&result);
        close_experiment(&made);
    }
}

/* ---- many runs ---- */

static void require_same(const nsc_search_trace *one, const nsc_search_trace *other) {
    assert_int_equal(one->count, other->count);
    assert_int_equal(one->proposals, other->proposals);
    assert_true(one->time_s == other->time_s);
    for (size_t number = 0; number < one->count; number++) {
        assert_int_equal(one->events[number].point, other->events[number].point);
        assert_int_equal(one->events[number].run, other->events[number].run);
        assert_int_equal(one->events[number].evaluations, other->events[number].evaluations);
    }
}

/* A run is the same for any number of threads and of runs beside it, and another by another seed. */
static void runs_depend_on_seed_and_number_only(void **state) {
    (void)state;
    static const char *const algorithms[] = {"random", "evolution:population=10,tournament=3",
                                             "plain-evolution:population=10,mutation=rate,mutation-rate=2"};
    for (size_t i = 0; i < NSC_COUNT_OF(algorithms); i++) {
        nsc_search_options options = {.time_s = 50000, .runs = 12, .seed = 3, .keep_evaluations = true};
        options.control = NSC_THREADS(1);
        opened_experiment alone = open_experiment(options);
        options.control = NSC_THREADS(3);
        options.runs = 5;
        opened_experiment shared = open_experiment(options);
        options.seed = 4;
        opened_experiment other = open_experiment(options);
        nsc_search_result first = run_named(alone.experiment, algorithms[i]);
        nsc_search_result second = run_named(shared.experiment, algorithms[i]);
        nsc_search_result third = run_named(other.experiment, algorithms[i]);
        for (size_t run = 0; run < second.run_count; run++)
            require_same(&first.traces[run], &second.traces[run]);
        assert_true(first.traces[0].time_s != third.traces[0].time_s);
        assert_true(first.traces[0].time_s != first.traces[1].time_s);
        nsc_search_result_release(&first);
        nsc_search_result_release(&second);
        nsc_search_result_release(&third);
        close_experiment(&alone);
        close_experiment(&shared);
        close_experiment(&other);
    }
}

/* ---- refusals ---- */

static void require_refused(nsc_search_options options, const char *fitness, nsc_status status, const char *part) {
    const char *data = path;
    const nsc_landscape_names names = {.open_space = space, .data = &data, .data_count = 1, .fitness = fitness};
    nsc_opened_landscape *opened;
    nsc_experiment *experiment = NULL;
    REQUIRE_OK(nsc_landscape_open(&opened, &names, &error));
    REQUIRE_REFUSED(nsc_experiment_open(&experiment, opened, &options, &error), status, part);
    assert_null(experiment);
    nsc_landscape_close(opened);
}

static void experiments_that_cannot_be(void **state) {
    (void)state;
    require_refused((nsc_search_options){.time_s = 100}, "params", NSC_MISSING, "training times");
    require_refused((nsc_search_options){.encoding = NSC_ENCODING_VARIABLES + 1}, NULL, NSC_USAGE, "nb101");
    require_refused((nsc_search_options){.encoding = POINTS, .edge_limit = NSC_VALID_RAW + 1}, NULL, NSC_USAGE,
                    "--edge-limit");
    require_refused((nsc_search_options){.encoding = POINTS, .count_invalid = NSC_CHOICE_YES}, NULL, NSC_USAGE,
                    "--count-invalid");
    require_refused((nsc_search_options){0}, "valid@12", NSC_MISSING, "valid@12");
}

/* What an algorithm needs of an experiment. */
static void algorithms_that_do_not_suit(void **state) {
    (void)state;
    static const struct {
        unsigned needs, encoding;
        nsc_status status;
        const char *fitness, *part;
    } wrong[] = {{NSC_SEARCH_NEEDS_VARIABLES, POINTS, NSC_USAGE, NULL, "encoding"},
                 {NSC_SEARCH_NEEDS_NEIGHBOURS, NSC_ENCODING_C + 1, NSC_USAGE, NULL, "encoding"},
                 {NSC_SEARCH_NEEDS_BUDGETS, ENCODED, NSC_MISSING, "valid@36", "one: 36 epochs"},
                 {NSC_SEARCH_NEEDS_BUDGETS, ENCODED, NSC_MISSING, "params", "params"}};
    for (size_t i = 0; i < NSC_COUNT_OF(wrong); i++) {
        const char *data = path;
        const nsc_landscape_names names = {
            .open_space = space, .data = &data, .data_count = 1, .fitness = wrong[i].fitness};
        const nsc_search_options options = {.encoding = wrong[i].encoding};
        const nsc_search_algorithm algorithm = {.name = "own", .needs = wrong[i].needs, .run = run_script};
        const nsc_chosen_algorithm chosen = {.algorithm = &algorithm};
        opened_experiment made;
        nsc_search_result result;
        REQUIRE_OK(nsc_landscape_open(&made.opened, &names, &error));
        REQUIRE_OK(nsc_experiment_open(&made.experiment, made.opened, &options, &error));
        REQUIRE_REFUSED(nsc_experiment_run(made.experiment, &chosen, &result, &error), wrong[i].status, wrong[i].part);
        close_experiment(&made);
    }
}

/* Settings are read by name, in the text of the algorithm and after it; the last one counts. */
static void settings_are_read_by_name(void **state) {
    (void)state;
    static const char *const more[] = {"tournament=2", "mutation=RATE"};
    static const struct {
        const char *text, *part;
    } wrong[] = {{"evolutoin", "evolutoin"},
                 {"evolution:popullation=3", "population"},
                 {"evolution:population", "name=value"},
                 {"evolution:population=0", "population"},
                 {"evolution:mutation=none", "mutation"},
                 {"random:population=3", "no settings"}};
    nsc_chosen_algorithm chosen;
    REQUIRE_OK(nsc_chosen_algorithm_read(&chosen, "Evolution:population=7,tournament=3", false, more, 2, &error));
    const nsc_search_algorithm *algorithm = chosen.algorithm;
    assert_string_equal(algorithm->name, "evolution");
    assert_string_equal(chosen.label, "evolution:population=7,tournament=3");
    static const char *const expected[] = {"7", "2", "rate", "1"};
    for (size_t row = 0; row < algorithm->setting_count; row++) {
        const nsc_search_setting *setting = &algorithm->settings[row];
        const nsc_value value = nsc_option_stored(&setting->option, chosen.settings, setting->offset);
        char text[32];
        snprintf(text, sizeof text, "%g", value.type == NSC_VALUE_REAL ? value.as.real : (double)value.as.integer);
        assert_string_equal(value.type == NSC_VALUE_TEXT ? value.as.text : text, expected[row]);
    }
    nsc_chosen_algorithm_release(&chosen);
    for (size_t i = 0; i < NSC_COUNT_OF(wrong); i++)
        REQUIRE_REFUSED(nsc_chosen_algorithm_read(&chosen, wrong[i].text, false, NULL, 0, &error), NSC_USAGE,
                        wrong[i].part);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evaluations_draw_runs),
        cmocka_unit_test(traces_hold_what_was_drawn),
        cmocka_unit_test(time_is_a_limit),
        cmocka_unit_test(invalid_candidates_count_by_protocol),
        cmocka_unit_test(unmeasured_points_are_outside),
        cmocka_unit_test(proposals_add_up),
        cmocka_unit_test(unique_points_are_paid_once),
        cmocka_unit_test(small_budgets_compete_unless_forbidden),
        cmocka_unit_test(means_have_no_noise),
        cmocka_unit_test(facts_stand_beside_the_numbers),
        cmocka_unit_test(a_named_fitness_answers_and_scores),
        cmocka_unit_test(runs_depend_on_seed_and_number_only),
        cmocka_unit_test(experiments_that_cannot_be),
        cmocka_unit_test(algorithms_that_do_not_suit),
        cmocka_unit_test(settings_are_read_by_name),
    };
    return cmocka_run_group_tests(tests, write_measurements, remove_measurements);
}
