/* SPDX-License-Identifier: Apache-2.0 */
#include "verify/code.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* The value stands between the brackets '[[' and ']]'. */
static const char *reason_for(const char *line)
{
    static char text[512];
    const char *open = strstr(line, "[[");
    const char *close = strstr(line, "]]");
    assert_true(open && close && strlen(line) < sizeof(text));
    size_t start = (size_t)(open - line);
    size_t end = (size_t)(close - open) - 2 + start;
    memcpy(text, line, start);
    memcpy(text + start, open + 2, end - start);
    memcpy(text + end, close + 2, strlen(close + 2) + 1);
    static const struct rule rule = {.generic = true, .assignment = true};
    struct verify_input in = {.rule = &rule,
                              .text = span_str(text),
                              .token = {start, end},
                              .secret = {start, end}};
    return code_reason(&in);
}

static void code_is_refused(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "token = [[os.environ]]['TOKEN']",
        "token = [[response.nextPageToken]];",
        "self.password = [[password_mgr]]",
        "apiKey: [[process.env.API_KEY]],",
        "password = [[getpass.getpass()]]",
        "token := [[strings.TrimSpace(line)]]",
        "secret = [[config]].get('x')",
        "$token = [[$this->token]];",
        "password: [[_PasswordType]] | None = None,",
        "ACCESS_KEY = '[[aws_access_key_id]]'",
        "token: '[[AUTH_TOKEN_HEADER_VALUE]]'",
        "secret = \"[[StreamingDistributionList]]\"",
        "password = \"[[Required.]]\"",
        "key_password=\"[[keyfile_password]]\"",
        "api_key = \"[[7b1f3c52-93ad-4e0c-8d26-51c0a9b7e3f4]]\"",
        "secret_path = \"[[kJ82hsdKLs92hdLs]]\"",
        "token_url: \"[[kJ82hsdKLs92hdLs]]\"",
        "publicKey = \"[[kJ82hsdKLs92hdLs]]\"",
        "secret: \"[[/etc/ssl/private/server.key]]\"",
        "key = \"[[config/secrets/app.json]]\"",
        "api_key: \"[[https://example.org/keys]]\"",
        "token = '[[2024-01-31T12:00:00Z]]'",
        "secret = \"[[AAAAB3NzaC1yc2EAAAADAQABAAABgQ]]\"",
        "password: \"[["
        "$2b$12$KIXQ2J8Y1m3s5t7v9x]]\"",
        "integrity: \"[[sha512-kJ82hsdKLs92hdLskJ82hsdKLs92hdLs]]\"",
        "token sha1 = [[8d71b161fd145d11c40d55c9ab66ac134a303253]]",
        "commit: [[8d71b161fd145d11c40d55c9ab66ac134a303253]]",
        "https://github.com/a/[[8d71b161fd145d11c40d55c9ab66ac134a303253]]/x",
        "password: [[me@company.io]]",
        "token: '[[token]]'",
        "password_encryption = [[scram-sha-256]]",
        "  token: [[passwordHash]]\n",
        "  tlsSecret: [[grafana.local-tls]]\n"};
    for (size_t i = 0; i < N(lines); i++) {
        if (!reason_for(lines[i])) {
            fail_msg("taken: %s", lines[i]);
        }
    }
}

static void literals_stay(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "API_KEY=[[k3HdPq7zLm29sQxW8vTn]]",
        "api_key = \"[[k3HdPq7zLm29sQxW8vTn]]\"",
        "\"apiKey\": \"[[k3HdPq7z-Lm2"
        "9sQxW_8vTn]]\",",
        "secret: [[8d71b161fd145d11c40d55c9ab66ac13]]",
        "token = '[[8d71b161fd145d11c40d55c9ab66ac134a303253]]'",
        ("password"
         " = \"[[Tr0ub4dor&3]]\""),
        "DB_PASSWORD=[[x(9k!Lm2$z]]",
        "export TOKEN=[[k3HdPq7z.Lm29sQxW.8vTn]]",
        "export TOKEN=[[Uar4L-H92x2-Ex8AT-V5BTv-z6u4O]]",
        "TOKEN=[[c1da3f4e5965b.45329372]]",
        "  - token: [[xkqWvzPfJdBhm]]\r\n",
        "  token: [[pabsd-w2prPEDCSwBdlKDE]]\n",
        "password: '[[h7Gf_92kLmQ]]'",
        "secret_key = '[[w4+2ukq4wb/e4jl9cw0q9uwg9y1==]]'",
        "<add key=\"ApiKey\" value=\"[[k3HdPq7zLm29sQxW8vTn]]\"/>"};
    for (size_t i = 0; i < N(lines); i++) {
        const char *reason = reason_for(lines[i]);
        if (reason) {
            fail_msg("%s: %s", lines[i], reason);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(code_is_refused),
                                       cmocka_unit_test(literals_stay)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
