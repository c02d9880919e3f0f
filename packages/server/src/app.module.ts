import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AdminModule } from './admin/admin.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CollectionsModule } from './collections/collections.module.js';
import type { RunningConfig } from './config.js';
import { DataModule } from './data/data.module.js';
import { DraftsModule } from './drafts/drafts.module.js';
import { httpModule } from './http/http.module.js';
import type { RateLimits } from './http/rate-limits.js';
import { InstanceModule } from './instance/instance.module.js';
import { InvitesModule } from './invites/invites.module.js';
import { LabelsModule } from './labels/labels.module.js';
import { MailModule } from './mail/mail.module.js';
import { ProfilesModule } from './profiles/profiles.module.js';
import { PromptTagsModule } from './prompt-tags/prompt-tags.module.js';
import { PromptsModule } from './prompts/prompts.module.js';
import { PublicPromptsModule } from './public-prompts/public-prompts.module.js';
import { RenderModule } from './render/render.module.js';
import { SharesModule } from './shares/shares.module.js';
import { TagsModule } from './tags/tags.module.js';
import { UsageModule } from './usage/usage.module.js';
import { VersionsModule } from './versions/versions.module.js';
import { WorkspacesModule } from './workspaces/workspaces.module.js';

@Module({})
class AppModule {}

/** Every module of the server. */
export function appModule(config: RunningConfig, limits: RateLimits): DynamicModule {
  return {
    module: AppModule,
    imports: [
      httpModule(config, limits),
      DataModule.at(config.mongodbUri),
      AccessModule,
      AdminModule,
      ApiKeysModule,
      AuditModule,
      AuthModule,
      CollectionsModule,
      DraftsModule,
      InstanceModule,
      InvitesModule,
      LabelsModule,
      MailModule,
      ProfilesModule,
      PromptTagsModule,
      PromptsModule,
      PublicPromptsModule,
      RenderModule,
      SharesModule,
      TagsModule,
      UsageModule,
      VersionsModule,
      WorkspacesModule,
    ],
  };
}
