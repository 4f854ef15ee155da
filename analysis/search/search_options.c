/* The table of options of experiments. */
#include "analysis/search/experiment_internal.h"

static const char *const encoding_names[NSC_ENCODING_COUNT] = {"A", "B", "C", "cells", "variables"};
static const char *const protocol_names[NSC_PROTOCOL_COUNT] = {"plain", "paper", "naszilla"};

const char *nsc_search_encoding_name(size_t encoding) {
    return encoding < NSC_ENCODING_COUNT ? encoding_names[encoding] : NULL;
}

const char *nsc_search_protocol_name(size_t protocol) {
    return protocol < NSC_PROTOCOL_COUNT ? protocol_names[protocol] : NULL;
}

/* Choice 0 stands for the default of the space or of the protocol. */
static const char *encoding_choice(size_t number) {
    return number == 0 ? "auto" : nsc_search_encoding_name(number - 1);
}

static const char *edge_limit_choice(size_t number) {
    if (number == 0)
        return "protocol";
    return number <= NSC_VALIDITY_COUNT ? nsc_validity_name((nsc_validity)(number - 1)) : NULL;
}

static const char *protocol_or_choice(size_t number) {
    static const char *const names[] = {"protocol", "yes", "no"};
    return number < NSC_COUNT_OF(names) ? names[number] : NULL;
}

#define ROW(field, ...)                                                                                                \
    { .option = {__VA_ARGS__}, .offset = offsetof(nsc_search_options, field) }

const nsc_search_option nsc_search_option_rows[] = {
    ROW(encoding, .name = "encoding", .kind = NSC_TAKES_CHOICE, .placeholder = "ENCODING",
        .meaning = "the form in which a search handles points. Of cells: A (operations, and a bit for each possible "
                   "edge), B (operations, and nine slots that each name an edge) or C (operations, a real number for "
                   "each edge, and how many of the largest count). cells: the points of any space, changed to a "
                   "neighbour by --relation. variables: the positions of strings, the columns of tables",
        .default_text = "A for cells, variables for strings, else cells", .choice = encoding_choice),
    ROW(protocol, .name = "protocol", .kind = NSC_TAKES_CHOICE, .placeholder = "PROTOCOL",
        .meaning = "rules of the experiment. plain: edge limit after pruning, invalid candidates are redrawn free of "
                   "charge; paper: edge limit before pruning, invalid candidates count as evaluations, as in Ying et "
                   "al. 2019; naszilla: selection by mean validation accuracy, scored every 10 evaluations",
        .default_text = "plain", .choice = nsc_search_protocol_name),
    ROW(evaluations, .name = "evaluations", .kind = NSC_TAKES_COUNT, .placeholder = "N",
        .meaning = "evaluations that a run may pay for", .default_text = "150, no limit with --time", .minimum = 1,
        .maximum = 4e9),
    ROW(time_s, .name = "time", .kind = NSC_TAKES_REAL, .placeholder = "SECONDS",
        .meaning = "simulated training time that a run may spend; an evaluation that would pass it is not made",
        .default_text = "no limit", .minimum = 1e-9, .maximum = 1e18),
    ROW(runs, .name = "runs", .kind = NSC_TAKES_COUNT, .placeholder = "R",
        .meaning = "runs of the algorithm, each with random numbers of its own", .default_text = "1", .minimum = 1,
        .maximum = 1e8),
    ROW(unique, .name = "unique", .kind = NSC_TAKES_NOTHING,
        .meaning = "never pay twice for a point, such as isomorphic encodings of a cell: it is answered again free of "
                   "charge"),
    ROW(edge_limit, .name = "edge-limit", .kind = NSC_TAKES_CHOICE, .placeholder = "RULE",
        .meaning = "where edges of an encoding are counted: pruned (after pruning) or raw (before)",
        .default_text = "by protocol", .choice = edge_limit_choice),
    ROW(count_invalid, .name = "count-invalid", .kind = NSC_TAKES_CHOICE, .placeholder = "RULE",
        .meaning = "an invalid candidate uses up an evaluation", .default_text = "by protocol",
        .choice = protocol_or_choice),
    ROW(select_by_mean, .name = "select-by-mean", .kind = NSC_TAKES_CHOICE, .placeholder = "RULE",
        .meaning = "an evaluation gives the mean of the runs, without noise, instead of one of them",
        .default_text = "by protocol", .choice = protocol_or_choice),
    ROW(incumbent_full_only, .name = "full-budget-only", .kind = NSC_TAKES_CHOICE, .placeholder = "RULE",
        .meaning = "only evaluations at the largest budget may become the incumbent", .default_text = "by protocol",
        .choice = protocol_or_choice),
    ROW(score_every, .name = "score-every", .kind = NSC_TAKES_COUNT, .placeholder = "N",
        .meaning = "evaluations between two scores of the incumbent", .default_text = "by protocol", .minimum = 1,
        .maximum = 1e6),
};
const size_t nsc_search_option_count = NSC_COUNT_OF(nsc_search_option_rows);
