import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { SearchModule } from '../search/search.module.js';
import { KnownLabelsService } from './known-labels.service.js';
import { LabelsController } from './labels.controller.js';
import { LabelsService } from './labels.service.js';

@Module({
  imports: [ProfilesModule, SearchModule],
  controllers: [LabelsController],
  providers: [KnownLabelsService, LabelsService],
  exports: [LabelsService],
})
export class LabelsModule {}
