import { Module } from '@nestjs/common';
import { PromptsModule } from '../prompts/prompts.module.js';
import { CollectionFillService } from './collection-fill.service.js';
import { CollectionRemovalService } from './collection-removal.service.js';
import { CollectionTreeModule } from './collection-tree.module.js';
import { CollectionsController } from './collections.controller.js';
import { CollectionsService } from './collections.service.js';

@Module({
  imports: [CollectionTreeModule, PromptsModule],
  controllers: [CollectionsController],
  providers: [CollectionsService, CollectionFillService, CollectionRemovalService],
})
export class CollectionsModule {}
