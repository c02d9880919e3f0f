import type { ErrorCode } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';
import { instanceId } from '../data/schemas/instance.schema.js';
import { refusal } from './refusal.js';

/** Whether anything is shown to those who are no members: an admin may turn that off. */
@Injectable()
export class PublicPagesService {
  constructor(private readonly data: DataService) {}

  /** Asked of the store each time, so that it acts at once on every server. */
  async areOpen(): Promise<boolean> {
    const instance = await this.data.instance.get(instanceId);
    return instance?.publicPages === true;
  }

  /** @param code of what is asked for: while they are closed it is missing, like anything else @throws ApiError */
  async mustBeOpen(code: ErrorCode): Promise<void> {
    if (!(await this.areOpen())) throw refusal(code);
  }
}
