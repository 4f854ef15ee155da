/* The table of options of analyses, and their values. */
#include "analysis/options.h"
#include "base/base.h"

#include <string.h>

const char *nsc_invalid_moves_name(nsc_invalid_moves invalid) {
    return invalid == NSC_INVALID_REDRAW ? "redraw" : "stay";
}

const char *nsc_lon_method_name(nsc_lon_method method) {
    return method == NSC_LON_SAMPLED ? "sampled" : "exact";
}

const char *nsc_improvement_name(nsc_improvement improvement) {
    return improvement == NSC_IMPROVEMENT_BEST ? "best" : "both";
}

const char *nsc_with_better_name(nsc_with_better better) {
    static const char *const names[NSC_WITH_COUNT] = {"same", "higher", "lower"};
    return names[better];
}

/* ---- choices ---- */

static const char *distance_choice(size_t number) {
    return number < nsc_distance_count ? nsc_distances[number].name : NULL;
}

static const char *validity_choice(size_t number) {
    return number < NSC_VALIDITY_COUNT ? nsc_validity_name((nsc_validity)number) : NULL;
}

static const char *invalid_choice(size_t number) {
    return number < NSC_INVALID_MOVES_COUNT ? nsc_invalid_moves_name((nsc_invalid_moves)number) : NULL;
}

static const char *method_choice(size_t number) {
    return number < NSC_LON_METHOD_COUNT ? nsc_lon_method_name((nsc_lon_method)number) : NULL;
}

static const char *improvement_choice(size_t number) {
    return number < NSC_IMPROVEMENT_COUNT ? nsc_improvement_name((nsc_improvement)number) : NULL;
}

static const char *with_better_choice(size_t number) {
    return number < NSC_WITH_COUNT ? nsc_with_better_name((nsc_with_better)number) : NULL;
}

/* ---- conditions ---- */

static bool has_second(const nsc_analysis_options *options) {
    return nsc_option_names(options->with);
}

static bool has_network(const nsc_analysis_options *options) {
    return nsc_option_names(options->network);
}

static bool is_sampled(const nsc_analysis_options *options) {
    return options->method == NSC_LON_SAMPLED;
}

/* ---- files ---- */

static const char *named_file(const char *value, size_t *length) {
    *length = strlen(value);
    return nsc_option_names(value) ? value : NULL;
}

/* ---- the table ---- */

/* The field that holds an option's value, as nsc_option_store writes it; const nsc_distance * of a distance. */
#define FIELD(field) .key = #field, .offset = offsetof(nsc_analysis_options, field)

