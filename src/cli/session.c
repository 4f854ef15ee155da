/* What the shared options name, opened when a command first asks for it. */
#include "cli/cli.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

/* ---- messages ---- */

void nsc_session_note(const nsc_session *session, const char *format, ...) {
    if (nsc_arguments_has(session->arguments, NSC_OPTION_QUIET))
        return;
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "nasscape %s: ", session->arguments->command->path);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

/* One line that overwrites itself, at whole per cents, gone when the stage ends. */
static void show_progress(void *context, const char *stage, double fraction) {
    nsc_session *session = context;
    const int percent = (int)(fraction * 100);
    if (percent == session->progress_percent)
        return;
    session->progress_percent = percent;
    if (fraction < 1)
        fprintf(stderr, "\r\033[K%s: %d %%", stage, percent);
    else
        fputs("\r\033[K", stderr);
    fflush(stderr);
}

/* ---- the command line ---- */

/* Writes a word as a shell reads it back: between quotes where it holds more than plain characters. */
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
    FILE *stream = open_memstream(text, &size);
    if (stream == NULL)
        return nsc_error_set(error, NSC_FAILED, "out of memory");
    fputs("nasscape", stream);
    for (int word = 1; word < session->arguments->word_count; word++) {
        fputc(' ', stream);
        write_word(stream, session->arguments->words[word]);
    }
    if (fclose(stream) == 0)
        return NSC_OK;
    free(*text);
    *text = NULL;
    return nsc_error_set(error, NSC_FAILED, "out of memory");
}

/* ---- opening and closing ---- */

static nsc_status give_fitness(void *context, const char *rule, nsc_fitness *fitness, nsc_error *error);

void nsc_session_open(nsc_session *session, const nsc_arguments *arguments) {
    *session = (nsc_session){
        .arguments = arguments, .progress_percent = -1, .source = {.fitness = give_fitness, .context = session}};
    session->control = (nsc_control){.thread_count = nsc_arguments_has(arguments, NSC_OPTION_THREADS)
                                                         ? (size_t)arguments->integers[NSC_OPTION_THREADS]
                                                         : nsc_threads_available(),
                                     .cancelled = nsc_signals_cancelled,
                                     .context = session};
    if (isatty(STDERR_FILENO) && !nsc_arguments_has(arguments, NSC_OPTION_QUIET))
        session->control.report = show_progress;
}

void nsc_session_close(nsc_session *session) {
    if (session->progress_percent >= 0 && session->progress_percent < 100)
        fputs("\r\033[K", stderr);
    if (session->graph_known)
        nsc_graph_release(&session->graph);
    if (session->fitness_known)
        nsc_fitness_release(&session->fitness);
    nsc_measurements_destroy(session->measurements);
    nsc_space_close(session->space);
    nsc_folder_release(&session->folder);
    *session = (nsc_session){0};
}

/* ---- space and graph ---- */

static const char *text_or_default(const nsc_session *session, nsc_option_number option) {
    const char *text = session->arguments->texts[option];
    return text != NULL ? text : nsc_options[option].default_text;
}

nsc_status nsc_session_space(nsc_session *session, const nsc_space **space, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (session->space == NULL)
        status = nsc_space_open(&session->space, text_or_default(session, NSC_OPTION_SPACE), error);
    *space = session->space;
    return status;
}

nsc_status nsc_session_cells(nsc_session *session, const nsc_space **space, const nsc_nb101 **nb101, nsc_error *error) {
    nsc_status status = nsc_session_space(session, space, error);
    if (status != NSC_OK)
        return status;
    *nb101 = nsc_space_nb101(*space);
    return *nb101 != NULL ? NSC_OK : nsc_error_set(error, NSC_USAGE, "the space %s has no cells", (*space)->name);
}

