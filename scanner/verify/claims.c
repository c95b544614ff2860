/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON inside tokens, read with the walker of base/: nothing is built, so a
 * hostile token costs its length and no memory. */
#include "verify/claims.h"

#include "base/codec.h"
#include "base/json_walk.h"
#include "verify/piece.h"

bool claims_valid(struct span json)
{
    struct json_walk walk;
    json_walk_init(&walk, json);
    int rc = json_walk_next(&walk);
    bool is_object = rc > 0 && span_at(json, walk.value) == '{';
    while (rc > 0) {
        rc = json_walk_next(&walk);
    }
    return rc == 0 && is_object;
}

/* True when the open levels are the members that `path` names. */
static bool path_is(const struct json_walk *walk, const char *path)
{
    struct span rest = span_str(path);
    struct span name;
    size_t level = 0;
    while (piece_next(&rest, '.', &name)) {
        if (level >= walk->n_path || !walk->levels[level].is_object ||
            !span_equal(walk->levels[level].key, name)) {
            return false;
        }
        level++;
    }
    return level == walk->n_path;
}

/* The bytes of a scalar member, quotes included; of a container its bracket.
 * Empty without one. */
static struct span find(struct span json, const char *path)
{
    struct json_walk walk;
    json_walk_init(&walk, json);
    while (json_walk_next(&walk) > 0) {
        if (path_is(&walk, path)) {
            return piece(json, walk.value, walk.at);
        }
    }
    return span_of(NULL, 0);
}

struct span claims_text(struct span json, const char *path)
{
    struct span value = find(json, path);
    return span_at(value, 0) == '"' ? piece(value, 1, value.len - 1)
                                    : span_of(NULL, 0);
}

bool claims_number(struct span json, const char *path, int64_t *out)
{
    struct span value = find(json, path);
    if (span_at(value, 0) == '"') {
        value = piece(value, 1, value.len - 1);
    }
    /* Some issuers write times with a fraction. */
    uint64_t number;
    if (!piece_number(piece(value, 0, piece_find(value, '.')), &number) ||
        number > INT64_MAX) {
        return false;
    }
    *out = (int64_t)number;
    return true;
}

bool claims_has(struct span json, const char *path)
{
    return find(json, path).len > 0;
}

static bool decode_part(struct span part, unsigned char *out, size_t room,
                        struct span *json)
{
    size_t len;
    if (!codec_base64(part, out, room, &len)) {
        return false;
    }
    *json = span_of(out, len);
    return claims_valid(*json);
}

static bool is_part_byte(int c)
{
    return byte_is_base64(c) || c == '=' || c == '.';
}

bool jwt_decode(struct jwt *jwt, struct span token)
{
    /* Nearly always {" and so "eyJ"; with white space it is another "ey". */
    size_t start = span_find(token, span_str("eyJ"));
    start = start < token.len ? start : span_find(token, span_str("ey"));
    struct span rest = piece_from(token, start);
    rest = piece(rest, 0, piece_run(rest, is_part_byte));
    struct span part;
    jwt->n_parts = 0;
    jwt->payload = span_of(NULL, 0);
    jwt->signature = span_of(NULL, 0);
    struct span payload = span_of(NULL, 0);
    while (piece_next(&rest, '.', &part)) {
        if (jwt->n_parts == 0 &&
            !decode_part(part, jwt->header_bytes, JWT_HEADER, &jwt->header)) {
            return false;
        }
        if (jwt->n_parts == 1) {
            payload = part;
        }
        if (jwt->n_parts == 2) {
            jwt->signature = part;
        }
        jwt->n_parts++;
    }
    return jwt->n_parts == 5 ||
           (jwt->n_parts == 3 && decode_part(payload, jwt->payload_bytes,
                                             JWT_PAYLOAD, &jwt->payload));
}
