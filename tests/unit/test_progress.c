/* The line that says how far a command is; the tests say what time it is. */
#include "cli/progress.h"

#include "testing.h"

static const nsc_progress begun = {.title = "report", .started_s = 100};

static const char *line_at(const nsc_progress *progress, double now_s, size_t width, char line[NSC_PROGRESS_LINE]) {
    nsc_progress_line(progress, now_s, width, line);
    return line;
}

static void test_short_commands_say_nothing(void **state) {
    (void)state;
    nsc_progress progress = begun;
    nsc_progress_report(&progress, 100.2, "paper", 0.5);
    assert_false(nsc_progress_due(&progress, 100.9));
    assert_true(nsc_progress_due(&progress, 101.1));
    progress.drawn = true;
    progress.drawn_s = 101.1;
    assert_false(nsc_progress_due(&progress, 101.2));
    assert_true(nsc_progress_due(&progress, 101.4));
}

/* A quarter took 10 s: three quarters take 30 s. */
static void test_time_left(void **state) {
    (void)state;
    char line[NSC_PROGRESS_LINE];
    nsc_progress progress = begun;
    nsc_progress_report(&progress, 100, "paper", 0);
    assert_string_equal(line_at(&progress, 101.5, 0, line), "report: paper 0 %");
    nsc_progress_report(&progress, 110, "paper", 0.25);
    assert_string_equal(line_at(&progress, 110, 0, line), "report: paper 25 %, 30 s left");
    nsc_progress_report(&progress, 1300, "paper", 0.5);
    assert_string_equal(line_at(&progress, 1300, 0, line), "report: paper 50 %, 20 min left");
    nsc_progress_report(&progress, 20100, "paper", 0.8); /* a fifth of 20,000 s over four */
    assert_string_equal(line_at(&progress, 20100, 0, line), "report: paper 80 %, 1 h 23 min left");
}

/* What begins while another stage is unfinished is a part of it, and ends with it. */
static void test_parts(void **state) {
    (void)state;
    char line[NSC_PROGRESS_LINE];
    nsc_progress progress = begun;
    nsc_progress_report(&progress, 100, "paper", 0);
    nsc_progress_report(&progress, 101, "autocorrelation", 0.4);
    assert_string_equal(line_at(&progress, 101, 0, line), "report: paper 0 % (autocorrelation 40 %)");
    nsc_progress_report(&progress, 102, "autocorrelation", 0);
    assert_string_equal(line_at(&progress, 102, 0, line), "report: paper 0 % (autocorrelation)");
    nsc_progress_report(&progress, 102, "autocorrelation", 1);
    assert_string_equal(line_at(&progress, 102, 0, line), "report: paper 0 %");
    nsc_progress_report(&progress, 103, "readings", 0.5);
    nsc_progress_report(&progress, 104, "paper", 0.1); /* ends the part that said no more */
    assert_string_equal(line_at(&progress, 104, 0, line), "report: paper 10 %, 36 s left");
    nsc_progress_report(&progress, 105, "paper", 1);
    assert_string_equal(line_at(&progress, 105, 0, line), "report: 5 s");
}

/* More parts than there is room for: the innermost gives way. A stage that begins again counts from then. */
static void test_depth_and_repetition(void **state) {
    (void)state;
    static const char *const names[] = {"a", "b", "c", "d", "e"};
    char line[NSC_PROGRESS_LINE];
    nsc_progress progress = begun;
    for (size_t number = 0; number < sizeof names / sizeof names[0]; number++)
        nsc_progress_report(&progress, 100, names[number], 0.5);
    assert_string_equal(line_at(&progress, 100, 0, line), "report: a 50 % (e 50 %)");
    progress = begun;
    nsc_progress_report(&progress, 100, "walks", 0.9);
    nsc_progress_report(&progress, 200, "walks", 0.1);
    nsc_progress_report(&progress, 210, "walks", 0.2);
    assert_string_equal(line_at(&progress, 210, 0, line), "report: walks 20 %, 80 s left");
}

/* A line as wide as the terminal would go on in the next line, and could not be overwritten. */
static void test_width(void **state) {
    (void)state;
    char line[NSC_PROGRESS_LINE];
    nsc_progress progress = begun;
    nsc_progress_report(&progress, 100,
                        "a stage with a name that is longer than any name of a stage should ever be, is it", 0.5);
    assert_true(strlen(line_at(&progress, 100, 20, line)) == 19);
    assert_true(strlen(line_at(&progress, 100, 0, line)) < 90);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_commands_say_nothing),
        cmocka_unit_test(test_time_left),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_depth_and_repetition),
        cmocka_unit_test(test_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
