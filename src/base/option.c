/* Values of options, read from texts. */
#include "base/option.h"

#include "base/decimal_point.h"
#include "base/names.h"
#include "base/nearest.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHOICE_LIMIT = 32 };

bool nsc_decimal_read(const char *text, const char **end, double *number) {
    const char *digits = text + (*text == '-' ? 1 : 0);
    char *behind;
    if (!isdigit((unsigned char)digits[digits[0] == '.']) ||
        (digits[0] == '0' && tolower((unsigned char)digits[1]) == 'x'))
        return false;
    *number = nsc_number_of(text, &behind);
    *end = behind;
    return isfinite(*number);
}

/* A maximum that is only that of the type is told where the number is above it, and else would be noise. */
static nsc_status refuse_whole(const nsc_option *option, const char *text, bool too_large, nsc_error *error) {
    if (option->kind == NSC_TAKES_SEED)
        return nsc_error_set(error, NSC_USAGE, "--%s takes a whole number from 0 to %" PRIu64 ", not \"%.60s\"",
                             option->name, UINT64_MAX, text);
    if (option->maximum >= UINT_MAX && !too_large)
        return nsc_error_set(error, NSC_USAGE, "--%s takes a whole number of at least %.0f, not \"%.60s\"",
                             option->name, option->minimum, text);
    return nsc_error_set(error, NSC_USAGE, "--%s takes a whole number from %.0f to %.0f, not \"%.60s\"", option->name,
                         option->minimum, option->maximum, text);
}

static nsc_status read_whole(const nsc_option *option, const char *text, uint64_t *number, nsc_error *error) {
    char *end;
    errno = 0;
    *number = strtoull(text, &end, 10);
    const bool is_whole = isdigit((unsigned char)text[0]) && *end == '\0', is_seed = option->kind == NSC_TAKES_SEED;
    const bool too_large = is_whole && (errno == ERANGE || (!is_seed && (double)*number > option->maximum));
    const bool enough = is_seed || (double)*number >= option->minimum;
    return is_whole && enough && !too_large ? NSC_OK : refuse_whole(option, text, too_large, error);
}

static nsc_status refuse_real(const nsc_option *option, const char *text, nsc_error *error) {
    if (option->minimum <= -DBL_MAX && option->maximum >= DBL_MAX)
        return nsc_error_set(error, NSC_USAGE, "--%s takes a decimal number, not \"%.60s\"", option->name, text);
    if (option->maximum >= DBL_MAX)
        return nsc_error_set(error, NSC_USAGE, "--%s takes a decimal number of at least %g, not \"%.60s\"",
                             option->name, option->minimum, text);
    return nsc_error_set(error, NSC_USAGE, "--%s takes a decimal number from %g to %g, not \"%.60s\"", option->name,
                         option->minimum, option->maximum, text);
}

static nsc_status read_real(const nsc_option *option, const char *text, double *real, nsc_error *error) {
    const char *end;
    const bool is_decimal = nsc_decimal_read(text, &end, real) && *end == '\0';
    return is_decimal && *real >= option->minimum && *real <= option->maximum ? NSC_OK
                                                                              : refuse_real(option, text, error);
}

nsc_status nsc_option_choose(const char *option_name, const char *const *choices, const char *text, uint64_t *number,
                             nsc_error *error) {
    nsc_choices names = {0};
    size_t count = 0;
    for (; choices[count] != NULL; count++)
        nsc_choices_add(&names, choices[count]);
    *number = nsc_find_name(text, choices, count);
    if (*number < count)
        return NSC_OK;
    return nsc_error_set(error, NSC_USAGE, "--%s takes one of %s, not \"%.60s\"", option_name, names.text, text);
}

static nsc_status read_choice(const nsc_option *option, const char *text, uint64_t *number, nsc_error *error) {
    const char *choices[CHOICE_LIMIT + 1] = {NULL};
    for (size_t place = 0; place < CHOICE_LIMIT; place++)
        if ((choices[place] = option->choice(place)) == NULL)
            break;
    return nsc_option_choose(option->name, choices, text, number, error);
}

nsc_status nsc_option_read(const nsc_option *option, const char *text, nsc_option_value *value, nsc_error *error) {
    *value = (nsc_option_value){.text = text};
    switch (option->kind) {
    case NSC_TAKES_NOTHING:
        return NSC_OK;
    case NSC_TAKES_COUNT:
    case NSC_TAKES_SEED:
        return read_whole(option, text, &value->number, error);
    case NSC_TAKES_REAL:
        return read_real(option, text, &value->real, error);
    case NSC_TAKES_CHOICE:
        return read_choice(option, text, &value->number, error);
    case NSC_TAKES_TEXT:
    case NSC_TAKES_TEXTS:
        break;
    }
    if (option->choice != NULL) { /* a choice that is kept by its name */
        const nsc_status status = read_choice(option, text, &value->number, error);
        value->text = status == NSC_OK ? option->choice(value->number) : text;
        return status;
    }
    return text[0] != '\0' ? NSC_OK : nsc_error_set(error, NSC_USAGE, "the value of --%s is empty", option->name);
}

/* ---- fields of a structure ---- */

nsc_status nsc_option_store(const nsc_option *option, void *structure, size_t offset, const char *text,
                            nsc_error *error) {
    char *field = (char *)structure + offset;
    const bool given = true;
    nsc_option_value value;
    nsc_status status = nsc_option_read(option, text, &value, error);
    if (status != NSC_OK)
        return status;
    const unsigned number = (unsigned)value.number;
    switch (option->kind) {
    case NSC_TAKES_NOTHING:
        memcpy(field, &given, sizeof given);
        break;
    case NSC_TAKES_TEXT:
    case NSC_TAKES_TEXTS:
        memcpy(field, &value.text, sizeof value.text);
        break;
    case NSC_TAKES_REAL:
        memcpy(field, &value.real, sizeof value.real);
        break;
    case NSC_TAKES_SEED:
        memcpy(field, &value.number, sizeof value.number);
        break;
    case NSC_TAKES_COUNT:
    case NSC_TAKES_CHOICE:
        memcpy(field, &number, sizeof number);
        break;
    }
    return NSC_OK;
}

nsc_value nsc_option_stored(const nsc_option *option, const void *structure, size_t offset) {
    const char *field = (const char *)structure + offset;
    nsc_option_value value = {0};
    unsigned number;
    bool given;
    switch (option->kind) {
    case NSC_TAKES_NOTHING:
        memcpy(&given, field, sizeof given);
        return nsc_integer(given);
    case NSC_TAKES_TEXT:
    case NSC_TAKES_TEXTS:
        memcpy(&value.text, field, sizeof value.text);
        return nsc_text(value.text);
    case NSC_TAKES_REAL:
        memcpy(&value.real, field, sizeof value.real);
        return nsc_real(value.real);
    case NSC_TAKES_SEED:
        memcpy(&value.number, field, sizeof value.number);
        return nsc_unsigned(value.number);
    case NSC_TAKES_COUNT:
    case NSC_TAKES_CHOICE:
        break;
    }
    memcpy(&number, field, sizeof number);
    return option->kind == NSC_TAKES_CHOICE ? nsc_text(option->choice(number)) : nsc_integer(number);
}
