#!/usr/bin/env bash
# Makes new originals call the blob trigger. Safe to repeat.
#
# The key of the webhook exists once the app has started with the trigger in it, and Event Grid shakes hands with
# the running app while the subscription is made. So the app is woken, and the deployment tried until both succeed.
#
#   RG=… SITE_NAME=… TOPIC_NAME=… STORAGE_ACCOUNT_NAME=… infra/subscribe.sh
set -euo pipefail
cd "$(dirname "$0")"

: "${RG:?}" "${SITE_NAME:?}" "${TOPIC_NAME:?}" "${STORAGE_ACCOUNT_NAME:?}"
TRIES=${TRIES:-20}
PAUSE=${PAUSE:-30}

host=$(az functionapp show --resource-group "$RG" --name "$SITE_NAME" --query defaultHostName --output tsv)
for ((try = 1; try <= TRIES; try++)); do
  curl --silent --output /dev/null --max-time 60 "https://$host/api/v1/health/live" || true
  if errors=$(az deployment group create --resource-group "$RG" --name event-subscription \
    --template-file event-subscription.bicep --output none \
    --parameters "siteName=$SITE_NAME" "topicName=$TOPIC_NAME" "storageAccountName=$STORAGE_ACCOUNT_NAME" 2>&1); then
    echo "New originals call the blob trigger."
    exit 0
  fi
  echo "Not yet ($try of $TRIES): ${errors:0:400}" >&2
  ((try == TRIES)) || sleep "$PAUSE"
done
echo "Event Grid could not reach the app. Are its functions listed? az functionapp function list -g $RG -n $SITE_NAME" >&2
exit 1
