/* `report diff`: two reports, each in a folder or written first for a variation of the command's landscape. */
#include "cli/cli.h"

#include "analysis/landscape_settings.h"

#include <string.h>
#include <unistd.h>

/* ---- A and B ---- */

/* One of the two, as the command line names it. */
typedef struct variation {
    const char *word;
    char *label;  /* the word, with as many folders of files as tell A and B apart */
    char *folder; /* of the report that is there, or that is written */
    bool report_is_there;
    nsc_landscape_settings settings; /* the differences to the command's landscape */
    nsc_opened_landscape *opened;
    nsc_analysis_options options;
    nsc_report_request request;
} variation;

typedef struct comparison {
    const nsc_report *report; /* that is written for a landscape */
    variation variations[2];
    nsc_analysis_options options;
    nsc_diff_request request;
} comparison;

static void release_comparison(comparison *made) {
    for (int side = 0; side < 2; side++) {
        variation *of = &made->variations[side];
        nsc_landscape_close(of->opened);
        nsc_landscape_settings_release(&of->settings);
        free(of->label);
        free(of->folder);
    }
}

static bool has_manifest(const char *folder) {
    char *path = NULL;
    const bool found = nsc_path_join(&path, folder, "manifest.json", NULL) == NSC_OK && access(path, F_OK) == 0;
    free(path);
    return found;
}

/* True if the word is a rule of fitness of the space. */
static bool is_rule(nsc_session *session, const char *word) {
    const nsc_space *space;
    nsc_fitness_rule rule;
    return nsc_session_space(session, &space, NULL) == NSC_OK &&
           nsc_fitness_rule_parse(&rule, space, word, NULL) == NSC_OK;
}

static nsc_status read_variation(nsc_session *session, const char *word, nsc_landscape_settings *settings,
                                 nsc_error *error) {
    if (strcmp(word, "own") == 0)
        return NSC_OK;
    if (strchr(word, '=') != NULL && access(word, F_OK) != 0)
        return nsc_landscape_settings_read_list(settings, word, error);
    if (nsc_relation_named(word) != NULL)
        return nsc_landscape_settings_set(settings, "relation", word, error);
    if (strcmp(word, "builtin") == 0 || access(word, F_OK) == 0)
        return nsc_landscape_settings_set(settings, "data", word, error);
    if (is_rule(session, word))
        return nsc_landscape_settings_set(settings, "fitness", word, error);
    return nsc_error_set(error, NSC_MISSING,
                         "\"%.200s\" is neither the folder of a report (with manifest.json) nor a file of data, a "
                         "relation, a fitness, or settings such as relation=strict,fitness=valid@108",
                         word);
}

/* The names of the command's landscape with those that the settings have in their place. */
static nsc_landscape_names vary(const nsc_session *session, const nsc_landscape_settings *settings) {
    const nsc_landscape_names *given = &settings->names;
    nsc_landscape_names names = nsc_session_names(session);
    names.space = given->space != NULL ? given->space : names.space;
    names.fitness = given->fitness != NULL ? given->fitness : names.fitness;
    names.equal_within = given->equal_within != NULL ? given->equal_within : names.equal_within;
    names.relation = given->relation != NULL ? given->relation : names.relation;
    names.rows = given->rows != NULL ? given->rows : names.rows;
    names.columns = given->columns != NULL ? given->columns : names.columns;
    names.order = given->order != NSC_ORDER_UNSTATED ? given->order : names.order;
    names.direction = settings->direction_given ? given->direction : names.direction;
    names.percent = names.percent || given->percent;
    names.keep_going = names.keep_going || given->keep_going;
    if (given->data_count > 0) {
        names.data = given->data;
        names.data_count = given->data_count;
    }
    return names;
}

