/*
 * Statistical functions against the certified values of NIST's Statistical Reference Datasets (StRD, public domain,
 * https://www.itl.nist.gov/div898/strd): summary statistics, autocorrelation, regression, analysis of variance. The
 * certified values are of 500 digits' arithmetic; a result may lose the digits that the double-precision form of the
 * data has lost already, and not more.
 */
#include "analysis/composition/variance_internal.h"
#include "analysis/estimators/resamples.h"
#include "analysis/walks/rwa_internal.h"
#include "made_landscape.h"

/* ---- data ---- */

static const double lew[] = {
    -213, -564, -35,  -15,  141,  115,  -420, -360, 203,  -338, -431, 194,  -220, -513, 154,  -125, -559, 92,   -21,
    -579, -52,  99,   -543, -175, 162,  -457, -346, 204,  -300, -474, 164,  -107, -572, -8,   83,   -541, -224, 180,
    -420, -374, 201,  -236, -531, 83,   27,   -564, -112, 131,  -507, -254, 199,  -311, -495, 143,  -46,  -579, -90,
    136,  -472, -338, 202,  -287, -477, 169,  -124, -568, 17,   48,   -568, -135, 162,  -430, -422, 172,  -74,  -577,
    -13,  92,   -534, -243, 194,  -355, -465, 156,  -81,  -578, -64,  139,  -449, -384, 193,  -198, -538, 110,  -44,
    -577, -6,   66,   -552, -164, 161,  -460, -344, 205,  -281, -504, 134,  -28,  -576, -118, 156,  -437, -381, 200,
    -220, -540, 83,   11,   -568, -160, 172,  -414, -408, 188,  -125, -572, -32,  139,  -492, -321, 205,  -262, -504,
    142,  -83,  -574, 0,    48,   -571, -106, 137,  -501, -266, 190,  -391, -406, 194,  -186, -553, 83,   -13,  -577,
    -49,  103,  -515, -280, 201,  300,  -506, 131,  -45,  -578, -80,  138,  -462, -361, 201,  -211, -554, 32,   74,
    -533, -235, 187,  -372, -442, 182,  -147, -566, 25,   68,   -535, -244, 194,  -351, -463, 174,  -125, -570, 15,
    72,   -550, -190, 172,  -424, -385, 198,  -218, -536, 96,
};

static const double lottery[] = {
    162, 671, 933, 414, 788, 730, 817, 33,  536, 875, 670, 236, 473, 167, 877, 980, 316, 950, 456, 92,  517, 557,
    956, 954, 104, 178, 794, 278, 147, 773, 437, 435, 502, 610, 582, 780, 689, 562, 964, 791, 28,  97,  848, 281,
    858, 538, 660, 972, 671, 613, 867, 448, 738, 966, 139, 636, 847, 659, 754, 243, 122, 455, 195, 968, 793, 59,
    730, 361, 574, 522, 97,  762, 431, 158, 429, 414, 22,  629, 788, 999, 187, 215, 810, 782, 47,  34,  108, 986,
    25,  644, 829, 630, 315, 567, 919, 331, 207, 412, 242, 607, 668, 944, 749, 168, 864, 442, 533, 805, 372, 63,
    458, 777, 416, 340, 436, 140, 919, 350, 510, 572, 905, 900, 85,  389, 473, 758, 444, 169, 625, 692, 140, 897,
    672, 288, 312, 860, 724, 226, 884, 508, 976, 741, 476, 417, 831, 15,  318, 432, 241, 114, 799, 955, 833, 358,
    935, 146, 630, 830, 440, 642, 356, 373, 271, 715, 367, 393, 190, 669, 8,   861, 108, 795, 269, 590, 326, 866,
    64,  523, 862, 840, 219, 382, 998, 4,   628, 305, 747, 247, 34,  747, 729, 645, 856, 974, 24,  568, 24,  694,
    608, 480, 410, 729, 947, 293, 53,  930, 223, 203, 677, 227, 62,  455, 387, 318, 562, 242, 428, 968,
};

