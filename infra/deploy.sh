#!/usr/bin/env bash
# Deploys the gallery to one resource group, as docs/deploy.md tells. Safe to repeat; it ends with the addresses.
#
#   infra/deploy.sh RESOURCE_GROUP LOCATION [resources|functions|subscription|page]...
set -euo pipefail
cd "$(dirname "$0")/.."

SWA_CLI=@azure/static-web-apps-cli@2.0.10
PAUSE=${PAUSE:-300}
PAGE=${PAGE:-$PWD/web/dist}
PACKAGE=${PACKAGE:-$PWD/build/package}

usage() {
  sed -n '4s/^#   //p' infra/deploy.sh >&2
  exit 2
}

required() {
  local name
  for name in "$@"; do
    [ -n "${!name:-}" ] || { echo "Set $name: docs/deploy.md tells what it is." >&2; exit 2; }
  done
}

installed() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || { echo "$tool is missing: docs/deploy.md tells where it is from." >&2; exit 2; }
  done
}

output() { # NAME: what the deployed template says
  az deployment group show --resource-group "$RG" --name gallery --query "properties.outputs.$1.value" --output tsv
}

# A budget keeps the first day it was made with, so a later deployment has to name the same one.
budget_start() {
  local start
  start=$(az consumption budget list --resource-group "$RG" --query "[?name=='budget-gallery'].timePeriod.startDate" --output tsv)
  start=${start:-$(date -u +%Y-%m-01)}
  echo "${start:0:10}"
}

resources() {
  installed az
  required AUTH_ISSUER AUTH_AUDIENCE AUTH_JWKS_URL AUTH_CLIENT_ID ALERT_EMAIL
  az group create --resource-group "$RG" --location "$LOCATION" --output none
  BUDGET_START=$(budget_start)
  export LOCATION BUDGET_START
  # A new database account takes up to 15 minutes to know vectors; until then its container is refused.
  local try errors
  for try in 1 2 3 4; do
    if errors=$(az deployment group create --resource-group "$RG" --name gallery \
      --parameters infra/main.bicepparam --output none 2>&1); then
      return
    fi
    echo "$errors" >&2
    [[ $errors == *"has not been enabled"* && $try -lt 4 ]] || return 1
    echo "Trying again in $PAUSE seconds ($try of 3)." >&2
    sleep "$PAUSE"
  done
}

functions() {
  installed az func make
  local site
  site=$(output siteName)
  make --silent stage PACKAGE="$PACKAGE"
  (cd "$PACKAGE" && func azure functionapp publish "$site" --python --no-build)
}

subscription() {
  installed az curl
  SITE_NAME=$(output siteName) TOPIC_NAME=$(output topicName) STORAGE_ACCOUNT_NAME=$(output storageAccountName) \
    RG=$RG infra/subscribe.sh
}

page() {
  installed az npm npx
  required AUTH_ISSUER AUTH_JWKS_URL
  local site token API_URL STORAGE_ACCOUNT_NAME
  site=$(output webName) API_URL=$(output apiUrl) STORAGE_ACCOUNT_NAME=$(output storageAccountName)
  token=$(az staticwebapp secrets list --name "$site" --resource-group "$RG" --query properties.apiKey --output tsv)
  export API_URL STORAGE_ACCOUNT_NAME
  npm ci --prefix web --no-audit --no-fund
  mkdir -p "$PAGE"
  VITE_API_BASE=$API_URL npm run build --prefix web -- --outDir "$PAGE"
  infra/page_config.sh > "$PAGE/staticwebapp.config.json"
  SWA_CLI_DEPLOYMENT_TOKEN=$token npx --yes "$SWA_CLI" deploy "$PAGE" --env production
}

[ $# -ge 2 ] || usage
RG=$1 LOCATION=$2
shift 2
[ $# -gt 0 ] || set -- resources functions subscription page
for step in "$@"; do
  case $step in
    resources | functions | subscription | page)
      echo "== $step"
      "$step"
      ;;
    *) usage ;;
  esac
done
echo "API:  $(output apiUrl)/api/v1/health/ready"
echo "Page: $(output webUrl)"
