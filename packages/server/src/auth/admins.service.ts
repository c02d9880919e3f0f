import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import type { User } from '../data/schemas/user.schema.js';
import { ApiError } from '../http/api-error.js';

/** What makes an admin. */
type Standing = Pick<User, 'role' | 'status'>;

/** How many active admins there are: never none. */
@Injectable()
export class AdminsService {
  constructor(private readonly data: DataService) {}

  /**
   * Counts what becomes of an account, in the running transaction. All who change the number of admins write the
   * instance, so that two cannot both be the last but one.
   * @param to `null`: the account ends
   * @throws ApiError `last_admin`
   */
  async move(from: Standing, to: Standing | null): Promise<void> {
    const step = Number(to !== null && isActiveAdmin(to)) - Number(isActiveAdmin(from));
    if (step === 0) return;
    const where = step < 0 ? { adminCount: { $gt: 1 } } : {};
    const counted = await this.data.instance.patch(instanceId, { inc: { adminCount: step } }, where);
    if (!counted)
      throw new ApiError('last_admin', 'The last active admin stays one. Make somebody else an admin first.');
  }
}

const isActiveAdmin = ({ role, status }: Standing): boolean => role === 'admin' && status === 'active';
