/* What questions share; see query_internal.h. */
#include "query/query_internal.h"

#include <stdarg.h>

nsc_status nsc_namer_open(nsc_namer *namer, const nsc_space *space, size_t wanted, nsc_error *error) {
    const size_t few = 100;
    const nsc_hash_index *index;
    *namer = (nsc_namer){.space = space};
    if (wanted <= few || nsc_space_nb101(space) == NULL)
        return NSC_OK;
    nsc_status status = nsc_space_hash_index(space, &index, error);
    if (status == NSC_OK)
        namer->hashes = nsc_hash_index_hashes(index);
    return status;
}

nsc_status nsc_namer_name(const nsc_namer *namer, uint32_t point, nsc_point_name *name, nsc_error *error) {
    if (namer->hashes == NULL)
        return namer->space->point_name(namer->space, point, name, error);
    nsc_hash_format(&namer->hashes[point], name->own);
    name->text = name->own;
    return NSC_OK;
}

nsc_status nsc_question_relation(nsc_opened_landscape *opened, const nsc_question *question,
                                 const nsc_relation **relation, nsc_error *error) {
    const nsc_space *space;
    if (question->relation == NULL)
        return nsc_landscape_relation(opened, relation, error);
    nsc_status status = nsc_landscape_space(opened, &space, error);
    return status != NSC_OK ? status : nsc_relation_of(space, question->relation, relation, error);
}

nsc_status nsc_question_points(const nsc_space *space, const nsc_question *question, uint32_t *points,
                               nsc_error *error) {
    nsc_status status = NSC_OK;
    for (size_t number = 0; status == NSC_OK && number < question->point_count; number++)
        status = space->point_parse(space, question->points[number], &points[number], error);
    return status;
}

nsc_value nsc_beyond_noise_value(nsc_point_fitness one, nsc_point_fitness other) {
    const nsc_noise_verdict verdict = nsc_fitness_compare_noise(one, other);
    return verdict == NSC_NOISE_UNKNOWN ? nsc_missing() : nsc_text(verdict == NSC_NOISE_BEYOND ? "yes" : "no");
}

void nsc_question_note(const nsc_question *question, const char *format, ...) {
    char text[300];
    va_list arguments;
    if (question->note == NULL)
        return;
    va_start(arguments, format);
    nsc_text_format_list(text, sizeof text, format, arguments);
    va_end(arguments);
    question->note(question->note_context, text);
}
