/* Candidates evaluated and proposed by searches with a model. */
#include "analysis/search/algorithms/search_proposals.h"

#include "analysis/search/algorithms/candidate_rows.h"

#include <math.h>
#include <string.h>

/* naszilla's patience: draws for each random candidate that is wanted, and mutations at one rate. */
enum { DRAWS_EACH = 5, MUTATIONS_AT_RATE = 5000, RANDOM_AT_ONCE = 100 };
#define MOST_CHANGES 0.9
/* A search ends if so many random candidates in a row are known already. */
enum { RANDOM_LIMIT = 10000 };

/* ---- lists ---- */

static void release_list(nsc_candidate_list *list) {
    free(list->candidates);
    free(list->features);
    free(list->identities);
    free(list->losses);
    *list = (nsc_candidate_list){0};
}

/* Makes room for one more: each array doubles when it is full. */
static nsc_status reserve(const nsc_search_proposals *proposals, nsc_candidate_list *list, nsc_error *error) {
    nsc_status status = NSC_OK;
    size_t capacities[4];
    if (list->count < list->capacity)
        return NSC_OK;
    const size_t capacity = list->capacity > 0 ? 2 * list->capacity : 64;
    for (size_t array = 0; array < NSC_COUNT_OF(capacities); array++)
        capacities[array] = list->capacity;
    const size_t variables = proposals->variables, features = proposals->features.words,
                 identity = proposals->identity.words;
    NSC_TRY(nsc_reserve(&list->candidates, &capacities[0], capacity, variables * sizeof(double), error));
    NSC_TRY(nsc_reserve(&list->features, &capacities[1], capacity, features * sizeof(uint64_t), error));
    NSC_TRY(nsc_reserve(&list->identities, &capacities[2], capacity, identity * sizeof(uint64_t), error));
    NSC_TRY(nsc_reserve(&list->losses, &capacities[3], capacity, sizeof(double), error));
    list->capacity = capacity;
out:
    return status;
}

/* Puts a candidate, whose identity is there already, at the end of a list that has room. */
static void append(const nsc_search_proposals *proposals, nsc_candidate_list *list, const double *candidate,
                   double loss) {
    memcpy(list->candidates + list->count * proposals->variables, candidate, proposals->variables * sizeof *candidate);
    nsc_search_features_of(&proposals->features, candidate, list->features + list->count * proposals->features.words);
    list->losses[list->count++] = loss;
}

/* ---- which are known ---- */

static const uint64_t *identity_of(const nsc_search_proposals *proposals, size_t number) {
    const size_t words = proposals->identity.words, evaluated = proposals->evaluated.count;
    return number < evaluated ? proposals->evaluated.identities + number * words
                              : proposals->proposed.identities + (number - evaluated) * words;
}

/* The place of an identity in the table: empty if it is new. */
static uint32_t *find_place(const nsc_search_proposals *proposals, const uint64_t *identity) {
    const size_t words = proposals->identity.words, mask = proposals->place_count - 1;
    size_t place = nsc_candidate_hash(identity, words) & mask;
    while (proposals->places[place] != 0 &&
           memcmp(identity_of(proposals, proposals->places[place] - 1), identity, words * sizeof *identity) != 0)
        place = (place + 1) & mask;
    return &proposals->places[place];
}

/* Makes the table anew, at most half full with one more candidate. */
static nsc_status make_table(nsc_search_proposals *proposals, nsc_error *error) {
    const size_t count = proposals->evaluated.count + proposals->proposed.count;
    size_t wanted = proposals->place_count > 0 ? proposals->place_count : 256;
    while (wanted < 2 * (count + 1))
        wanted *= 2;
    if (wanted > proposals->place_count) {
        const nsc_status status =
            nsc_reserve(&proposals->places, &proposals->place_count, wanted, sizeof *proposals->places, error);
        if (status != NSC_OK)
            return status;
        proposals->place_count = wanted;
    }
    memset(proposals->places, 0, proposals->place_count * sizeof *proposals->places);
    for (size_t number = 0; number < count; number++)
        *find_place(proposals, identity_of(proposals, number)) = (uint32_t)number + 1;
    return NSC_OK;
}

/* ---- the beginning ---- */

nsc_status nsc_search_proposals_create(nsc_search_proposals *proposals, nsc_search *search, nsc_feature_set set,
                                       uint32_t cut, nsc_error *error) {
    const nsc_search_domain *domain = nsc_search_domain_of(search);
    nsc_status status = NSC_OK;
    *proposals = (nsc_search_proposals){.search = search, .variables = domain->variable_count};
    NSC_TRY(nsc_search_features_describe(&proposals->features, domain, set, cut, error));
    NSC_TRY(nsc_search_features_describe(&proposals->identity, domain, NSC_FEATURES_IDENTITY, 0, error));
    NSC_TRY(nsc_allocate(&proposals->child, domain->variable_count, sizeof(double), error));
    NSC_TRY(make_table(proposals, error));
out:
    return status;
}

void nsc_search_proposals_release(nsc_search_proposals *proposals) {
    release_list(&proposals->evaluated);
    release_list(&proposals->proposed);
    free(proposals->places);
    free(proposals->child);
}

nsc_status nsc_search_proposals_clear(nsc_search_proposals *proposals, nsc_error *error) {
    proposals->proposed.count = 0;
    return make_table(proposals, error);
}

