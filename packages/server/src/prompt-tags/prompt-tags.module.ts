import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { SearchModule } from '../search/search.module.js';
import { TagsModule } from '../tags/tags.module.js';
import { PromptTagsController } from './prompt-tags.controller.js';
import { PromptTagsService } from './prompt-tags.service.js';

@Module({
  imports: [ProfilesModule, SearchModule, TagsModule],
  controllers: [PromptTagsController],
  providers: [PromptTagsService],
  exports: [PromptTagsService],
})
export class PromptTagsModule {}
