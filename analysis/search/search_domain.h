/* Candidates of a search: drawing, changing and decoding them. */
#ifndef NSC_SEARCH_DOMAIN_H
#define NSC_SEARCH_DOMAIN_H

#include "analysis/search/search.h"

#include <gsl/gsl_rng.h>

struct nsc_search_domain {
    nsc_search_encoding encoding;
    const nsc_space *space;
    const nsc_encodings *encodings; /* of A, B, C; else NULL */
    nsc_validity validity;          /* how the edge limit is applied */
    const nsc_relation *relation;   /* of points; else NULL */
    const nsc_graph *graph;         /* of points; else NULL */
    nsc_rows rows;                  /* of the graph: each run has a copy of the domain with a reader of its own */
    size_t variable_count;
    nsc_search_variable *variables;
    uint8_t bits[32]; /* [edge, by rows of the matrix] its bit in a matrix of `encodings` */
};

/* Uniformly over all candidates, valid or not. */
void nsc_search_domain_draw(const nsc_search_domain *domain, gsl_rng *random, double *candidate);

/* One variable, drawn uniformly, gets another value, drawn uniformly; a point becomes one of its neighbours (a point
 * without neighbours stays). `child` may not be `parent`. */
void nsc_search_domain_mutate(const nsc_search_domain *domain, gsl_rng *random, const double *parent, double *child);

/* Changes one variable to another value, drawn uniformly; a point becomes one of its neighbours. */
void nsc_search_domain_change(const nsc_search_domain *domain, gsl_rng *random, size_t variable, double *candidate);

/* Decodes; NSC_DECODES sets *`point`. */
nsc_decoding nsc_search_domain_decode(const nsc_search_domain *domain, const double *candidate, uint32_t *point);

/*
 * The same for `count` candidates, one after another, NSC_DRAWN_TOGETHER at most: points[count], UINT32_MAX if invalid.
 * Their look-ups overlap, which takes a fifth of the time that they take one by one.
 */
enum { NSC_DRAWN_TOGETHER = 16 };
void nsc_search_domain_decode_many(const nsc_search_domain *domain, const double *candidates, size_t count,
                                   uint32_t *points);

/* The matrix and labelling of a candidate of A, B or C. */
void nsc_search_domain_encoding(const nsc_search_domain *domain, const double *candidate, uint32_t *matrix,
                                uint32_t *labelling);

/* The candidates one change away, in a fixed order: their number, and one of them. Not for reals. */
size_t nsc_search_domain_neighbour_count(const nsc_search_domain *domain, const double *candidate);
void nsc_search_domain_neighbour(const nsc_search_domain *domain, const double *candidate, size_t number,
                                 double *neighbour);

#endif
