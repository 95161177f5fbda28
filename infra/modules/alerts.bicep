metadata description = 'What wakes a person: poisoned messages, failed analyses, lost events, throttling, errors.'

param name string
param location string
param tags object
param email string
param insightsName string
param cosmosAccountName string
param visionAccountName string
param topicName string

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource cosmos 'Microsoft.DocumentDB/databaseAccounts@2025-10-15' existing = {
  name: cosmosAccountName
}

resource vision 'Microsoft.CognitiveServices/accounts@2024-10-01' existing = {
  name: visionAccountName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: name
    enabled: true
    emailReceivers: [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

// The poison queues are emptied by functions of ours, so it is their runs that tell of poison.
var queries = [
  {
    name: 'poisoned'
    description: 'Images were given up on.'
    query: 'requests | where name in ("bury_poisoned_blob", "bury_poisoned_analysis")'
    threshold: 0
    severity: 1
  }
  {
    name: 'failing-analyses'
    description: 'Analyses keep raising: a service is down, or the code is wrong.'
    query: 'requests | where name in ("analyze_image", "resume_analysis") and success == false'
    threshold: 10
    severity: 2
  }
  {
    name: 'failing-sweeps'
    description: 'Interrupted work is not finished.'
    query: 'requests | where name in ("sweep") and success == false'
    threshold: 1
    severity: 2
  }
  {
    name: 'server-errors'
    description: 'The API answers with server errors.'
    query: 'requests | where toint(resultCode) >= 500'
    threshold: 10
    severity: 2
  }
]

var metrics = [
  {
    name: 'vision-throttled'
    description: 'Azure AI Vision refuses calls over its rate.'
    resource: vision.id
    metric: 'BlockedCalls'
    namespace: 'Microsoft.CognitiveServices/accounts'
    dimensions: []
    aggregation: 'Total'
    threshold: 100
  }
  {
    name: 'cosmos-throttled'
    description: 'Cosmos DB refuses requests over its throughput.'
    resource: cosmos.id
    metric: 'TotalRequests'
    namespace: 'Microsoft.DocumentDB/databaseAccounts'
    dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
    aggregation: 'Count'
    threshold: 100
  }
  {
    name: 'events-lost'
    description: 'Events could not be delivered and went to the dead letters.'
    resource: topic.id
    metric: 'DeadLetteredCount'
    namespace: 'Microsoft.EventGrid/systemTopics'
    dimensions: []
    aggregation: 'Total'
    threshold: 0
  }
]

resource queryAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in queries: {
    name: '${name}-${alert.name}'
    location: location
    tags: tags
    properties: {
      displayName: '${name}: ${alert.name}'
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [insights.id]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: alert.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]

resource metricAlert 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in metrics: {
    name: '${name}-${alert.name}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.description
      severity: 2
      enabled: true
      scopes: [alert.resource]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: alert.name
            metricName: alert.metric
            metricNamespace: alert.namespace
            dimensions: alert.dimensions
            timeAggregation: alert.aggregation
            operator: 'GreaterThan'
            threshold: alert.threshold
          }
        ]
      }
      actions: [{ actionGroupId: people.id }]
    }
  }
]
