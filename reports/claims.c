/*
 * The quantitative statements of Ying et al. 2019 and of those who used its data, one row each; the verdict on each.
 * Accuracies are fractions of 1 here, as in the data; the paper prints per cent.
 */
#include "reports/claims_internal.h"

#include <math.h>
#include <string.h>

#define INCEPTION_LIKE "inception-like"
#define RESNET_LIKE "resnet-like"

/* Published accuracies are means of float32 values, which others may have computed in another order. */
static const double SINGLE_VALUE = 5e-8;
/* Means over all cells were printed from single precision; whether a deviation divides by n or n − 1 is not said. */
static const double MEAN_OF_ALL = 5e-7;

#define VALID "valid@108"
#define TEST "test@108"
#define TIME "time@108"
#define OPERATIONS(from, to, accuracy, time)                                                                           \
    {"change of validation accuracy, " from " replaced by " to,                                                        \
     "3.2",                                                                                                            \
     NSC_CLAIM_EQUALS,                                                                                                 \
     accuracy,                                                                                                         \
     5e-5,                                                                                                             \
     VALID,                                                                                                            \
     TEST,                                                                                                             \
     nsc_find_operation_effect,                                                                                        \
     from,                                                                                                             \
     to,                                                                                                               \
     0,                                                                                                                \
     NULL},                                                                                                            \
    {                                                                                                                  \
        "relative change of training time, " from " replaced by " to, "3.2", NSC_CLAIM_EQUALS, time, 5e-5, TIME, NULL, \
            nsc_find_operation_time, from, to, 0, NULL                                                                 \
    }
#define WALK(relation)                                                                                                 \
    {                                                                                                                  \
        "root of the lag beyond which the autocorrelation is noise, " relation, "3.3", NSC_CLAIM_EQUALS, 6, 0.5, TEST, \
            NULL, nsc_find_walk_noise, relation, NULL, 0,                                                              \
            "the paper prints neither the walk's length T nor its neighbours; the interval spans T = 10^3 to 10^7"     \
    }
#define DISTANCE_CORRELATION(relation, distance, words)                                                                \
    {                                                                                                                  \
        "correlation of fitness with the distance to the best cell: below 0, " words, "3.3", NSC_CLAIM_BELOW, 0, 0,    \
            TEST, NULL, nsc_find_distance_correlation, relation, distance, 0, NULL                                     \
    }

