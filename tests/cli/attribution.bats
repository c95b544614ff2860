#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What is said of where a secret came from and where it is, for each way in
# which a repository can hold it; and that the commands which take it out do.

load git_helpers

setup() {
    git_sandbox
    git init -q "$BATS_TEST_TMPDIR/repo"
    cd "$BATS_TEST_TMPDIR/repo"
    commit base base x
}

# commit FILE SUBJECT TEXT
commit() {
    mkdir -p "$(dirname "$1")"
    printf '%s\n' "$3" > "$1"
    git add -- "$1"
    git commit -q -m "$2"
}

# ask PYTHON [OPTION ...]: scans and prints an expression of the first finding
# `f`, of its `git` part `g`, or of the whole report `r`. By default the whole
# history is scanned.
ask() {
    local expression=$1
    shift
    [ $# -gt 0 ] || set -- --history
    "$JACKDAW" scan --quiet --format json --output ../out.json "$@" || true
    python3 - "$expression" <<'END'
import json, sys
r = json.load(open("../out.json"))
f = r["findings"][0] if r["findings"] else {}
g = f.get("git", {})
print(eval(sys.argv[1]))
END
}

# is EXPECTED PYTHON [OPTION ...]
is() {
    local expected=$1 found
    shift
    found=$(ask "$@")
    [ "$found" = "$expected" ] || {
        echo "$1: $found, not $expected"
        cat ../out.json
        return 1
    }
}

# follow [EDITOR]: runs the commands that the first finding advises.
follow() {
    ask '"\n".join(g["commands"])' > ../commands
    cat ../commands
    GIT_SEQUENCE_EDITOR=${1:-false} GIT_EDITOR=${2:-false} \
        bash -e -x ../commands
}

# Old commits and what only they have.
forget() {
    bash -c 'git reflog expire --expire=now --all && git gc -q --prune=now'
}

clean() {
    run "$JACKDAW" scan --quiet --history
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "still in HEAD: the last commit, only here; amending takes it out" {
    git clone -q --bare . ../remote.git
    git remote add origin ../remote.git
    git fetch -q origin
    commit 'a b/it'\''s $(x).txt' 'add config' "key = $(token 1)"
    is head 'g["still"]'
    is local 'g["spread"]'
    is "$(git rev-parse HEAD)" 'g["introduced"]["commit"]'
    is 'add config' 'g["introduced"]["summary"]'
    is "a b/it's \$(x).txt" 'g["path_now"]'
    is 1 'g["commits"]'
    is True 'f["places"][0]["in_head"]'
    is None 'g.get("removed")'
    echo 'key = $KEY' > 'a b/it'\''s $(x).txt'
    follow
    forget
    clean
}

@test "pushed: revoke first, no command that only hides it" {
    commit config 'add config' "key = $(token 1)"
    git clone -q --bare . ../remote.git
    git remote add origin ../remote.git
    git fetch -q origin
    is pushed 'g["spread"]'
    is refs/remotes/origin/main 'g["remote"]'
    is True '"revoke" in g["advice"]'
    is "['jackdaw scan --history --cleanup-plan FILE']" 'g["commands"]'
    # Removed, but who fetched it has it.
    git rm -q config
    git commit -q -m gone
    is pushed 'g["spread"]'
}

@test "pushed once, taken back since: the log of the remote branch knows" {
    git clone -q --bare . ../remote.git
    git remote add origin ../remote.git
    commit config 'add config' "key = $(token 1)"
    git push -q origin main
    git reset -q --hard HEAD~1
    git push -q --force origin main
    is unreachable 'g["still"]'
    is pushed 'g["spread"]'
}

@test "removed: who did, when, how long it was there" {
    export GIT_COMMITTER_DATE='1600000000 +0000'
    commit config 'add config' "key = $(token 1)"
    export GIT_COMMITTER_DATE='1600086400 +0000'
    git rm -q config
    git commit -q -m 'remove config'
    commit other more x
    is history 'g["still"]'
    is "$(git rev-parse HEAD~1)" 'g["removed"]["commit"]'
    is 'remove config' 'g["removed"]["summary"]'
    is 86400 'g["exposed_seconds"]'
    is unknown 'g["spread"]'
    is None 'g.get("path_now")'
    is config 'g["path_then"]'
}

@test "an older commit, only here: rebasing takes it out" {
    commit config 'add config' "key = $(token 1)"
    commit other more x
    is head 'g["still"]'
    # The commit is dropped here, where people would edit it.
    follow "sed -i 's/^pick \(.* add config\)/drop \1/'"
    forget
    clean
    [ -e other ]
}

@test "the very first commit: --root" {
    git checkout -q --orphan fresh
    git rm -q -f base
    commit config first "key = $(token 1)"
    commit other more x
    git branch -q -D main
    git reflog expire --expire=now --all
    is "['git rebase --interactive --root']" 'g["commands"]'
}

@test "a merge since: rebasing keeps it" {
    commit config 'add config' "key = $(token 1)"
    git checkout -q -b side HEAD~1
    commit side side x
    git checkout -q main
    git merge -q --no-edit side
    is 'git rebase --interactive --rebase-merges' \
        'g["commands"][0].rsplit(" ", 1)[0]'
}

@test "renamed and edited: one finding, the path then and now" {
    commit config.ini 'add config' "$(printf 'a\nkey = %s\nb\n' "$(token 1)")"
    git mv config.ini settings.ini
    git commit -q -m move
    sed -i 's/^a/A/' settings.ini
    git commit -q -a -m edit
    is 1 'len(r["findings"])'
    is config.ini 'g["path_then"]'
    is settings.ini 'g["path_now"]'
    is 3 'g["commits"]'
    is 2 'g["objects"]'
    # The version that is there now comes first.
    is 'settings.ini True' \
        'f["places"][0]["path"] + " " + str(f["places"][0]["in_head"])'
    run "$JACKDAW" scan --history
    [[ "$output" == *'settings.ini:2:7 in commit '* ]]
}

@test "only on another branch: switch, then amend" {
    git checkout -q -b topic
    commit config 'add config' "key = $(token 1)"
    git checkout -q main
    is tip 'g["still"]'
    is refs/heads/topic 'g["tip"]'
    is 1 'g["branches"]'
    is None 'g.get("path_now")'
    is 'git switch topic' 'g["commands"][0]'
    git switch -q topic
    echo x > config
    git switch -q --discard-changes main
    follow || true
    [ "$(git symbolic-ref --short HEAD)" = topic ]
}

@test "only under a tag: deleting the tag takes it out" {
    git checkout -q --detach
    commit config 'add config' "key = $(token 1)"
    git tag 'v1-rc'
    git checkout -q main
    is tip 'g["still"]'
    is refs/tags/v1-rc 'g["tip"]'
    is 1 'g["tags"]'
    follow
    forget
    clean
}

@test "an evil merge: what only the merge has" {
    git checkout -q -b side
    commit side side x
    git checkout -q main
    commit other other x
    git merge -q --no-commit side
    echo "key = $(token 1)" > evil
    git add evil
    git commit -q -m 'merge side'
    is "$(git rev-parse HEAD)" 'g["introduced"]["commit"]'
    is 'merge side' 'g["introduced"]["summary"]'
    is head 'g["still"]'
    is evil 'g["path_then"]'
}

@test "a merge brings what a branch has: the branch's commit did it" {
    git checkout -q -b side
    commit config 'on the side' "key = $(token 1)"
    git checkout -q main
    commit other other x
    git merge -q --no-edit side
    is 'on the side' 'g["introduced"]["summary"]'
    is 2 'g["commits"]'
}

@test "a stash: its number, and dropping it takes it out" {
    echo "key = $(token 1)" >> base
    git stash -q
    echo other >> base
    git stash -q
    is stash 'g["still"]'
    is local 'g["spread"]'
    is "[\"git stash drop 'stash@{1}'\"]" 'g["commands"]'
    follow
    forget
    clean
    git stash pop -q
}

@test "unreachable: only a log leads to it" {
    commit config 'add config' "key = $(token 1)"
    git reset -q --hard HEAD~1
    is unreachable 'g["still"]'
    is 'add config' 'g["introduced"]["summary"]'
    is config 'g["path_then"]'
    follow
    clean
}

@test "dangling: not even a log does" {
    commit config 'add config' "key = $(token 1)"
    git reset -q --hard HEAD~1
    rm -r .git/logs
    is unreachable 'g["still"]'
    is 'add config' 'g["introduced"]["summary"]'
    follow
    clean
}

@test "loose: staged once, in no commit" {
    echo "key = $(token 1)" > config
    git add config
    is staged 'g["still"]'
    is config 'g["path_then"]'
    git rm -q --cached config
    rm config
    is loose 'g["still"]'
    is local 'g["spread"]'
    follow
    clean
}

@test "staged: restoring takes it out of the next commit" {
    echo "key = $(token 1)" > config
    git add config
    is staged 'g["still"]' --staged
    is "['git restore --staged -- config']" 'g["commands"]' --staged
    mkdir sub
    cd sub
    ask 'g["commands"]' --staged > ../../said || true
    "$JACKDAW" scan --staged -q > ../../text || true
    cd ..
    grep -q 'git restore --staged -- :/config' ../text
    (cd sub && git restore --staged -- :/config)
    run "$JACKDAW" scan --staged
    [ "$status" -eq 0 ]
}

@test "staged before the first commit" {
    git init -q ../empty
    cd ../empty
    echo "key = $(token 1)" > config
    git add config
    is "['git rm --cached -- config']" 'g["commands"]' --staged
    ask '"\n".join(g["commands"])' --staged > ../commands
    bash -e ../commands
    run "$JACKDAW" scan --staged
    [ "$status" -eq 0 ]
}

@test "a message: amend, or reword" {
    echo y > y
    git add y
    git commit -q -m "use $(token 1)"
    is message 'f["places"][0]["part"]'
    is head 'g["still"]'
    is None 'g.get("path_then")'
    is "['git commit --amend']" 'g["commands"]'
    run "$JACKDAW" scan --history
    [[ "$output" == *"message of commit $(git rev-parse --short=12 HEAD)"* ]]
    [[ "$output" != *"$(token 1)"* ]]
    commit z z z
    is 'git rebase --interactive' 'g["commands"][0].rsplit(" ", 1)[0]'
    follow "sed -i 's/^pick \(.* use \)/reword \1/'" "sed -i '1s/.*/fine/'"
    forget
    clean
}

@test "an author: resetting takes it out" {
    echo y > y
    git add y
    git commit -q -m fine --author "$(token 1) <a@example.org>"
    is header 'f["places"][0]["part"]'
    is True '"********" in g["introduced"]["name"]'
    follow
    forget
    clean
}

@test "a name of a file: the path is masked" {
    commit "$(token 1).txt" 'add a file' x
    is name 'f["places"][0]["part"]'
    is head 'g["still"]'
    is 'add a file' 'g["introduced"]["summary"]'
    run "$JACKDAW" scan --history
    echo "$output"
    [[ "$output" == *'(its name)'* ]]
    [[ "$output" != *"$(token 1)"* ]]
    run "$JACKDAW" scan --range HEAD~1..HEAD
    [[ "$output" == *'(its name)'* ]]
    [[ "$output" != *"$(token 1)"* ]]
    git mv -- *.txt new.txt
    git commit -q -m rename
    is history 'g["still"]'
    is rename 'g["removed"]["summary"]'
}

@test "a tag's message" {
    git tag -a v1 -m "use $(token 1)"
    is message 'f["places"][0]["part"]'
    is tip 'g["still"]'
    is "use ghp_********$(token 1 | tail -c 5)" 'g["introduced"]["summary"]'
    is "['git tag --delete v1']" 'g["commands"]'
    follow
    forget
    clean
}

@test "a note" {
    git notes add -m "use $(token 1)"
    is tip 'g["still"]'
    is refs/notes/commits 'g["tip"]'
    is 1 'g["other_refs"]'
}

@test "a tag on a blob, which no commit has" {
    git tag blob "$(token 1 | git hash-object -w --stdin)"
    is tip 'g["still"]'
    is refs/tags/blob 'g["tip"]'
}

@test "a range: what it adds, through later versions of the file" {
    commit f add "$(printf 'a\nkey = %s\nb\n' "$(token 1)")"
    sed -i 's/^a/A/' f
    git commit -q -a -m edit
    git mv f g
    git commit -q -m move
    git mv g h
    sed -i 's/^b/B/' h
    git commit -q -a -m 'move and edit'
    is head 'g["still"]' --range HEAD~4..HEAD~3
    is h 'g["path_now"]' --range HEAD~4..HEAD~3
    is 4 'g["commits"]' --range HEAD~4..HEAD~3
    is 3 'g["objects"]' --range HEAD~4..HEAD~3
    sed -i '/key/d' h
    git commit -q -a -m out
    is history 'g["still"]' --range HEAD~5..HEAD~4
    is out 'g["removed"]["summary"]' --range HEAD~5..HEAD~4
    # The same as the whole history says.
    is 'history out' 'g["still"] + " " + g["removed"]["summary"]'
}

@test "added and removed within a range" {
    commit f add "key = $(token 1)"
    commit f out x
    is history 'g["still"]' --range HEAD~2..HEAD
    is out 'g["removed"]["summary"]' --range HEAD~2..HEAD
}

@test "a shallow clone: or earlier" {
    commit config 'add config' "key = $(token 1)"
    commit other other x
    git clone -q --depth 1 "file://$PWD" ../shallow
    cd ../shallow
    is True 'g["introduced_or_earlier"]'
    run "$JACKDAW" scan --history
    [ "$status" -eq 2 ]
    [[ "$output" == *'or earlier'* ]]
}

@test "sorted by risk" {
    commit removed one "key = $(token 1)"
    git rm -q removed
    git commit -q -m gone
    commit here two "key = $(token 2)"
    echo "key = $(token 3)" | git hash-object -w --stdin
    is 'head history loose' '" ".join(x["git"]["still"] for x in r["findings"])'
    is True \
        'all(a["risk"] >= b["risk"] for a, b in zip(r["findings"], r["findings"][1:]))'
    local threads
    for threads in 1 2 3 8; do
        "$JACKDAW" scan -q --history -f jsonl --now 1900000000 -j "$threads" |
            sed 's/ -j [0-9]*//' | grep -v '"type":"coverage"' > "../$threads" || true
        cmp ../1 "../$threads"
    done
}

@test "hostile names and messages are shown, not obeyed" {
    echo "key = $(token 1)" > config
    git add config
    git -c user.name="$(printf 'Eve\033[2J\xe2\x80\xae')" commit -q \
        -m "$(printf 'hide \033]0;title\007 this')"
    git branch 'x$(touch${IFS}owned)'
    run "$JACKDAW" scan --history
    printf '%s' "$output" | LC_ALL=C grep -q "$(printf '[\033\007]')" && return 1
    [[ "$output" == *'Eve\x1b[2J\u{202e}'* ]]
    git checkout -q --detach HEAD~1
    git branch -q -D main
    is "git switch 'x\$(touch\${IFS}owned)'" 'g["commands"][0]'
    follow || true
    [ ! -e owned ]
}

@test "a bare repository, and one that is named" {
    commit config 'add config' "key = $(token 1)"
    git clone -q --mirror . ../bare.git
    is head 'g["still"]' --history ../bare.git
    is config 'g["path_now"]' --history ../bare.git
    cd /
    "$JACKDAW" scan -q -f json --history "$BATS_TEST_TMPDIR/repo" |
        grep -q '"still": "head"'
}

@test "a submodule: its own repository is asked" {
    git init -q ../inner
    (cd ../inner && commit config 'inner config' "key = $(token 1)" &&
        commit other other x)
    git -c protocol.file.allow=always submodule --quiet add ../inner lib/inner
    git commit -q -m 'add a submodule'
    is lib/inner 'g["module"]'
    is head 'g["still"]'
    is pushed 'g["spread"]'
    is 'inner config' 'g["introduced"]["summary"]'
    is lib/inner/config 'g["path_now"]'
    is "['jackdaw scan --history lib/inner']" 'g["commands"]'
    run "$JACKDAW" scan --history lib/inner
    [ "$status" -eq 1 ]
}

@test "what cannot be compared is said, and the exit code is 2" {
    commit sub/old one x
    commit sub/old two y
    local gone
    gone=$(git rev-parse HEAD~1:sub)
    commit config 'add config' "key = $(token 1)"
    rm -f ".git/objects/${gone:0:2}/${gone:2}"
    run "$JACKDAW" scan --range HEAD~1..HEAD
    echo "$output"
    [ "$status" -eq 2 ]
    [[ "$output" == *'not all commits could be compared'* ]]
    [[ "$output" == *'introduced '* ]]
}

@test "the plan for git filter-repo takes all of them out" {
    command -v git-filter-repo >/dev/null || skip 'no git-filter-repo here'
    command -v openssl >/dev/null || skip 'no openssl here'
    openssl genrsa -traditional 1024 > key.pem 2>/dev/null
    python3 -c 'import json; json.dump(open("key.pem").read(), open("k.json", "w"))'
    git add key.pem k.json
    git commit -q -m 'a key, twice'
    commit config 'add config' "$(token 1)==>$(token 2)"
    git rm -q config
    git commit -q -m "take $(token 3) out"
    run "$JACKDAW" scan --history --cleanup-plan ../plan
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *"git filter-repo --replace-text "* ]]
    [[ "$output" == *key.pem* ]]
    [ "$(stat -c %a ../plan)" = 600 ]
    git clone -q --no-local . ../fresh
    cd ../fresh
    git filter-repo --replace-text ../plan --replace-message ../plan
    clean
    [ "$(git show HEAD:key.pem)" = '***REMOVED***' ]
    [ "$(git log -1 --format=%s)" = 'take ***REMOVED*** out' ]
    [ "$(git rev-list --count HEAD)" -eq 4 ]
}

