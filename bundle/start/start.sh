#!/bin/sh
# Finds a Python 3.11 to 3.13 and hands over to start.py. Where there is none, the
# standalone Python that lies beside this file as an archive is unpacked beside it.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
fits='import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
python=

try() {
    [ -z "$python" ] || return 0
    if "$1" -c "$fits" >/dev/null 2>&1; then python=$1; fi
}

look() {
    try "$here/python/bin/python3"
    for minor in 13 12 11; do
        try "python3.$minor"
        try "/usr/local/bin/python3.$minor"
        try "/opt/python3.$minor/bin/python3"
    done
    try python3
}

# An archive has one folder, `python`; it gets its name when it is whole.
unpack() {
    rm -rf -- "$here/python.part" "$here/python" &&
        mkdir -- "$here/python.part" &&
        tar -xzf "$1" -C "$here/python.part" &&
        mv -- "$here/python.part/python" "$here/python" &&
        rmdir -- "$here/python.part"
}

wait_for_reader() {
    if [ -t 0 ]; then
        printf '按回车键关闭。'
        read -r _
    fi
}

look
if [ -z "$python" ]; then
    for archive in "$here"/cpython-3.1[123].*-"$(uname -m)"-*install_only*.tar.gz; do
        if [ -f "$archive" ] && unpack "$archive"; then
            look
            break
        fi
    done
fi
if [ -z "$python" ]; then
    cat -- "$here/no-python.txt"
    wait_for_reader
    exit 1
fi
"$python" "$here/start.py" "$@"
status=$?
[ "$status" -eq 0 ] || wait_for_reader
exit "$status"
