/* SPDX-License-Identifier: Apache-2.0
 *
 * A depth-first walk over the forest with its own stack. A frame is a base
 * and those of its deltas that are still to be read:
 *
 *     frame   base [ A ]   next child: A4
 *     frame   base [ A3 ]  next child: A3b
 *     now     A3a
 *
 * With its last child a base is forgotten. Who has nothing to do is hungry:
 * the others then give away the lowest base with half of its children (of a
 * single one, that one; a chain cannot be shared). */
#include "source/git_family.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_unpack.h"

#include <pthread.h>
#include <stdlib.h>

/* Roots, and loose objects, that a thread takes at once. */
#define ROOTS 16
#define LOOSE 64

/* How many entries that cannot be read are looked for elsewhere in vain: each
 * may cost a walk down its chain. */
#define RESCUES 4096

struct frame {
    struct git_bytes *base; /* held; NULL: it could not be read, or kept */
    enum git_kind kind;
    uint32_t pack;
    uint32_t next;
    uint32_t stop; /* the child that is somebody else's already */
};

struct git_families {
    const struct git_repo *repo;
    const struct git_objects *objects;
    const struct git_reach *reach;
    struct git_forest *forest;
    bool whole_blobs;
    atomic_size_t next_root;
    atomic_size_t next_loose; /* in objects->order */
    atomic_uint failed;       /* rescues */
    atomic_uint hungry;       /* walkers that wait */
    atomic_uint offered;      /* n_gifts, to be read without the lock */
    pthread_mutex_t lock;     /* of what follows */
    pthread_cond_t changed;
    unsigned active;     /* walkers that may give something yet */
    struct frame *gifts; /* owned */
    size_t n_gifts;
    size_t gifts_room;
};

struct git_walker {
    struct git_families *families;
    struct git_store *store; /* for what is not in a pack, or damaged */
    struct git_unpacker unpacker;
    struct frame *frames; /* owned */
    size_t n_frames;
    size_t room;
    size_t held; /* bytes of all bases in frames */
    size_t root; /* run of roots at hand */
    size_t root_end;
    size_t loose; /* run of loose objects at hand */
    size_t loose_end;
    uint32_t node; /* the one handed out, or NONE */
    uint32_t pack;
    struct git_data now; /* of it */
    bool known;          /* its base was looked at; see unpacker.pieces */
    bool counted;        /* in families->active */
};

struct git_families *git_families_new(const struct git_repo *repo,
                                      const struct git_objects *objects,
                                      const struct git_reach *reach,
                                      bool whole_blobs)
{
    struct git_families *families = mem_calloc(1, sizeof(*families));
    families->repo = repo;
    families->objects = objects;
    families->reach = reach;
    families->whole_blobs = whole_blobs;
    families->forest = git_forest_new(objects, reach);
    atomic_init(&families->next_loose, objects->n_packed);
    pthread_mutex_init(&families->lock, NULL);
    pthread_cond_init(&families->changed, NULL);
    return families;
}

void git_families_free(struct git_families *families)
{
    if (!families) {
        return;
    }
    for (size_t i = 0; i < families->n_gifts; i++) {
        git_bytes_drop(families->gifts[i].base);
    }
    free(families->gifts);
    git_forest_free(families->forest);
    pthread_cond_destroy(&families->changed);
    pthread_mutex_destroy(&families->lock);
    free(families);
}

int git_walker_open(struct git_walker **out, struct git_families *families,
                    struct err *err)
{
    struct git_walker *walker = mem_calloc(1, sizeof(*walker));
    int rc = git_store_open(&walker->store, families->repo, err);
    if (rc < 0) {
        free(walker);
        return rc;
    }
    walker->families = families;
    walker->node = GIT_NODE_NONE;
    git_unpacker_init(&walker->unpacker);
    pthread_mutex_lock(&families->lock);
    families->active++;
    walker->counted = true;
    pthread_mutex_unlock(&families->lock);
    *out = walker;
    return 0;
}

/* Under the lock. */
static void leave(struct git_walker *walker)
{
    struct git_families *families = walker->families;
    if (walker->counted) {
        walker->counted = false;
        families->active--;
        pthread_cond_broadcast(&families->changed);
    }
}

