#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What `--format sarif` writes is valid for GitHub, says Microsoft's SARIF
# Multitool: with findings, without any, with things that could not be read.

setup_file() {
    export TOOLS=$BATS_TEST_DIRNAME/../../build/tools
    [[ $JACKDAW != */asan/* ]] || skip 'the other build validates the same'
    command -v npm >/dev/null || skip 'no npm here to install the validator'
}

# validates CODE OPERAND...: the scan ends with CODE, its SARIF is valid.
validates() {
    local code=$1
    shift
    cd "$BUILD/fixtures"
    run "$JACKDAW" scan --quiet --format sarif \
        --output "$BATS_TEST_TMPDIR/out.sarif" "$@"
    echo "$output"
    [ "$status" -eq "$code" ]
    mkdir -p "$TOOLS"
    flock "$TOOLS" "$BATS_TEST_DIRNAME/sarif_validate.sh" "$TOOLS" \
        "$BATS_TEST_TMPDIR/out.sarif"
}

@test "SARIF of a project full of leaks" {
    validates 1 shop
}

@test "SARIF of refused candidates, suppressions and secrets in clear" {
    validates 1 --all --show-secrets shop clean
}

@test "SARIF without a finding" {
    validates 0 clean
}

@test "SARIF of a scan that could not read everything" {
    mkdir "$BATS_TEST_TMPDIR/odd"
    mkfifo "$BATS_TEST_TMPDIR/odd/pipe with space"
    ln -s nowhere "$BATS_TEST_TMPDIR/odd/link%41"
    validates 2 "$BATS_TEST_TMPDIR/odd" "$BATS_TEST_TMPDIR/none"
}
