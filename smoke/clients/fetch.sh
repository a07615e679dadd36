# Where clients come from, for smoke/clients/run: packages in a cache folder, of which nothing is installed. Removing the
# folder fetches them anew.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cistern/clients

# Makes be there what $1 names as the table in `run` has it. Where it cannot be had, fails and says why in its last line.
fetched() {
    local kind=${1%%:*} what=${1#*:} folder
    folder=$(folder_of "$1")
    if [ -f "$folder/.fetched" ] && { [ "$kind" != maven ] || [ "$folder/.fetched" -nt smoke/clients/java/pom.xml ]; }; then
        return 0
    fi
    echo "fetching $what" >&2
    rm -rf "$folder"
    mkdir -p "$folder"
    if ! "from_$kind" "$what" "$folder"; then
        rm -rf "$folder"
        return 1
    fi
    touch "$folder/.fetched"
}

folder_of() {
    local kind=${1%%:*} what=${1#*:}
    what=${what%%,*}
    echo "$cache/$kind/${what//[^A-Za-z0-9.-]/_}"
}

# Debian's package with all it depends on, unpacked; nothing where it is installed anyway.
from_debian() {
    command -v apt-get >/dev/null && command -v dpkg >/dev/null || { echo "this is no Debian"; return 1; }
    if dpkg -s "$1" 2>/dev/null | grep -q '^Status: install ok installed'; then
        return 0
    fi
    mkdir -p "$2/archives/partial"
    apt-get install -y -q --no-install-recommends --download-only -o Debug::NoLocking=1 -o Dir::Cache::archives="$2/archives" "$1" ||
        { apt-get update -q && apt-get install -y -q --no-install-recommends --download-only -o Debug::NoLocking=1 \
            -o Dir::Cache::archives="$2/archives" "$1"; } || return 1
    local archive
    for archive in "$2"/archives/*.deb; do
        dpkg -x "$archive" "$2" || return 1
    done
    rm -rf "$2/archives"
}

# A package of PyPI in an environment of its own.
from_pypi() {
    local python=python3
    "$python" -m venv "$2" 2>/dev/null || { echo "python3 makes no environments; apt install python3-venv"; return 1; }
    "$2/bin/pip" install -q --disable-pip-version-check "$1"
}

from_npm() {
    command -v npm >/dev/null || { echo "there is no npm"; return 1; }
    # shellcheck disable=SC2086 # several packages
    (cd "$2" && echo '{"private": true}' >package.json && npm install --silent --no-audit --no-fund ${1//,/ })
}

# The jars, where Maven keeps them, and the programs compiled.
from_maven() {
    local profile=() sources=(smoke/clients/java/Steps.java)
    command -v mvn >/dev/null && command -v javac >/dev/null || { echo "there is no Maven or no JDK"; return 1; }
    if [ "$1" = hadoop ]; then
        profile=(-Phadoop)
        sources+=(smoke/clients/java/hadoop/HadoopS3A.java)
    else
        sources+=(smoke/clients/java/Sync.java smoke/clients/java/Async.java)
    fi
    mvn -q -B -f smoke/clients/java/pom.xml "${profile[@]}" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
        -Dmdep.outputFile="$2/classpath" || return 1
    # Compiled whenever they are used, as they are then.
    printf '%s\n' "${sources[@]}" >"$2/sources"
}

# Runs a client's script, with what was fetched from $1 found first; the rest is the script and its arguments.
begin() {
    local kind=${1%%:*} folder here=smoke/clients
    folder=$(folder_of "$1")
    shift
    case $kind in
        debian)
            local libraries
            libraries=$(uname -m)-linux-gnu
            export PATH=$folder/usr/bin:$folder/bin:/usr/bin:/bin:/usr/sbin:/sbin
            export LD_LIBRARY_PATH=$folder/usr/lib/$libraries:$folder/lib/$libraries PYTHONPATH=$folder/usr/lib/python3/dist-packages
            ;;
        pypi) export PATH=$folder/bin:$PATH ;;
        npm) cp "$here"/*.mjs "$folder" ;;
        maven) compiled "$folder" ;;
    esac
    case $kind:$1 in
        maven:*) timeout "$patience" java ${JAVA_TRUST:+-Djavax.net.ssl.trustStore="$JAVA_TRUST" -Djavax.net.ssl.trustStorePassword=changeit} \
            -cp "$folder/classes:$(cat "$folder/classpath")" "$@" ;;
        npm:*) timeout "$patience" node "$folder/$1" ;;
        debian:*.py) timeout "$patience" /usr/bin/python3 "$here/$1" ;;
        *:*.py) timeout "$patience" python3 "$here/$1" ;;
        *) timeout "$patience" "$here/$1" ;;
    esac
}

compiled() {
    mkdir -p "$1/classes"
    # shellcheck disable=SC2046 # several files
    javac -nowarn -proc:none -cp "$(cat "$1/classpath")" -d "$1/classes" $(cat "$1/sources")
}
