#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Where secrets hide in git from those who read `git log -p` or `git diff`:
# each place end to end, on repositories that are written down as fast-import
# text. And what cannot be looked at: said, and exit code 2.

load git_helpers

setup() {
    git_sandbox
    git config --global protocol.file.allow always
    git init -q "$BATS_TEST_TMPDIR/repo"
    cd "$BATS_TEST_TMPDIR/repo"
}

# import < TEXT: makes a history, checks it out. @N@ is the token of seed N.
import() {
    local text
    text=$(sed "s/@1@/$(token 1)/g; s/@2@/$(token 2)/g; s/@3@/$(token 3)/g")
    git fast-import --quiet <<< "$text"
    git reset -q --hard 2> /dev/null || true
}

# result OPTION...: a line for each secret, named by its seed, with its paths;
# then the notices that make it incomplete, then the exit code.
result() {
    local code=0
    "$JACKDAW" scan "$@" --show-secrets -q -f json > "$BATS_TEST_TMPDIR/out.json" \
        2> "$BATS_TEST_TMPDIR/err" || code=$?
    SEEDS="$(token 1) $(token 2) $(token 3)" python3 - \
        "$BATS_TEST_TMPDIR/out.json" <<'END'
import json, os, sys
seeds = {t: str(i) for i, t in enumerate(os.environ["SEEDS"].split(), 1)}
text = open(sys.argv[1]).read()
if text:
    report = json.loads(text)
    lines = []
    for finding in report["findings"]:
        paths = sorted({p["path"] for p in finding["places"]})
        lines.append(" ".join([seeds[finding["secret"]], *paths]))
    lines.sort()
    lines += sorted({n["kind"] for n in report["notices"] if n["failure"]})
    print("\n".join(lines), end="\n" if lines else "")
END
    echo "exit $code"
}

# is EXPECTED OPTION...: compares the result of a scan.
is() {
    local expected=$1 got
    shift
    got=$(result "$@")
    if [ "$got" != "$expected" ]; then
        echo "scan $*"
        diff <(echo "$expected") <(echo "$got")
        cat "$BATS_TEST_TMPDIR/err"
        return 1
    fi
}

@test "a merge that adds what neither side has" {
    import <<'FI'
commit refs/heads/main
mark :1
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline base
data 1
x
commit refs/heads/side
mark :2
committer A <a@example.org> 1700000100 +0000
data 1
b
from :1
M 644 inline side
data 1
y
commit refs/heads/main
mark :3
committer A <a@example.org> 1700000200 +0000
data 1
c
from :1
M 644 inline other
data 1
z
commit refs/heads/main
committer A <a@example.org> 1700000300 +0000
data 5
merge
from :3
merge :2
M 644 inline side
data 1
y
M 644 inline evil
data <<END
key = @1@
END
commit refs/heads/main
committer A <a@example.org> 1700000400 +0000
data 4
gone
D evil
FI
    is $'1 evil\nexit 1' --history
    is $'1 evil\nexit 1' --range HEAD~2..HEAD
    is $'exit 0' --range HEAD^..HEAD
}

@test "added and removed within one range" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline base
data 1
x
commit refs/heads/main
committer A <a@example.org> 1700000100 +0000
data 1
b
M 644 inline leak
data <<END
key = @1@
END
commit refs/heads/main
committer A <a@example.org> 1700000200 +0000
data 1
c
D leak
FI
    is $'1 leak\nexit 1' --range HEAD~2..HEAD
    is $'1 leak\nexit 1' --history
    is $'1 leak\nexit 1' --history --reachable
}

@test ".gitattributes: -diff, binary and a driver hide nothing" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline .gitattributes
data <<END
*.env -diff
*.bin binary
*.drv diff=driver
END
commit refs/heads/main
committer A <a@example.org> 1700000100 +0000
data 1
b
M 644 inline a.env
data <<END
key = @1@
END
M 644 inline b.bin
data <<END
key = @2@
END
M 644 inline c.drv
data <<END
key = @3@
END
FI
    local all=$'1 a.env\n2 b.bin\n3 c.drv\nexit 1'
    is "$all" --history
    is "$all" --range HEAD^..HEAD
    git reset -q --soft HEAD^
    is "$all" --staged
}

