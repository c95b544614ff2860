#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Every command but scan: help, manual page, completions, patterns.

setup() {
    cd "$BATS_TEST_TMPDIR"
    PATH=$(dirname "$JACKDAW"):$PATH
}

# no_wide_line: nothing of $output is over 80 columns, but for examples.
no_wide_line() {
    ! grep -vE '^  jackdaw|^  source' <<< "$output" | grep -E '.{81}'
}

@test "help of every command, by both ways" {
    for command in $("$JACKDAW" --help |
        sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
        run "$JACKDAW" "$command" --help
        [ "$status" -eq 0 ]
        [[ $output == "Usage: jackdaw $command"* ]]
        no_wide_line
        other=$("$JACKDAW" help "$command")
        [ "$output" = "$other" ]
        run "$JACKDAW" "$command" -h
        [ "$output" = "$other" ]
    done
    [ "$command" = help ] # the last of the list
}

@test "no command, an unknown one, and options in its place" {
    run "$JACKDAW"
    [ "$status" -eq 2 ]
    [[ $output == Usage:* ]]
    run "$JACKDAW" sacn
    [ "$status" -eq 2 ]
    [[ $output == *"did you mean 'scan'?"* ]]
    run "$JACKDAW" .
    [[ $output == *"did you mean 'jackdaw scan .'?"* ]]
    run "$JACKDAW" --nothing
    [ "$status" -eq 2 ]
    run "$JACKDAW" help nothing
    [ "$status" -eq 2 ]
}

@test "the version" {
    run "$JACKDAW" --version
    [[ $output =~ ^jackdaw\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
    short=$output
    run "$JACKDAW" version
    [ "$output" = "$short" ]
    run "$JACKDAW" version --verbose
    [[ $output == "$short"$'\n'*"instruction set: "* ]]
}

@test "the manual page is clean roff with every option" {
    "$JACKDAW" help --man > jackdaw.1
    for option in $("$JACKDAW" scan --help |
        grep -oE '^ +(-[a-z], )?--[a-z-]+' | grep -oE '[a-z-]{3,}$'); do
        grep -q -- "${option//-/\\\\-}" jackdaw.1
    done
    command -v groff > /dev/null || skip 'no groff here'
    run groff -man -ww -Tutf8 -z jackdaw.1
    echo "$output"
    [ "$output" = "" ]
}

# complete WORD...: what bash offers behind these words.
complete_words() {
    bash --norc -c '
        source <(jackdaw completion bash)
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        COMPREPLY=()
        _jackdaw
        printf "%s\n" "${COMPREPLY[@]}"' -- "$@"
}

@test "bash completes commands, options, values, rules and files" {
    touch some-file
    [ "$(complete_words jackdaw sc)" = scan ]
    [ "$(complete_words jackdaw scan --form)" = --format ]
    [ "$(complete_words jackdaw scan --format sar)" = sarif ]
    [ "$(complete_words jackdaw scan -f sar)" = sarif ]
    [ "$(complete_words jackdaw scan some)" = some-file ]
    [ "$(complete_words jackdaw scan --output some)" = some-file ]
    [ "$(complete_words jackdaw patterns sh)" = show ]
    [ "$(complete_words jackdaw explain github-pat-cl)" = github-pat-classic ]
    [ "$(complete_words jackdaw scan --rule github-pat-cl)" = \
        github-pat-classic ]
    ! complete_words jackdaw scan --no- | grep -q prefilter
}

@test "completions are valid for their shells" {
    for shell in bash zsh fish; do
        "$JACKDAW" completion $shell > script.$shell
        [ -s script.$shell ]
    done
    bash -n script.bash
    ! command -v zsh > /dev/null || zsh -n script.zsh
    ! command -v fish > /dev/null || fish --no-execute script.fish
    run "$JACKDAW" completion tcsh
    [ "$status" -eq 2 ]
    run "$JACKDAW" completion
    [ "$status" -eq 2 ]
}

@test "patterns are listed, shown and explained" {
    run "$JACKDAW" patterns list
    [ "$status" -eq 0 ]
    [ "${#lines[@]}" -ge 150 ]
    all=$("$JACKDAW" patterns list --ids)
    [ "$(wc -l <<< "$all")" -eq "${#lines[@]}" ]
    [ "$(sort -u <<< "$all" | wc -l)" -eq "${#lines[@]}" ]
    run "$JACKDAW" patterns list --rule 'aws-*'
    ! grep -v '^aws-' <<< "$output"
    shown=$("$JACKDAW" patterns show github-pat-classic)
    [[ $shown == *https://github.com/settings/tokens* ]]
    [ "$("$JACKDAW" explain github-pat-classic)" = "$shown" ]
    for wrong in 'patterns' 'patterns shwo' 'patterns show' 'explain' \
        'explain github-pat-clasic' 'patterns show a b'; do
        run "$JACKDAW" $wrong
        [ "$status" -eq 2 ]
    done
    run "$JACKDAW" patterns checks
    [[ $output == *crc32-base62* ]]
}

@test "samples are found, differ by seed, and do not by run" {
    one=$("$JACKDAW" patterns sample github-pat-classic)
    [ "$one" = "$("$JACKDAW" patterns sample github-pat-classic --seed 1)" ]
    [ "$one" != "$("$JACKDAW" patterns sample github-pat-classic --seed 2)" ]
    run "$JACKDAW" scan - <<< "$one"
    [ "$status" -eq 1 ]
    [[ $output == *github-pat-classic* ]]
    run "$JACKDAW" patterns sample
    [ "$status" -eq 2 ]
    run "$JACKDAW" patterns sample nothing
    [ "$status" -eq 2 ]
}

# write_pattern FILE NON_EXAMPLE CHECK
write_pattern() {
    cat > "$1" <<END
{"provider": "Acme", "rules": [
  {"id": "acme-key", "name": "Acme key", "severity": "high",
   "formats": [{"prefix": "acme_", "alphabet": "base62", "length": 32}],
   "checks": [$3],
   "non_examples": ["$2"],
   "grants": "All.", "revoke": {"steps": ["Open it", "Delete it"]}}]}
END
}

@test "pattern files are checked by running them" {
    write_pattern good.json nothing ''
    run "$JACKDAW" patterns check good.json
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$output" = 'good.json: 1 rule, no faults' ]
    key=acme_$(printf '%s' 7Hq2 Xv9K mT4w Zb8R pL3n Jc6D sF5g Yt1B)
    write_pattern loud.json "key = '$key'" ''
    run "$JACKDAW" patterns check loud.json good.json
    echo "$output"
    [ "$status" -eq 1 ]
    [[ $output == *'acme-key: found in one of its non_examples'* ]]
    echo '{"provider": "Acme", "rules": [{"id": "x"}' > broken.json
    run "$JACKDAW" patterns check broken.json
    [ "$status" -eq 1 ]
    [[ $output == *broken.json* ]]
    run "$JACKDAW" patterns check none.json
    [ "$status" -eq 2 ]
    run "$JACKDAW" patterns check
    [ "$status" -eq 2 ]
}

@test "own patterns are used beside or instead of the built-in ones" {
    write_pattern own.json nothing ''
    printf 'acme_%s%s\n' 7Hq2Xv9KmT4wZb8R pL3nJc6DsF5gYt1B > leak
    run "$JACKDAW" scan --quiet leak
    [ "$status" -eq 0 ]
    run "$JACKDAW" scan --quiet -p own.json leak
    [ "$status" -eq 1 ]
    run "$JACKDAW" scan --quiet -p own.json --only-patterns leak
    [ "$status" -eq 1 ]
    [ "$("$JACKDAW" patterns list --ids -p own.json --only-patterns)" = \
        acme-key ]
    run "$JACKDAW" scan --only-patterns leak
    [ "$status" -eq 2 ]
}
