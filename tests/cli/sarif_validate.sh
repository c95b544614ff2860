#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Validates SARIF files with Microsoft's SARIF Multitool, its rules for GitHub
# code scanning switched on:
#
#     tests/cli/sarif_validate.sh FOLDER FILE...
#
# The validator is installed into FOLDER (below build/) the first time, in the
# version and with the hashes of tests/cli/sarif-validator/. Prints TAP, a test
# for each file, with what the validator says behind "# ". Exit code 0: all
# valid; 1: not; 2: the validator could not be installed or run.
set -u

fail() {
    echo "Bail out! $*"
    exit 2
}

[ $# -ge 2 ] || fail "usage: $0 FOLDER FILE..."
folder=$1
shift
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
tool=$folder/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool

install_validator() {
    command -v npm >/dev/null || fail "npm is not installed"
    mkdir -p "$folder" || fail "cannot create $folder"
    cp "$here/sarif-validator/package.json" \
        "$here/sarif-validator/package-lock.json" "$folder/" ||
        fail "cannot write to $folder"
    # No script of a package runs: what one does here is the chmod below.
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund) \
        >"$folder/npm.log" 2>&1 || {
        sed 's/^/# /' "$folder/npm.log"
        fail "npm could not install the validator"
    }
    chmod u+x "$tool" || fail "no validator for this kind of machine"
    cp "$here/sarif-validator/package-lock.json" "$folder/installed.json"
}

cmp -s "$here/sarif-validator/package-lock.json" "$folder/installed.json" ||
    install_validator

# Errors and warnings count. One warning is accepted: the program has no home
# page of its own to name (SARIF2005, informationUri).
problems() {
    grep -E '\): (error|warning) ' "$1" | grep -v "'informationUri'"
}

# The validator reports through its output, not its exit code; a file that it
# could not read at all shows as a missing closing line.
validate() {
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$tool" validate "$1" \
        --rule-kind 'Sarif;Ghas' --level 'Error;Warning' \
        --output "$folder/result.sarif" --log 'ForceOverwrite' \
        >"$folder/said.txt" 2>&1 || return 1
    grep -q '^Analysis completed successfully' "$folder/said.txt" || return 1
    ! problems "$folder/said.txt" >/dev/null
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
        sed 's/^/# /' "$folder/said.txt"
        status=1
    fi
done
exit $status
