/* An estimate with its interval: the one shape that all analyses and reports share. */
#ifndef NSC_ESTIMATE_H
#define NSC_ESTIMATE_H

/* A value and its 95 % interval: NaN where there is none, both ends the value where it is exact. */
typedef struct nsc_estimate {
    double value, low, high;
} nsc_estimate;

#endif
