/* The words that name a command or an analysis: their spellings, all that they may mean, and suggestions for others. */
#include "cli/cli.h"

#include "base/nearest.h"

#include <ctype.h>
#include <string.h>

/* ---- spelling ---- */

/* Words of commands that are spelled otherwise in America. */
static const struct {
    const char *american, *british;
} spellings[] = {
    {"analyze", "analyse"},
    {"neighbors", "neighbours"},
    {"synthesize", "synthesise"},
};

const char *nsc_american_spelling(size_t number, const char **british) {
    if (number >= NSC_COUNT_OF(spellings))
        return NULL;
    *british = spellings[number].british;
    return spellings[number].american;
}

void nsc_word_spell(const char *word, char spelled[NSC_WORD_SIZE]) {
    size_t length = 0;
    for (; word[length] != '\0' && length + 1 < NSC_WORD_SIZE; length++)
        spelled[length] = (char)tolower((unsigned char)word[length]);
    spelled[length] = '\0';
    for (size_t row = 0; row < NSC_COUNT_OF(spellings); row++)
        if (strcmp(spelled, spellings[row].american) == 0)
            snprintf(spelled, NSC_WORD_SIZE, "%s", spellings[row].british);
}

void nsc_nearest_offer(nsc_nearest *nearest, const char *candidate) {
    const size_t length = strlen(nearest->text), candidate_length = strlen(candidate);
    if (length == 0)
        return;
    size_t distance = nsc_name_distance(nearest->text, candidate);
    /* An abbreviation is suggested in full, though it is not accepted. */
    if (length >= 3 && strncmp(nearest->text, candidate, length) == 0)
        distance = 1;
    if (distance <= 1 + candidate_length / 4 && (nearest->candidate == NULL || distance < nearest->distance)) {
        nearest->candidate = candidate;
        nearest->distance = distance;
    }
}

/* ---- names that are arguments ---- */

static const char *analysis_name(size_t number) {
    return number < nsc_analysis_count() ? nsc_analysis_at(number)->name : NULL;
}

static const char *report_name(size_t number) {
    return number < nsc_report_count() ? nsc_report_at(number)->name : NULL;
}

static const char *notebook_name(size_t number) {
    return number < nsc_notebook_count() ? nsc_notebook_at(number)->name : NULL;
}

static const char *algorithm_name(size_t number) {
    return number < nsc_search_algorithm_count ? nsc_search_algorithms[number]->name : NULL;
}

static const char *published_name(size_t number) {
    return number < nsc_published_file_count ? nsc_published_files[number].name : NULL;
}

/* The commands whose argument is one of a list of names. */
static const struct {
    const char *path;
    const char *(*name)(size_t number); /* NULL behind the last */
    bool is_topic;                      /* `nasscape help` has a page on each name */
} lists[] = {{"analyse", analysis_name, true},
             {"report", report_name, true},
             {"export notebook", notebook_name, true},
             {"search run", algorithm_name, false},
             {"data fetch", published_name, false}};

const char *nsc_argument_choice(const nsc_command *command, size_t number) {
    for (size_t list = 0; list < NSC_COUNT_OF(lists); list++)
        if (strcmp(lists[list].path, command->path) == 0)
            return lists[list].name(number);
    return NULL;
}

/* ---- topics ---- */

/* Counts `number` down by the length of a list; true if it lies within the list. */
static bool take_place(size_t *number, size_t count) {
    if (*number < count)
        return true;
    *number -= count;
    return false;
}

static void fill_command(nsc_topic *topic, const nsc_command *command) {
    char name[NSC_WORD_SIZE];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(command->path, " "), command->path);
    *topic = (nsc_topic){.group = nsc_command_group_named(name), .command = command};
    snprintf(topic->path, sizeof topic->path, "%s", command->path);
}

