/*
 * The quantitative statements of Ying et al. 2019 and of those who used its data, one row each: what is stated, where,
 * and which function checks it. Accuracies are fractions of 1 here, as in the data; the paper prints per cent.
 */
#include "reports/claims_internal.h"

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
    {.topic = NSC_TOPIC_OPERATIONS,                                                                                    \
     .text = "change of validation accuracy, " from " replaced by " to,                                                \
     .section = "3.2",                                                                                                 \
     .published = (accuracy),                                                                                          \
     .half_unit = 5e-5,                                                                                                \
     .rule = VALID,                                                                                                    \
     .stand_in = TEST,                                                                                                 \
     .check = nsc_find_operation_effect,                                                                               \
     .subject = (from),                                                                                                \
     .object = (to)},                                                                                                  \
    {                                                                                                                  \
        .topic = NSC_TOPIC_OPERATIONS, .text = "relative change of training time, " from " replaced by " to,           \
        .section = "3.2", .published = (time), .half_unit = 5e-5, .rule = TIME, .check = nsc_find_operation_time,      \
        .subject = (from), .object = (to)                                                                              \
    }
#define NEAR_FRONT(words, point, cost)                                                                                 \
    {                                                                                                                  \
        .topic = NSC_TOPIC_COST,                                                                                       \
        .text = "accuracy that some cell of no more " cost " has above the " words " cell: "                           \
                "it lies near the front",                                                                              \
        .section = "3.1", .comparison = NSC_CLAIM_BELOW, .published = 0.02, .rule = TEST, .check = nsc_find_front_gap, \
        .subject = (point), .object = (cost),                                                                          \
        .note = "the paper shows it in a figure; that near means less than 2 points is our bound"                      \
    }
#define WALK_START(rule_of_edges)                                                                                      \
    {                                                                                                                  \
        .topic = NSC_TOPIC_WALKS, .text = "autocorrelation after one change, edge limit " rule_of_edges ": positive",  \
        .section = "3.3", .comparison = NSC_CLAIM_ABOVE, .rule = TEST, .check = nsc_find_walk_start,                   \
        .subject = (rule_of_edges), .note = "walks on encodings; an invalid change is not made"                        \
    }
#define WALK_NOISE(rule_of_edges)                                                                                      \
    {                                                                                                                  \
        .topic = NSC_TOPIC_WALKS,                                                                                      \
        .text = "root of the lag beyond which the autocorrelation is noise, edge limit " rule_of_edges,                \
        .section = "3.3", .published = 6, .half_unit = 0.5, .rule = TEST, .check = nsc_find_walk_noise,                \
        .subject = (rule_of_edges),                                                                                    \
        .note = "walks on encodings; the paper does not print the walk's length T: the interval spans T = 10^3 to "    \
                "10^7; readings.csv has each"                                                                          \
    }
#define DISTANCE_CORRELATION(rule_of_edges)                                                                            \
    {                                                                                                                  \
        .topic = NSC_TOPIC_DISTANCE,                                                                                   \
        .text = "correlation of accuracy with the distance to the best cell, edge limit " rule_of_edges ": negative",  \
        .section = "3.3", .comparison = NSC_CLAIM_BELOW, .rule = TEST, .check = nsc_find_distance_correlation,         \
        .subject = (rule_of_edges), .note = "over encodings; readings.csv has other readings"                          \
    }
#define SLOPE_WIDTH(rule_of_edges)                                                                                     \
    {                                                                                                                  \
        .topic = NSC_TOPIC_DISTANCE, .text = "coarse width of the slope to the best cell, edge limit " rule_of_edges,  \
        .section = "3.3", .published = 6, .half_unit = 0.5, .rule = TEST, .check = nsc_find_slope_width,               \
        .subject = (rule_of_edges),                                                                                    \
        .note = "shown: the first distance at which the mean accuracy is not above that of all encodings; the paper "  \
                "gives no definition"                                                                                  \
    }