void git_walker_free(struct git_walker *walker)
{
    if (!walker) {
        return;
    }
    pthread_mutex_lock(&walker->families->lock);
    leave(walker);
    pthread_mutex_unlock(&walker->families->lock);
    git_data_release(&walker->now);
    for (size_t i = 0; i < walker->n_frames; i++) {
        git_bytes_drop(walker->frames[i].base);
    }
    free(walker->frames);
    git_unpacker_release(&walker->unpacker);
    git_store_free(walker->store);
    free(walker);
}

static size_t size_of(const struct frame *frame)
{
    return frame->base ? frame->base->len : 0;
}

static void drop_base(struct git_walker *walker, struct frame *frame)
{
    walker->held -= size_of(frame);
    git_bytes_drop(frame->base);
    frame->base = NULL;
}

/* What waits lowest is forgotten when too much does: its children are read
 * by their ids. The newest stays, whatever its size. */
static void keep_within(struct git_walker *walker)
{
    for (size_t i = 0;
         walker->held > LIMIT_GIT_BASES && i + 1 < walker->n_frames; i++) {
        drop_base(walker, &walker->frames[i]);
    }
}

static void push(struct git_walker *walker, struct frame frame)
{
    walker->frames = mem_grow(walker->frames, walker->n_frames, &walker->room,
                              sizeof(*walker->frames));
    walker->frames[walker->n_frames++] = frame;
    walker->held += size_of(&frame);
    keep_within(walker);
}

/* The object that was handed out becomes a base, if it is one. */
static void finish(struct git_walker *walker)
{
    uint32_t node = walker->node;
    walker->node = GIT_NODE_NONE;
    if (node != GIT_NODE_NONE) {
        uint32_t child = walker->families->forest->nodes[node].child;
        if (child != GIT_NODE_NONE) {
            struct git_bytes *base = walker->now.handle;
            if (base) {
                unit_marks_settle(&base->marks);
                git_bytes_hold(base);
            }
            push(walker, (struct frame){.base = base,
                                        .kind = walker->now.kind,
                                        .pack = walker->pack,
                                        .next = child,
                                        .stop = GIT_NODE_NONE});
        }
    }
    git_data_release(&walker->now);
}

/* --- Sharing ----------------------------------------------------------- */

/* Splits the children of a frame: what is from the middle on is the gift. */
static struct frame split(const struct git_forest *forest, struct frame *frame)
{
    struct frame gift = *frame;
    uint32_t middle = frame->next;
    bool odd = false;
    for (uint32_t i = frame->next; i != frame->stop;
         i = forest->nodes[i].sibling, odd = !odd) {
        middle = odd ? forest->nodes[middle].sibling : middle;
    }
    gift.next = middle;
    frame->stop = middle;
    if (gift.base) {
        git_bytes_hold(gift.base);
    }
    return gift;
}

static void give(struct git_families *families, struct frame gift)
{
    pthread_mutex_lock(&families->lock);
    families->gifts = mem_grow(families->gifts, families->n_gifts,
                               &families->gifts_room, sizeof(*families->gifts));
    families->gifts[families->n_gifts++] = gift;
    atomic_store(&families->offered, (unsigned)families->n_gifts);
    pthread_cond_signal(&families->changed);
    pthread_mutex_unlock(&families->lock);
}

/* Gives the lowest frame's share to whoever is hungry; not the only thing
 * that is left to do here. */
static void share(struct git_walker *walker)
{
    struct git_families *families = walker->families;
    const struct git_forest *forest = families->forest;
    if (atomic_load_explicit(&families->hungry, memory_order_relaxed) <=
        atomic_load_explicit(&families->offered, memory_order_relaxed)) {
        return;
    }
    for (size_t i = 0; i < walker->n_frames; i++) {
        struct frame *frame = &walker->frames[i];
        bool several = frame->next != frame->stop &&
                       forest->nodes[frame->next].sibling != frame->stop;
        if (frame->next == frame->stop ||
            (i + 1 == walker->n_frames && !several)) {
            continue;
        }
        give(families, split(forest, frame));
        return;
    }
}

