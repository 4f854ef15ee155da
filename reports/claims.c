/*
 * The quantitative statements of Ying et al. 2019 and of others who used its data, one row each: what is stated, where,
 * and which function checks it. Accuracies are fractions of 1 here, as in the data; the paper prints per cent.
 *
 * A row that cannot fail is a consistency check: its value follows from the limits that define the space, its bound is
 * met by any number, its definition was chosen to give the published value, or the paper prints no value.
 */
#include "reports/claims_internal.h"

#include "analysis/paper/paper.h"

#define INCEPTION_LIKE "inception-like"
#define RESNET_LIKE "resnet-like"

/* Published accuracies are means of float32 values, which others may have computed in another order. */
static const double SINGLE_VALUE = 5e-8;
/* Means over all cells were printed from single precision; whether a deviation divides by n or n − 1 is not said. */
static const double MEAN_OF_ALL = 5e-7;

/*
 * How far a value may lie from the published one where it comes from another split or from a single run. Runs of a cell
 * have a standard deviation of 0.00328 (median over cells at 108 epochs, public analysis of the full file); single runs
 * differ from means of three by 0.0386 over all cells, outliers included (from the standard deviations over cells:
 * 0.0697 of run 1, 0.0580 of means), and so their mean over 423,624 cells by 0.00006.
 */
#define OF_SINGLE_RUNS                                                                                                 \
    .tolerance = 0.0066, .tolerance_source = "two standard deviations between runs of a cell (median over cells)"
#define OF_MEAN_OF_RUNS .tolerance = 1.2e-4, .tolerance_source = "two standard errors of a mean of single runs"
#define OF_EFFECT(value) .tolerance = 0.05 * ((value) < 0 ? -(value) : (value)), .tolerance_source = "5 % of the effect"

#define VALID "valid@108"
#define TEST "test@108"
#define TIME "time@108"

#define OPERATIONS(from, to, accuracy, time)                                                                           \
    {.topic = NSC_TOPIC_OPERATIONS,                                                                                    \
     .text = "Change of validation accuracy, " from " replaced by " to,                                                \
     .section = "3.2",                                                                                                 \
     .published = (accuracy),                                                                                          \
     .half_unit = 5e-5,                                                                                                \
     .rule = VALID,                                                                                                    \
     .stand_in = TEST,                                                                                                 \
     OF_EFFECT(accuracy),                                                                                              \
     .check = nsc_check_operation_effect,                                                                              \
     .subject = (from),                                                                                                \
     .object = (to)},                                                                                                  \
    {                                                                                                                  \
        .topic = NSC_TOPIC_OPERATIONS, .text = "Relative change of training time, " from " replaced by " to,           \
        .section = "3.2", .published = (time), .half_unit = 5e-5, .rule = TIME, .check = nsc_check_operation_time,     \
        .subject = (from), .object = (to)                                                                              \
    }
/* Nothing can be decided about a cell that the paper does not print. */
#define RESNET_UNDEFINED(more)                                                                                         \
    .no_definition = true,                                                                                             \
    .note = "the paper does not say which cell that is: shown is the ResNet example of the official code" more
#define OF_FRONT "the paper shows it in a figure and prints no value; the bound of 0.02 is ours"
#define NEAR_FRONT(words, point, cost, cost_words)                                                                     \
    .topic = NSC_TOPIC_COST, .text = "The " words " cell lies near the front of accuracy against " cost_words,         \
    .quantity = "accuracy gained by the best cell of no more " cost_words, .stated = "near the front",                 \
    .section = "3.1", .comparison = NSC_CLAIM_BELOW, .published = 0.02, .rule = TEST, .check = nsc_check_front_gap,    \
    .subject = (point), .object = (cost)
#define WALK_START(rule_of_edges)                                                                                      \
    {                                                                                                                  \
        .topic = NSC_TOPIC_WALKS,                                                                                      \
        .text = "Accuracies one change apart are correlated, edge limit " EDGES_##rule_of_edges,                       \
        .quantity = "autocorrelation", .stated = "positive", .section = "3.3", .comparison = NSC_CLAIM_ABOVE,          \
        .rule = TEST, .check = nsc_check_walk_start, .subject = #rule_of_edges,                                        \
        .note = "random walk on encodings that stays where a change is invalid"                                        \
    }
