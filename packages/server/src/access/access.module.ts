import { Global, Module } from '@nestjs/common';
import { AccessService } from './access.service.js';
import { IdempotencyService } from './idempotency.service.js';
import { MembershipService } from './membership.service.js';
import { PublicPagesService } from './public-pages.service.js';

@Global()
@Module({
  providers: [AccessService, IdempotencyService, MembershipService, PublicPagesService],
  exports: [AccessService, MembershipService, PublicPagesService],
})
export class AccessModule {}
