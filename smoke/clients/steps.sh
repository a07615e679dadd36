# What a client's script in bash starts with; steps are told to the file $REPORT, all else goes to the log.
set -eu -o pipefail

# Takes one step: `step NAME COMMAND...`. A command that ends with 77 was skipped; what it printed last says why.
step() {
    local name=$1 code=0
    shift
    echo "== $name"
    set +e
    (set -eux; "$@") >"$WORK/step.log" 2>&1
    code=$?
    set -e
    cat "$WORK/step.log"
    case $code in
        0) tell "$name" ok ;;
        77) tell "$name" skipped "$(tail -1 "$WORK/step.log")" ;;
        *) tell "$name" FAIL "ended with $code: $(grep -v '^+' "$WORK/step.log" | tail -1)" ;;
    esac
}

tell() { printf '%s\t%s\t%s\n' "$1" "$2" "${3:-}" >>"$REPORT"; }

# For a step that cannot be taken: says why.
skip() {
    { set +x; } 2>/dev/null
    echo "$*"
    exit 77
}

# Whether the command fails, as it should.
fails() { if "$@"; then return 1; fi; }

# The bytes 1,000,000 to 1,999,999 of the large file.
middle() { dd if="$LARGE" bs=1000000 skip=1 count=1 status=none; }

# A plain GET, as anybody with the URL can make it.
fetch() { curl -sS -f --max-time 30 ${S3_CACERT:+--cacert "$S3_CACERT"} "$1"; }

# Runs the block of README.md that is there for client $1, as it is printed, against the node that is smoked.
readme() {
    [ -z "$S3_CACERT" ] || skip "README shows it over plain HTTP"
    awk -v mark="<!-- ./dev smoke clients runs this with $1 -->" '
        index($0, mark) { on = 1; next }
        /^```/ { if (!on) next; code = !code; if (!code) exit; next }
        on && code' README.md | sed "s/127\.0\.0\.1:7070/$S3_HOST/g" >"$WORK/readme"
    [ "$(wc -l <"$WORK/readme")" -ge 4 ]
    (unset -f "$1" aws; shopt -s expand_aliases; . "$WORK/readme")
}
