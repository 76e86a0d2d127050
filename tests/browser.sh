#!/bin/sh
# Prints the path of the browser that the browser tests use; nothing where there is none. Set GRADWALK_BROWSER to name one.
# With --install it is installed first on Debian as root; elsewhere a missing browser is said here, and with CI=true it fails.
set -eu

find_browser() {
    for candidate in "${GRADWALK_BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        if [ -n "$candidate" ] && command -v "$candidate"; then return; fi
    done
}

if [ -n "${GRADWALK_BROWSER:-}" ] && ! command -v "$GRADWALK_BROWSER" >/dev/null; then
    echo "GRADWALK_BROWSER names $GRADWALK_BROWSER, which is not a program here." >&2
    exit 1
fi

browser=$(find_browser)
if [ "${1:-}" = --install ] && [ -z "$browser" ]; then
    # Debian only: Ubuntu's package of this name is a stub that needs snap.
    if [ "$(id -u)" = 0 ] && grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
        browser=$(find_browser)
    fi
    if [ -z "$browser" ] && [ "${CI:-}" = true ]; then
        echo "No Chromium or Chrome here, and CI=true: the browser tests must run." >&2
        exit 1
    fi
    [ -n "$browser" ] || echo "No Chromium or Chrome here: the browser tests will be skipped." >&2
fi
[ -z "$browser" ] || echo "$browser"
