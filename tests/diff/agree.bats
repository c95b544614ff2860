#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Two ways, same answer: every instruction set, and no prefilter at all, find
# and say exactly the same.

setup_file() {
    export WORK=$BATS_FILE_TMPDIR
    "$BATS_TEST_DIRNAME/hostile.py" "$BUILD/fixtures" "$WORK/hostile"
    report fixtures scalar "$BUILD/fixtures"
    report hostile scalar "$WORK/hostile"
    report include scalar /usr/include
}

# report NAME WAY PATH [OPTION...]: what a scan in this way says, as JSON.
report() {
    local name=$1 way=$2 path=$3 code=0
    shift 3
    case $way in
    scalar | sse2 | avx2 | avx512 | neon) set -- --isa "$way" "$@" ;;
    esac
    "$JACKDAW" scan --quiet --all --format json --output "$WORK/$name.$way" \
        "$@" "$path" || code=$?
    [ "$code" -le 1 ] || [ "$name" = include ]
}

# agrees WAY: on all three inputs, with the scalar one.
agrees() {
    "$JACKDAW" scan --quiet --isa "$1" "$BATS_TEST_DIRNAME/agree.bats" ||
        skip "this processor has no $1"
    report fixtures "$1" "$BUILD/fixtures"
    report hostile "$1" "$WORK/hostile"
    report include "$1" /usr/include
    for name in fixtures hostile include; do
        "$BATS_TEST_DIRNAME/same_report.py" "$WORK/$name.scalar" \
            "$WORK/$name.$1"
    done
}

@test "SSE2 = scalar" {
    agrees sse2
}

@test "AVX2 = scalar" {
    agrees avx2
}

@test "AVX-512 = scalar" {
    agrees avx512
}

# equals_oracle NAME PATH: every rule is tried at every byte, some ten thousand
# bytes a second, and finds and refuses the same.
equals_oracle() {
    report "$1" scalar "$2"
    report "$1" oracle "$2" --no-prefilter
    "$BATS_TEST_DIRNAME/same_report.py" "$WORK/$1.scalar" "$WORK/$1.oracle" \
        --findings
}

@test "no prefilter = prefilter, on the fixtures" {
    equals_oracle fixtures "$BUILD/fixtures"
}

@test "no prefilter = prefilter, on hostile bytes" {
    "$BATS_TEST_DIRNAME/hostile.py" "$BUILD/fixtures" "$WORK/small" 12000
    equals_oracle small "$WORK/small"
}

@test "no prefilter = prefilter, on source code" {
    equals_oracle source "$BATS_TEST_DIRNAME/../unit/scan"
}
