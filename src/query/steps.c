/* Rows about steps; see steps.h. */
#include "query/steps.h"

#include "analysis/estimators/ranking.h"

#include <string.h>

static nsc_status begin(nsc_step_writer *writer, nsc_error *error) {
    if (writer->begun)
        return NSC_OK;
    writer->begun = true;
    memcpy(writer->named, writer->columns, writer->column_count * sizeof *writer->columns);
    writer->named[1].name = nsc_space_point_column(writer->namer.space);
    return nsc_sink_begin(writer->sink, writer->named, writer->column_count, error);
}

nsc_status nsc_steps_row(nsc_step_writer *writer, const nsc_step *step, const nsc_value *own, size_t count,
                         nsc_error *error) {
    const bool first = step->number == 0;
    nsc_point_name name;
    nsc_value values[NSC_STEP_COLUMNS_MAXIMUM];
    nsc_status status = begin(writer, error);
    if (status == NSC_OK)
        status = nsc_namer_name(&writer->namer, step->point, &name, error);
    if (status != NSC_OK)
        return status;
    const nsc_value front[NSC_STEP_COLUMNS] = {
        nsc_unsigned(step->number),
        nsc_text(name.text),
        nsc_text(step->change),
        nsc_real(step->found.value),
        first ? nsc_missing() : nsc_real(step->found.value - step->before.value),
        first ? nsc_missing() : nsc_beyond_noise_value(step->before, step->found),
    };
    const nsc_value end[NSC_STEP_END_COLUMNS] = {
        nsc_real(step->found.standard_error),
        nsc_run_count(step->found.runs),
        nsc_integer(step->point),
        nsc_text(writer->relation->name),
        nsc_text(writer->provenance.fitness),
        nsc_text(writer->provenance.direction),
        nsc_text(writer->provenance.origin),
        nsc_text(writer->provenance.source),
    };
    memcpy(values, front, sizeof front);
    memcpy(values + NSC_STEP_COLUMNS, own, count * sizeof *own);
    memcpy(values + NSC_STEP_COLUMNS + count, end, sizeof end);
    return nsc_sink_row(writer->sink, values, NSC_STEP_COLUMNS + count + NSC_STEP_END_COLUMNS, error);
}

nsc_provenance nsc_provenance_of(const nsc_fitness *fitness) {
    return (nsc_provenance){fitness->rule.text, nsc_direction_name(fitness->direction),
                            nsc_origin_name(fitness->origin), fitness->source};
}

nsc_status nsc_point_or_best(nsc_opened_landscape *opened, const nsc_question *question, const char *text,
                             uint32_t *point, nsc_error *error) {
    const nsc_space *space;
    const nsc_fitness *fitness;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_landscape_space(opened, &space, error));
    if (strcmp(text, "best") != 0 || space->point_parse(space, text, point, NULL) == NSC_OK)
        return strcmp(text, "best") != 0 ? space->point_parse(space, text, point, error) : NSC_OK;
    NSC_TRY(nsc_landscape_fitness(opened, question->fitness, &fitness, error));
    *point = nsc_best_point(fitness);
out:
    return status;
}
