/* Changes in words, for the spaces of each kind. */
#include "graph/changes.h"

#include "graph/changes_internal.h"

#include <string.h>

/* A change of one of the strings that stand for a point. */
typedef struct string_change {
    uint32_t word;  /* that is changed */
    uint32_t after; /* word that it becomes; equal: no change leads there */
} string_change;

struct nsc_change_texts {
    const nsc_space *space;
    const nsc_relation *relation;
    uint32_t from;
    nsc_cell_changes cells;     /* of a cell */
    string_change *of_strings;  /* [point] that they lead to, if several strings stand for a point; else NULL */
    char text[NSC_CHANGE_SIZE]; /* of the last neighbour */
};

/* ---- strings ---- */

/* The one position in which two words differ by a step that the relation allows; else the number of positions. */
static unsigned changed_position(const nsc_strings *strings, uint32_t one, uint32_t other) {
    unsigned changed = strings->position_count;
    for (unsigned position = 0; position < strings->position_count; position++) {
        const unsigned before = nsc_strings_symbol(strings, one, position);
        const unsigned after = nsc_strings_symbol(strings, other, position);
        if (before == after)
            continue;
        const unsigned step = before < after ? after - before : before - after;
        if (changed < strings->position_count || (strings->positions[position].by_level && step > 1))
            return strings->position_count;
        changed = position;
    }
    return changed;
}

/*
 * Lists the first change that leads to each neighbour: of the smallest string that stands for the point, since that one
 * names it, at the first position.
 */
static nsc_status list_string_changes(nsc_change_texts *texts, nsc_error *error) {
    const nsc_strings *strings = nsc_space_strings(texts->space);
    nsc_status status = nsc_allocate(&texts->of_strings, texts->space->point_count, sizeof *texts->of_strings, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t word = 0; word < strings->word_count; word++)
        for (unsigned position = 0; strings->points[word] == texts->from && position < strings->position_count;
             position++) {
            const nsc_string_position *at = &strings->positions[position];
            const uint32_t lowest = word - nsc_strings_symbol(strings, word, position) * at->unit;
            for (unsigned symbol = 0; symbol < at->symbols; symbol++) {
                const uint32_t after = lowest + symbol * at->unit;
                string_change *change = &texts->of_strings[strings->points[after]];
                if (strings->points[after] != texts->from && change->word == change->after &&
                    changed_position(strings, word, after) == position)
                    *change = (string_change){.word = word, .after = after};
            }
        }
    return NSC_OK;
}

/* Writes the change of a string; false if no single change leads to the neighbour. */
static bool write_string_change(nsc_change_texts *texts, uint32_t to) {
    const nsc_strings *strings = nsc_space_strings(texts->space);
    const string_change change = texts->of_strings != NULL ? texts->of_strings[to] : (string_change){texts->from, to};
    const unsigned position = changed_position(strings, change.word, change.after);
    if (position == strings->position_count)
        return false;
    nsc_strings_describe(texts->space, position, nsc_strings_symbol(strings, change.word, position),
                         nsc_strings_symbol(strings, change.after, position), texts->text, sizeof texts->text);
    if (texts->of_strings != NULL && strings->words[texts->from] != change.word) {
        char spelled[NSC_POINT_NAME_SIZE];
        const size_t length = strlen(texts->text);
        nsc_strings_spell(texts->space, change.word, spelled);
        nsc_text_format(texts->text + length, sizeof texts->text - length, " in %s", spelled);
    }
    return true;
}

/* ---- any space ---- */

