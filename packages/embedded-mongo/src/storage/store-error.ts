/** Why a store could not be started or copied; each kind has one remedy that its message names. */
export type StoreErrorCode =
  | 'in_use'
  | 'damaged'
  | 'unwritable'
  | 'newer_version'
  | 'disk_full'
  | 'address'
  | 'copy_failed'
  | 'worker_failed';

/** An error of starting or copying a store. `message` is one sentence made for people; `code` is for programs. */
export class StoreError extends Error {
  constructor(
    readonly code: StoreErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'StoreError';
  }
}
