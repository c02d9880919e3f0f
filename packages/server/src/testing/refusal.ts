import { IncipitError } from '@incipit/sdk';

/** The error that a call is refused with. @throws Error when it was not refused */
export async function refusalOf(call: Promise<unknown>): Promise<IncipitError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof IncipitError) return error;
    throw error;
  }
  throw new Error('The call was answered, but should have been refused');
}

/** `404 prompt_not_found`: status and code in one, for tables. */
export const refusedWith = async (call: Promise<unknown>): Promise<string> => {
  const { status, code } = await refusalOf(call);
  return `${status} ${code}`;
};
