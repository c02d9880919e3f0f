import { Module } from '@nestjs/common';
import { PromptsModule } from '../prompts/prompts.module.js';
import { IncludesModule } from '../render/includes.module.js';
import { CollectionFillService } from './collection-fill.service.js';
import { CollectionRemovalService } from './collection-removal.service.js';
import { CollectionTreeModule } from './collection-tree.module.js';
import { CollectionsController } from './collections.controller.js';
import { CollectionsService } from './collections.service.js';

@Module({
  imports: [CollectionTreeModule, PromptsModule, IncludesModule],
  controllers: [CollectionsController],
  providers: [CollectionsService, CollectionFillService, CollectionRemovalService],
})
export class CollectionsModule {}
