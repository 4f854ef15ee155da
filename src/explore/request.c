/* Addresses taken apart, and where they come from. */
#include "explore/request.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- addresses ---- */

static int digit_of(char letter) {
    if (!isxdigit((unsigned char)letter))
        return -1;
    return isdigit((unsigned char)letter) ? letter - '0' : tolower((unsigned char)letter) - 'a' + 10;
}

/* Decodes in place. False for a percent sign without two digits, for a zero, and for what is no text. */
static bool decode(char *text, bool plus_is_blank) {
    char *end = text;
    for (const char *letter = text; *letter != '\0'; letter++) {
        char decoded = *letter;
        if (decoded == '+' && plus_is_blank)
            decoded = ' ';
        if (decoded == '%') {
            const int high = digit_of(letter[1]), low = high < 0 ? -1 : digit_of(letter[2]);
            if (low < 0 || high + low == 0)
                return false;
            decoded = (char)(high * 16 + low);
            letter += 2;
        }
        *end++ = decoded;
    }
    *end = '\0';
    for (const char *letter = text; *letter != '\0'; letter++)
        if ((unsigned char)*letter < ' ' || *letter == 0x7f)
            return false;
    return nsc_is_utf8(text);
}

static nsc_status refuse_encoding(const char *what, nsc_error *error) {
    return nsc_error_set(error, NSC_USAGE,
                         "%s of the address is not text in percent-encoding (UTF-8, no control characters)", what);
}

static nsc_status split_path(nsc_request *request, char *path, nsc_error *error) {
    if (path[0] != '/')
        return nsc_error_set(error, NSC_USAGE, "the address does not begin with a slash");
    char *rest = path + 1;
    while (rest != NULL && *rest != '\0') {
        char *part = strsep(&rest, "/");
        if (request->part_count == NSC_REQUEST_PARTS)
            return nsc_error_set(error, NSC_USAGE, "the address has more than %d parts", NSC_REQUEST_PARTS);
        if (!decode(part, false))
            return refuse_encoding("a part", error);
        request->parts[request->part_count++] = part;
    }
    return NSC_OK;
}

static nsc_status split_options(nsc_request *request, char *options, nsc_error *error) {
    while (options != NULL) {
        char *value = strsep(&options, "&");
        const char *name = strsep(&value, "=");
        if (name[0] == '\0')
            continue;
        if (request->option_count == NSC_REQUEST_OPTIONS)
            return nsc_error_set(error, NSC_USAGE, "the address has more than %d options", NSC_REQUEST_OPTIONS);
        if (!decode((char *)(uintptr_t)name, true) || (value != NULL && !decode(value, true)))
            return refuse_encoding("an option", error);
        request->options[request->option_count++] = (nsc_request_option){name, value != NULL ? value : ""};
    }
    return NSC_OK;
}

nsc_status nsc_request_parse(nsc_request *request, const char *address, nsc_error *error) {
    *request = (nsc_request){0};
    nsc_status status = nsc_copy_text(&request->text, address, error);
    if (status != NSC_OK)
        return status;
    char *options = request->text;
    char *path = strsep(&options, "?");
    status = split_path(request, path, error);
    return status == NSC_OK && options != NULL ? split_options(request, options, error) : status;
}

void nsc_request_release(nsc_request *request) {
    free(request->text);
    *request = (nsc_request){0};
}

const char *nsc_request_value(const nsc_request *request, const char *name) {
    for (size_t option = 0; option < request->option_count; option++)
        if (strcmp(request->options[option].name, name) == 0)
            return request->options[option].value;
    return NULL;
}

/* ---- who asks ---- */

bool nsc_host_is_own(const char *host, unsigned port) {
    enum { HTTP_PORT = 80 }; /* which browsers leave out */
    static const char *const names[] = {"127.0.0.1", "localhost"};
    char own[32];
    for (size_t name = 0; name < NSC_COUNT_OF(names); name++) {
        snprintf(own, sizeof own, "%s:%u", names[name], port);
        if (strcasecmp(host, own) == 0 || (port == HTTP_PORT && strcasecmp(host, names[name]) == 0))
            return true;
    }
    return false;
}

bool nsc_origin_is_own(const char *origin, const char *host) {
    static const char scheme[] = "http://";
    return strncasecmp(origin, scheme, sizeof scheme - 1) == 0 && strcasecmp(origin + sizeof scheme - 1, host) == 0;
}
