/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_SCAN_KIT_H
#define TESTS_SCAN_KIT_H

#include "base/buf.h"
#include "scan/scan.h"
#include "source/source_memory.h"

#include "fake_verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Whole scans of texts in memory, with rules made for the purpose. */

#define KIT_REVOKE                                                  \
    "\"grants\":\"x\",\"revoke\":{\"url\":\"https://example.com\"," \
    "\"steps\":[\"one\",\"two\"]},\"docs\":[\"https://example.com\"]"

static const char kit_rules[] =
    "{\"provider\":\"Acme\",\"rules\":["
    "{\"id\":\"acme-token\",\"name\":\"n\",\"severity\":\"high\","
    "\"formats\":[{\"prefix\":\"acme_\",\"alphabet\":\"base62\","
    "\"length\":[20,200]}]," KIT_REVOKE "},"
    "{\"id\":\"acme-id\",\"name\":\"n\",\"severity\":\"low\","
    "\"class\":\"identifier\","
    "\"formats\":[{\"prefix\":\"ACID\",\"alphabet\":\"base36-upper\","
    "\"length\":12}]," KIT_REVOKE "},"
    "{\"id\":\"acme-secret\",\"name\":\"n\",\"severity\":\"critical\","
    "\"formats\":[{\"prefix\":\"acs.\",\"alphabet\":\"base62\","
    "\"length\":32}],\"pair\":{\"with\":\"acme-id\",\"required\":true,"
    "\"lines\":5}," KIT_REVOKE "},"
    "{\"id\":\"acme-pem\",\"name\":\"n\",\"severity\":\"critical\","
    "\"regex\":{\"pattern\":\"-----BEGIN KEY-----"
    "[A-Za-z0-9+/=\\\\\\\\\\\\r\\\\n]{20,20000}?-----END KEY-----\","
    "\"anchor\":\"-----BEGIN KEY-----\"}," KIT_REVOKE "},"
    "{\"id\":\"generic-password\",\"name\":\"n\",\"severity\":\"medium\","
    "\"generic\":true,\"assignment\":true,\"near\":\"name\","
    "\"keywords\":[\"password\"],"
    "\"formats\":[{\"segments\":[{\"alphabet\":\"[A-Za-z0-9_.+-]\","
    "\"length\":[8,64]}]}]," KIT_REVOKE "}"
    "]}";

struct kit {
    struct rule_set *rules;
    struct matcher *matcher;
};

static inline int kit_open(void **state)
{
    static struct kit kit;
    struct err err = {0};
    if (rule_set_parse(&kit.rules, span_str(kit_rules), "kit", NULL, &err) <
            0 ||
        matcher_new(&kit.matcher, kit.rules, NULL, &err) < 0) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    *state = &kit;
    return 0;
}

static inline int kit_close(void **state)
{
    struct kit *kit = *state;
    matcher_free(kit->matcher);
    rule_set_free(kit->rules);
    return 0;
}

static inline struct scan *kit_scan(const struct kit *kit,
                                    const struct memory_item *items, size_t n,
                                    const struct scan_options *options,
                                    const struct window_sizes *sizes)
{
    struct source *source = source_memory_new(items, n, sizes);
    struct scan *scan = NULL;
    struct err err = {0};
    int rc = scan_run(&scan, kit->matcher, source, options, &err);
    assert_int_equal(rc, 0);
    source->ops->free(source);
    return scan;
}

/* One text, on one thread. */
static inline struct scan *kit_text(const struct kit *kit, struct span text,
                                    const struct scan_options *options)
{
    struct memory_item item = {.path = "f", .bytes = text};
    struct scan_options one = options ? *options : (struct scan_options){0};
    one.threads = 1;
    return kit_scan(kit, &item, 1, &one, NULL);
}

/* The only finding of a scan. */
static inline const struct finding *kit_only(const struct scan *scan)
{
    const struct outcome *outcome = scan_outcome(scan);
    assert_int_equal(outcome->n_findings, 1);
    return outcome->findings[0];
}

static inline void kit_add(struct buf *out, const char *name, const char *value)
{
    assert_int_equal(
        buf_add_format(out, NULL, " %s=%s", name, value ? value : "-"), 0);
}

static inline void kit_add_place(struct buf *out, const struct place *place)
{
    assert_int_equal(
        buf_add_format(out, NULL, "\n  %s @%llu+%llu %u:%u-%u:%u%s",
                       place->path, (unsigned long long)place->offset,
                       (unsigned long long)place->length, place->line,
                       place->column, place->end_line, place->end_column,
                       place->binary ? " binary" : ""),
        0);
}

enum kit_detail {
    KIT_PLACES, /* what windows do not change */
    KIT_ALL
};

