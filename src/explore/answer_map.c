/* /api/v1/map: the bins of the map, with the points that are marked on it. */
#include "explore/explore_internal.h"

#include "analysis/estimators/ranking.h"
#include "explore/parameters.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { BINS_AT_MOST = 2000, BINS_IN_ALL = 500000, FRONT_AT_MOST = 2000, TICKS = 64 };

static const char *scale_choice(size_t number) {
    return number < NSC_MAP_SCALE_COUNT ? nsc_map_scale_name((nsc_map_scale)number) : NULL;
}

#define QUANTITY(spelled, said, initial)                                                                               \
    { .name = (spelled), .kind = NSC_TAKES_TEXT, .placeholder = "NAME", .meaning = (said), .default_text = (initial) }
#define SCALE(spelled, said)                                                                                           \
    {                                                                                                                  \
        .name = (spelled), .kind = NSC_TAKES_CHOICE, .placeholder = "SCALE", .meaning = (said),                        \
        .default_text = "linear", .choice = scale_choice                                                               \
    }
#define BINS(spelled, said, initial)                                                                                   \
    {                                                                                                                  \
        .name = (spelled), .kind = NSC_TAKES_COUNT, .placeholder = "N", .meaning = (said), .default_text = (initial),  \
        .minimum = 1, .maximum = BINS_AT_MOST                                                                          \
    }
#define END(spelled, said)                                                                                             \
    {                                                                                                                  \
        .name = (spelled), .kind = NSC_TAKES_REAL, .placeholder = "X", .meaning = (said), .minimum = -DBL_MAX,         \
        .maximum = DBL_MAX                                                                                             \
    }

enum { X, Y, X_SCALE, Y_SCALE, COLUMNS, ROWS, X_LOW, X_HIGH, Y_LOW, Y_HIGH, COLOUR, CURRENT };

const nsc_option nsc_map_options[NSC_MAP_OPTIONS] = {
    [X] = QUANTITY("x",
                   "what goes across: a fitness, a feature, or \"fitness\" for the one in use; by default the "
                   "parameters, else the first feature",
                   NULL),
    [Y] = QUANTITY("y", "what goes up, likewise", "fitness"),
    [X_SCALE] = SCALE("x_scale", "scale across; by rank, 1 is the best"),
    [Y_SCALE] = SCALE("y_scale", "scale upwards"),
    [COLUMNS] = BINS("columns", "bins across", "200"),
    [ROWS] = BINS("rows", "bins upwards", "120"),
    [X_LOW] = END("x_low", "lowest value across, or rank; that of all points by default"),
    [X_HIGH] = END("x_high", "highest value across, or rank"),
    [Y_LOW] = END("y_low", "lowest value upwards, or rank"),
    [Y_HIGH] = END("y_high", "highest value upwards, or rank"),
    [COLOUR] = QUANTITY("colour", "the quantity of which each bin has a mean", NULL),
    [CURRENT] = {.name = "current",
                 .kind = NSC_TAKES_TEXT,
                 .placeholder = "POINT",
                 .meaning = "a point whose place on the map is answered, too"},
};

typedef struct map {
    const nsc_exchange *exchange;
    const nsc_space *space;
    nsc_map_axis x, y;
    const nsc_map_quantity *colour; /* NULL: bins have no mean */
    const nsc_map_front *front;
    nsc_map_bin *bins;
    nsc_map_counts counts;
} map;

/* ---- what is asked for ---- */

/* The rule of a name: "fitness" is that of the request, or of the command line (NULL). */
static const char *rule_of(const map *asked, const char *name) {
    return strcmp(name, "fitness") == 0 ? nsc_request_value(&asked->exchange->request, "fitness") : name;
}

/* What goes across where nothing is named: a cost, else the first feature, else the fitness. */
static const char *first_quantity(const nsc_space *space) {
    const int cost = nsc_space_feature_with_role(space, NSC_FEATURE_COST);
    if (cost >= 0)
        return space->features[cost].name;
    return space->feature_count > 0 ? space->features[0].name : "fitness";
}

static nsc_status find_quantity(const map *asked, const char *name, nsc_map_scale scale,
                                const nsc_map_quantity **quantity, nsc_error *error) {
    return nsc_map_find(&asked->exchange->server->map, asked->exchange->server->opened, rule_of(asked, name), scale,
                        quantity, error);
}

static nsc_status set_axis(const map *asked, nsc_map_axis *axis, const char *name, const nsc_option_value *scale,
                           const nsc_option_value *bins, const nsc_option_value *low, const nsc_option_value *high,
                           nsc_error *error) {
    nsc_status status = NSC_OK;
    axis->scale = (nsc_map_scale)scale->number;
    axis->bins = (unsigned)bins->number;
    axis->low = low->text != NULL ? low->real : NAN;
    axis->high = high->text != NULL ? high->real : NAN;
    NSC_TRY(find_quantity(asked, name, axis->scale, &axis->quantity, error));
    NSC_TRY(nsc_map_axis_settle(axis, error));
out:
    return status;
}

