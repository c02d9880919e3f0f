import { Module } from '@nestjs/common';
import { UsageModule } from '../usage/usage.module.js';
import { WorkspacesModule } from '../workspaces/workspaces.module.js';
import { AdminController } from './admin.controller.js';
import { AdminFiguresService } from './admin-figures.service.js';
import { AdminSettingsService } from './admin-settings.service.js';
import { AdminUsersService } from './admin-users.service.js';

@Module({
  imports: [UsageModule, WorkspacesModule],
  controllers: [AdminController],
  providers: [AdminFiguresService, AdminSettingsService, AdminUsersService],
})
export class AdminModule {}
