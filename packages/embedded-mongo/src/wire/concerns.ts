import type { Doc } from '../bson/value.js';
import type { Command } from '../commands/command.js';
import { MongoError } from '../error.js';
import { refuse } from '../refused.js';
import { numberOf } from '../storage/environment.js';

const LEVELS = new Set(['local', 'available', 'majority', 'linearizable', 'snapshot']);
const READ_FIELDS = new Set(['level', 'afterClusterTime', 'provenance']);
const WRITE_FIELDS = new Set(['w', 'j', 'wtimeout', 'fsync', 'provenance']);

/**
 * Checks the concerns of a command. One node that answers after its COMMIT fulfils all of them,
 * so only what it cannot give is an error.
 * @throws MongoError 100 for more acknowledgements than there are nodes, 9 for what is malformed
 */
export function checkConcerns(command: Command, body: Doc): void {
  const read = body.get('readConcern');
  if (read !== undefined) checkRead(read instanceof Map ? read : wrong('readConcern'), command, body);
  const write = body.get('writeConcern');
  if (write !== undefined) checkWrite(write instanceof Map ? write : wrong('writeConcern'));
  const preference = body.get('$readPreference');
  const mode = preference instanceof Map ? preference.get('mode') : undefined;
  if (mode === 'secondary') refuse('reading from secondaries');
}

function checkRead(concern: Doc, command: Command, body: Doc): void {
  for (const field of concern.keys()) {
    if (field === 'atClusterTime') refuse('readConcern.atClusterTime');
    if (!READ_FIELDS.has(field)) throw new MongoError(40415, `BSON field 'readConcern.${field}' is an unknown field.`);
  }
  const level = concern.get('level');
  if (level === undefined) return;
  if (typeof level !== 'string' || !LEVELS.has(level)) {
    throw new MongoError(9, `Enumeration value '${String(level)}' for field 'readConcern.level' is not a valid value.`);
  }
  if (level === 'snapshot' && body.get('autocommit') !== false) {
    refuse('a snapshot read outside transactions', command.name);
  }
}

function checkWrite(concern: Doc): void {
  for (const field of concern.keys()) {
    if (!WRITE_FIELDS.has(field)) throw new MongoError(9, `unrecognized write concern field: ${field}`);
  }
  const w = concern.get('w');
  if (w === undefined || w === 'majority') return;
  if (typeof w === 'string')
    throw new MongoError(79, `No write concern mode named '${w}' found in replica set configuration`);
  if (!(numberOf(w) <= 1)) throw new MongoError(100, 'Not enough data-bearing nodes');
}

function wrong(field: string): never {
  throw new MongoError(14, `BSON field '${field}' is the wrong type, expected type 'object'`);
}
