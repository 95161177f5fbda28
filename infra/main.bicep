metadata description = 'The image gallery in one resource group: functions, storage, database, vision, page, alarms.'

@description('Prefix of the resource names: lower case letters and digits.')
@minLength(3)
@maxLength(12)
param name string = 'gallery'

@description('Region of everything but the page. Only these offer both captions and multimodal embeddings.')
@allowed(['eastus', 'westus', 'francecentral', 'northeurope', 'westeurope', 'southeastasia', 'koreacentral'])
param location string

@description('Region of the static site; its content is served worldwide.')
@allowed(['centralus', 'eastus2', 'eastasia', 'westeurope', 'westus2'])
param webLocation string = 'westeurope'

@description('`iss` of the access tokens, to the letter.')
@minLength(9)
param authIssuer string

@description('`aud` of the access tokens.')
@minLength(1)
param authAudience string

@description('Address of the public keys of the issuer.')
@minLength(9)
param authJwksUrl string

@description('Client id of the gallery page at the sign-in provider.')
@minLength(1)
param authClientId string

@description('Scopes the gallery page asks for.')
param authScopes string = 'openid profile'

@description('More origins that may call the API and storage from a browser, such as a custom domain.')
param allowedOrigins array = []

@description('Price tier of Azure AI Vision: F0 is free, 20 calls a minute, one a subscription; S1 is paid by the call.')
@allowed(['F0', 'S1'])
param visionSku string = 'S1'

@description('Redundancy of the pictures: across zones where the region has them.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageSku string = location == 'westus' ? 'Standard_LRS' : 'Standard_ZRS'

@description('Days a deleted blob can still be brought back. It is paid for as long.')
@minValue(1)
@maxValue(365)
param softDeleteDays int = 14

@description('Most instances of each scale group: the brake on cost.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 10

@description('Memory of an instance, in MB.')
@allowed([2048, 4096])
param instanceMemory int = 2048

@description('HTTP instances kept warm: 0 costs nothing, 1 spares the first visitor the cold start.')
@minValue(0)
@maxValue(10)
param alwaysReadyInstances int = 0

@description('App settings that replace a default, such as { GALLERY_MAX_IMAGES: \'1000\' }.')
param settings object = {}

@description('Where alerts go.')
@minLength(3)
param alertEmail string

@description('Spend a month, in the currency of the subscription, at which the alert e-mail warns.')
@minValue(1)
param monthlyBudget int = 50

@description('First day of the month in which the budget was made. It cannot change later; empty makes no budget.')
param budgetStart string = ''

@description('Tags of every resource.')
param tags object = {}

var suffix = uniqueString(resourceGroup().id)
var siteName = 'func-${name}-${suffix}'
var origins = concat(['https://${web.outputs.hostname}'], allowedOrigins)

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: { name: 'id-${name}-${suffix}', location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: { name: '${name}-${suffix}', location: location, tags: tags }
}

module web 'modules/web.bicep' = {
  name: 'web'
  params: { name: 'stapp-${name}-${suffix}', location: webLocation, tags: tags }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: 'st${take(name, 9)}${suffix}'
    location: location
    tags: tags
    sku: storageSku
    softDeleteDays: softDeleteDays
    allowedOrigins: origins
  }
}

module cosmos 'modules/cosmos.bicep' = {
  name: 'cosmos'
  params: { name: 'cosmos-${name}-${suffix}', location: location, tags: tags }
}

module vision 'modules/vision.bicep' = {
  name: 'vision'
  params: { name: 'vision-${name}-${suffix}', location: location, tags: tags, sku: visionSku }
}

module events 'modules/events.bicep' = {
  name: 'events'
  params: { name: 'evgt-${name}-${suffix}', location: location, tags: tags, storageAccountName: storage.outputs.name }
}

module roles 'modules/roles.bicep' = {
  name: 'roles'
  params: {
    appPrincipalId: identity.outputs.principalId
    topicPrincipalId: events.outputs.principalId
    storageAccountName: storage.outputs.name
    cosmosAccountName: cosmos.outputs.name
    visionAccountName: vision.outputs.name
    insightsName: monitoring.outputs.insightsName
  }
}

module functionApp 'modules/function-app.bicep' = {
  name: 'function-app'
  params: {
    name: siteName
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    insightsConnectionString: monitoring.outputs.connectionString
    blobEndpoint: storage.outputs.blobEndpoint
    queueEndpoint: storage.outputs.queueEndpoint
    cosmosEndpoint: cosmos.outputs.endpoint
    cosmosDatabase: cosmos.outputs.database
    visionEndpoint: vision.outputs.endpoint
    authIssuer: authIssuer
    authAudience: authAudience
    authJwksUrl: authJwksUrl
    authClientId: authClientId
    authScopes: authScopes
    allowedOrigins: origins
    maximumInstances: maximumInstances
    instanceMemory: instanceMemory
    alwaysReadyInstances: alwaysReadyInstances
    settings: settings
  }
  dependsOn: [roles]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: name
    location: location
    tags: tags
    email: alertEmail
    insightsName: monitoring.outputs.insightsName
    cosmosAccountName: cosmos.outputs.name
    visionAccountName: vision.outputs.name
    topicName: events.outputs.name
  }
}

module budget 'modules/budget.bicep' = if (!empty(budgetStart)) {
  name: 'budget'
  params: { name: 'budget-${name}', amount: monthlyBudget, start: budgetStart, email: alertEmail }
}

output siteName string = functionApp.outputs.name
output apiUrl string = 'https://${functionApp.outputs.hostname}'
output webName string = web.outputs.name
output webUrl string = 'https://${web.outputs.hostname}'
output topicName string = events.outputs.name
output storageAccountName string = storage.outputs.name
