#!/usr/bin/env bash
# Prints the configuration of the static site: which servers the page may talk to.
#
#   API_URL=… STORAGE_ACCOUNT_NAME=… AUTH_ISSUER=… AUTH_JWKS_URL=… infra/page_config.sh
set -euo pipefail

: "${API_URL:?}" "${STORAGE_ACCOUNT_NAME:?}" "${AUTH_ISSUER:?}" "${AUTH_JWKS_URL:?}"

origin() {
  cut -d/ -f1-3 <<< "$1"
}

peers="$API_URL https://$STORAGE_ACCOUNT_NAME.blob.core.windows.net $(origin "$AUTH_ISSUER") $(origin "$AUTH_JWKS_URL")"
sed "s|PEERS|$peers|g" "$(dirname "$0")/staticwebapp.config.json"
