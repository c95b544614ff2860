/* SPDX-License-Identifier: Apache-2.0
 *
 * What is a URL, what is fetched, and that nothing stays behind. The other
 * side is git's own daemon on this machine. */
#include "source/git_clone.h"

#include "unit/source/git_fixture.h"
#include "unit/source/source_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

static void what_is_a_url(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "https://example.com/a/b",       "http://example.com/",
        "ssh://git@example.com:22/a",    "git@example.com:a/b.git",
        "git://example.com/a",           "file:///srv/a.git",
        "https://user:word@example.com/"};
    static const char *const paths[] = {
        ".",         "/srv/a.git",   "a:b",     "./git@host:x",
        "",          "ext::sh -c x", "ftp://a", "C:\\a",
        "git@host",  "-git@host:x",  "@host:x", "git@-oProxy=x:y",
        "git@host:", "fd::17",       "HTTPS//"};
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        assert_true(git_clone_is_url(urls[i]));
    }
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        assert_false(git_clone_is_url(paths[i]));
    }
}

/* Folders of ours below the one where clones are made. */
static void assert_nothing_left(void)
{
    assert_string_equal(repo_output("ls -A clones"), "");
}

static void count_lines(void *ctx, struct span line)
{
    size_t *lines = ctx;
    assert_true(line.len > 0);
    assert_null(memchr(line.ptr, '\n', line.len));
    assert_null(memchr(line.ptr, '\r', line.len));
    (*lines)++;
}

static int clone_of(struct git_clone **out, const char *url,
                    const atomic_bool *stop, struct err *err)
{
    struct git_clone_options options = {.folder = "clones", .stop = stop};
    return git_clone_new(out, url, &options, err);
}

/* A daemon that serves the current folder; its port in `port`. */
static void start_daemon(char *port, size_t room)
{
    repo_run("d=$(git --exec-path)/git-daemon; test -x $d; "
             "for p in 41873 42871 43867 44869 45863; do "
             "$d --export-all --listen=127.0.0.1 --port=$p --base-path=. "
             "--reuseaddr --pid-file=daemon.pid . >daemon.log 2>&1 & "
             "for t in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; "
             "if git ls-remote -q git://127.0.0.1:$p/ >/dev/null 2>&1; then "
             "echo $p >port; exit 0; fi; done; done; exit 1");
    snprintf(port, room, "%s", repo_output("cat port"));
}

static void fetched_and_removed(void **state)
{
    (void)state;
    struct git_clone *clone = NULL;
    struct seen seen;
    struct err err = {0};
    char port[32];
    char url[128];
    repo_enter("branches");
    repo_run("mkdir clones; cat >.git/hooks/post-checkout <<'EOF'\n"
             "#!/bin/sh\ntouch was-run\nEOF\nchmod +x .git/hooks/*");
    start_daemon(port, sizeof(port));
    snprintf(url, sizeof(url), "git://127.0.0.1:%s/", port);
    setenv("GIT_DIR", "/nowhere", 1);
    int rc = clone_of(&clone, url, NULL, &err);
    unsetenv("GIT_DIR");
    if (rc < 0) {
        repo_run("kill $(cat daemon.pid)");
        fail_msg("%s", err.text);
    }
    see_history(&seen, git_clone_path(clone));
    assert_true(seen_text(&seen, "needle-topic"));
    assert_true(seen_text(&seen, "needle-pushed"));
    assert_int_equal(seen_failures(&seen), 0);
    seen_release(&seen);
    assert_string_equal(git_clone_name(clone), url);
    assert_string_equal(repo_output("ls -d clones/*/*/hooks 2>/dev/null || "
                                    "echo none"),
                        "none");
    git_clone_free(clone);
    assert_nothing_left();
    size_t lines = 0;
    struct git_clone_options options = {
        .folder = "clones", .progress = count_lines, .progress_ctx = &lines};
    assert_int_equal(git_clone_new(&clone, url, &options, &err), 0);
    assert_true(lines > 1);
    git_clone_free(clone);
    assert_nothing_left();
    snprintf(url, sizeof(url), "git://127.0.0.1:%s/nowhere", port);
    assert_int_equal(clone_of(&clone, url, NULL, &err), ERR_GIT);
    assert_nothing_left();
    repo_run("kill $(cat daemon.pid); test ! -e was-run");
    repo_leave();
}

/* Nobody answers: the clone would wait for ever. */
static void interrupted(void **state)
{
    (void)state;
    struct git_clone *clone = NULL;
    struct err err = {0};
    atomic_bool stop = true;
    repo_enter(NULL);
    repo_run("mkdir clones");
    assert_int_equal(clone_of(&clone, "git://127.0.0.1:9/x", &stop, &err),
                     ERR_INTERRUPT);
    assert_nothing_left();
    repo_leave();
}

static void no_login_in_messages(void **state)
{
    (void)state;
    struct git_clone *clone = NULL;
    struct err err = {0};
    repo_enter(NULL);
    repo_run("mkdir clones");
    assert_int_equal(
        clone_of(&clone, "http://somebody:hunter2@127.0.0.1:1/a?b@swordfish",
                 NULL, &err),
        ERR_GIT);
    assert_null(strstr(err.text, "hunter2"));
    assert_null(strstr(err.text, "somebody"));
    assert_null(strstr(err.text, "swordfish"));
    assert_non_null(strstr(err.text, "http://127.0.0.1:1/a"));
    assert_nothing_left();
    repo_leave();
}

static void other_texts_are_refused(void **state)
{
    (void)state;
    struct git_clone *clone = NULL;
    struct err err = {0};
    assert_int_equal(clone_of(&clone, "ext::sh -c true", NULL, &err),
                     ERR_USAGE);
    assert_int_equal(clone_of(&clone, "/srv/x", NULL, &err), ERR_USAGE);
}

static void files_are_read_in_place(void **state)
{
    (void)state;
    struct git_clone *clone = NULL;
    struct err err = {0};
    static const char *const urls[][2] = {
        {"file:///srv/a.git", "/srv/a.git"},
        {"file://localhost/srv/a", "/srv/a"},
        {"file:///a%20b%2F%c3%bC%zz%4", "/a b/\xc3\xbc%zz%4"},
        {"file:///a%00b%", "/a%00b%"},
    };
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        assert_int_equal(clone_of(&clone, urls[i][0], NULL, &err), 0);
        assert_string_equal(git_clone_path(clone), urls[i][1]);
        git_clone_free(clone);
    }
    assert_int_equal(clone_of(&clone, "file://elsewhere/srv/a", NULL, &err),
                     ERR_USAGE);
    assert_int_equal(clone_of(&clone, "file://", NULL, &err), ERR_USAGE);
    git_clone_free(NULL);
}

static int prepare(void **state)
{
    (void)state;
    repo_setup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_a_url),
        cmocka_unit_test(fetched_and_removed),
        cmocka_unit_test(interrupted),
        cmocka_unit_test(no_login_in_messages),
        cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(files_are_read_in_place),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
