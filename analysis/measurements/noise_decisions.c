/*
 * How often a single run decides between two points against the other runs, by the difference that it shows: for each
 * pair of points and each run that both have, the sign of its difference against that of the mean of the points' other
 * runs. The other runs are noisy too, so the share is that of contradictions, which is above that of wrong decisions.
 */
#include "analysis/measurements/noise_internal.h"

#include "analysis/estimators/pairs.h"
#include "analysis/registry_internal.h"

#include <math.h>

const nsc_column nsc_noise_decision_columns[NSC_NOISE_DECISION_COLUMNS] = {
    {"among",
     "neighbours: all pairs of neighbours; any two: all pairs of points, or 2,000,000 of them drawn at random"},
    {"bin", "difference that one run shows, in points of accuracy (per cent)"},
    {"count", "decisions: pairs of points x runs that both have, with such a difference; equal fitnesses are none"},
    {"share", "share of all decisions of the space among those pairs"},
    {"contradicted", "share of the decisions that the mean of the other runs contradicts; an equal mean counts half"},
    {"low", "lower end of its 95 % interval, for hidden points and the noise of the runs: Wilson's at the effective "
            "number of pairs, which share points"},
    {"high", "upper end"},
    {"effective_pairs", "effective number of independent decisions"},
    {"reason", "reason a value is missing"},
};

enum { BINS = 8, GROUPS = 2, ALL_PAIRS_OF = 2000, DRAWN_PAIRS = 2000000, LEAST_COUNT = 10 };
static const double upper_ends[BINS] = {.05, .1, .2, .3, .5, 1, 2, INFINITY};
static const char *const bin_names[BINS] = {"0 to 0.05",  "0.05 to 0.1", "0.1 to 0.2", "0.2 to 0.3",
                                            "0.3 to 0.5", "0.5 to 1",    "1 to 2",     "above 2"};

/* Weights of decisions, and of those that are contradicted. */
typedef struct tally {
    double all, contradicted;
} tally;

/* Sums over the decisions of a bin. */
typedef struct bin {
    uint64_t count;
    tally sum, squares; /* squares: of the weights; a decision that is half contradicted has a quarter */
    double crossed;     /* sum of squared weights × contradiction */
    tally *points;      /* [number] over the decisions with the point */
} bin;

typedef struct deciding {
    const nsc_landscape *landscape;
    nsc_design design;
    uint32_t *points; /* [count] with two runs or more */
    uint32_t count;
    uint32_t *numbers;        /* [point] in `points`, or `count` */
    double *own[NSC_RUNS];    /* [number] points of accuracy, NaN if missing */
    double *others[NSC_RUNS]; /* [number] mean of the other runs */
    bin bins[BINS];
} deciding;

/* ---- the points ---- */