static const double mavro[] = {
    2.0018, 2.0017, 2.0018, 2.0019, 2.0018, 2.0017, 2.0015, 2.0014, 2.0015, 2.0015, 2.0017, 2.0018, 2.0018,
    2.0019, 2.0019, 2.0021, 2.002,  2.0016, 2.0014, 2.0013, 2.0013, 2.0015, 2.0015, 2.0016, 2.0015, 2.0014,
    2.0013, 2.0014, 2.0015, 2.0014, 2.0015, 2.0016, 2.0015, 2.0016, 2.0019, 2.002,  2.002,  2.0021, 2.0022,
    2.0023, 2.0024, 2.0025, 2.0027, 2.0026, 2.0026, 2.0026, 2.0027, 2.0026, 2.0025, 2.0024,
};

static const double michelso[] = {
    299.85, 299.74, 299.9,  300.07, 299.93, 299.85, 299.95, 299.98, 299.98, 299.88, 300,    299.98, 299.93,
    299.65, 299.76, 299.81, 300,    300,    299.96, 299.96, 299.96, 299.94, 299.96, 299.94, 299.88, 299.8,
    299.85, 299.88, 299.9,  299.84, 299.83, 299.79, 299.81, 299.88, 299.88, 299.83, 299.8,  299.79, 299.76,
    299.8,  299.88, 299.88, 299.88, 299.86, 299.72, 299.72, 299.62, 299.86, 299.97, 299.95, 299.88, 299.91,
    299.85, 299.87, 299.84, 299.84, 299.85, 299.84, 299.84, 299.84, 299.89, 299.81, 299.81, 299.82, 299.8,
    299.77, 299.76, 299.74, 299.75, 299.76, 299.91, 299.92, 299.89, 299.86, 299.88, 299.72, 299.84, 299.85,
    299.85, 299.78, 299.89, 299.84, 299.78, 299.81, 299.76, 299.81, 299.79, 299.81, 299.82, 299.85, 299.87,
    299.87, 299.81, 299.74, 299.81, 299.94, 299.95, 299.8,  299.81, 299.87,
};

static const double norris_y[] = {
    0.1, 338.8, 118.1, 888,   9.2,   228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3,
    0.1, 778.1, 668.8, 339.3, 448.9, 10.8,  557.7, 228.3, 998,   888.8, 119.6, 0.3,
    0.6, 557.6, 339.3, 888,   998.5, 778.9, 10.2,  117.6, 228.9, 668.4, 449.2, 0.2,
};

static const double norris_x[] = {
    0.2, 337.4, 118.2, 884.6, 10.1,  226.5, 666.3, 996.3, 448.6, 777,   558.2, 0.4,
    0.6, 775.5, 666.9, 338,   447.5, 11.6,  556,   228.1, 995.8, 887.6, 120.2, 0.3,
    0.3, 556.8, 339.1, 887.2, 999,   779,   11.1,  118.3, 229.2, 669.1, 448.9, 0.5,
};

/* Atomic weight of silver (AtmWtAg): two instruments, 24 measurements each. */
static const double silver[] = {
    107.8681568, 107.8681465, 107.8681572, 107.8681785, 107.8681446, 107.8681903, 107.8681526, 107.8681494,
    107.8681616, 107.8681587, 107.8681519, 107.8681486, 107.8681419, 107.8681569, 107.8681508, 107.8681672,
    107.8681385, 107.8681518, 107.8681662, 107.8681424, 107.868136,  107.8681333, 107.868161,  107.8681477,
    107.8681079, 107.8681344, 107.8681513, 107.8681197, 107.8681604, 107.8681385, 107.8681642, 107.8681365,
    107.8681151, 107.8681082, 107.8681517, 107.8681448, 107.8681198, 107.8681482, 107.8681334, 107.8681609,
    107.8681101, 107.8681512, 107.8681469, 107.868136,  107.8681254, 107.8681261, 107.868145,  107.8681368,
};

/* Resistivity of silicon (SiRstv): five instruments, five measurements each. */
static const double silicon[] = {
    196.3052, 196.124,  196.189,  196.2569, 196.3403, 196.3042, 196.3825, 196.1669, 196.3257,
    196.0422, 196.1303, 196.2005, 196.2889, 196.0343, 196.1811, 196.2795, 196.1748, 196.1494,
    196.1485, 195.9885, 196.2119, 196.1051, 196.185,  196.0052, 196.209,
};

/* NumAcc2 … NumAcc4: the mean, and then in turn a tenth less and a tenth more. */
static void fill_numacc(double mean, double less, double more, double *values, size_t count) {
    for (size_t number = 0; number < count; number++)
        values[number] = number == 0 ? mean : number % 2 == 1 ? less : more;
}

