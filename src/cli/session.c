/* A running command: the landscape that its options name, notes and progress, its command line for the record. */
#include "cli/cli.h"
#include "cli/sharing_internal.h"

#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { NOTE_SIZE = 4096 };

/* ---- messages ---- */

void nsc_session_note(const nsc_session *session, const char *format, ...) {
    char text[NOTE_SIZE], shown[NOTE_SIZE];
    va_list arguments;
    if (nsc_arguments_has(session->arguments, NSC_OPTION_QUIET))
        return;
    va_start(arguments, format);
    nsc_text_format_list(text, sizeof text, format, arguments);
    va_end(arguments);
    nsc_text_show(shown, sizeof shown, text, false);
    if (session->progress.drawn)
        fputs("\r\033[K", stderr); /* the next line is drawn below the note */
    fprintf(stderr, "nasscape %s: %s\n", session->arguments->command->path, shown);
}

static double now_s(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void draw_progress(nsc_session *session, double time_s) {
    nsc_progress *progress = &session->progress;
    char line[NSC_PROGRESS_LINE];
    struct winsize size;
    if (!nsc_progress_due(progress, time_s))
        return;
    nsc_progress_line(progress, time_s, ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0, line);
    progress->drawn_s = time_s;
    if (progress->drawn && strcmp(line, progress->line) == 0)
        return;
    fprintf(stderr, "\r\033[K%s", line);
    fflush(stderr);
    progress->drawn = true;
    memcpy(progress->line, line, sizeof line);
}

static void clear_progress(nsc_session *session) {
    if (session->progress.drawn)
        fputs("\r\033[K", stderr);
    session->progress.drawn = false;
}

void nsc_session_end_progress(nsc_session *session) {
    clear_progress(session);
    session->control.report = NULL;
}

static void report_progress(void *context, const char *stage, double fraction) {
    nsc_session *session = context;
    const double time_s = now_s();
    nsc_progress_report(&session->progress, time_s, stage, fraction);
    draw_progress(session, time_s);
}

/* Whether the command is to end. Computations ask so often that what has no stages shows by this that it goes on. */
static bool is_cancelled(void *context) {
    nsc_session *session = context;
    if (session->control.report != NULL && pthread_equal(pthread_self(), session->thread) != 0)
        draw_progress(session, now_s());
    /* Only the thread of the command may look at the other ranks; the others end with its loop. */
    const bool stopped = session->ranks != NULL && pthread_equal(pthread_self(), session->thread) != 0 &&
                         nsc_ranks_stopped(session->ranks);
    return stopped || nsc_signals_cancelled(NULL);
}

/* ---- the command line ---- */

/* Writes a word as a shell reads it back: in quotes if it has characters that are special to the shell. */
static void write_word(FILE *stream, const char *word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+:@%,./";
    if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
        fputs(word, stream);
        return;
    }
    fputc('\'', stream);
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            fputs("'\\''", stream);
        else
            fputc(*word, stream);
    }
    fputc('\'', stream);
}

nsc_status nsc_session_command_line(const nsc_session *session, char **text, nsc_error *error) {
    size_t size = 0;
    *text = NULL;
    FILE *stream = nsc_text_stream_open(text, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "the command line");
    fputs("nasscape", stream);
    for (int word = 1; word < session->arguments->word_count; word++) {
        fputc(' ', stream);
        write_word(stream, session->arguments->words[word]);
    }
    return fclose(stream) == 0 ? NSC_OK : nsc_error_out_of_memory(error, "the command line");
}

/* ---- opening and closing ---- */

/* Joins --point and --columns to one list of choices. */
static nsc_status choose_columns(nsc_session *session, nsc_error *error) {
    static const char prefix[] = "column:";
    const char *point = session->arguments->texts[NSC_OPTION_POINT];
    const char *columns = session->arguments->texts[NSC_OPTION_COLUMNS];
    size_t size;
    if (point == NULL && columns == NULL)
        return NSC_OK;
    if (point != NULL && (strncmp(point, prefix, sizeof prefix - 1) != 0 || point[sizeof prefix - 1] == '\0'))
        return nsc_error_set(error, NSC_USAGE, "--point %.60s: expected column:NAME", point);
    FILE *stream = nsc_text_stream_open(&session->columns, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "a text of the command line");
    if (point != NULL) {
        fputs("point=\"", stream);
        for (const char *letter = point + sizeof prefix - 1; *letter != '\0'; letter++)
            fprintf(stream, *letter == '"' ? "\"\"" : "%c", *letter);
        fputs("\"", stream);
    }
    fprintf(stream, "%s%s", point != NULL && columns != NULL ? "," : "", columns != NULL ? columns : "");
    if (fclose(stream) == 0)
        return NSC_OK;
    return nsc_error_out_of_memory(error, "a text of the command line");
}

