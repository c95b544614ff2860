/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_EVENT_H
#define SOURCE_GIT_EVENT_H

#include "source/git_graph.h"

#include <stdatomic.h>

/* Where sets of objects come into a history and go out of it, commit by
 * commit against the first parent. */

/* Which sets an object belongs to: a chain of links for each object. A name
 * of a file or folder can be watched too, whatever it holds, and a path, of
 * which all versions are then listed. */
struct git_watch {
    struct git_id_map map; /* id -> index of its first link, which stays; a
                              name or path goes by a hash of it */
    bool has_names;
    bool has_paths;
    struct git_watch_link {
        uint32_t set;
        uint32_t next; /* GIT_GRAPH_NONE: the last one */
    } * links;         /* owned */
    size_t count;
    size_t room;
};

void git_watch_init(struct git_watch *watch);
void git_watch_release(struct git_watch *watch);

/* An object is in a set; sets are numbers of the caller's. */
void git_watch_add(struct git_watch *watch, const struct git_id *id,
                   uint32_t set);
void git_watch_add_name(struct git_watch *watch, struct span name,
                        uint32_t set);
void git_watch_add_path(struct git_watch *watch, struct span path,
                        uint32_t set);

/* The first link of an object, or of the last name of a path (a folder's ends
 * with '/'); GIT_GRAPH_NONE when it is in no set. */
uint32_t git_watch_find(const struct git_watch *watch, const struct git_id *id);
uint32_t git_watch_find_name(const struct git_watch *watch, struct span path);

/* The first link of a path. */
uint32_t git_watch_find_path(const struct git_watch *watch, struct span path);

struct git_event {
    uint32_t node; /* of the graph */
    uint32_t set;
    int32_t delta;    /* how many paths more hold one of the set; not 0 */
    const char *path; /* one of them */
};

/* The earliest commit that an object came in with. */
struct git_sight {
    const char *path; /* there; NULL: it never did */
    uint32_t node;
};

/* A change of a watched path, or a watched object that came in anywhere; a
 * zero id: no file there. */
struct git_version {
    uint32_t node;
    uint32_t first; /* link of the path, or of the object */
    bool is_object;
    struct git_id old_id;
    struct git_id new_id;
    const char *path;
};

struct git_events {
    struct git_event *items; /* owned; by set, then node; each pair once */
    size_t count;
    struct git_version *versions; /* owned; of watched paths */
    size_t n_versions;
    size_t n_sights;
    struct git_sight *sights; /* owned; one for each link of the watch; only
                                 the first one of an object is set */
    struct arena **arenas;    /* owned: of the paths */
    size_t n_arenas;
    bool incomplete; /* a tree could not be read */
};

/* Compares all commits of the graph but those that are passed over with their
 * first parents, on `threads` threads. `stop` may be NULL. */
MUST_CHECK int git_events_find(struct git_events *out,
                               const struct git_repo *repo,
                               const struct git_graph *graph,
                               const struct git_watch *watch, unsigned threads,
                               const atomic_bool *stop, struct err *err);

/* Puts items in their order and makes one of those of one pair. */
void git_events_sort(struct git_events *events);
void git_events_release(struct git_events *events);

#endif
