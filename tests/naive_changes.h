/* Changes of cells that are told in words, made the slow and obvious way. */
#ifndef NSC_NAIVE_CHANGES_H
#define NSC_NAIVE_CHANGES_H

#include "naive_cell.h"
#include "testing.h"

/* The operation that a text begins with. */
static inline int operation_at(const char *text) {
    static const char *const names[] = {"conv3x3", "conv1x1", "maxpool3x3"};
    for (int operation = 0; operation < NSC_OPERATIONS; operation++)
        if (strncmp(text, names[operation], strlen(names[operation])) == 0)
            return operation;
    fail_msg("no operation: %s", text);
    return 0;
}

/* The vertex, of one digit, that follows `words` in a text. */
static inline int vertex_after(const char *text, const char *words) {
    const char *place = strstr(text, words);
    assert_non_null(place);
    const int vertex = place[strlen(words)] - '0';
    assert_in_range(vertex, 0, NAIVE_VERTICES - 1);
    return vertex;
}

/* Makes a change that a text tells; the cell must be as the text says. */
static inline void make_change(naive_cell *cell, const char *text) {
    if (strncmp(text, "replace ", 8) == 0) {
        int *label = &cell->label[vertex_after(text, " at vertex ")];
        assert_int_equal(*label, operation_at(text + 8));
        *label = operation_at(strstr(text, " by ") + 4);
        return;
    }
    const bool adds = strncmp(text, "add ", 4) == 0;
    assert_true(adds || strncmp(text, "remove ", 7) == 0);
    bool *edge = &cell->edge[vertex_after(text, " edge ")][vertex_after(text, "→")];
    assert_true(*edge != adds);
    *edge = adds;
    while ((text = strstr(text, ", new vertex ")) != NULL) {
        int *label = &cell->label[vertex_after(text, ", new vertex ")];
        assert_int_equal(*label, NAIVE_FREE);
        text = strstr(text, " is ") + 4;
        *label = operation_at(text);
    }
}

#endif
