/*
 * The row of one cell, ascending: the cells of lower skeletons, those by replacing one operation, and those of higher
 * skeletons. Links to the same skeleton are taken together, since they may lead to the same cells; most lead to a
 * skeleton of their own, and then their cells ascend as they are found.
 */
#include "graph/cell_links.h"

/* The operations of a labelling, one an inner vertex, 0 beyond them. */
typedef struct operation_list {
    int16_t items[NSC_LINK_WEIGHTS];
} operation_list;

static operation_list operations_of(unsigned labelling, unsigned inner_count) {
    operation_list operations = {{0}};
    for (unsigned inner = inner_count; inner-- > 0; labelling /= NSC_OPERATIONS)
        operations.items[inner] = (int16_t)(labelling % NSC_OPERATIONS);
    return operations;
}

/* The labelling that a link makes of operations, the digits of added vertices 0. */
static inline unsigned labelling_after(const nsc_cell_link *link, const operation_list *operations) {
    int labelling = 0;
    for (unsigned inner = 0; inner < NSC_LINK_WEIGHTS; inner++)
        labelling += link->weights[inner] * operations->items[inner];
    return (unsigned)labelling;
}

static inline unsigned orbit_of(const uint16_t *orbits, unsigned labelling) {
    return orbits != NULL ? orbits[labelling] : labelling;
}

/* The cell that a link leads to from operations, if it adds no vertices. */
static inline uint32_t cell_after(const nsc_cell_link *link, const operation_list *operations) {
    return link->first_id + orbit_of(link->orbits, labelling_after(link, operations));
}

/* ---- a few cells, sorted and counted ---- */

enum { FEW = 32 };

typedef struct cell_list {
    unsigned count;
    uint32_t points[FEW];
    uint8_t changes[FEW]; /* that lead to each */
    nsc_kind kinds[FEW];
} cell_list;

static void list_cell(cell_list *list, uint32_t point, nsc_kind kind) {
    unsigned place = list->count;
    while (place > 0 && list->points[place - 1] > point)
        place--;
    if (place > 0 && list->points[place - 1] == point) {
        list->changes[place - 1]++;
        return;
    }
    for (unsigned moved = list->count++; moved > place; moved--) {
        list->points[moved] = list->points[moved - 1];
        list->changes[moved] = list->changes[moved - 1];
        list->kinds[moved] = list->kinds[moved - 1];
    }
    list->points[place] = point;
    list->changes[place] = 1;
    list->kinds[place] = kind;
}

static void append_list(nsc_cell_row *row, const cell_list *list) {
    for (unsigned item = 0; item < list->count; item++, row->count++) {
        if (row->points != NULL)
            row->points[row->count] = list->points[item];
        if (row->kinds != NULL)
            row->kinds[row->count] = list->kinds[item];
        if (row->weights != NULL)
            row->weights[row->count] = list->changes[item];
    }
}

/* ---- replacements ---- */

static inline void append_cell(nsc_cell_row *row, uint32_t point, nsc_kind kind) {
    if (row->points != NULL)
        row->points[row->count] = point;
    if (row->kinds != NULL)
        row->kinds[row->count] = kind;
    if (row->weights != NULL)
        row->weights[row->count] = 1;
    row->count++;
}

/* Labellings that are cells of their own ascend: with a lower operation from the first vertex to the last, then with a
 * higher one from the last to the first. */
static void append_distinct_replacements(const nsc_cell_links *links, unsigned inner_count, uint32_t cell,
                                         const operation_list *operations, nsc_cell_row *row) {
    static const uint32_t units[NSC_CELL_INNER] = {1, 3, 9, 27, 81, 243};
    for (unsigned inner = 0; inner < inner_count; inner++) {
        const unsigned own = (unsigned)operations->items[inner];
        for (unsigned other = 0; other < own; other++)
            append_cell(row, cell - (own - other) * units[inner_count - 1 - inner], links->replaced[own][other]);
    }
    for (unsigned inner = inner_count; inner-- > 0;) {
        const unsigned own = (unsigned)operations->items[inner];
        for (unsigned other = own + 1; other < NSC_OPERATIONS; other++)
            append_cell(row, cell + (other - own) * units[inner_count - 1 - inner], links->replaced[own][other]);
    }
}

static void append_replacements(const nsc_cell_links *links, const nsc_linked_skeleton *skeleton, uint32_t cell,
                                unsigned labelling, const operation_list *operations, nsc_cell_row *row) {
    if (skeleton->orbits == NULL) {
        append_distinct_replacements(links, skeleton->inner_count, cell, operations, row);
        return;
    }
    cell_list list;
    list.count = 0;
    unsigned unit = 1;
    for (unsigned inner = skeleton->inner_count; inner-- > 0; unit *= NSC_OPERATIONS) {
        const unsigned own = (unsigned)operations->items[inner], without = labelling - own * unit;
        for (unsigned other = 0; other < NSC_OPERATIONS; other++)
            if (other != own)
                list_cell(&list, skeleton->first_id + skeleton->orbits[without + other * unit],
                          links->replaced[own][other]);
    }
    append_list(row, &list);
}

/* ---- links ---- */

/* The labellings that a link leads to from one. */
static inline unsigned ends_of(const nsc_cell_links *links, const nsc_cell_link *link) {
    return (unsigned)(links->first_sum[link->free_digits + 1] - links->first_sum[link->free_digits]);
}

