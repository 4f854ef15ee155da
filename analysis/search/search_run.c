/* One run of an algorithm: evaluations, clock, incumbent and trace. */
#include "analysis/search/experiment_internal.h"

#include <math.h>
#include <string.h>

/*
 * A run ends if so many proposals in a row bring it no nearer to its limit: candidates that are rejected, or points
 * that are answered again free of charge. Fewer of these, since an algorithm that has converged makes nothing else.
 */
enum { REJECTED_LIMIT = 1000000, REPEATED_LIMIT = 20000 };
/* How many proposals pass between two looks at whether the computation is cancelled; a power of 2. */
enum { CHECK_INTERVAL = 1 << 14 };

struct nsc_search {
    const nsc_experiment *experiment;
    nsc_search_domain domain; /* the experiment's, with a reader of the run's own */
    const nsc_search_algorithm *algorithm;
    gsl_rng *decisions, *queried;
    double *drawn_together;                    /* [NSC_DRAWN_TOGETHER × variables] candidates drawn in advance */
    uint32_t drawn_points[NSC_DRAWN_TOGETHER]; /* that they decode to, UINT32_MAX if none */
    size_t drawn_next;
    double *decoded;        /* [variables] the candidate that was decoded last, to a point */
    uint32_t decoded_point; /* UINT32_MAX: none */
    uint64_t *seen;         /* one bit for each budget of each point, see seen_place: it was evaluated */
    uint32_t *drawn;        /* likewise the run that was paid for; NULL unless repeats are free */
    nsc_search_trace *trace;
    double incumbent_loss;
    uint64_t evaluation_limit;
    double time_limit;
    uint32_t idle; /* proposals in a row that brought the run no nearer to its limit, repeated ones by their weight */
    bool ended;
    nsc_status status; /* of what ended it early */
    nsc_error error;
};

/* ---- what algorithms ask ---- */

const nsc_search_domain *nsc_search_domain_of(const nsc_search *search) {
    return &search->domain;
}

size_t nsc_search_budgets(const nsc_search *search) {
    return search->experiment->budget_count;
}

size_t nsc_search_runs_at_once(const nsc_search *search) {
    const nsc_search_options *options = &search->experiment->options;
    const size_t threads = nsc_control_threads(options->control);
    return options->runs < threads ? options->runs : threads;
}

double nsc_search_worst_loss(const nsc_search *search) {
    return search->experiment->worst_loss;
}

gsl_rng *nsc_search_random(nsc_search *search) {
    return search->decisions;
}

uint32_t nsc_search_below(nsc_search *search, uint32_t limit) {
    return nsc_random_below(search->decisions, limit);
}

double nsc_search_uniform(nsc_search *search) {
    return gsl_rng_uniform(search->decisions);
}

bool nsc_search_continues(const nsc_search *search) {
    return !search->ended;
}

const void *nsc_search_context(const nsc_search *search) {
    return search->algorithm != NULL ? search->algorithm->context : NULL;
}

/* ---- the end of a run ---- */

static bool end(nsc_search *search) {
    search->ended = true;
    return false;
}

/* Counts a proposal that did not bring the run nearer to its limit; false if there were too many in a row. */
static bool pass_idle(nsc_search *search, uint32_t weight) {
    search->idle += weight;
    if (search->idle < REJECTED_LIMIT)
        return true;
    search->trace->exhausted = true;
    return end(search);
}

/* Counts a proposal; false if the run has ended. */
static bool propose(nsc_search *search) {
    if (search->ended || search->trace->evaluations >= search->evaluation_limit)
        return end(search);
    if ((++search->trace->proposals & (CHECK_INTERVAL - 1)) == 0) {
        search->status = nsc_control_check(search->experiment->options.control, &search->error);
        if (search->status != NSC_OK)
            return end(search);
    }
    return true;
}

/* ---- decoding ---- */

static void keep_decoded(nsc_search *search, const double *candidate, uint32_t point) {
    memcpy(search->decoded, candidate, search->domain.variable_count * sizeof *candidate);
    search->decoded_point = point;
}

/* Decodes a candidate; one that was admitted is not decoded again to be evaluated. */
static bool decode(nsc_search *search, const double *candidate, uint32_t *point) {
    const nsc_search_domain *domain = &search->domain;
    const size_t size = domain->variable_count * sizeof *candidate;
    if (search->decoded_point != UINT32_MAX && memcmp(candidate, search->decoded, size) == 0) {
        *point = search->decoded_point;
        return true;
    }
    if (nsc_search_domain_decode(domain, candidate, point) != NSC_DECODES)
        return false;
    keep_decoded(search, candidate, *point);
    return true;
}

