/*
 * The words that are filled into a template: the call of nasscape.open that opens the landscape again, the options of
 * each analysis, the landscape's provenance, what to compare it with, and the place of this program's library.
 */
#include "notebooks-export/notebooks_internal.h"

#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Python ---- */

/* The length of the UTF-8 sequence at `text`, 0 if there is none. */
static size_t sequence_length(const char *text) {
    const unsigned char lead = (unsigned char)*text;
    const size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (strnlen(text, length) < length)
        return 0;
    json_t *checked = json_stringn(text, length);
    json_decref(checked);
    return checked != NULL ? length : 0;
}

/* Writes a Python text. Bytes that are no UTF-8, which a path may hold, are spelled as Python's os.fsdecode has it. */
static void write_literal(const char *text, FILE *stream) {
    fputc('"', stream);
    while (*text != '\0') {
        const unsigned char byte = (unsigned char)*text;
        const size_t length = sequence_length(text);
        if (length == 0)
            fprintf(stream, "\\udc%02x", byte);
        else if (byte == '"' || byte == '\\')
            fprintf(stream, "\\%c", byte);
        else if (byte < ' ' || byte == 0x7f)
            fprintf(stream, "\\x%02x", byte);
        else
            fwrite(text, 1, length, stream);
        text += length > 0 ? length : 1;
    }
    fputc('"', stream);
}

static void write_argument(const char *name, const char *text, FILE *stream) {
    if (text == NULL)
        return;
    fprintf(stream, ", %s=", name);
    write_literal(text, stream);
}

