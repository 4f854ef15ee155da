/* `query`: reads a question from the command line, and writes its rows as they are found. */
#include "cli/cli.h"

#include <string.h>

static void tell(void *context, const char *text) {
    nsc_session_note(context, "%s", text);
}

/* ---- several points ---- */

/* A point that does not exist: an error, or with --keep-going a note. `place` names where it stands. */
static nsc_status check_point(const nsc_session *session, const nsc_space *space, const char *text, const char *place,
                              bool *known, nsc_error *error) {
    nsc_error reason = {0};
    uint32_t point;
    nsc_status status = space->point_parse(space, text, &point, &reason);
    *known = status == NSC_OK;
    if (status == NSC_OK)
        return NSC_OK;
    if (status != NSC_INVALID || !nsc_arguments_has(session->arguments, NSC_OPTION_KEEP_GOING))
        return nsc_error_set(error, status, "%s%s", place, reason.message);
    nsc_session_note(session, "%s%s", place, reason.message);
    return NSC_OK;
}

/* Answers for a point; one that the question has no answer for is an error, or with --keep-going a note. */
static nsc_status answer_point(const nsc_session *session, nsc_batch *batch, const char *text, const char *place,
                               nsc_error *error) {
    nsc_error reason = {0};
    const nsc_status status = nsc_batch_answer(batch, text, &reason);
    if (status == NSC_OK)
        return NSC_OK;
    if (status != NSC_MISSING || !nsc_arguments_has(session->arguments, NSC_OPTION_KEEP_GOING))
        return nsc_error_set(error, status, "%s%s", place, reason.message);
    nsc_session_note(session, "%s%s", place, reason.message);
    return NSC_OK;
}

/* Answers the points of the command line; all are checked before the first is answered. */
static nsc_status answer_arguments(nsc_session *session, const nsc_space *space, nsc_batch *batch, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    bool *known = NULL;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&known, arguments->positional_count, sizeof *known, error));
    for (size_t number = 0; number < arguments->positional_count; number++)
        NSC_TRY(check_point(session, space, arguments->positional[number], "", &known[number], error));
    for (size_t number = 0; number < arguments->positional_count; number++)
        if (known[number])
            NSC_TRY(answer_point(session, batch, arguments->positional[number], "", error));
out:
    free(known);
    return status;
}

/* Reads a list to its end and answers each point as it is read; without a batch, only checks that all exist. */
static nsc_status answer_list(nsc_session *session, const nsc_space *space, nsc_cell_list *list, nsc_batch *batch,
                              const nsc_session_rows *writer, nsc_error *error) {
    const char *text;
    nsc_status status = nsc_cell_list_next(list, &text, error);
    for (; status == NSC_OK && text != NULL; status = nsc_cell_list_next(list, &text, error)) {
        char place[256];
        bool known;
        nsc_text_format(place, sizeof place, "%s, line %zu: ", nsc_cell_list_name(list), list->line);
        NSC_TRY(check_point(session, space, text, place, &known, error));
        if (!known || batch == NULL)
            continue;
        NSC_TRY(answer_point(session, batch, text, place, error));
        if (!list->regular)
            fflush(writer->stream.output.stream); /* whoever writes into the pipe may wait for each answer */
    }
out:
    return status;
}

/* An unknown point of a file is found before anything is written; of a pipe, the answers before it stand. */
static nsc_status answer_file(nsc_session *session, const nsc_space *space, nsc_batch *batch,
                              const nsc_session_rows *writer, nsc_error *error) {
    nsc_cell_list list;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_cell_list_open(&list, session->arguments->texts[NSC_OPTION_FROM], error));
    if (list.regular && !nsc_arguments_has(session->arguments, NSC_OPTION_KEEP_GOING)) {
        NSC_TRY(answer_list(session, space, &list, NULL, writer, error));
        NSC_TRY(nsc_cell_list_rewind(&list, error));
    }
    NSC_TRY(answer_list(session, space, &list, batch, writer, error));
out:
    nsc_cell_list_close(&list);
    return status;
}

static nsc_status answer_all(nsc_session *session, const nsc_question *question, const nsc_row_sink *sink,
                             const nsc_session_rows *writer, nsc_error *error) {
    const nsc_space *space;
    nsc_batch batch;
    nsc_status status = NSC_OK;
    nsc_batch_open(&batch, session->arguments->command->query, session->opened, question, sink);
    NSC_TRY(nsc_session_space(session, &space, error));
    NSC_TRY(nsc_arguments_has(session->arguments, NSC_OPTION_FROM) ? answer_file(session, space, &batch, writer, error)
                                                                   : answer_arguments(session, space, &batch, error));
    if (!writer->begun)
        status = nsc_error_set(error, NSC_INVALID, "there is no point to answer for");
out:
    nsc_batch_close(&batch);
    return status;
}

/* ---- the command ---- */

/* Answers the question of the command in rows. */
static nsc_status answer(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    const nsc_query *query = arguments->command->query;
    nsc_session_rows writer;
    const nsc_row_sink sink = nsc_session_rows_sink(&writer, session);
    nsc_question question = arguments->question;
    question.points = arguments->positional;
    question.point_count = arguments->positional_count;
    question.fitness = arguments->texts[NSC_OPTION_FITNESS];
    question.control = &session->control;
    const bool several = nsc_arguments_has(arguments, NSC_OPTION_FROM) || question.point_count > query->points_maximum;
    question.note = several ? NULL : tell; /* a note for each of many answers would bury the errors */
    question.note_context = session;
    nsc_status status = several ? answer_all(session, &question, &sink, &writer, error)
                                : nsc_query_run(query, session->opened, &question, &sink, error);
    return nsc_session_rows_close(&writer, status, error);
}

nsc_status nsc_command_query(nsc_session *session, nsc_error *error) {
    const nsc_space *space;
    bool drawn = false;
    nsc_status status = nsc_session_space(session, &space, error);
    if (status == NSC_OK)
        status = nsc_session_draw(session, space, &drawn, error);
    return status == NSC_OK && !drawn ? answer(session, error) : status;
}
