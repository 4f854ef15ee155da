/* Measurements of spaces other than cells: keyed by the space's own strings, in per cent, with or without budgets. */
#include "base/npy.h"
#include "data/fitness.h"
#include "measurement_files.h"

#include <fcntl.h>
#include <sys/stat.h>

static nsc_space *open_space(const char *name) {
    nsc_space *space = NULL;
    nsc_error error = {0};
    if (nsc_space_open(&space, name, &error) != NSC_OK)
        fail_msg("%s", error.message);
    return space;
}

/* Reads one file that holds `text` and returns the status; `measurements` may be NULL where it must fail. */
static nsc_status read_text(const fixture *opened, const nsc_space *space, const char *text, const char *column,
                            nsc_measurements **measurements, nsc_error *error) {
    const nsc_measurement_options options = {.column = column};
    nsc_measurements *made = NULL;
    assert_int_equal(nsc_measurements_create(&made, space, error), NSC_OK);
    const nsc_status status = nsc_measurements_read(made, write_bytes(opened, 0, text, strlen(text)), &options, error);
    if (measurements != NULL)
        *measurements = made;
    else
        nsc_measurements_destroy(made);
    return status;
}

static void expect_refusal(const fixture *opened, const char *space_name, const char *text, const char *reason) {
    nsc_error error = {0};
    nsc_space *space = open_space(space_name);
    assert_int_equal(read_text(opened, space, text, NULL, NULL, &error), NSC_INVALID);
    if (strstr(error.message, reason) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error.message, reason);
    nsc_space_close(space);
}

/* The fitness by a rule from a file; the caller releases it. */
static nsc_status fitness_of_text(const fixture *opened, const nsc_space *space, const char *text,
                                  const char *rule_text, nsc_fitness *fitness, nsc_error *error) {
    nsc_fitness_rule rule;
    nsc_measurements *measurements;
    assert_int_equal(nsc_fitness_rule_parse(&rule, space, rule_text, error), NSC_OK);
    assert_int_equal(
        read_text(opened, space, text, rule.kind == NSC_FITNESS_COLUMN ? rule.column : NULL, &measurements, error),
        NSC_OK);
    const nsc_status status = nsc_fitness_from_measurements(fitness, &rule, measurements, error);
    nsc_measurements_destroy(measurements);
    return status;
}

#define BEST "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|"

static void either_spelling_names_a_point(void **state) {
    const fixture *opened = *state;
    nsc_error error = {0};
    nsc_space *space = open_space("nb201");
    nsc_fitness fitness;
    assert_int_equal(fitness_of_text(opened, space,
                                     "architecture,genotype,valid_accuracy\n" BEST ",444243,91.5\n,111111,10\n"
                                     "|avg_pool_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|,,20\n",
                                     "valid@200", &fitness, &error),
                     NSC_OK);
    /* Six digits from 1 are a number to base 5: 444243 is 333132 to base 5, 511111 is 4 · 5^5. */
    assert_int_equal(fitness.known_count, 3);
    assert_float_equal(fitness.values[3 * 3125 + 3 * 625 + 3 * 125 + 25 + 15 + 2], 91.5, 0);
    assert_float_equal(fitness.values[0], 10, 0);
    assert_float_equal(fitness.values[4 * 3125], 20, 0);
    assert_string_equal(fitness.rule.text, "valid@200:mean");
    assert_int_equal(fitness.runs.most, 0); /* nothing says whether 91.5 % is of a run or a mean */
    assert_true(fitness.quantum == 0);
    nsc_fitness_release(&fitness);
    nsc_space_close(space);
}

static void rows_that_name_no_point_or_two_are_refused(void **state) {
    const fixture *opened = *state;
    expect_refusal(opened, "nb201", "genotype,valid_accuracy\n444246,1\n", "\"444246\" is not a string of nb201");
    expect_refusal(opened, "nb201", "genotype,valid_accuracy\n44424,1\n", "is not a string");
    expect_refusal(opened, "nb201", "genotype,valid_accuracy\n,1\n", "does not identify a point");
    expect_refusal(opened, "nb201", "architecture,valid_accuracy\n|nor_conv_3x3~0|+|,1\n", "is not a string");
    expect_refusal(opened, "nb201", "architecture,genotype,valid_accuracy\n" BEST ",444244,1\n", "another point");
    expect_refusal(opened, "nb201", "accuracy\n1\n", "which point a row is about");
    expect_refusal(opened, "nb201", "genotype\n444243\n", "--fitness column:NAME");
    expect_refusal(opened, "nb201", "genotype,valid_accuracy\n444243,100.5\n", "not a number from 0 to 100");
    expect_refusal(opened, "nb201", "genotype,valid_accuracy\n444243,-1\n", "not a number from 0 to 100");
    expect_refusal(opened, "nb201", "genotype,genotype,valid_accuracy\n444243,444243,1\n", "have the same meaning");
    expect_refusal(opened, "hamming:3^4", "point,valid_accuracy\n0123,1\n", "\"0123\" is not a string of hamming:3^4");
    expect_refusal(opened, "hamming:3^4", "point,valid_accuracy\nid:81,1\n",
                   "there is no id:81: the points of hamming:3^4 are id:0 to id:80");
}

