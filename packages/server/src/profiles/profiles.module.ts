import { Global, Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { AccountRemovalService } from './account-removal.service.js';
import { AuthorsService } from './authors.service.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesService } from './profiles.service.js';

@Global()
@Module({
  imports: [JobsModule, WorkspacesModule],
  controllers: [ProfilesController],
  providers: [AccountRemovalService, AuthorsService, ProfilesService],
  exports: [AccountRemovalService, AuthorsService],
})
export class ProfilesModule {}
