// The assistant in Azure: the bot's registration with its Teams channel, and a container app that
// signs in with a managed identity, so that there is no password anywhere.
// az deployment group create -g <group> -f deploy/azure/main.bicep -p image=… redisUrl=… dataKey=…

@description('The image that was built from the Dockerfile, with its registry.')
param image string
@description('The Azure OpenAI resource, in the region that the agency has promised.')
param modelEndpoint string
param modelDeployment string = 'gpt-4.1'
@description('rediss:// address of Azure Managed Redis, with its key.')
@secure()
param redisUrl string
@description('Base64 of 32 random bytes: openssl rand -base64 32')
@secure()
param dataKey string
@description('The agency profile: the content of its TOML file.')
param agencyProfile string
param name string = 'assistant'
param location string = resourceGroup().location

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: name
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: name
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: { customerId: logs.properties.customerId, sharedKey: logs.listKeys().primarySharedKey }
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    configuration: {
      ingress: { external: true, targetPort: 3978, transport: 'http', allowInsecure: false }
      secrets: [
        { name: 'redis-url', value: redisUrl }
        { name: 'data-key', value: dataKey }
        { name: 'agency', value: agencyProfile }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 150
      containers: [
        {
          name: 'bot'
          image: image
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: [
            { name: 'TEAMS_APP_ID', value: identity.properties.clientId }
            { name: 'TEAMS_APP_TENANT_ID', value: tenant().tenantId }
            { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
            { name: 'AZURE_OPENAI_ENDPOINT', value: modelEndpoint }
            { name: 'AZURE_OPENAI_DEPLOYMENT', value: modelDeployment }
            { name: 'REDIS_URL', secretRef: 'redis-url' }
            { name: 'DATA_KEY', secretRef: 'data-key' }
            { name: 'AGENCY_PROFILES', value: '/etc/assistant/agencies' }
          ]
          volumeMounts: [ { volumeName: 'agencies', mountPath: '/etc/assistant/agencies' } ]
          probes: [
            { type: 'Startup', httpGet: { path: '/healthz', port: 3978 }, periodSeconds: 2, failureThreshold: 30 }
            { type: 'Liveness', httpGet: { path: '/healthz', port: 3978 }, periodSeconds: 10, failureThreshold: 6 }
            { type: 'Readiness', httpGet: { path: '/readyz', port: 3978 }, periodSeconds: 5 }
          ]
        }
      ]
      volumes: [ { name: 'agencies', storageType: 'Secret', secrets: [ { secretRef: 'agency', path: 'agency.toml' } ] } ]
      scale: { minReplicas: 2, maxReplicas: 12, rules: [ { name: 'requests', http: { metadata: { concurrentRequests: '40' } } } ] }
    }
  }
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: name
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'S1' }
  properties: {
    displayName: name
    endpoint: 'https://${app.properties.configuration.ingress.fqdn}/api/messages'
    msaAppId: identity.properties.clientId
    msaAppMSIResourceId: identity.id
    msaAppTenantId: tenant().tenantId
    msaAppType: 'UserAssignedMSI'
    disableLocalAuth: true
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: { channelName: 'MsTeamsChannel', properties: { isEnabled: true, acceptedTerms: true } }
}

output appId string = identity.properties.clientId
output principalId string = identity.properties.principalId
