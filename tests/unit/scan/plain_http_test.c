/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/plain_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool holds(const char *text)
{
    struct span span = span_str(text);
    size_t at = span_find(span, span_str("TOKEN"));
    assert_true(at < span.len);
    return plain_http_holds(span, (struct range){at, at + 5});
}

static void what_was_sent_in_the_clear(void **state)
{
    (void)state;
    static const char *const yes[] = {
        "http://api.example.com/v1?key=TOKEN",
        "url = \"HTTP://api.example.com:8080/v1?a=b&key=TOKEN&c=d\"",
        "curl http://user:TOKEN@api.example.com/",
        "http://TOKEN@api.example.com",
        "https://x.example/?next=http://y.example/?key=TOKEN",
        "<a href='http://8.8.8.8/TOKEN'>",
        "(http://172.32.0.1/TOKEN)",
        "http://172.15.0.1/TOKEN",
    };
    static const char *const no[] = {
        "https://api.example.com/v1?key=TOKEN",
        "http://api.example.com/ TOKEN",
        "http://api.example.com/\" key=\"TOKEN",
        "http://y.example/?next=https://x.example/?key=TOKEN",
        "xhttp://api.example.com/v1?key=TOKEN",
        "http://localhost:8080/?key=TOKEN",
        "http://api.localhost/?key=TOKEN",
        "http://127.0.0.1/?key=TOKEN",
        "http://[::1]:80/?key=TOKEN",
        "http://api:8080/?key=TOKEN",
        "http://192.168.1.1/?key=TOKEN",
        "http://172.16.0.1/?key=TOKEN",
        "http://172.31.0.1/?key=TOKEN",
        "http://printer.local/?key=TOKEN",
        "http://TOKEN",
        "://TOKEN",
        "http:/TOKEN",
        "TOKEN",
    };
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        if (!holds(yes[i])) {
            fail_msg("%s", yes[i]);
        }
    }
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        if (holds(no[i])) {
            fail_msg("%s", no[i]);
        }
    }
}

static void a_token_that_is_a_url(void **state)
{
    (void)state;
    struct span text = span_str("x http://hooks.example.com/abc y");
    assert_true(plain_http_holds(text, (struct range){2, 30}));
    text = span_str("x https://hooks.example.com/abc y");
    assert_false(plain_http_holds(text, (struct range){2, 31}));
}

/* A token far behind its scheme, and one too far. */
static void the_reach(void **state)
{
    (void)state;
    for (size_t len = 2000; len <= 2100; len += 100) {
        char text[2300] = "http://example.com/";
        memset(text + strlen(text), 'a', len);
        memcpy(text + 19 + len, "TOKEN", 6);
        assert_int_equal(holds(text), len == 2000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sent_in_the_clear),
        cmocka_unit_test(a_token_that_is_a_url),
        cmocka_unit_test(the_reach),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
