#!/bin/sh
# Makes disposable.txt anew from a release of PyPI's disposable-email-domains: sh refresh.sh 0.0.293
set -eu
version=$1
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
pip install --quiet --no-deps --target "$work" "disposable-email-domains==$version"
{
	echo "# Domains of mailboxes for a while: disposable-email-domains $version (PyPI, MIT; https://github.com/disposable-email-domains)."
	echo "# Made by refresh.sh; not edited by hand."
	PYTHONPATH=$work python3 -c 'from disposable_email_domains import blocklist; print(*sorted(blocklist), sep="\n")'
} >"$work/new"
mv "$work/new" "$here/disposable.txt"