static nsc_status take_points(deciding *job, const nsc_repeats *repeats, const nsc_control *control, nsc_error *error) {
    const nsc_space *space = job->landscape->space;
    nsc_fitness used = {.point_count = space->point_count};
    double highest = 0;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&job->points, space->point_count, sizeof *job->points, error));
    NSC_TRY(nsc_allocate(&job->numbers, space->point_count, sizeof *job->numbers, error));
    NSC_TRY(nsc_allocate(&used.values, space->point_count, sizeof *used.values, error));
    for (uint32_t point = 0; point < space->point_count; point++) {
        unsigned runs = 0;
        used.values[point] = NAN;
        for (size_t run = 0; run < NSC_RUNS; run++) {
            const nsc_fitness *fitness = repeats->runs[run].fitness;
            if (fitness == NULL || !nsc_fitness_known(fitness, point))
                continue;
            runs++;
            used.chosen = fitness->chosen;
            highest = fmax(highest, fabs(fitness->values[point]));
        }
        if (runs >= 2) {
            job->points[job->count++] = point;
            used.values[point] = runs;
        }
    }
    used.known_count = job->count;
    for (uint32_t point = 0; point < space->point_count; point++)
        job->numbers[point] = job->count;
    for (uint32_t number = 0; number < job->count; number++)
        job->numbers[job->points[number]] = number;
    NSC_TRY(nsc_design_open(&job->design, space, &used, NULL, control, error));
    const double scale = highest > 1 ? 1 : 100; /* per cent, or fractions */
    for (size_t run = 0; run < NSC_RUNS; run++) {
        NSC_TRY(nsc_allocate(&job->own[run], job->count, sizeof *job->own[run], error));
        NSC_TRY(nsc_allocate(&job->others[run], job->count, sizeof *job->others[run], error));
    }
    for (uint32_t number = 0; number < job->count; number++) {
        double sum = 0;
        unsigned runs = 0;
        for (size_t run = 0; run < NSC_RUNS; run++) {
            const nsc_fitness *fitness = repeats->runs[run].fitness;
            const bool known = fitness != NULL && nsc_fitness_known(fitness, job->points[number]);
            job->own[run][number] = known ? scale * fitness->values[job->points[number]] : (double)NAN;
            sum += known ? job->own[run][number] : 0;
            runs += known;
        }
        for (size_t run = 0; run < NSC_RUNS; run++)
            job->others[run][number] = (sum - job->own[run][number]) / (runs - 1);
    }
out:
    free(used.values);
    return status;
}

/* ---- decisions ---- */

static void add_pair(deciding *job, uint32_t first, uint32_t second) {
    const double weight =
        nsc_design_weight(&job->design, job->points[first]) * nsc_design_weight(&job->design, job->points[second]);
    for (size_t run = 0; run < NSC_RUNS; run++) {
        const double shown = job->own[run][first] - job->own[run][second];
        const double true_difference = job->others[run][first] - job->others[run][second];
        if (isnan(shown) || shown == 0)
            continue;
        size_t place = 0;
        while (place + 1 < BINS && !(fabs(shown) < upper_ends[place]))
            place++;
        const double contradicted = true_difference == 0 ? 0.5 : (shown > 0) != (true_difference > 0);
        bin *own = &job->bins[place];
        own->count++;
        own->sum.all += weight;
        own->sum.contradicted += weight * contradicted;
        own->squares.all += weight * weight;
        own->squares.contradicted += weight * weight * contradicted * contradicted;
        own->crossed += weight * weight * contradicted;
        for (int end = 0; end < 2; end++) {
            tally *point = &own->points[end == 0 ? first : second];
            point->all += weight;
            point->contradicted += weight * contradicted;
        }
    }
}

static nsc_status add_neighbours(deciding *job, nsc_error *error) {
    nsc_rows rows;
    const nsc_status status = nsc_rows_open(&rows, job->landscape->graph, error);
    if (status != NSC_OK)
        return status;
    for (uint32_t number = 0; number < job->count; number++) {
        const nsc_row row = nsc_rows_at(&rows, job->points[number]);
        for (uint32_t place = 0; place < row.count; place++) {
            const uint32_t other = job->numbers[row.points[place]];
            if (other < job->count && other > number)
                add_pair(job, number, other);
        }
    }
    nsc_rows_close(&rows);
    return NSC_OK;
}

static nsc_status add_any_two(deciding *job, uint64_t seed, nsc_error *error) {
    gsl_rng *random = NULL;
    if (job->count <= ALL_PAIRS_OF) {
        for (uint32_t first = 0; first < job->count; first++)
            for (uint32_t second = first + 1; second < job->count; second++)
                add_pair(job, first, second);
        return NSC_OK;
    }
    const nsc_status status = nsc_random_create(&random, seed, NSC_STREAM_DECISION_PAIRS, 0, error);
    if (status != NSC_OK)
        return status;
    for (int drawn = 0; drawn < DRAWN_PAIRS; drawn++) {
        const uint32_t first = nsc_random_below(random, job->count), second = nsc_random_below(random, job->count - 1);
        add_pair(job, first, second + (second >= first));
    }
    gsl_rng_free(random);
    return NSC_OK;
}

