import { Module } from '@nestjs/common';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { InviteClaimsService } from './invite-claims.service.js';
import { InvitesController } from './invites.controller.js';
import { InvitesService } from './invites.service.js';

@Module({
  imports: [WorkspacesModule],
  controllers: [InvitesController],
  providers: [InviteClaimsService, InvitesService],
  exports: [InviteClaimsService],
})
export class InvitesModule {}