/* The labellings that changes start from. */
typedef struct start_list {
    unsigned count;
    operation_list operations[NSC_LABELLINGS];
} start_list;

static void append_by_one_link(const nsc_cell_links *links, const nsc_cell_link *link, const operation_list *operations,
                               nsc_cell_row *row) {
    const uint32_t first = link->first_id + labelling_after(link, operations);
    const uint16_t *sums = links->sums + links->first_sum[link->free_digits];
    const unsigned count = ends_of(links, link);
    for (unsigned sum = 0; sum < count; sum++)
        append_cell(row, first + sums[sum], link->kind);
}

/* Two cells, which may be one. */
static void append_two(uint32_t first, uint32_t second, nsc_kind kind, nsc_cell_row *row) {
    append_cell(row, first < second ? first : second, kind);
    if (first != second)
        append_cell(row, first < second ? second : first, kind);
    else if (row->weights != NULL)
        row->weights[row->count - 1] = 2;
}

/* Cells that several changes lead to, few enough for a list. */
static void append_few(const nsc_cell_links *links, const nsc_cell_link *link, const start_list *starts,
                       nsc_cell_row *row) {
    const nsc_cell_link *end = link + link->alike;
    cell_list list;
    list.count = 0;
    for (; link < end; link++)
        for (unsigned start = 0; start < starts->count; start++) {
            const unsigned labelling = labelling_after(link, &starts->operations[start]);
            for (unsigned sum = links->first_sum[link->free_digits]; sum < links->first_sum[link->free_digits + 1];
                 sum++)
                list_cell(&list, link->first_id + orbit_of(link->orbits, labelling + links->sums[sum]), link->kind);
        }
    append_list(row, &list);
}

/* The same of any number: a bit for each cell of the skeleton that they lead to. */
static void append_many(const nsc_cell_links *links, const nsc_cell_link *link, const start_list *starts,
                        nsc_cell_row *row) {
    const nsc_cell_link *end = link + link->alike;
    enum { WORDS = (NSC_LABELLINGS + 63) / 64 };
    uint64_t found[WORDS] = {0};
    const uint32_t first_id = link->first_id;
    const nsc_kind kind = link->kind; /* so many vertices more or fewer: the same for all */
    for (; link < end; link++)
        for (unsigned start = 0; start < starts->count; start++) {
            const unsigned labelling = labelling_after(link, &starts->operations[start]);
            for (unsigned sum = links->first_sum[link->free_digits]; sum < links->first_sum[link->free_digits + 1];
                 sum++) {
                const unsigned orbit = orbit_of(link->orbits, labelling + links->sums[sum]);
                found[orbit / 64] |= UINT64_C(1) << orbit % 64;
            }
        }
    for (unsigned word = 0; word < WORDS; word++)
        for (uint64_t left = found[word]; left != 0; left &= left - 1)
            append_cell(row, first_id + word * 64 + (unsigned)__builtin_ctzll(left), kind);
}

/* Cells that several links or labellings lead to, or an added vertex to a skeleton with orbits. */
static void append_group(const nsc_cell_links *links, const nsc_cell_link *link, const start_list *starts,
                         nsc_cell_row *row) {
    size_t changes = 0;
    for (unsigned number = 0; number < link->alike; number++)
        changes += ends_of(links, &link[number]);
    changes *= starts->count;
    if (changes == 2 && link->alike == 2)
        append_two(cell_after(link, starts->operations), cell_after(&link[1], starts->operations), link->kind, row);
    else if (changes <= FEW)
        append_few(links, link, starts, row);
    else
        append_many(links, link, starts, row);
}

static void append_by_links(const nsc_cell_links *links, const nsc_cell_link *link, const nsc_cell_link *end,
                            const start_list *starts, nsc_cell_row *row) {
    for (; link < end; link += link->alike) {
        const bool single = link->alike == 1 && starts->count == 1;
        if (single && link->free_digits == 0)
            append_cell(row, cell_after(link, starts->operations), link->kind);
        else if (single && link->orbits == NULL)
            append_by_one_link(links, link, starts->operations, row);
        else
            append_group(links, link, starts, row);
    }
}

/* ---- the row ---- */

void nsc_cell_row_fill(const nsc_cell_links *links, uint32_t cell, nsc_cell_row *row) {
    const nsc_linked_skeleton *skeleton = &links->skeletons[nsc_cell_links_skeleton(links, cell)];
    const nsc_cell_link *lower = skeleton->links, *higher = lower + skeleton->lower_count;
    const unsigned orbit = cell - skeleton->first_id;
    const unsigned own = skeleton->orbits != NULL ? skeleton->labellings[orbit] : orbit;
    start_list starts;
    starts.count = 1;
    starts.operations[0] = operations_of(own, skeleton->inner_count);
    row->count = 0;
    append_by_links(links, lower, higher, &starts, row);
    append_replacements(links, skeleton, cell, own, &starts.operations[0], row);
    if (skeleton->orbits != NULL && links->of_all_labellings)
        for (unsigned labelling = own + 1; labelling < skeleton->labelling_count; labelling++)
            if (skeleton->orbits[labelling] == orbit)
                starts.operations[starts.count++] = operations_of(labelling, skeleton->inner_count);
    append_by_links(links, higher, higher + skeleton->higher_count, &starts, row);
}
