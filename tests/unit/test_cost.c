/*
 * Fitness against costs, on made-up spaces: fronts, local optima and named points against brute force over all pairs,
 * with many ties and with unknown values; whole tables under renumbering and on one and two threads; intervals of
 * correlations over repeated samples.
 */
#include "analysis/analysis.h"
#include "analysis/estimators/pareto.h"
#include "pair_sample.h"
#include "table_cells.h"

#include <math.h>

enum { MOST = 60, LEVELS = 6, NAMED = 3 };

/* Some level, so that ties are frequent, or NaN. */
static double draw_value(gsl_rng *random, double known, unsigned levels) {
    return gsl_rng_uniform(random) < known ? (double)(1 + gsl_rng_uniform_int(random, levels)) : NAN;
}

/* ---- what must come out, from the definition ---- */

/* Written for values as rows of (fitness, −cost, −cost), all to be high. */
static bool beats(const double *first, const double *second, size_t count) {
    size_t lower = 0, higher = 0;
    for (size_t number = 0; number < count; number++) {
        if (isnan(first[number]) || isnan(second[number]))
            return false;
        lower += first[number] < second[number];
        higher += first[number] > second[number];
    }
    return lower == 0 && higher > 0;
}

static void rows_of(const nsc_pareto_points *points, double rows[][3]) {
    for (uint32_t point = 0; point < points->point_count; point++) {
        rows[point][0] = points->fitness[point];
        for (size_t cost = 0; cost < points->cost_count; cost++)
            rows[point][1 + cost] = -points->costs[cost][point];
    }
}

static bool complete_row(const double *row, size_t count) {
    bool complete = true;
    for (size_t number = 0; number < count; number++)
        complete = complete && !isnan(row[number]);
    return complete;
}

static void check_front(const nsc_pareto_points *points) {
    double rows[MOST][3] = {{0}};
    const size_t objectives = 1 + points->cost_count;
    uint32_t *front;
    size_t count, expected = 0;
    nsc_error error = {0};
    rows_of(points, rows);
    assert_int_equal(nsc_pareto_front(points, &front, &count, &error), NSC_OK);
    for (uint32_t point = 0; point < points->point_count; point++) {
        bool beaten = !complete_row(rows[point], objectives), listed = false;
        for (uint32_t other = 0; other < points->point_count; other++)
            beaten = beaten || beats(rows[other], rows[point], objectives);
        for (size_t place = 0; place < count; place++)
            listed = listed || front[place] == point;
        assert_int_equal(listed, !beaten);
        expected += !beaten;
    }
    assert_int_equal(count, expected);
    for (size_t place = 1; place < count; place++)
        assert_true(points->fitness[front[place - 1]] >= points->fitness[front[place]]);
    free(front);
}

static void fronts_by_brute_force(void **state) {
    (void)state;
    gsl_rng *random = random_stream(5, 0);
    for (unsigned round = 0; round < 3000; round++) {
        double fitness[MOST], costs[2][MOST];
        const unsigned levels = round % 3 == 0 ? 1000 : round % 3 == 1 ? LEVELS : 2;
        const double known = round % 5 == 0 ? 0.7 : 1;
        nsc_pareto_points points = {.point_count = (uint32_t)gsl_rng_uniform_int(random, MOST + 1),
                                    .fitness = fitness,
                                    .costs = {costs[0], costs[1]},
                                    .cost_count = 1 + round % 2};
        for (uint32_t point = 0; point < points.point_count; point++) {
            fitness[point] = round % 7 == 0 ? 0.5 : draw_value(random, known, levels);
            costs[0][point] = draw_value(random, known, levels);
            costs[1][point] = draw_value(random, known, levels);
        }
        check_front(&points);
    }
    gsl_rng_free(random);
}

