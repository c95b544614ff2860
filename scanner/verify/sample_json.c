/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules fix the first letters of base64 where the JSON inside always begins
 * alike: "eyJraWQiOiI" is {"kid":" and a bit. The rest of the object is
 * written behind what they decode to: the open string or value is closed,
 * then the brackets, then come the members. The bits of a letter that is cut
 * in the middle choose the first byte that follows. */
#include "verify/sample_json.h"

#include "base/codec.h"
#include "verify/piece.h"
#include "verify/split.h"

#define JSON_ROOM 2048

size_t sample_fixed(const struct check_sample *sample, size_t at)
{
    struct split split;
    struct span token = span_of(sample->bytes, sample->len);
    if (!split_token(&split, sample->rule, token)) {
        return 0;
    }
    size_t end = at;
    for (size_t i = 0; i < split.n; i++) {
        struct range range = split.parts[i].range;
        if (split.parts[i].segment->kind == SEGMENT_TEXT &&
            range.start <= end && range.end > end) {
            end = range.end;
        }
    }
    return piece_find(piece(token, at, end), '.');
}

struct text {
    unsigned char bytes[JSON_ROOM];
    size_t len;
};

static bool add(struct text *text, struct span bytes)
{
    if (bytes.len > sizeof(text->bytes) - text->len) {
        return false;
    }
    if (bytes.len > 0) {
        memcpy(text->bytes + text->len, bytes.ptr, bytes.len);
        text->len += bytes.len;
    }
    return true;
}

/* Where a text that is the begin of an object stops. */
struct place {
    bool in_string;
    bool in_value;  /* a string or number behind a colon has begun */
    bool at_value;  /* a value must come next */
    bool at_member; /* behind a comma or an opening bracket */
    size_t depth;
};

static struct place place_of(struct span json)
{
    struct place place = {0};
    for (size_t i = 0; i < json.len; i++) {
        int c = json.ptr[i];
        if (place.in_string) {
            place.in_string = c != '"';
            continue;
        }
        place.in_string = c == '"';
        place.in_value = place.at_value || (place.in_value && c != ',');
        place.at_value = c == ':';
        place.at_member = c == '{' || c == ',';
        place.depth += c == '{';
        place.depth -= c == '}' && place.depth > 0;
        if (c == '{' || c == ':' || c == '}') {
            place.in_value = c == '}';
        }
    }
    return place;
}

/* Closes what is open but the object itself. */
static bool close_open(struct check_sample *sample, struct text *text)
{
    struct place place = place_of(span_of(text->bytes, text->len));
    if (place.in_string) {
        unsigned char letters[9];
        for (size_t i = 0; i < 8; i++) {
            letters[i] =
                (unsigned char)DIGITS_BASE36[sample_random(sample) % 36];
        }
        letters[8] = '"';
        if (!add(text, span_of(letters, sizeof(letters)))) {
            return false;
        }
        place = place_of(span_of(text->bytes, text->len));
        if (!place.in_value && !add(text, span_str(":1"))) {
            return false;
        }
    } else if (place.at_value && !add(text, span_str("1"))) {
        return false;
    }
    for (; place.depth > 1; place.depth--) {
        if (!add(text, span_str("}"))) {
            return false;
        }
    }
    return place.at_member || add(text, span_str(","));
}

static bool encode(const struct text *text, unsigned char *out, size_t room,
                   size_t *len)
{
    return codec_base64_encode(span_of(text->bytes, text->len), CODEC_URL, out,
                               room, len);
}

/* What may follow there. */
static const char *next_bytes(const struct place *place)
{
    if (place->in_string) {
        return "aqA019/.,-";
    }
    if (place->at_value) {
        return "\"13{tn";
    }
    return place->at_member ? "\"" : place->in_value ? ",}" : ":";
}

/* Adds the byte whose bits the last fixed letter has already. */
static bool add_cut_byte(struct text *text, struct span fixed)
{
    unsigned char letters[2 * JSON_ROOM];
    size_t len;
    struct place place = place_of(span_of(text->bytes, text->len));
    const char *bytes = next_bytes(&place);
    if (fixed.len * 6 % 8 == 0) {
        return true;
    }
    for (size_t i = 0; bytes[i]; i++) {
        text->bytes[text->len++] = (unsigned char)bytes[i];
        if (encode(text, letters, sizeof(letters), &len) &&
            span_starts_with(span_of(letters, len), fixed)) {
            return true;
        }
        text->len--;
    }
    return false;
}

/* The bytes that the fixed letters decode to, the cut one included. */
static bool begin(struct text *text, struct span fixed)
{
    unsigned char letters[256];
    size_t tail = fixed.len % 4;
    if (fixed.len > sizeof(letters) - 4 || tail == 1) {
        return false;
    }
    memcpy(letters, fixed.ptr, fixed.len);
    /* Whole groups, the last one filled with zero bits. */
    size_t n = fixed.len;
    while (n % 4 != 0) {
        letters[n++] = 'A';
    }
    if (!codec_base64(span_of(letters, n), text->bytes, sizeof(text->bytes),
                      &text->len)) {
        return false;
    }
    text->len = fixed.len * 6 / 8;
    return add_cut_byte(text, fixed);
}

/* Spaces make whole groups, and as many letters as are wanted. */
static bool finish(struct text *text, const char *members, size_t least,
                   unsigned char *out, size_t room, size_t *len)
{
    if (!add(text, span_str(members))) {
        return false;
    }
    while (text->len % 3 != 2 || (text->len + 1) / 3 * 4 < least) {
        if (!add(text, span_str(" "))) {
            return false;
        }
    }
    return add(text, span_str("}")) && encode(text, out, room, len);
}

bool sample_json(struct check_sample *sample, struct span fixed,
                 const char *members, size_t least, unsigned char *out,
                 size_t room, size_t *len)
{
    struct text text = {.len = 0};
    if (add(&text, span_str("{")) &&
        finish(&text, members, least, out, room, len) &&
        span_starts_with(span_of(out, *len), fixed)) {
        return true;
    }
    text.len = 0;
    return begin(&text, fixed) && close_open(sample, &text) &&
           finish(&text, members, least, out, room, len) &&
           span_starts_with(span_of(out, *len), fixed);
}
