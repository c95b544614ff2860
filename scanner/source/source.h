/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "base/err.h"
#include "base/notice.h"
#include "source/unit_marks.h"

#include <stdint.h>

/* Where bytes come from. A source is shared by all threads; each thread opens
 * a reader and pulls units from it until there are none. */

/* What the bytes of a unit are to the thing that it is named after. */
enum unit_part {
    UNIT_CONTENT,
    UNIT_NAME,   /* names of files: of a tree object, or the path itself */
    UNIT_MESSAGE /* a commit or tag: message, author and other fields */
};

/* A window of bytes with the parts of it that nobody has looked at yet. */
struct unit {
    const char *path; /* for people: file path, object name */
    uint64_t number;  /* the same for all windows of one file or object */
    struct span text; /* LIMIT_PADDING readable bytes follow */
    uint64_t offset;  /* of text[0] in the whole file or object */
    bool first;       /* first window of it */
    bool last;        /* last window of it */
    bool cut;         /* the last, but more follows that is not fresh */
    const struct range *fresh; /* parts of text to look at, sorted */
    size_t n_fresh;
    enum unit_part part;
    const char *object; /* id of the git object that holds them, or NULL */
    const char *commit; /* id of the commit that adds them, or NULL */
    const void *detail; /* the source's own, for unit_origin */
    /* What is seen in the text is wanted back; the same for all windows of an
     * object. The receiver empties it at the first one. NULL: not asked. */
    struct unit_marks *marks;
};

/* What a source cannot give; the receiver copies it. */
typedef void (*source_notice_fn)(void *ctx, const struct notice *notice);

struct source_reader;
struct source;

struct source_totals {
    uint64_t files;
    uint64_t folders;
    uint64_t objects;
    uint64_t commits;
    uint64_t bytes;
};

struct source_ops {
    /* For one thread. The reader is freed by reader_free. */
    int (*reader_open)(struct source *source, struct source_reader **out,
                       struct err *err);
    /* The next unit: 1 and `unit`, valid until the next call on this reader;
     * 0 at the end; negative when the source as a whole has failed. A unit
     * that cannot be read is a notice, not an error. All windows of a file
     * come one after the other from the same reader. A thread that stops
     * early must free its reader: others may wait for what it holds. */
    int (*next)(struct source_reader *reader, struct unit *unit,
                struct err *err);
    void (*reader_free)(struct source_reader *reader);
    void (*totals)(const struct source *source, struct source_totals *out);
    void (*free)(struct source *source);
};

/* First member of every source. */
struct source {
    const struct source_ops *ops;
    source_notice_fn notice; /* set by scan_run; called from any thread */
    void *notice_ctx;
    /* The commit whose policy file decides about what is found (40 digits, or
     * "" when there is none). NULL: files, which have it beside them. */
    const char *policy_base;
    /* In a change, where the policy file stands that would count next: a
     * commit, or ":" for the index. NULL: it does not change. */
    const char *policy_next;
};

/* Says that something could not be looked at. Without a receiver nothing
 * happens. Bytes of `path` and `text` are the receiver's to copy. */
void source_say(const struct source *source, enum notice_kind kind,
                const char *path, const char *text);

/* The same for a failed system call: the kind follows from the errno `code`
 * (gone: vanished; a symbolic link where none was: symlink; otherwise
 * unreadable). */
void source_say_errno(const struct source *source, const char *path, int code);

/* The same for an object of git that could not be read: `rc` and `err` are
 * what its reader gave. */
void source_say_object(const struct source *source, const char *path, int rc,
                       const struct err *err);

#endif