#define VOLUME(rule_of_edges)                                                                                          \
    {                                                                                                                  \
        .topic = NSC_TOPIC_RARITY,                                                                                     \
        .text = "share of the volume within distance 6 of the closest of the best cells, edge limit " rule_of_edges,   \
        .section = "3.3", .published = 0.354, .half_unit = 5e-4, .rule = TEST, .check = nsc_find_volume,               \
        .subject = (rule_of_edges),                                                                                    \
        .note = "of all encodings, valid or not, to the closest valid encoding of the best cells"                      \
    }

static const nsc_claim claims[] = {
    {.topic = NSC_TOPIC_SPACE,
     .text = "encodings of the search space",
     .section = "2.2",
     .published = 510e6,
     .half_unit = 5e5,
     .check = nsc_find_space_encodings},
    {.topic = NSC_TOPIC_SPACE,
     .text = "share of encodings that are invalid: many",
     .section = "2.2",
     .comparison = NSC_CLAIM_ABOVE,
     .check = nsc_find_invalid_share,
     .note = "edge limit before pruning, as the paper's text has it"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "most vertices of a cell",
     .section = "2.1",
     .published = 7,
     .half_unit = 0.5,
     .check = nsc_find_largest,
     .subject = "vertices"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "most edges of a cell",
     .section = "2.1",
     .published = 9,
     .half_unit = 0.5,
     .check = nsc_find_largest,
     .subject = "edges"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "unique cells",
     .section = "official code",
     .published = 423624,
     .half_unit = 0.5,
     .check = nsc_find_cells,
     .note = "the paper says 423k"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "cells of up to 6 vertices",
     .section = "4.2",
     .published = 64500,
     .half_unit = 50,
     .check = nsc_find_cells,
     .threshold = 6},
    {.topic = NSC_TOPIC_SPACE,
     .text = "cells of width 1, which are exactly the chains",
     .section = "3.2",
     .published = 364,
     .half_unit = 0.5,
     .check = nsc_find_chains,
     .note = "counted: the paper says that they are the chains, not how many; width as live tensors"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "largest width",
     .section = "3.2",
     .published = 5,
     .half_unit = 0.5,
     .check = nsc_find_largest,
     .subject = "width",
     .note = "width as live tensors: the paper's \"maximum directed cut\" taken literally would be 6"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "trainable parameters of the best cell",
     .section = "official code, issue 23",
     .published = 32426634,
     .half_unit = 0.5,
     .check = nsc_find_cell_feature,
     .object = "params"},
    {.topic = NSC_TOPIC_SPACE,
     .text = "trainable parameters of the Inception-like cell",
     .section = "official notebook",
     .published = 2694282,
     .half_unit = 0.5,
     .check = nsc_find_cell_feature,
     .subject = INCEPTION_LIKE,
     .object = "params"},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "best mean test accuracy",
     .section = "3.1",
     .published = 0.9432,
     .half_unit = 5e-5,
     .rule = TEST,
     .check = nsc_find_best},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "best mean test accuracy, all digits",
     .section = "benchmark scripts",
     .published = 0.943175752957662,
     .half_unit = SINGLE_VALUE,
     .rule = TEST,
     .check = nsc_find_best},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "best mean validation accuracy",
     .section = "benchmark scripts",
     .published = 0.9505542318026224,
     .half_unit = SINGLE_VALUE,
     .rule = VALID,
     .check = nsc_find_best},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "best validation accuracy of a single run",
     .section = "reproduction script",
     .published = 0.9518229365348816,
     .half_unit = SINGLE_VALUE,
     .rule = "valid@108:max",
     .check = nsc_find_best},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "best test accuracy of a single run",
     .section = "reproduction script",
     .published = 0.9466145634651184,
     .half_unit = SINGLE_VALUE,
     .rule = "test@108:max",
     .check = nsc_find_best},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "rank of the published best cell by mean test accuracy",
     .section = "figure 1",
     .published = 1,
     .half_unit = 0.5,
     .rule = TEST,
     .check = nsc_find_rank,
     .subject = NSC_PUBLISHED_BEST},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "rank of the best cell by mean validation accuracy",
     .section = "reproduction script",
     .published = 174,
     .half_unit = 0.5,
     .rule = VALID,
     .check = nsc_find_rank,
     .note = "counted from 1; cells of equal accuracy share the interval"},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "mean test accuracy of the ResNet-like cell",
     .section = "3.1",
     .published = 0.9312,
     .half_unit = 5e-5,
     .rule = TEST,
     .check = nsc_find_cell_value,
     .subject = RESNET_LIKE,
     .note = "the cell of the official code's ResNet example: the paper does not print its own"},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "mean test accuracy of the Inception-like cell",
     .section = "3.1",
     .published = 0.9295,
     .half_unit = 5e-5,
     .rule = TEST,
     .check = nsc_find_cell_value,
     .subject = INCEPTION_LIKE,
     .note = "the cell of the official code's introduction"},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "mean of validation accuracy",
     .section = "a public code base",
     .published = 0.90243375,
     .half_unit = MEAN_OF_ALL,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_find_mean},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "standard deviation of validation accuracy",
     .section = "a public code base",
     .published = 0.05864741,
     .half_unit = MEAN_OF_ALL,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_find_deviation},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "mean of test accuracy",
     .section = "a public code base",
     .published = 0.8967984,
     .half_unit = MEAN_OF_ALL,
     .rule = TEST,
     .check = nsc_find_mean},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "standard deviation of test accuracy",
     .section = "a public code base",
     .published = 0.05799569,
     .half_unit = MEAN_OF_ALL,
     .rule = TEST,
     .check = nsc_find_deviation},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "mean of test accuracy after 36 epochs",
     .section = "Traore et al. 2021",
     .published = 0.835046800315573,
     .half_unit = MEAN_OF_ALL,
     .rule = "test@36",
     .check = nsc_find_mean},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "standard deviation of test accuracy after 36 epochs",
     .section = "Traore et al. 2021",
     .published = 0.09128655166356703,
     .half_unit = MEAN_OF_ALL,
     .rule = "test@36",
     .check = nsc_find_deviation},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "share of cells above 90 % validation accuracy: a majority",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .published = 0.5,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_find_share_above,
     .threshold = 0.9},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "share of cells above 90 % test accuracy: a majority",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .published = 0.5,
     .rule = TEST,
     .check = nsc_find_share_above,
     .threshold = 0.9},
    {.topic = NSC_TOPIC_ACCURACY,
     .text = "share of cells that reach 100 % training accuracy: most",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .published = 0.5,
     .rule = "train@108",
     .check = nsc_find_share_above,
     .threshold = 0.995,
     .note = "from 99.5 %, which rounds to 100 %"},
    {.topic = NSC_TOPIC_RUNS,
     .text = "trained models: cells, budgets and runs together",
     .section = "2.4",
     .published = 5e6,
     .half_unit = 5e5,
     .rule = TEST,
     .check = nsc_find_runs,
     .note = "the paper says ~5M: three runs at 4, 12, 36 and 108 epochs"},
    {.topic = NSC_TOPIC_RUNS,
     .text = "correlation of validation and test accuracy",
     .section = "3.1",
     .published = 0.999,
     .half_unit = 5e-4,
     .rule = VALID,
     .check = nsc_find_correlation,
     .subject = TEST},
    {.topic = NSC_TOPIC_RUNS,
     .text = "rank correlation of 36 and 108 epochs among the top 10 %",
     .section = "S1, figure 7",
     .published = 0.365,
     .half_unit = 5e-4,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_find_top_rank_correlation,
     .subject = "valid@36",
     .object = "test@36",
     .threshold = 10,
     .note = "validation accuracy, top 10 % by 108 epochs: the paper does not say which"},
    {.topic = NSC_TOPIC_RUNS,
     .text = "smallest fall of the noise between runs from one budget to the next: positive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .check = nsc_find_noise_fall,
     .note = "mean standard deviation of test accuracy between the runs of a cell"},
    {.topic = NSC_TOPIC_COST,
     .text = "correlation of parameters and validation accuracy: positive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_find_correlation,
     .subject = "params"},
    {.topic = NSC_TOPIC_COST,
     .text = "correlation of training time and validation accuracy: positive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_find_correlation,
     .subject = TIME},
    {.topic = NSC_TOPIC_COST,
     .text = "correlation of parameters and training time: positive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = TIME,
     .check = nsc_find_correlation,
     .subject = "params"},
    {.topic = NSC_TOPIC_COST,
     .text = "cells with more parameters than the best cell: it is not the most expensive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .check = nsc_find_larger,
     .subject = "params"},
    {.topic = NSC_TOPIC_COST,
     .text = "cells that train longer than the best cell: it is not the most expensive",
     .section = "3.1",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = TIME,
     .check = nsc_find_larger},
    NEAR_FRONT("ResNet-like", RESNET_LIKE, "parameters"),
    NEAR_FRONT("ResNet-like", RESNET_LIKE, "time"),
    NEAR_FRONT("Inception-like", INCEPTION_LIKE, "parameters"),
    NEAR_FRONT("Inception-like", INCEPTION_LIKE, "time"),
    OPERATIONS("conv3x3", "conv1x1", -0.0116, -0.1411),
    OPERATIONS("conv3x3", "maxpool3x3", -0.0199, -0.0984),
    OPERATIONS("conv1x1", "maxpool3x3", -0.0081, 0.0504),
    {.topic = NSC_TOPIC_SHAPE,
     .text = "depth of the highest mean validation accuracy",
     .section = "3.2",
     .published = 3,
     .half_unit = 0.5,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_find_best_depth},
    {.topic = NSC_TOPIC_SHAPE,
     .text = "smallest rise of mean validation accuracy from one width to the next, up to 5: positive",
     .section = "3.2",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = VALID,
     .stand_in = TEST,
     .check = nsc_find_width_rise,
     .note = "width as live tensors"},
    {.topic = NSC_TOPIC_SHAPE,
     .text = "mean training time at width 1 less the longest at another width, s: positive",
     .section = "3.2",
     .comparison = NSC_CLAIM_ABOVE,
     .rule = TIME,
     .check = nsc_find_width_cost,
     .note = "width as live tensors"},
    WALK_START("raw"),
    WALK_START("pruned"),
    WALK_NOISE("raw"),
    WALK_NOISE("pruned"),

    DISTANCE_CORRELATION("raw"),
    DISTANCE_CORRELATION("pruned"),
    SLOPE_WIDTH("raw"),
    SLOPE_WIDTH("pruned"),

    {.topic = NSC_TOPIC_RARITY,
     .text = "encodings of the best cell",
     .section = "3.3",
     .published = 4,
     .half_unit = 0.5,
     .check = nsc_find_cell_feature,
     .object = "encodings"},
    {.topic = NSC_TOPIC_RARITY,
     .text = "other cells within two standard errors of the best",
     .section = "3.3",
     .published = 11,
     .half_unit = 0.5,
     .rule = TEST,
     .check = nsc_find_near_best},
    {.topic = NSC_TOPIC_RARITY,
     .text = "encodings of the best cells, edge limit before pruning",
     .section = "3.3",
     .published = 11570,
     .half_unit = 0.5,
     .rule = TEST,
     .check = nsc_find_near_best,
     .subject = "encodings_raw",
     .note = "the paper's text counts the edges of the matrix"},
    {.topic = NSC_TOPIC_RARITY,
     .text = "encodings of the best cells, edge limit after pruning",
     .section = "3.3",
     .published = 11570,
     .half_unit = 0.5,
     .rule = TEST,
     .check = nsc_find_near_best,
     .subject = "encodings",
     .note = "the official code counts the edges that pruning leaves"},
    {.topic = NSC_TOPIC_RARITY,
     .text = "encodings of the space for each of the best cells'",
     .section = "3.3",
     .published = 50000,
     .half_unit = 10000,
     .rule = TEST,
     .check = nsc_find_near_best,
     .subject = "encodings_raw",
     .threshold = 1,
     .note = "\"about 1 to 50000\": the paper rounds 509,607,936 / 11,570 = 44,046"},
    VOLUME("raw"),
    VOLUME("pruned"),
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