nsc_status nsc_session_relation(nsc_session *session, const nsc_relation **relation, nsc_error *error) {
    const nsc_space *space;
    nsc_status status = nsc_session_space(session, &space, error);
    return status != NSC_OK ? status
                            : nsc_relation_of(space, session->arguments->texts[NSC_OPTION_RELATION], relation, error);
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

nsc_status nsc_session_graph(nsc_session *session, const nsc_graph **graph, nsc_error *error) {
    const nsc_space *space;
    const nsc_relation *relation;
    nsc_status status = nsc_session_space(session, &space, error);
    if (status == NSC_OK)
        status = nsc_session_relation(session, &relation, error);
    if (status == NSC_OK && !session->graph_known) {
        status = nsc_graph_build(&session->graph, space, relation, &session->control, error);
        session->graph_known = status == NSC_OK;
    }
    *graph = &session->graph;
    return status;
}

/* ---- measurements and fitness ---- */

bool nsc_session_data_builtin(const nsc_session *session) {
    return session->arguments->data_count == 0 ||
           (session->arguments->data_count == 1 && strcmp(session->arguments->data[0], "builtin") == 0);
}

nsc_status nsc_session_rule(nsc_session *session, const nsc_fitness_rule **rule, nsc_error *error) {
    const nsc_space *space;
    nsc_status status = nsc_session_space(session, &space, error);
    if (status == NSC_OK && !session->rule_known) {
        char standard[32] = "test";
        if (space->epochs > 0)
            snprintf(standard, sizeof standard, "test@%d", space->epochs);
        const char *text = session->arguments->texts[NSC_OPTION_FITNESS];
        status = nsc_fitness_rule_parse(&session->rule, space, text != NULL ? text : standard, error);
        session->rule_known = status == NSC_OK;
    }
    *rule = &session->rule;
    return status;
}

/* What a reader of the numbers should know of the files behind them. */
static void tell_sources(const nsc_session *session) {
    const nsc_measurements *measurements = session->measurements;
    for (size_t number = 0; number < nsc_measurements_source_count(measurements); number++) {
        const nsc_source *source = nsc_measurements_source(measurements, number);
        if (source->epochs_assumed && session->space->epochs > 0)
            nsc_session_note(session, "\"%s\" names no number of epochs: taken as %d", source->path,
                             session->space->epochs);
        if (source->rows_left_out > 0)
            nsc_session_note(session, "\"%s\": %llu rows used, %llu left out", source->path,
                             (unsigned long long)source->rows_used, (unsigned long long)source->rows_left_out);
        if (source->rows_outside > 0)
            nsc_session_note(session, "\"%s\": %llu rows are of %s", source->path,
                             (unsigned long long)source->rows_outside,
                             source->kind == NSC_SOURCE_CSV ? "strings that another one of the same network stands for"
                                                            : "cells outside the space");
        if (source->synthetic)
            nsc_session_note(session, "\"%s\" is SYNTHETIC: its numbers are made up, not measured", source->path);
    }
    for (size_t number = 0; number < nsc_measurements_refusal_count(measurements); number++)
        nsc_session_note(session, "left out: %s", nsc_measurements_refusal(measurements, number));
}

static nsc_status read_measurements(nsc_session *session, const char *column, nsc_error *error) {
    const nsc_measurement_options options = {
        .keep_going = nsc_arguments_has(session->arguments, NSC_OPTION_KEEP_GOING),
        .column = column,
        .control = &session->control,
    };
    const nsc_space *space;
    nsc_measurements *measurements = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(nsc_measurements_create(&measurements, space, error));
    for (size_t number = 0; number < session->arguments->data_count; number++) {
        const char *path = session->arguments->data[number];
        if (strcmp(path, "builtin") == 0)
            NSC_TRY(nsc_error_set(error, NSC_USAGE, "the built-in surrogate can't be merged with measurements"));
        nsc_control_report(&session->control, path, 0);
        NSC_TRY(nsc_measurements_read(measurements, path, &options, error));
        nsc_control_report(&session->control, path, 1);
    }
    session->measurements = measurements;
    measurements = NULL;
    tell_sources(session);
out:
    nsc_measurements_destroy(measurements);
    return status;
}

nsc_status nsc_session_measurements(nsc_session *session, const nsc_measurements **measurements, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (session->measurements == NULL && !nsc_session_data_builtin(session)) {
        const nsc_fitness_rule *rule;
        status = nsc_session_rule(session, &rule, error);
        if (status == NSC_OK)
            status = read_measurements(session, rule->kind == NSC_FITNESS_COLUMN ? rule->column : NULL, error);
    }
    *measurements = session->measurements;
    return status;
}

static nsc_status builtin_model(const nsc_space *space, const nsc_fitness_rule *rule, const nsc_surrogate **model,
                                nsc_error *error) {
    if (nsc_space_nb101(space) == NULL)
        return nsc_error_set(error, NSC_MISSING,
                             "the space %s comes with no measurements of %s: they are given with --data FILE",
                             space->name, rule->text);
    *model = nsc_surrogate_builtin(rule->text);
    return *model != NULL ? NSC_OK
                          : nsc_error_set(error, NSC_MISSING,
                                          "the built-in surrogate has no %s, only test@108 and time@108; measurements "
                                          "are given with --data FILE",
                                          rule->text);
}

static nsc_status make_fitness(nsc_session *session, const nsc_fitness_rule *rule, nsc_fitness *fitness,
                               nsc_error *error) {
    const nsc_space *space = session->space;
    if (rule->kind == NSC_FITNESS_FEATURE)
        return nsc_fitness_from_feature(fitness, rule, space, &session->control, error);
    if (nsc_session_data_builtin(session)) {
        const nsc_surrogate *model = NULL;
        nsc_status status = builtin_model(space, rule, &model, error);
        return status != NSC_OK ? status
                                : nsc_fitness_from_surrogate(fitness, rule, model, space, &session->control, error);
    }
    const nsc_measurements *measurements;
    nsc_status status = nsc_session_measurements(session, &measurements, error);
    return status != NSC_OK ? status : nsc_fitness_from_measurements(fitness, rule, measurements, error);
}

static nsc_status give_fitness(void *context, const char *rule, nsc_fitness *fitness, nsc_error *error) {
    nsc_session *session = context;
    const nsc_space *space;
    nsc_fitness_rule parsed;
    nsc_status status = nsc_session_space(session, &space, error);
    if (status == NSC_OK)
        status = nsc_fitness_rule_parse(&parsed, space, rule, error);
    return status != NSC_OK ? status : make_fitness(session, &parsed, fitness, error);
}

nsc_status nsc_session_fitness(nsc_session *session, const nsc_fitness **fitness, nsc_error *error) {
    const nsc_fitness_rule *rule;
    nsc_status status = nsc_session_rule(session, &rule, error);
    if (status == NSC_OK && !session->fitness_known) {
        status = make_fitness(session, rule, &session->fitness, error);
        session->fitness_known = status == NSC_OK;
    }
    *fitness = &session->fitness;
    return status;
}

nsc_status nsc_session_landscape(nsc_session *session, nsc_landscape *landscape, nsc_error *error) {
    landscape->source = &session->source;
    nsc_status status = nsc_session_space(session, &landscape->space, error);
    /* The fitness first: what is wrong with the measurements is told before the graph is built. */
    if (status == NSC_OK)
        status = nsc_session_fitness(session, &landscape->fitness, error);
    if (status == NSC_OK)
        status = nsc_session_graph(session, &landscape->graph, error);
    return status;
}

static nsc_status feature_values(const nsc_space *space, size_t feature, const uint32_t *points, size_t count,
                                 double *values, nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < count; number++)
        status = space->feature_value(space, feature, points[number], &values[number], error);
    return status;
}

