/* `merge`: finishes a command with the results of its parts. */
#include "cli/sharing_internal.h"

#include <inttypes.h>
#include <string.h>

typedef struct joining {
    const char *const *paths; /* of the parts */
    nsc_part *parts;          /* [count] */
    size_t count;
    bool used; /* the loop that the parts are of has been reached */
} joining;

static void release(joining *all) {
    for (size_t number = 0; all->parts != NULL && number < all->count; number++)
        nsc_part_release(&all->parts[number]);
    free(all->parts);
}

/* ---- the parts belong together ---- */

static bool same_names(const nsc_names *one, const nsc_names *other) {
    bool same = one->count == other->count;
    for (size_t name = 0; same && name < one->count; name++)
        same = strcmp(one->items[name], other->items[name]) == 0;
    return same;
}

/* What tells the part apart from the first one; NULL for parts of one command. */
static const char *difference(const nsc_part *first, const nsc_part *part) {
    return strcmp(part->version, first->version) != 0 ? "another version of nasscape"
           : !same_names(&part->words, &first->words) ? "another command line"
           : !same_names(&part->files, &first->files) || !same_names(&part->checksums, &first->checksums) ? "other data"
           : part->count != first->count                                                     ? "another number of parts"
           : strcmp(part->stage, first->stage) != 0 || part->unit_count != first->unit_count ? "other work"
                                                                                             : NULL;
}

/* Names up to ten of the parts that are not there. */
static nsc_status tell_missing(const joining *all, const size_t *places, nsc_error *error) {
    enum { NAMED = 10 };
    const uint64_t count = all->parts[0].count;
    char text[NAMED * 24] = "";
    size_t length = 0, missing = 0;
    for (uint64_t number = 0; number < count; number++) {
        if (places[number] != 0)
            continue;
        if (missing++ < NAMED)
            length +=
                nsc_text_format(text + length, sizeof text - length, "%s%" PRIu64, length > 0 ? ", " : "", number + 1);
    }
    return missing == 0 ? NSC_OK
                        : nsc_error_set(error, NSC_MISSING, "%zu of %" PRIu64 " parts are missing: %s%s", missing,
                                        count, text, missing > NAMED ? ", ..." : "");
}

static nsc_status check_parts(const joining *all, nsc_error *error) {
    const nsc_part *first = &all->parts[0];
    size_t *places = NULL; /* [part] which file it is, from 1; 0: none */
    nsc_status status = NSC_OK;
    if (strcmp(first->version, nsc_version()) != 0)
        return nsc_error_set(error, NSC_INVALID, "\"%s\" was made by nasscape %s, and this is %s", all->paths[0],
                             first->version, nsc_version());
    for (size_t file = 1; file < all->count; file++) {
        const char *differs = difference(first, &all->parts[file]);
        if (differs != NULL)
            return nsc_error_set(error, NSC_INVALID, "\"%s\" and \"%s\" do not belong together: %s", all->paths[0],
                                 all->paths[file], differs);
    }
    NSC_TRY(nsc_allocate(&places, first->count, sizeof *places, error));
    for (size_t file = 0; file < all->count; file++) {
        size_t *place = &places[all->parts[file].number - 1];
        if (*place != 0) {
            status = nsc_error_set(error, NSC_INVALID, "\"%s\" and \"%s\" are both part %" PRIu64 " of %" PRIu64,
                                   all->paths[*place - 1], all->paths[file], all->parts[file].number, first->count);
            goto out;
        }
        *place = file + 1;
    }
    NSC_TRY(tell_missing(all, places, error));
    NSC_TRY(nsc_part_check_files(first, error));
out:
    free(places);
    return status;
}

/* ---- the loop that the parts are of ---- */

/* The first loop that has parts is theirs, and no unit of it is left to be done; all others are done here. */
static nsc_share_of_units share_of_merge(void *context, const nsc_shared_loop *loop) {
    const joining *all = context;
    const nsc_share_of_units unshared = {0}, none = {.number = all->parts[0].count, .count = all->parts[0].count};
    return all->used || loop->of_points ? unshared : none;
}

static nsc_status hand_over(void *context, const nsc_shared_records *records, nsc_status loop_status,
                            nsc_error *error) {
    joining *all = context;
    nsc_status status = loop_status;
    if (status != NSC_OK)
        return status;
    if (strcmp(records->stage, all->parts[0].stage) != 0 || records->unit_count != all->parts[0].unit_count)
        return nsc_error_set(error, NSC_INVALID,
                             "the parts are of %" PRIu64 " units of \"%s\", not %" PRIu64 " of \"%s\"",
                             all->parts[0].unit_count, all->parts[0].stage, records->unit_count, records->stage);
    all->used = true;
    for (size_t file = 0; status == NSC_OK && file < all->count; file++)
        status = nsc_packed_add(records->others, all->parts[file].records.bytes, all->parts[file].records.size, error);
    return status;
}

