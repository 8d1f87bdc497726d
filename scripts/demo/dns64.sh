#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The demo's first part, run by scripts/demo.sh: a real name server with IPv4-only names, dns64d in
# front of it, questions asked with dig, all on the loopback. Stops everything it started.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

PATH=$PATH:/usr/sbin
dns64d=$PWD/build/release/bin/dns64d
work=$(mktemp -d "${TMPDIR:-/tmp}/gate64-demo.XXXXXX")
# shellcheck source=scripts/lib/background.sh
. scripts/lib/background.sh

clean_up() {
    local status=$?
    stop_all
    rm -rf "$work"
    [ "$status" -eq 0 ] || echo "demo: FAILED" >&2
}
trap clean_up EXIT
trap 'exit 130' INT TERM

step() {
    printf '\n== %s\n' "$*"
}

fail() {
    echo "demo: $1" >&2
    for log in "$work"/*.log; do
        [ -s "$log" ] || continue
        echo "-- $(basename "$log")" >&2
        tail -n 20 "$log" >&2
    done
    exit 1
}

# Four ports of the loopback that nobody uses, for UDP and TCP alike.
free_ports() {
    python3 - <<'END'
import socket
held, ports = [], []
while len(ports) < 4:
    stream, datagram = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
    held += [stream, datagram]
    stream.bind(("127.0.0.1", 0))
    try:
        datagram.bind(stream.getsockname())
    except OSError:
        continue
    ports.append(str(stream.getsockname()[1]))
print(*ports)
END
}

# The zone is at the same time an operator's nightmare and a normal news site: IPv4 only.
start_name_server() {
    step "start a real name server (NSD) with IPv4-only names on 127.0.0.1 port $nsd_port"
    local user=
    [ "$(id -u)" -ne 0 ] || user=nobody
    mkdir "$work/nsd"
    cat >"$work/nsd/nsd.conf" <<END
server:
    ip-address: 127.0.0.1
    port: $nsd_port
    server-count: 1
    username: "$user"
    zonesdir: "$work/nsd"
    pidfile: "$work/nsd/nsd.pid"
    xfrdfile: "$work/nsd/xfrd.state"
    zonelistfile: "$work/nsd/zone.list"
    database: ""
remote-control:
    control-enable: no
zone:
    name: example.
    zonefile: example.zone
zone:
    name: 212.in-addr.arpa.
    zonefile: reverse.zone
END
    cat >"$work/nsd/example.zone" <<'END'
$TTL 300
@         IN SOA ns hostmaster 1 3600 600 86400 60
@         IN NS  ns
ns        IN A   192.0.2.1
www.news  IN CNAME news.map
news.map  IN A   212.58.233.254
news.map  IN A   212.58.237.254
dual      IN A   192.0.2.10
dual      IN AAAA 2001:db8::10
END
    cat >"$work/nsd/reverse.zone" <<'END'
$TTL 300
@              IN SOA ns.example. hostmaster.example. 1 3600 600 86400 60
@              IN NS  ns.example.
254.233.58     IN PTR news.map.example.
END
    chmod 755 "$work"
    [ -z "$user" ] || chown -R "$user" "$work/nsd"
    sed 's/^/    /' "$work/nsd/example.zone"
    start nsd nsd -d -c "$work/nsd/nsd.conf"
    wait_until 10 ask "$nsd_port" dual.example A || fail "the name server does not answer"
}

ask() {
    local port=$1
    shift
    dig @127.0.0.1 -p "$port" +noall +answer +tries=2 +time=3 "$@" | grep .
}

# check WHAT PORT "EXPECTED..." QUESTION...: shows an answer and insists on its records, in order;
# each expected record is "TYPE DATA".
check() {
    local what=$1 port=$2 expected=$3 answer got
    shift 3
    printf '\n$ dig @127.0.0.1 -p %s %s\n' "$port" "$*"
    answer=$(ask "$port" "$@") || fail "$what: no answer"
    echo "$answer"
    got=$(awk '{ print $4, $5 }' <<<"$answer")
    [ "$got" = "$expected" ] ||
        fail "$what: expected $(tr '\n' ';' <<<"$expected") got $(tr '\n' ';' <<<"$got")"
    echo "   ok: $what"
}

check_answers() {
    local port=$1 news
    news=$'CNAME news.map.example.\nAAAA 64:ff9b::d43a:e9fe\nAAAA 64:ff9b::d43a:edfe'
    check "the alias, then both addresses behind the prefix" "$port" "$news" \
        www.news.example AAAA
    check "a name with its own IPv6 address keeps it" "$port" \
        "AAAA 2001:db8::10" dual.example AAAA
    check "IPv4 questions pass" "$port" "A 192.0.2.10" dual.example A
    check "the way back leads to the IPv4 name" "$port" \
        $'CNAME 254.233.58.212.in-addr.arpa.\nPTR news.map.example.' -x 64:ff9b::d43a:e9fe
}

is_ready() {
    grep -q ready "$work/$1.log"
}

from_the_command_line() {
    step "dns64d in front of it, from the command line alone"
    local arguments=(--listen "127.0.0.1:$dns_port" --upstream "127.0.0.1:$nsd_port"
        --prefix 64:ff9b::/96)
    printf '\n$ dns64d %s\n' "${arguments[*]}"
    start dns64d "$dns64d" "${arguments[@]}"
    wait_until 15 is_ready dns64d || fail "dns64d does not become ready"
    check_answers "$dns_port"
    stop dns64d || fail "dns64d did not end with exit code 0"
}

from_a_file() {
    step "the same with a configuration file: control socket and metrics"
    cat >"$work/gate64.toml" <<END
[dns64d]
listen  = ["127.0.0.1:$config_port"]
allow   = ["127.0.0.0/8"]
user    = ""
control = "$work/control.sock"
metrics = "127.0.0.1:$metrics_port"

[[upstream]]
servers = ["127.0.0.1:$nsd_port"]

[[dns64]]
prefix = "64:ff9b::/96"
END
    sed 's/^/    /' "$work/gate64.toml"
    local program=("$dns64d" --config "$work/gate64.toml")
    "${program[@]}" --check || fail "the configuration is refused"
    start dns64d-file "${program[@]}"
    wait_until 15 is_ready dns64d-file || fail "dns64d does not become ready"
    check_answers "$config_port"

    step "why that answer?"
    printf '\n$ dns64d control explain www.news.example AAAA --client 127.0.0.1\n'
    "${program[@]}" control explain www.news.example AAAA --client 127.0.0.1 |
        tee "$work/explain.txt"
    grep -q '64:ff9b::d43a:e9fe' "$work/explain.txt" || fail "explain does not show the answer"

    step "what was counted"
    printf '\n$ curl http://127.0.0.1:%s/metrics\n' "$metrics_port"
    curl -sf --max-time 5 "http://127.0.0.1:$metrics_port/metrics" >"$work/metrics.txt" ||
        fail "no metrics"
    grep -q '^gate64_' "$work/metrics.txt" || fail "the metrics name nothing of gate64"
    awk '/^gate64_/ && !/_bucket/ && $NF != 0 && ++shown <= 25' "$work/metrics.txt"
    stop dns64d-file || fail "dns64d did not end with exit code 0"
}

read -r nsd_port dns_port config_port metrics_port < <(free_ports)
start_name_server
from_the_command_line
from_a_file
stop_all