/* Cells have rules of their own, about grids and parameters, which other points do not. */
static void the_rules_of_cells_stay_with_cells(void **state) {
    const fixture *opened = *state;
    nsc_error error = {0};
    nsc_space *space = open_space("hamming:2^2");
    nsc_fitness fitness;
    assert_int_equal(fitness_of_text(opened, space, "point,params,test_accuracy\n00,17,0.25\n11,4.5,0.75\n", "test",
                                     &fitness, &error),
                     NSC_OK);
    assert_int_equal(fitness.known_count, 2);
    assert_float_equal(fitness.values[3], 0.75, 0);
    assert_string_equal(fitness.rule.text, "test:mean");
    nsc_fitness_release(&fitness);
    assert_int_equal(fitness_of_text(opened, space, "point,params\n00,17\n11,4.5\n", "column:params", &fitness, &error),
                     NSC_OK);
    assert_float_equal(fitness.values[3], 4.5, 0);
    nsc_fitness_release(&fitness);
    nsc_space_close(space);
}

/* Of the strings of one network, the smallest stands for it. */
static void of_the_strings_of_a_network_the_smallest_counts(void **state) {
    const fixture *opened = *state;
    nsc_error error = {0};
    nsc_space *space = open_space("nb201:distinct");
    nsc_fitness fitness;
    nsc_fitness_rule rule;
    nsc_measurements *measurements;
    uint32_t first, second;
    /* 0 -> 3 by a convolution alone, and that with a convolution from node 1, into which nothing comes. */
    assert_int_equal(space->point_parse(space, "111411", &first, &error), NSC_OK);
    assert_int_equal(space->point_parse(space, "111441", &second, &error), NSC_OK);
    assert_int_equal(first, second);
    assert_int_equal(nsc_fitness_rule_parse(&rule, space, "test@200", &error), NSC_OK);
    assert_int_equal(
        read_text(opened, space, "genotype,test_accuracy\n111441,50\n111411,10\n", NULL, &measurements, &error),
        NSC_OK);
    assert_int_equal(nsc_measurements_source(measurements, 0)->rows_outside, 1);
    assert_int_equal(nsc_fitness_from_measurements(&fitness, &rule, measurements, &error), NSC_OK);
    assert_int_equal(fitness.known_count, 1);
    assert_float_equal(fitness.values[first], 10, 0);
    nsc_fitness_release(&fitness);
    nsc_measurements_destroy(measurements);
    nsc_space_close(space);
}

static void a_listed_space_is_measured_by_its_names(void **state) {
    const fixture *opened = *state;
    nsc_error error = {0};
    static const char edges[] = "from,to\na,\"b, or c\"\n\"b, or c\",d\n";
    write_bytes(opened, 1, edges, sizeof edges - 1);
    nsc_space *space = open_space(opened->path[1]);
    nsc_fitness fitness;
    assert_int_equal(fitness_of_text(opened, space, "point,f\nd,3\n\"b, or c\",-2.5\n", "column:f", &fitness, &error),
                     NSC_OK);
    assert_int_equal(fitness.known_count, 2);
    assert_float_equal(fitness.values[2], 3, 0);
    assert_float_equal(fitness.values[1], -2.5, 0);
    assert_true(isnan(fitness.values[0]));
    nsc_fitness_release(&fitness);
    assert_int_equal(read_text(opened, space, "point,f\ne,3\n", "f", NULL, &error), NSC_INVALID);
    assert_non_null(strstr(error.message, "\"e\" is not a point of"));
    nsc_space_close(space);
}

