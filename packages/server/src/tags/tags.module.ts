import { Module } from '@nestjs/common';
import { SearchModule } from '../search/search.module.js';
import { TagMergeService } from './tag-merge.service.js';
import { TagsController } from './tags.controller.js';
import { TagsService } from './tags.service.js';

@Module({
  imports: [SearchModule],
  controllers: [TagsController],
  providers: [TagsService, TagMergeService],
  exports: [TagsService],
})
export class TagsModule {}