/* Waits until somebody gives something, or nobody can. */
static bool receive(struct git_walker *walker)
{
    struct git_families *families = walker->families;
    bool got = false;
    pthread_mutex_lock(&families->lock);
    leave(walker);
    atomic_fetch_add(&families->hungry, 1);
    while (families->n_gifts == 0 && families->active > 0) {
        pthread_cond_wait(&families->changed, &families->lock);
    }
    atomic_fetch_sub(&families->hungry, 1);
    if (families->n_gifts > 0) {
        push(walker, families->gifts[--families->n_gifts]);
        atomic_store(&families->offered, (unsigned)families->n_gifts);
        families->active++;
        walker->counted = true;
        got = true;
    }
    pthread_mutex_unlock(&families->lock);
    return got;
}

/* --- Reading ----------------------------------------------------------- */

static const struct git_id *id_of(const struct git_walker *walker,
                                  uint32_t node)
{
    const struct git_objects *objects = walker->families->objects;
    return &objects->ids[objects->spots[node].index];
}

/* By its id: perhaps another pack has it, or git has moved it. */
static bool rescue(struct git_walker *walker, uint32_t node)
{
    atomic_uint *failed = &walker->families->failed;
    if (atomic_load_explicit(failed, memory_order_relaxed) > RESCUES) {
        return false;
    }
    if (git_store_read(walker->store, id_of(walker, node), &walker->now, NULL) <
        0) {
        atomic_fetch_add_explicit(failed, 1, memory_order_relaxed);
        return false;
    }
    return true;
}

static int read_entry(struct git_walker *walker, uint32_t node,
                      const struct frame *parent, struct err *err)
{
    const struct git_objects *objects = walker->families->objects;
    struct git_entry entry;
    struct git_bytes *bytes = NULL;
    enum git_kind kind = GIT_KIND_NONE;
    int rc = git_pack_entry(&entry, &objects->packs->items[walker->pack],
                            objects->spots[node].offset, err);
    if (rc == 0 && entry.kind == GIT_ENTRY_WHOLE) {
        kind = (enum git_kind)entry.type;
        rc = git_unpack_whole(&walker->unpacker, &entry, &bytes, err);
    } else if (rc == 0 && parent && parent->base) {
        kind = parent->kind;
        rc = git_unpack_delta(
            &walker->unpacker, &entry, git_bytes_span(parent->base),
            kind == GIT_KIND_BLOB || kind == GIT_KIND_TREE, &bytes, err);
    } else if (rc == 0) {
        rc = err_set(err, ERR_FORMAT, "a delta whose base cannot be read");
    }
    if (rc == 0) {
        walker->now = git_data_of(kind, bytes);
    }
    return rc;
}

static void set_fresh(struct git_walker *walker, const struct frame *parent,
                      bool applied, struct range_list *fresh)
{
    range_list_clear(fresh);
    walker->known = applied && !parent->base->marks.all &&
                    !walker->unpacker.pieces.many &&
                    !walker->families->whole_blobs;
    if (walker->now.kind != GIT_KIND_BLOB) {
        return;
    }
    if (applied && !walker->families->whole_blobs) {
        git_delta_fresh(fresh, &walker->unpacker.pieces, parent->base->len,
                        walker->now.bytes.len, &parent->base->marks);
    } else {
        range_list_add(fresh, (struct range){0, walker->now.bytes.len});
    }
}

static int read_node(struct git_walker *walker, uint32_t node,
                     const struct frame *parent, struct range_list *fresh,
                     struct err *err)
{
    walker->node = node;
    int rc = read_entry(walker, node, parent, err);
    bool applied = rc == 0 && parent;
    if (rc < 0 && rc != ERR_LIMIT && rescue(walker, node)) {
        rc = 0;
    }
    set_fresh(walker, parent, applied, fresh);
    return rc;
}

/* The next child of the topmost base; NONE when nothing waits. `parent` holds
 * the base; the frame gives its own hold away with its last child. */
