/*
 * NAS-Bench-201 (Dong, Yang 2020): an operation on each of the six edges between four nodes. A string is six digits 1
 * to 5, edges in the order of the official spelling; nb201_spellings.c reads what others write.
 */
#include "space/nb201_internal.h"
#include "space/strings.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { EDGES = NSC_NB201_EDGES, OPERATIONS = NSC_NB201_OPERATIONS, WORDS = 15625, NODES = 4, NONE = 0, SKIP = 1 };

static const char *const digits[OPERATIONS] = {"1", "2", "3", "4", "5"};
static const char *const edge_names[EDGES] = {"edge 0-1", "edge 0-2", "edge 1-2", "edge 0-3", "edge 1-3", "edge 2-3"};
static const char *const edge_places[EDGES] = {"on edge 0→1", "on edge 0→2", "on edge 1→2",
                                               "on edge 0→3", "on edge 1→3", "on edge 2→3"};
/* 0-3, 0-1-3, 0-2-3, 0-1-2-3. */
static const nsc_string_way ways[] = {{1, {3}}, {2, {0, 4}}, {2, {1, 5}}, {3, {0, 2, 5}}};

static void operations_of(uint32_t word, uint8_t operations[EDGES]) {
    for (unsigned edge = EDGES; edge-- > 0; word /= OPERATIONS)
        operations[edge] = (uint8_t)(word % OPERATIONS);
}

/* ---- which strings are the same network ---- */

enum { TERM_SIZE = 160, TERMS = 8, TEXT_SIZE = 400 };

/* What a node holds: the sum of some terms, each a text. */
typedef struct node {
    unsigned count;
    char terms[TERMS][TERM_SIZE];
} node;

/* The sum as text, its terms in order: two nodes hold the same where their texts are the same. */
static void write_sum(node *sum, char text[TEXT_SIZE]) {
    size_t length = 0;
    qsort(sum->terms, sum->count, TERM_SIZE, (int (*)(const void *, const void *))strcmp);
    text[0] = '\0';
    for (unsigned term = 0; term < sum->count; term++)
        length += (size_t)snprintf(text + length, TEXT_SIZE - length, "%s%s", term > 0 ? "+" : "", sum->terms[term]);
}

static void add_term(node *sum, const char *text) {
    snprintf(sum->terms[sum->count++], TERM_SIZE, "%s", text);
}

/*
 * What a node holds, from the nodes before it. Officially (`algebraic` false) an edge with the operation none, or from
 * a node of exactly one term that is nothing, adds the term "#"; a skip connection adds the source's whole text as one
 * term. Since texts are sorted and joined, it matters how they are spelled: as the official code's to_unique_str does.
 * Algebraically what is nothing adds no term, and a skip connection adds the source's terms.
 */
static void fill_node(node nodes[NODES], unsigned number, const uint8_t operations[EDGES], bool algebraic) {
    node *target = &nodes[number];
    char text[TEXT_SIZE];
    target->count = 0;
    for (unsigned edge = 0; edge < EDGES; edge++) {
        if (nsc_nb201_targets[edge] != number)
            continue;
        node *source = &nodes[nsc_nb201_sources[edge]];
        write_sum(source, text);
        const bool nothing = operations[edge] == NONE || source->count == 0 || strcmp(text, "#") == 0;
        if (nothing && !algebraic)
            add_term(target, "#");
        else if (!nothing && operations[edge] == SKIP && !algebraic)
            add_term(target, text);
        else if (!nothing && operations[edge] == SKIP)
            for (unsigned term = 0; term < source->count; term++)
                memcpy(target->terms[target->count++], source->terms[term], TERM_SIZE);
        else if (!nothing)
            snprintf(target->terms[target->count++], TERM_SIZE, "(%s)@%s", text,
                     nsc_nb201_operation_names[operations[edge]]);
    }
}

static void fill_input(node nodes[NODES]) {
    nodes[0].count = 0;
    add_term(&nodes[0], "0");
}

/* The network of a string as text. */
static void write_network(uint32_t word, bool algebraic, char text[TEXT_SIZE]) {
    uint8_t operations[EDGES];
    node nodes[NODES];
    operations_of(word, operations);
    fill_input(nodes);
    for (unsigned number = 1; number < NODES; number++)
        fill_node(nodes, number, operations, algebraic);
    write_sum(&nodes[NODES - 1], text);
}

typedef struct spelled {
    char text[TEXT_SIZE];
    uint32_t word;
} spelled;

static int compare_spelled(const void *left, const void *right) {
    const spelled *a = left, *b = right;
    const int order = strcmp(a->text, b->text);
    return order != 0 ? order : (a->word > b->word) - (a->word < b->word);
}