nsc_status nsc_change_texts_open(nsc_change_texts **texts, const nsc_space *space, const nsc_relation *relation,
                                 uint32_t from, nsc_error *error) {
    nsc_status status = nsc_allocate(texts, 1, sizeof **texts, error);
    if (status != NSC_OK)
        return status;
    (*texts)->space = space;
    (*texts)->relation = relation;
    (*texts)->from = from;
    if (space->kind == NSC_SPACE_CELLS)
        nsc_cell_changes_list(&(*texts)->cells, nsc_space_nb101(space), relation, from);
    else if (space->kind == NSC_SPACE_STRINGS && nsc_space_strings(space)->points != NULL)
        status = list_string_changes(*texts, error);
    if (status != NSC_OK) {
        nsc_change_texts_close(*texts);
        *texts = NULL;
    }
    return status;
}

void nsc_change_texts_close(nsc_change_texts *texts) {
    if (texts != NULL)
        free(texts->of_strings);
    free(texts);
}

static nsc_status refuse(const nsc_change_texts *texts, uint32_t to, nsc_error *error) {
    nsc_point_name from_name, to_name;
    nsc_status status = NSC_OK;
    NSC_TRY(texts->space->point_name(texts->space, texts->from, &from_name, error));
    NSC_TRY(texts->space->point_name(texts->space, to, &to_name, error));
    status = nsc_error_set(error, NSC_INVALID, "no single change leads from %.80s to %.80s by the relation %s",
                           from_name.text, to_name.text, texts->relation->name);
out:
    return status;
}

nsc_status nsc_change_texts_to(nsc_change_texts *texts, const nsc_neighbour *neighbour, const char **text,
                               nsc_error *error) {
    bool told = true;
    *text = texts->text;
    if (texts->space->kind == NSC_SPACE_CELLS)
        told = nsc_cell_changes_write(&texts->cells, neighbour->point, texts->text);
    else if (texts->space->kind == NSC_SPACE_STRINGS)
        told = write_string_change(texts, neighbour->point);
    else
        *text = texts->space->edge_kinds[neighbour->kind].name;
    return told ? NSC_OK : refuse(texts, neighbour->point, error);
}

/* Finds a neighbour with the kind of its edge, where the space's kinds are all that is known of a change. */
static nsc_status find_neighbour(const nsc_change_texts *texts, uint32_t to, nsc_neighbour *neighbour,
                                 nsc_error *error) {
    nsc_neighbour *neighbours = NULL;
    size_t count = 0, place = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_graph_neighbours(texts->space, texts->relation, texts->from, &neighbours, &count, error));
    while (place < count && neighbours[place].point != to)
        place++;
    if (place < count)
        *neighbour = neighbours[place];
    else
        status = refuse(texts, to, error);
out:
    free(neighbours);
    return status;
}

void nsc_no_path_text(const nsc_space *space, const nsc_relation *relation, char text[NSC_NO_PATH_SIZE]) {
    size_t row = 0;
    while (row < nsc_distance_count && (nsc_distances[row].changes == NULL || !nsc_distances[row].offered(space)))
        row++;
    const int length = snprintf(text, NSC_NO_PATH_SIZE, "no path by the relation %s leads there", relation->name);
    if (row < nsc_distance_count)
        nsc_text_format(text + length, NSC_NO_PATH_SIZE - (size_t)length,
                        ": --distance %s counts the changes between any two points", nsc_distances[row].name);
}

nsc_status nsc_change_text(const nsc_space *space, const nsc_relation *relation, uint32_t from, uint32_t to,
                           char **text, nsc_error *error) {
    nsc_change_texts *texts = NULL;
    nsc_neighbour neighbour = {.point = to};
    const char *found;
    nsc_status status = NSC_OK;
    *text = NULL;
    NSC_TRY(nsc_change_texts_open(&texts, space, relation, from, error));
    if (space->kind != NSC_SPACE_CELLS && space->kind != NSC_SPACE_STRINGS)
        NSC_TRY(find_neighbour(texts, to, &neighbour, error));
    NSC_TRY(nsc_change_texts_to(texts, &neighbour, &found, error));
    NSC_TRY(nsc_copy_text(text, found, error));
out:
    nsc_change_texts_close(texts);
    return status;
}
