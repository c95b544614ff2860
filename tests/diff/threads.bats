#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The number of threads changes nothing in any report.

setup_file() {
    export WORK=$BATS_FILE_TMPDIR
    # The thread sanitizer makes everything ten times slower.
    [[ $BUILD == */tsan ]] && limit=150000
    "$BATS_TEST_DIRNAME/hostile.py" "$BUILD/fixtures" "$WORK/hostile" \
        ${limit:+"$limit"}
}

# report NAME THREADS PATH
report() {
    local code=0
    "$JACKDAW" scan --quiet --all --format json --threads "$2" \
        --output "$WORK/$1.$2" "$3" || code=$?
    [ "$code" -eq 1 ]
}

agrees() {
    report "$1" 1 "$2"
    for threads in 2 8; do
        report "$1" "$threads" "$2"
        "$BATS_TEST_DIRNAME/same_report.py" "$WORK/$1.1" "$WORK/$1.$threads"
    done
}

@test "one thread = eight, on the fixtures" {
    agrees fixtures "$BUILD/fixtures"
}

@test "one thread = eight, on hostile bytes" {
    agrees hostile "$WORK/hostile"
}

@test "one thread = eight, as text and JSON Lines" {
    cd "$BUILD/fixtures"
    for format in text jsonl; do
        for threads in 1 8; do
            run "$JACKDAW" scan --quiet --format "$format" \
                --threads "$threads" shop
            [ "$status" -eq 1 ]
            sed -E 's/--threads [0-9]+//g; s/[0-9.]+ m?s\b//g;
                /"seconds"/s/"seconds": ?[0-9.e-]+//
                s/"(started|ended)": ?"[^"]*"//g' \
                <<<"$output" >"$WORK/$format.$threads"
            grep -q github-pat-classic "$WORK/$format.$threads"
        done
        cmp "$WORK/$format.1" "$WORK/$format.8"
    done
}
