import { mongo } from 'mongoose';
import { ApiError } from '../http/api-error.js';

/** A value that must be unique exists already. Within a transaction the transaction is lost: nothing can follow it. */
export class DuplicateError extends Error {
  override readonly name = 'DuplicateError';

  constructor(
    /** The fields of the index, joined by `_`: `workspaceId_names`. */
    readonly index: string,
    readonly keys: readonly string[],
    /** Somebody else was faster: done again, the transaction will find what it wanted to make. */
    readonly isRace = false,
  ) {
    super(`duplicate key: ${index}`);
  }
}

/** What was watched is gone, and with it the place in the stream. */
export class StreamEndedError extends Error {
  override readonly name = 'StreamEndedError';
}

const duplicateKey = 11000;
const writeConflict = 112;
const outOfDiskSpace = 14031;

/** An error of the driver in our words; others as they are. */
export function translate(error: unknown): unknown {
  if (!(error instanceof mongo.MongoServerError)) return error;
  if (error.code === outOfDiskSpace) {
    return new ApiError('storage_full', 'The disk of the server is full. Nothing was changed.');
  }
  if (error.code !== duplicateKey) return error;
  const keys = Object.keys((error.keyPattern as Record<string, unknown> | undefined) ?? {});
  return new DuplicateError(keys.join('_'), keys);
}

/** Done again from the start, the transaction may succeed: it met another one. */
export const isPassing = (error: unknown): boolean =>
  (error instanceof DuplicateError && error.isRace) ||
  (error instanceof mongo.MongoError &&
    (error.hasErrorLabel('TransientTransactionError') || error.code === writeConflict));

/** It is not known whether the commit took place; asking again is harmless. */
export const isUnknownCommit = (error: unknown): boolean =>
  error instanceof mongo.MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
