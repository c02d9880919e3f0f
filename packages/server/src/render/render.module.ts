import { Module } from '@nestjs/common';
import { PromptsModule } from '../prompts/prompts.module.js';
import { UsageModule } from '../usage/usage.module.js';
import { VersionsModule } from '../versions/versions.module.js';
import { IncludesModule } from './includes.module.js';
import { RenderController } from './render.controller.js';
import { RenderService } from './render.service.js';

@Module({
  imports: [PromptsModule, UsageModule, VersionsModule, IncludesModule],
  controllers: [RenderController],
  providers: [RenderService],
})
export class RenderModule {}
