#!/usr/bin/env bash
# Runs the re-analysis against a deployed gallery as whoever `az login` says; docs/deploy.md names the roles.
#
#   infra/reanalyze.sh RESOURCE_GROUP --analysis VERSION --embedding VERSION [--per-minute N]
set -euo pipefail
cd "$(dirname "$0")/.."

rg=${1:?the resource group}
shift
site=$(az deployment group show --resource-group "$rg" --name gallery --query properties.outputs.siteName.value --output tsv)
settings=$(az functionapp config appsettings list --resource-group "$rg" --name "$site" \
  --query "[?starts_with(name, 'GALLERY_')].join('=', [name, value])" --output tsv)
mapfile -t environ <<< "$settings"
env "${environ[@]}" .venv/bin/python -m infra.reanalyze "$@"
