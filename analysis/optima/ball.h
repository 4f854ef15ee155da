/* The ball around a point: the points near it, by their distance in edits. */
#ifndef NSC_BALL_H
#define NSC_BALL_H

#include "analysis/landscape.h"
#include "base/base.h"

/*
 * Breadth-first search up to a radius, made for many searches in one graph: nothing is cleared between them. Scratch of
 * one worker: 8 bytes a point.
 */
typedef struct nsc_ball {
    const nsc_graph *graph;
    nsc_rows rows;
    uint32_t radius;
    uint32_t base;    /* marks of this search are base + distance; those of earlier ones are lower */
    uint32_t *marks;  /* [point] */
    uint32_t *points; /* the ball, nearest first; points[0] is the centre */
    uint32_t *ends;   /* [distance] end of the points at that distance in points[] */
} nsc_ball;

/* NSC_FAILED without memory; release in any case. */
nsc_status nsc_ball_create(nsc_ball *ball, const nsc_graph *graph, uint32_t radius, nsc_error *error);
void nsc_ball_release(nsc_ball *ball);

/* Finds all points at most `radius` edits from the centre. */
void nsc_ball_search(nsc_ball *ball, uint32_t centre);

/* Distance of a point in the last search; radius + 1 if it is farther. */
static inline uint32_t nsc_ball_distance(const nsc_ball *ball, uint32_t point) {
    return ball->marks[point] >= ball->base ? ball->marks[point] - ball->base : ball->radius + 1;
}

/* *work: estimated number of edges that searches around these points visit; exact for a radius of up to 2, else an
 * upper bound. NSC_FAILED without memory. */
nsc_status nsc_ball_work(const nsc_graph *graph, const uint32_t *centres, uint32_t count, uint32_t radius, double *work,
                         nsc_error *error);

#endif
