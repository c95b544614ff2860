#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# jackdaw scan from outside: where bytes come from, where the report goes,
# and what the exit code says. Tokens are expanded samples of fixtures/.

setup() {
    cd "$BATS_TEST_TMPDIR"
    leak=$BATS_TEST_TMPDIR/leak
    token=$("$JACKDAW" patterns sample github-pat-classic)
    printf 'token = "%s"\n' "$token" > "$leak"
}

# scan CODE OPERAND...: only what stands on standard output is kept.
scan() {
    local code=$1
    shift
    run bash -c '"$JACKDAW" scan "$@" 2> stderr' -- "$@"
    echo "$output"
    cat stderr
    [ "$status" -eq "$code" ]
}

@test "a leak is 1, a clean file 0, a missing one 2" {
    echo nothing > clean
    scan 1 leak
    scan 0 clean
    scan 2 leak none
    [[ $output == *none* ]]
}

@test "an incomplete scan is 2 and still reports what it found" {
    mkfifo pipe
    scan 2 -f json .
    [[ $output == *'"github-pat-classic"'* ]]
    [[ $output == *'"special file"'* ]]
    [[ $(tail -n 1 stderr) == *'exit code 2'* ]]
}

@test "why a scan is incomplete is said where the report is not read" {
    for i in $(seq 12); do
        mkfifo "pipe$i"
    done
    scan 2 -f sarif -o out.sarif .
    [ "$(grep -c ': named pipe' stderr)" -eq 10 ]
    grep -q 'and 2 more, see the report' stderr
    scan 2 .
    ! grep -q ': named pipe' stderr
    ln -s leak link
    scan 1 --verbose leak
    grep -q 'instruction set' stderr
    scan 2 --verbose .
    grep -q 'link: symbolic link, not followed' stderr
}

@test "--exit-zero hides findings but no errors" {
    scan 0 --exit-zero leak
    scan 2 --exit-zero leak none
}

@test "no path is the current folder" {
    scan 1 -f jsonl
    [[ $output == *'"path":"leak"'* ]]
}

@test "standard input, alone and among paths" {
    scan 1 - < leak
    mkdir empty
    scan 0 empty
    scan 1 empty - < leak
    scan 0 - < /dev/null
}

@test "a closed standard input is an error" {
    run bash -c '"$JACKDAW" scan - <&- 2> /dev/null'
    [ "$status" -eq 2 ]
}

@test "a process substitution is read, a named pipe never" {
    run bash -c '"$JACKDAW" scan <(cat leak) 2> /dev/null'
    [ "$status" -eq 1 ]
    mkfifo pipe
    run timeout 20 "$JACKDAW" scan pipe
    [ "$status" -eq 2 ]
}

@test "names of any bytes" {
    mkdir $'a\nb'
    cp leak $'a\nb/-\x1b[31m\xff'
    rm leak
    scan 1 .
    [[ $output != *$'\x1b'* ]]
    scan 1 -f json .
    scan 1 -- $'a\nb/-\x1b[31m\xff'
}

@test "a secret behind 200 MB in one line, across a window's border" {
    truncate -s 200M big
    printf '%s' "$token" | dd of=big bs=1 seek=$((262144 + 4096 - 20)) \
        conv=notrunc status=none
    printf ' %s' "${token}" >> big
    run python3 - "$JACKDAW" <<'END'
import resource, subprocess, sys
done = subprocess.run([sys.argv[1], "scan", "-f", "jsonl", "big"])
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
# A sanitizer's own memory is no matter of ours.
assert used < 60000 or "asan" in sys.argv[1], f"{used} KiB"
sys.exit(done.returncode)
END
    echo "$output"
    [ "$status" -eq 1 ]
    [ "$(grep -c '"type":"finding"' <<< "$output")" -eq 1 ]
    [[ $output == *'"places_total":2'* ]]
}