static const nsc_claim claims[] = {
    /* text, section, comparison, published, half unit, rule, stand-in, check, subject, object, threshold, note */
    {"encodings of the search space", "2.2", NSC_CLAIM_EQUALS, 510e6, 5e5, NULL, NULL, nsc_find_space_encodings, NULL,
     NULL, 0, NULL},
    {"unique cells", "official code", NSC_CLAIM_EQUALS, 423624, 0.5, NULL, NULL, nsc_find_cells, NULL, NULL, 0,
     "the paper says 423k"},
    {"cells of up to 6 vertices", "4.2", NSC_CLAIM_EQUALS, 64500, 50, NULL, NULL, nsc_find_cells, NULL, NULL, 6, NULL},
    {"cells of width 1, which are exactly the chains", "3.2", NSC_CLAIM_EQUALS, 364, 0.5, NULL, NULL, nsc_find_chains,
     NULL, NULL, 0, "counted: the paper says that they are the chains, not how many; width as live tensors"},
    {"largest width", "3.2", NSC_CLAIM_EQUALS, 5, 0.5, NULL, NULL, nsc_find_largest, "width", NULL, 0,
     "width as live tensors: the paper's \"maximum directed cut\" taken literally would be 6"},
    {"encodings of the best cell", "3.3", NSC_CLAIM_EQUALS, 4, 0.5, NULL, NULL, nsc_find_cell_feature, NULL,
     "encodings", 0, NULL},
    {"trainable parameters of the best cell", "official code, issue 23", NSC_CLAIM_EQUALS, 32426634, 0.5, NULL, NULL,
     nsc_find_cell_feature, NULL, "params", 0, NULL},
    {"trainable parameters of the Inception-like cell", "official notebook", NSC_CLAIM_EQUALS, 2694282, 0.5, NULL, NULL,
     nsc_find_cell_feature, INCEPTION_LIKE, "params", 0, NULL},

    {"best mean test accuracy", "3.1", NSC_CLAIM_EQUALS, 0.9432, 5e-5, TEST, NULL, nsc_find_best, NULL, NULL, 0, NULL},
    {"best mean test accuracy, all digits", "benchmark scripts", NSC_CLAIM_EQUALS, 0.943175752957662, SINGLE_VALUE,
     TEST, NULL, nsc_find_best, NULL, NULL, 0, NULL},
    {"best mean validation accuracy", "benchmark scripts", NSC_CLAIM_EQUALS, 0.9505542318026224, SINGLE_VALUE, VALID,
     NULL, nsc_find_best, NULL, NULL, 0, NULL},
    {"best validation accuracy of a single run", "reproduction script", NSC_CLAIM_EQUALS, 0.9518229365348816,
     SINGLE_VALUE, "valid@108:max", NULL, nsc_find_best, NULL, NULL, 0, NULL},
    {"best test accuracy of a single run", "reproduction script", NSC_CLAIM_EQUALS, 0.9466145634651184, SINGLE_VALUE,
     "test@108:max", NULL, nsc_find_best, NULL, NULL, 0, NULL},
    {"rank of the published best cell by mean test accuracy", "figure 1", NSC_CLAIM_EQUALS, 1, 0.5, TEST, NULL,
     nsc_find_rank, NSC_PUBLISHED_BEST, NULL, 0, NULL},
    {"rank of the best cell by mean validation accuracy", "reproduction script", NSC_CLAIM_EQUALS, 174, 0.5, VALID,
     NULL, nsc_find_rank, NULL, NULL, 0, "counted from 1; cells of equal accuracy share the interval"},
    {"mean test accuracy of the ResNet-like cell", "3.1", NSC_CLAIM_EQUALS, 0.9312, 5e-5, TEST, NULL,
     nsc_find_cell_value, RESNET_LIKE, NULL, 0,
     "the cell of the official code's ResNet example: the paper does not print its own"},
    {"mean test accuracy of the Inception-like cell", "3.1", NSC_CLAIM_EQUALS, 0.9295, 5e-5, TEST, NULL,
     nsc_find_cell_value, INCEPTION_LIKE, NULL, 0, "the cell of the official code's introduction"},

    {"mean of validation accuracy", "a public code base", NSC_CLAIM_EQUALS, 0.90243375, MEAN_OF_ALL, VALID, TEST,
     nsc_find_mean, NULL, NULL, 0, NULL},
    {"standard deviation of validation accuracy", "a public code base", NSC_CLAIM_EQUALS, 0.05864741, MEAN_OF_ALL,
     VALID, TEST, nsc_find_deviation, NULL, NULL, 0, NULL},
    {"mean of test accuracy", "a public code base", NSC_CLAIM_EQUALS, 0.8967984, MEAN_OF_ALL, TEST, NULL, nsc_find_mean,
     NULL, NULL, 0, NULL},
    {"standard deviation of test accuracy", "a public code base", NSC_CLAIM_EQUALS, 0.05799569, MEAN_OF_ALL, TEST, NULL,
     nsc_find_deviation, NULL, NULL, 0, NULL},
    {"mean of test accuracy after 36 epochs", "Traore et al. 2021", NSC_CLAIM_EQUALS, 0.835046800315573, MEAN_OF_ALL,
     "test@36", NULL, nsc_find_mean, NULL, NULL, 0, NULL},
    {"standard deviation of test accuracy after 36 epochs", "Traore et al. 2021", NSC_CLAIM_EQUALS, 0.09128655166356703,
     MEAN_OF_ALL, "test@36", NULL, nsc_find_deviation, NULL, NULL, 0, NULL},

    {"share of cells above 90 % validation accuracy: a majority", "3.1", NSC_CLAIM_ABOVE, 0.5, 0, VALID, TEST,
     nsc_find_share_above, NULL, NULL, 0.9, NULL},
    {"share of cells above 90 % test accuracy: a majority", "3.1", NSC_CLAIM_ABOVE, 0.5, 0, TEST, NULL,
     nsc_find_share_above, NULL, NULL, 0.9, NULL},
    {"share of cells that reach 100 % training accuracy: most", "3.1", NSC_CLAIM_ABOVE, 0.5, 0, "train@108", NULL,
     nsc_find_share_above, NULL, NULL, 0.995, "from 99.5 %, which rounds to 100 %"},
    {"correlation of validation and test accuracy", "3.1", NSC_CLAIM_EQUALS, 0.999, 5e-4, VALID, NULL,
     nsc_find_correlation, TEST, NULL, 0, NULL},
    {"correlation of parameters and validation accuracy: positive", "3.1", NSC_CLAIM_ABOVE, 0, 0, VALID, TEST,
     nsc_find_correlation, "params", NULL, 0, NULL},
    {"correlation of training time and validation accuracy: positive", "3.1", NSC_CLAIM_ABOVE, 0, 0, VALID, TEST,
     nsc_find_correlation, TIME, NULL, 0, NULL},
    {"correlation of parameters and training time: positive", "3.1", NSC_CLAIM_ABOVE, 0, 0, TIME, NULL,
     nsc_find_correlation, "params", NULL, 0, NULL},
    {"cells with more parameters than the best cell: it is not the most expensive", "3.1", NSC_CLAIM_ABOVE, 0, 0, NULL,
     NULL, nsc_find_larger, "params", NULL, 0, NULL},
    {"cells that train longer than the best cell: it is not the most expensive", "3.1", NSC_CLAIM_ABOVE, 0, 0, TIME,
     NULL, nsc_find_larger, NULL, NULL, 0, NULL},
    {"rank correlation of 36 and 108 epochs among the top 10 %", "S1, figure 7", NSC_CLAIM_EQUALS, 0.365, 5e-4, VALID,
     TEST, nsc_find_top_rank_correlation, "valid@36", "test@36", 10,
     "validation accuracy, top 10 % by 108 epochs: the paper does not say which"},
    {"smallest fall of the noise between runs from one budget to the next: positive", "3.1", NSC_CLAIM_ABOVE, 0, 0,
     NULL, NULL, nsc_find_noise_fall, NULL, NULL, 0,
     "mean standard deviation of test accuracy between the runs of a cell"},

    OPERATIONS("conv3x3", "conv1x1", -0.0116, -0.1411),
    OPERATIONS("conv3x3", "maxpool3x3", -0.0199, -0.0984),
    OPERATIONS("conv1x1", "maxpool3x3", -0.0081, 0.0504),
    {"depth of the highest mean validation accuracy", "3.2", NSC_CLAIM_EQUALS, 3, 0.5, VALID, TEST, nsc_find_best_depth,
     NULL, NULL, 0, NULL},
    {"smallest rise of mean validation accuracy from one width to the next, up to 5: positive", "3.2", NSC_CLAIM_ABOVE,
     0, 0, VALID, TEST, nsc_find_width_rise, NULL, NULL, 0, "width as live tensors"},
    {"mean training time at width 1 less the longest at another width, s: positive", "3.2", NSC_CLAIM_ABOVE, 0, 0, TIME,
     NULL, nsc_find_width_cost, NULL, NULL, 0, "width as live tensors"},

    WALK("pruned"),
    WALK("adjacent"),
    WALK("strict"),
    DISTANCE_CORRELATION("pruned", "hops", "hops on pruned"),
    DISTANCE_CORRELATION("adjacent", "hops", "hops on adjacent"),
    DISTANCE_CORRELATION("strict", "hops", "hops on strict"),
    DISTANCE_CORRELATION(NULL, "edit", "edits"),
    {"coarse width of the slope to the best cell", "3.3", NSC_CLAIM_EQUALS, 6, 0.5, TEST, NULL, nsc_find_slope_width,
     NULL, "hops", 0,
     "shown: the first distance at which the mean is not above that of the whole space; the paper gives no definition, "
     "and its distance is between encodings, which this version does not measure"},
    {"other cells within two standard errors of the best", "3.3", NSC_CLAIM_EQUALS, 11, 0.5, TEST, NULL,
     nsc_find_near_best, NULL, NULL, 0, NULL},
    {"encodings of the best cells, edge limit before pruning", "3.3", NSC_CLAIM_EQUALS, 11570, 0.5, TEST, NULL,
     nsc_find_near_best, "encodings_raw", NULL, 0, "the paper's text counts the edges of the matrix"},
    {"encodings of the best cells, edge limit after pruning", "3.3", NSC_CLAIM_EQUALS, 11570, 0.5, TEST, NULL,
     nsc_find_near_best, "encodings", NULL, 0, "the official code counts the edges that pruning leaves"},
    {"encodings of the space for each of the best cells'", "3.3", NSC_CLAIM_EQUALS, 50000, 10000, TEST, NULL,
     nsc_find_near_best, "encodings_raw", NULL, 1,
     "\"about 1 to 50000\": the paper rounds 509,607,936 / 11,570 = 44,046"},
    {"share of encodings within distance 6 of the closest of the best cells", "3.3", NSC_CLAIM_EQUALS, 0.354, 5e-4,
     TEST, NULL, nsc_find_nothing, NULL, NULL, 0,
     "needs distances between encodings, which this version does not measure"},
};

