metadata description = 'Azure AI Vision. The subdomain of its own is what makes sign-in by identity possible.'

param name string
param location string
param tags object
param sku string

resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  // checkov:skip=CKV_AZURE_238:The account calls no other service, so it needs no identity
  // checkov:skip=CKV_AZURE_134:Flex instances without a virtual network come from public addresses; keys are off
  name: name
  location: location
  tags: tags
  kind: 'ComputerVision'
  sku: { name: sku }
  properties: {
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
  }
}

output name string = account.name
output endpoint string = 'https://${split(account.properties.endpoint, '/')[2]}'