@test "files that cannot be read" {
    local user=(env)
    if [ "$(id -u)" -eq 0 ]; then
        command -v setpriv > /dev/null || skip 'root reads everything'
        user=(setpriv --reuid 65534 --clear-groups)
        "${user[@]}" test -r . || skip 'the folder of the tests is closed'
    fi
    chmod 0 leak
    cp "$JACKDAW" jackdaw
    chmod 755 jackdaw
    run "${user[@]}" ./jackdaw scan leak
    echo "$output"
    [ "$status" -eq 2 ]
    [[ $output == *'Permission denied'* ]]
}

@test "links are counted, not followed" {
    mkdir real
    mv leak real/
    ln -s real link
    scan 0 --exclude /real .
    [[ $(tail -n 1 stderr) == *'1 symlink'* ]]
    scan 1 link
}

@test "git's own folder is not searched, ignored files are" {
    git init -q .
    cp leak .git/leak
    mv leak .env
    echo .env > .gitignore
    scan 1 -f jsonl .
    [[ $output != *.git/leak* ]]
    scan 0 --gitignore .
    [[ $(tail -n 1 stderr) == *'1 ignored'* ]]
    scan 1 --gitignore .env
}

@test "--exclude takes globs as .gitignore does" {
    mkdir -p a/vendor
    mv leak a/vendor/x.min.js
    scan 0 --exclude '*.min.js' .
    scan 0 --exclude vendor/ .
    scan 0 --exclude /a .
    scan 0 --exclude 'a/**/x*' a
    scan 1 --exclude /vendor .
}

@test "--skip-binary leaves out what has a NUL in front" {
    printf 'x\0y ' | cat - leak > binary
    rm leak
    scan 1 .
    scan 0 --skip-binary .
    [[ $(tail -n 1 stderr) == *'1 binary'* ]]
}

@test "rules are chosen by id and glob" {
    scan 1 --rule github-pat-classic leak
    scan 1 --rule 'github-*' leak
    scan 0 --exclude-rule 'g*' leak # the generic rule would see it too
    scan 0 --rule 'aws-*' leak
    scan 2 --rule github-pat-clasic leak
    grep -q "did you mean 'github-pat-classic'" stderr
}

@test "what is below the asked severity does not count" {
    scan 1 --min-severity high leak
    scan 1 --min-confidence low leak
    scan 0 --rule 'stripe-*' --min-severity critical leak
}

@test "the report is the same for any number of threads" {
    for i in $(seq 40); do
        mkdir -p "d$((i % 5))"
        cp leak "d$((i % 5))/f$i"
    done
    scan 1 -j1 .
    one=$output
    for n in 2 8; do
        scan 1 -j$n .
        [ "$output" = "$one" ]
    done
}

@test "a report file appears whole, private, and only then" {
    echo old > report.json
    chmod 644 report.json
    scan 1 -f json -o report.json leak
    [ "$output" = "" ]
    [ "$(stat -c %a report.json)" = 600 ]
    python3 -m json.tool report.json > /dev/null
    echo old > report.json
    scan 2 -f json -o report.json --rule nonsense leak
    [ "$(cat report.json)" = old ]
    [ "$(ls -A | grep -c 'report.json')" -eq 1 ]
}

@test "a report that cannot be written is 2" {
    run bash -c '"$JACKDAW" scan leak > /dev/full'
    [ "$status" -eq 2 ]
    [[ $output == *'No space left'* ]]
    run bash -c '"$JACKDAW" scan -f json leak | true; exit ${PIPESTATUS[0]}'
    [ "$status" -eq 2 ] || [ "$status" -eq 1 ] # the pipe may hold it all
    scan 2 -o /nowhere/report leak
    scan 2 -o . leak
    run bash -c '"$JACKDAW" help > /dev/full'
    [ "$status" -eq 2 ]
}