@test "the plan is refused where it could be committed" {
    commit config 'add config' "key = $(token 1)"
    mkdir sub
    ln -s "$PWD/sub" ../link
    local file
    for file in plan sub/plan ../link/plan - /dev/null; do
        run "$JACKDAW" scan --history --cleanup-plan "$file"
        echo "$output"
        [ "$status" -eq 2 ]
    done
    [ -z "$(git status --porcelain)" ]
    run "$JACKDAW" scan --history --cleanup-plan .git/plan
    [ "$status" -eq 1 ]
    [ "$(stat -c %a .git/plan)" = 600 ]
    run "$JACKDAW" scan --cleanup-plan ../plan
    [ "$status" -eq 2 ]
    git init -q ../none
    cd ../none
    run "$JACKDAW" scan --history --cleanup-plan ../nothing
    [ "$status" -eq 0 ]
    [[ "$output" == *'nothing to clean up'* ]]
    [ ! -e ../nothing ]
}

@test "SARIF: repository without credentials, revision, branch" {
    commit config 'add config' "key = $(token 1)"
    git remote add origin \
        "https://somebody:$(token 2)@example.org/a/b.git?token=$(token 3)"
    "$JACKDAW" scan -q --history -f sarif -o ../out.sarif || true
    fails grep -q -e "$(token 1)" -e "$(token 2)" -e "$(token 3)" -e somebody: ../out.sarif
    python3 - "$(git rev-parse HEAD)" <<'END'
import json, sys
run = json.load(open("../out.sarif"))["runs"][0]
found = run["versionControlProvenance"]
assert found == [{"repositoryUri": "https://example.org/a/b.git",
                  "revisionId": sys.argv[1], "branch": "main",
                  "mappedTo": {"uriBaseId": "%SRCROOT%"}}], found
result = run["results"][0]
place = result["locations"][0]["physicalLocation"]["artifactLocation"]
assert place == {"uri": "config", "uriBaseId": "%SRCROOT%"}, place
assert sys.argv[1] in result["message"]["text"], result["message"]
assert result["properties"]["git"]["introduced"]["commit"] == sys.argv[1]
END
    # Paths start from the root, from wherever it is asked.
    mkdir sub
    cd sub
    "$JACKDAW" scan -q --range HEAD~1..HEAD -f sarif -o ../../sub.sarif || true
    grep -q '"uri": "config"' ../../sub.sarif
    grep -q "\"uri\": \"file://$BATS_TEST_TMPDIR/repo/\"" ../../sub.sarif
}