static nsc_status read_map(map *asked, nsc_error *error) {
    const nsc_request *request = &asked->exchange->request;
    nsc_option_value values[NSC_MAP_OPTIONS];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_read_options(request, nsc_map_options, NSC_MAP_OPTIONS, values, error));
    const char *x = nsc_request_value(request, "x");
    x = x != NULL && x[0] != '\0' ? x : first_quantity(asked->space);
    NSC_TRY(set_axis(asked, &asked->x, x, &values[X_SCALE], &values[COLUMNS], &values[X_LOW], &values[X_HIGH], error));
    NSC_TRY(set_axis(asked, &asked->y, values[Y].text, &values[Y_SCALE], &values[ROWS], &values[Y_LOW], &values[Y_HIGH],
                     error));
    if ((uint64_t)asked->x.bins * asked->y.bins > BINS_IN_ALL)
        return nsc_error_set(error, NSC_USAGE, "columns, rows: at most %d bins in all", BINS_IN_ALL);
    if (values[COLOUR].text != NULL)
        NSC_TRY(find_quantity(asked, values[COLOUR].text, NSC_MAP_LINEAR, &asked->colour, error));
    if (asked->x.quantity != asked->y.quantity)
        NSC_TRY(nsc_map_find_front(&asked->exchange->server->map, asked->x.quantity, asked->y.quantity, &asked->front,
                                   error));
out:
    return status;
}

/* ---- what is answered ---- */

/* Ranks with the values that have them, for the labels of an axis. */
static void write_ticks(nsc_json *json, const nsc_map_axis *axis) {
    const uint32_t known = axis->quantity->fitness->known_count;
    if (axis->scale != NSC_MAP_RANK || known == 0)
        return;
    nsc_json_open(json, "ticks", '[');
    double before = 0;
    for (int tick = 0; tick <= TICKS; tick++) {
        const double wanted = round(axis->low + (axis->high - axis->low) * tick / TICKS);
        const double rank = fmin(fmax(wanted, 1), known);
        if (rank == before)
            continue;
        before = rank;
        nsc_json_open(json, NULL, '[');
        nsc_json_value(json, NULL, nsc_integer((int64_t)rank));
        nsc_json_value(json, NULL, nsc_real(axis->quantity->best_first[(size_t)rank - 1]));
        nsc_json_close(json, ']');
    }
    nsc_json_close(json, ']');
}

static void write_axis(nsc_json *json, const char *key, const nsc_map_axis *axis, const char *name) {
    nsc_json_open(json, key, '{');
    nsc_json_value(json, "name", nsc_text(name));
    nsc_json_value(json, "rule", nsc_text(axis->quantity->fitness->rule.text));
    nsc_json_value(json, "scale", nsc_text(nsc_map_scale_name(axis->scale)));
    nsc_json_value(json, "low", nsc_real(axis->low));
    nsc_json_value(json, "high", nsc_real(axis->high));
    nsc_json_value(json, "better", nsc_text(axis->quantity->low_is_better ? "low" : "high"));
    nsc_json_value(json, "value_low", nsc_real(axis->value_low));
    nsc_json_value(json, "value_high", nsc_real(axis->value_high));
    write_ticks(json, axis);
    nsc_json_close(json, '}');
}

/* Bins that have points: column, row, count, and the mean of the colour. Numbers for colours have no more digits. */
static void write_bins(nsc_json *json, const map *asked) {
    const char *separator = "";
    FILE *stream = json->stream;
    nsc_json_open(json, "bins", '[');
    for (unsigned row = 0; row < asked->y.bins; row++)
        for (unsigned column = 0; column < asked->x.bins; column++) {
            const nsc_map_bin *bin = &asked->bins[(size_t)row * asked->x.bins + column];
            if (bin->count == 0)
                continue;
            fprintf(stream, "%s[%u,%u,%u", separator, column, row, bin->count);
            separator = ",";
            if (asked->colour != NULL && bin->coloured > 0)
                fprintf(stream, ",%.6g", bin->colour / bin->coloured);
            else if (asked->colour != NULL)
                fputs(",null", stream);
            putc(']', stream);
        }
    nsc_json_close(json, ']');
}

/* A point that is marked; nothing where it has no place on the map. */
static nsc_status write_mark(nsc_json *json, const map *asked, const char *key, const char *title, uint32_t point,
                             nsc_error *error) {
    const double x = nsc_map_place(&asked->x, point), y = nsc_map_place(&asked->y, point);
    nsc_point_name name;
    if (isnan(x) || isnan(y))
        return NSC_OK;
    const nsc_status status = asked->space->point_name(asked->space, point, &name, error);
    if (status != NSC_OK)
        return status;
    nsc_json_open(json, key, '{');
    if (title != NULL)
        nsc_json_value(json, "name", nsc_text(title));
    nsc_json_value(json, nsc_space_point_column(asked->space), nsc_text(name.text));
    nsc_json_value(json, "id", nsc_integer(point));
    nsc_json_value(json, "x", nsc_real(x));
    nsc_json_value(json, "y", nsc_real(y));
    nsc_json_close(json, '}');
    return NSC_OK;
}