/* A front that is everything, and one that is a single point: the sweep's extremes, at a size where they would show. */
static void large_fronts(void **state) {
    (void)state;
    enum { COUNT = 100000 };
    double *values[3];
    nsc_error error = {0};
    for (size_t number = 0; number < 3; number++)
        assert_int_equal(nsc_allocate(&values[number], COUNT, sizeof(double), &error), NSC_OK);
    for (uint32_t point = 0; point < COUNT; point++) {
        values[0][point] = point;
        values[1][point] = (double)point * 7919 / COUNT - floor((double)point * 7919 / COUNT);
        values[2][point] = -values[1][point];
    }
    for (int falling = 0; falling < 2; falling++) {
        const nsc_pareto_points points = {.point_count = COUNT,
                                          .fitness = values[0],
                                          .costs = {values[1], falling ? values[2] : values[1]},
                                          .cost_count = 2};
        uint32_t *front;
        size_t count;
        assert_int_equal(nsc_pareto_front(&points, &front, &count, &error), NSC_OK);
        if (falling) {
            assert_int_equal(count, COUNT);
            assert_int_equal(front[0], COUNT - 1);
        } else { /* by one cost in two columns: the running minimum from the highest fitness down */
            size_t expected = 0;
            double lowest = INFINITY;
            for (uint32_t point = COUNT; point-- > 0;)
                if (values[1][point] < lowest) {
                    assert_int_equal(front[expected++], point);
                    lowest = values[1][point];
                }
            assert_int_equal(count, expected);
        }
        free(front);
    }
    for (size_t number = 0; number < 3; number++)
        free(values[number]);
}

/* ---- a made-up space, its graph and its measurements ---- */

typedef struct made_up {
    nsc_space space;
    nsc_graph graph;
    nsc_fitness fitness;
    nsc_landscape landscape;
    bool has_time, fails;
    char asked[64];         /* the rule that was asked for last */
    double values[3][MOST]; /* fitness, time, parameters */
    bool neighbours[MOST][MOST];
    uint64_t offsets[MOST + 1];
    uint32_t list[MOST * MOST];
    nsc_kind kinds[MOST * MOST];
    uint32_t labels[MOST]; /* what point_name says; renumbering leaves it to the point */
} made_up;

static nsc_status give_parameters(const nsc_space *space, size_t feature, const nsc_control *control, double *values,
                                  nsc_error *error) {
    (void)feature, (void)control, (void)error;
    const made_up *made = space->implementation;
    memcpy(values, made->values[2], space->point_count * sizeof *values);
    return NSC_OK;
}

static nsc_status parse_label(const nsc_space *space, const char *text, uint32_t *point, nsc_error *error) {
    const made_up *made = space->implementation;
    for (*point = 0; *point < space->point_count; ++*point)
        if (made->labels[*point] == strtoul(text, NULL, 10))
            return NSC_OK;
    return nsc_error_set(error, NSC_INVALID, "there is no point %s", text);
}

static nsc_status name_label(const nsc_space *space, uint32_t point, nsc_point_name *name, nsc_error *error) {
    (void)error;
    const made_up *made = space->implementation;
    snprintf(name->own, sizeof name->own, "%u", made->labels[point]);
    name->text = name->own;
    return NSC_OK;
}

static nsc_status give_time(void *context, const nsc_fitness_rule *rule, nsc_fitness *fitness, nsc_error *error) {
    made_up *made = context;
    snprintf(made->asked, sizeof made->asked, "%.60s", rule->text);
    if (made->fails)
        return nsc_error_set(error, NSC_INVALID, "a damaged file");
    if (!made->has_time)
        return nsc_error_set(error, NSC_MISSING, "no time is held");
    nsc_status status = nsc_allocate(&fitness->values, made->space.point_count, sizeof(double), error);
    if (status == NSC_OK)
        memcpy(fitness->values, made->values[1], made->space.point_count * sizeof(double));
    return status;
}

/* Everything that follows from values, labels and the matrix of neighbours. */
static void wire(made_up *made) {
    static const nsc_feature feature = {"size", "made up", NSC_FEATURE_COST};
    static const nsc_edge_kind kind = {.name = "a step"};
    static const nsc_named_point named[NAMED] = {{"first", "0", false}, {"second", "1", true}, {"absent", "99", true}};
    const uint32_t count = made->space.point_count;
    made->space = (nsc_space){.name = "made up",
                              .point_count = count,
                              .features = &feature,
                              .feature_count = 1,
                              .edge_kinds = &kind,
                              .edge_kind_count = 1,
                              .named_points = named,
                              .named_point_count = NAMED,
                              .feature_values = give_parameters,
                              .point_parse = parse_label,
                              .point_name = name_label,
                              .implementation = made};
    uint32_t place = 0;
    for (uint32_t point = 0; point < count; point++) {
        made->offsets[point] = place;
        for (uint32_t other = 0; other < count; other++)
            if (made->neighbours[point][other])
                made->list[place++] = other;
    }
    made->offsets[count] = place;
    made->graph = (nsc_graph){.relation = &nsc_relations[0],
                              .point_count = count,
                              .edge_count = place / 2,
                              .offsets = made->offsets,
                              .neighbours = made->list,
                              .kinds = made->kinds};
    made->fitness = (nsc_fitness){
        .rule = {.kind = NSC_FITNESS_METRIC, .metric = NSC_METRIC_TEST, .epochs = 36, .text = "test@36:mean"},
        .origin = NSC_ORIGIN_MEASURED,
        .source = "made up",
        .point_count = count,
        .values = made->values[0]};
    for (uint32_t point = 0; point < count; point++)
        made->fitness.known_count += nsc_fitness_known(&made->fitness, point);
    made->landscape = nsc_landscape_of(&made->space, &made->graph, &made->fitness);
}

