#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What `make demo` shows a newcomer.

setup() {
    case $BUILD in
    */asan | */tsan) skip 'the same for every build' ;;
    esac
    cd "$BATS_TEST_DIRNAME/../.."
}

@test "the demo shows the worst first, and cleans up" {
    export TMPDIR=$BATS_TEST_TMPDIR
    run tests/cli/demo "$BUILD"
    [ "$status" -eq 0 ]
    [[ ${lines[0]} == CRITICAL* ]]
    [[ $output == *" critical, "* ]]
    grep -q '"ruleId"' "$BUILD/demo.sarif"
    [ -z "$(ls -d "$TMPDIR"/tmp.* 2>/dev/null)" ]
}
