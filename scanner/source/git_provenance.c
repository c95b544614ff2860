/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses of remotes are where people put tokens. What stands before the
 * '@' and behind the '?' of one is never said, whatever it is. */
#include "source/git_provenance.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "source/git_file.h"
#include "source/git_repo.h"

#include <stdio.h>
#include <stdlib.h>

#define URI_MAX 4096

static bool is_plain(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') ||
           (byte != '\0' && strchr("-._~/!$&'()*+,;=:@%[]", byte) != NULL);
}

static void add_encoded(struct buf *out, struct span text)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = text.ptr[i];
        char code[3] = {'%', hex[byte >> 4], hex[byte & 15]};
        /* A text that is too long is cut. */
        (void)!buf_add(out,
                       is_plain(byte) ? span_of(text.ptr + i, 1)
                                      : span_of(code, sizeof(code)),
                       NULL);
    }
}

/* Without what stands before the last '@' of the host's part, and without
 * query and fragment. */
static void add_address(struct buf *out, struct span rest)
{
    size_t end = 0;
    while (end < rest.len && !strchr("?#", rest.ptr[end])) {
        end++;
    }
    size_t host_end = 0;
    while (host_end < end && rest.ptr[host_end] != '/') {
        host_end++;
    }
    size_t host = host_end;
    while (host > 0 && rest.ptr[host - 1] != '@') {
        host--;
    }
    add_encoded(out, span_slice(rest, (struct range){host, end}));
}

/* "user@host:path": a colon with no slash before it. What stands before the
 * last '@' of that part goes, even where it could be a host. */
static struct range ssh_host(struct span text)
{
    size_t slash = span_find(text, span_str("/"));
    size_t start = slash;
    while (start > 0 && text.ptr[start - 1] != '@') {
        start--;
    }
    size_t colon = start;
    while (colon < slash && text.ptr[colon] != ':') {
        colon++;
    }
    return colon < slash && colon > start ? (struct range){start, colon}
                                          : (struct range){0, 0};
}

char *git_provenance_uri(const char *remote)
{
    struct buf out;
    struct span text = span_str(remote);
    size_t scheme = span_find(text, span_str("://"));
    struct range host = ssh_host(text);
    buf_init(&out, URI_MAX);
    if (scheme < text.len) {
        (void)!buf_add(&out, span_slice(text, (struct range){0, scheme + 3}),
                       NULL);
        add_address(&out,
                    span_slice(text, (struct range){scheme + 3, text.len}));
    } else if (range_len(host) > 0) {
        struct span path =
            span_slice(text, (struct range){host.end + 1, text.len});
        (void)!buf_add(&out, span_str("ssh://"), NULL);
        add_encoded(&out, span_slice(text, host));
        (void)!buf_add(&out, span_str("/"), NULL);
        while (path.len > 0 && path.ptr[0] == '/') {
            path = span_of(path.ptr + 1, path.len - 1);
        }
        size_t query = span_find(path, span_str("?"));
        add_encoded(&out, span_slice(path, (struct range){0, query}));
    } else {
        (void)!buf_add(&out, span_str("file://"), NULL);
        (void)!buf_add(
            &out, span_str(text.len && text.ptr[0] == '/' ? "" : "/"), NULL);
        add_encoded(&out, text);
    }
    char *uri = mem_strdup(out.len ? out.ptr : "");
    buf_release(&out);
    return uri;
}

static void read_branch(struct git_provenance *out, const struct git_repo *repo)
{
    static const char head[] = "ref: refs/heads/";
    char path[LIMIT_PATH];
    struct buf text;
    struct span line;
    snprintf(path, sizeof(path), "%sHEAD", git_repo_dir(repo));
    buf_init(&text, LIMIT_GIT_TEXT);
    if (git_file_read(&text, path, NULL) == 0) {
        struct span rest = buf_span(&text);
        if (git_file_line(&rest, &line) &&
            span_starts_with(line, span_str(head))) {
            out->branch =
                mem_strndup(line.ptr + strlen(head), line.len - strlen(head));
        }
    }
    buf_release(&text);
}

static void fill(struct git_provenance *out, struct git_repo *repo)
{
    char remote[URI_MAX];
    struct git_id head;
    const char *work = git_repo_work(repo);
    out->work = work ? mem_strdup(work) : NULL;
    if (!git_repo_origin(repo, remote, sizeof(remote))) {
        snprintf(remote, sizeof(remote), "%s",
                 work ? work : git_repo_common(repo));
    }
    out->uri = git_provenance_uri(remote);
    if (git_repo_head(&head, repo, NULL) == 1) {
        struct git_hex hex = git_id_hex(&head);
        memcpy(out->revision, hex.text, sizeof(out->revision));
    }
    read_branch(out, repo);
}

int git_provenance_read(struct git_provenance *out, const char *path,
                        struct err *err)
{
    const struct git_repo_options options = {.path = path};
    struct git_repo *repo = NULL;
    *out = (struct git_provenance){0};
    int rc = git_repo_open(&repo, &options, err);
    if (rc == 0) {
        fill(out, repo);
    }
    git_repo_free(repo);
    return rc;
}

void git_provenance_release(struct git_provenance *provenance)
{
    free(provenance->uri);
    free(provenance->branch);
    free(provenance->work);
    *provenance = (struct git_provenance){0};
}
