/* An estimate with its 95 % interval: shared by analyses and reports, and the ways to compute the intervals. */
#ifndef NSC_ESTIMATE_H
#define NSC_ESTIMATE_H

/* Tail probabilities of a 95 % interval, and the normal quantile of the upper one. */
#define NSC_LOWER_TAIL 0.025
#define NSC_UPPER_TAIL 0.975
#define NSC_Z95 1.959963984540054

/* A value and its 95 % interval: NaN if missing; both ends equal the value if it is exact. */
typedef struct nsc_estimate {
    double value, low, high;
} nsc_estimate;

/* Neither value nor interval; a value without an interval; an exact value. */
nsc_estimate nsc_estimate_none(void);
nsc_estimate nsc_estimate_alone(double value);
nsc_estimate nsc_estimate_exact(double value);

/* value ± half. */
nsc_estimate nsc_estimate_around(double value, double half);

/*
 * Fisher's interval of a correlation: artanh(correlation) ± half, transformed back. Exact if `half` is 0 or the artanh
 * is infinite.
 */
nsc_estimate nsc_estimate_correlation(double correlation, double half);

/* The interval of a correlation with an independent error, whose half-widths on Fisher's z reach so far below and
 * above: squares of half-widths add up. */
nsc_estimate nsc_estimate_correlation_widened(nsc_estimate correlation, double below, double above);

/* A share as of so many independent draws (Wilson 1927), with the quantile of its standard error; within 0 … 1. */
nsc_estimate nsc_estimate_wilson(double share, double draws, double quantile);

/* Student's quantile at the upper tail, in place of NSC_Z95 if the standard error is estimated from few values; NSC_Z95
 * for infinitely many degrees of freedom. */
double nsc_student_quantile(double degrees_of_freedom);

/* Half-width of the 95 % band of white noise's autocorrelation at one lag, for a walk of `length` steps. */
double nsc_noise_band(double length);

#endif