/* ---- evaluations ---- */

static bool add_event(nsc_search *search, const nsc_search_event *event) {
    nsc_search_trace *trace = search->trace;
    if (!event->incumbent && !search->experiment->options.keep_evaluations)
        return true;
    search->status =
        nsc_reserve(&trace->events, &trace->capacity, trace->count + 1, sizeof *trace->events, &search->error);
    if (search->status != NSC_OK)
        return end(search);
    trace->events[trace->count++] = *event;
    return true;
}

/* A candidate that is no point with a measurement: the worst loss; paid only if invalid ones count. */
static bool answer_invalid(nsc_search *search, size_t budget, bool paid, nsc_search_answer *answer) {
    nsc_search_trace *trace = search->trace;
    *answer =
        (nsc_search_answer){.loss = search->experiment->worst_loss, .fitness = NAN, .point = UINT32_MAX, .free = !paid};
    trace->evaluations += paid;
    if (paid && search->evaluation_limit != UINT64_MAX)
        search->idle = 0;
    else if (!pass_idle(search, 1))
        return true; /* this one was answered; the next will be refused */
    const nsc_search_event event = {.evaluations = trace->evaluations,
                                    .time_s = trace->time_s,
                                    .fitness = NAN,
                                    .point = UINT32_MAX,
                                    .budget = (uint16_t)budget,
                                    .run = UINT16_MAX,
                                    .free = !paid};
    return add_event(search, &event);
}

/* The budgets of a point are side by side. */
static size_t seen_place(const nsc_search *search, uint32_t point, size_t budget) {
    return point * search->experiment->budget_count + budget;
}

static bool was_seen(const nsc_search *search, size_t place) {
    return (search->seen[place >> 6] >> (place & 63) & 1) != 0;
}

static bool was_seen_at_any_budget(const nsc_search *search, uint32_t point) {
    for (size_t budget = 0; budget < search->experiment->budget_count; budget++)
        if (was_seen(search, seen_place(search, point, budget)))
            return true;
    return false;
}

/* A point that was paid for before, with the run of that time. */
static bool answer_again(nsc_search *search, const nsc_queried_budget *queried, size_t budget, uint32_t point,
                         nsc_search_answer *answer) {
    const nsc_experiment *experiment = search->experiment;
    const uint32_t place = search->drawn[seen_place(search, point, budget)];
    const double fitness = queried->runs[place].fitness;
    search->trace->repeated++;
    *answer = (nsc_search_answer){.loss = experiment->loss_at_zero + experiment->loss_factor * fitness,
                                  .fitness = fitness,
                                  .point = point,
                                  .valid = true,
                                  .free = true};
    if (!pass_idle(search, REJECTED_LIMIT / REPEATED_LIMIT))
        return true;
    const nsc_search_event event = {.evaluations = search->trace->evaluations,
                                    .time_s = search->trace->time_s,
                                    .fitness = fitness,
                                    .point = point,
                                    .budget = (uint16_t)budget,
                                    .run = queried->numbers[place],
                                    .free = true};
    return add_event(search, &event);
}

/* Counts a paid evaluation of a point. */
static void note_seen(nsc_search *search, uint32_t point, size_t budget, uint32_t run_place) {
    const size_t place = seen_place(search, point, budget);
    if (was_seen(search, place)) {
        search->trace->repeated++;
        return;
    }
    search->trace->points += !was_seen_at_any_budget(search, point);
    search->seen[place >> 6] |= UINT64_C(1) << (place & 63);
    if (search->drawn != NULL)
        search->drawn[place] = run_place;
}

