import { MongoError } from './error.js';

/** Names that MongoDB knows and the embedded store refuses, by what they name. */
export const refusedNames = {
  command: [
    'appendOplogNote',
    'applyOps',
    'authenticate',
    'autoCompact',
    'bulkWrite',
    'cloneCollectionAsCapped',
    'compact',
    'connectionStatus',
    'convertToCapped',
    'createRole',
    'createSearchIndexes',
    'createUser',
    'currentOp',
    'dataSize',
    'dbHash',
    'dropAllRolesFromDatabase',
    'dropAllUsersFromDatabase',
    'dropConnections',
    'dropRole',
    'dropSearchIndex',
    'dropUser',
    'filemd5',
    'fsync',
    'fsyncUnlock',
    'getClusterParameter',
    'getCmdLineOpts',
    'getDefaultRWConcern',
    'getLog',
    'grantPrivilegesToRole',
    'grantRolesToRole',
    'grantRolesToUser',
    'hostInfo',
    'invalidateUserCache',
    'killAllSessionsByPattern',
    'killOp',
    'listCommands',
    'listSearchIndexes',
    'lockInfo',
    'logRotate',
    'logout',
    'mapReduce',
    'planCacheClear',
    'planCacheClearFilters',
    'planCacheListFilters',
    'planCacheSetFilter',
    'profile',
    'reIndex',
    'replSetFreeze',
    'replSetGetConfig',
    'replSetGetStatus',
    'replSetInitiate',
    'replSetMaintenance',
    'replSetReconfig',
    'replSetResizeOplog',
    'replSetStepDown',
    'replSetSyncFrom',
    'revokePrivilegesFromRole',
    'revokeRolesFromRole',
    'revokeRolesFromUser',
    'rolesInfo',
    'rotateCertificates',
    'saslContinue',
    'saslStart',
    'setClusterParameter',
    'setDefaultRWConcern',
    'setFeatureCompatibilityVersion',
    'setIndexCommitQuorum',
    'shutdown',
    'startSession',
    'top',
    'updateRole',
    'updateSearchIndex',
    'updateUser',
    'usersInfo',
    'validate',
    'validateDBMetadata',
    'whatsmyuri',
  ],
  'query operator': [
    '$geoIntersects',
    '$geoNear',
    '$geoWithin',
    '$maxDistance',
    '$minDistance',
    '$near',
    '$nearSphere',
    '$sampleRate',
    '$text',
    '$where',
    '$within',
  ],
  stage: [
    '$changeStreamSplitLargeEvent',
    '$currentOp',
    '$densify',
    '$fill',
    '$geoNear',
    '$graphLookup',
    '$listClusterCatalog',
    '$listLocalSessions',
    '$listSampledQueries',
    '$listSearchIndexes',
    '$listSessions',
    '$planCacheStats',
    '$querySettings',
    '$queryStats',
    '$rankFusion',
    '$redact',
    '$scoreFusion',
    '$search',
    '$searchMeta',
    '$setWindowFields',
    '$shardedDataDistribution',
    '$vectorSearch',
  ],
  expression: [
    '$createObjectId',
    '$encStrContains',
    '$encStrEndsWith',
    '$encStrNormalizedEq',
    '$encStrStartsWith',
    '$function',
    '$meta',
    '$minMaxScaler',
    '$sampleRate',
    '$score',
    '$sigmoid',
    '$toHashedIndexKey',
    '$toUUID',
  ],
  accumulator: ['$accumulator'],
  'system variable': ['$$DESCEND', '$$IS_MR', '$$JS_SCOPE', '$$KEEP', '$$PRUNE', '$$SEARCH_META', '$$USER_ROLES'],
} as const;

/** What else MongoDB does and the embedded store refuses, by area, in the words of the error. */
export const refusedFeatures = {
  collections: [
    'a view',
    'a capped collection',
    'a clustered collection',
    'a time series',
    'client-side encryption',
    'bypassDocumentValidation',
    'validationAction "warn"',
    'autoIndexId: false',
    'indexOptionDefaults',
    'an option of a storage engine',
  ],
  indexes: [
    'a text index',
    'a geo index',
    'a hashed index',
    'a wildcard index',
    'prepareUnique',
    'collMod of this index option',
  ],
  collations: [
    'a collation of strength 4 or 5',
    'caseFirst in a collation',
    'alternate "shifted" in a collation',
    'backwards in a collation',
    'a keyword in the locale of a collation',
  ],
  reading: [
    'a tailable cursor',
    'reading from secondaries',
    'a snapshot read outside transactions',
    'readConcern.atClusterTime',
    'sorting by $meta',
    'min or max of an index',
    'returnKey',
    'showRecordId',
    'oplogReplay',
    'explain of this command',
    'explain as an option of aggregate',
  ],
  'change streams': ['an image from before a change', 'showExpandedEvents'],
  pipelines: [
    '$lookup from another database',
    '$unionWith of another database',
    '$merge into a sharded collection',
    'granularity in $bucketAuto',
    'statistics of the collection that another stage reads',
  ],
  expressions: [
    'trigonometry of decimals',
    'a method of percentiles other than "approximate"',
    '$convert between binary data and text or numbers',
    '$convert to a type given as a document',
    'format or byteOrder or base in $convert',
  ],
  values: ['BSON undefined', 'BSON DBPointer', 'a date outside the years -271821 to 275760'],
  'regular expressions': [
    'a possessive quantifier in a regular expression',
    'a verb in a regular expression',
    'this kind of group in a regular expression',
    'this character property in a regular expression',
    'a negated POSIX class in a regular expression',
    'quoting inside a class of a regular expression',
    'a wide range under partial case-insensitivity in a regular expression',
    'a back reference under partial case-insensitivity in a regular expression',
    'a back reference to an optional group in a regular expression',
    'this kind of back reference in a regular expression',
  ],
  testing: ['a fail point other than failCommand', 'setting this server parameter'],
} as const;

type RefusedKind = keyof typeof refusedNames;
export type RefusedFeature = (typeof refusedFeatures)[keyof typeof refusedFeatures][number];

const names = new Map(Object.entries(refusedNames).map(([kind, list]) => [kind, new Set<string>(list)]));

/** Whether a name is one that MongoDB knows and the embedded store refuses. */
export function isRefused(kind: RefusedKind, name: string): boolean {
  return names.get(kind)?.has(name) ?? false;
}

/** Refuses a name of the list, and lets every other pass. @throws MongoError 238 */
export function refuseName(kind: RefusedKind, name: string): void {
  if (isRefused(kind, name)) throw refusal(`the ${kind} ${name}`, 238);
}

/** The refusal of a command: drivers and tools know by its code that the server has no such command. */
export function refusedCommand(name: string): MongoError {
  return refusal(`the command ${name}`, 59);
}

/** Refuses a feature of the list. @param detail what the client has written @throws MongoError 238 */
export function refuse(feature: RefusedFeature, detail?: string): never {
  throw refusal(detail === undefined ? feature : `${feature} (${detail})`, 238);
}

function refusal(what: string, code: number): MongoError {
  return new MongoError(code, `${what} is not supported by the embedded store; set MONGODB_URI`);
}