static bool is_shown(const map *asked, uint32_t point) {
    const double x = nsc_map_place(&asked->x, point), y = nsc_map_place(&asked->y, point);
    return x >= asked->x.low && x <= asked->x.high && y >= asked->y.low && y <= asked->y.high;
}

static nsc_status write_front(nsc_json *json, const map *asked, nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t written = 0;
    if (asked->front == NULL)
        return NSC_OK;
    nsc_json_value(json, "front_points", nsc_integer((int64_t)asked->front->count));
    nsc_json_open(json, "front", '[');
    for (size_t place = 0; status == NSC_OK && place < asked->front->count && written < FRONT_AT_MOST; place++)
        if (is_shown(asked, asked->front->points[place])) {
            status = write_mark(json, asked, NULL, NULL, asked->front->points[place], error);
            written++;
        }
    nsc_json_close(json, ']');
    return status;
}

static nsc_status write_named(nsc_json *json, const map *asked, nsc_error *error) {
    nsc_status status = NSC_OK;
    nsc_json_open(json, "named", '[');
    for (size_t number = 0; status == NSC_OK && number < asked->space->named_point_count; number++) {
        const nsc_named_point *named = &asked->space->named_points[number];
        uint32_t point;
        if (asked->space->point_parse(asked->space, named->text, &point, NULL) == NSC_OK)
            status = write_mark(json, asked, NULL, named->name, point, error);
    }
    nsc_json_close(json, ']');
    return status;
}

/* The best point of the fitness in use, the named ones, and the current one. */
static nsc_status write_marks(nsc_json *json, const map *asked, nsc_error *error) {
    const char *current = nsc_request_value(&asked->exchange->request, "current");
    const nsc_map_quantity *fitness;
    uint32_t point;
    nsc_status status = NSC_OK;
    if (find_quantity(asked, "fitness", NSC_MAP_LINEAR, &fitness, NULL) == NSC_OK)
        NSC_TRY(write_mark(json, asked, "best", NULL, nsc_best_point(fitness->fitness), error));
    if (current != NULL && current[0] != '\0') {
        NSC_TRY(asked->space->point_parse(asked->space, current, &point, error));
        NSC_TRY(write_mark(json, asked, "current", NULL, point, error));
    }
    NSC_TRY(write_named(json, asked, error));
out:
    return status;
}

static nsc_status write_map(const map *asked, FILE *stream, nsc_error *error) {
    const char *x = nsc_request_value(&asked->exchange->request, "x");
    const char *y = nsc_request_value(&asked->exchange->request, "y");
    nsc_json json = {.stream = stream, .compact = true};
    nsc_status status = NSC_OK;
    nsc_json_open(&json, NULL, '{');
    write_axis(&json, "x", &asked->x, x != NULL && x[0] != '\0' ? x : first_quantity(asked->space));
    write_axis(&json, "y", &asked->y, y != NULL && y[0] != '\0' ? y : "fitness");
    nsc_json_value(&json, "columns", nsc_integer(asked->x.bins));
    nsc_json_value(&json, "rows", nsc_integer(asked->y.bins));
    nsc_json_value(&json, "points", nsc_integer(asked->space->point_count));
    nsc_json_value(&json, "evaluated", nsc_integer(asked->counts.evaluated));
    nsc_json_value(&json, "inside", nsc_integer(asked->counts.inside));
    write_bins(&json, asked);
    NSC_TRY(write_marks(&json, asked, error));
    NSC_TRY(write_front(&json, asked, error));
    nsc_json_close(&json, '}');
    putc('\n', stream);
out:
    return status;
}

nsc_status nsc_answer_map(const nsc_exchange *exchange, nsc_answer *answer, nsc_error *error) {
    map asked = {.exchange = exchange};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(exchange->server->opened, &asked.space, error));
    NSC_TRY(read_map(&asked, error));
    NSC_TRY(nsc_allocate(&asked.bins, (size_t)asked.x.bins * asked.y.bins, sizeof *asked.bins, error));
    asked.counts = nsc_map_count(&asked.x, &asked.y, asked.colour, asked.bins);
    NSC_TRY(write_map(&asked, answer->stream, error));
out:
    free(asked.bins);
    return status;
}

void nsc_map_warm(nsc_server *server) {
    const nsc_space *space;
    const nsc_map_quantity *x = NULL, *y = NULL;
    const nsc_map_front *front;
    nsc_status status = nsc_landscape_space(server->opened, &space, NULL);
    if (status == NSC_OK)
        status = nsc_map_find(&server->map, server->opened, NULL, NSC_MAP_RANK, &y, NULL);
    if (status == NSC_OK && space->feature_count > 0)
        status = nsc_map_find(&server->map, server->opened, first_quantity(space), NSC_MAP_LOG, &x, NULL);
    if (status == NSC_OK && x != NULL && x != y)
        nsc_map_find_front(&server->map, x, y, &front, NULL);
}
