/* Brackets of Hyperband: their sizes as published, and what is refused. */
#include "analysis/search/algorithms/brackets.h"
#include "testing.h"

static nsc_bracket planned(size_t budgets, unsigned eta, uint64_t number) {
    nsc_bracket bracket;
    REQUIRE_OK(nsc_bracket_plan(&bracket, budgets, eta, number, &error));
    return bracket;
}

/* NAS-Bench-101: four budgets, a factor of 3 apart. The second bracket of Li et al. would start with 12. */
static void brackets_of_four_budgets(void **state) {
    static const uint32_t sizes[4][4] = {{27, 9, 3, 1}, {9, 3, 1}, {6, 2}, {4}};
    static const uint32_t epochs[4] = {4, 12, 36, 108}, totals[4] = {432, 324, 432, 432};
    (void)state;
    for (uint64_t number = 0; number < 12; number++) {
        const nsc_bracket bracket = planned(4, 3, number);
        uint32_t total = 0;
        assert_int_equal(bracket.first_budget, number % 4);
        assert_int_equal(bracket.rung_count, 4 - number % 4);
        for (size_t rung = 0; rung < bracket.rung_count; rung++) {
            assert_int_equal(bracket.sizes[rung], sizes[number % 4][rung]);
            total += bracket.sizes[rung] * epochs[bracket.first_budget + rung];
        }
        assert_int_equal(total, totals[number % 4]);
    }
}

/* By hand: floor(6 / 4) 2^3 = 8 and floor(6 / 3) 2^2 = 8 candidates; two budgets: 10, 1 and 2. */
static void other_numbers_of_budgets(void **state) {
    static const uint32_t halved[4] = {8, 4, 2, 1}, doubled[3] = {8, 4, 2};
    (void)state;
    const nsc_bracket third = planned(6, 2, 2), fourth = planned(6, 2, 3);
    assert_int_equal(third.rung_count, 4);
    assert_memory_equal(third.sizes, halved, sizeof halved);
    assert_int_equal(fourth.rung_count, 3);
    assert_memory_equal(fourth.sizes, doubled, sizeof doubled);
    assert_int_equal(planned(2, 10, 0).sizes[0], 10);
    assert_int_equal(planned(2, 10, 0).sizes[1], 1);
    assert_int_equal(planned(2, 10, 3).sizes[0], 2);
    assert_int_equal(planned(25, 2, 0).sizes[0], 1 << 24);
}

static void too_many_candidates(void **state) {
    nsc_bracket bracket;
    (void)state;
    REQUIRE_REFUSED(nsc_bracket_plan(&bracket, 26, 2, 0, &error), NSC_USAGE, "smaller eta");
    REQUIRE_REFUSED(nsc_bracket_plan(&bracket, 5, 100, 0, &error), NSC_USAGE, "5 budgets with eta = 100");
    REQUIRE_REFUSED(nsc_bracket_plan(&bracket, 200, 3, 0, &error), NSC_USAGE, "fewer budgets");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brackets_of_four_budgets),
        cmocka_unit_test(other_numbers_of_budgets),
        cmocka_unit_test(too_many_candidates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
