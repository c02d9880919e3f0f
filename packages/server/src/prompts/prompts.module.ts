import { Module } from '@nestjs/common';
import { CollectionTreeModule } from '../collections/collection-tree.module.js';
import { DraftsModule } from '../drafts/drafts.module.js';
import { LabelsModule } from '../labels/labels.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { PromptTagsModule } from '../prompt-tags/prompt-tags.module.js';
import { IncludesModule } from '../render/includes.module.js';
import { SearchModule } from '../search/search.module.js';
import { TagsModule } from '../tags/tags.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { VersionsModule } from '../versions/versions.module.js';
import { BulkService } from './bulk.service.js';
import { FetchCache } from './fetch-cache.js';
import { PromptViews } from './prompt.view.js';
import { PromptCopiesService } from './prompt-copies.service.js';
import { PromptFetchService } from './prompt-fetch.service.js';
import { PromptFinder } from './prompt-finder.service.js';
import { PromptLists } from './prompt-lists.service.js';
import { PromptNames } from './prompt-names.js';
import { PromptTrashService } from './prompt-trash.service.js';
import { PromptsController } from './prompts.controller.js';
import { PromptsService } from './prompts.service.js';
import { StarsService } from './stars.service.js';
import { TrashPurgeService } from './trash-purge.service.js';
import { UsedByService } from './used-by.service.js';

@Module({
  imports: [
    CollectionTreeModule,
    DraftsModule,
    IncludesModule,
    LabelsModule,
    ProfilesModule,
    PromptTagsModule,
    SearchModule,
    TagsModule,
    UsageModule,
    VersionsModule,
  ],
  controllers: [PromptsController],
  providers: [
    BulkService,
    FetchCache,
    PromptFetchService,
    PromptFinder,
    PromptLists,
    PromptNames,
    PromptCopiesService,
    PromptTrashService,
    PromptsService,
    PromptViews,
    StarsService,
    TrashPurgeService,
    UsedByService,
  ],
  exports: [PromptFetchService, PromptFinder, PromptTrashService],
})
export class PromptsModule {}