/* Opens the landscape of a variation, and fills in the request for its report. */
static nsc_status open_variation(nsc_session *session, comparison *made, variation *of, nsc_error *error) {
    nsc_report_data data;
    nsc_report_request request = {.options = &made->options,
                                  .data = &data,
                                  .style = nsc_session_style(session),
                                  .search = &session->arguments->search};
    nsc_status status = NSC_OK;
    NSC_TRY(read_variation(session, of->word, &of->settings, error));
    const nsc_landscape_names names = vary(session, &of->settings);
    NSC_TRY(nsc_landscape_open(&of->opened, &names, error));
    data = (nsc_report_data){of->word, of->opened};
    NSC_TRY(nsc_report_request_of(&request, 0, &of->request, &of->options, error));
    of->request.data = NULL;
    of->request.fitness = names.fitness;
out:
    return status;
}

/* The slashes between `text` and the end of the value that it is in. */
static size_t folders_from(const char *text) {
    size_t count = 0;
    for (; *text != '\0' && *text != ','; text++)
        count += *text == '/';
    return count;
}

/* Copies the word to `label`, which has its size, of files only the innermost `kept` folders. */
static void shorten(const char *word, size_t kept, char *label) {
    char *begin = label; /* of the value */
    for (const char *letter = word; *letter != '\0'; letter++) {
        if (*letter == '/' && folders_from(letter + 1) >= kept) {
            label = begin;
            continue;
        }
        *label++ = *letter;
        if (*letter == '=' || *letter == ',' || *letter == ':')
            begin = label;
    }
    *label = '\0';
}

/* Titles and legends have no room for folders: of each file the innermost ones are told that tell A and B apart. */
static nsc_status make_labels(comparison *made, nsc_error *error) {
    variation *a = &made->variations[0], *b = &made->variations[1];
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_copy_text(&a->label, a->word, error));
    NSC_TRY(nsc_copy_text(&b->label, b->word, error));
    if (strcmp(a->word, b->word) == 0)
        return NSC_OK;
    size_t kept = 0;
    do {
        for (int side = 0; side < 2; side++)
            if (!made->variations[side].report_is_there)
                shorten(made->variations[side].word, kept, made->variations[side].label);
        kept++;
    } while (strcmp(a->label, b->label) == 0);
out:
    return status;
}

static nsc_status read_input(nsc_session *session, comparison *made, int side, nsc_error *error) {
    static const char *const subfolders[2] = {"a", "b"};
    variation *of = &made->variations[side];
    nsc_diff_input *input = &made->request.inputs[side];
    nsc_status status = NSC_OK;
    if (of->report_is_there) {
        NSC_TRY(nsc_copy_text(&of->folder, of->word, error));
    } else {
        NSC_TRY(nsc_path_join(&of->folder, made->request.folder, subfolders[side], error));
        NSC_TRY(open_variation(session, made, of, error));
    }
    *input = (nsc_diff_input){.label = of->label,
                              .folder = of->folder,
                              .report = of->report_is_there ? NULL : made->report,
                              .request = of->report_is_there ? NULL : &of->request};
out:
    return status;
}

/* The comparison that the command line asks for. Release it, also after a failure. */
static nsc_status read_comparison(nsc_session *session, comparison *made, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    const char *name = arguments->texts[NSC_OPTION_REPORT];
    nsc_status status = NSC_OK;
    *made = (comparison){.report = nsc_report_named(name != NULL ? name : NSC_DIFF_REPORT)};
    const bool computes = !has_manifest(arguments->positional[0]) || !has_manifest(arguments->positional[1]);
    NSC_TRY(nsc_session_analysis_options(session, computes ? nsc_report_reads(made->report) : 0, "the report",
                                         computes ? made->report->name : "diff", &made->options, error));
    made->request = (nsc_diff_request){.folder = arguments->texts[NSC_OPTION_OUT_FOLDER],
                                       .options = &made->options,
                                       .style = nsc_session_style(session),
                                       .opened = session->opened};
    NSC_TRY(nsc_landscape_relation(session->opened, &made->request.relation, error));
    for (int side = 0; side < 2; side++) {
        variation *of = &made->variations[side];
        of->word = arguments->positional[side];
        of->report_is_there = has_manifest(of->word);
    }
    NSC_TRY(make_labels(made, error));
    for (int side = 0; side < 2; side++)
        NSC_TRY(read_input(session, made, side, error));
out:
    return status;
}

/* ---- the files ---- */