@test "git replace hides nothing, neither blobs nor commits" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline base
data 1
x
commit refs/heads/main
committer A <a@example.org> 1700000100 +0000
data 1
b
M 644 inline leak
data <<END
key = @1@
END
commit refs/heads/main
committer A <a@example.org> 1700000200 +0000
data 1
c
M 644 inline base
data 1
y
FI
    local blob clean
    blob=$(git rev-parse HEAD:leak)
    clean=$(git hash-object -w base)
    git replace "$blob" "$clean"
    git replace HEAD^ HEAD~2
    is $'1 leak\nexit 1' --history
    is $'1 leak\nexit 1' --history --reachable
    is $'1 leak\nexit 1' --range HEAD~2..HEAD
}

@test "grafts hide nothing" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline leak
data <<END
key = @1@
END
commit refs/heads/main
committer A <a@example.org> 1700000100 +0000
data 1
b
D leak
FI
    git rev-parse HEAD > .git/info/grafts
    is $'1 leak\nexit 1' --history
    is $'1 leak\nexit 1' --history --reachable
    is $'1 leak\nexit 1' --range HEAD
}

@test "nothing that the repository names is run" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline .gitattributes
data <<END
* diff=evil filter=evil merge=evil
END
commit refs/heads/main
committer A <a@example.org> 1700000100 +0000
data 1
b
M 644 inline leak
data <<END
key = @1@
END
FI
    local evil="touch '$BATS_TEST_TMPDIR/was-run'; cat"
    git config diff.evil.textconv "$evil"
    git config diff.evil.command "$evil"
    git config diff.external "$evil"
    git config filter.evil.smudge "$evil"
    git config filter.evil.clean "$evil"
    git config core.fsmonitor "$evil"
    git config core.sshCommand "$evil"
    git config core.pager "$evil"
    git config core.editor "$evil"
    git config gpg.program "$evil"
    git config uploadpack.packObjectsHook "$evil"
    git config credential.helper "!$evil"
    for hook in pre-commit post-checkout reference-transaction; do
        printf '#!/bin/sh\n%s\n' "$evil" > .git/hooks/$hook
        chmod +x .git/hooks/$hook
    done
    git -c core.fsmonitor=false reset -q --soft HEAD^
    rm -f ../was-run
    is $'1 leak\nexit 1' --history
    is $'1 leak\nexit 1' --staged
    is $'1 leak\nexit 1' --range HEAD..ORIG_HEAD
    is $'1 leak\nexit 1' --gitignore .
    run "$JACKDAW" hook run pre-commit leak
    [ "$status" -eq 1 ]
    [ ! -e ../was-run ]
}

@test "all three commits of a stash" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline file
data 1
x
M 644 inline other
data 1
x
FI
    echo "key = $(token 1)" > file
    echo "key = $(token 2)" > other
    git add other
    echo plain > other
    echo "key = $(token 3)" > untracked
    git stash push -q -u
    is $'1 file\n2 other\n3 untracked\nexit 1' --history
    is $'1 file\n2 other\n3 untracked\nexit 1' --history --reachable
}

@test "what only the reflog knows, and what nothing leads to" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline file
data 1
x
FI
    echo "key = $(token 1)" > amended
    git add amended
    git commit -q -m amended
    git rm -q --cached amended
    git commit -q --amend --allow-empty -m clean
    echo "key = $(token 2)" > staged
    git add staged
    git rm -q -f --cached staged
    is $'1 amended\n2 blob:'"$(git hash-object staged)"$'\nexit 1' --history
    is 'exit 0' --history --reachable
}

