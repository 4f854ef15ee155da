/*
 * Figures of a report: the picture of each exhibit for the page, and its files for papers: figures/NAME.svg, .pdf and
 * the script .gp that makes both with gnuplot. Networks have no script and no PDF. Without gnuplot the SVG is the
 * program's own, and there is no PDF.
 */
#ifndef NSC_FIGURE_FILES_H
#define NSC_FIGURE_FILES_H

#include "reports/exhibits.h"

/*
 * Draws the exhibit's figure from the sources, [source_count]: for the page, as a script, and as a file if gnuplot is
 * not there. A figure that cannot be drawn leaves its reason in the exhibit. `nodes` is the second table of a network.
 */
nsc_status nsc_figure_files_draw(nsc_report_run *run, nsc_exhibit *exhibit, const nsc_figure_source *sources,
                                 size_t source_count, const nsc_table *nodes, nsc_error *error);

/* Runs gnuplot on all scripts that were written since the last call, and puts what they make into the folder. */
nsc_status nsc_figure_files_finish(nsc_report_run *run, nsc_error *error);

/* Removes the files of a figure that an earlier report left for this exhibit. */
nsc_status nsc_figure_files_remove(const nsc_report_run *run, const nsc_exhibit *exhibit, nsc_error *error);

/*
 * Draws the first points that the table names, as many as the item asks for, in spaces whose points are networks
 * (nsc_points_are_drawn); drawings of an earlier report are removed.
 */
nsc_status nsc_point_figures_draw(nsc_report_run *run, nsc_exhibit *exhibit, const nsc_report_item *item,
                                  const nsc_table *table, nsc_error *error);

#endif
