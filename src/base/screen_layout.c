/* The layout of a table on a terminal: which columns are shown, and how wide each is. */
#include "base/screen_internal.h"

#include "base/utf8.h"

#include <string.h>

enum {
    HASH_WIDTH = 7,  /* names of points that are as long as hashes are cut to no less than this, */
    CODE_WIDTH = 12, /* other codes and names of rows to no less than this, */
    TEXT_WIDTH = 24, /* words to no less than this where a quarter of the screen is as much */
};

/*
 * Who gets room, where not all do:
 * 1. the answer, which is never left out: the point, the change that leads there, the name of what is told;
 * 2. results: whose neighbour it is, two points side by side, and the first column that is a fitness in numbers;
 * 3. the whole of the change, or half of the screen for one that cannot be whole;
 * 4. all other columns, by their kind;
 * 5. minor ones, which say how the answer was found, if no plain column was left out.
 */
static const struct {
    const char *name;
    nsc_column_rank rank;
} ranks[] = {
    {"hash", NSC_ANSWER},   {"point", NSC_ANSWER},     {"change", NSC_ANSWER},
    {"name", NSC_ANSWER},   {"algorithm", NSC_ANSWER}, {"first", NSC_RESULT},
    {"second", NSC_RESULT}, {"of", NSC_RESULT},        {"a", NSC_RESULT},
    {"b", NSC_RESULT},      {"id", NSC_MINOR},         {"direction", NSC_MINOR},
    {"measure", NSC_MINOR}, {"relation", NSC_MINOR},   {"rule", NSC_MINOR},
    {"source", NSC_MINOR},  {"origin", NSC_MINOR},     {"distance_rule", NSC_MINOR},
};

static nsc_column_rank rank_of(const char *name) {
    for (size_t number = 0; number < sizeof ranks / sizeof ranks[0]; number++)
        if (strcmp(name, ranks[number].name) == 0)
            return ranks[number].rank;
    return NSC_OTHER;
}

/* ---- values ---- */

const char *nsc_layout_name(const nsc_screen_layout *of, size_t column) {
    return nsc_table_columns(of->table)[column].name;
}

bool nsc_is_surrogate(nsc_value origin) {
    return origin.type == NSC_VALUE_TEXT && strcmp(origin.as.text, "surrogate") == 0;
}

static bool is_marked(const nsc_screen_layout *of, size_t row, size_t column) {
    return of->columns[column].is_fitness && of->origin < of->count &&
           nsc_table_value(of->table, row, column).type == NSC_VALUE_REAL &&
           nsc_is_surrogate(nsc_table_value(of->table, row, of->origin));
}

const char *nsc_layout_text(const nsc_screen_layout *of, size_t row, size_t column,
                            char space[NSC_SCREEN_NUMBER_SIZE]) {
    return nsc_screen_value(nsc_table_value(of->table, row, column),
                            is_marked(of, row, column) ? nsc_screen_mark(&of->on) : "", space);
}

bool nsc_names_fitness(const char *name) {
    static const char *const whole[] = {"difference", "mean", "best", "a", "b"}; /* a and b: two points side by side */
    static const char end[] = "fitness";
    const size_t length = strlen(name);
    for (size_t number = 0; number < sizeof whole / sizeof whole[0]; number++)
        if (strcmp(name, whole[number]) == 0)
            return true;
    return strchr(name, '@') != NULL ||
           (length >= sizeof end - 1 && strcmp(name + length - (sizeof end - 1), end) == 0);
}

static bool same(nsc_value one, nsc_value other) {
    if (one.type != other.type)
        return false;
    switch (one.type) {
    case NSC_VALUE_TEXT:
        return strcmp(one.as.text, other.as.text) == 0;
    case NSC_VALUE_REAL:
        return one.as.real == other.as.real;
    case NSC_VALUE_MISSING:
        return true;
    default:
        return one.as.integer == other.as.integer;
    }
}

/* ---- widths ---- */

/* The columns of a name; with `wrapped`, of the longest of the parts that underscores end. */
static size_t name_width(const char *name, bool wrapped) {
    if (!wrapped)
        return nsc_text_columns(name);
    size_t widest = 0, part = 0;
    while (*name != '\0') {
        char shown[NSC_SHOWN_SIZE];
        const size_t columns = nsc_utf8_show(&name, shown);
        part = shown[0] == '_' ? 0 : part + columns;
        widest = nsc_larger(widest, part);
    }
    return widest;
}

/* The columns of a number before its point. */
size_t nsc_columns_before_point(const char *text, size_t columns) {
    const char *point = strchr(text, '.');
    return point != NULL ? columns - nsc_text_columns(point) : columns;
}