static void make_up(made_up *made, uint32_t count, unsigned levels, double known, gsl_rng *random) {
    memset(made, 0, sizeof *made);
    made->space.point_count = count;
    made->has_time = true;
    for (uint32_t point = 0; point < count; point++) {
        made->labels[point] = point;
        made->values[0][point] = draw_value(random, known, levels);
        made->values[1][point] = draw_value(random, known, levels);
        made->values[2][point] = draw_value(random, 1, levels);
        for (uint32_t other = 0; other < point; other++)
            made->neighbours[point][other] = made->neighbours[other][point] = gsl_rng_uniform(random) < 0.1;
    }
    wire(made);
}

/* ---- the analysis ---- */

static void check_number(double got, double expected) {
    assert_true((isnan(got) && isnan(expected)) || fabs(got - expected) <= 1e-12 * fmax(1, fabs(expected)));
}

static nsc_status analyse(made_up *made, size_t threads, nsc_table *tables[NSC_ANALYSIS_TABLES], nsc_error *error) {
    const nsc_landscape_names names = {.open_space = &made->space, .make_fitness = give_time, .make_context = made};
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_landscape landscape = made->landscape;
    options.control = NSC_THREADS(threads);
    nsc_status status = nsc_landscape_open(&landscape.opened, &names, error);
    if (status == NSC_OK)
        status = nsc_analysis_run(nsc_analysis_named("cost"), &landscape, &options, tables, error);
    nsc_landscape_close(landscape.opened);
    return status;
}

/* The values of a point that are weighed in the row of a table: fitness and minus each cost; how many there are. */
static size_t weighed(const made_up *made, const char *cost, uint32_t point, double row[3]) {
    size_t count = 0;
    row[count++] = made->values[0][point];
    if (strcmp(cost, "parameters") != 0)
        row[count++] = -made->values[1][point];
    if (strcmp(cost, "time") != 0)
        row[count++] = -made->values[2][point];
    return count;
}

/* ---- the tables against brute force ---- */

static void check_local(const made_up *made, const nsc_table *local, const nsc_table *front) {
    for (size_t row = 0; row < nsc_table_row_count(local); row++) {
        const char *cost = text_of(local, row, "cost");
        double count = 0, optima = 0, surrounded = 0, final = 0, alone = 0, global = 0, sum = 0, listed = 0;
        for (uint32_t point = 0; point < made->space.point_count; point++) {
            double own[3], theirs[3];
            const size_t objectives = weighed(made, cost, point, own);
            if (!complete_row(own, objectives))
                continue;
            bool beaten_nearby = false, beaten = false;
            unsigned known = 0, all = 0;
            for (uint32_t other = 0; other < made->space.point_count; other++) {
                weighed(made, cost, other, theirs);
                const bool beats_it = beats(theirs, own, objectives);
                beaten = beaten || beats_it;
                beaten_nearby = beaten_nearby || (beats_it && made->neighbours[point][other]);
                all += made->neighbours[point][other];
                known += made->neighbours[point][other] && complete_row(theirs, objectives);
            }
            count++;
            optima += !beaten_nearby;
            surrounded += known == all;
            final += known == all && !beaten_nearby;
            alone += known == 0;
            global += !beaten;
            sum += beaten_nearby ? 0 : own[0];
        }
        for (size_t place = 0; place < nsc_table_row_count(front); place++)
            listed += strcmp(text_of(front, place, "front"), cost) == 0 && !isnan(number_of(front, place, "rank"));
        check_number(listed, global);
        if (count == 0) {
            assert_string_not_equal(text_of(local, row, "reason"), "");
            continue;
        }
        check_number(number_of(local, row, "count"), count);
        check_number(number_of(local, row, "optima"), optima);
        check_number(number_of(local, row, "share"), optima / count);
        check_number(number_of(local, row, "surrounded"), surrounded);
        check_number(number_of(local, row, "surrounded_optima"), final);
        check_number(number_of(local, row, "alone"), alone);
        check_number(number_of(local, row, "on_front"), global);
        check_number(number_of(local, row, "mean_fitness"), sum / optima);
    }
}

