#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Each linter must fail on a tree that breaks its rule, and name the place. A
# linter that looks at nothing would pass for ever.

setup() {
    LINT=$BATS_TEST_DIRNAME
    TREE=$BATS_TEST_TMPDIR/tree
    mkdir -p "$TREE"/scanner/{base,rule,match,verify} "$TREE"/tests/lint \
        "$TREE"/patterns
    cat >"$TREE/scanner/LAYERS" <<'END'
layer base   0
layer rule   1
layer match  2
layer verify 2
header pcre2.h match/regex.c
END
    source_file match/regex.c '#include <pcre2.h>'
}

# source_file PATH LINE...: a source file below scanner/ with these lines.
source_file() {
    local path=$TREE/scanner/$1
    shift
    { echo '/* SPDX-License-Identifier: Apache-2.0 */'; printf '%s\n' "$@"; } \
        >"$path"
}

# rejects LINTER TEXT: the linter fails, and says TEXT.
rejects() {
    run "$LINT/$1" "$TREE"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *"$2"* ]]
}

accepts() {
    run "$LINT/$1" "$TREE"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "layers: a good tree passes" {
    source_file rule/rule.h
    source_file match/a.c '#include "rule/rule.h"' '#include <stdio.h>'
    accepts lint_layers
}

@test "layers: an upward include" {
    source_file match/a.h
    source_file base/b.c '#include "match/a.h"'
    rejects lint_layers 'base/b.c: base may not include match'
}

@test "layers: a sideways include" {
    source_file verify/a.h
    source_file match/b.c '#include "verify/a.h"'
    rejects lint_layers 'match/b.c: match may not include verify'
}

@test "layers: an include in a comment's shadow" {
    source_file verify/a.h
    source_file match/b.c '  #  include "verify/a.h" /* still an include */'
    rejects lint_layers 'match may not include verify'
}

@test "layers: a third-party header in another file" {
    source_file match/b.c '#include <pcre2.h>'
    rejects lint_layers 'match/b.c: <pcre2.h> belongs in match/regex.c only'
}

@test "layers: a third-party header that nobody listed" {
    source_file base/b.c '#include <openssl/ssl.h>'
    rejects lint_layers '<openssl/ssl.h> is not in scanner/LAYERS'
}

@test "layers: a header that does not exist, a line that is stale" {
    source_file base/b.c '#include "base/none.h"'
    source_file match/regex.c
    rejects lint_layers 'there is no scanner/base/none.h'
    rejects lint_layers 'match/regex.c does not include pcre2.h'
}

@test "headers: one that needs another first" {
    source_file base/a.h '#ifndef BASE_A_H' '#define BASE_A_H' \
        'size_t length(void);' '#endif'
    rejects lint_headers 'scanner/base/a.h'
}

@test "headers: one without its guard" {
    source_file base/a.h '#ifndef A_H' '#define A_H' '#endif'
    rejects lint_headers 'the guard must be BASE_A_H'
}

@test "format: another layout" {
    cp "$LINT/../../.clang-format" "$TREE"
    source_file base/a.c 'int a( void ) { return 1 ; }'
    "$LINT/lint_format" "$TREE" | grep -q 'SKIP' && skip 'no clang-format 14'
    rejects lint_format 'scanner/base/a.c'
}

@test "format: a tab, a space at the end, no licence" {
    cp "$LINT/../../.clang-format" "$TREE"
    printf 'int a;\t/* b */ \n' >"$TREE/scanner/base/a.c"
    rejects lint_format 'a.c:1: a tab'
    rejects lint_format 'a.c:1: white space at the end'
    rejects lint_format 'a.c: no SPDX line'
}

@test "length: a file of 701 lines" {
    source_file base/a.c $(yes 'int;' | head -700)
    rejects lint_length 'base/a.c: 701'
    echo 'scanner/base/a.c' >"$TREE/tests/lint/length.allow"
    rejects lint_length 'there are functions'
}

@test "length: a function of 61 lines, then with an exception" {
    source_file base/a.c 'int a(void)' '{' $(yes ';' | head -61) '}'
    rejects lint_length 'base/a.c:a: 61'
    echo 'scanner/base/a.c:a  # a reason' >"$TREE/tests/lint/length.allow"
    accepts lint_length
}

@test "length: an exception that is not needed any more" {
    source_file base/a.c 'int a(void)' '{' $(yes ';' | head -60) '}'
    accepts lint_length
    echo 'scanner/base/a.c:a' >"$TREE/tests/lint/length.allow"
    rejects lint_length 'scanner/base/a.c:a'
}

@test "banned: unsafe functions, allocation, printing" {
    source_file match/a.c 'void a(char *b) { strcpy(b, "x"); }'
    rejects lint_banned 'match/a.c:2: strcpy'
    source_file match/a.c 'void *a(void) { return malloc (3); }'
    rejects lint_banned 'match/a.c:2: malloc'
    source_file match/a.c 'void a(void) { printf("x"); }'
    rejects lint_banned 'match/a.c:2: printf'
}

@test "banned: not in comments and strings, not as part of a name" {
    source_file match/a.c '/* strcpy(a, b) */' \
        'const char *a = "malloc(3)";' 'void my_strcpy(void);'
    accepts lint_banned
}

@test "banned: unfinished work" {
    source_file match/a.c '/* TODO later */'
    rejects lint_banned 'match/a.c:2'
    source_file match/a.c '/* TODO(#7): later */'
    accepts lint_banned
}

@test "tree: something else at the top" {
    touch "$TREE/notes.txt"
    rejects lint_tree 'notes.txt'
}

@test "tree: two files of one name, a folder in a folder, a small folder" {
    source_file base/a.c
    source_file match/a.c
    mkdir "$TREE/scanner/base/deep"
    touch "$TREE/scanner/base/deep/b.c"
    rejects lint_tree 'scanner/base/a.c scanner/match/a.c'
    rejects lint_tree 'base/deep/b.c: a folder inside a folder'
    rejects lint_tree 'scanner/base: only 1 files'
}

@test "tree: commands and links of the documents" {
    printf '## gone: nothing\n' >"$TREE/Makefile"
    printf 'Type `make nothing` and read [this](none.md).\n' \
        >"$TREE/README.md"
    rejects lint_tree 'Makefile: no target gone'
    rejects lint_tree 'README.md: make nothing: no such target'
    rejects lint_tree 'README.md: none.md does not exist'
}

@test "secrets: a well-known token" {
    source_file base/a.c "/* $("$JACKDAW" patterns sample github-pat-classic \
        --seed 7) */"
    rejects lint_secrets 'scanner/base/a.c:2: looks like a token'
    rejects lint_secrets 'exit code 1'
}

@test "secrets: a token that only jackdaw knows" {
    source_file base/a.c \
        "/* $("$JACKDAW" patterns sample grafana-service-account-token --seed 1) */"
    rejects lint_secrets 'exit code 1'
}

@test "patterns: one that the schema does not allow" {
    cp "$LINT/../../patterns/schema.json" "$LINT/../../patterns/README.md" \
        "$TREE/patterns"
    echo '{"provider": "X", "rules": [{"id": "Not Lower"}]}' \
        >"$TREE/patterns/x.json"
    rejects lint_patterns 'not ok 2 - patterns fit the schema'
    rejects lint_patterns 'not ok 5 - jackdaw patterns check'
}

@test "patterns: one id in two files" {
    cp "$LINT/../../patterns/"{schema.json,README.md,github.json} \
        "$TREE/patterns"
    cp "$TREE/patterns/github.json" "$TREE/patterns/copy.json"
    rejects lint_patterns 'github-pat-classic stands in'
}
