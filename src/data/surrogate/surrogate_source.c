/* A model as the C source that a built-in one is. */
#include "data/surrogate/surrogate_internal.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *const transform_symbols[] = {"NSC_TRANSFORM_LOG_ERROR", "NSC_TRANSFORM_LOG", "NSC_TRANSFORM_NONE"};

enum { LINE_WIDTH = 120, DIGITS = 9 };

/* A number as C writes it. */
static const char *c_number(double number, char text[32]) {
    if (isfinite(number))
        snprintf(text, 32, "%.*g", (int)DIGITS, number);
    else
        snprintf(text, 32, "NAN");
    return text;
}

static void write_c_array(FILE *stream, const char *name, const char *size, const double *numbers, size_t count) {
    char text[32];
    size_t column = 3;
    fprintf(stream, "static const double %s[%s] = {\n   ", name, size);
    for (size_t number = 0; number < count; number++) {
        const size_t length = strlen(c_number(numbers[number], text)) + 2;
        if (column + length > LINE_WIDTH) {
            fprintf(stream, "\n   ");
            column = 3;
        }
        fprintf(stream, " %s,", text);
        column += length;
    }
    fprintf(stream, "\n};\n\n");
}

/* The thresholds, feature by feature: they take less room without blanks. */
static void write_c_splits(FILE *stream, const nsc_surrogate_trees *trees) {
    char number[32], text[48];
    size_t column = 0;
    fprintf(stream, "static const nsc_split splits[] = {\n");
    for (size_t split = 0; split < trees->split_count; split++) {
        const int length = snprintf(text, sizeof text, "{%u,%s},", (unsigned)trees->splits[split].feature,
                                    c_number(trees->splits[split].threshold, number));
        if (column + (size_t)length > LINE_WIDTH) {
            fputc('\n', stream);
            column = 0;
        }
        fputs(text, stream);
        column += (size_t)length;
    }
    fprintf(stream, "\n};\n\n");
}

/* The trees as one text, which the compiler joins from lines. */
static void write_c_nodes(FILE *stream, const char *name, const nsc_tree_sum *sum, size_t split_count) {
    const size_t length = nsc_tree_sum_length(sum, split_count, SIZE_MAX);
    fprintf(stream, "static const char %s[] =", name);
    for (size_t place = 0; place < length; place += LINE_WIDTH - 2)
        fprintf(stream, "\n\"%.*s\"", (int)(length - place < LINE_WIDTH - 2 ? length - place : LINE_WIDTH - 2),
                sum->nodes + place);
    fprintf(stream, "%s;\n\n", length == 0 ? " \"\"" : "");
}

static void write_c_sum(FILE *stream, const char *name, const nsc_tree_sum *sum) {
    char number[32];
    fprintf(stream, "    .%s = {.constant = %s, .tree_count = %zu", name, c_number(sum->constant, number),
            sum->tree_count);
    if (sum->tree_count > 0)
        fprintf(stream, ", .scales = %s_scales, .nodes = %s_nodes", name, name);
    fprintf(stream, "},\n");
}

static void write_c_trees(FILE *stream, const nsc_surrogate_trees *trees) {
    char number[32];
    write_c_splits(stream, trees);
    write_c_array(stream, "level_scales", "", trees->level.scales, trees->level.tree_count);
    write_c_nodes(stream, "level_nodes", &trees->level, trees->split_count);
    if (trees->collapse.tree_count > 0) {
        write_c_array(stream, "collapse_scales", "", trees->collapse.scales, trees->collapse.tree_count);
        write_c_nodes(stream, "collapse_nodes", &trees->collapse, trees->split_count);
    }
    fprintf(stream, "static const nsc_surrogate_trees trees = {\n    .split_count = %zu,\n    .splits = splits,\n",
            trees->split_count);
    fprintf(stream, "    .limit = %s,\n", c_number(trees->limit, number));
    write_c_sum(stream, "level", &trees->level);
    write_c_sum(stream, "collapse", &trees->collapse);
    fprintf(stream, "};\n\n");
}

static void write_c_polynomial(FILE *stream, const nsc_surrogate *model) {
    write_c_array(stream, "centres", "NSC_SURROGATE_FEATURES", model->centres, model->feature_count);
    write_c_array(stream, "scales", "NSC_SURROGATE_FEATURES", model->scales, model->feature_count);
    write_c_array(stream, "coefficients", "NSC_SURROGATE_COEFFICIENTS", model->coefficients, model->coefficient_count);
}

static void write_c_text(FILE *stream, const char *text) {
    fputc('"', stream);
    for (; *text != '\0'; text++) {
        const unsigned char character = (unsigned char)*text;
        if (character == '"' || character == '\\')
            fputc('\\', stream);
        if (character < ' ' || character == 0x7f)
            fprintf(stream, "\\%03o", character);
        else
            fputc(character, stream);
    }
    fputc('"', stream);
}

/* A character of a text inside a comment, which must neither end it nor begin a line. */
static void write_comment_character(FILE *stream, const char *text) {
    fputc(*text == '\n' || *text == '\r' ? ' ' : *text, stream);
    if (text[0] == '*' && text[1] == '/')
        fputc(' ', stream);
}

