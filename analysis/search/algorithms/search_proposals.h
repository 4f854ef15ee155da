/*
 * What searches by a model of features share: the candidates that they evaluated, and the proposals of a round, none of
 * which is the same as another or as one evaluated. The rules are those of naszilla.
 */
#ifndef NSC_SEARCH_PROPOSALS_H
#define NSC_SEARCH_PROPOSALS_H

#include "analysis/search/algorithms/search_features.h"

/* Candidates in the order in which they were made, with the features that the model learns from. */
typedef struct nsc_candidate_list {
    size_t count, capacity;
    double *candidates;   /* [count × variables] */
    uint64_t *features;   /* [count × words of the features] */
    uint64_t *identities; /* [count × words of the identity] */
    double *losses;       /* [count] of evaluated ones */
} nsc_candidate_list;

typedef struct nsc_search_proposals {
    nsc_search *search;
    size_t variables;
    nsc_search_features features, identity;
    nsc_candidate_list evaluated, proposed;
    uint32_t *places; /* [place_count] hash table of both lists: number + 1, or 0; proposals come after the evaluated */
    size_t place_count;
    double *child; /* [variables] the one that is being made */
} nsc_search_proposals;

/* See nsc_search_features_describe for `set` and `cut`. NSC_USAGE if candidates have no features, NSC_FAILED without
 * memory. Release with nsc_search_proposals_release in any case. */
nsc_status nsc_search_proposals_create(nsc_search_proposals *proposals, nsc_search *search, nsc_feature_set set,
                                       uint32_t cut, nsc_error *error);
void nsc_search_proposals_release(nsc_search_proposals *proposals);

/* Evaluates `count` different candidates drawn at random, in at most 5 × count draws. */
nsc_status nsc_search_proposals_start(nsc_search_proposals *proposals, unsigned count, nsc_error *error);

/* Begins a round without proposals. */
nsc_status nsc_search_proposals_clear(nsc_search_proposals *proposals, nsc_error *error);

/*
 * Proposes a mutation of evaluated candidate number `parent`; nothing if it is known already. Of an encoding each
 * operation changes with chance rate/operations and each other variable with rate/others, of a string of n positions
 * each with rate/(n − 2), or rate/2 for few, but no chance is above 0.9; a point goes `rate` steps to neighbours.
 * Inadmissible ones are made again, after 5,000 with the next rate.
 */
nsc_status nsc_search_propose_mutation(nsc_search_proposals *proposals, size_t parent, unsigned rate, nsc_error *error);

/* Proposes random candidates, 100 at a time, until there is a new one; the run may end before. */
nsc_status nsc_search_propose_random(nsc_search_proposals *proposals, nsc_error *error);

/* Evaluates a proposal; with a finite loss it becomes one of those evaluated. *`continues`: the run has not ended. */
nsc_status nsc_search_evaluate_proposal(nsc_search_proposals *proposals, size_t number, bool *continues,
                                        nsc_error *error);

/* Lists the `count` evaluated candidates of least loss, of equal ones the first; returns how many there are. */
size_t nsc_search_proposals_best(const nsc_search_proposals *proposals, size_t count, size_t *best);

#endif
