import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { AuditService } from './audit.service.js';

type Rows = typeof api.audit;

@Controller()
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Endpoint(api.audit.list) list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.audit.list(call, input);
  }

  @Endpoint(api.audit.activity) activity(call: CallFor<Rows['activity']>, input: InputOf<Rows['activity']>) {
    return this.audit.activity(call, input);
  }
}
