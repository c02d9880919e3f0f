import { Global, Module } from '@nestjs/common';
import { AccessService } from './access.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { MembershipService } from './membership.service.js';

@Global()
@Module({
  providers: [AccessService, IdempotencyService, MembershipService],
  exports: [AccessService, MembershipService],
})
export class AccessModule {}