static void check_standing(const made_up *made, const nsc_table *named, size_t row) {
    const char *cost = text_of(named, row, "cost");
    const uint32_t point = (uint32_t)strtoul(text_of(named, row, "point"), NULL, 10);
    double own[3], theirs[3], count = 0, above = 0, cheaper = 0, dominated = 0, highest, lowest;
    const size_t objectives = weighed(made, cost, point, own);
    check_number(number_of(named, row, "fitness"), made->values[0][point]);
    check_number(number_of(named, row, "first_cost"), made->values[1][point]);
    check_number(number_of(named, row, "second_cost"), made->values[2][point]);
    if (!complete_row(own, objectives)) {
        assert_string_not_equal(text_of(named, row, "reason"), "");
        assert_true(isnan(number_of(named, row, "gap")) && isnan(number_of(named, row, "dominated_by")));
        return;
    }
    highest = own[0];
    lowest = -own[1];
    for (uint32_t other = 0; other < made->space.point_count; other++) {
        weighed(made, cost, other, theirs);
        if (!complete_row(theirs, objectives))
            continue;
        count++;
        above += theirs[0] > own[0];
        cheaper += theirs[1] > own[1];
        dominated += beats(theirs, own, objectives);
        if (theirs[1] >= own[1] && (objectives == 2 || theirs[2] >= own[2]))
            highest = fmax(highest, theirs[0]);
        if (theirs[0] >= own[0])
            lowest = fmin(lowest, -theirs[1]);
    }
    const bool both = objectives == 3;
    check_number(number_of(named, row, "count"), count);
    check_number(number_of(named, row, "fitness_rank"), above + 1);
    check_number(number_of(named, row, "cost_rank"), both ? NAN : cheaper + 1);
    check_number(number_of(named, row, "dominated_by"), dominated);
    check_number(number_of(named, row, "gap"), highest - own[0]);
    check_number(number_of(named, row, "relative_cost"), both ? NAN : lowest / -own[1]);
    assert_string_equal(text_of(named, row, "reason"), "");
}

static void check_named(const made_up *made, const nsc_table *named) {
    size_t neighbours = 0, absent = 0, best = 0, expected = 0;
    for (size_t row = 0; row < nsc_table_row_count(named); row++) {
        const char *name = text_of(named, row, "name");
        if (strcmp(name, "absent") == 0) {
            assert_string_equal(text_of(named, row, "reason"), "there is no point 99");
            absent++;
            continue;
        }
        check_standing(made, named, row);
        if (strcmp(name, "best") == 0) {
            best++;
            for (uint32_t point = 0; point < made->space.point_count; point++)
                assert_false(made->values[0][point] > number_of(named, row, "fitness"));
        }
        if (strcmp(name, "second neighbour") == 0) {
            const uint32_t point = (uint32_t)strtoul(text_of(named, row, "point"), NULL, 10);
            assert_true(made->neighbours[1][point]);
            assert_string_equal(text_of(named, row, "change"), "a step");
            neighbours++;
        }
    }
    for (uint32_t other = 0; other < made->space.point_count; other++)
        expected += 3 * (size_t)made->neighbours[1][other];
    assert_int_equal(neighbours, expected);
    assert_int_equal(absent, 3);
    assert_int_equal(best, 3);
}

static void tables_by_brute_force(void **state) {
    (void)state;
    gsl_rng *random = random_stream(5, 1);
    made_up *made = NULL;
    nsc_error error = {0};
    assert_int_equal(nsc_allocate(&made, 1, sizeof *made, &error), NSC_OK);
    for (unsigned round = 0; round < 200; round++) {
        nsc_table *tables[NSC_ANALYSIS_TABLES];
        const uint32_t count = 2 + (uint32_t)gsl_rng_uniform_int(random, MOST - 1);
        make_up(made, count, round % 2 == 0 ? LEVELS : 1000, round % 3 == 0 ? 1 : 0.5, random);
        if (made->fitness.known_count == 0)
            continue;
        assert_int_equal(analyse(made, 2, tables, &error), NSC_OK);
        assert_string_equal(made->asked, "time@36:mean");
        check_local(made, tables[2], tables[1]);
        check_named(made, tables[3]);
        nsc_analysis_release(tables);
    }
    free(made);
    gsl_rng_free(random);
}

