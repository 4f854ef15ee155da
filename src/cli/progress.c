#include "cli/progress.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double SILENT_S = 1;    /* what is done by then says nothing */
static const double BETWEEN_S = 0.2; /* two lines */

/* The part of a stage that tells how long the rest takes. */
static const double TELLING_FRACTION = 0.02, TELLING_S = 1;

void nsc_progress_report(nsc_progress *progress, double now_s, const char *stage, double fraction) {
    size_t place = 0;
    while (place < progress->depth && strncmp(progress->stages[place].name, stage, NSC_PROGRESS_NAME - 1) != 0)
        place++;
    if (place == NSC_PROGRESS_STAGES)
        place--; /* too deep: the innermost gives way */
    nsc_progress_stage *row = &progress->stages[place];
    const bool begins =
        place == progress->depth || strncmp(row->name, stage, NSC_PROGRESS_NAME - 1) != 0 || fraction < row->fraction;
    if (begins) {
        *row = (nsc_progress_stage){.started_s = now_s, .from = fraction};
        nsc_text_format(row->name, sizeof row->name, "%s", stage);
    }
    row->fraction = fraction;
    progress->depth = fraction < 1 ? place + 1 : place;
}

bool nsc_progress_due(const nsc_progress *progress, double now_s) {
    return now_s - progress->started_s >= SILENT_S && (!progress->drawn || now_s - progress->drawn_s >= BETWEEN_S);
}

/* "8 s", "12 min", "2 h 5 min". */
static void describe_time(double time_s, char text[32]) {
    const double minute_s = 60, hour_s = 3600;
    if (time_s < 1.5 * minute_s)
        nsc_text_format(text, 32, "%.0f s", ceil(time_s));
    else if (time_s < hour_s)
        nsc_text_format(text, 32, "%.0f min", round(time_s / minute_s));
    else
        nsc_text_format(text, 32, "%.0f h %.0f min", floor(time_s / hour_s), floor(fmod(time_s, hour_s) / minute_s));
}

/* Cuts a line that the terminal would break: it could not be overwritten. */
static void cut(char *line, size_t width) {
    if (width > 0 && strlen(line) >= width)
        line[width - 1] = '\0';
}

void nsc_progress_line(const nsc_progress *progress, double now_s, size_t width, char line[NSC_PROGRESS_LINE]) {
    char time[32], left[48] = "", part[NSC_PROGRESS_NAME + 16] = "";
    if (progress->depth == 0) {
        describe_time(floor(now_s - progress->started_s), time);
        nsc_text_format(line, NSC_PROGRESS_LINE, "%s: %s", progress->title, time);
        cut(line, width);
        return;
    }
    const nsc_progress_stage *outer = &progress->stages[0], *inner = &progress->stages[progress->depth - 1];
    const double elapsed_s = now_s - outer->started_s, done = outer->fraction - outer->from;
    if (done >= TELLING_FRACTION && elapsed_s >= TELLING_S) {
        describe_time(elapsed_s * (1 - outer->fraction) / done, time);
        nsc_text_format(left, sizeof left, ", %s left", time);
    }
    if (inner != outer && inner->fraction > 0)
        nsc_text_format(part, sizeof part, " (%s %d %%)", inner->name, (int)(inner->fraction * 100));
    else if (inner != outer) /* most stages that say no more than that they begin are short */
        nsc_text_format(part, sizeof part, " (%s)", inner->name);
    nsc_text_format(line, NSC_PROGRESS_LINE, "%s: %s %d %%%s%s", progress->title, outer->name,
                    (int)(outer->fraction * 100), left, part);
    cut(line, width);
}