/* Adds the files of the report that is written into a folder of its own. */
static nsc_status add_files_of(const variation *of, const nsc_report *report, const char *subfolder, nsc_names *names,
                               nsc_error *error) {
    nsc_names files = {0};
    nsc_status status = nsc_report_files(report, &of->request, &files, error);
    for (size_t number = 0; status == NSC_OK && number < files.count; number++) {
        char *path = NULL;
        status = nsc_path_join(&path, subfolder, files.items[number], error);
        if (status == NSC_OK)
            status = nsc_names_add(names, path, error);
        free(path);
    }
    nsc_names_release(&files);
    return status;
}

static nsc_status refuse(const char *read, const char *written, nsc_error *error) {
    return nsc_error_set(error, NSC_USAGE, "\"%s\" is read and would be overwritten by \"%s\": choose another output",
                         read, written);
}

/* NSC_USAGE where the files of a comparison would take the place of a report that it reads. */
static nsc_status check_folders(const comparison *made, nsc_error *error) {
    for (int side = 0; side < 2; side++) {
        const variation *of = &made->variations[side], *other = &made->variations[1 - side];
        if (!of->report_is_there)
            continue;
        if (nsc_same_file(of->folder, made->request.folder))
            return refuse(of->folder, made->request.folder, error);
        if (!other->report_is_there && nsc_same_file(of->folder, other->folder))
            return refuse(of->folder, other->folder, error);
    }
    return NSC_OK;
}

nsc_status nsc_written_report_diff(nsc_session *session, nsc_written *written, nsc_error *error) {
    comparison made;
    nsc_status status = read_comparison(session, &made, error);
    if (status == NSC_OK)
        status = check_folders(&made, error);
    if (status == NSC_OK)
        status = nsc_diff_files(&made.request, &written->names, error);
    if (status == NSC_OK)
        status = nsc_diff_inputs(&made.request, &session->further_files, error);
    for (int side = 0; status == NSC_OK && side < 2; side++)
        if (!made.variations[side].report_is_there)
            status = add_files_of(&made.variations[side], made.report, side == 0 ? "a" : "b", &written->names, error);
    for (int side = 0; status == NSC_OK && side < 2; side++)
        status = nsc_session_reads(session, &made.variations[side].settings.names, error);
    release_comparison(&made);
    return status;
}

/* ---- the command ---- */

/* Reads the data before the long work, and reports what was assumed about it. */
static nsc_status tell_data(const nsc_session *session, const variation *of, nsc_error *error) {
    const nsc_measurements *measurements;
    if (of->opened == NULL)
        return NSC_OK;
    const nsc_status status = nsc_landscape_measurements(of->opened, &measurements, error);
    for (size_t note = 0; note < nsc_landscape_note_count(of->opened); note++)
        nsc_session_note(session, "%s: %s", of->word, nsc_landscape_note(of->opened, note));
    return status;
}

nsc_status nsc_command_report_diff(nsc_session *session, nsc_error *error) {
    comparison made;
    nsc_output output = {0};
    nsc_names notes = {0};
    char *command = NULL;
    bool leaves_files = false;
    nsc_status status = NSC_OK;
    NSC_TRY(read_comparison(session, &made, error));
    for (int side = 0; side < 2; side++)
        NSC_TRY(tell_data(session, &made.variations[side], error));
    NSC_TRY(nsc_session_command_line(session, &command, error));
    NSC_TRY(nsc_output_open(&output, NULL, error));
    made.request.command = command;
    made.request.summary = output.stream;
    made.request.notes = &notes;
    made.request.leaves_files = &leaves_files;
    nsc_signals_keep("finished files stay in %s; the comparison is not complete", made.request.folder);
    status = nsc_diff_write(&made.request, error);
    nsc_session_end_progress(session);
    for (size_t note = 0; note < notes.count; note++)
        nsc_session_note(session, "%s", notes.items[note]);
    status = nsc_output_end(&output, status, error);
out:
    if (leaves_files && !nsc_signals_cancelled(NULL))
        nsc_session_note(session, "%s", nsc_signals_kept());
    nsc_names_release(&notes);
    free(command);
    release_comparison(&made);
    return status;
}