/* All that an outcome says, as text. */
static inline void kit_dump(struct buf *out, const struct outcome *outcome,
                            enum kit_detail detail)
{
    for (size_t i = 0; i < outcome->n_findings; i++) {
        const struct finding *finding = outcome->findings[i];
        assert_int_equal(
            buf_add_format(out, NULL, "%s %s %s severity=%d confidence=%d%s",
                           finding->rule->id, finding->id, finding->masked,
                           (int)finding->verdict.severity,
                           (int)finding->verdict.confidence,
                           finding->suppressed ? " suppressed" : ""),
            0);
        kit_add(out, "secret", finding->secret);
        kit_add(out, "suppression", finding->suppression);
        for (size_t k = 0; k < finding->verdict.n_reasons; k++) {
            kit_add(out, "reason", finding->verdict.reasons[k]);
        }
        if (finding->pair) {
            kit_add(out, "pair", finding->pair->id);
            kit_add(out, "pair_masked", finding->pair->masked);
            kit_add_place(out, finding->pair_place);
            kit_add(out, "excerpt", finding->pair_place->excerpt);
        }
        for (size_t k = 0; k < finding->n_places; k++) {
            const struct place *place = &finding->places[k];
            kit_add_place(out, place);
            kit_add(out, "excerpt", place->excerpt);
            if (detail == KIT_ALL) {
                kit_add(out, "revealed", place->revealed);
                kit_add(out, "hash", place->line_hash);
            }
        }
        assert_int_equal(buf_add(out, span_str("\n"), NULL), 0);
    }
    for (size_t i = 0; i < outcome->n_notices; i++) {
        const struct notice *notice = &outcome->notices[i];
        kit_add(out, notice_name(notice->kind), notice->path);
        kit_add(out, "text", notice->text);
    }
    const struct coverage *coverage = &outcome->coverage;
    assert_int_equal(buf_add_format(out, NULL,
                                    "\nfiles=%llu bytes=%llu candidates=%llu "
                                    "dropped=%llu suppressed=%llu\n",
                                    (unsigned long long)coverage->files,
                                    (unsigned long long)coverage->bytes,
                                    (unsigned long long)coverage->candidates,
                                    (unsigned long long)coverage->dropped,
                                    (unsigned long long)coverage->suppressed),
                     0);
}

static inline void kit_dump_init(struct buf *out)
{
    buf_init(out, 64u << 20);
}

/* Pseudo-random numbers that are the same everywhere. */
static inline uint32_t kit_random(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

static inline void kit_add_random(struct buf *out, uint64_t *seed,
                                  const char *alphabet, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = alphabet[kit_random(seed, (uint32_t)strlen(alphabet))];
        assert_int_equal(buf_add(out, span_of(&c, 1), NULL), 0);
    }
}

#define KIT_BASE62 \
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define KIT_UPPER "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static inline void kit_add_text(struct buf *out, const char *text)
{
    assert_int_equal(buf_add(out, span_str(text), NULL), 0);
}

/* A page of code with tokens of every kind in it. */
static inline void kit_add_page(struct buf *out, uint64_t *seed, size_t lines)
{
    for (size_t i = 0; i < lines; i++) {
        switch (kit_random(seed, 14)) {
        case 0:
            kit_add_text(out, "token: acme_");
            kit_add_random(out, seed, KIT_BASE62, 20);
            break;
        case 1:
            kit_add_text(out, "id = ACID");
            kit_add_random(out, seed, KIT_UPPER, 12);
            break;
        case 2:
            kit_add_text(out, "\tsecret = \"acs.");
            kit_add_random(out, seed, KIT_BASE62, 32);
            kit_add_text(out, "\"; # jackdaw:allow acme-secret");
            break;
        case 3:
            kit_add_text(out, "\xc3\xa4\xe2\x82\xac: \"acs.");
            kit_add_random(out, seed, KIT_BASE62, 32);
            kit_add_text(out, "\", \"ACID");
            kit_add_random(out, seed, KIT_UPPER, 12);
            kit_add_text(out, "\"");
            break;
        case 4:
            kit_add_text(out, "password = \"acme_");
            kit_add_random(out, seed, KIT_BASE62, 25);
            kit_add_text(out, "\" # password");
            break;
        case 5:
            kit_add_text(out, "password = \"");
            kit_add_random(out, seed, KIT_BASE62, 16);
            kit_add_text(out, "\"");
            break;
        case 6:
            kit_add_text(out, "-----BEGIN KEY-----\n");
            kit_add_random(out, seed, KIT_BASE62, 64);
            kit_add_text(out, "\n");
            kit_add_random(out, seed, KIT_BASE62, 30);
            kit_add_text(out, "\n-----END KEY-----");
            break;
        case 7:
            kit_add_text(out, "# jackdaw:allow-next-line");
            break;
        case 8:
            kit_add_text(out, "x acme_REFUTED");
            kit_add_random(out, seed, KIT_BASE62, 20);
            kit_add_text(out, " gitleaks:allow");
            break;
        default:
            kit_add_random(out, seed, "abc def (x);,\t", 50);
            break;
        }
        kit_add_text(out, kit_random(seed, 9) ? "\n" : "\r\n");
    }
}

#endif
