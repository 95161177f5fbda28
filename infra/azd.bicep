metadata description = 'For the Azure Developer CLI: makes the resource group, then everything in it.'

targetScope = 'subscription'

@minLength(1)
@maxLength(64)
param environmentName string

@allowed(['eastus', 'westus', 'francecentral', 'northeurope', 'westeurope', 'southeastasia', 'koreacentral'])
param location string

param authIssuer string
param authAudience string
param authJwksUrl string
param authClientId string
param authScopes string
param alertEmail string

@allowed(['F0', 'S1'])
param visionSku string

param budgetStart string

var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module gallery 'main.bicep' = {
  name: 'gallery'
  scope: group
  params: {
    location: location
    authIssuer: authIssuer
    authAudience: authAudience
    authJwksUrl: authJwksUrl
    authClientId: authClientId
    authScopes: authScopes
    alertEmail: alertEmail
    visionSku: visionSku
    budgetStart: budgetStart
    tags: tags
  }
}

output RG string = group.name
output SITE_NAME string = gallery.outputs.siteName
output TOPIC_NAME string = gallery.outputs.topicName
output STORAGE_ACCOUNT_NAME string = gallery.outputs.storageAccountName
output WEB_URL string = gallery.outputs.webUrl
output API_URL string = gallery.outputs.apiUrl
