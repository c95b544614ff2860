#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What we write is SARIF 2.1.0 that GitHub code scanning takes: asked of
# Microsoft's validator, on a hostile outcome made by hand (sarif_test FOLDER)
# and on real scans. A validator that accepts everything would prove nothing,
# so it has to refuse broken files too.

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.." || return
    tools=$BUILD/tools
    # `make asan` builds in a folder of its own; the validator is beside it.
    [ -d "$tools" ] || tools=$BUILD/../tools
    if [ ! -e "$tools/.sarif-version" ]; then
        skip "$(cat "$tools/.why" 2>/dev/null || echo 'no SARIF validator')"
    fi
}

validate() {
    run tests/cli/sarif_validate.sh "$tools" "$@"
    echo "$output"
}

@test "reports of hostile outcomes are valid" {
    "$BUILD/tests/sarif_test" "$BATS_TEST_TMPDIR"
    validate "$BATS_TEST_TMPDIR"/*.sarif
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = '1..3' ]
}

@test "reports of real scans are valid" {
    run -1 "$JACKDAW" scan --quiet --format sarif \
        --output "$BATS_TEST_TMPDIR/shop.sarif" "$BUILD/fixtures/shop"
    run -0 "$JACKDAW" scan --quiet --format sarif \
        --output "$BATS_TEST_TMPDIR/clean.sarif" "$BUILD/fixtures/clean"
    validate "$BATS_TEST_TMPDIR"/*.sarif
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = '1..2' ]
}

@test "reports of git are valid" {
    load git_helpers
    git_sandbox
    git init -q "$BATS_TEST_TMPDIR/repo"
    out=$BATS_TEST_TMPDIR
    token=$(token 1)
    (
        cd "$BATS_TEST_TMPDIR/repo"
        git remote add origin "git@example.org:a b/c.git"
        echo "$token" >"a file"
        echo x >"$(token 2)"
        git add .
        git commit -q -m "$(printf '%s [x](1) {0}' "$(token 3)")"
        echo y >>"a file"
        git commit -q -a -m more
        echo "$(token 4)" >staged
        git add staged
        run -1 "$JACKDAW" scan -q -f sarif -o "$out/history.sarif" --history
        run -1 "$JACKDAW" scan -q -f sarif -o "$out/range.sarif" --range HEAD
        run -1 "$JACKDAW" scan -q -f sarif -o "$out/staged.sarif" --staged
    )
    validate "$BATS_TEST_TMPDIR"/*.sarif
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = '1..3' ]
    run grep -c -F -e "$token" "$BATS_TEST_TMPDIR"/*.sarif
    [[ "$output" == *history.sarif:0* ]]
}

@test "an interrupted or incomplete scan does not claim success" {
    mkdir "$BATS_TEST_TMPDIR/tree"
    mkfifo "$BATS_TEST_TMPDIR/tree/a pipe"
    run -2 "$JACKDAW" scan --quiet --format sarif \
        --output "$BATS_TEST_TMPDIR/pipe.sarif" "$BATS_TEST_TMPDIR/tree"
    grep -q '"executionSuccessful": false' "$BATS_TEST_TMPDIR/pipe.sarif"
    validate "$BATS_TEST_TMPDIR/pipe.sarif"
    [ "$status" -eq 0 ]
}

@test "the validator refuses what GitHub refuses" {
    case $BUILD in
    */asan | */tsan) skip 'the same for every build' ;;
    esac
    "$BUILD/tests/sarif_test" "$BATS_TEST_TMPDIR"
    good=$BATS_TEST_TMPDIR/hostile.sarif
    mkdir "$BATS_TEST_TMPDIR/bad"
    bad=$BATS_TEST_TMPDIR/bad
    sed 's/"uri": "src\/app.py"/"uri": "src\/a b.py"/' "$good" \
        >"$bad/blank.sarif"
    sed 's/"startLine"/"startline"/' "$good" >"$bad/region.sarif"
    sed 's/"ruleIndex": 2/"ruleIndex": 99/' "$good" >"$bad/index.sarif"
    head -c 3000 "$good" >"$bad/cut.sarif"
    for file in "$bad"/*.sarif; do
        cmp -s "$file" "$good" && return 1
        validate "$file"
        [ "$status" -eq 1 ]
    done
}