/* ---- comparisons ---- */

/* Fails unless the values agree to so many digits. */
static void check_digits(const char *what, double found, double certified, double digits) {
    const double off = certified != 0 ? fabs(found - certified) / fabs(certified) : fabs(found);
    if (!(off <= pow(10, -digits)))
        fail_msg("%s: %.17g instead of %.17g, %.1f digits", what, found, certified, -log10(off));
}

typedef struct summary {
    const char *name;
    const double *values;
    size_t count;
    double mean, deviation, autocorrelation;
    double digits; /* that the deviation has, at least */
} summary;

/* A landscape whose points are a ring, in the order of the values. */
static made_landscape *open_ring(const double *values, size_t count) {
    char *lines = test_memory(count * 32 + 32, 1), *end = lines;
    for (size_t point = 0; point < count; point++)
        end += sprintf(end, "p%zu,p%zu\n", point, (point + 1) % count);
    made_landscape *made = made_open_edges(lines);
    memcpy(made->fitness.values, values, count * sizeof *values);
    made_count(made);
    free(lines);
    return made;
}

static void check_moments(const summary *set) {
    const nsc_moments moments = nsc_moments_of(set->values, set->count);
    check_digits(set->name, moments.mean, set->mean, 14);
    check_digits(set->name, moments.standard_deviation, set->deviation, set->digits);
    check_digits(set->name, nsc_mean_of_runs(set->values, set->count).value, set->mean, 14);
}

/*
 * NIST's autocorrelation leaves out the pair of the last value and the first, which are neighbours on a ring; their
 * product follows from the certified values.
 */
static void check_landscape(const summary *set) {
    made_landscape *made = open_ring(set->values, set->count);
    const nsc_analysis_options options = nsc_analysis_defaults();
    const nsc_control control = {.thread_count = 1};
    const double first = set->values[0] - set->mean, last = set->values[set->count - 1] - set->mean;
    const double squares = set->deviation * set->deviation * (double)(set->count - 1);
    const double expected = set->autocorrelation + first * last / squares;
    nsc_walk_domain domain;
    nsc_rwa_curve curve;
    made_result result = made_run(made, "distribution", &options);
    check_digits(set->name, made_figure(&result, "mean"), set->mean, 14);
    check_digits(set->name, made_figure(&result, "standard_deviation"), set->deviation, set->digits);
    REQUIRE_OK(nsc_walk_domain_prepare(&domain, &made->landscape, &control, &error));
    REQUIRE_OK(nsc_rwa_curve_create(&curve, 1, &error));
    REQUIRE_OK(nsc_rwa_find(&domain, options.seed, &curve, NULL, &error));
    check_digits(set->name, curve.autocorrelation[1], expected, fmin(set->digits, 12));
    nsc_rwa_curve_release(&curve);
    nsc_walk_domain_release(&domain);
    made_release(&result);
    made_close(made);
}

static void summary_statistics(void **state) {
    (void)state;
    enum { NUMACC = 1001 };
    static const double numacc1[] = {10000001, 10000003, 10000002};
    double numacc2[NUMACC], numacc3[NUMACC], numacc4[NUMACC];
    fill_numacc(1.2, 1.1, 1.3, numacc2, NUMACC);
    fill_numacc(1000000.2, 1000000.1, 1000000.3, numacc3, NUMACC);
    fill_numacc(10000000.2, 10000000.1, 10000000.3, numacc4, NUMACC);
    const summary sets[] = {
        {"Lew", lew, NSC_COUNT_OF(lew), -177.435, 277.332168044316, -0.307304800605679, 14},
        {"Lottery", lottery, NSC_COUNT_OF(lottery), 518.958715596330, 291.699727470969, -0.120948622967393, 14},
        {"Mavro", mavro, NSC_COUNT_OF(mavro), 2.001856, 0.000429123454003053, 0.937989183438248, 12},
        {"Michelso", michelso, NSC_COUNT_OF(michelso), 299.8524, 0.0790105478190518, 0.535199668621283, 13},
        {"NumAcc1", numacc1, NSC_COUNT_OF(numacc1), 10000002, 1, -0.5, 15},
        {"NumAcc2", numacc2, NUMACC, 1.2, 0.1, -0.999, 14},
        {"NumAcc3", numacc3, NUMACC, 1000000.2, 0.1, -0.999, 9},
        {"NumAcc4", numacc4, NUMACC, 10000000.2, 0.1, -0.999, 8},
    };
    for (size_t set = 0; set < NSC_COUNT_OF(sets); set++) {
        check_moments(&sets[set]);
        check_landscape(&sets[set]);
    }
}