/* ---- renumbering, threads ---- */

static void write_rows(const nsc_table *table, char *text, size_t size) {
    FILE *stream = fmemopen(text, size, "w");
    nsc_error error = {0};
    assert_non_null(stream);
    assert_int_equal(nsc_table_write(table, NSC_FORMAT_CSV, stream, &error), NSC_OK);
    fclose(stream);
}

static int by_text(const void *first, const void *second) {
    return strcmp(*(char *const *)first, *(char *const *)second);
}

/* The same lines but for their order. */
static void check_same_lines(char *first, char *second) {
    char *lines[2][1000], *texts[2] = {first, second};
    size_t counts[2] = {0};
    for (size_t text = 0; text < 2; text++) {
        for (char *rest = texts[text], *line; (line = strsep(&rest, "\n")) != NULL;) {
            assert_true(counts[text] < 1000);
            lines[text][counts[text]++] = line;
        }
        qsort(lines[text], counts[text], sizeof lines[text][0], by_text);
    }
    assert_int_equal(counts[0], counts[1]);
    for (size_t line = 0; line < counts[0]; line++)
        assert_string_equal(lines[0][line], lines[1][line]);
}

static void renumber(made_up *to, const made_up *from, gsl_rng *random) {
    const uint32_t count = from->space.point_count;
    size_t order[MOST];
    for (uint32_t point = 0; point < count; point++)
        order[point] = point;
    for (uint32_t left = count; left > 1; left--) {
        const size_t chosen = gsl_rng_uniform_int(random, left), last = order[left - 1];
        order[left - 1] = order[chosen];
        order[chosen] = last;
    }
    memset(to, 0, sizeof *to);
    to->space.point_count = count;
    to->has_time = true;
    for (uint32_t point = 0; point < count; point++) {
        to->labels[order[point]] = from->labels[point];
        for (size_t number = 0; number < 3; number++)
            to->values[number][order[point]] = from->values[number][point];
        for (uint32_t other = 0; other < count; other++)
            to->neighbours[order[point]][order[other]] = from->neighbours[point][other];
    }
    wire(to);
}

/* All tables of a renumbered space say the same of the same points. Values without ties: among equals the order of
 * points decides. */
static void same_under_renumbering_and_threads(void **state) {
    (void)state;
    enum { SIZE = 200000 };
    gsl_rng *random = random_stream(5, 2);
    made_up *made = NULL, *moved = NULL;
    char *texts[2] = {NULL};
    nsc_error error = {0};
    assert_int_equal(nsc_allocate(&made, 1, sizeof *made, &error), NSC_OK);
    assert_int_equal(nsc_allocate(&moved, 1, sizeof *moved, &error), NSC_OK);
    for (size_t text = 0; text < 2; text++)
        assert_int_equal(nsc_allocate(&texts[text], SIZE, 1, &error), NSC_OK);
    for (unsigned round = 0; round < 20; round++) {
        nsc_table *tables[NSC_ANALYSIS_TABLES], *other[NSC_ANALYSIS_TABLES];
        make_up(made, MOST, 1 << 20, round % 2 == 0 ? 1 : 0.5, random);
        renumber(moved, made, random);
        assert_int_equal(analyse(made, 1, tables, &error), NSC_OK);
        assert_int_equal(analyse(made, 2, other, &error), NSC_OK);
        for (size_t table = 0; table < nsc_analysis_named("cost")->table_count; table++) {
            write_rows(tables[table], texts[0], SIZE);
            write_rows(other[table], texts[1], SIZE);
            assert_string_equal(texts[0], texts[1]);
        }
        nsc_analysis_release(other);
        assert_int_equal(analyse(moved, 2, other, &error), NSC_OK);
        for (size_t row = 0; row < 3; row++) /* sums in another order differ in the last digits */
            for (size_t column = 2; column < 9; column++) {
                const double here = number_of(tables[0], row, nsc_table_columns(tables[0])[column].name);
                check_number(number_of(other[0], row, nsc_table_columns(other[0])[column].name), here);
            }
        for (size_t table = 1; table < nsc_analysis_named("cost")->table_count; table++) {
            if (table == 2)
                continue; /* mean fitness: likewise, and checked by brute force */
            write_rows(tables[table], texts[0], SIZE);
            write_rows(other[table], texts[1], SIZE);
            check_same_lines(texts[0], texts[1]);
        }
        nsc_analysis_release(tables);
        nsc_analysis_release(other);
    }
    for (size_t text = 0; text < 2; text++)
        free(texts[text]);
    free(made);
    free(moved);
    gsl_rng_free(random);
}

