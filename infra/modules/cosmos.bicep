metadata description = 'Cosmos DB for NoSQL, serverless, with continuous backup. The container is defined beside this folder.'

param name string
param location string
param tags object

// The local emulator is started with the same file. Its vector policy can only be set while the container is made.
var container = loadJsonContent('../cosmos-container.json')

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-10-15' = {
  // checkov:skip=CKV_AZURE_101:Flex instances without a virtual network come from public addresses; keys are off
  // checkov:skip=CKV_AZURE_99:The addresses of Flex instances are not known beforehand
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: false }]
    capabilities: [{ name: 'EnableServerless' }, { name: 'EnableNoSQLVectorSearch' }]
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: 'Enabled'
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-10-15' = {
  parent: account
  name: 'gallery'
  properties: { resource: { id: 'gallery' } }
}

resource images 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-10-15' = {
  parent: database
  name: container.id
  properties: { resource: container }
}

output name string = account.name
output endpoint string = account.properties.documentEndpoint
output database string = database.name
