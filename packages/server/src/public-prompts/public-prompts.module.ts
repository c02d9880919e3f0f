import { Module } from '@nestjs/common';
import { PromptsModule } from '../prompts/prompts.module.js';
import { PublicPromptViews } from './public-prompt.view.js';
import { PublicPromptPages } from './public-prompt-pages.service.js';
import { PublicPromptsController } from './public-prompts.controller.js';
import { PublicPromptsService } from './public-prompts.service.js';

@Module({
  imports: [PromptsModule],
  controllers: [PublicPromptsController],
  providers: [PublicPromptPages, PublicPromptsService, PublicPromptViews],
  exports: [PublicPromptPages, PublicPromptViews],
})
export class PublicPromptsModule {}
