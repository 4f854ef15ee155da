/* What the neighbours of a point say about it: how many are better, and whether it is a local optimum. */
#include "query/cell_internal.h"
#include "query/near_points.h"

#include "data/data.h"

#include <math.h>

/* Neighbours by how they compare with the point. */
typedef struct comparison {
    size_t evaluated, better, worse, equal;
    size_t better_beyond_noise, beyond_unknown, not_worse_beyond_noise;
} comparison;

static comparison compare(const nsc_near_points *near) {
    comparison found = {0};
    for (size_t number = 0; number < near->count; number++) {
        const nsc_near_point *item = &near->items[number];
        if (isnan(item->found.value) || isnan(near->own.value)) {
            found.evaluated += isnan(item->found.value) ? 0 : 1;
            continue;
        }
        const nsc_noise_verdict noise = nsc_fitness_compare_noise(item->found, near->own);
        const bool better = nsc_near_point_better(near, item);
        const bool worse = nsc_better(&near->order, near->own.value, item->found.value);
        found.evaluated++;
        found.better += better;
        found.worse += worse;
        found.equal += !better && !worse;
        found.better_beyond_noise += better && noise == NSC_NOISE_BEYOND;
        found.beyond_unknown += noise == NSC_NOISE_UNKNOWN;
        found.not_worse_beyond_noise += !worse || noise == NSC_NOISE_WITHIN;
    }
    return found;
}

static nsc_value yes_or_no(bool known, bool yes) {
    return known ? nsc_text(yes ? "yes" : "no") : nsc_missing();
}

/* The definitions of an optimum are those of the analysis `optima`. */
static nsc_status add_optimum(nsc_table *table, const comparison *found, bool known, nsc_error *error) {
    const bool surrounded = known && found->evaluated > 0;
    nsc_status status = NSC_OK;
    NSC_TRY(
        nsc_table_add_key(table, "strict_optimum", yes_or_no(surrounded, found->better + found->equal == 0), error));
    NSC_TRY(nsc_table_add_key(table, "nonstrict_optimum", yes_or_no(surrounded, found->better == 0), error));
    /* One neighbour that is not worse beyond noise decides, even if others lack a standard error. */
    NSC_TRY(nsc_table_add_key(table, "noise_aware_optimum",
                              yes_or_no(surrounded && (found->not_worse_beyond_noise > 0 || found->beyond_unknown == 0),
                                        found->not_worse_beyond_noise == 0),
                              error));
out:
    return status;
}

static nsc_status add_comparison(nsc_table *table, const nsc_near_points *near, nsc_error *error) {
    const comparison found = compare(near);
    const bool known = !isnan(near->own.value);
    const struct {
        const char *key;
        size_t count;
        bool known;
    } counts[] = {
        {"evaluated_neighbours", found.evaluated, true},
        {"better_neighbours", found.better, known},
        {"worse_neighbours", found.worse, known},
        {"equal_neighbours", found.equal, known},
        {"better_beyond_noise", found.better_beyond_noise, known && found.beyond_unknown < found.evaluated},
    };
    nsc_status status = NSC_OK;
    for (size_t row = 0; row < NSC_COUNT_OF(counts); row++)
        NSC_TRY(nsc_table_add_key(table, counts[row].key,
                                  counts[row].known ? nsc_integer((int64_t)counts[row].count) : nsc_missing(), error));
    NSC_TRY(add_optimum(table, &found, known, error));
    NSC_TRY(nsc_table_add_key(table, "rule", nsc_text(near->provenance.fitness), error));
    NSC_TRY(nsc_table_add_key(table, "direction", nsc_text(near->provenance.direction), error));
out:
    return status;
}

nsc_status nsc_cell_add_neighbours(nsc_table *table, nsc_opened_landscape *opened, const nsc_question *question,
                                   uint32_t point, nsc_error *error) {
    const nsc_relation *relation;
    nsc_near_points near = {0};
    nsc_error reason = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_question_relation(opened, question, &relation, error));
    NSC_TRY(nsc_near_points_by_steps(&near, opened, relation, point, 1, question->control, error));
    NSC_TRY(nsc_table_add_key(table, "relation", nsc_text(relation->name), error));
    NSC_TRY(nsc_table_add_key(table, "neighbours", nsc_integer((int64_t)near.count), error));
    status = nsc_near_points_evaluate(&near, opened, question->fitness, &reason);
    if (status == NSC_OK)
        status = add_comparison(table, &near, error);
    else if (status == NSC_MISSING)
        status = NSC_OK;
    else
        nsc_error_pass(error, status, &reason);
out:
    nsc_near_points_release(&near);
    return status;
}