size_t nsc_claim_count(void) {
    return NSC_COUNT_OF(claims);
}

const nsc_claim *nsc_claim_at(size_t number) {
    return &claims[number];
}

/* ---- verdicts ---- */

const char *nsc_verdict_name(nsc_verdict verdict) {
    static const char *const names[] = {"agrees",         "differs",       "undecided", "needs the full data",
                                        "surrogate only", "synthetic only"};
    return names[verdict];
}

static nsc_verdict verdict_by_interval(const nsc_claim *claim, const nsc_finding *finding) {
    if (isnan(finding->low) || isnan(finding->high))
        return NSC_VERDICT_UNDECIDED;
    switch (claim->comparison) {
    case NSC_CLAIM_ABOVE:
        return finding->low > claim->published     ? NSC_VERDICT_AGREES
               : finding->high <= claim->published ? NSC_VERDICT_DIFFERS
                                                   : NSC_VERDICT_UNDECIDED;
    case NSC_CLAIM_BELOW:
        return finding->high < claim->published   ? NSC_VERDICT_AGREES
               : finding->low >= claim->published ? NSC_VERDICT_DIFFERS
                                                  : NSC_VERDICT_UNDECIDED;
    default:
        break;
    }
    if (finding->high - finding->low > finding->effect)
        return NSC_VERDICT_UNDECIDED;
    return finding->low <= claim->published + claim->half_unit && finding->high >= claim->published - claim->half_unit
               ? NSC_VERDICT_AGREES
               : NSC_VERDICT_DIFFERS;
}

