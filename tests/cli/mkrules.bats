#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# mkrules, the program that turns patterns/ into C tables: a table or nothing,
# and a message that an author can act on.

setup() {
    mkrules="$BUILD/mkrules"
    cd "$BATS_TEST_TMPDIR"
    write_rule good.json acme-key high
}

# write_rule FILE ID SEVERITY [NON_EXAMPLE]
write_rule() {
    cat > "$1" <<END
{"provider": "Acme", "rules": [
  {"id": "$2",
   "name": "Acme \"key\" ??/ \\\\ é",
   "severity": "$3",
   "formats": [{"prefix": "acme_", "alphabet": "base62", "length": 32}],
   "non_examples": ["${4:-none}"],
   "grants": "All.", "revoke": {"steps": ["Open it", "Delete it"]}}]}
END
}

@test "mkrules without arguments says how it is used" {
    run "$mkrules"
    [ "$status" -eq 1 ]
    [ "$output" = "jackdaw: usage: mkrules OUT.c PATTERNS.json ..." ]
}

@test "mkrules without pattern files is an error and writes nothing" {
    run "$mkrules" out.c
    [ "$status" -eq 1 ]
    [[ "$output" == *"no pattern files were named: is patterns/ empty?" ]]
    [ ! -e out.c ]
}

@test "mkrules with files that hold no rule is an error" {
    echo '{"provider": "Acme", "rules": []}' > empty.json
    run "$mkrules" out.c empty.json
    [ "$status" -eq 1 ]
    [ "$output" = "jackdaw: there are no rules" ]
    [ ! -e out.c ]
}

@test "a malformed pattern names file, line, pointer and reason" {
    write_rule bad.json acme-other huge
    run "$mkrules" out.c good.json bad.json
    [ "$status" -eq 1 ]
    [ "$output" = "jackdaw: bad.json:4: /rules/0/severity: \"huge\" is not one of note, low, medium, high, critical" ]
    [ -z "$(ls | grep out.c)" ]
}

@test "a failed run leaves the old table alone" {
    echo old > out.c
    run "$mkrules" out.c good.json good.json
    [ "$status" -eq 1 ]
    [ "$output" = "jackdaw: good.json:2: /rules/0/id: \"acme-key\" is there already: /rules/0 of good.json" ]
    [ "$(cat out.c)" = old ]
    [ ! -e out.c.tmp ]
}

@test "a missing file and an unwritable table are errors" {
    run "$mkrules" out.c none.json
    [ "$status" -eq 1 ]
    [ "$output" = "jackdaw: cannot open none.json: No such file or directory" ]
    run "$mkrules" none/out.c good.json
    [ "$status" -eq 1 ]
    [ "$output" = "jackdaw: cannot write none/out.c: No such file or directory" ]
    mkdir folder
    run "$mkrules" folder good.json
    [ "$status" -eq 1 ]
    [ ! -e folder.tmp ]
}

@test "the table compiles without a warning, long and odd texts included" {
    write_rule long.json acme-long low "$(printf '%05000d' 7)"
    "$mkrules" out.c good.json long.json
    "${CC:-cc}" -std=c11 -Wall -Wextra -Wpedantic -Werror -Wwrite-strings \
        -I"$BATS_TEST_DIRNAME/../../scanner" -c -o out.o out.c
}

@test "the order of the files does not show in the table" {
    write_rule other.json acme-a low
    "$mkrules" one.c good.json other.json
    "$mkrules" two.c other.json good.json
    cmp one.c two.c
}
