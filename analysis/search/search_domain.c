/*
 * Candidates of a search. Variables of encodings are the operations of the inner vertices first, then the edges of the
 * matrix row by row, as in the published benchmark code; of B the slots, and of C the number of edges last.
 */
#include "analysis/search/experiment_internal.h"
#include "space/strings.h"

/* ---- variables ---- */

static const char *variable_name(nsc_search_encoding encoding, const nsc_encodings *encodings, size_t variable) {
    static const char *const operations[] = {"operation 1", "operation 2", "operation 3", "operation 4", "operation 5"};
    if (variable < encodings->symbol_count)
        return variable < NSC_COUNT_OF(operations) ? operations[variable] : "operation";
    if (encoding == NSC_ENCODING_C && variable == encodings->symbol_count + encodings->bit_count)
        return "edges";
    return encoding == NSC_ENCODING_B ? "slot" : "edge";
}

static size_t count_variables(nsc_search_encoding encoding, const nsc_encodings *encodings) {
    const size_t operations = encodings->symbol_count;
    if (encoding == NSC_ENCODING_B)
        return operations + encodings->edge_limit;
    return operations + encodings->bit_count + (encoding == NSC_ENCODING_C);
}

static nsc_search_variable variable_of(nsc_search_encoding encoding, const nsc_encodings *encodings, size_t variable) {
    const char *name = variable_name(encoding, encodings, variable);
    if (variable < encodings->symbol_count)
        return (nsc_search_variable){name, NSC_VARIABLE_CATEGORICAL, encodings->symbols};
    if (encoding == NSC_ENCODING_A)
        return (nsc_search_variable){name, NSC_VARIABLE_CATEGORICAL, 2};
    if (encoding == NSC_ENCODING_B)
        return (nsc_search_variable){name, NSC_VARIABLE_CATEGORICAL, encodings->bit_count};
    if (variable < encodings->symbol_count + encodings->bit_count)
        return (nsc_search_variable){name, NSC_VARIABLE_REAL, 0};
    return (nsc_search_variable){name, NSC_VARIABLE_INTEGER, encodings->edge_limit + 1};
}

static nsc_status describe_encoding(nsc_search_domain *domain, nsc_error *error) {
    const nsc_status status = nsc_space_encodings(domain->space, &domain->encodings, error);
    if (status != NSC_OK)
        return status;
    const nsc_encodings *encodings = domain->encodings;
    domain->variable_count = count_variables(domain->encoding, encodings);
    const nsc_status allocated =
        nsc_allocate(&domain->variables, domain->variable_count, sizeof *domain->variables, error);
    for (size_t variable = 0; allocated == NSC_OK && variable < domain->variable_count; variable++)
        domain->variables[variable] = variable_of(domain->encoding, encodings, variable);
    return allocated;
}

static nsc_status describe_words(nsc_search_domain *domain, nsc_error *error) {
    const nsc_space *space = domain->space;
    const nsc_strings *strings = nsc_space_strings(space);
    if (strings == NULL)
        return nsc_error_set(error, NSC_USAGE,
                             "the points of %s are no strings of variables: leave out --encoding, or give cells",
                             space->name);
    domain->variable_count = strings->position_count;
    const nsc_status status =
        nsc_allocate(&domain->variables, domain->variable_count, sizeof *domain->variables, error);
    for (size_t position = 0; status == NSC_OK && position < domain->variable_count; position++) {
        const nsc_string_position *at = &strings->positions[position];
        domain->variables[position] = (nsc_search_variable){
            .name = space->words->position_names != NULL ? space->words->position_names[position] : "position",
            .kind = at->by_level ? NSC_VARIABLE_INTEGER : NSC_VARIABLE_CATEGORICAL,
            .levels = at->symbols};
    }
    return status;
}

