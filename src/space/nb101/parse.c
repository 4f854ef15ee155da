/* Reading a cell as a user wrote it; every refusal names the place and the reason. */
#include "space/nb101/cell.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Every spelling of an operation that is understood; the first of each is the one written in messages. */
static const struct {
    const char *text;
    nsc_operation operation;
} spellings[] = {
    {"conv3x3", NSC_CONV3X3},       {"conv3x3-bn-relu", NSC_CONV3X3}, {"c3", NSC_CONV3X3}, {"3x3", NSC_CONV3X3},
    {"conv1x1", NSC_CONV1X1},       {"conv1x1-bn-relu", NSC_CONV1X1}, {"c1", NSC_CONV1X1}, {"1x1", NSC_CONV1X1},
    {"maxpool3x3", NSC_MAXPOOL3X3}, {"mp", NSC_MAXPOOL3X3},
};

/* ---- the matrix ---- */

/* Collects the 0 and 1 digits of `adjacency`; anything else but the punctuation of a written matrix is refused. */
static nsc_status read_digits(const char *adjacency, uint8_t *digits, unsigned *digit_count, nsc_error *error) {
    const unsigned capacity = NSC_CELL_VERTICES * NSC_CELL_VERTICES;
    unsigned count = 0;
    for (const char *position = adjacency; *position != '\0'; position++) {
        if (*position == '0' || *position == '1') {
            if (count == capacity)
                return nsc_error_set(error, NSC_INVALID, "the adjacency has more than %u digits (%u vertices at most)",
                                     capacity, (unsigned)NSC_CELL_VERTICES);
            digits[count++] = (uint8_t)(*position - '0');
        } else if (!isspace((unsigned char)*position) && strchr(",;[]()/", *position) == NULL) {
            return nsc_error_set(error, NSC_INVALID, "character %u of the adjacency is neither 0 nor 1: '%c'",
                                 (unsigned)(position - adjacency) + 1, *position);
        }
    }
    *digit_count = count;
    return NSC_OK;
}

/* Whether zeros before the digits make a matrix without an edge on or below the diagonal: a matrix that was taken for a
 * number has lost them, since the first digit of every valid matrix is 0, and a number begins with another. */
static bool lost_zeros(const char *adjacency, const uint8_t *digits, unsigned digit_count, unsigned vertex_count) {
    const unsigned missing = vertex_count * vertex_count - digit_count;
    bool valid = adjacency[0] == '1' && adjacency[strspn(adjacency, "01")] == '\0' && vertex_count <= NSC_CELL_VERTICES;
    for (unsigned place = 0; valid && place < digit_count; place++)
        valid = digits[place] == 0 || (place + missing) / vertex_count < (place + missing) % vertex_count;
    return valid;
}

static nsc_status read_matrix(const char *adjacency, nsc_cell *cell, nsc_error *error) {
    uint8_t digits[NSC_CELL_VERTICES * NSC_CELL_VERTICES];
    unsigned digit_count = 0;
    nsc_status status = read_digits(adjacency, digits, &digit_count, error);
    if (status != NSC_OK)
        return status;
    unsigned vertex_count = 2;
    while (vertex_count * vertex_count < digit_count)
        vertex_count++;
    if (vertex_count * vertex_count != digit_count && lost_zeros(adjacency, digits, digit_count, vertex_count))
        return nsc_error_set(error, NSC_INVALID,
                             "the adjacency has %u digits, a matrix of %u vertices has %u: a leading zero lost? Write "
                             "the column as text (pandas: read_csv(..., dtype=str); spreadsheets: format as text)",
                             digit_count, vertex_count, vertex_count * vertex_count);
    if (vertex_count * vertex_count != digit_count)
        return nsc_error_set(error, NSC_INVALID,
                             "the adjacency has %u digits, which is not a square matrix of 2 to %u vertices",
                             digit_count, (unsigned)NSC_CELL_VERTICES);
    cell->vertex_count = (uint8_t)vertex_count;
    for (unsigned from = 0; from < vertex_count; from++)
        for (unsigned to = 0; to < vertex_count; to++) {
            if (digits[from * vertex_count + to] == 0)
                continue;
            if (from >= to)
                return nsc_error_set(error, NSC_INVALID,
                                     "the adjacency is not upper-triangular: row %u, column %u is 1", from + 1, to + 1);
            cell->edges |= 1u << nsc_cell_slot(from, to);
        }
    return NSC_OK;
}