/* ---- regression ---- */

/* features[feature] and the response, [count]; certified R² and standard deviation of the residuals, which has fewer
 * digits where the features explain nearly all. */
static void check_regression(const char *name, double *const *features, size_t feature_count, double *response,
                             size_t count, double share, double deviation, double digits) {
    uint32_t *points = test_memory(count, sizeof *points);
    nsc_explained explained;
    for (uint32_t point = 0; point < count; point++)
        points[point] = point;
    const nsc_evaluated evaluated = {points, response, count};
    REQUIRE_OK(nsc_linear_explain(features, feature_count, &evaluated, &explained, &error));
    assert_int_equal(explained.parameters, feature_count + 1);
    check_digits(name, 1 - explained.left / explained.total, share, digits);
    if (deviation > 0)
        check_digits(name, sqrt(explained.left / (double)(count - feature_count - 1)), deviation, digits - 6);
    free(points);
}

static void norris(void **state) {
    (void)state;
    double *const features[] = {test_memory(NSC_COUNT_OF(norris_x), sizeof(double))};
    double response[NSC_COUNT_OF(norris_y)];
    memcpy(features[0], norris_x, sizeof norris_x);
    memcpy(response, norris_y, sizeof norris_y);
    check_regression("Norris", features, 1, response, NSC_COUNT_OF(norris_y), 0.999993745883712, 0.884796396144373, 13);
    check_digits("Norris", pow(nsc_pearson(norris_x, norris_y, NSC_COUNT_OF(norris_y)), 2), 0.999993745883712, 14);
    free(features[0]);
}

static void longley(void **state) {
    (void)state;
    enum { YEARS = 16, FEATURES = 6 };
    static const double table[YEARS][FEATURES + 1] = {
        {60323, 83.0, 234289, 2356, 1590, 107608, 1947},  {61122, 88.5, 259426, 2325, 1456, 108632, 1948},
        {60171, 88.2, 258054, 3682, 1616, 109773, 1949},  {61187, 89.5, 284599, 3351, 1650, 110929, 1950},
        {63221, 96.2, 328975, 2099, 3099, 112075, 1951},  {63639, 98.1, 346999, 1932, 3594, 113270, 1952},
        {64989, 99.0, 365385, 1870, 3547, 115094, 1953},  {63761, 100.0, 363112, 3578, 3350, 116219, 1954},
        {66019, 101.2, 397469, 2904, 3048, 117388, 1955}, {67857, 104.6, 419180, 2822, 2857, 118734, 1956},
        {68169, 108.4, 442769, 2936, 2798, 120445, 1957}, {66513, 110.8, 444546, 4681, 2637, 121950, 1958},
        {68655, 112.6, 482704, 3813, 2552, 123366, 1959}, {69564, 114.2, 502601, 3931, 2514, 125368, 1960},
        {69331, 115.7, 518173, 4806, 2572, 127852, 1961}, {70551, 116.9, 554894, 4007, 2827, 130081, 1962},
    };
    double *features[FEATURES], response[YEARS];
    for (size_t feature = 0; feature < FEATURES; feature++) {
        features[feature] = test_memory(YEARS, sizeof *features[feature]);
        for (size_t year = 0; year < YEARS; year++) {
            features[feature][year] = table[year][feature + 1];
            response[year] = table[year][0];
        }
    }
    check_regression("Longley", features, FEATURES, response, YEARS, 0.995479004577296, 304.854073561965, 12);
    for (size_t feature = 0; feature < FEATURES; feature++)
        free(features[feature]);
}

