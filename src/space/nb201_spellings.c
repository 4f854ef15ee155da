/*
 * The ways in which others write a cell of NAS-Bench-201, beside its six digits 1 to 5.
 *
 *   |nor_conv_3x3~0|+|none~0|skip_connect~1|+|…   the official string (Dong, Yang 2020)
 *   DDDBDC                                         A to E for 1 to 5 (Ochoa, Veerapen 2022)
 *   (4, 0, 3, 1, 4, 3)                             NASLib's tuple (naslib/search_spaces/nasbench201/conversions.py):
 *                                                  other numbers for operations, other order of edges
 */
#include "space/nb201_internal.h"

#include <stdio.h>
#include <string.h>

const char *const nsc_nb201_operation_names[NSC_NB201_OPERATIONS] = {"none", "skip_connect", "nor_conv_1x1",
                                                                     "nor_conv_3x3", "avg_pool_3x3"};
const uint8_t nsc_nb201_sources[NSC_NB201_EDGES] = {0, 0, 1, 0, 1, 2};
const uint8_t nsc_nb201_targets[NSC_NB201_EDGES] = {1, 2, 2, 3, 3, 3};

static uint32_t word_of(const uint8_t operations[NSC_NB201_EDGES]) {
    uint32_t word = 0;
    for (unsigned edge = 0; edge < NSC_NB201_EDGES; edge++)
        word = word * NSC_NB201_OPERATIONS + operations[edge];
    return word;
}

/* ---- the official string ---- */

static bool begins_node(unsigned edge) {
    return edge == 0 || nsc_nb201_targets[edge] != nsc_nb201_targets[edge - 1];
}

void nsc_nb201_write_official(uint32_t word, char text[NSC_POINT_SPELLING_SIZE]) {
    uint32_t unit = NSC_NB201_OPERATIONS * NSC_NB201_OPERATIONS * NSC_NB201_OPERATIONS * NSC_NB201_OPERATIONS *
                    NSC_NB201_OPERATIONS;
    size_t length = 0;
    for (unsigned edge = 0; edge < NSC_NB201_EDGES; edge++, unit /= NSC_NB201_OPERATIONS) {
        const char *before = !begins_node(edge) ? "" : edge == 0 ? "|" : "+|";
        length +=
            (size_t)snprintf(text + length, NSC_POINT_SPELLING_SIZE - length, "%s%s~%u|", before,
                             nsc_nb201_operation_names[word / unit % NSC_NB201_OPERATIONS], nsc_nb201_sources[edge]);
    }
}

static bool skip_text(const char **text, const char *expected) {
    const size_t length = strlen(expected);
    if (strncmp(*text, expected, length) != 0)
        return false;
    *text += length;
    return true;
}

/* Reads "nor_conv_3x3~1|", an operation and the node that it comes from. */
static bool read_edge(const char **text, uint8_t *operation, unsigned *source) {
    *operation = 0;
    while (*operation < NSC_NB201_OPERATIONS && !skip_text(text, nsc_nb201_operation_names[*operation]))
        ++*operation;
    if (*operation == NSC_NB201_OPERATIONS || !skip_text(text, "~"))
        return false;
    *source = (unsigned)(**text - '0');
    return **text >= '0' && **text <= '9' && (++*text, skip_text(text, "|"));
}

/* The edges to a node may stand in any order, since each names the node that it comes from. */
static bool read_official(const char *text, uint32_t *word) {
    uint8_t operations[NSC_NB201_EDGES];
    unsigned first = 0, seen = 0;
    for (unsigned edge = 0; edge < NSC_NB201_EDGES; edge++) {
        uint8_t operation;
        unsigned source;
        if (begins_node(edge)) {
            first = edge;
            if (!skip_text(&text, edge == 0 ? "|" : "+|"))
                return false;
        }
        if (!read_edge(&text, &operation, &source) || source >= nsc_nb201_targets[edge] ||
            (seen >> (first + source) & 1) != 0)
            return false;
        operations[first + source] = operation;
        seen |= 1U << (first + source);
    }
    *word = word_of(operations);
    return *text == '\0';
}

/* ---- letters ---- */