static nsc_status describe_points(nsc_search_domain *domain, nsc_opened_landscape *opened, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_relation(opened, &domain->relation, error));
    NSC_TRY(nsc_landscape_graph(opened, domain->relation, &domain->graph, error));
    NSC_TRY(nsc_allocate(&domain->variables, 1, sizeof *domain->variables, error));
    domain->variable_count = 1;
    domain->variables[0] = (nsc_search_variable){"point", NSC_VARIABLE_CATEGORICAL, domain->space->point_count};
out:
    return status;
}

nsc_status nsc_search_default_encoding(const nsc_space *space, nsc_search_encoding *encoding, nsc_error *error) {
    const nsc_encodings *encodings;
    nsc_error reason = {0};
    *encoding = space->kind == NSC_SPACE_STRINGS ? NSC_ENCODING_VARIABLES : NSC_ENCODING_POINTS;
    if (space->kind != NSC_SPACE_CELLS)
        return NSC_OK;
    const nsc_status status = nsc_space_encodings(space, &encodings, &reason);
    if (status == NSC_FAILED)
        return nsc_error_pass(error, status, &reason);
    if (status == NSC_OK)
        *encoding = NSC_ENCODING_A;
    return NSC_OK;
}

/* Where edge number `edge` of the rows of a matrix stands among the bits of an encoding, which go by columns. */
static void order_edges(nsc_search_domain *domain) {
    unsigned vertices = 2;
    while (vertices * (vertices - 1) / 2 < domain->encodings->bit_count)
        vertices++;
    size_t edge = 0;
    for (unsigned from = 0; from < vertices; from++)
        for (unsigned to = from + 1; to < vertices; to++)
            domain->bits[edge++] = (uint8_t)(from + to * (to - 1) / 2);
}

nsc_status nsc_search_domain_create(nsc_search_domain **domain, nsc_opened_landscape *opened,
                                    nsc_search_encoding encoding, nsc_validity validity, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(domain, 1, sizeof **domain, error));
    (*domain)->encoding = encoding;
    (*domain)->validity = validity;
    NSC_TRY(nsc_landscape_space(opened, &(*domain)->space, error));
    if (encoding == NSC_ENCODING_VARIABLES)
        NSC_TRY(describe_words(*domain, error));
    else if (encoding == NSC_ENCODING_POINTS)
        NSC_TRY(describe_points(*domain, opened, error));
    else
        NSC_TRY(describe_encoding(*domain, error));
    if ((*domain)->encodings != NULL)
        order_edges(*domain);
out:
    if (status != NSC_OK) {
        nsc_search_domain_destroy(*domain);
        *domain = NULL;
    }
    return status;
}

void nsc_search_domain_destroy(nsc_search_domain *domain) {
    if (domain != NULL)
        free(domain->variables);
    free(domain);
}

size_t nsc_search_domain_variables(const nsc_search_domain *domain, const nsc_search_variable **variables) {
    *variables = domain->variables;
    return domain->variable_count;
}

/* ---- drawing ---- */

/* An encoding A needs two random numbers: its edges in one, its operations in the other. */
static void draw_encoding(const nsc_encodings *encodings, gsl_rng *random, double *candidate) {
    uint32_t labelling = nsc_random_below(random, encodings->labelling_count);
    uint32_t matrix = nsc_random_below(random, encodings->matrix_count);
    for (unsigned operation = 0; operation < encodings->symbol_count; operation++, labelling /= encodings->symbols)
        candidate[operation] = labelling % encodings->symbols;
    for (unsigned edge = 0; edge < encodings->bit_count; edge++, matrix >>= 1)
        candidate[encodings->symbol_count + edge] = matrix & 1;
}

void nsc_search_domain_draw(const nsc_search_domain *domain, gsl_rng *random, double *candidate) {
    if (domain->encoding == NSC_ENCODING_A) {
        draw_encoding(domain->encodings, random, candidate);
        return;
    }
    for (size_t variable = 0; variable < domain->variable_count; variable++)
        candidate[variable] = domain->variables[variable].kind == NSC_VARIABLE_REAL
                                  ? gsl_rng_uniform(random)
                                  : nsc_random_below(random, domain->variables[variable].levels);
}

