/*
 * Progress of a command that lasts longer than a second: what it does, how far it is, how long it still takes. One line
 * on the terminal that overwrites itself. Times are handed in, so that tests say what time it is.
 */
#ifndef NSC_PROGRESS_H
#define NSC_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

enum { NSC_PROGRESS_STAGES = 3, NSC_PROGRESS_NAME = 64, NSC_PROGRESS_LINE = 256 };

typedef struct nsc_progress_stage {
    char name[NSC_PROGRESS_NAME];
    double fraction;  /* done, 0 … 1 */
    double started_s; /* when it was reported first, or began again */
    double from;      /* the fraction then */
} nsc_progress_stage;

/* Begins as {.title = …, .started_s = now}. */
typedef struct nsc_progress {
    char title[NSC_PROGRESS_NAME]; /* of the command */
    double started_s;
    nsc_progress_stage stages[NSC_PROGRESS_STAGES]; /* each is a part of the one before it */
    size_t depth;
    double drawn_s; /* when a line was drawn last */
    bool drawn;     /* a line is on the terminal: */
    char line[NSC_PROGRESS_LINE];
} nsc_progress;

/* A stage is so far; at 1 it ends. A stage that begins while another is unfinished is a part of that one. */
void nsc_progress_report(nsc_progress *progress, double now_s, const char *stage, double fraction);

/* True if a line is to be drawn now: after the first second, and then a few times a second at most. */
bool nsc_progress_due(const nsc_progress *progress, double now_s);

/*
 * Writes what to draw, at most `width` columns: "report paper: rwa 34 %, 12 s left (autocorrelation 50 %)", or how long
 * the command has taken where it has no stages: "graph info: 4 s".
 */
void nsc_progress_line(const nsc_progress *progress, double now_s, size_t width, char line[NSC_PROGRESS_LINE]);

#endif
