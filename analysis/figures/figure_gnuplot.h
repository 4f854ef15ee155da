/* A script for gnuplot in the making: its data and what it plots (figure_gnuplot_marks.c). */
#ifndef NSC_FIGURE_GNUPLOT_H
#define NSC_FIGURE_GNUPLOT_H

#include "analysis/figures/figure_canvas.h"

/* Writes a text in single quotes, where nothing but quotes is special to gnuplot. */
void nsc_gnuplot_quote(FILE *stream, const char *text);

/* Writes the marks of all series as blocks of data, $s1, $s2, ... */
void nsc_gnuplot_write_data(const nsc_figure_canvas *canvas);

/* Writes the command that plots them, on as many lines as it takes. */
void nsc_gnuplot_plot(const nsc_figure_canvas *canvas);

#endif