/* For an analysis without a graph nothing is stored, so that ranks may hold ranges of any strings. */
static nsc_graph_storage graph_storage(const nsc_arguments *arguments) {
    const nsc_analysis *analysis = nsc_analysis_of_command(arguments);
    if (nsc_arguments_has(arguments, NSC_OPTION_GRAPH))
        return (nsc_graph_storage)(arguments->integers[NSC_OPTION_GRAPH] + 1);
    return analysis != NULL && !nsc_analysis_reads_graph(analysis) ? NSC_GRAPH_IMPLICIT : NSC_GRAPH_BY_SIZE;
}

nsc_landscape_names nsc_session_names(const nsc_session *session) {
    const nsc_arguments *arguments = session->arguments;
    /* Commands about files take them as arguments as well. */
    const bool files_given = arguments->command->reads_arguments && arguments->data_count == 0;
    return (nsc_landscape_names){
        .space = arguments->texts[NSC_OPTION_SPACE],
        .data = files_given ? arguments->positional : arguments->data,
        .data_count = files_given ? arguments->positional_count : arguments->data_count,
        .fitness = arguments->texts[NSC_OPTION_FITNESS],
        .direction = nsc_arguments_has(arguments, NSC_OPTION_MINIMISE) ? NSC_MINIMISE : NSC_MAXIMISE,
        .equal_within = arguments->texts[NSC_OPTION_EQUAL_WITHIN],
        .relation = arguments->texts[NSC_OPTION_RELATION],
        .graph = graph_storage(arguments),
        .order = nsc_arguments_has(arguments, NSC_OPTION_ORDER)
                     ? (nsc_array_order)(arguments->integers[NSC_OPTION_ORDER] + 1)
                     : NSC_ORDER_UNSTATED,
        .rows = arguments->texts[NSC_OPTION_ROWS],
        .columns = session->columns,
        .percent = nsc_arguments_has(arguments, NSC_OPTION_PERCENT),
        .keep_going = nsc_arguments_has(arguments, NSC_OPTION_KEEP_GOING),
        .control = &session->control,
    };
}

nsc_status nsc_session_open(nsc_session *session, const nsc_arguments *arguments, const nsc_sharing *sharing,
                            nsc_ranks *ranks, nsc_error *error) {
    *session = (nsc_session){
        .arguments = arguments, .thread = pthread_self(), .ranks = ranks, .progress = {.started_s = now_s()}};
    /* "analyse fdc", "report paper": of these the argument says what is done. */
    const bool names_work = strchr(arguments->command->path, ' ') == NULL && arguments->positional_count > 0;
    nsc_text_format(session->progress.title, sizeof session->progress.title, "%s%s%s", arguments->command->path,
                    names_work ? " " : "", names_work ? arguments->positional[0] : "");
    session->control = (nsc_control){.thread_count = nsc_arguments_has(arguments, NSC_OPTION_THREADS)
                                                         ? (size_t)arguments->integers[NSC_OPTION_THREADS]
                                                         : nsc_threads_available(),
                                     .cancelled = is_cancelled,
                                     .context = session,
                                     .sharing = sharing};
    if (isatty(STDERR_FILENO) && !nsc_arguments_has(arguments, NSC_OPTION_QUIET))
        session->control.report = report_progress;
    const nsc_status status = choose_columns(session, error);
    if (status != NSC_OK)
        return status;
    const nsc_landscape_names names = nsc_session_names(session);
    return nsc_landscape_open(&session->opened, &names, error);
}

/* Names in one line, "none" for none. */
static void write_names(const nsc_session *session, const char *path, const char *what, const nsc_names *names) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = nsc_text_stream_open(&text, &size);
    if (stream == NULL)
        return;
    for (size_t name = 0; name < names->count; name++)
        fprintf(stream, "%s%s", name > 0 ? ", " : "", names->items[name]);
    if (fclose(stream) == 0)
        nsc_session_note(session, "\"%s\": columns %s: %s", path, what, names->count > 0 ? text : "none");
    free(text);
}

/* Reports once which columns of tables are used. */
static void tell_columns(nsc_session *session) {
    const nsc_measurements *measurements =
        session->opened != NULL ? nsc_landscape_read_measurements(session->opened) : NULL;
    if (measurements == NULL || session->sources_told)
        return;
    session->sources_told = true;
    for (size_t number = 0; number < nsc_measurements_source_count(measurements); number++) {
        const nsc_source *source = nsc_measurements_source(measurements, number);
        if (source->kind != NSC_SOURCE_CSV)
            continue;
        write_names(session, source->path, "used", &source->columns_used);
        write_names(session, source->path, "not used", &source->columns_unused);
    }
}

