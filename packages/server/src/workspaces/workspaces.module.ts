import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { JoiningService } from './joining.service.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { WorkspaceRemovalService } from './workspace-removal.service.js';
import { WorkspaceRescueService } from './workspace-rescue.service.js';
import { WorkspacesController } from './workspaces.controller.js';
import { WorkspacesService } from './workspaces.service.js';

@Module({
  imports: [JobsModule],
  controllers: [WorkspacesController, MembersController],
  providers: [JoiningService, MembersService, WorkspaceRemovalService, WorkspaceRescueService, WorkspacesService],
  exports: [JoiningService, WorkspaceRemovalService, WorkspaceRescueService, WorkspacesService],
})
export class WorkspacesModule {}