@test "notes, messages and people" {
    import <<'FI'
commit refs/heads/main
mark :1
author A <a@example.org> 1700000000 +0000
committer @3@ <a@example.org> 1700000000 +0000
data <<END
fix

key = @1@
END
M 644 inline file
data 1
x
tag v1
from :1
tagger A <a@example.org> 1700000000 +0000
data <<END
key = @2@
END
FI
    local commit tag
    commit=$(git rev-parse HEAD)
    tag=$(git rev-parse v1)
    is "1 commit:$commit
2 tag:$tag
3 commit:$commit
exit 1" --history
    git checkout -q --orphan clean
    git commit -q -m clean
    git notes add -m "key = $(token 1)"
    git update-ref -d refs/heads/main
    git tag -d v1 > /dev/null
    is "1 $(git rev-parse HEAD)
exit 1" --history --reachable
}

@test "names of files and targets of links" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline backup-@1@.txt
data 1
x
M 120000 inline link
data <<END
/srv/@2@
END
FI
    result --history > ../got
    cat ../got
    grep -q '^1 ' ../got
    grep -q '^2 link$' ../got
    git reset -q --soft "$(git commit-tree -m empty "$(git mktree < /dev/null)")"
    result --staged > ../got
    cat ../got
    grep -q '^1 ' ../got
    grep -q '^2 link$' ../got
}

@test "renamed and edited in one commit; copied" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline old
data <<END
one
two
three
four
five
END
commit refs/heads/main
committer A <a@example.org> 1700000100 +0000
data 1
b
D old
M 644 inline new
data <<END
one
two
three
four
five
key = @1@
END
commit refs/heads/main
committer A <a@example.org> 1700000200 +0000
data 1
c
M 644 inline copy
data <<END
key = @1@
END
FI
    is $'1 copy new\nexit 1' --history
    is $'1 new\nexit 1' --range HEAD~2..HEAD^
    is $'1 copy\nexit 1' --range HEAD^..HEAD
}

@test "UTF-16 and files with a NUL" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline file
data 1
x
FI
    printf '\377\376' > wide
    echo "key = $(token 1)" | iconv -t UTF-16LE >> wide
    printf 'a\0b\n%s\n' "$(token 2)" > binary
    git add .
    is $'1 wide\n2 binary\nexit 1' --staged
    git commit -q -m more
    is $'1 wide\n2 binary\nexit 1' --history
    is $'1 wide\n2 binary\nexit 1' --range HEAD^..HEAD
}

@test "the first commit, from a subdirectory, in any work tree" {
    echo "key = $(token 1)" > leak
    mkdir sub
    echo x > sub/file
    git add .
    is $'1 leak\nexit 1' --staged
    cd sub
    is $'1 leak\nexit 1' --staged
    cd ..
    git rm -q --cached leak
    git commit -q -m first
    git worktree add -q ../linked
    cd ../linked
    mkdir deep
    cd deep
    echo "key = $(token 2)" > leak
    git add leak
    is $'2 deep/leak\nexit 1' --staged
    git commit -q -m second
    is $'2 deep/leak\nexit 1' --range HEAD^..HEAD
    is $'1 blob:'"$(git hash-object ../../repo/leak)"$'\n2 deep/leak\nexit 1' --history
}

@test "submodules: their own stage, and their objects in a history" {
    git init -q ../library
    echo "key = $(token 1)" > ../library/leak
    git -C ../library add leak
    git -C ../library commit -q -m leak
    git submodule --quiet add "$BATS_TEST_TMPDIR/library" library
    git commit -q -m library
    is $'1 library/leak\nexit 1' .
    result --history > ../got
    cat ../got
    grep -q '^1 ' ../got
    cd library
    echo "key = $(token 2)" > more
    git add more
    is $'2 more\nexit 1' --staged
    cd ..
    is 'exit 0' --staged
}

