/* JSON in, by jansson, which tells a lack of memory like a wrong text, or not at all. */
#ifndef NSC_JSON_PARSE_H
#define NSC_JSON_PARSE_H

#include "base/status.h"

#include <jansson.h>

/*
 * Reads one value; `flags` are those of json_loadb(). NSC_FAILED where memory runs out. NSC_INVALID, with the place and
 * the reason in `reason` and no error set, where the bytes are no JSON. *`value` is NULL then.
 */
nsc_status nsc_json_parse(json_t **value, const char *bytes, size_t size, size_t flags, json_error_t *reason,
                          nsc_error *error);

#endif
