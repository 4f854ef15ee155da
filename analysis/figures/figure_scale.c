/* Places along the axes of a figure: scales, round values for ticks, and how numbers are written there. */
#include "analysis/figures/figure_model.h"
#include "base/base.h"

#include <math.h>
#include <string.h>

/* ---- scales ---- */

/* A value as its scale spaces it evenly; NaN if the scale has no place for it. */
static double spaced(nsc_figure_scale scale, double value) {
    if (scale == NSC_SCALE_LOG)
        return value > 0 ? log10(value) : NAN;
    if (scale == NSC_SCALE_SQRT)
        return value >= 0 ? sqrt(value) : NAN;
    return value;
}

/* Number of ranked values below `value`, or also those equal to it. */
static size_t count_below(const nsc_figure_side *side, double value, bool equal_too) {
    size_t first = 0, end = side->ranked_count;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        if (side->ranked[middle] < value || (equal_too && side->ranked[middle] == value))
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* The middle of the ranks of the values equal to `value`, as a share of all. */
static double middle_rank(const nsc_figure_side *side, double value) {
    const size_t below = count_below(side, value, false), through = count_below(side, value, true);
    return (double)(below + through) / 2 / (double)side->ranked_count;
}

/* The rank of a value as a share of all; of one that is not among them between those of its neighbours. */
static double rank_of(const nsc_figure_side *side, double value) {
    const size_t below = count_below(side, value, false);
    if (side->ranked_count == 0 || isnan(value))
        return NAN;
    if (below == side->ranked_count)
        return 1;
    const double next = side->ranked[below];
    if (next == value)
        return middle_rank(side, value);
    if (below == 0)
        return 0;
    const double before = side->ranked[below - 1], start = middle_rank(side, before);
    return start + (middle_rank(side, next) - start) * (value - before) / (next - before);
}

static double share_of(nsc_figure_range range, nsc_figure_scale scale, double value) {
    const double low = spaced(scale, range.low), high = spaced(scale, range.high);
    return (spaced(scale, value) - low) / (high - low);
}

double nsc_figure_place(const nsc_figure_side *side, double value) {
    if (side->scale == NSC_SCALE_RANK)
        return share_of(side->range, NSC_SCALE_LINEAR, rank_of(side, value));
    const double share = share_of(side->range, side->scale, value);
    return side->downward ? 1 - share : share;
}

/* ---- numbers ---- */

/* Writes digits with a comma before every third from the end of the whole part. */
static void part_thousands(const char *digits, char *text) {
    const size_t whole = strcspn(digits, ".");
    for (size_t place = 0; digits[place] != '\0'; place++) {
        if (place > 0 && place < whole && (whole - place) % 3 == 0)
            *text++ = ',';
        *text++ = digits[place];
    }
    *text = '\0';
}

/* 10 to a whole power, with the exponent raised. */
static void write_power(int exponent, char *text) {
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    char digits[16];
    snprintf(digits, sizeof digits, "%d", abs(exponent));
    text = stpcpy(text, exponent < 0 ? "10⁻" : "10");
    for (const char *digit = digits; *digit != '\0'; digit++)
        text = stpcpy(text, raised[*digit - '0']);
}

void nsc_figure_number(double value, int digits, char text[NSC_FIGURE_LABEL]) {
    NSC_DECIMAL_POINT;
    const double magnitude = fabs(value);
    char plain[32];
    if (value < 0)
        text = stpcpy(text, "−");
    if (magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e7)) {
        int exponent = (int)floor(log10(magnitude) + 1e-9);
        const double factor = magnitude / pow(10, exponent);
        snprintf(plain, sizeof plain, "%.*g", digits, factor);
        if (strcmp(plain, "1") != 0)
            text = stpcpy(stpcpy(text, plain), "·");
        write_power(exponent, text);
        return;
    }
    const int whole_digits = magnitude >= 1 ? (int)floor(log10(magnitude)) + 1 : 1;
    snprintf(plain, sizeof plain, "%.*g", digits > whole_digits ? digits : whole_digits, magnitude);
    part_thousands(plain, text);
}

/* Writes a name of at most 30 characters for reading: words apart, with an ellipsis if it is cut. */
static void write_cut(const char *source, char text[NSC_FIGURE_LABEL]) {
    enum { MOST = 30, BYTES = NSC_FIGURE_LABEL - 8 };
    size_t characters = 0;
    const char *at = source, *kept = source;
    while (*at != '\0' && characters < MOST && at - source < BYTES) {
        kept = at;
        nsc_utf8_next(&at);
        characters++;
    }
    if (*at == '\0')
        strcpy(text, source);
    else
        snprintf(text, NSC_FIGURE_LABEL, "%.*s…", (int)(kept - source), source);
    for (; *text != '\0'; text++)
        if (*text == '_')
            *text = ' ';
}

/* ---- ticks ---- */

typedef struct tick_list {
    const nsc_figure_side *side;
    nsc_figure_tick *ticks;
    size_t count;
} tick_list;