/* ---- what is missing ---- */

static void rows_say_what_is_missing(void **state) {
    (void)state;
    gsl_rng *random = random_stream(5, 3);
    made_up *made = NULL;
    nsc_error error = {0};
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    assert_int_equal(nsc_allocate(&made, 1, sizeof *made, &error), NSC_OK);
    make_up(made, MOST, LEVELS, 1, random);

    made->has_time = false;
    assert_int_equal(analyse(made, 2, tables, &error), NSC_OK);
    assert_string_equal(text_of(tables[0], 0, "reason"), "no time is held");
    assert_string_equal(text_of(tables[0], 1, "reason"), "");
    assert_string_equal(text_of(tables[0], 2, "reason"), "no time is held");
    assert_string_equal(text_of(tables[1], 0, "front"), "time");
    assert_string_equal(text_of(tables[1], 0, "reason"), "no time is held");
    assert_string_equal(text_of(tables[1], 1, "front"), "parameters");
    assert_true(!isnan(number_of(tables[1], 1, "fitness")));
    assert_true(isnan(number_of(tables[1], 1, "first_cost")));
    for (size_t row = 0; row < 3; row++)
        assert_int_equal(isnan(number_of(tables[2], row, "optima")), row != 1);
    nsc_analysis_release(tables);

    const nsc_analysis_options options = nsc_analysis_defaults();
    assert_int_equal(nsc_analysis_run(nsc_analysis_named("cost"), &made->landscape, &options, tables, &error), NSC_OK);
    assert_string_equal(text_of(tables[2], 0, "reason"), "the data does not hold time@36:mean");
    nsc_analysis_release(tables);

    made->fails = true; /* not missing but broken */
    assert_int_equal(analyse(made, 2, tables, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "a damaged file"));
    made->fails = false;
    made->has_time = true;

    /* A fitness that is a cost is weighed against the other one only; a single run has its own time. */
    made->fitness.rule.metric = NSC_METRIC_HALFWAY_TIME;
    made->fitness.rule.policy = NSC_POLICY_RUN2;
    assert_int_equal(analyse(made, 2, tables, &error), NSC_OK);
    assert_string_equal(made->asked, "time@36:run2:halfway");
    assert_string_equal(text_of(tables[0], 0, "reason"), "the fitness is this cost itself");
    assert_string_equal(text_of(tables[0], 2, "reason"), "");
    assert_string_equal(text_of(tables[1], 0, "reason"), "the fitness is this cost itself");
    nsc_analysis_release(tables);
    made->fitness.rule = (nsc_fitness_rule){.kind = NSC_FITNESS_FEATURE, .text = "size"};
    assert_int_equal(analyse(made, 2, tables, &error), NSC_OK);
    for (size_t row = 0; row < 3; row++)
        assert_string_not_equal(text_of(tables[2], row, "reason"), "");
    nsc_analysis_release(tables);

    for (uint32_t point = 0; point < MOST; point++)
        made->values[0][point] = NAN;
    wire(made);
    assert_int_equal(analyse(made, 2, tables, &error), NSC_MISSING);
    free(made);
    gsl_rng_free(random);
}

/* A fitness that is the same everywhere leaves the cheapest points, and no correlation. */
static void constant_fitness(void **state) {
    (void)state;
    gsl_rng *random = random_stream(5, 4);
    made_up *made = NULL;
    nsc_error error = {0};
    nsc_table *tables[NSC_ANALYSIS_TABLES];
    assert_int_equal(nsc_allocate(&made, 1, sizeof *made, &error), NSC_OK);
    make_up(made, MOST, LEVELS, 1, random);
    size_t cheapest = 0, counted = 0;
    for (uint32_t point = 0; point < MOST; point++) {
        made->values[0][point] = 0.5;
        cheapest += made->values[1][point] == 1;
    }
    assert_true(cheapest > 1);
    assert_int_equal(analyse(made, 2, tables, &error), NSC_OK);
    assert_true(isnan(number_of(tables[0], 0, "pearson")) && isnan(number_of(tables[0], 1, "spearman")));
    assert_string_equal(text_of(tables[0], 0, "reason"), "one of the two is constant");
    assert_true(!isnan(number_of(tables[0], 2, "pearson")));
    for (size_t row = 0; row < nsc_table_row_count(tables[1]); row++)
        if (strcmp(text_of(tables[1], row, "front"), "time") == 0) {
            assert_true(number_of(tables[1], row, "first_cost") == 1);
            counted++;
        }
    assert_int_equal(counted, cheapest);
    nsc_analysis_release(tables);
    free(made);
    gsl_rng_free(random);
}