/* Finds the fate of a column, and the widths of its values. */
void nsc_layout_look_at(nsc_screen_layout *of, size_t column) {
    nsc_column_layout *seen = &of->columns[column];
    bool has_number = false, has_text = false, all_same = of->rows > 1, has_blank = false;
    seen->rank = rank_of(nsc_layout_name(of, column));
    seen->is_fitness = nsc_names_fitness(nsc_layout_name(of, column));
    for (size_t row = 0; row < of->rows; row++) {
        char space[NSC_SCREEN_NUMBER_SIZE];
        const nsc_value value = nsc_table_value(of->table, row, column);
        const char *text = nsc_layout_text(of, row, column, space);
        const size_t columns = nsc_text_columns(text), before = nsc_columns_before_point(text, columns);
        seen->natural = nsc_larger(seen->natural, columns);
        seen->before = nsc_larger(seen->before, before);
        seen->after = nsc_larger(seen->after, columns - before);
        has_text = has_text || value.type == NSC_VALUE_TEXT;
        if (value.type != NSC_VALUE_TEXT && value.type != NSC_VALUE_MISSING) {
            has_number = true;
            seen->widest_number = nsc_larger(seen->widest_number, columns);
        }
        has_blank = has_blank || strchr(text, ' ') != NULL;
        all_same = all_same && same(value, nsc_table_value(of->table, 0, column));
        of->is_marked = of->is_marked || is_marked(of, row, column);
    }
    seen->is_number = has_number && !has_text;
    seen->is_mixed = has_number && has_text;
    if (seen->is_number)
        seen->natural = seen->before + seen->after;
    if (has_text && !has_number && !all_same && of->identity == of->count && seen->rank != NSC_RESULT)
        of->identity = column;
    seen->kind = has_number || column == of->identity || seen->natural <= TEXT_WIDTH ? NSC_PLAIN
                 : has_blank                                                         ? NSC_WORDS
                                                                                     : NSC_CODE;
    seen->fate = !has_number && !has_text ? NSC_EMPTY : all_same && column > 0 ? NSC_SAME_IN_ALL_ROWS : NSC_SHOWN;
}

/* The columns of all that is shown, names included. */
size_t nsc_layout_width(const nsc_screen_layout *of) {
    size_t needed = 0;
    for (size_t column = 0; column < of->count; column++)
        if (of->columns[column].fate == NSC_SHOWN)
            needed += nsc_larger(of->columns[column].natural, name_width(nsc_layout_name(of, column), of->wrapped)) +
                      NSC_SCREEN_GAP;
    return needed > 0 ? needed - NSC_SCREEN_GAP : 0;
}

/* Numbers are not cut; texts among them are as codes are. */
static size_t least_width(const nsc_screen_layout *of, const nsc_column_layout *seen, bool is_identity) {
    const size_t words = of->on.width / 4 < TEXT_WIDTH ? nsc_larger(of->on.width / 4, CODE_WIDTH) : TEXT_WIDTH;
    const bool is_point = (seen->rank == NSC_ANSWER || seen->rank == NSC_RESULT) && seen->natural > TEXT_WIDTH;
    const size_t code = is_point ? HASH_WIDTH : CODE_WIDTH;
    size_t least = is_identity || seen->is_mixed || seen->kind == NSC_CODE ? code : words;
    if (seen->is_mixed)
        least = nsc_larger(least, seen->widest_number);
    return seen->is_number || seen->natural < least ? seen->natural : least;
}

/* Gives a column its least width, if the room goes so far. */
static void give_least(nsc_screen_layout *of, size_t column, size_t *room) {
    nsc_column_layout *given = &of->columns[column];
    given->width = least_width(of, given, column == of->identity);
    if (given->width + NSC_SCREEN_GAP > *room)
        given->fate = NSC_LEFT_OUT;
    else
        *room -= given->width + NSC_SCREEN_GAP;
}

/* The same for all columns of a rank and kind in turn; results and the first column of words count as plain. Returns
 * whether all fit. */
static bool give_least_to(nsc_screen_layout *of, nsc_column_rank rank, nsc_column_kind kind, size_t first_words,
                          size_t *room) {
    bool all = true;
    for (size_t column = 0; column < of->count; column++) {
        const nsc_column_layout *seen = &of->columns[column];
        const nsc_column_kind counts_as = column == first_words || rank != NSC_OTHER ? NSC_PLAIN : seen->kind;
        if (seen->fate != NSC_SHOWN || seen->rank != rank || counts_as != kind)
            continue;
        give_least(of, column, room);
        all = all && seen->fate == NSC_SHOWN;
    }
    return all;
}

/* Gives a column all that it needs, if there is room for it; else with `part` what room there is. */
static void widen(nsc_screen_layout *of, size_t column, bool part, size_t *room) {
    if (column == of->count || of->columns[column].fate != NSC_SHOWN)
        return;
    nsc_column_layout *given = &of->columns[column];
    size_t more = given->natural - given->width;
    if (more > *room)
        more = part ? *room : 0;
    given->width += more;
    *room -= more;
}

/* Gives the rest to the columns that are cut, one column of the terminal at a time; last to the name of a row that is
 * not the answer, as only the whole of it is useful. */
