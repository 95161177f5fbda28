metadata description = 'Pictures, their renditions, the queues and the deployed package. No shared keys, nothing public.'

param name string
param location string
param tags object
param sku string
param softDeleteDays int
param allowedOrigins array

@description('Days until an original that nobody changed moves to the cool tier.')
param coolAfterDays int = 90

@description('Days an undelivered event is kept.')
param deadLetterDays int = 30

var containers = ['originals', 'renditions', 'deployments', 'dead-letters']
var queues = ['analysis', 'analysis-poison', 'webjobs-blobtrigger-poison']
var cors = loadJsonContent('../blob-cors.json') // the local run sets the same rule, for its own origins

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  // checkov:skip=CKV_AZURE_35:Browsers put and get blobs with signed links; keys and anonymous access are off
  // checkov:skip=CKV_AZURE_59:Browsers reach it with signed links, from any address
  // checkov:skip=CKV_AZURE_206:The tier is a parameter; its default keeps three copies, in three zones where there are
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: 'Enabled'
    supportsHttpsTrafficOnly: true
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: softDeleteDays }
    containerDeleteRetentionPolicy: { enabled: true, days: softDeleteDays }
    cors: { corsRules: [union(cors, { allowedOrigins: allowedOrigins })] }
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for containerName in containers: {
    parent: blobService
    name: containerName
    properties: { publicAccess: 'None' }
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: account
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [
  for queueName in queues: {
    parent: queueService
    name: queueName
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'cool-originals'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['originals/'] }
            actions: { baseBlob: { tierToCool: { daysAfterModificationGreaterThan: coolAfterDays } } }
          }
        }
        {
          name: 'forget-dead-letters'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob', 'appendBlob'], prefixMatch: ['dead-letters/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: deadLetterDays } } }
          }
        }
      ]
    }
  }
  dependsOn: [blobService]
}

output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
