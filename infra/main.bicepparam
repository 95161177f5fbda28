using 'main.bicep'

// Every value comes from the environment, so that this file serves each deployment as it is.
param location = readEnvironmentVariable('LOCATION')
param authIssuer = readEnvironmentVariable('AUTH_ISSUER')
param authAudience = readEnvironmentVariable('AUTH_AUDIENCE')
param authJwksUrl = readEnvironmentVariable('AUTH_JWKS_URL')
param authClientId = readEnvironmentVariable('AUTH_CLIENT_ID')
param authScopes = readEnvironmentVariable('AUTH_SCOPES', 'openid profile')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL')
param visionSku = readEnvironmentVariable('VISION_SKU', 'S1')
param monthlyBudget = int(readEnvironmentVariable('MONTHLY_BUDGET', '50'))
param budgetStart = readEnvironmentVariable('BUDGET_START', '')
