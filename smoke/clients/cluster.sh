# Three nodes behind a balancer, each restarted in turn all the while, for smoke/clients/run: as a rolling update without end. The
# balancer is haproxy, from Debian's package; it knows by /_health/ready who is to be asked, and hides nothing else: a request that is
# under way when its node stops is the client's to send again.

# Starts node $1, which joins the first where that is another.
start_member() {
    local join=()
    [ "$1" = 1 ] || join=(--join "127.0.0.1:${ports[1]}")
    # shellcheck disable=SC2086 # several options
    setsid ./cistern server --data "$work/member$1" --listen "127.0.0.1:${ports[$1]}" --set "cluster.name=n$1" \
        --set "cluster.secret_file=$work/secret" "${join[@]}" $node_options >>"$logs/server-cluster-n$1.log" 2>&1 &
    echo $! >"$work/member$1.pid"
}

await_member() {
    local tries=0
    until curl -sf --max-time 5 -o /dev/null "http://127.0.0.1:${ports[$1]}/_health/ready"; do
        tries=$((tries + 1))
        if [ $tries -gt 600 ] || ! kill -0 "$(cat "$work/member$1.pid")" 2>/dev/null; then
            tail -20 "$logs/server-cluster-n$1.log"
            echo "smoke clients: node n$1 of the cluster did not start"
            return 1
        fi
        sleep 0.2
    done
}

# Restarts one after the other, each once the last is back, until it is killed; a line for each goes into the log.
roll() {
    local i pid
    while :; do
        for i in 1 2 3; do
            sleep 2
            pid=$(cat "$work/member$i.pid")
            kill "$pid"
            while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
            start_member "$i"
            await_member "$i" || exit 1
            echo "n$i restarted" >>"$logs/restarts.log"
        done
    done
}

start_balancer() {
    local i folder haproxy
    folder=$(folder_of debian:haproxy)
    fetched debian:haproxy >"$logs/haproxy-fetch.log" 2>&1 || { echo "smoke clients: no haproxy: $(tail -1 "$logs/haproxy-fetch.log")"; return 1; }
    haproxy=$(command -v haproxy || echo "$folder/usr/sbin/haproxy")
    {
        printf '%s\n' defaults ' mode tcp' ' timeout connect 2s' ' timeout client 5m' ' timeout server 5m' ' retries 3' \
            ' option redispatch 1' 'frontend s3' " bind 127.0.0.1:$port" ' default_backend nodes' 'backend nodes' \
            ' balance roundrobin' ' option httpchk GET /_health/ready' ' default-server check inter 300ms fall 1 rise 1'
        for i in 1 2 3; do echo " server n$i 127.0.0.1:${ports[$i]}"; done
    } >"$work/haproxy.cfg"
    LD_LIBRARY_PATH="$folder/usr/lib/$(uname -m)-linux-gnu${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" \
        "$haproxy" -f "$work/haproxy.cfg" -db >"$logs/haproxy.log" 2>&1 &
    balancer=$!
}

# The balancer is what `run` takes for the server; the rest ends with stop_cluster.
start_cluster() {
    local i
    : >"$logs/restarts.log"
    (umask 077; head -c 32 /dev/urandom | base64 >"$work/secret")
    rm -f "$logs"/server-cluster-*.log
    for i in 1 2 3; do
        ports[i]=$(free_port)
        start_member "$i"
        await_member "$i" || return 1
    done
    start_balancer || return 1
    server=$balancer
    until curl -sf --max-time 5 -o /dev/null "http://127.0.0.1:$port/_health/ready"; do
        kill -0 "$balancer" 2>/dev/null || { cat "$logs/haproxy.log"; return 1; }
        sleep 0.2
    done
}

stop_cluster() {
    local i
    [ -z "$roller" ] || kill "$roller" 2>/dev/null || true
    roller=
    for i in 1 2 3; do
        [ ! -f "$work/member$i.pid" ] || kill -9 "$(cat "$work/member$i.pid")" 2>/dev/null || true
        rm -f "$work/member$i.pid"
    done
}