/* Reports the notes on the files that were read since the last call: what was assumed, what was left out. */
static void tell_notes(nsc_session *session) {
    const size_t count = session->opened != NULL ? nsc_landscape_note_count(session->opened) : 0;
    for (; session->notes_told < count; session->notes_told++)
        nsc_session_note(session, "%s", nsc_landscape_note(session->opened, session->notes_told));
    if (nsc_arguments_has(session->arguments, NSC_OPTION_VERBOSE))
        tell_columns(session);
}

/*
 * Says once that higher values of the fitness are taken as better, if its name says the opposite and the command line
 * leaves it open.
 */
static void tell_direction(nsc_session *session) {
    const nsc_arguments *arguments = session->arguments;
    const nsc_fitness_rule *rule;
    if (session->direction_told || !nsc_command_takes(arguments->command, NSC_OPTION_MINIMISE) ||
        nsc_arguments_has(arguments, NSC_OPTION_MINIMISE) || nsc_arguments_has(arguments, NSC_OPTION_MAXIMISE) ||
        nsc_landscape_rule(session->opened, NULL, &rule, NULL) != NSC_OK)
        return;
    session->direction_told = true;
    if (nsc_fitness_rule_sounds_costly(rule))
        nsc_session_note(session, "%s: higher is taken as better; --minimise if lower is", rule->text);
}

void nsc_session_tell(nsc_session *session) {
    tell_notes(session);
    tell_direction(session);
}

void nsc_session_close(nsc_session *session) {
    clear_progress(session);
    tell_notes(session); /* an analysis may have read further files */
    nsc_landscape_close(session->opened);
    nsc_recipe_file_release(&session->recipe);
    nsc_names_release(&session->further_files);
    nsc_folder_release(&session->folder);
    free(session->columns);
    *session = (nsc_session){0};
}

nsc_status nsc_session_run(const nsc_arguments *arguments, const nsc_sharing *sharing, nsc_ranks *ranks,
                           nsc_error *error) {
    nsc_session session;
    nsc_status status = nsc_session_open(&session, arguments, sharing, ranks, error);
    if (status == NSC_OK)
        status = nsc_session_claim_files(&session, error);
    if (status == NSC_OK)
        status = arguments->command->run(&session, error);
    nsc_session_close(&session);
    return status;
}

/* ---- what the options name ---- */

nsc_status nsc_session_space(nsc_session *session, const nsc_space **space, nsc_error *error) {
    return nsc_landscape_space(session->opened, space, error);
}

nsc_status nsc_session_cells(nsc_session *session, const nsc_space **space, const nsc_nb101 **nb101, nsc_error *error) {
    nsc_status status = nsc_session_space(session, space, error);
    if (status != NSC_OK)
        return status;
    *nb101 = nsc_space_nb101(*space);
    return *nb101 != NULL ? NSC_OK : nsc_error_set(error, NSC_USAGE, "the space %s has no cells", (*space)->name);
}

nsc_status nsc_session_distance(nsc_session *session, const nsc_distance **distance, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    const bool given = (arguments->given & NSC_READS(distance)) != 0;
    const nsc_space *space;
    nsc_status status = nsc_session_space(session, &space, error);
    return status != NSC_OK
               ? status
               : nsc_distance_of(space, given ? arguments->analysis.distance->name : NULL, distance, error);
}

uint64_t nsc_session_seed(const nsc_session *session) {
    return session->arguments->analysis.seed;
}

nsc_status nsc_session_analysis_options(nsc_session *session, nsc_option_set read, const char *kind, const char *name,
                                        nsc_analysis_options *options, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    nsc_status status = nsc_arguments_check_read(arguments, read, kind, name, error);
    *options = arguments->analysis;
    options->control = &session->control;
    return status != NSC_OK ? status : nsc_session_distance(session, &options->distance, error);
}

nsc_status nsc_session_measurements(nsc_session *session, const nsc_measurements **measurements, nsc_error *error) {
    const nsc_status status = nsc_landscape_measurements(session->opened, measurements, error);
    tell_notes(session);
    return status;
}

nsc_status nsc_session_fitness(nsc_session *session, const char *rule, const nsc_fitness **fitness, nsc_error *error) {
    const nsc_status status = nsc_landscape_fitness(session->opened, rule, fitness, error);
    tell_notes(session);
    if (status == NSC_OK && rule == NULL)
        tell_direction(session);
    return status;
}

nsc_status nsc_session_landscape(nsc_session *session, nsc_landscape *landscape, nsc_error *error) {
    const nsc_status status = nsc_landscape_view_points(session->opened, NULL, NULL, landscape, error);
    tell_notes(session);
    if (status == NSC_OK)
        tell_direction(session);
    return status;
}