static bool read_letters(const char *text, uint32_t *word) {
    uint8_t operations[NSC_NB201_EDGES];
    for (unsigned edge = 0; edge < NSC_NB201_EDGES; edge++) {
        const char letter = (char)(text[edge] & ~0x20); /* a to e likewise */
        if (letter < 'A' || letter >= 'A' + NSC_NB201_OPERATIONS)
            return false;
        operations[edge] = (uint8_t)(letter - 'A');
    }
    *word = word_of(operations);
    return text[NSC_NB201_EDGES] == '\0';
}

/* ---- NASLib ---- */

/* NASLib's operations skip_connect, none, nor_conv_3x3, nor_conv_1x1, avg_pool_3x3 as ours; and its edges, sorted by
 * source: 0-1, 0-2, 0-3, 1-2, 1-3, 2-3. */
static const uint8_t naslib_operations[NSC_NB201_OPERATIONS] = {1, 0, 3, 2, 4};
static const uint8_t naslib_edges[NSC_NB201_EDGES] = {0, 1, 3, 2, 4, 5};

/* Reads six numbers of one digit between commas, in round or square brackets. */
static bool read_tuple(const char *text, uint8_t numbers[NSC_NB201_EDGES]) {
    char close = ')';
    if (text[0] == '[')
        close = ']';
    else if (text[0] != '(')
        return false;
    text++;
    for (unsigned place = 0; place < NSC_NB201_EDGES; place++) {
        text += strspn(text, " ");
        if (*text < '0' || *text > '9')
            return false;
        numbers[place] = (uint8_t)(*text++ - '0');
        text += strspn(text, " ");
        if (*text++ != (place + 1 < NSC_NB201_EDGES ? ',' : close))
            return false;
    }
    return *text == '\0';
}

static bool read_naslib(const char *text, uint32_t *word) {
    uint8_t numbers[NSC_NB201_EDGES], operations[NSC_NB201_EDGES];
    if (!read_tuple(text, numbers))
        return false;
    for (unsigned place = 0; place < NSC_NB201_EDGES; place++) {
        if (numbers[place] >= NSC_NB201_OPERATIONS)
            return false;
        operations[naslib_edges[place]] = naslib_operations[numbers[place]];
    }
    *word = word_of(operations);
    return true;
}

/* ---- all ---- */

bool nsc_nb201_read(const char *text, uint32_t *word) {
    return read_official(text, word) || read_letters(text, word) ||
           (skip_text(&text, "naslib:") && read_naslib(text, word));
}

bool nsc_nb201_read_with_tuples(const char *text, uint32_t *word) {
    return nsc_nb201_read(text, word) || read_naslib(text, word);
}

#define SPELLINGS                                                                                                      \
    "digits are 1 none, 2 skip_connect, 3 nor_conv_1x1, 4 nor_conv_3x3, 5 avg_pool_3x3 on the edges 0-1, 0-2, 1-2, "   \
    "0-3, 1-3, 2-3"

const char *nsc_nb201_hint(const char *text) {
    const size_t length = strlen(text), digits = strspn(text, "0123456789");
    uint8_t numbers[NSC_NB201_EDGES];
    if (text[0] == '|' && strchr(text, '~') != NULL)
        return "the official string has six parts, OPERATION~NODE between bars: one from node 0, +, two from the nodes "
               "0 and 1, +, three from 0, 1 and 2; operations are none, skip_connect, nor_conv_1x1, nor_conv_3x3, "
               "avg_pool_3x3";
    if (read_tuple(text, numbers))
        return "a tuple of NASLib (0 skip_connect, 1 none, 2 nor_conv_3x3, 3 nor_conv_1x1, 4 avg_pool_3x3 on the edges "
               "0-1, 0-2, 0-3, 1-2, 1-3, 2-3)? Then use --space nb201:naslib, or write it as naslib:(4, 0, 3, 1, 4, 3)";
    if (digits == length && length == NSC_NB201_EDGES && strchr(text, '0') != NULL)
        return "it has a digit 0, and " SPELLINGS ". Digits 0 to 4 are another program's (NASLib: write them "
               "as tuples, (4, 0, 3, 1, 4, 3), with --space nb201:naslib): rewrite all strings of the file, as those "
               "without 0 are read as other "
               "cells";
    if (text[0] == '#' || (digits == length && length > 0 && length < NSC_NB201_EDGES))
        return "a number alone. If it is an index into NATS-Bench, join it with a table of its architecture strings "
               "(|nor_conv_3x3~0|+|...) first: the order of the indices is not known here";
    return NULL;
}