/* ---- correlations ---- */

/* scipy.stats.pearsonr and spearmanr of these twelve pairs. */
static void correlations_of_scipy(void **state) {
    (void)state;
    const double x[] = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}, y[] = {2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5};
    nsc_estimate pearson, spearman;
    correlate_pairs(x, y, 12, 12, &pearson, &spearman);
    assert_true(fabs(pearson.value - 0.09979900759721554) < 1e-12);
    assert_true(fabs(spearman.value - 0.1415796863640157) < 1e-12);
    assert_true(pearson.low == pearson.value && spearman.high == spearman.value);
    /* Few pairs of more say nothing of the rest, and one pair has no correlation. */
    correlate_pairs(x, y, 12, 24, &pearson, &spearman);
    assert_true(fabs(pearson.value - 0.09979900759721554) < 1e-12 && isnan(pearson.low) && isnan(spearman.high));
    correlate_pairs(x, y, 1, 2, &pearson, &spearman);
    assert_true(isnan(pearson.value) && isnan(pearson.low) && isnan(spearman.value) && isnan(spearman.high));
}

/* Whole weights are as good as repetitions of the pairs; of tau-b too, whose pairs of one point with itself are ties in
 * both. */
static void weights_are_repetitions(void **state) {
    (void)state;
    enum { LIGHT = 60, HEAVY = 40, REPEATED = LIGHT + 3 * HEAVY };
    double x[REPEATED], y[REPEATED], sizes[2 * LIGHT + 6 * HEAVY];
    uint32_t points[LIGHT + HEAVY];
    double values[2][LIGHT + HEAVY];
    gsl_rng *random = random_stream(5, 8);
    nsc_estimate expected[2], found[2];
    /* Half of the points of size 1 are evaluated, and a sixth of those of size 2: weights 2 and 6, as 1 and 3. */
    double *known = test_memory(2 * LIGHT + 6 * HEAVY, sizeof *known);
    for (size_t point = 0; point < NSC_COUNT_OF(sizes); point++) {
        sizes[point] = point < 2 * LIGHT ? 1 : 2;
        known[point] = point < LIGHT || (point >= 2 * LIGHT && point < 2 * LIGHT + HEAVY) ? 1 : NAN;
    }
    for (size_t place = 0, repeated = 0; place < LIGHT + HEAVY; place++) {
        points[place] = (uint32_t)(place < LIGHT ? place : place + LIGHT);
        values[0][place] = (double)gsl_rng_uniform_int(random, 12);
        values[1][place] = values[0][place] + (double)gsl_rng_uniform_int(random, 9);
        for (int time = 0; time < (place < LIGHT ? 1 : 3); time++, repeated++) {
            x[repeated] = values[0][place];
            y[repeated] = values[1][place];
        }
    }
    const double *const columns[] = {known};
    const nsc_design_data data = {NSC_COUNT_OF(sizes), sizes, columns, 1, NULL, NULL};
    nsc_design design;
    assert_int_equal(nsc_design_of(&design, &data, NULL), NSC_OK);
    const nsc_pair_sample sample = {&design, points, values[0], values[1], LIGHT + HEAVY, NULL};
    assert_int_equal(nsc_correlations(&sample, &found[0], &found[1], NULL), NSC_OK);
    correlate_pairs(x, y, REPEATED, REPEATED, &expected[0], &expected[1]);
    for (int number = 0; number < 2; number++) {
        assert_true(fabs(found[number].value - expected[number].value) < 1e-12);
        assert_true(found[number].low < found[number].value && found[number].value < found[number].high);
    }
    nsc_estimate kendall;
    assert_int_equal(nsc_kendall(&sample, &kendall, NULL), NSC_OK);
    assert_true(fabs(kendall.value - kendall_of_pairs(x, y, REPEATED, REPEATED).value) < 1e-12);
    assert_true(kendall.low < kendall.value && kendall.value < kendall.high);
    nsc_design_release(&design);
    free(known);
    gsl_rng_free(random);
}

