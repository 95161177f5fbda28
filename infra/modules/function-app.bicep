metadata description = 'The function app on the Flex Consumption plan, signed in everywhere by its identity.'

param name string
param location string
param tags object
param identityId string
param identityClientId string
param insightsConnectionString string
param blobEndpoint string
param queueEndpoint string
param cosmosEndpoint string
param cosmosDatabase string
param visionEndpoint string
param authIssuer string
param authAudience string
param authJwksUrl string
param authClientId string
param authScopes string
param allowedOrigins array
param maximumInstances int
param instanceMemory int
param alwaysReadyInstances int
param settings object

@description('HTTP requests an instance serves at once. Python starts an instance for each request unless this is set.')
param requestsPerInstance int = 16

// Both endpoints of each connection: with the blob endpoint alone, the first poisoned message stops the host.
var wiring = {
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__queueServiceUri: queueEndpoint
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  GALLERY_STORAGE__blobServiceUri: blobEndpoint
  GALLERY_STORAGE__queueServiceUri: queueEndpoint
  GALLERY_STORAGE__credential: 'managedidentity'
  GALLERY_STORAGE__clientId: identityClientId
  GALLERY_COSMOS_ENDPOINT: cosmosEndpoint
  GALLERY_COSMOS_DATABASE: cosmosDatabase
  GALLERY_VISION_ENDPOINT: visionEndpoint
  GALLERY_AUTH_ISSUER: authIssuer
  GALLERY_AUTH_AUDIENCE: authAudience
  GALLERY_AUTH_JWKS_URL: authJwksUrl
  GALLERY_AUTH_CLIENT_ID: authClientId
  GALLERY_AUTH_SCOPES: authScopes
  AZURE_CLIENT_ID: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}
var appSettings = union(wiring, settings)

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  // checkov:skip=CKV_AZURE_225:Zone redundancy needs two instances always on; raise alwaysReadyInstances first
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  // checkov:skip=CKV_AZURE_222:The API is there for the public
  // checkov:skip=CKV_AZURE_17:Callers show a bearer token; browsers have no client certificate
  // checkov:skip=CKV_AZURE_212:The plan scales from zero by itself
  // checkov:skip=CKV_AZURE_213:The plan replaces unhealthy instances by itself; it takes no health check path
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}deployments'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'python', version: '3.13' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemory
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReadyInstances > 0 ? [{ name: 'http', instanceCount: alwaysReadyInstances }] : []
        triggers: { http: { perInstanceConcurrency: requestsPerInstance } }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      cors: { allowedOrigins: allowedOrigins, supportCredentials: false }
      appSettings: [for setting in items(appSettings): { name: setting.key, value: setting.value }]
    }
  }
}

@batchSize(1)
resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = [
  for way in ['ftp', 'scm']: {
    parent: site
    name: way
    properties: { allow: false }
  }
]

output name string = site.name
output hostname string = site.properties.defaultHostName
