#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Validates SARIF files with Microsoft's SARIF Multitool, its rules for GitHub
# code scanning switched on:
#
#     tests/cli/sarif_validate.sh FOLDER FILE...
#
# FOLDER is where install_sarif_validator put the validator (build/tools).
# Prints TAP, a test for each file, with what the validator says behind "# ".
# Exit code 0: all valid; 1: not; 2: there is no validator.
set -u

if [ $# -lt 2 ]; then
    echo "Bail out! usage: $0 FOLDER FILE..."
    exit 2
fi
folder=$1
shift
tool=$folder/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
if [ ! -x "$tool" ]; then
    echo "Bail out! no SARIF validator in $folder"
    exit 2
fi
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# Errors and warnings count. One warning is accepted: the program has no home
# page of its own to name (SARIF2005, informationUri).
problems() {
    grep -E ': (error|warning) [A-Z]+[0-9]' "$1" | grep -v "'informationUri'"
}

# The validator reports through its output, not its exit code; a file that it
# could not read at all shows as a missing closing line.
validate() {
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$tool" validate "$1" \
        --rule-kind 'Sarif;Ghas' --level 'Error;Warning' \
        --output "$work/result.sarif" --log 'ForceOverwrite' \
        >"$work/said" 2>&1 || return 1
    grep -q '^Analysis completed successfully' "$work/said" || return 1
    ! problems "$work/said" >/dev/null
}

echo "1..$#"
number=0
status=0
for file in "$@"; do
    number=$((number + 1))
    if validate "$file"; then
        echo "ok $number - $(basename "$file") is valid SARIF for GitHub"
    else
        echo "not ok $number - $(basename "$file") is valid SARIF for GitHub"
        sed 's/^/# /' "$work/said"
        status=1
    fi
done
exit $status
