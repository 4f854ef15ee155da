/*
 * The official fingerprint of one cell written the plain way, text by text, with librhash's MD5: the oracle of the
 * fingerprint test and the baseline of its benchmark.
 */
#ifndef SCALAR_FINGERPRINT_H
#define SCALAR_FINGERPRINT_H

#include "space/nb101/nb101.h"

#include <rhash.h>
#include <stdio.h>
#include <string.h>

typedef char digest_text[33];

static inline void scalar_md5(rhash context, const char *message, digest_text digest) {
    unsigned char bytes[16];
    rhash_reset(context);
    rhash_update(context, message, strlen(message));
    rhash_final(context, bytes);
    for (unsigned place = 0; place < sizeof bytes; place++) {
        digest[2 * place] = "0123456789abcdef"[bytes[place] / 16];
        digest[2 * place + 1] = "0123456789abcdef"[bytes[place] % 16];
    }
    digest[32] = '\0';
}

static inline int compare_digests(const void *first, const void *second) {
    return strcmp(first, second);
}

/* Appends the chosen digests in ascending order. */
static inline char *append_sorted(char *end, const digest_text *digests, const bool *chosen, unsigned count) {
    digest_text sorted[NSC_CELL_VERTICES];
    unsigned chosen_count = 0;
    for (unsigned vertex = 0; vertex < count; vertex++)
        if (chosen[vertex])
            memcpy(sorted[chosen_count++], digests[vertex], sizeof(digest_text));
    qsort(sorted, chosen_count, sizeof(digest_text), compare_digests);
    for (unsigned place = 0; place < chosen_count; place++)
        end = stpcpy(end, sorted[place]);
    return end;
}

/* `context` is an MD5 context of librhash. */
static inline void scalar_fingerprint(rhash context, const nsc_cell *cell, digest_text fingerprint) {
    const unsigned count = cell->vertex_count;
    bool into[NSC_CELL_VERTICES][NSC_CELL_VERTICES] = {{false}},
         out_of[NSC_CELL_VERTICES][NSC_CELL_VERTICES] = {{false}};
    digest_text digests[NSC_CELL_VERTICES], next[NSC_CELL_VERTICES];
    char message[1024];
    for (unsigned to = 1; to < count; to++)
        for (unsigned from = 0; from < to; from++)
            into[to][from] = out_of[from][to] = (cell->edges >> (from + to * (to - 1) / 2) & 1) != 0;
    for (unsigned vertex = 0; vertex < count; vertex++) {
        int out_degree = 0, in_degree = 0;
        for (unsigned other = 0; other < count; other++) {
            out_degree += out_of[vertex][other];
            in_degree += into[vertex][other];
        }
        const int label = vertex == 0 ? -1 : vertex == count - 1 ? -2 : cell->operations[vertex - 1];
        snprintf(message, sizeof message, "(%d, %d, %d)", out_degree, in_degree, label);
        scalar_md5(context, message, digests[vertex]);
    }
    for (unsigned round = 0; round < count; round++) {
        for (unsigned vertex = 0; vertex < count; vertex++) {
            char *end = append_sorted(message, digests, into[vertex], count);
            *end++ = '|';
            end = append_sorted(end, digests, out_of[vertex], count);
            *end++ = '|';
            stpcpy(end, digests[vertex]);
            scalar_md5(context, message, next[vertex]);
        }
        memcpy(digests, next, sizeof digests);
    }
    qsort(digests, count, sizeof(digest_text), compare_digests);
    char *end = stpcpy(message, "[");
    for (unsigned place = 0; place < count; place++)
        end += sprintf(end, "%s'%s'", place == 0 ? "" : ", ", digests[place]);
    stpcpy(end, "]");
    scalar_md5(context, message, fingerprint);
}

#endif
