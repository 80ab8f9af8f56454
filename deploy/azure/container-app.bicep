// Hoofbeat on Azure Container Apps: the same image as everywhere, inside the hospital's virtual network.
targetScope = 'resourceGroup'

@description('Region where patient data are answered, such as brazilsouth; no default: the hospital decides')
param location string

@minLength(3)
@maxLength(20)
param name string

@description('The image with its digest: REGISTRY.azurecr.io/hoofbeat/serve@sha256:…')
param image string

@description('Name of the registry (in this resource group) that holds the image')
param registryName string

@description('Subnet (delegated to Microsoft.App/environments, /27 or larger) that the service lives in')
@minLength(1)
param subnetId string

@description('Name of the account that holds the bundles: storage.bicep makes it first, for without a bundle no revision starts')
@minLength(3)
@maxLength(24)
param accountName string

@description('Folder of the bundle in the container "bundles"')
param bundle string

@description('Key vault (in this resource group) whose secret holds the public keys: who may change it decides whose bundles count')
param vaultName string

param trustedKeysSecret string = 'hoofbeat-trusted-keys'

@description('Secret of that vault which holds the file of API keys, as "hoofbeat keys add" writes it: it says who may ask')
param accessKeysSecret string = 'hoofbeat-access'

@description('Public addresses of the hospital that upload bundles')
param adminAddresses string[] = []

param altitude int = 0
param minimumReplicas int = 1
param maximumReplicas int = 4

@description('Revision that keeps the rest of the traffic while a new one is tried; empty: the new one has all')
param stableRevision string = ''

@description('Share for the newest revision while stableRevision is set, in per cent')
@minValue(0)
@maxValue(100)
param newPercent int = 10

var blobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var newest = { latestRevision: true, weight: empty(stableRevision) ? 100 : newPercent }
var stable = { revisionName: stableRevision, weight: 100 - newPercent }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-identity'
  location: location
}

module bundles 'storage.bicep' = {
  name: 'bundles'
  params: {
    name: accountName
    location: location
    containers: ['bundles']
    keepVersions: true
    subnetId: subnetId
    adminAddresses: adminAddresses
  }
}

module readsBundles 'role.bicep' = {
  name: 'reads-bundles'
  params: { accountName: bundles.outputs.name, principalId: identity.properties.principalId, role: blobDataReader }
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  params: { name: name, location: location, principalId: identity.properties.principalId }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource pulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identity.id, acrPull)
  scope: registry
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource readsKeys 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, secretsUser)
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

// No address of a request is logged: console lines of the service and the platform's own, nothing of its proxy.
resource managedEnvironment 'Microsoft.App/managedEnvironments@2026-07-01' = {
  name: '${name}-environment'
  location: location
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    vnetConfiguration: { infrastructureSubnetId: subnetId, internal: true }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'logs'
  scope: managedEnvironment
  properties: {
    workspaceId: monitoring.outputs.workspaceId
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
  }
}

resource app 'Microsoft.App/containerApps@2026-07-01' = {
  name: name
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    environmentId: managedEnvironment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Multiple'
      ingress: {
        // Reachable from the virtual network (and what is joined to it), not from the internet: the environment is internal.
        external: true
        targetPort: 8000
        transport: 'http'
        allowInsecure: false
        traffic: empty(stableRevision) ? [newest] : [newest, stable]
      }
      registries: [{ server: registry.properties.loginServer, identity: identity.id }]
      secrets: [
        {
          name: 'trusted-keys'
          keyVaultUrl: '${vault.properties.vaultUri}secrets/${trustedKeysSecret}'
          identity: identity.id
        }
        {
          name: 'access-keys'
          keyVaultUrl: '${vault.properties.vaultUri}secrets/${accessKeysSecret}'
          identity: identity.id
        }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'hoofbeat'
          image: image
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: [
            { name: 'HOOFBEAT_HOST', value: '0.0.0.0' }
            { name: 'HOOFBEAT_PORT', value: '8000' }
            { name: 'HOOFBEAT_BUNDLE', value: 'az://bundles/${bundle}' }
            { name: 'HOOFBEAT_TRUSTED_KEYS', secretRef: 'trusted-keys' }
            // To be in the virtual network is not to be a physician.
            { name: 'HOOFBEAT_KEYS_FILE', value: '/access/access.tsv' }
            { name: 'HOOFBEAT_CACHE', value: '/tmp/hoofbeat-bundles' }
            { name: 'HOOFBEAT_ALTITUDE', value: string(altitude) }
            { name: 'HOOFBEAT_DRAIN_SECONDS', value: '25' }
            { name: 'AZURE_STORAGE_ACCOUNT_NAME', value: bundles.outputs.name }
            { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
          ]
          volumeMounts: [{ volumeName: 'access', mountPath: '/access' }]
          probes: [
            {
              type: 'Startup'
              httpGet: { path: '/readyz', port: 8000 }
              periodSeconds: 2
              timeoutSeconds: 2
              failureThreshold: 60
            }
            {
              type: 'Readiness'
              httpGet: { path: '/readyz', port: 8000 }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 3
            }
            {
              type: 'Liveness'
              httpGet: { path: '/healthz', port: 8000 }
              periodSeconds: 30
              timeoutSeconds: 5
              failureThreshold: 3
            }
          ]
        }
      ]
      volumes: [
        { name: 'access', storageType: 'Secret', secrets: [{ secretRef: 'access-keys', path: 'access.tsv' }] }
      ]
      scale: {
        minReplicas: minimumReplicas
        maxReplicas: maximumReplicas
        rules: [{ name: 'requests', http: { metadata: { concurrentRequests: '16' } } }]
      }
    }
  }
  dependsOn: [readsBundles, pulls, readsKeys]
}

output address string = 'https://${app.properties.configuration.ingress.fqdn}'
output bundleAccount string = bundles.outputs.name
output revision string = app.properties.latestRevisionName
