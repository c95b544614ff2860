/* SPDX-License-Identifier: Apache-2.0
 *
 * Which repository a report is of; addresses without what is secret in them. */
#include "source/git_provenance.h"

#include "unit/source/git_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include <string.h>

static void addresses(void **state)
{
    (void)state;
    static const struct {
        const char *remote;
        const char *uri;
    } cases[] = {
        {"https://github.com/a/b.git", "https://github.com/a/b.git"},
        {"https://me:pass@github.com/a/b", "https://github.com/a/b"},
        {"https://tok%40en@github.com/a/b?x=1#y", "https://github.com/a/b"},
        {"https://a@b@host/c@d", "https://host/c@d"},
        {"ssh://git@host:2222/a/b", "ssh://host:2222/a/b"},
        {"git@host:a/b.git", "ssh://host/a/b.git"},
        {"user:word@host:a/b.git", "ssh://host/a/b.git"},
        {"git@host:/srv/a b", "ssh://host/srv/a%20b"},
        {"/srv/git/a b.git", "file:///srv/git/a%20b.git"},
        {"../other", "file:///../other"},
        {"\x1b[2J", "file:///%1B[2J"},
        {"", "file:///"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *uri = git_provenance_uri(cases[i].remote);
        if (strcmp(uri, cases[i].uri) != 0) {
            fail_msg("%s: %s", cases[i].remote, uri);
        }
        free(uri);
    }
}

static void of_a_repository(void **state)
{
    (void)state;
    struct git_provenance found;
    struct err err = {0};
    repo_enter("added_removed");
    assert_int_equal(git_provenance_read(&found, ".", &err), 0);
    assert_string_equal(found.branch, "main");
    assert_string_equal(found.revision, repo_output("git rev-parse HEAD"));
    assert_memory_equal(found.uri, "file:///", 8);
    assert_non_null(found.work);
    git_provenance_release(&found);
    repo_run("git remote add origin 'https://u:p@host/x'; git checkout -q "
             "--detach");
    assert_int_equal(git_provenance_read(&found, NULL, &err), 0);
    assert_null(found.branch);
    assert_string_equal(found.uri, "https://host/x");
    git_provenance_release(&found);
    repo_run("git init -q --bare bare");
    assert_int_equal(git_provenance_read(&found, "bare", &err), 0);
    assert_null(found.work);
    assert_string_equal(found.revision, "");
    git_provenance_release(&found);
    assert_true(git_provenance_read(&found, "/proc", &err) < 0);
    git_provenance_release(&found);
    repo_leave();
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
        cmocka_unit_test(addresses),
        cmocka_unit_test(of_a_repository),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
