import { Module } from '@nestjs/common';
import { CollectionTreeModule } from '../collections/collection-tree.module.js';
import { PublicPromptsModule } from '../public-prompts/public-prompts.module.js';
import { ShareViews } from './share.view.js';
import { ShareOpeningService } from './share-opening.service.js';
import { ShareTokens } from './share-tokens.js';
import { SharesController } from './shares.controller.js';
import { SharesService } from './shares.service.js';

@Module({
  imports: [CollectionTreeModule, PublicPromptsModule],
  controllers: [SharesController],
  providers: [ShareOpeningService, SharesService, ShareTokens, ShareViews],
})
export class SharesModule {}