static void share(nsc_screen_layout *of, size_t room) {
    for (bool any = true; any && room > 0;) {
        any = false;
        for (size_t column = 0; column < of->count && room > 0; column++) {
            nsc_column_layout *fitted = &of->columns[column];
            const bool is_last = column == of->identity && fitted->rank != NSC_ANSWER;
            if (fitted->fate != NSC_SHOWN || fitted->width >= fitted->natural || is_last)
                continue;
            fitted->width++;
            room--;
            any = true;
        }
    }
    widen(of, of->identity, true, &room);
}

static size_t first_of_words(const nsc_screen_layout *of) {
    size_t column = 0;
    while (column < of->count && (of->columns[column].fate != NSC_SHOWN || of->columns[column].kind != NSC_WORDS))
        column++;
    return column;
}

static size_t column_called(const nsc_screen_layout *of, const char *name) {
    size_t column = 0;
    while (column < of->count && strcmp(nsc_layout_name(of, column), name) != 0)
        column++;
    return column;
}

/* Gives the answer its least width, less on a terminal too narrow for that. */
static void give_answer(nsc_screen_layout *of, size_t *room) {
    size_t answers = 0;
    for (size_t column = 0; column < of->count; column++)
        answers += of->columns[column].fate == NSC_SHOWN && of->columns[column].rank == NSC_ANSWER;
    for (size_t column = 0; column < of->count; column++) {
        nsc_column_layout *given = &of->columns[column];
        if (given->fate != NSC_SHOWN || given->rank != NSC_ANSWER)
            continue;
        const size_t least = least_width(of, given, column == of->identity);
        const size_t most = *room / answers - NSC_SCREEN_GAP; /* of 22 columns at least, for four names at most */
        given->width = least < most ? least : most;
        *room -= given->width + NSC_SCREEN_GAP;
        answers--;
    }
}

/* Settles the ranks that a name alone does not tell: nothing is minor where no answer is, as in a table of measures;
 * of columns with fitness in numbers the first is a result. */
static void settle_ranks(nsc_screen_layout *of) {
    bool has_answer = false, has_fitness = false;
    for (size_t column = 0; column < of->count; column++)
        has_answer = has_answer || of->columns[column].rank == NSC_ANSWER;
    for (size_t column = 0; column < of->count; column++) {
        nsc_column_layout *seen = &of->columns[column];
        if (!has_answer || (seen->rank == NSC_MINOR && column == 0))
            seen->rank = NSC_OTHER;
        else if (seen->fate == NSC_SHOWN && seen->is_number && seen->is_fitness && !has_fitness) {
            seen->rank = NSC_RESULT;
            has_fitness = true;
        }
    }
}

/* Minor columns come in only where all the others did. */
static void give_minor(nsc_screen_layout *of, bool all_others, size_t *room) {
    for (size_t column = 0; column < of->count; column++) {
        if (of->columns[column].fate != NSC_SHOWN || of->columns[column].rank != NSC_MINOR)
            continue;
        if (all_others)
            give_least(of, column, room);
        else
            of->columns[column].fate = NSC_LEFT_OUT;
    }
}

/* Gives a change all that it needs; where there is no room for that, half of the screen. */
static void widen_change(nsc_screen_layout *of, size_t column, size_t *room) {
    widen(of, column, false, room);
    if (column == of->count || of->columns[column].fate != NSC_SHOWN)
        return;
    nsc_column_layout *given = &of->columns[column];
    const size_t half = of->on.width / 2;
    if (given->width >= given->natural || given->width >= half)
        return;
    const size_t more = half - given->width < *room ? half - given->width : *room;
    given->width += more;
    *room -= more;
}

/* In the order that is told at the top. Of the other columns the first of words is whole if that costs no plain
 * one, the name of a row if it costs no words either. */
void nsc_layout_fit(nsc_screen_layout *of) {
    size_t room = of->on.width + NSC_SCREEN_GAP;
    of->wrapped = nsc_layout_width(of) > of->on.width;
    for (size_t column = 0; column < of->count; column++)
        of->columns[column].natural =
            nsc_larger(of->columns[column].natural, name_width(nsc_layout_name(of, column), of->wrapped));
    settle_ranks(of);
    const size_t change = column_called(of, "change");
    const bool has_change = change < of->count && of->columns[change].fate == NSC_SHOWN;
    const size_t words = has_change ? change : first_of_words(of);
    give_answer(of, &room);
    give_least_to(of, NSC_RESULT, NSC_PLAIN, words, &room);
    widen_change(of, change, &room);
    const bool all = give_least_to(of, NSC_OTHER, NSC_PLAIN, words, &room);
    widen(of, words, true, &room);
    widen(of, of->identity, false, &room);
    give_least_to(of, NSC_OTHER, NSC_WORDS, words, &room);
    give_least_to(of, NSC_OTHER, NSC_CODE, words, &room);
    give_minor(of, all, &room);
    share(of, room);
}
