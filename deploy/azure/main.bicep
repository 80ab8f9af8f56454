// Hoofbeat on Azure Functions (Flex Consumption): bundles, logs, an identity and the app, all in one region.
targetScope = 'resourceGroup'

@description('Region where patient data are answered, such as brazilsouth; no default: the hospital decides')
param location string

@description('Name of everything; letters, digits and hyphens, unique in Azure')
@minLength(3)
@maxLength(20)
param name string

@description('Folder of the bundle in the container "bundles"')
param bundle string

@description('Public keys whose signature on a bundle counts: the line in hoofbeat.pub')
@minLength(1)
param trustedKeys string

@description('Metres above sea level')
param altitude int = 0

@description('Instances at most: the ceiling of the bill')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances kept warm; 0 costs nothing at rest')
@minValue(0)
param warmInstances int = 0

@description('Client id of the app registration whose login stands before the page; empty: callers need the function key')
param loginClientId string = ''

@description('Subnet (delegated to Microsoft.App/environments) of the app; empty: none')
param subnetId string = ''

@description('Public addresses of the hospital that upload bundles, where a subnet is named')
param adminAddresses string[] = []

var short = toLower(replace(name, '-', ''))
var suffix = take(uniqueString(resourceGroup().id), 4)
var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var blobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-identity'
  location: location
}

module bundles 'storage.bicep' = {
  name: 'bundles'
  params: {
    name: take('${short}b${suffix}', 24)
    location: location
    containers: ['bundles']
    keepVersions: true
    subnetId: subnetId
    adminAddresses: adminAddresses
  }
}

// The platform keeps its keys and the app's package here, apart from the bundles: it needs to write.
module host 'storage.bicep' = {
  name: 'host'
  params: {
    name: take('${short}h${suffix}', 24)
    location: location
    containers: ['package']
    subnetId: subnetId
    adminAddresses: adminAddresses
  }
}

module readsBundles 'role.bicep' = {
  name: 'reads-bundles'
  params: { accountName: bundles.outputs.name, principalId: identity.properties.principalId, role: blobDataReader }
}

module ownsHost 'role.bicep' = {
  name: 'owns-host'
  params: { accountName: host.outputs.name, principalId: identity.properties.principalId, role: blobDataOwner }
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  params: { name: name, location: location, principalId: identity.properties.principalId }
}

module app 'function-app.bicep' = {
  name: 'app'
  params: {
    name: name
    location: location
    identityId: identity.id
    identityClientId: identity.properties.clientId
    hostAccount: host.outputs.name
    packageContainer: '${host.outputs.blobEndpoint}package'
    insights: monitoring.outputs.connectionString
    maximumInstances: maximumInstances
    warmInstances: warmInstances
    loginClientId: loginClientId
    subnetId: subnetId
    settings: {
      HOOFBEAT_BUNDLE: 'az://bundles/${bundle}'
      HOOFBEAT_TRUSTED_KEYS: trustedKeys
      // The platform has asked already, for the function's key or a login: without either nothing comes to the app.
      HOOFBEAT_OPEN: '1'
      HOOFBEAT_CACHE: '/tmp/hoofbeat-bundles'
      HOOFBEAT_ALTITUDE: string(altitude)
      AZURE_STORAGE_ACCOUNT_NAME: bundles.outputs.name
    }
  }
  dependsOn: [readsBundles, ownsHost]
}

output address string = app.outputs.address
output functionApp string = app.outputs.name
output bundleAccount string = bundles.outputs.name