@test "an interrupted scan reports what it has, and is 130" {
    for signal in INT TERM HUP; do
        mkfifo "slow.$signal"
        # What runs in the background may have been told to ignore SIGINT.
        run python3 - "$JACKDAW" "$signal" leak <<'END'
import signal, subprocess, sys, time
jackdaw, name, leak = sys.argv[1:]
child = subprocess.Popen([jackdaw, "scan", "-f", "jsonl", leak, "-"],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL,
                         preexec_fn=lambda: [signal.signal(one, signal.SIG_DFL)
                             for one in (signal.SIGINT, signal.SIGHUP)])
child.stdin.write(open(leak, "rb").read())
child.stdin.flush()
time.sleep(0.5)
child.send_signal(getattr(signal, "SIG" + name))
out = child.stdout.read().decode()
print(out)
assert child.wait(20) == 130, child.returncode
assert '"interrupted":true' in out
assert '"type":"finding"' in out
END
        echo "$output"
        [ "$status" -eq 0 ]
    done
}

@test "colour only when asked, or on a terminal that wants it" {
    scan 1 leak
    [[ $output != *$'\x1b'* ]]
    scan 1 --color always leak
    [[ $output == *$'\x1b'* ]]
    NO_COLOR=1 scan 1 --color always leak
    [[ $output == *$'\x1b'* ]]
    command -v script > /dev/null || skip 'no script(1) to make a terminal'
    TERM=xterm run script -qec "$JACKDAW scan leak" /dev/null
    [[ $output == *$'\x1b'* ]]
    TERM=dumb run script -qec "$JACKDAW scan leak" /dev/null
    [[ $output != *$'\x1b'* ]]
    NO_COLOR=1 TERM=xterm run script -qec "$JACKDAW scan leak" /dev/null
    [[ $output != *$'\x1b'* ]]
}

@test "--quiet says nothing but errors" {
    scan 1 --quiet leak
    [ ! -s stderr ]
    scan 2 --quiet leak none
    [ -s stderr ]
}

@test "secrets are masked unless asked for" {
    scan 1 leak
    [[ $output != *"$token"* ]]
    scan 1 -f sarif --show-secrets leak
    [[ $output != *"$token"* ]]
    scan 1 --show-secrets leak
    [[ $output == *"$token"* ]]
}

@test "a password is found wherever a file may give it a name" {
    local word=Xk9mQ
    word+=2vLp7T
    mkdir forms
    cd forms
    echo "define( 'DB_PASSWORD', '$word' );" > wp-config.php
    echo "props.put(\"db.password\", \"$word\");" > Main.java
    echo "pw = os.getenv('DB_PASSWORD', '$word')" > settings.py
    echo "  storePassword '$word'" > build.gradle
    echo "CREATE USER app IDENTIFIED BY '$word';" > users.sql
    echo "<server><password>$word</password></server>" > settings.xml
    echo "<property name=\"password\" value=\"$word\"/>" > spring.xml
    echo "<add key=\"SmtpPassword\" value=\"$word\" />" > web.config
    printf -- '- name: DB_PASSWORD\n  value: "%s"\n' "$word" > pod.yaml
    echo "DB_PASSWORD_PROD=$word" > .env
    echo "admin_password2 = '$word'" > users.py
    echo "[{\"name\":\"DB_PASSWORD\",\"value\":\"$word\"}]" > task.json
    local n
    n=$(find . -type f | wc -l)
    run "$JACKDAW" scan -q -f json --show-secrets .
    [ "$status" -eq 1 ]
    run python3 -c '
import json, sys
found = {place["path"] for finding in json.loads(sys.argv[1])["findings"]
         if finding["secret"] == sys.argv[2] for place in finding["places"]}
print(len(found), sorted(found))' "$output" "$word"
    echo "$output"
    [[ $output == "$n "* ]]
}

@test "a token in a netrc is found, on one line and on three" {
    local word=Xk9mQ2vLp7
    word+=TzW4qR8sN1
    echo "machine api.shop.dev login bob password $word" > .netrc
    printf 'machine api.shop.dev\n  login bob\n  password %s\n' "$word" > _netrc
    echo 'the machine wants password authentication_methods' > prose
    run "$JACKDAW" scan -q -f json .netrc _netrc prose
    [ "$status" -eq 1 ]
    [ "$(grep -c '"path": "[._]netrc"' <<< "$output")" -eq 2 ]
    [[ "$output" != *'"path": "prose"'* ]]
}