/* ---- all of it ---- */

static nsc_status read_parts(joining *all, nsc_error *error) {
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_allocate(&all->parts, all->count, sizeof *all->parts, error));
    for (size_t file = 0; file < all->count; file++)
        NSC_TRY(nsc_part_read(&all->parts[file], all->paths[file], error));
out:
    return status;
}

/* How many words the name of a command takes, with that of the program. */
static size_t words_of_command(const nsc_names *words) {
    char first[NSC_WORD_SIZE], second[NSC_WORD_SIZE], path[2 * NSC_WORD_SIZE];
    if (words->count < 2)
        return words->count;
    nsc_word_spell(words->items[0], first);
    nsc_word_spell(words->items[1], second);
    nsc_text_format(path, sizeof path, "%s %s", first, second);
    return nsc_command_named(path) != NULL ? 2 : 1;
}

/* The options that say where `merge` writes, which it hands to the command that the parts are of. */
static const nsc_option_number outputs[] = {NSC_OPTION_OUT, NSC_OPTION_IOHPROFILER};

/* The words of the command that the parts are of, with the outputs of this one; released by free(). */
static nsc_status make_words(const nsc_arguments *own, const nsc_names *kept, char ***words, int *count,
                             nsc_error *error) {
    const size_t of_command = words_of_command(kept);
    const nsc_status status = nsc_allocate(words, kept->count + 2 + 2 * NSC_COUNT_OF(outputs), sizeof **words, error);
    if (status != NSC_OK)
        return status;
    *count = 0;
    (*words)[(*count)++] = own->words[0];
    for (size_t word = 0; word < kept->count; word++) {
        (*words)[(*count)++] = kept->items[word];
        for (size_t output = 0; word + 1 == of_command && output < NSC_COUNT_OF(outputs); output++) {
            if (!nsc_arguments_has(own, outputs[output]))
                continue;
            (*words)[(*count)++] = (char *)(uintptr_t)(outputs[output] == NSC_OPTION_OUT ? "--out" : "--iohprofiler");
            (*words)[(*count)++] = (char *)(uintptr_t)own->texts[outputs[output]];
        }
    }
    return NSC_OK;
}

/* The words that say where output goes and how the command is run. */
static int count_words_of_process(const nsc_arguments *arguments) {
    int count = 0;
    for (int word = 1; word < arguments->word_count; word++)
        count += arguments->of_process[word];
    return count;
}

/* Runs the command that the parts are of, with the output and the threads of this one. */
static nsc_status finish(const nsc_arguments *own, joining *all, nsc_error *error) {
    const nsc_names *kept = &all->parts[0].words;
    const nsc_sharing sharing = {.context = all, .share = share_of_merge, .exchange = hand_over};
    char **words = NULL;
    int count;
    nsc_arguments arguments = {0};
    nsc_status status = NSC_OK;
    NSC_TRY(make_words(own, kept, &words, &count, error));
    NSC_TRY(nsc_arguments_parse(&arguments, count, words, error));
    if (arguments.command == NULL || arguments.help_wanted || !nsc_command_takes(arguments.command, NSC_OPTION_PART)) {
        status = nsc_error_set(error, NSC_INVALID, "\"%s\" is of a command that has no parts", all->paths[0]);
        goto out;
    }
    /* Anybody may have made the file of a part: it must not say what is written. */
    if ((size_t)count_words_of_process(&arguments) + kept->count + 1 != (size_t)count) {
        status = nsc_error_set(error, NSC_INVALID,
                               "\"%s\" has a command line with options that say where output goes or how the command "
                               "is run, which no part has",
                               all->paths[0]);
        goto out;
    }
    const nsc_option_number handed[] = {NSC_OPTION_THREADS, NSC_OPTION_QUIET, NSC_OPTION_VERBOSE};
    for (size_t number = 0; number < NSC_COUNT_OF(handed); number++) {
        arguments.texts[handed[number]] = own->texts[handed[number]];
        arguments.integers[handed[number]] = own->integers[handed[number]];
    }
    NSC_TRY(nsc_session_run(&arguments, &sharing, NULL, error));
    if (!all->used)
        status = nsc_error_set(error, NSC_INVALID, "\"%s\" has the results of work that its command does not have",
                               all->paths[0]);
out:
    nsc_arguments_release(&arguments);
    free(words);
    return status;
}

nsc_status nsc_command_merge(nsc_session *session, nsc_error *error) {
    const nsc_arguments *arguments = session->arguments;
    joining all = {.paths = arguments->positional, .count = arguments->positional_count};
    nsc_status status = NSC_OK;
    NSC_TRY(read_parts(&all, error));
    NSC_TRY(check_parts(&all, error));
    NSC_TRY(finish(arguments, &all, error));
out:
    release(&all);
    return status;
}
