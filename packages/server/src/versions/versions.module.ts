import { Module } from '@nestjs/common';
import { DraftsModule } from '../drafts/drafts.module.js';
import { LabelsModule } from '../labels/labels.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { IncludesModule } from '../render/includes.module.js';
import { SearchModule } from '../search/search.module.js';
import { VersionsController } from './versions.controller.js';
import { VersionsService } from './versions.service.js';

@Module({
  imports: [DraftsModule, LabelsModule, ProfilesModule, IncludesModule, SearchModule],
  controllers: [VersionsController],
  providers: [VersionsService],
  exports: [VersionsService],
})
export class VersionsModule {}