static bool pay(nsc_search *search, const nsc_queried_budget *queried, size_t budget, uint32_t point,
                nsc_search_answer *answer) {
    const nsc_experiment *experiment = search->experiment;
    nsc_search_trace *trace = search->trace;
    uint32_t first;
    const uint32_t count = nsc_queried_budget_runs(queried, point, &first);
    const uint32_t place = count > 1 ? first + nsc_random_below(search->queried, count) : first;
    const nsc_queried_run *run = &queried->runs[place];
    if (trace->time_s + run->time_s > search->time_limit) {
        trace->proposals--;
        return end(search);
    }
    trace->time_s += run->time_s;
    trace->evaluations++;
    search->idle = 0;
    note_seen(search, point, budget, place);
    const double loss = experiment->loss_at_zero + experiment->loss_factor * run->fitness;
    *answer = (nsc_search_answer){
        .loss = loss, .fitness = run->fitness, .time_s = run->time_s, .point = point, .valid = true};
    const bool eligible =
        experiment->options.incumbent_full_only != NSC_CHOICE_YES || budget + 1 == experiment->budget_count;
    const bool incumbent = eligible && loss < search->incumbent_loss;
    if (!incumbent && !experiment->options.keep_evaluations)
        return true;
    if (incumbent)
        search->incumbent_loss = loss;
    const nsc_search_event event = {.evaluations = trace->evaluations,
                                    .time_s = trace->time_s,
                                    .fitness = run->fitness,
                                    .point = point,
                                    .budget = (uint16_t)budget,
                                    .run = queried->numbers[place],
                                    .incumbent = incumbent};
    return add_event(search, &event);
}

static bool evaluate_point(nsc_search *search, uint32_t point, size_t budget, nsc_search_answer *answer) {
    const nsc_experiment *experiment = search->experiment;
    const nsc_queried_budget *queried = &experiment->budgets[budget];
    uint32_t first;
    if (nsc_queried_budget_runs(queried, point, &first) == 0) {
        search->trace->unmeasured++;
        return answer_invalid(search, budget, false, answer);
    }
    if (search->drawn != NULL && was_seen(search, seen_place(search, point, budget)))
        return answer_again(search, queried, budget, point, answer);
    return pay(search, queried, budget, point, answer);
}

bool nsc_search_evaluate(nsc_search *search, const double *candidate, size_t budget, nsc_search_answer *answer) {
    const nsc_experiment *experiment = search->experiment;
    uint32_t point;
    if (!propose(search))
        return false;
    if (decode(search, candidate, &point))
        return evaluate_point(search, point, budget, answer);
    search->trace->invalid++;
    return answer_invalid(search, budget, experiment->options.count_invalid == NSC_CHOICE_YES, answer);
}

bool nsc_search_evaluate_point(nsc_search *search, uint32_t point, size_t budget, nsc_search_answer *answer) {
    return propose(search) && evaluate_point(search, point, budget, answer);
}

/* ---- candidates ---- */

/* Whether the protocol takes a candidate by the point that it decodes to, UINT32_MAX if it is invalid. */
static bool is_admissible(const nsc_experiment *experiment, uint32_t point) {
    const nsc_queried_budget *full = &experiment->budgets[experiment->budget_count - 1];
    uint32_t first;
    return point == UINT32_MAX ? experiment->options.count_invalid == NSC_CHOICE_YES
                               : nsc_queried_budget_runs(full, point, &first) > 0;
}

/* Admits a candidate, or counts it as a proposal that came to nothing. */
static bool admit(nsc_search *search, uint32_t point) {
    if (is_admissible(search->experiment, point))
        return true;
    if (!propose(search))
        return false;
    search->trace->invalid += point == UINT32_MAX;
    search->trace->unmeasured += point != UINT32_MAX;
    pass_idle(search, 1);
    return false;
}

bool nsc_search_would_admit(const nsc_search *search, const double *candidate) {
    uint32_t point;
    const bool decodes = nsc_search_domain_decode(&search->domain, candidate, &point) == NSC_DECODES;
    return is_admissible(search->experiment, decodes ? point : UINT32_MAX);
}

bool nsc_search_admits(nsc_search *search, const double *candidate) {
    uint32_t point;
    return admit(search, decode(search, candidate, &point) ? point : UINT32_MAX);
}

/* Draws candidates in advance, decodes them, and has their runs fetched from memory. */
static void draw_together(nsc_search *search) {
    const nsc_experiment *experiment = search->experiment;
    const nsc_search_domain *domain = &search->domain;
    const nsc_queried_budget *full = &experiment->budgets[experiment->budget_count - 1];
    uint32_t first;
    for (size_t number = 0; number < NSC_DRAWN_TOGETHER; number++)
        nsc_search_domain_draw(domain, search->decisions, search->drawn_together + number * domain->variable_count);
    nsc_search_domain_decode_many(domain, search->drawn_together, NSC_DRAWN_TOGETHER, search->drawn_points);
    for (size_t number = 0; number < NSC_DRAWN_TOGETHER; number++)
        if (search->drawn_points[number] != UINT32_MAX &&
            nsc_queried_budget_runs(full, search->drawn_points[number], &first) > 0)
            __builtin_prefetch(&full->runs[first]);
    search->drawn_next = 0;
}