void nsc_notebook_write_library(FILE *stream) {
    static const char *const from_program[] = {NASSCAPE_LIBRARY_FROM_PROGRAM, NASSCAPE_LIBRARY_FROM_BUILD};
    char program[PATH_MAX], path[2 * PATH_MAX], library[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(program, '/');
    for (size_t place = 0; slash != NULL && place < NSC_COUNT_OF(from_program); place++) {
        slash[1] = '\0';
        snprintf(path, sizeof path, "%s%s", program, from_program[place]);
        if (realpath(path, library) != NULL) {
            write_literal(library, stream);
            return;
        }
    }
    fputs("\"\"", stream);
}

/* ---- how the landscape is opened ---- */

/* Writes `prefix`, the absolute path of a file, and `rest` as one Python text. */
static nsc_status write_path(const char *prefix, size_t prefix_length, const char *file, const char *rest, FILE *stream,
                             nsc_error *error) {
    char path[PATH_MAX], *text = NULL;
    struct stat information;
    if (strcmp(file, "-") == 0 || strcmp(file, NSC_STANDARD_INPUT) == 0 ||
        (stat(file, &information) == 0 && !S_ISREG(information.st_mode)))
        return nsc_error_set(error, NSC_USAGE,
                             "a notebook reads its data again whenever it runs, which \"%s\" cannot be: name a file",
                             file);
    if (realpath(file, path) == NULL)
        return nsc_error_set(error, NSC_MISSING, "cannot find \"%s\": %s", file, strerror(errno));
    const nsc_status status = nsc_format_text(&text, error, "%.*s%s%s", (int)prefix_length, prefix, path, rest);
    if (status != NSC_OK)
        return status;
    write_literal(text, stream);
    free(text);
    return NSC_OK;
}

static nsc_status write_data(const nsc_landscape_names *names, FILE *stream, nsc_error *error) {
    nsc_status status = NSC_OK;
    if (names->data_count == 0 || (names->data_count == 1 && strcmp(names->data[0], "builtin") == 0))
        return NSC_OK;
    fputs(names->data_count > 1 ? ", data=[" : ", data=", stream);
    for (size_t file = 0; file < names->data_count; file++) {
        fputs(file > 0 ? ", " : "", stream);
        NSC_TRY(write_path("", 0, names->data[file], "", stream, error));
    }
    fputs(names->data_count > 1 ? "]" : "", stream);
out:
    return status;
}

static nsc_status write_space(const char *space, FILE *stream, nsc_error *error) {
    size_t length = 0;
    const char *path = space != NULL ? nsc_space_file(space, &length) : NULL;
    if (path == NULL) {
        write_argument("space", space, stream);
        return NSC_OK;
    }
    char *file = strndup(path, length);
    if (file == NULL)
        return nsc_error_out_of_memory(error, "a notebook's texts");
    fputs(", space=", stream);
    const nsc_status status = write_path(space, (size_t)(path - space), file, path + length, stream, error);
    free(file);
    return status;
}

/* The arguments of nasscape.open, each after a comma. */
static nsc_status write_opening(const nsc_notebook_subject *subject, FILE *stream, nsc_error *error) {
    const nsc_landscape_names *names = subject->names;
    nsc_status status = NSC_OK;
    NSC_TRY(write_data(names, stream, error));
    NSC_TRY(write_space(names->space, stream, error));
    write_argument("fitness", names->fitness, stream);
    write_argument("relation", names->relation, stream);
    write_argument("order", nsc_array_order_name(names->order), stream);
    fputs(names->direction == NSC_MINIMISE ? ", minimise=True" : "", stream);
    write_argument("equal_within", names->equal_within, stream);
    write_argument("rows", names->rows, stream);
    write_argument("columns", names->columns, stream);
    fputs(names->percent ? ", percent=True" : "", stream);
    fputs(names->keep_going ? ", keep_going=True" : "", stream);
    write_argument("graph", nsc_graph_storage_name(names->graph), stream);
out:
    return status;
}

/* ---- options of analyses ---- */

/* The second fitness is a word of its own. */
enum { WITH_OFFSET = offsetof(nsc_analysis_options, with) };

/* The options that were given and that the analysis reads, each after a comma. */
static void write_options(const nsc_notebook_subject *subject, nsc_option_set reads, FILE *stream) {
    for (size_t number = 0; number < nsc_analysis_option_count; number++) {
        const nsc_analysis_option *row = &nsc_analysis_option_rows[number];
        if ((reads & subject->given & nsc_analysis_option_bit(row)) == 0 || row->offset == WITH_OFFSET)
            continue;
        const nsc_value value = nsc_analysis_option_value(subject->options, row);
        if (value.type == NSC_VALUE_TEXT) {
            write_argument(row->key, value.as.text, stream);
            continue;
        }
        char text[32];
        fprintf(stream, ", %s=%s", row->key, nsc_value_text(value, text));
    }
}

/* ---- provenance ---- */

/* What a reader must know before the first number. */
static const char *notice_of(nsc_origin origin) {
    switch (origin) {
    case NSC_ORIGIN_SURROGATE:
        return "> **SURROGATE, not measured.** Every fitness below is the prediction of a regression that was fitted "
               "to published measurements. It is smoother than the truth: neighbours look more alike than they are. "
               "Statements about locality, noise and optima need measurements; open them with `--data FILE`.";
    case NSC_ORIGIN_SYNTHETIC:
        return "> **SYNTHETIC, not measured.** The fitness is made up. It serves to try the analyses, and says nothing "
               "about architectures.";
    case NSC_ORIGIN_MEASURED:
        return "The fitness was measured. Missing values are not filled in: every number rests on the points that have "
               "one.";
    case NSC_ORIGIN_COMPUTED:
    case NSC_ORIGIN_GIVEN: /* by programs only, of which no notebook is made */
        break;
    }
    return "The fitness is computed from the points themselves. It is exact for every point, and no measure of "
           "quality.";
}

/* A text between back quotes in a table must not hold one, nor a bar or the end of a line. */
static void write_quotable(const char *text, FILE *stream) {
    json_t *checked = json_string(text);
    for (const char *byte = text; *byte != '\0'; byte++) {
        const bool special = *byte == '`' || *byte == '|' || (unsigned char)*byte < ' ';
        fputc(special ? ' ' : checked == NULL && (unsigned char)*byte >= 0x80 ? '?' : *byte, stream);
    }
    json_decref(checked);
}

/* ---- what to compare with ---- */

/* True if the landscape's data has this fitness and it is another one. */
static bool is_another(const nsc_landscape *landscape, const char *rule) {
    nsc_asked_fitness asked = {0};
    return nsc_landscape_ask(landscape, rule, &asked, NULL) == NSC_OK && asked.fitness != NULL &&
           asked.fitness != landscape->fitness;
}

/* Writes the second fitness: the one given, or the other split of an accuracy where the data has it, else the
 * parameters or the first feature. */
static void write_second(const nsc_notebook_subject *subject, FILE *stream) {
    const nsc_landscape *landscape = subject->landscape;
    if ((subject->given & NSC_READS(with)) != 0) {
        write_literal(subject->options->with, stream);
        return;
    }
    const nsc_fitness_rule *own = &landscape->fitness->rule;
    const nsc_metric other = own->metric == NSC_METRIC_VALID ? NSC_METRIC_TEST : NSC_METRIC_VALID;
    if (own->kind == NSC_FITNESS_METRIC) {
        const nsc_fitness_rule rule = nsc_fitness_rule_of_same_run(own, other);
        if (is_another(landscape, rule.text)) {
            write_literal(rule.text, stream);
            return;
        }
    }
    if (is_another(landscape, "params")) {
        write_literal("params", stream);
        return;
    }
    for (size_t feature = 0; feature < landscape->space->feature_count; feature++)
        if (is_another(landscape, landscape->space->features[feature].name)) {
            write_literal(landscape->space->features[feature].name, stream);
            return;
        }
    fputs("None", stream);
}

const nsc_relation *nsc_notebook_other_relation(const nsc_landscape *landscape, size_t number) {
    for (const nsc_relation *relation = nsc_relations; relation < nsc_relations + nsc_relation_count; relation++)
        if (relation != landscape->relation && !relation->directed && relation->spaces == landscape->space->kind &&
            number-- == 0)
            return relation;
    return NULL;
}

/* Writes the names of the other relations, as a Python list. */
static void write_other_relations(const nsc_landscape *landscape, FILE *stream) {
    const nsc_relation *relation;
    fputc('[', stream);
    for (size_t number = 0; (relation = nsc_notebook_other_relation(landscape, number)) != NULL; number++) {
        fputs(number > 0 ? ", " : "", stream);
        write_literal(relation->name, stream);
    }
    fputc(']', stream);
}

/* ---- the words ---- */

typedef enum word {
    WORD_NOTICE,
    WORD_SPACE,
    WORD_RELATION,
    WORD_RELATION_MEANING,
    WORD_FITNESS,
    WORD_ORIGIN,
    WORD_SOURCE,
    WORD_VERSION,
    WORD_OPEN,
    WORD_WITH,
    WORD_OTHER_RELATIONS,
    WORD_COUNT
} word;

static const char *const word_names[WORD_COUNT] = {"NOTICE",  "SPACE",  "RELATION",       "RELATION_MEANING",
                                                   "FITNESS", "ORIGIN", "SOURCE",         "VERSION",
                                                   "OPEN",    "WITH",   "OTHER_RELATIONS"};

static nsc_status write_word(word number, const nsc_notebook_subject *subject, FILE *stream, nsc_error *error) {
    const nsc_landscape *landscape = subject->landscape;
    const nsc_relation *relation = landscape->relation;
    switch (number) {
    case WORD_NOTICE:
        fputs(notice_of(landscape->fitness->origin), stream);
        break;
    case WORD_SPACE:
        write_quotable(landscape->space->name, stream);
        break;
    case WORD_RELATION:
        write_quotable(relation->name, stream);
        break;
    case WORD_RELATION_MEANING:
        write_quotable(relation->meaning, stream);
        break;
    case WORD_FITNESS:
        write_quotable(landscape->fitness->rule.text, stream);
        break;
    case WORD_ORIGIN:
        fputs(nsc_origin_name(landscape->fitness->origin), stream);
        break;
    case WORD_SOURCE:
        write_quotable(landscape->fitness->source, stream);
        break;
    case WORD_VERSION:
        fputs(NASSCAPE_VERSION, stream);
        break;
    case WORD_OPEN:
        return write_opening(subject, stream, error);
    case WORD_WITH:
        write_second(subject, stream);
        break;
    case WORD_OTHER_RELATIONS:
        write_other_relations(landscape, stream);
        break;
    case WORD_COUNT:
        break;
    }
    return NSC_OK;
}

/* Adds a word whose text is what `number`, or else the options of an analysis, writes; without a comma in front
 * where it is the first argument of a call. */
static nsc_status add_word(nsc_notebook_words *words, const char *name, word number, nsc_option_set reads,
                           const nsc_notebook_subject *subject, nsc_error *error) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = nsc_text_stream_open(&text, &size);
    if (stream == NULL)
        return nsc_error_out_of_memory(error, "a notebook's texts");
    nsc_status status = NSC_OK;
    if (number < WORD_COUNT)
        status = write_word(number, subject, stream, error);
    else
        write_options(subject, reads, stream);
    if (fclose(stream) != 0 && status == NSC_OK)
        status = nsc_error_out_of_memory(error, "a notebook's texts");
    if (status != NSC_OK) {
        free(text);
        return status;
    }
    if (number == WORD_OPEN && size > 2)
        memmove(text, text + 2, size - 1);
    words->items[words->count++] = (nsc_notebook_word){name, text};
    return NSC_OK;
}

nsc_status nsc_notebook_words_make(nsc_notebook_words *words, const nsc_notebook *notebook,
                                   const nsc_notebook_subject *subject, nsc_error *error) {
    size_t analyses = 0;
    nsc_status status = NSC_OK;
    *words = (nsc_notebook_words){0};
    while (notebook->analyses[analyses] != NULL)
        analyses++;
    NSC_TRY(nsc_allocate(&words->items, WORD_COUNT + analyses, sizeof *words->items, error));
    for (int number = 0; number < WORD_COUNT; number++)
        NSC_TRY(add_word(words, word_names[number], (word)number, 0, subject, error));
    for (size_t number = 0; number < analyses; number++)
        NSC_TRY(add_word(words, notebook->analyses[number], WORD_COUNT,
                         nsc_analysis_reads(nsc_analysis_named(notebook->analyses[number])), subject, error));
out:
    if (status != NSC_OK)
        nsc_notebook_words_release(words);
    return status;
}

void nsc_notebook_words_release(nsc_notebook_words *words) {
    for (size_t number = 0; number < words->count; number++)
        free(words->items[number].text);
    free(words->items);
    *words = (nsc_notebook_words){0};
}