/* ---- rows ---- */

/* The share, its error from decisions that share points (Fafchamps, Gubert 2007), and their effective number. */
static nsc_pair_mean mean_of(const deciding *job, const bin *own) {
    const double share = own->sum.contradicted / own->sum.all;
    double sum = 0, fourths = 0;
    for (uint32_t number = 0; number < job->count; number++) {
        const double residual = own->points[number].contradicted - share * own->points[number].all;
        sum += residual * residual;
        fourths += residual * residual * residual * residual;
    }
    const double pairs = own->squares.contradicted - 2 * share * own->crossed + share * share * own->squares.all;
    const double variance = fmax(sum - pairs, sum / 2) / (own->sum.all * own->sum.all);
    return (nsc_pair_mean){.pairs = own->count,
                           .estimate = nsc_estimate_alone(share),
                           .error = {.error = sqrt(variance), .freedom = fourths > 0 ? sum * sum / fourths : 30},
                           .effective = own->sum.all * own->sum.all / own->squares.all};
}

static nsc_status add_bins(const deciding *job, const char *among, nsc_table *table, nsc_error *error) {
    double all = 0;
    nsc_status status = NSC_OK;
    for (size_t place = 0; place < BINS; place++)
        all += job->bins[place].sum.all;
    for (size_t place = 0; status == NSC_OK && place < BINS; place++) {
        const bin *own = &job->bins[place];
        const bool found = own->count > 0, told = own->count >= LEAST_COUNT;
        const nsc_pair_mean mean = found ? mean_of(job, own) : (nsc_pair_mean){0};
        const nsc_estimate share = told ? nsc_pair_share(&mean) : nsc_estimate_none();
        const nsc_value row[] = {nsc_text(among),
                                 nsc_text(bin_names[place]),
                                 nsc_integer((int64_t)own->count),
                                 all > 0 ? nsc_real(own->sum.all / all) : nsc_missing(),
                                 found ? nsc_real(mean.estimate.value) : nsc_missing(),
                                 nsc_real(share.low),
                                 nsc_real(share.high),
                                 found ? nsc_real(mean.effective) : nsc_missing(),
                                 nsc_text(told    ? NULL
                                          : found ? "too few pairs: no interval"
                                                  : "no such pair")};
        status = nsc_table_add(table, row, NSC_COUNT_OF(row), error);
    }
    return status;
}

static nsc_status clear_bins(deciding *job, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t place = 0; status == NSC_OK && place < BINS; place++) {
        free(job->bins[place].points);
        job->bins[place] = (bin){0};
        status = nsc_allocate(&job->bins[place].points, job->count, sizeof *job->bins[place].points, error);
    }
    return status;
}

nsc_status nsc_noise_add_decisions(const nsc_landscape *landscape, const nsc_repeats *repeats,
                                   const nsc_analysis_options *options, nsc_table *table, nsc_error *error) {
    deciding job = {.landscape = landscape};
    nsc_status status = NSC_OK;
    NSC_TRY(take_points(&job, repeats, options->control, error));
    NSC_TRY(clear_bins(&job, error));
    NSC_TRY(add_neighbours(&job, error));
    NSC_TRY(add_bins(&job, "neighbours", table, error));
    NSC_TRY(clear_bins(&job, error));
    NSC_TRY(add_any_two(&job, options->seed, error));
    NSC_TRY(add_bins(&job, "any two", table, error));
out:
    for (size_t place = 0; place < BINS; place++)
        free(job.bins[place].points);
    for (size_t run = 0; run < NSC_RUNS; run++) {
        free(job.own[run]);
        free(job.others[run]);
    }
    free(job.points);
    free(job.numbers);
    nsc_design_release(&job.design);
    return status;
}