/* A cell may be named by any of its spellings too. */
static void cells_may_be_named_as_points(void **state) {
    const fixture *opened = *state;
    nsc_error error = {0};
    nsc_fitness fitness;
    assert_int_equal(fitness_of_text(opened, opened->space, "point,f\n010001000/c3,1\n" CONV1X1_HASH ",2\nid:0,3\n",
                                     "column:f", &fitness, &error),
                     NSC_OK);
    uint32_t point;
    assert_int_equal(opened->space->point_parse(opened->space, CONV3X3_HASH, &point, &error), NSC_OK);
    assert_float_equal(fitness.values[point], 1, 0);
    assert_float_equal(fitness.values[0], 3, 0);
    nsc_fitness_release(&fitness);
    assert_int_equal(read_text(opened, opened->space, "point,hash,f\nid:0," CONV1X1_HASH ",2\n", "f", NULL, &error),
                     NSC_INVALID);
    assert_non_null(strstr(error.message, "two different cells"));
}

static void rules_ask_for_epochs_where_there_are_budgets(void **state) {
    (void)state;
    nsc_error error = {0};
    nsc_fitness_rule rule;
    nsc_space *nb201 = open_space("nb201"), *strings = open_space("hamming:2^3");
    assert_int_equal(nsc_fitness_rule_parse(&rule, nb201, "test", &error), NSC_USAGE);
    assert_int_equal(nsc_fitness_rule_parse(&rule, strings, "test:run2", &error), NSC_OK);
    assert_string_equal(rule.text, "test:run2");
    assert_int_equal(rule.epochs, 0);
    assert_int_equal(nsc_fitness_rule_parse(&rule, strings, "test@12", &error), NSC_OK);
    assert_int_equal(rule.epochs, 12);
    assert_int_equal(nsc_fitness_rule_parse(&rule, nb201, "nor_conv_3x3", &error), NSC_OK);
    assert_int_equal(nsc_fitness_rule_parse(&rule, strings, "symbol_1", &error), NSC_OK);
    assert_int_equal(nsc_fitness_rule_parse(&rule, strings, "symbol_2", &error), NSC_USAGE);
    nsc_space_close(nb201);
    nsc_space_close(strings);
}

/* An array of numpy by id, of 64 numbers that are `first` and the same after it. */
static void write_array(const char *path, double first) {
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    nsc_npy_write_header(stream, 'f', sizeof first, 64);
    for (int number = 0; number < 64; number++)
        assert_int_equal(fwrite(&first, sizeof first, 1, stream), 1);
    assert_int_equal(fclose(stream), 0);
}

static void an_array_that_is_written_meanwhile_is_refused(void **state) {
    const fixture *opened = *state;
    nsc_error error = {0};
    nsc_space *space = open_space("hamming:2^6");
    nsc_measurements *measurements = NULL;
    double values[64];
    char path[128], other[128];
    snprintf(path, sizeof path, "%s/a.npy", opened->folder);
    snprintf(other, sizeof other, "%s/b.npy", opened->folder);
    write_array(path, 1);
    assert_int_equal(nsc_measurements_create(&measurements, space, &error), NSC_OK);
    assert_int_equal(nsc_measurements_read(measurements, path, NULL, &error), NSC_OK);
    write_array(other, 2); /* one that takes its place leaves the mapped one as it was */
    assert_int_equal(rename(path, opened->path[0]), 0);
    assert_int_equal(rename(other, path), 0);
    assert_int_equal(nsc_measurements_values(measurements, 0, NSC_METRIC_TEST, 0, values, NULL, &error), NSC_OK);
    assert_true(values[0] == 1 && values[63] == 1);
    assert_int_equal(rename(opened->path[0], path), 0);
    const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}}; /* clocks of file systems may be coarse */
    write_array(path, 3);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    assert_int_equal(nsc_measurements_values(measurements, 0, NSC_METRIC_TEST, 0, values, NULL, &error), NSC_FAILED);
    assert_non_null(strstr(error.message, "was written to while it was read"));
    nsc_measurements_destroy(measurements);
    nsc_space_close(space);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(either_spelling_names_a_point),
        cmocka_unit_test(rows_that_name_no_point_or_two_are_refused),
        cmocka_unit_test(the_rules_of_cells_stay_with_cells),
        cmocka_unit_test(of_the_strings_of_a_network_the_smallest_counts),
        cmocka_unit_test(a_listed_space_is_measured_by_its_names),
        cmocka_unit_test(cells_may_be_named_as_points),
        cmocka_unit_test(an_array_that_is_written_meanwhile_is_refused),
        cmocka_unit_test(rules_ask_for_epochs_where_there_are_budgets),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
