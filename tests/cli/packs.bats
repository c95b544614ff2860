#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Packs that are wrong, and ways of storing objects that are not: what can be
# read is searched, what cannot is said, and nothing takes for ever.

load git_helpers

setup_file() {
    export WORK=$BATS_FILE_TMPDIR
    LINE=$(token 1)
    "$BATS_TEST_DIRNAME/hostile_packs.py" "$WORK" "$LINE"
}

# look REPO [OPTION...]: $status and $output of a scan that must end soon.
look() {
    run timeout 60 "$JACKDAW" scan --history "$@"
    [[ $output == *github-pat* ]]
}

# is_said REPO TEXT
is_said() {
    for threads in 1 3; do
        look "$WORK/$1" --threads "$threads"
        [ "$status" -eq 2 ]
        [[ $output == *"$2"* ]]
    done
}

@test "deltas in a circle" {
    is_said circle "a delta whose base"
    is_said self_made "a delta whose base"
}

@test "a delta whose base is not there" {
    is_said thin "a delta whose base"
}

@test "sizes that cannot be, and objects past the limit" {
    is_said huge "an object of 1099511627776 bytes"
    is_said overstated "a damaged size"
    is_said understated "another size"
    is_said huge_delta "an object of"
}

@test "deltas that leave their base, or do not fit it" {
    is_said outside "a damaged delta"
    is_said wrong_base "a delta to something else"
    is_said short "a delta that is cut off"
}

@test "an index that leads to no entry" {
    is_said nowhere "no entry"
    is_said in_the_head "no entry"
    is_said kind_five "damaged entry"
}

@test "a damaged base of thousands" {
    is_said broken_family "a delta whose base"
}

@test "a chain of seventy thousand deltas is read" {
    look "$WORK/long_chain"
    [ "$status" -eq 1 ]
    [[ $output == *70,001* || $output == *70001* ]]
}
