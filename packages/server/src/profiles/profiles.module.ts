import { Global, Module } from '@nestjs/common';
import { AccountRemovalService } from './account-removal.service.js';
import { AuthorsService } from './authors.service.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesService } from './profiles.service.js';

@Global()
@Module({
  controllers: [ProfilesController],
  providers: [AccountRemovalService, AuthorsService, ProfilesService],
  exports: [AuthorsService],
})
export class ProfilesModule {}