/* The standard error of both correlations, read off their intervals, against leaving out each pair in turn; with x of
 * four values and y of three, where ties are what counts. Intervals have a point added, which is little of 2,000. */
static void errors_by_jackknife(void **state) {
    (void)state;
    enum { COUNT = 2000 };
    static double x[COUNT], y[COUNT], left_x[COUNT], left_y[COUNT];
    gsl_rng *random = random_stream(5, 7);
    nsc_estimate found[2];
    double mean[2] = {0}, squares[2] = {0};
    for (size_t pair = 0; pair < COUNT; pair++) {
        x[pair] = (double)gsl_rng_uniform_int(random, 4);
        y[pair] = gsl_rng_uniform(random) < 0.9 ? (double[]){0, 2, 0, 1}[(int)x[pair]] : 1;
    }
    for (size_t without = 0; without < COUNT; without++) {
        memcpy(left_x, x, sizeof x);
        memcpy(left_y, y, sizeof y);
        left_x[without] = x[COUNT - 1];
        left_y[without] = y[COUNT - 1];
        correlate_pairs(left_x, left_y, COUNT - 1, COUNT - 1, &found[0], &found[1]);
        for (int number = 0; number < 2; number++) {
            mean[number] += atanh(found[number].value) / COUNT;
            squares[number] += atanh(found[number].value) * atanh(found[number].value);
        }
    }
    correlate_pairs(x, y, COUNT, 4 * COUNT / 3, &found[0], &found[1]);
    for (int number = 0; number < 2; number++) {
        const double expected = sqrt((squares[number] - COUNT * mean[number] * mean[number]) * (COUNT - 1.0) / COUNT);
        const double got =
            (atanh(found[number].high) - atanh(found[number].low)) / (2 * 1.959963984540054 * sqrt(0.25));
        print_message("standard error %.5f, by jackknife %.5f\n", got, expected);
        assert_true(got / expected > 0.995 && got / expected < 1.03);
    }
    gsl_rng_free(random);
}

/* Intervals hold what a fifth of a heavy-tailed population does not show: about 95 of 100 times. */
static void intervals_cover(void **state) {
    (void)state;
    enum { POPULATION = 5000, SAMPLE = 1000, TIMES = 400 };
    static double x[POPULATION], y[POPULATION], sampled[2][SAMPLE];
    gsl_rng *random = random_stream(5, 6);
    nsc_estimate pearson, spearman, truth[2];
    int covered[2] = {0};
    for (size_t pair = 0; pair < POPULATION; pair++) {
        x[pair] = exp(gsl_rng_uniform(random) * 3);
        y[pair] = floor(10 * x[pair] + 100 * gsl_rng_uniform(random)) - 30 / (0.02 + gsl_rng_uniform(random));
    }
    correlate_pairs(x, y, POPULATION, POPULATION, &truth[0], &truth[1]);
    for (int time = 0; time < TIMES; time++) {
        size_t taken = 0;
        for (size_t pair = 0; pair < POPULATION && taken < SAMPLE; pair++)
            if (gsl_rng_uniform(random) * (double)(POPULATION - pair) < (double)(SAMPLE - taken)) {
                sampled[0][taken] = x[pair];
                sampled[1][taken++] = y[pair];
            }
        correlate_pairs(sampled[0], sampled[1], SAMPLE, POPULATION, &pearson, &spearman);
        covered[0] += pearson.low <= truth[0].value && truth[0].value <= pearson.high;
        covered[1] += spearman.low <= truth[1].value && truth[1].value <= spearman.high;
    }
    print_message("covered of %d: Pearson %d, Spearman %d\n", TIMES, covered[0], covered[1]);
    for (int number = 0; number < 2; number++) /* 95 % less 3 standard deviations; both may be wider */
        assert_in_range(covered[number], 367, TIMES);
    gsl_rng_free(random);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fronts_by_brute_force),    cmocka_unit_test(large_fronts),
        cmocka_unit_test(tables_by_brute_force),    cmocka_unit_test(same_under_renumbering_and_threads),
        cmocka_unit_test(rows_say_what_is_missing), cmocka_unit_test(constant_fitness),
        cmocka_unit_test(correlations_of_scipy),    cmocka_unit_test(errors_by_jackknife),
        cmocka_unit_test(weights_are_repetitions),  cmocka_unit_test(intervals_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