bool nsc_search_draw(nsc_search *search, double *candidate) {
    const size_t variables = search->domain.variable_count;
    while (!search->ended) {
        if (search->drawn_next == NSC_DRAWN_TOGETHER)
            draw_together(search);
        const double *drawn = search->drawn_together + search->drawn_next * variables;
        const uint32_t point = search->drawn_points[search->drawn_next++];
        if (!admit(search, point))
            continue;
        memcpy(candidate, drawn, variables * sizeof *candidate);
        if (point != UINT32_MAX)
            keep_decoded(search, candidate, point);
        return true;
    }
    return false;
}

bool nsc_search_mutate(nsc_search *search, const double *parent, double *child) {
    while (!search->ended) {
        nsc_search_domain_mutate(&search->domain, search->decisions, parent, child);
        if (nsc_search_admits(search, child))
            return true;
    }
    return false;
}

/* ---- a run begins and ends ---- */

static void close_search(nsc_search *search) {
    nsc_rows_close(&search->domain.rows);
    gsl_rng_free(search->decisions);
    gsl_rng_free(search->queried);
    free(search->drawn_together);
    free(search->decoded);
    free(search->seen);
    free(search->drawn);
}

static nsc_status open_search(nsc_search *search, const nsc_experiment *experiment,
                              const nsc_search_algorithm *algorithm, nsc_search_trace *trace, uint64_t run,
                              nsc_error *error) {
    const nsc_search_options *options = &experiment->options;
    const size_t variables = experiment->domain->variable_count;
    const size_t places = experiment->budget_count * experiment->space->point_count;
    nsc_status status = NSC_OK;
    *search = (nsc_search){.experiment = experiment,
                           .domain = *experiment->domain,
                           .algorithm = algorithm,
                           .trace = trace,
                           .incumbent_loss = INFINITY,
                           .decoded_point = UINT32_MAX,
                           .drawn_next = NSC_DRAWN_TOGETHER,
                           .evaluation_limit = options->evaluations > 0 ? options->evaluations : UINT64_MAX,
                           .time_limit = options->time_s > 0 ? options->time_s : INFINITY};
    if (search->domain.graph != NULL)
        NSC_TRY(nsc_rows_open(&search->domain.rows, search->domain.graph, error));
    NSC_TRY(nsc_random_create(&search->decisions, options->seed, NSC_STREAM_SEARCH_DECISIONS, run, error));
    NSC_TRY(nsc_random_create(&search->queried, options->seed, NSC_STREAM_QUERIED_RUNS, run, error));
    NSC_TRY(nsc_allocate(&search->decoded, variables, sizeof *search->decoded, error));
    NSC_TRY(nsc_allocate(&search->drawn_together, NSC_DRAWN_TOGETHER * variables, sizeof(double), error));
    NSC_TRY(nsc_allocate(&search->seen, places / 64 + 1, sizeof *search->seen, error));
    if (options->unique)
        NSC_TRY(nsc_allocate(&search->drawn, places, sizeof *search->drawn, error));
out:
    return status;
}

nsc_status nsc_search_open(nsc_search **search, const nsc_experiment *experiment, uint64_t run, nsc_search_trace *trace,
                           nsc_error *error) {
    nsc_status status = nsc_allocate(search, 1, sizeof **search, error);
    if (status == NSC_OK)
        status = open_search(*search, experiment, NULL, trace, run, error);
    if (status != NSC_OK) {
        nsc_search_close(*search, NULL);
        *search = NULL;
    }
    return status;
}

nsc_status nsc_search_close(nsc_search *search, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (search == NULL)
        return status;
    if (search->status != NSC_OK)
        status = nsc_error_pass(error, search->status, &search->error);
    close_search(search);
    free(search);
    return status;
}

nsc_status nsc_search_play(const nsc_experiment *experiment, const nsc_chosen_algorithm *chosen, size_t run,
                           nsc_search_trace *trace, nsc_error *error) {
    nsc_search search;
    nsc_status status = NSC_OK;
    NSC_TRY(open_search(&search, experiment, chosen->algorithm, trace, run, error));
    NSC_TRY(chosen->algorithm->run(&search, chosen->settings, error));
    if (!search.ended && trace->evaluations < search.evaluation_limit)
        trace->exhausted = true; /* the algorithm found nothing more to evaluate */
    if (search.status != NSC_OK)
        status = nsc_error_pass(error, search.status, &search.error);
out:
    close_search(&search);
    return status;
}