/* Adds the child to the proposals unless it is known. */
static nsc_status propose_child(nsc_search_proposals *proposals, nsc_error *error) {
    nsc_candidate_list *list = &proposals->proposed;
    nsc_status status = NSC_OK;
    NSC_TRY(reserve(proposals, list, error));
    if (2 * (proposals->evaluated.count + list->count + 1) > proposals->place_count)
        NSC_TRY(make_table(proposals, error));
    uint64_t *identity = list->identities + list->count * proposals->identity.words;
    nsc_search_features_of(&proposals->identity, proposals->child, identity);
    uint32_t *place = find_place(proposals, identity);
    if (*place != 0)
        return NSC_OK;
    *place = (uint32_t)(proposals->evaluated.count + list->count) + 1;
    append(proposals, list, proposals->child, NAN);
out:
    return status;
}

nsc_status nsc_search_proposals_start(nsc_search_proposals *proposals, unsigned count, nsc_error *error) {
    nsc_status status = NSC_OK;
    bool continues = true;
    for (unsigned draw = 0; draw < count * DRAWS_EACH && proposals->proposed.count < count; draw++) {
        if (!nsc_search_draw(proposals->search, proposals->child))
            return NSC_OK;
        NSC_TRY(propose_child(proposals, error));
    }
    for (size_t number = 0; continues && number < proposals->proposed.count; number++)
        NSC_TRY(nsc_search_evaluate_proposal(proposals, number, &continues, error));
out:
    return status;
}

/* ---- proposals ---- */

/* The chance that a variable changes in a mutation at a rate. Some may stay at any rate: if all bits of a small matrix
 * had to change, there might be no valid result. */
static double chance_of_change(const nsc_search_domain *domain, size_t variable, double rate) {
    const size_t count = domain->variable_count;
    if (domain->encodings == NULL)
        return fmin(rate / (double)(count > 4 ? count - 2 : 2), MOST_CHANGES);
    const size_t operations = domain->encodings->symbol_count;
    return fmin(rate / (double)(variable < operations ? operations : count - operations), MOST_CHANGES);
}

static void mutate(nsc_search_proposals *proposals, const double *parent, unsigned rate) {
    nsc_search *search = proposals->search;
    const nsc_search_domain *domain = nsc_search_domain_of(search);
    memcpy(proposals->child, parent, proposals->variables * sizeof *parent);
    if (domain->encoding == NSC_ENCODING_POINTS) {
        for (unsigned step = 0; step < rate; step++)
            nsc_search_domain_change(domain, nsc_search_random(search), 0, proposals->child);
        return;
    }
    for (size_t variable = 0; variable < proposals->variables; variable++)
        if (nsc_search_uniform(search) < chance_of_change(domain, variable, rate))
            nsc_search_domain_change(domain, nsc_search_random(search), variable, proposals->child);
}

nsc_status nsc_search_propose_mutation(nsc_search_proposals *proposals, size_t parent, unsigned rate,
                                       nsc_error *error) {
    nsc_search *search = proposals->search;
    const double *candidate = proposals->evaluated.candidates + parent * proposals->variables;
    for (unsigned mutation = 1; nsc_search_continues(search); mutation++) {
        mutate(proposals, candidate, rate);
        if (nsc_search_admits(search, proposals->child))
            return propose_child(proposals, error);
        rate += mutation % MUTATIONS_AT_RATE == 0;
    }
    return NSC_OK;
}

nsc_status nsc_search_propose_random(nsc_search_proposals *proposals, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (unsigned draw = 1; draw <= RANDOM_LIMIT; draw++) {
        if (!nsc_search_draw(proposals->search, proposals->child))
            return NSC_OK;
        NSC_TRY(propose_child(proposals, error));
        if (draw % RANDOM_AT_ONCE == 0 && proposals->proposed.count > 0)
            break;
    }
out:
    return status;
}

/* ---- evaluations ---- */

nsc_status nsc_search_evaluate_proposal(nsc_search_proposals *proposals, size_t number, bool *continues,
                                        nsc_error *error) {
    const size_t words = proposals->identity.words, full = nsc_search_budgets(proposals->search) - 1;
    const double *candidate = proposals->proposed.candidates + number * proposals->variables;
    nsc_candidate_list *list = &proposals->evaluated;
    nsc_search_answer answer;
    *continues = nsc_search_evaluate(proposals->search, candidate, full, &answer);
    if (!*continues || !isfinite(answer.loss))
        return NSC_OK;
    const nsc_status status = reserve(proposals, list, error);
    if (status != NSC_OK)
        return status;
    memcpy(list->identities + list->count * words, proposals->proposed.identities + number * words,
           words * sizeof(uint64_t));
    append(proposals, list, candidate, answer.loss);
    return NSC_OK;
}

size_t nsc_search_proposals_best(const nsc_search_proposals *proposals, size_t count, size_t *best) {
    const double *losses = proposals->evaluated.losses;
    size_t found = 0;
    for (size_t number = 0; number < proposals->evaluated.count; number++) {
        size_t place = found < count ? found : count;
        while (place > 0 && losses[number] < losses[best[place - 1]])
            place--;
        if (place == count)
            continue;
        found += found < count;
        memmove(best + place + 1, best + place, (found - place - 1) * sizeof *best);
        best[place] = number;
    }
    return found;
}
