#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Boots a virtual machine with Jool's real module and runs scenarios in it; --help says more.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

case " $* " in
    *" --help "* | *" -h "*) ;;
    *)
        if [ "$(id -u)" -ne 0 ]; then
            echo "lab: needs root; try: sudo tests/lab/run.sh" >&2
            exit 5
        fi
        "$top/scripts/dev-setup.sh" --lab
        ;;
esac
export PYTHONPATH=$top/tests/lab PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 -m harness.main "$@"