/* points[word]: networks numbered by their smallest word; how many there are. */
static nsc_status number_networks(bool algebraic, uint16_t *points, uint32_t *count, nsc_error *error) {
    spelled *all = NULL;
    uint32_t *smallest = NULL; /* [word] of the same network */
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&all, WORDS, sizeof *all, error));
    NSC_TRY(nsc_allocate(&smallest, WORDS, sizeof *smallest, error));
    for (uint32_t word = 0; word < WORDS; word++) {
        all[word].word = word;
        write_network(word, algebraic, all[word].text);
    }
    qsort(all, WORDS, sizeof *all, compare_spelled);
    for (uint32_t place = 0; place < WORDS; place++)
        smallest[all[place].word] = place > 0 && strcmp(all[place].text, all[place - 1].text) == 0
                                        ? smallest[all[place - 1].word]
                                        : all[place].word;
    *count = 0;
    for (uint32_t word = 0; word < WORDS; word++)
        points[word] = smallest[word] == word ? (uint16_t)(*count)++ : points[smallest[word]];
out:
    free(all);
    free(smallest);
    return status;
}

/* The words that the official code cannot tell from one. Those that differ in the edges to the output alone follow one
 * another: the nodes before it are filled once for them. */
static size_t same_network(uint32_t word, uint32_t *words) {
    enum { TO_OUTPUT = OPERATIONS * OPERATIONS * OPERATIONS };
    char own[TEXT_SIZE], text[TEXT_SIZE];
    node nodes[NODES];
    size_t count = 0;
    write_network(word, false, own);
    fill_input(nodes);
    for (uint32_t other = 0; other < WORDS; other++) {
        uint8_t operations[EDGES];
        operations_of(other, operations);
        for (unsigned number = other % TO_OUTPUT == 0 ? 1 : NODES - 1; number < NODES; number++)
            fill_node(nodes, number, operations, false);
        write_sum(&nodes[NODES - 1], text);
        if (strcmp(own, text) == 0)
            words[count++] = other;
    }
    return count;
}

nsc_status nsc_nb201_count_networks(nsc_nb201_networks *networks, nsc_error *error) {
    uint16_t *points = NULL;
    networks->strings = WORDS;
    nsc_status status = nsc_allocate(&points, networks->strings, sizeof *points, error);
    if (status == NSC_OK)
        status = number_networks(false, points, &networks->official, error);
    if (status == NSC_OK)
        status = number_networks(true, points, &networks->algebraic, error);
    free(points);
    return status;
}

/* ---- the space ---- */

/* Reads "distinct" and "naslib", either or both between commas. */
static nsc_status read_options(const char *arguments, bool *distinct, bool *naslib, nsc_error *error) {
    while (arguments != NULL) {
        const size_t length = strcspn(arguments, ",");
        if (length == strlen("distinct") && strncasecmp(arguments, "distinct", length) == 0)
            *distinct = true;
        else if (length == strlen("naslib") && strncasecmp(arguments, "naslib", length) == 0)
            *naslib = true;
        else
            return nsc_error_set(error, NSC_USAGE,
                                 "the space nb201 has no option \"%.*s\", only nb201:distinct and nb201:naslib",
                                 (int)length, arguments);
        arguments = arguments[length] == ',' ? arguments + length + 1 : NULL;
    }
    return NSC_OK;
}

nsc_status nsc_nb201_space_open(nsc_space **space, const char *name, const char *arguments, nsc_error *error) {
    nsc_string_symbols positions[EDGES];
    nsc_strings_definition definition = {.position_count = EDGES,
                                         .positions = positions,
                                         .epochs = 200, /* of the table of final accuracies */
                                         .ways = ways,
                                         .way_count = sizeof ways / sizeof ways[0],
                                         .plain = true, /* a tuple is NASLib's */
                                         .format = nsc_nb201_write_official,
                                         .same_network = same_network,
                                         .spelling_example = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|...",
                                         .hint = nsc_nb201_hint};
    bool distinct = false, naslib = false;
    nsc_status status = read_options(arguments, &distinct, &naslib, error);
    *space = NULL;
    definition.spelling = naslib ? nsc_nb201_read_with_tuples : nsc_nb201_read;
    for (unsigned edge = 0; edge < EDGES; edge++)
        positions[edge] = (nsc_string_symbols){.position_name = edge_names[edge],
                                               .place = edge_places[edge],
                                               .count = OPERATIONS,
                                               .texts = digits,
                                               .symbol_names = nsc_nb201_operation_names};
    if (status == NSC_OK && distinct) {
        status = nsc_allocate(&definition.points, WORDS, sizeof *definition.points, error);
        if (status == NSC_OK)
            status = number_networks(false, definition.points, &definition.point_count, error);
    }
    if (status != NSC_OK) {
        free(definition.points);
        return status;
    }
    return nsc_strings_space_open(space, name, &definition, error);
}