/* Wampler1 … Wampler5: x … x⁵ at x = 0 … 20, exact, or with noise of growing size. */
static void wampler(void **state) {
    (void)state;
    enum { POINTS = 21, DEGREE = 5 };
    static const double noise[POINTS] = {759,   -2048, 2048,  -2048, 2523,  -2048, 2048,  -2048, 1838,  -2048, 2048,
                                         -2048, 1838,  -2048, 2048,  -2048, 2523,  -2048, 2048,  -2048, 759};
    static const struct {
        const char *name;
        double base, noise, share, deviation, digits;
    } sets[] = {{"Wampler1", 1, 0, 1, 0, 9},
                {"Wampler2", 0.1, 0, 1, 0, 9},
                {"Wampler3", 1, 1, 0.999995559025820, 2360.14502379268, 9},
                {"Wampler4", 1, 100, 0.957478440825662, 236014.502379268, 9},
                {"Wampler5", 1, 10000, 0.224668921574940e-02, 23601450.2379268, 9}};
    double *powers[DEGREE], response[POINTS];
    for (size_t power = 0; power < DEGREE; power++) {
        powers[power] = test_memory(POINTS, sizeof *powers[power]);
        for (size_t point = 0; point < POINTS; point++)
            powers[power][point] = pow((double)point, (double)power + 1);
    }
    for (size_t set = 0; set < NSC_COUNT_OF(sets); set++) {
        for (size_t point = 0; point < POINTS; point++) {
            response[point] = 1 + sets[set].noise * noise[point];
            for (size_t power = 0; power < DEGREE; power++)
                response[point] += pow(sets[set].base, (double)power + 1) * powers[power][point];
        }
        check_regression(sets[set].name, powers, DEGREE, response, POINTS, sets[set].share, sets[set].deviation,
                         sets[set].digits);
    }
    for (size_t power = 0; power < DEGREE; power++)
        free(powers[power]);
}

/* ---- analysis of variance ---- */

/* Groups of as many values each, one after the other. */
static void check_anova(const char *name, const double *values, size_t groups, size_t each, double between,
                        double within, double digits) {
    const uint32_t count = (uint32_t)(groups * each);
    nsc_groups found;
    nsc_explained explained;
    uint32_t *points = test_memory(count, sizeof *points);
    double *labels = test_memory(count, sizeof *labels), *copies = test_memory(count, sizeof *copies);
    for (uint32_t point = 0; point < count; point++) {
        points[point] = point;
        const uint32_t group = point / (uint32_t)each;
        labels[point] = group;
        copies[point] = values[point];
    }
    const nsc_evaluated evaluated = {points, copies, count};
    REQUIRE_OK(nsc_groups_create(&found, count, &error));
    REQUIRE_OK(nsc_groups_split(&found, labels, &error));
    REQUIRE_OK(nsc_groups_explain(&found, &evaluated, &explained, &error));
    assert_int_equal(explained.parameters, groups);
    check_digits(name, explained.left, within, digits);
    check_digits(name, explained.total - explained.left, between, digits);
    nsc_groups_release(&found);
    free(points);
    free(labels);
    free(copies);
}

static void observed_groups(void **state) {
    (void)state;
    check_anova("SiRstv", silicon, 5, 5, 5.11462616e-02, 2.1663656e-01, 10);
    check_anova("AtmWtAg", silver, 2, 24, 3.638341875e-09, 1.04951729166667e-08, 7);
}

/* SmLs01 … SmLs09: nine groups; the means differ by tenths, the values begin with 1, 7 and 13 constant digits. */
static void made_up_groups(void **state) {
    (void)state;
    static const double tenths[] = {4, 3, 5, 3, 5, 3, 5, 3, 5};
    static const double leading[] = {1, 1e6, 1e12}, digits[] = {12, 8, 2.5};
    static const size_t sizes[] = {21, 201, 2001};
    static const double between[] = {1.68, 16.08, 160.08}, within[] = {1.8, 18, 180};
    double *values = test_memory(9 * (size_t)2001, sizeof *values);
    for (size_t lead = 0; lead < NSC_COUNT_OF(leading); lead++)
        for (size_t size = 0; size < NSC_COUNT_OF(sizes); size++) {
            char name[16];
            for (size_t place = 0; place < 9 * sizes[size]; place++) {
                const size_t group = place / sizes[size], number = place % sizes[size];
                const double tenth = tenths[group] + (number == 0 ? 0 : number % 2 == 1 ? -1 : 1);
                values[place] = (leading[lead] * 10 + tenth) / 10;
            }
            sprintf(name, "SmLs0%zu", 3 * lead + size + 1);
            check_anova(name, values, 9, sizes[size], between[size], within[size], digits[lead]);
        }
    free(values);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(summary_statistics),
        cmocka_unit_test(norris),
        cmocka_unit_test(longley),
        cmocka_unit_test(wampler),
        cmocka_unit_test(observed_groups),
        cmocka_unit_test(made_up_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