#define WALK_NOISE(rule_of_edges)                                                                                      \
    {                                                                                                                  \
        .topic = NSC_TOPIC_WALKS,                                                                                      \
        .text =                                                                                                        \
            "Square root of the lag at which the autocorrelation becomes noise, edge limit " EDGES_##rule_of_edges,    \
        .section = "3.3", .published = NSC_PAPER_NOISE_ROOT, .half_unit = 0.5, .tolerance = 0.5,                       \
        .tolerance_source = "the digit printed", .rule = TEST, .check = nsc_check_walk_noise,                          \
        .subject = #rule_of_edges,                                                                                     \
        .note = "random walk on encodings; the paper does not print its length T, so the interval covers T = 10^3 to " \
                "10^7; readings.csv has each"                                                                          \
    }
#define DISTANCE_CORRELATION(rule_of_edges)                                                                            \
    {                                                                                                                  \
        .topic = NSC_TOPIC_DISTANCE,                                                                                   \
        .text = "Accuracy falls with the distance to the best cell, edge limit " EDGES_##rule_of_edges,                \
        .quantity = "correlation", .stated = "negative", .section = "3.3", .comparison = NSC_CLAIM_BELOW,              \
        .rule = TEST, .check = nsc_check_distance_correlation, .subject = #rule_of_edges,                              \
        .note = "over encodings; readings.csv has other interpretations"                                               \
    }
#define SLOPE_WIDTH(rule_of_edges)                                                                                     \
    {                                                                                                                  \
        .topic = NSC_TOPIC_DISTANCE,                                                                                   \
        .text = "Coarse width of the slope around the best cell, edge limit " EDGES_##rule_of_edges, .section = "3.3", \
        .published = NSC_PAPER_SLOPE_WIDTH, .half_unit = 0.5, .rule = TEST, .no_definition = true,                     \
        .check = nsc_check_slope_width, .subject = #rule_of_edges,                                                     \
        .note = "the paper gives no definition: shown is the first distance at which the mean accuracy is not above "  \
                "that of all encodings"                                                                                \
    }
#define VOLUME(rule_of_edges)                                                                                          \
    {                                                                                                                  \
        .topic = NSC_TOPIC_RARITY,                                                                                     \
        .text = "Share of encodings within distance 6 of the closest best cell, edge limit " EDGES_##rule_of_edges,    \
        .section = "3.3", .published = NSC_PAPER_VOLUME_WITHIN, .half_unit = 5e-4, .rule = TEST,                       \
        .check = nsc_check_volume, .subject = #rule_of_edges,                                                          \
        .note = "share of all encodings, valid or not, by distance to the closest valid encoding of a best cell"       \
    }
#define EDGES_raw "before pruning"
#define EDGES_pruned "after pruning"