/* ---- changing ---- */

/* A neighbour, drawn by the weights of the edges. */
static uint32_t draw_neighbour(const nsc_rows *rows, gsl_rng *random, uint32_t point) {
    const uint32_t degree = nsc_graph_degree(rows->graph, point);
    if (degree == 0)
        return point;
    if (!nsc_graph_is_weighted(rows->graph))
        return nsc_rows_neighbour_of(rows, point, nsc_random_below(random, degree));
    const nsc_row row = nsc_rows_at(rows, point);
    double left = gsl_rng_uniform(random) * nsc_row_strength(&row);
    uint32_t place = 0;
    for (; place + 1 < row.count && left >= nsc_row_weight(&row, place); place++)
        left -= nsc_row_weight(&row, place);
    return row.points[place];
}

void nsc_search_domain_change(const nsc_search_domain *domain, gsl_rng *random, size_t variable, double *candidate) {
    const nsc_search_variable *changed = &domain->variables[variable];
    if (domain->graph != NULL) {
        candidate[0] = draw_neighbour(&domain->rows, random, (uint32_t)candidate[0]);
    } else if (changed->kind == NSC_VARIABLE_REAL) {
        candidate[variable] = gsl_rng_uniform(random);
    } else if (changed->levels > 1) {
        const uint32_t drawn = nsc_random_below(random, changed->levels - 1);
        candidate[variable] = drawn + (drawn >= candidate[variable]);
    }
}

void nsc_search_domain_mutate(const nsc_search_domain *domain, gsl_rng *random, const double *parent, double *child) {
    for (size_t variable = 0; variable < domain->variable_count; variable++)
        child[variable] = parent[variable];
    const uint32_t changed =
        domain->variable_count > 1 ? nsc_random_below(random, (uint32_t)domain->variable_count) : 0;
    nsc_search_domain_change(domain, random, changed, child);
}

size_t nsc_search_domain_neighbour_count(const nsc_search_domain *domain, const double *candidate) {
    size_t count = 0;
    if (domain->graph != NULL)
        return nsc_graph_degree(domain->graph, (uint32_t)candidate[0]);
    for (size_t variable = 0; variable < domain->variable_count; variable++)
        if (domain->variables[variable].kind != NSC_VARIABLE_REAL)
            count += domain->variables[variable].levels - 1;
    return count;
}

void nsc_search_domain_neighbour(const nsc_search_domain *domain, const double *candidate, size_t number,
                                 double *neighbour) {
    for (size_t variable = 0; variable < domain->variable_count; variable++)
        neighbour[variable] = candidate[variable];
    if (domain->graph != NULL) {
        neighbour[0] = nsc_rows_neighbour_of(&domain->rows, (uint32_t)candidate[0], (uint32_t)number);
        return;
    }
    for (size_t variable = 0; variable < domain->variable_count; variable++) {
        if (domain->variables[variable].kind == NSC_VARIABLE_REAL)
            continue;
        const size_t others = domain->variables[variable].levels - 1;
        if (number < others) {
            neighbour[variable] = (double)number + ((double)number >= candidate[variable]);
            return;
        }
        number -= others;
    }
}

/* ---- decoding ---- */

/* The matrix of the `wanted` largest of the edges' numbers; of equal ones the later edge counts as larger. */
static uint32_t largest_edges(const nsc_search_domain *domain, const double *numbers, unsigned wanted) {
    const unsigned edge_count = domain->encodings->bit_count;
    uint32_t matrix = 0;
    for (unsigned edge = 0; edge < edge_count; edge++) {
        unsigned larger = 0;
        for (unsigned other = 0; other < edge_count; other++)
            larger += numbers[other] > numbers[edge] || (other > edge && numbers[other] == numbers[edge]);
        matrix |= (uint32_t)(larger < wanted) << domain->bits[edge];
    }
    return matrix;
}