nsc_verdict nsc_claim_verdict(const nsc_claim *claim, const nsc_finding *finding) {
    if (isnan(finding->value))
        return NSC_VERDICT_NEEDS_DATA;
    if (finding->origin == NSC_ORIGIN_SURROGATE)
        return NSC_VERDICT_SURROGATE;
    if (finding->origin == NSC_ORIGIN_SYNTHETIC)
        return NSC_VERDICT_SYNTHETIC;
    if (!finding->published_conditions)
        return NSC_VERDICT_NEEDS_DATA;
    if (finding->at_least)
        return finding->value > claim->published + claim->half_unit ? NSC_VERDICT_DIFFERS : NSC_VERDICT_NEEDS_DATA;
    return finding->cells_for_encodings ? NSC_VERDICT_UNDECIDED : verdict_by_interval(claim, finding);
}

/* ---- the table ---- */

static const nsc_column columns[] = {
    {"claim", "what is stated"},
    {"section", "of Ying et al. 2019, or who else states it"},
    {"published", "the value stated; for \"positive\", \"below\" and \"majority\" the bound"},
    {"computed", "the same from this data; accuracies and shares are fractions of 1"},
    {"low", "lower end of the 95 % interval; the value where it is exact"},
    {"high", "upper end"},
    {"coverage", "share of the space's cells that the computed value rests on"},
    {"verdict", "agrees, differs, undecided, needs the full data, surrogate only, synthetic only"},
    {"relation", "which cells count as neighbours; empty where it does not matter"},
    {"distance", "which distance was measured; empty where none was"},
    {"fitness", "the rules of the numbers that it rests on; empty where it rests on the space alone"},
    {"origin",
     "computed, measured, surrogate or synthetic: the least certain of them; empty where nothing was computed"},
    {"source", "where they came from"},
    {"note", "what is missing, what was assumed"},
};

static const char *text_or_null(const char *text) {
    return text[0] != '\0' ? text : NULL;
}

static nsc_status add_row(nsc_table *table, const nsc_claim *claim, const nsc_finding *finding, nsc_verdict verdict,
                          nsc_error *error) {
    const nsc_value row[] = {nsc_text(claim->text),
                             nsc_text(claim->section),
                             nsc_real(claim->published),
                             nsc_real(finding->value),
                             nsc_real(finding->low),
                             nsc_real(finding->high),
                             nsc_real(finding->coverage),
                             nsc_text(nsc_verdict_name(verdict)),
                             nsc_text(finding->relation),
                             nsc_text(finding->distance),
                             nsc_text(text_or_null(finding->fitness)),
                             nsc_text(isnan(finding->value) ? NULL : nsc_origin_name(finding->origin)),
                             nsc_text(text_or_null(finding->source)),
                             nsc_text(text_or_null(finding->note))};
    return nsc_table_add(table, row, error);
}

nsc_status nsc_claims_write(nsc_report_run *run, nsc_error *error) {
    const double started_s = nsc_report_clock();
    nsc_claim_context context = {0};
    nsc_table *table = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_claim_context_open(&context, run, error));
    NSC_TRY(nsc_table_create(&table, columns, NSC_COUNT_OF(columns), error));
    for (size_t number = 0; number < NSC_COUNT_OF(claims); number++) {
        nsc_finding finding;
        NSC_TRY(nsc_claim_find(&context, &claims[number], &finding, error));
        const nsc_verdict verdict = nsc_claim_verdict(&claims[number], &finding);
        run->verdicts[verdict]++;
        NSC_TRY(add_row(table, &claims[number], &finding, verdict, error));
        nsc_progress_report(&run->request->options->progress, "claims",
                            (double)(number + 1) / (double)nsc_claim_count());
    }
    NSC_TRY(nsc_report_write_table(run, "claims.csv", table, NULL, error));
    NSC_TRY(nsc_report_part_end(run, "claims", started_s, error));
out:
    nsc_table_destroy(table);
    nsc_claim_context_close(&context);
    return status;
}
