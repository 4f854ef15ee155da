/* Intervals of figures that follow from pairs of evaluated points. */
#include "analysis/composition/pair_interval.h"

#include <math.h>

/* Skewness of the sum of the influences as the hidden points make it vary. */
static double skewness_of(const nsc_design *design, const uint32_t *points, size_t count, const double *influences) {
    double squares = 0, cubes = 0;
    for (size_t place = 0; place < count; place++) {
        const double part = nsc_design_hidden(design, points[place]) * influences[place];
        squares += part * influences[place];
        cubes += part * part * influences[place];
    }
    return squares > 0 ? cubes / pow(squares, 1.5) : 0;
}

nsc_estimate nsc_pair_figure_interval(const nsc_design *design, const uint32_t *points, size_t count,
                                      const nsc_pair_figure *figure) {
    const double skewness = skewness_of(design, points, count, figure->influences);
    for (size_t place = 0; place < count; place++)
        figure->influences[place] *= design->population_count / nsc_design_weight(design, points[place]);
    const nsc_standard_error error = nsc_design_error(design, points, figure->influences, count);
    const double all = error.error * error.error;
    const double deviation = sqrt(fmax(all - figure->pair_squares, all / 2));
    if (isnan(deviation))
        return nsc_estimate_alone(figure->value);
    const double quantile = nsc_student_quantile(fmin(error.freedom, figure->most_freedom));
    const double half = deviation > 0 ? quantile * deviation : 0;
    const double more = deviation > 0 ? 2 * NSC_Z95 * NSC_Z95 * figure->noise : 0;
    const double shift = skewness * (2 * NSC_Z95 * NSC_Z95 + 1) / 6 * deviation;
    const double centre = fmin(fmax(figure->unbiased, figure->lowest), figure->highest);
    const double low = centre - half + fmin(shift, 0);
    const double high = centre + more + hypot(more, half) + fmax(shift, 0);
    return (nsc_estimate){figure->value, fmin(fmax(low, figure->lowest), figure->value),
                          fmax(fmin(high, figure->highest), figure->value)};
}

/* (x − y)⁴ and (x − y)² by powers; pairs of a point with itself add only to the last term. */
double nsc_pair_squares(const double powers[NSC_PAIR_POWERS], double squares, double a, double b) {
    const double fourth = powers[4] * powers[0] - 4 * powers[3] * powers[1] + 3 * powers[2] * powers[2];
    const double second = powers[2] * powers[0] - powers[1] * powers[1];
    return a * a * fourth / 2 + 2 * a * b * second + b * b * (powers[0] * powers[0] - squares);
}