/* What an argument of a command names: an analysis, a report, a notebook; false if there are no more of them. */
static bool fill_argument(nsc_topic *topic, size_t number) {
    for (size_t list = 0; list < NSC_COUNT_OF(lists); list++) {
        if (!lists[list].is_topic)
            continue;
        size_t count = 0;
        while (lists[list].name(count) != NULL)
            count++;
        if (!take_place(&number, count))
            continue;
        fill_command(topic, nsc_command_named(lists[list].path));
        snprintf(topic->path, sizeof topic->path, "%s %s", lists[list].path, lists[list].name(number));
        topic->analysis = lists[list].name == analysis_name ? nsc_analysis_at(number) : NULL;
        return true;
    }
    return false;
}

bool nsc_topic_at(size_t number, nsc_topic *topic) {
    if (take_place(&number, nsc_command_group_count)) {
        const nsc_command_group *group = &nsc_command_groups[number];
        *topic = (nsc_topic){.group = group, .command = nsc_command_named(group->name)};
        snprintf(topic->path, sizeof topic->path, "%s", group->name);
    } else if (take_place(&number, nsc_command_count)) {
        fill_command(topic, &nsc_commands[number]);
    } else {
        return fill_argument(topic, number);
    }
    return true;
}

static const char *last_word(const char *path) {
    const char *space = strrchr(path, ' ');
    return space != NULL ? space + 1 : path;
}

/* A command with the name of its group is listed with the group already. */
static bool is_repeated(size_t number, const nsc_topic *topic) {
    return number >= nsc_command_group_count && strchr(topic->path, ' ') == NULL;
}

size_t nsc_topics_find(const char *text, bool whole, nsc_topic *found) {
    nsc_topic topic;
    size_t count = 0;
    for (size_t number = 0; nsc_topic_at(number, &topic); number++)
        if (!is_repeated(number, &topic) && strcmp(whole ? topic.path : last_word(topic.path), text) == 0 &&
            count++ == 0)
            *found = topic;
    return count;
}

/* ---- suggestions ---- */

/* Writes the topics whose last word is `word`, as `"a" or "b"`; false if there is none. */
static bool write_namesakes(const char *word, char *text, size_t size) {
    nsc_topic topic;
    size_t length = 0;
    for (size_t number = 0; nsc_topic_at(number, &topic) && length < size; number++)
        if (!is_repeated(number, &topic) && strcmp(last_word(topic.path), word) == 0)
            length += (size_t)snprintf(text + length, size - length, "%s\"%s\"", length > 0 ? " or " : "", topic.path);
    return length > 0;
}

/* Writes the topic with the nearest spelling, by its whole path or by its last word, among those of the group, or
 * among all if that is NULL; false if none is near. */
static bool write_nearest(const char *group, const char *word, char *text, size_t size) {
    nsc_topic topic;
    size_t least = SIZE_MAX;
    for (size_t number = 0; nsc_topic_at(number, &topic); number++) {
        if (group != NULL && (strcmp(topic.group->name, group) != 0 || strcmp(topic.path, group) == 0))
            continue;
        nsc_nearest nearest = {.text = word};
        nsc_nearest_offer(&nearest, topic.path);
        nsc_nearest_offer(&nearest, last_word(topic.path));
        if (nearest.candidate == NULL || nearest.distance >= least)
            continue;
        least = nearest.distance;
        snprintf(text, size, "\"%s\"", topic.path);
    }
    return least < SIZE_MAX;
}

void nsc_topic_suggest(const char *group, const char *word, char suggestion[NSC_SUGGESTION_SIZE]) {
    char spelled[NSC_WORD_SIZE], named[NSC_SUGGESTION_SIZE - sizeof "; did you mean ?"];
    nsc_word_spell(word, spelled);
    suggestion[0] = '\0';
    if (write_namesakes(spelled, named, sizeof named) ||
        (group != NULL && write_nearest(group, spelled, named, sizeof named)) ||
        write_nearest(NULL, spelled, named, sizeof named))
        snprintf(suggestion, NSC_SUGGESTION_SIZE, "; did you mean %s?", named);
}
