/* Ways to hide part of a landscape: draws without replacement, of points that are alike or of some more likely. */
#include "oracle/coverage/lab.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

const char *lab_way_name(lab_way way) {
    static const char *const names[LAB_WAYS] = {"uniform", "size", "merged", "cost"};
    return names[way];
}

/* ---- weights of the draw ---- */

static double largest_size(const lab_landscape *landscape) {
    double largest = 0;
    for (uint32_t number = 0; number < landscape->evaluated; number++)
        largest = fmax(largest, landscape->sizes[landscape->points[number]]);
    return largest;
}

/* A point that is one vertex smaller is twice as likely. */
static void weigh_by_size(lab_drawer *drawer) {
    const lab_landscape *landscape = drawer->landscape;
    const double largest = largest_size(landscape);
    for (uint32_t number = 0; number < landscape->evaluated; number++)
        drawer->weights[number] = exp2(largest - landscape->sizes[landscape->points[number]]);
}

/* The cheapest point is e^3 = 20 times as likely as the most expensive one; in between by the rank. */
static nsc_status weigh_by_cost(lab_drawer *drawer, lab_landscape *landscape, nsc_error *error) {
    const nsc_fitness *cost;
    nsc_status status = nsc_landscape_fitness(landscape->opened, drawer->hiding.by, &cost, error);
    if (status != NSC_OK)
        return status;
    size_t *order = NULL;
    NSC_TRY(nsc_allocate(&order, landscape->evaluated, sizeof *order, error));
    for (uint32_t number = 0; number < landscape->evaluated; number++) {
        const double value = cost->values[landscape->points[number]];
        drawer->ranks[number] = isnan(value) ? HUGE_VAL : value;
    }
    gsl_sort_index(order, drawer->ranks, 1, landscape->evaluated);
    for (uint32_t rank = 0; rank < landscape->evaluated; rank++)
        drawer->weights[order[rank]] = exp(-3.0 * rank / landscape->evaluated);
out:
    free(order);
    return status;
}

/* ---- opening ---- */

nsc_status lab_drawer_open(lab_drawer *drawer, lab_landscape *landscape, const lab_hiding *hiding, nsc_error *error) {
    const uint32_t point_count = landscape->view.space->point_count, evaluated = landscape->evaluated;
    nsc_status status = NSC_OK;
    *drawer = (lab_drawer){.landscape = landscape, .hiding = *hiding};
    drawer->count = hiding->points > 0 ? hiding->points : (uint32_t)lround((1 - hiding->share) * evaluated);
    if (drawer->count > evaluated)
        return nsc_error_set(error, NSC_USAGE, "only %u points have a fitness", evaluated);
    if (landscape->sizes == NULL && (hiding->way == LAB_BY_SIZE || hiding->way == LAB_MERGED))
        return nsc_error_set(error, NSC_USAGE, "--hide %s: points of the space %s have no sizes",
                             lab_way_name(hiding->way), landscape->view.space->name);
    if (hiding->way == LAB_MERGED && hiding->small == 0)
        drawer->hiding.small = (unsigned)fmax(largest_size(landscape) - 2, 0);
    NSC_TRY(nsc_allocate(&drawer->ranks, evaluated, sizeof(double), error));
    NSC_TRY(nsc_allocate(&drawer->order, evaluated, sizeof(uint32_t), error));
    NSC_TRY(nsc_allocate(&drawer->shown, point_count, sizeof(bool), error));
    NSC_TRY(nsc_allocate(&drawer->chosen, point_count, sizeof(bool), error));
    if (hiding->way == LAB_BY_SIZE || hiding->way == LAB_BY_COST)
        NSC_TRY(nsc_allocate(&drawer->weights, evaluated, sizeof(double), error));
    if (hiding->way == LAB_BY_SIZE)
        weigh_by_size(drawer);
    if (hiding->way == LAB_BY_COST)
        NSC_TRY(weigh_by_cost(drawer, landscape, error));
out:
    return status;
}

void lab_drawer_close(lab_drawer *drawer) {
    free(drawer->weights);
    free(drawer->ranks);
    free(drawer->order);
    free(drawer->shown);
    free(drawer->chosen);
}

/* ---- drawing ---- */

/* Puts `count` points drawn without replacement first in `order`: by swapping. */
static void draw_alike(lab_drawer *drawer, gsl_rng *random) {
    const uint32_t evaluated = drawer->landscape->evaluated;
    for (uint32_t number = 0; number < evaluated; number++)
        drawer->order[number] = number;
    for (uint32_t place = 0; place < drawer->count; place++) {
        const uint32_t other = place + (uint32_t)gsl_rng_uniform_int(random, evaluated - place);
        const uint32_t number = drawer->order[place];
        drawer->order[place] = drawer->order[other];
        drawer->order[other] = number;
    }
}

/* The same with weights: the smallest exponential waiting times (Efraimidis and Spirakis 2006). */
static nsc_status draw_weighted(lab_drawer *drawer, gsl_rng *random, nsc_error *error) {
    const uint32_t evaluated = drawer->landscape->evaluated;
    size_t *order = NULL;
    const nsc_status status = nsc_allocate(&order, evaluated, sizeof *order, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t number = 0; number < evaluated; number++)
        drawer->ranks[number] = -log(gsl_rng_uniform_pos(random)) / drawer->weights[number];
    gsl_sort_index(order, drawer->ranks, 1, evaluated);
    for (uint32_t place = 0; place < drawer->count; place++)
        drawer->order[place] = (uint32_t)order[place];
    free(order);
    return NSC_OK;
}

nsc_status lab_hide(lab_drawer *drawer, lab_landscape *landscape, uint64_t seed, unsigned repetition,
                    nsc_error *error) {
    const uint32_t point_count = landscape->view.space->point_count;
    gsl_rng *random = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_random_create(&random, seed, NSC_STREAM_TEST_DATA, repetition + 1u, error));
    memset(drawer->shown, 0, point_count * sizeof(bool));
    memset(drawer->chosen, 0, point_count * sizeof(bool));
    if (drawer->weights == NULL)
        draw_alike(drawer, random);
    else
        NSC_TRY(draw_weighted(drawer, random, error));
    for (uint32_t place = 0; place < drawer->count; place++)
        drawer->shown[landscape->points[drawer->order[place]]] = true;
    for (uint32_t number = 0; drawer->hiding.way == LAB_MERGED && number < landscape->evaluated; number++) {
        const uint32_t point = landscape->points[number];
        if (landscape->sizes[point] <= drawer->hiding.small)
            drawer->shown[point] = drawer->chosen[point] = true;
    }
    lab_landscape_show(landscape, drawer->shown, drawer->chosen);
out:
    gsl_rng_free(random);
    return status;
}