/* ---- the operations ---- */

static nsc_status read_operation(const char *text, size_t length, unsigned number, uint8_t *operation,
                                 nsc_error *error) {
    for (size_t row = 0; row < sizeof spellings / sizeof spellings[0]; row++)
        if (strlen(spellings[row].text) == length && strncasecmp(spellings[row].text, text, length) == 0) {
            *operation = (uint8_t)spellings[row].operation;
            return NSC_OK;
        }
    return nsc_error_set(error, NSC_INVALID,
                         "operation %u, \"%.*s\", is unknown: use conv3x3, conv1x1 or maxpool3x3 (or c3, c1, mp)",
                         number, (int)(length < 64 ? length : 64), text);
}

/* The next operation of a comma-separated list without the spaces, brackets and quotes around it; false at the end. */
static bool next_operation(const char **position, const char **text, size_t *length) {
    static const char around[] = " \t\r\n[]()'\"";
    const char *start = *position;
    if (start == NULL)
        return false;
    size_t size = strcspn(start, ",");
    *position = start[size] == ',' ? start + size + 1 : NULL;
    while (size > 0 && strchr(around, start[0]) != NULL)
        start++, size--;
    while (size > 0 && strchr(around, start[size - 1]) != NULL)
        size--;
    *text = start;
    *length = size;
    return true;
}

static bool is_word(const char *text, size_t length, const char *word) {
    return strlen(word) == length && strncasecmp(text, word, length) == 0;
}

static nsc_status read_operations(const char *operations, nsc_cell *cell, nsc_error *error) {
    const unsigned inner_count = cell->vertex_count - 2u;
    unsigned count = 0, number = 0;
    const char *position = operations, *text;
    size_t length;
    bool ended = false;
    while (next_operation(&position, &text, &length)) {
        number++;
        if (length == 0 && number == 1 && position == NULL)
            break; /* an empty list: a cell without inner vertices */
        if (number == 1 && is_word(text, length, "input"))
            continue;
        if (ended)
            return nsc_error_set(error, NSC_INVALID, "operation %u follows the output", number);
        if (is_word(text, length, "output")) {
            ended = true;
            continue;
        }
        uint8_t operation = 0;
        nsc_status status = read_operation(text, length, number, &operation, error);
        if (status != NSC_OK)
            return status;
        if (count < inner_count)
            cell->operations[count] = operation;
        count++;
    }
    if (count != inner_count)
        return nsc_error_set(error, NSC_INVALID,
                             "%u operations are given for the %u inner vertices of a matrix of %u vertices", count,
                             inner_count, (unsigned)cell->vertex_count);
    return NSC_OK;
}

/* ---- the whole ---- */

nsc_status nsc_encoding_parse_parts(nsc_encoding *encoding, const char *adjacency, const char *operations,
                                    nsc_error *error) {
    *encoding = (nsc_encoding){0};
    nsc_status status = read_matrix(adjacency, &encoding->written, error);
    if (status == NSC_OK)
        status = read_operations(operations, &encoding->written, error);
    if (status != NSC_OK)
        return status;
    encoding->kept = nsc_prune_kept(encoding->written.edges, encoding->written.vertex_count);
    if (!nsc_cell_prune(&encoding->written, &encoding->pruned))
        return nsc_error_set(error, NSC_INVALID, "no path leads from the input to the output");
    return NSC_OK;
}

nsc_status nsc_encoding_parse(nsc_encoding *encoding, const char *text, nsc_error *error) {
    /* Rows may be separated by slashes too: the last slash is the one before the operations. */
    const char *slash = strrchr(text, '/');
    if (slash == NULL)
        return nsc_error_set(
            error, NSC_INVALID,
            "\"%.80s\" is not a cell: give a hash of 32 hexadecimal digits, id:N, or ADJACENCY/OPERATIONS", text);
    char *adjacency = NULL;
    nsc_status status = nsc_copy_text(&adjacency, text, error);
    if (status != NSC_OK)
        return status;
    adjacency[slash - text] = '\0';
    status = nsc_encoding_parse_parts(encoding, adjacency, slash + 1, error);
    free(adjacency);
    return status;
}