void nsc_search_domain_encoding(const nsc_search_domain *domain, const double *candidate, uint32_t *matrix,
                                uint32_t *labelling) {
    const nsc_encodings *encodings = domain->encodings;
    const double *edges = candidate + encodings->symbol_count;
    uint32_t word = 0, bits = 0;
    for (unsigned operation = 0; operation < encodings->symbol_count; operation++)
        word = word * encodings->symbols + (uint32_t)candidate[operation];
    if (domain->encoding == NSC_ENCODING_A)
        for (unsigned edge = 0; edge < encodings->bit_count; edge++)
            bits |= (uint32_t)edges[edge] << domain->bits[edge];
    else if (domain->encoding == NSC_ENCODING_B)
        for (unsigned slot = 0; slot < encodings->edge_limit; slot++)
            bits |= UINT32_C(1) << domain->bits[(size_t)edges[slot]];
    else
        bits = largest_edges(domain, edges, (unsigned)edges[encodings->bit_count]);
    *labelling = word;
    *matrix = bits;
}

static uint32_t decode_word(const nsc_search_domain *domain, const double *candidate) {
    const nsc_space *space = domain->space;
    const nsc_shape shape = space->words->shape(space, 0);
    uint32_t word = 0;
    for (size_t position = 0; position < domain->variable_count; position++)
        word = word * domain->variables[position].levels + (uint32_t)candidate[position];
    return nsc_shape_point(&shape, word);
}

/* Each look-up waits for memory; asked for in advance, all wait at once. */
static void decode_encodings(const nsc_search_domain *domain, const double *candidates, size_t count,
                             uint32_t *points) {
    const nsc_encodings *encodings = domain->encodings;
    uint32_t matrices[NSC_DRAWN_TOGETHER], labellings[NSC_DRAWN_TOGETHER];
    for (size_t number = 0; number < count; number++) {
        nsc_search_domain_encoding(domain, candidates + number * domain->variable_count, &matrices[number],
                                   &labellings[number]);
        __builtin_prefetch(&encodings->classes[matrices[number]]);
    }
    for (size_t number = 0; number < count; number++) {
        const bool valid = nsc_matrix_decoding(encodings, domain->validity, matrices[number]) == NSC_DECODES;
        points[number] = valid ? 0 : UINT32_MAX;
        if (valid)
            __builtin_prefetch(&nsc_matrix_points(encodings, matrices[number])[labellings[number]]);
    }
    for (size_t number = 0; number < count; number++)
        if (points[number] != UINT32_MAX)
            points[number] = nsc_matrix_points(encodings, matrices[number])[labellings[number]];
}

void nsc_search_domain_decode_many(const nsc_search_domain *domain, const double *candidates, size_t count,
                                   uint32_t *points) {
    if (domain->encoding <= NSC_ENCODING_C) {
        decode_encodings(domain, candidates, count, points);
        return;
    }
    for (size_t number = 0; number < count; number++)
        nsc_search_domain_decode(domain, candidates + number * domain->variable_count, &points[number]);
}

nsc_decoding nsc_search_domain_decode(const nsc_search_domain *domain, const double *candidate, uint32_t *point) {
    uint32_t matrix, labelling;
    if (domain->encoding == NSC_ENCODING_POINTS) {
        *point = (uint32_t)candidate[0];
        return NSC_DECODES;
    }
    if (domain->encoding == NSC_ENCODING_VARIABLES) {
        *point = decode_word(domain, candidate);
        return NSC_DECODES;
    }
    nsc_search_domain_encoding(domain, candidate, &matrix, &labelling);
    return nsc_encoding_decode(domain->encodings, domain->validity, matrix, labelling, point);
}