/* As nsc_session_values, by looking up these points only; *`found` says whether any of them has a value. */
static nsc_status measured_values(nsc_session *session, const nsc_fitness_rule *rule, const uint32_t *points,
                                  size_t count, double *values, nsc_provenance *provenance, bool *found,
                                  nsc_error *error) {
    const nsc_measurements *measurements;
    nsc_status status = nsc_session_measurements(session, &measurements, error);
    if (status == NSC_OK)
        status = nsc_fitness_of_points(rule, measurements, points, count, values, error);
    *found = false;
    for (size_t point = 0; status == NSC_OK && point < count; point++)
        *found = *found || !isnan(values[point]);
    if (status == NSC_OK)
        *provenance = (nsc_provenance){rule->text, nsc_origin_name(nsc_measurements_origin(measurements)),
                                       nsc_measurements_paths(measurements)};
    return status;
}

nsc_status nsc_session_values(nsc_session *session, const uint32_t *points, size_t count, double *values,
                              nsc_provenance *provenance, nsc_error *error) {
    const nsc_fitness_rule *rule;
    nsc_status status = nsc_session_rule(session, &rule, error);
    if (status != NSC_OK)
        return status;
    if (rule->kind == NSC_FITNESS_METRIC && nsc_session_data_builtin(session)) {
        const nsc_surrogate *model = NULL;
        *provenance = (nsc_provenance){rule->text, nsc_origin_name(NSC_ORIGIN_SURROGATE), "builtin"};
        status = builtin_model(session->space, rule, &model, error);
        return status != NSC_OK ? status : nsc_surrogate_values(model, session->space, points, count, values, error);
    }
    const size_t few = 1000; /* more are faster to have with all others, on all threads; volumes always come together */
    if (rule->kind == NSC_FITNESS_FEATURE && count <= few &&
        session->space->features[rule->feature].role != NSC_FEATURE_VOLUME) {
        *provenance = (nsc_provenance){rule->text, nsc_origin_name(NSC_ORIGIN_COMPUTED), "space"};
        return feature_values(session->space, (size_t)rule->feature, points, count, values, error);
    }
    const size_t few_rows = 300; /* a store finds that many rows faster than it reads whole columns */
    if (rule->kind == NSC_FITNESS_METRIC && count <= few_rows) {
        bool found;
        status = measured_values(session, rule, points, count, values, provenance, &found, error);
        if (status != NSC_OK || found)
            return status;
    }
    /* Where none of them has a value, the whole fitness tells whether the data holds any. */
    const nsc_fitness *fitness;
    status = nsc_session_fitness(session, &fitness, error);
    if (status != NSC_OK)
        return status;
    for (size_t point = 0; point < count; point++)
        values[point] = fitness->values[points[point]];
    *provenance = (nsc_provenance){rule->text, nsc_origin_name(fitness->origin), fitness->source};
    return NSC_OK;
}