static void write_comment_text(FILE *stream, const char *text) {
    for (; *text != '\0'; text++)
        write_comment_character(stream, text);
}

/* A command inside a comment, continued on another line, as a shell has it, where one is full. */
static void write_comment_command(FILE *stream, const char *command) {
    size_t column = 0;
    for (; *command != '\0'; command++, column++) {
        if (*command == ' ' && column + strcspn(command + 1, " ") > LINE_WIDTH - 12) {
            fputs(" \\\n *    ", stream);
            column = 0;
        }
        write_comment_character(stream, command);
    }
}

static void write_c_heading(FILE *stream, const nsc_surrogate *model, const char *command) {
    const nsc_surrogate_judgement *judgement = &model->judgement;
    fprintf(stream, "/*\n * Generated: the built-in surrogate of ");
    write_comment_text(stream, model->fitness);
    fprintf(stream, ". Do not edit; made by\n *\n *   ");
    write_comment_command(stream, command);
    fprintf(stream, "\n *\n * from measurements of %u cells. Out of sample, on %u: Spearman %.4f, Pearson %.4f.\n */\n",
            model->fitted_count, judgement->count, judgement->spearman, judgement->pearson);
    fprintf(stream,
            "#include \"data/surrogate/surrogate_internal.h\"\n\n#include <math.h>\n\n/* clang-format off */\n\n");
}

static void write_c_records(FILE *stream, const nsc_surrogate *model) {
    const nsc_surrogate_judgement *judgement = &model->judgement;
    char first[32], second[32];
    fprintf(stream, "    .judgement = {.count = %u,\n", judgement->count);
    fprintf(stream, "                  .spearman = %s,\n", c_number(judgement->spearman, first));
    fprintf(stream, "                  .pearson = %s,\n", c_number(judgement->pearson, first));
    fprintf(stream, "                  .rmse = %s,\n", c_number(judgement->rmse, first));
    fprintf(stream, "                  .measured_sd = %s,\n", c_number(judgement->measured_sd, first));
    fprintf(stream, "                  .fitted_sd = %s},\n", c_number(judgement->fitted_sd, first));
    fprintf(stream, "    .edges = {\n");
    for (size_t relation = 0; relation < NSC_SURROGATE_RELATIONS; relation++)
        fprintf(stream, "        {.pairs = %" PRIu64 ", .measured = %s, .fitted = %s},\n", model->edges[relation].pairs,
                c_number(model->edges[relation].measured, first), c_number(model->edges[relation].fitted, second));
    fprintf(stream, "    },\n    .source_count = %zu,\n    .sources = {\n", model->source_count);
    for (size_t source = 0; source < model->source_count; source++) {
        fprintf(stream, "        {.name = ");
        write_c_text(stream, model->sources[source].name);
        fprintf(stream, ",\n         .sha256 = ");
        write_c_text(stream, model->sources[source].sha256);
        fprintf(stream, "},\n");
    }
    fprintf(stream, "    },\n");
}

static void write_c_model(FILE *stream, const nsc_surrogate *model) {
    char number[32];
    fprintf(stream, "const nsc_surrogate nsc_surrogate_");
    for (const char *letter = model->fitness; *letter != '\0'; letter++)
        fputc(isalnum((unsigned char)*letter) ? *letter : '_', stream);
    fprintf(stream, "_%s = {\n    .fitness = ", model->trees != NULL ? "trees" : "ridge");
    write_c_text(stream, model->fitness);
    fprintf(stream, ",\n    .transform = %s,\n", transform_symbols[model->transform]);
    if (model->trees != NULL)
        fprintf(stream,
                "    .feature_count = NSC_SURROGATE_TREE_FEATURES,\n    .trees = &trees,\n"
                "    .judged_runs = %u,\n",
                model->judged_runs);
    else
        fprintf(stream, "    .feature_count = NSC_SURROGATE_FEATURES,\n"
                        "    .coefficient_count = NSC_SURROGATE_COEFFICIENTS,\n"
                        "    .centres = centres,\n    .scales = scales,\n    .coefficients = coefficients,\n");
    fprintf(stream, "    .floor = %s,\n", c_number(model->floor, number));
    fprintf(stream, "    .vertex_limit = %u,\n    .edge_limit = %u,\n", model->vertex_limit, model->edge_limit);
    fprintf(stream, "    .penalty = %s,\n", c_number(model->penalty, number));
    fprintf(stream, "    .fitted_count = %u,\n    .seed = %" PRIu64 "u,\n    .folds = %zu,\n", model->fitted_count,
            model->seed, model->folds);
    write_c_records(stream, model);
    fprintf(stream, "};\n");
}

nsc_status nsc_surrogate_write_source(const nsc_surrogate *model, const char *path, const char *command,
                                      nsc_error *error) {
    NSC_DECIMAL_POINT;
    nsc_status status = NSC_OK;
    nsc_output output = {0};
    NSC_TRY(nsc_output_open(&output, path, error));
    write_c_heading(output.stream, model, command);
    if (model->trees != NULL)
        write_c_trees(output.stream, model->trees);
    else
        write_c_polynomial(output.stream, model);
    write_c_model(output.stream, model);
    NSC_TRY(nsc_output_commit(&output, error));
out:
    nsc_output_discard(&output);
    return status;
}
