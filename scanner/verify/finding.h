/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_FINDING_H
#define VERIFY_FINDING_H

#include "base/attribution.h"
#include "base/notice.h"
#include "verify/verify.h"

/* What scan/ gathers and report/ prints: one secret, and all the places where
 * it stands. Plain data, owned by the collection of scan/collect.h. */

/* What a place is a part of. */
enum place_part {
    PLACE_TEXT,    /* contents */
    PLACE_NAME,    /* the name of a file or folder */
    PLACE_MESSAGE, /* of a commit or tag */
    PLACE_HEADER   /* author, committer and such of a commit or tag */
};

/* Where a secret stands. Lines count from 1; columns count from 1 in Unicode
 * code points; the end column is one past the last character. */
struct place {
    const char *path; /* as given on the command line, '/' between names */
    uint64_t offset;  /* in the unit's bytes, from 0 */
    uint64_t length;  /* of the token there, in bytes */
    uint32_t line;
    uint32_t column;
    uint32_t end_line;
    uint32_t end_column;
    const char *excerpt;   /* the line, secrets masked, control bytes escaped */
    const char *revealed;  /* the same in clear, only with --show-secrets */
    const char *line_hash; /* GitHub's primaryLocationLineHash, or NULL */
    const char *commit;    /* id of the commit that brought it, or NULL */
    const char *object;    /* id of the git object that it is in, or NULL */
    enum place_part part;
    bool in_head;    /* that object is in HEAD, and `path` is its path there */
    bool local;      /* in a file that git ignores and does not track */
    bool plain_http; /* in an http:// URL of a host elsewhere */
    bool binary;     /* in a binary file: offset counts, lines do not */
};

struct finding {
    const struct rule *rule;
    struct verdict verdict;
    char id[33];        /* hex of a keyed hash of rule and secret: stable over
                           files, lines and commits, says nothing of it */
    const char *masked; /* the secret with its middle starred out */
    const char *secret; /* in clear; NULL unless --show-secrets */
    size_t secret_len;
    bool local;                 /* all its places are: it ranks low */
    const struct place *places; /* those in HEAD first, what is no
                                   file last,
                                   then by path and offset; at least one */
    size_t n_places;
    size_t n_places_total;          /* more than n_places past LIMIT_PLACES */
    const struct finding *pair;     /* the other half, or NULL */
    const struct place *pair_place; /* where it stands */
    bool suppressed;         /* by a comment in the source, or a policy file */
    const char *suppression; /* the comment, or the policy's reason; or NULL */
    const char *policy;      /* the policy file that does it, or NULL */
    uint32_t policy_line;
    const struct git_attribution *git; /* NULL unless git was asked; secrets
                                          in its texts are masked */
    unsigned risk;                     /* 0 to 100 with `git`, otherwise 0 */
    const struct span *spellings; /* in clear: the ways in which it stands in
                                     its places; only for a clean-up plan */
    size_t n_spellings;
};

/* What one run covered. */
struct coverage {
    uint64_t files;
    uint64_t folders;
    uint64_t objects; /* of git */
    uint64_t commits;
    uint64_t bytes;
    uint64_t candidates;
    uint64_t dropped; /* candidates that verification refused */
    uint64_t suppressed;
    uint64_t notices[NOTICE_KINDS];
    double seconds;
    bool interrupted;
};

/* All of it: what scan/ hands over and report/ prints. */
struct outcome {
    const struct finding *const *findings; /* by risk, severity, place */
    size_t n_findings;
    const struct notice *notices; /* by path, then kind */
    size_t n_notices;
    struct coverage coverage;
};

/* True when everything that was asked for was looked at. */
bool outcome_is_complete(const struct outcome *outcome);

#endif