@test "a bare repository" {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline leak
data <<END
key = @1@
END
FI
    git clone -q --bare . ../bare.git
    is $'1 leak\nexit 1' --history ../bare.git
    cd ../bare.git
    is $'1 leak\nexit 1' --history
    is $'1 leak\nexit 1' --range main
}

# three: a history of three commits, the last two with a token each.
three() {
    import <<'FI'
commit refs/heads/main
committer A <a@example.org> 1700000000 +0000
data 1
a
M 644 inline file
data 1
x
commit refs/heads/main
committer A <a@example.org> 1700000100 +0000
data 1
b
M 644 inline one
data <<END
key = @1@
END
commit refs/heads/main
committer A <a@example.org> 1700000200 +0000
data 1
c
M 644 inline two
data <<END
key = @2@
END
FI
}

@test "a shallow clone says where it ends" {
    three
    git clone -q --depth 1 "file://$PWD" ../shallow
    base=$(git rev-parse HEAD^)
    cd ../shallow
    is $'1 one\n2 two\nmissing object\nexit 2' --history
    run "$JACKDAW" scan --range "$base..HEAD"
    echo "$output"
    [ "$status" -eq 2 ]
    [[ "$output" == *fetch* ]]
    run "$JACKDAW" scan --range HEAD^..HEAD
    [ "$status" -eq 2 ]
}

@test "a partial clone, a missing object, a damaged pack" {
    three
    git config uploadpack.allowFilter true
    git clone -q --no-checkout --filter=blob:none "file://$PWD" ../partial
    is $'missing object\nexit 2' --history ../partial
    is $'missing object\nexit 2' --range HEAD^..HEAD ../partial
    git repack -q -a -d
    git unpack-objects -q < /dev/null || true
    cp -r . ../damaged
    # One object loose and then away.
    git clone -q --no-hardlinks . ../missing
    cd ../missing
    local pack blob
    pack=$(ls .git/objects/pack/*.pack)
    mv "$pack" ../pack
    rm -f .git/objects/pack/*
    git unpack-objects -q < ../pack
    blob=$(git rev-parse HEAD:one)
    rm -f ".git/objects/${blob:0:2}/${blob:2}"
    is $'2 two\nmissing object\nexit 2' --history
    is $'2 two\nmissing object\nexit 2' --range HEAD~2..HEAD
    cd ../damaged
    pack=$(ls .git/objects/pack/*.pack)
    chmod u+w "$pack"
    python3 - "$pack" <<'END'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
for at in range(12, len(data) - 20):
    data[at] ^= 0xff
open(sys.argv[1], "wb").write(data)
END
    run "$JACKDAW" scan --history
    echo "$output"
    [ "$status" -eq 2 ]
    [[ "$output" == *corrupt* ]]
    [[ "$output" == *'.jackdaw.json: object '* ]]
    # libgit2 forgets a commit that it cannot parse.
    export LSAN_OPTIONS=detect_leaks=0
    run "$JACKDAW" scan --range HEAD^..HEAD
    [ "$status" -eq 2 ]
}

@test "what cannot be searched is an error, never a pass" {
    three
    for range in nowhere..HEAD HEAD..nowhere 0123456789..HEAD ''; do
        run "$JACKDAW" scan --range "$range"
        echo "$range: $output"
        [ "$status" -eq 2 ]
    done
    printf 'ref: refs/heads/../../x\n' > .git/HEAD
    run "$JACKDAW" scan --staged
    [ "$status" -eq 2 ]
    git init -q --object-format=sha256 ../sha256 || skip 'an old git'
    cd ../sha256
    echo "key = $(token 1)" > leak
    git add leak
    git commit -q -m leak
    for what in --history --staged '--range HEAD'; do
        # shellcheck disable=SC2086
        run "$JACKDAW" scan $what
        echo "$what: $output"
        [ "$status" -eq 2 ]
        [[ "$output" == *SHA-256* || "$output" == *sha256* ]]
    done
    run "$JACKDAW" hook run pre-commit
    [ "$status" -eq 2 ]
}
