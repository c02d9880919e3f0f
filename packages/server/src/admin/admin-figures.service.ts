import type { Figures } from '@incipit/contract';
import { Inject, Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { adminPolicy } from '../access/admin.policy.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import { storeBytesIn } from '../data-folder.js';
import type { Call, UserCaller } from '../http/call.js';
import { UsageCounts } from '../usage/usage-counts.js';

/** How much there is. Nothing is counted for it: the store remembers its sizes. */
@Injectable()
export class AdminFiguresService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly usage: UsageCounts,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  async get(call: Call<UserCaller>): Promise<Figures> {
    await this.access.read(call, adminPolicy.read, async () => ({}));
    const { users, workspaces, prompts, promptVersions } = this.data;
    const sizes = await Promise.all([users, workspaces, prompts, promptVersions].map((rows) => rows.size()));
    const [userCount = 0, workspaceCount = 0, promptCount = 0, versionCount = 0] = sizes;
    return {
      users: userCount,
      workspaces: workspaceCount,
      prompts: promptCount,
      versions: versionCount,
      fetchesToday: await this.usage.fetchesToday(),
      storeBytes: await this.storeBytes(),
    };
  }

  private storeBytes(): Promise<number> {
    return this.config.isEmbedded ? storeBytesIn(this.config.data) : this.data.storeBytes();
  }
}