const nsc_analysis_option nsc_analysis_option_rows[] = {
    {.option = {.name = "distance",
                .kind = NSC_TAKES_CHOICE,
                .placeholder = "DISTANCE",
                .meaning = "distance between two points",
                .default_text = "hops",
                .choice = distance_choice},
     FIELD(distance)},
    {.option = {.name = "targets",
                .kind = NSC_TAKES_TEXT,
                .placeholder = "TARGETS",
                .meaning = "points that distances are measured to: best:K, with all that tie with the K-th; "
                           "within:MARGIN of the best; or points separated by semicolons",
                .default_text = "best:1"},
     FIELD(targets)},
    {.option = {.name = "lags",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "largest lag",
                .default_text = "100",
                .minimum = 1,
                .maximum = 100000},
     FIELD(lags)},
    {.option = {.name = "walks",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "number of random walks",
                .default_text = "100",
                .minimum = 1,
                .maximum = 1000000},
     FIELD(walks)},
    {.option = {.name = "length",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "steps of each random walk",
                .default_text = "10000",
                .minimum = 2,
                .maximum = 1000000000},
     FIELD(length)},
    {.option = {.name = "exact-lags",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "largest lag computed exactly on encodings if every cell has a fitness; larger lags are "
                           "estimated from walks",
                .default_text = "100",
                .minimum = 0,
                .maximum = 100000},
     FIELD(exact_lags)},
    {.option = {.name = "validity",
                .kind = NSC_TAKES_CHOICE,
                .placeholder = "RULE",
                .meaning = "whether the limit on edges applies to an encoding after pruning (pruned) or before (raw)",
                .default_text = "pruned",
                .choice = validity_choice},
     FIELD(validity)},
    {.option = {.name = "invalid",
                .kind = NSC_TAKES_CHOICE,
                .placeholder = "MOVES",
                .meaning = "treatment of a step to an invalid encoding: the walk stays where it is (stay), or draws "
                           "another step (redraw)",
                .default_text = "stay",
                .choice = invalid_choice},
     FIELD(invalid)},
    {.option = {.name = "bins",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "number of bins of a distribution",
                .default_text = "50",
                .minimum = 1,
                .maximum = 1000000},
     FIELD(bins)},
    {.option = {.name = "top",
                .kind = NSC_TAKES_REAL,
                .placeholder = "PERCENT",
                .meaning = "share of points that count as the best",
                .default_text = "1",
                .minimum = 0,
                .maximum = 100},
     FIELD(top_percent)},
    {.option = {.name = "margins",
                .kind = NSC_TAKES_TEXT,
                .placeholder = "LIST",
                .meaning =
                    "margins from the best, separated by commas: in units of the fitness, or in standard errors as 2se",
                .default_text = "0.001,0.002,0.005,0.01,0.02,2se"},
     FIELD(margins)},
    {.option = {.name = "epsilons",
                .kind = NSC_TAKES_TEXT,
                .placeholder = "LIST",
                .meaning = "largest differences of fitness that count as neutral, separated by commas: in units of the "
                           "fitness, or in steps of the measurement as 1q",
                .default_text = "0,1q,3q"},
     FIELD(epsilons)},
    {.option = {.name = "with",
                .kind = NSC_TAKES_TEXT,
                .placeholder = "RULE",
                .meaning = "second fitness, spelled as --fitness: another split, budget or run, a feature of the "
                           "space, or column:NAME",
                .default_text = NSC_OPTION_NONE},
     FIELD(with)},
    {.option = {.name = "with-better",
                .kind = NSC_TAKES_CHOICE,
                .placeholder = "WHICH",
                .meaning = "values of the second fitness that are better: those that are better of the first (same), "
                           "higher or lower ones",
                .default_text = "same",
                .choice = with_better_choice},
     FIELD(with_better),
     .applies = has_second,
     .applies_with = "--with RULE"},
    {.option = {.name = "cost",
                .kind = NSC_TAKES_TEXT,
                .placeholder = "RULES",
                .meaning =
                    "one or two costs, separated by a comma and spelled as --fitness (column:flops, params); none: "
                    "training time with the same epochs and trainable parameters",
                .default_text = NSC_OPTION_NONE},
     FIELD(cost)},
    {.option = {.name = "method",
                .kind = NSC_TAKES_CHOICE,
                .placeholder = "METHOD",
                .meaning = "search for the network of local optima: from every point (exact), or by runs of iterated "
                           "local search (sampled)",
                .default_text = "exact",
                .choice = method_choice},
     FIELD(method)},
    {.option = {.name = "improvement",
                .kind = NSC_TAKES_CHOICE,
                .placeholder = "RULE",
                .meaning = "climbs whose basins are measured: by best and by first improvement (both), or by best "
                           "improvement alone, which takes a fraction of the time and memory (best)",
                .default_text = "both",
                .choice = improvement_choice},
     FIELD(improvement)},
    {.option = {.name = "network",
                .kind = NSC_TAKES_TEXT,
                .placeholder = "FILE",
                .meaning =
                    "a network of optima of another program, measured in place of a landscape's: a table of edges "
                    "from,to,weight with from_fitness,to_fitness (or --nodes); moves of a search, fit1 sol1 fit2 "
                    "sol2 a line; or run,fitness,solution, the optima of each run one after another",
                .default_text = NSC_OPTION_NONE,
                .file = named_file},
     FIELD(network)},
    {.option = {.name = "nodes",
                .kind = NSC_TAKES_TEXT,
                .placeholder = "FILE",
                .meaning = "fitness of the optima of --network: a table node,fitness",
                .default_text = NSC_OPTION_NONE,
                .file = named_file},
     FIELD(nodes),
     .applies = has_network,
     .applies_with = "--network FILE"},
    {.option = {.name = "runs",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "runs of iterated local search",
                .default_text = "100",
                .minimum = 1,
                .maximum = 1000000},
     FIELD(runs),
     .applies = is_sampled,
     .applies_with = "--method sampled"},
    {.option = {.name = "stopping",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "perturbations in a row without improvement after which a run ends",
                .default_text = "100",
                .minimum = 1,
                .maximum = 1000000},
     FIELD(stopping),
     .applies = is_sampled,
     .applies_with = "--method sampled"},
    {.option = {.name = "perturbation",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "edits of a perturbation, by which a search leaves a local optimum",
                .default_text = "2",
                .minimum = 1,
                .maximum = 100},
     FIELD(perturbation)},
    {.option = {.name = "sample",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "points drawn at random if all pairs of points are too many",
                .default_text = "2000",
                .minimum = 2,
                .maximum = 1000000},
     FIELD(sample)},
    {.option = {.name = "eigenpairs",
                .kind = NSC_TAKES_COUNT,
                .placeholder = "N",
                .meaning = "number of lowest eigenpairs computed if they have no closed form",
                .default_text = "20",
                .minimum = 1,
                .maximum = 1000},
     FIELD(eigenpairs)},
    {.option = {.name = "seed",
                .kind = NSC_TAKES_SEED,
                .placeholder = "N",
                .meaning = "seed of all random numbers; the same seed gives the same results",
                .default_text = "1"},
     FIELD(seed)},
};
const size_t nsc_analysis_option_count = sizeof nsc_analysis_option_rows / sizeof nsc_analysis_option_rows[0];

/* ---- values ---- */

static bool is_distance(const nsc_analysis_option *row) {
    return row->offset == offsetof(nsc_analysis_options, distance);
}

const nsc_analysis_option *nsc_analysis_option_named(const char *name) {
    for (size_t row = 0; row < nsc_analysis_option_count; row++)
        if (strcmp(nsc_analysis_option_rows[row].option.name, name) == 0)
            return &nsc_analysis_option_rows[row];
    return NULL;
}

nsc_status nsc_analysis_option_set(nsc_analysis_options *options, const nsc_analysis_option *row, const char *text,
                                   nsc_error *error) {
    nsc_option_value value;
    if (!is_distance(row))
        return nsc_option_store(&row->option, options, row->offset, text, error);
    nsc_status status = nsc_option_read(&row->option, text, &value, error);
    if (status == NSC_OK)
        options->distance = &nsc_distances[value.number];
    return status;
}

nsc_analysis_options nsc_analysis_defaults(void) {
    nsc_analysis_options options = {0};
    for (size_t row = 0; row < nsc_analysis_option_count; row++)
        nsc_analysis_option_set(&options, &nsc_analysis_option_rows[row],
                                nsc_analysis_option_rows[row].option.default_text, NULL);
    return options;
}

nsc_value nsc_analysis_option_value(const nsc_analysis_options *options, const nsc_analysis_option *row) {
    return is_distance(row) ? nsc_text(options->distance->name) : nsc_option_stored(&row->option, options, row->offset);
}