static uint32_t take_child(struct git_walker *walker, struct frame *parent)
{
    const struct git_forest *forest = walker->families->forest;
    while (walker->n_frames > 0) {
        struct frame *frame = &walker->frames[walker->n_frames - 1];
        uint32_t node = frame->next;
        if (node == frame->stop) {
            drop_base(walker, frame);
            walker->n_frames--;
            continue;
        }
        frame->next = forest->nodes[node].sibling;
        *parent = *frame;
        if (frame->next == frame->stop) {
            walker->held -= size_of(frame);
            walker->n_frames--;
        } else if (parent->base) {
            git_bytes_hold(parent->base);
        }
        return node;
    }
    return GIT_NODE_NONE;
}

static uint32_t take_root(struct git_walker *walker)
{
    struct git_families *families = walker->families;
    const struct git_forest *forest = families->forest;
    if (walker->root == walker->root_end) {
        walker->root = atomic_fetch_add(&families->next_root, ROOTS);
        walker->root_end = walker->root;
        if (walker->root < forest->n_roots) {
            size_t left = forest->n_roots - walker->root;
            walker->root_end += left < ROOTS ? left : ROOTS;
        }
    }
    return walker->root < walker->root_end ? forest->roots[walker->root++]
                                           : GIT_NODE_NONE;
}

/* The next node, read: 1, or 0 when there is none. */
static int next_node(struct git_walker *walker, struct range_list *fresh,
                     int *rc, struct err *err)
{
    do {
        struct frame parent;
        uint32_t node = take_child(walker, &parent);
        if (node != GIT_NODE_NONE) {
            walker->pack = parent.pack;
            *rc = read_node(walker, node, &parent, fresh, err);
            git_bytes_drop(parent.base);
            return 1;
        }
        node = take_root(walker);
        if (node != GIT_NODE_NONE) {
            walker->pack = git_forest_pack(walker->families->forest, node);
            *rc = read_node(walker, node, NULL, fresh, err);
            return 1;
        }
    } while (receive(walker));
    return 0;
}

static int next_loose(struct git_walker *walker, struct git_relative *out,
                      struct range_list *fresh, struct err *err)
{
    struct git_families *families = walker->families;
    const struct git_objects *objects = families->objects;
    for (;;) {
        if (walker->loose == walker->loose_end) {
            walker->loose = atomic_fetch_add(&families->next_loose, LOOSE);
            walker->loose_end = walker->loose;
            if (walker->loose >= objects->count) {
                return 0;
            }
            size_t left = objects->count - walker->loose;
            walker->loose_end += left < LOOSE ? left : LOOSE;
        }
        out->index = objects->order[walker->loose++];
        if (!families->reach || git_reach_has(families->reach, out->index)) {
            break;
        }
    }
    out->rc = git_store_read(walker->store, &objects->ids[out->index],
                             &walker->now, err);
    set_fresh(walker, NULL, false, fresh);
    return 1;
}

static void fill(struct git_walker *walker, struct git_relative *out,
                 const struct range_list *fresh)
{
    struct git_bytes *bytes = walker->now.handle;
    out->data = walker->now;
    out->marks = NULL;
    out->pieces = NULL;
    if (walker->now.kind == GIT_KIND_BLOB) {
        out->marks = &bytes->marks;
        if (fresh->count == 0) {
            unit_marks_init(&bytes->marks); /* nobody will look at it */
        }
    } else if (walker->now.kind == GIT_KIND_TREE) {
        unit_marks_init(&bytes->marks); /* names only: nothing to wipe */
        out->pieces = walker->known ? &walker->unpacker.pieces : NULL;
    }
}

int git_walker_next(struct git_walker *walker, struct git_relative *out,
                    struct range_list *fresh, struct err *err)
{
    struct git_families *families = walker->families;
    finish(walker);
    if (next_loose(walker, out, fresh, err)) {
        fill(walker, out, fresh);
        return 1;
    }
    for (;;) {
        share(walker);
        if (!next_node(walker, fresh, &out->rc, err)) {
            return 0;
        }
        out->index = families->objects->spots[walker->node].index;
        if (git_forest_wants(families->objects, families->reach,
                             walker->node)) {
            break;
        }
        finish(walker); /* only a base: what is copied from it is all new */
    }
    fill(walker, out, fresh);
    return 1;
}