static void add_tick(tick_list *list, double value, int digits) {
    const double place = nsc_figure_place(list->side, value);
    if (list->count == NSC_FIGURE_TICKS || !(place > -1e-9 && place < 1 + 1e-9))
        return;
    nsc_figure_tick *tick = &list->ticks[list->count++];
    *tick = (nsc_figure_tick){.value = value, .place = place};
    nsc_figure_number(value, digits, tick->label);
}

/* The smallest of 1, 2 and 5 times a power of ten that is at least `least`. */
static double round_step(double least) {
    const double power = pow(10, floor(log10(least)));
    const double factors[] = {1, 2, 5};
    for (size_t row = 0; row < NSC_COUNT_OF(factors); row++)
        if (factors[row] * power >= least * (1 - 1e-9))
            return factors[row] * power;
    return 10 * power;
}

/* Digits that tell multiples of a step apart. */
static int digits_for(double largest, double step) {
    return (int)fmax(1, floor(log10(fmax(largest, step)) + 1e-9) - floor(log10(step) + 1e-9) + 1);
}

static void linear_ticks(tick_list *list, size_t most) {
    const nsc_figure_range range = list->side->range;
    const double step = round_step((range.high - range.low) / (double)(most > 1 ? most : 1));
    const long long first = llround(ceil(range.low / step - 1e-9)), last = llround(floor(range.high / step + 1e-9));
    const int digits = digits_for(fmax(fabs(range.low), fabs(range.high)), step);
    for (long long number = first; number <= last; number++)
        add_tick(list, (double)number * step, digits);
}

/* Powers of ten, every so many of them; within less than two decades also their multiples. */
static void log_ticks(tick_list *list, size_t most) {
    const nsc_figure_range range = list->side->range;
    const double decades = log10(range.high / range.low);
    const long step = lround(fmax(1, ceil(decades / (double)most))), first = lround(floor(log10(range.low)));
    const double factors[] = {1, 2, 5};
    if (decades < 0.7) {
        linear_ticks(list, most);
        return;
    }
    for (long exponent = first; (double)exponent <= log10(range.high); exponent += step)
        for (size_t row = 0; row < (decades < 2 ? NSC_COUNT_OF(factors) : 1); row++)
            add_tick(list, factors[row] * pow(10, (double)exponent), 1);
}

/* Round values that square roots space about evenly. */
static void root_ticks(tick_list *list, size_t most) {
    const nsc_figure_range range = list->side->range;
    const double first = sqrt(range.low), extent = sqrt(range.high) - first;
    double last = -INFINITY;
    for (size_t number = 0; number <= most; number++) {
        const double exact = pow(first + extent * (double)number / (double)most, 2);
        const double unit = exact > 0 ? pow(10, floor(log10(exact))) : 1;
        const double value = round(exact / unit) * unit;
        if (value > last)
            add_tick(list, value, 1);
        last = value;
    }
}

/* A value with so many digits, and zeros in place of the others. */
static double rounded(double value, int digits) {
    NSC_DECIMAL_POINT;
    char text[32];
    snprintf(text, sizeof text, "%.*e", digits - 1, value);
    return nsc_number_of(text, NULL);
}

/* The values at evenly spaced ranks. */
static void rank_ticks(tick_list *list, size_t most) {
    const nsc_figure_side *side = list->side;
    const size_t last = side->ranked_count - 1, steps = most > 5 ? 4 : 2;
    double previous = NAN;
    for (size_t number = 0; number <= steps; number++) {
        const double value = side->ranked[last * number / steps];
        if (value != previous)
            add_tick(list, value, 4);
        if (value != previous && list->count > 0)
            nsc_figure_number(rounded(value, 4), 4, list->ticks[list->count - 1].label);
        previous = value;
    }
}

static void category_ticks(tick_list *list, size_t most) {
    const nsc_figure_side *side = list->side;
    const size_t limit = most < NSC_FIGURE_TICKS ? most : NSC_FIGURE_TICKS;
    const size_t step = limit == 0 ? side->category_count : (side->category_count + limit - 1) / limit;
    for (size_t number = 0; number < side->category_count; number += step) {
        nsc_figure_tick *tick = &list->ticks[list->count++];
        tick->value = (double)number;
        tick->place = nsc_figure_place(side, tick->value);
        write_cut(side->categories[number], tick->label);
    }
}

size_t nsc_figure_ticks(const nsc_figure_side *side, size_t most, nsc_figure_tick ticks[NSC_FIGURE_TICKS]) {
    static void (*const by_scale[NSC_SCALE_COUNT])(tick_list *, size_t) = {
        [NSC_SCALE_LINEAR] = linear_ticks,     [NSC_SCALE_LOG] = log_ticks,   [NSC_SCALE_SQRT] = root_ticks,
        [NSC_SCALE_CATEGORY] = category_ticks, [NSC_SCALE_RANK] = rank_ticks,
    };
    tick_list list = {side, ticks, 0};
    by_scale[side->scale](&list, most > 1 ? most : 2);
    return list.count;
}