static const nsc_claim claims[] = {
    {.topic = NSC_TOPIC_SPACE,
     .text = "Encodings of the search space",
     .consistency = true,
     .section = "2.2",
     .published = 510e6,
     .half_unit = 5e5,
     .check = nsc_check_space_encodings,
     .note = "follows from the definition: 2^21 matrices, 3^5 choices of operations"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "Many encodings are invalid",
     .consistency = true,
     .quantity = "share of invalid encodings",
     .stated = "many",
     .section = "2.2",
     .comparison = NSC_CLAIM_ABOVE,
     .check = nsc_check_invalid_share,
     .note = "edge limit before pruning, as in the paper's text"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "Largest number of vertices of a cell",
     .consistency = true,
     .section = "2.1",
     .published = 7,
     .half_unit = 0.5,
     .check = nsc_check_largest,
     .subject = "vertices",
     .note = "a limit that defines the space"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "Largest number of edges of a cell",
     .consistency = true,
     .section = "2.1",
     .published = 9,
     .half_unit = 0.5,
     .check = nsc_check_largest,
     .subject = "edges",
     .note = "a limit that defines the space"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "Unique cells",
     .section = "official code",
     .published = 423624,
     .half_unit = 0.5,
     .check = nsc_check_cells,
     .note = "the paper prints 423k"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "Cells of up to 6 vertices",
     .section = "4.2",
     .published = 64500,
     .half_unit = 50,
     .check = nsc_check_cells,
     .threshold = 6},
    {.topic = NSC_TOPIC_SPACE,
     .text = "Cells of width 1 are exactly the chains",
     .consistency = true,
     .quantity = "number of cells that are one but not the other",
     .stated = "they are the same",
     .section = "3.2",
     .published = 0,
     .half_unit = 0.5,
     .check = nsc_check_chains,
     .note = "the paper does not print their number; width counts live tensors"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "Largest width of a cell",
     .consistency = true,
     .section = "3.2",
     .published = 5,
     .half_unit = 0.5,
     .check = nsc_check_largest,
     .subject = "width",
     .note =
         "width counts live tensors, which gives 5; the paper's \"maximum directed cut\", taken literally, gives 6"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "Trainable parameters of the best cell",
     .section = "official code, issue 23",
     .published = 32426634,
     .half_unit = 0.5,
     .check = nsc_check_cell_feature,
     .object = "params"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "Trainable parameters of the Inception-like cell",
     .section = "official notebook",
     .published = 2694282,
     .half_unit = 0.5,
     .check = nsc_check_cell_feature,
     .subject = INCEPTION_LIKE,
     .object = "params"},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Best mean test accuracy",
     .section = "3.1",
     .published = 0.9432,
     .half_unit = 5e-5,
     .rule = TEST,
     .check = nsc_check_best},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Best mean test accuracy, all digits",
     .section = "benchmark scripts",
     .published = 0.943175752957662,
     .half_unit = SINGLE_VALUE,
     .rule = TEST,
     .check = nsc_check_best},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Best mean validation accuracy",
     .section = "benchmark scripts",
     .published = 0.9505542318026224,
     .half_unit = SINGLE_VALUE,
     .rule = VALID,
     .check = nsc_check_best},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Best validation accuracy of a single run",
     .section = "reproduction script",
     .published = 0.9518229365348816,
     .half_unit = SINGLE_VALUE,
     .rule = "valid@108:max",
     .check = nsc_check_best},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Best test accuracy of a single run",
     .section = "reproduction script",
     .published = 0.9466145634651184,
     .half_unit = SINGLE_VALUE,
     .tolerance = SINGLE_VALUE,
     .tolerance_source = "the value itself, which no run may exceed",
     .rule = "test@108:max",
     .check = nsc_check_best},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Rank of the published best cell by mean test accuracy",
     .section = "figure 1",
     .published = 1,
     .half_unit = 0.5,
     .rule = TEST,
     .check = nsc_check_rank,
     .subject = NSC_PUBLISHED_BEST},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Rank of the best cell by mean validation accuracy",
     .section = "reproduction script",
     .published = 174,
     .half_unit = 0.5,
     .rule = VALID,
     .check = nsc_check_rank,
     .note = "ranks count from 1; cells of equal accuracy share the interval"},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Mean test accuracy of the ResNet-like cell",
     .section = "3.1",
     .published = 0.9312,
     .half_unit = 5e-5,
     OF_SINGLE_RUNS,
     .rule = TEST,
     .check = nsc_check_cell_value,
     .subject = RESNET_LIKE,
     RESNET_UNDEFINED("")},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Mean test accuracy of the Inception-like cell",
     .section = "3.1",
     .published = 0.9295,
     .half_unit = 5e-5,
     OF_SINGLE_RUNS,
     .rule = TEST,
     .check = nsc_check_cell_value,
     .subject = INCEPTION_LIKE,
     .note = "the cell of the introduction to the official code"},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Mean of validation accuracy over all cells",
     .section = "a public code base",
     .published = 0.90243375,
     .half_unit = MEAN_OF_ALL,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_check_mean},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Standard deviation of validation accuracy over all cells",
     .section = "a public code base",
     .published = 0.05864741,
     .half_unit = MEAN_OF_ALL,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_check_deviation},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Mean of test accuracy over all cells",
     .section = "a public code base",
     .published = 0.8967984,
     .half_unit = MEAN_OF_ALL,
     OF_MEAN_OF_RUNS,
     .rule = TEST,
     .check = nsc_check_mean},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Standard deviation of test accuracy over all cells",
     .section = "a public code base",
     .published = 0.05799569,
     .half_unit = MEAN_OF_ALL,
     .rule = TEST,
     .check = nsc_check_deviation},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Mean of test accuracy after 36 epochs",
     .section = "Traore et al. 2021",
     .published = 0.835046800315573,
     .half_unit = MEAN_OF_ALL,
     .rule = "test@36",
     .check = nsc_check_mean},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Standard deviation of test accuracy after 36 epochs",
     .section = "Traore et al. 2021",
     .published = 0.09128655166356703,
     .half_unit = MEAN_OF_ALL,
     .rule = "test@36",
     .check = nsc_check_deviation},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "A majority of cells has more than 90 % validation accuracy",
     .quantity = "share of cells",
     .stated = "a majority",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .published = 0.5,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_check_share_above,
     .threshold = 0.9},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "A majority of cells has more than 90 % test accuracy",
     .quantity = "share of cells",
     .stated = "a majority",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .published = 0.5,
     .rule = TEST,
     .check = nsc_check_share_above,
     .threshold = 0.9},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "Most cells reach 100 % training accuracy",
     .quantity = "share of cells",
     .stated = "most",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .published = 0.5,
     .rule = "train@108",
     .check = nsc_check_share_above,
     .threshold = 0.995,
     .note = "counted from 99.5 % on, which rounds to 100 %"},
    {.topic = NSC_TOPIC_RUNS,
     .text = "Trained models, over all cells, budgets and runs",
     .section = "2.4",
     .published = 5e6,
     .half_unit = 5e5,
     .rule = TEST,
     .check = nsc_check_runs,
     .note = "the paper prints ~5M: three runs at 4, 12, 36 and 108 epochs"},
    {.topic = NSC_TOPIC_RUNS,
     .text = "Correlation of validation and test accuracy",
     .section = "3.1",
     .published = 0.999,
     .half_unit = 5e-4,
     .rule = VALID,
     .check = nsc_check_correlation,
     .subject = TEST},
    {.topic = NSC_TOPIC_RUNS,
     .text = "Rank correlation of 36 and 108 epochs among the top 10 %",
     .section = "S1, figure 7",
     .published = NSC_PAPER_TOP_RANK_CORRELATION,
     .half_unit = 5e-4,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_check_top_rank_correlation,
     .subject = "valid@36",
     .object = "test@36",
     .threshold = 10,
     .note = "validation accuracy, top 10 % at 108 epochs: the paper does not say which"},
    {.topic = NSC_TOPIC_RUNS,
     .text = "Run-to-run noise falls at every larger budget",
     .quantity = "smallest fall",
     .stated = "it falls",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .check = nsc_check_noise_fall,
     .note = "noise: mean over cells of the standard deviation of test accuracy between runs"},
    {.topic = NSC_TOPIC_COST,
     .text = "Cells with more parameters have a higher validation accuracy",
     .quantity = "correlation",
     .stated = "positive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_check_correlation,
     .subject = "params"},
    {.topic = NSC_TOPIC_COST,
     .text = "Cells that train longer have a higher validation accuracy",
     .quantity = "correlation",
     .stated = "positive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_check_correlation,
     .subject = TIME},
    {.topic = NSC_TOPIC_COST,
     .text = "Cells with more parameters train longer",
     .quantity = "correlation",
     .stated = "positive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = TIME,
     .check = nsc_check_correlation,
     .subject = "params"},
    {.topic = NSC_TOPIC_COST,
     .text = "The best cell does not have the most parameters",
     .quantity = "number of cells with more parameters",
     .stated = "not the most expensive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .check = nsc_check_larger,
     .subject = "params"},
    {.topic = NSC_TOPIC_COST,
     .text = "The best cell does not train longest",
     .quantity = "number of cells that train longer",
     .stated = "not the most expensive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = TIME,
     .check = nsc_check_larger},
    {NEAR_FRONT("ResNet-like", RESNET_LIKE, "parameters", "parameters"), RESNET_UNDEFINED("; " OF_FRONT)},
    {NEAR_FRONT("ResNet-like", RESNET_LIKE, "time", "training time"), RESNET_UNDEFINED("; " OF_FRONT)},
    {NEAR_FRONT("Inception-like", INCEPTION_LIKE, "parameters", "parameters"), .note = OF_FRONT},
    {NEAR_FRONT("Inception-like", INCEPTION_LIKE, "time", "training time"), .note = OF_FRONT},
    OPERATIONS("conv3x3", "conv1x1", NSC_PAPER_C3_TO_C1_ACCURACY, NSC_PAPER_C3_TO_C1_TIME),
    OPERATIONS("conv3x3", "maxpool3x3", NSC_PAPER_C3_TO_POOL_ACCURACY, NSC_PAPER_C3_TO_POOL_TIME),
    OPERATIONS("conv1x1", "maxpool3x3", NSC_PAPER_C1_TO_POOL_ACCURACY, NSC_PAPER_C1_TO_POOL_TIME),
    {.topic = NSC_TOPIC_SHAPE,
     .text = "Depth with the highest mean validation accuracy",
     .section = "3.2",
     .published = 3,
     .half_unit = 0.5,
     .tolerance = 0.5,
     .tolerance_source = "the same depth",
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_check_best_depth},
    {.topic = NSC_TOPIC_SHAPE,
     .text = "Mean validation accuracy rises with width, up to 5",
     .quantity = "smallest rise from one width to the next",
     .stated = "it rises",
     .section = "3.2",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_check_width_rise,
     .note = "width counts live tensors"},
    {.topic = NSC_TOPIC_SHAPE,
     .text = "Cells of width 1 train longest",
     .quantity = "least excess over the mean of another width, in seconds,",
     .stated = "longest",
     .section = "3.2",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = TIME,
     .check = nsc_check_width_cost,
     .note = "width counts live tensors"},
    WALK_START(raw),
    WALK_START(pruned),
    WALK_NOISE(raw),
    WALK_NOISE(pruned),

    DISTANCE_CORRELATION(raw),
    DISTANCE_CORRELATION(pruned),
    SLOPE_WIDTH(raw),
    SLOPE_WIDTH(pruned),

    {.topic = NSC_TOPIC_RARITY,
     .text = "Encodings of the best cell",
     .section = "3.3",
     .published = NSC_PAPER_ENCODINGS_OF_BEST,
     .half_unit = 0.5,
     .check = nsc_check_cell_feature,
     .object = "encodings"},
    {.topic = NSC_TOPIC_RARITY,
     .text = "Other cells within two standard errors of the best",
     .section = "3.3",
     .published = NSC_PAPER_OTHERS_NEAR_BEST,
     .half_unit = 0.5,
     .rule = TEST,
     .check = nsc_check_near_best},
    {.topic = NSC_TOPIC_RARITY,
     .text = "Encodings of the best cells, edge limit before pruning",
     .section = "3.3",
     .published = NSC_PAPER_ENCODINGS_NEAR_BEST,
     .half_unit = 0.5,
     .rule = TEST,
     .check = nsc_check_near_best,
     .subject = "encodings_raw",
     .note = "the paper's text limits the edges of the matrix"},
    {.topic = NSC_TOPIC_RARITY,
     .text = "Encodings of the best cells, edge limit after pruning",
     .section = "3.3",
     .published = NSC_PAPER_ENCODINGS_NEAR_BEST,
     .half_unit = 0.5,
     .rule = TEST,
     .check = nsc_check_near_best,
     .subject = "encodings",
     .note = "the official code limits the edges that pruning leaves"},
    {.topic = NSC_TOPIC_RARITY,
     .text = "Encodings of the space for each encoding of a best cell",
     .section = "3.3",
     .published = NSC_PAPER_ENCODINGS_FOR_EACH,
     .half_unit = 10000,
     .rule = TEST,
     .check = nsc_check_near_best,
     .subject = "encodings_raw",
     .threshold = 1,
     .note = "the paper prints about 1 to 50000; 509,607,936 / 11,570 is 44,046"},
    VOLUME(raw),
    VOLUME(pruned),
};

size_t nsc_claim_count(void) {
    return NSC_COUNT_OF(claims);
}

const nsc_claim *nsc_claim_at(size_t number) {
    return &claims[number];
}

const char *nsc_topic_name(nsc_topic topic) {
    static const char *const names[NSC_TOPIC_COUNT] = {
        [NSC_TOPIC_SPACE] = "The space",        [NSC_TOPIC_ACCURACY] = "Accuracies",
        [NSC_TOPIC_RUNS] = "Runs and budgets",  [NSC_TOPIC_COST] = "Cost",
        [NSC_TOPIC_OPERATIONS] = "Operations",  [NSC_TOPIC_SHAPE] = "Depth and width",
        [NSC_TOPIC_WALKS] = "Random walks",     [NSC_TOPIC_DISTANCE] = "Distance to the best",
        [NSC_TOPIC_RARITY] = "Rare good cells",
    };
    return names[topic];
}
