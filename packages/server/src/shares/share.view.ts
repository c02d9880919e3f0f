import type { Share as ShareResource } from '@incipit/contract';
import { Inject, Injectable } from '@nestjs/common';
import { MembershipService } from '../access/membership.service.js';
import { CONFIG, type RunningConfig } from '../config.js';
import { DataService } from '../data/data.service.js';
import type { Share } from '../data/schemas/share.schema.js';
import { ShareTokens } from './share-tokens.js';

/** All of a share but what opens it: this may be kept with an `Idempotency-Key`. */
export type ClosedShare = Omit<ShareResource, 'token' | 'url'>;

/** Shares as their owners see them. */
@Injectable()
export class ShareViews {
  constructor(
    private readonly data: DataService,
    private readonly membership: MembershipService,
    private readonly tokens: ShareTokens,
    @Inject(CONFIG) private readonly config: RunningConfig,
  ) {}

  /** With the private prompts of each collection counted once. */
  async closed(shares: readonly Share[]): Promise<ClosedShare[]> {
    const hidden = new Map<string | null, number>();
    for (const { collectionId, workspaceId } of shares) {
      if (collectionId === null || hidden.has(collectionId)) continue;
      hidden.set(collectionId, await this.hiddenIn(workspaceId, collectionId));
    }
    return shares.map((share) => ({
      id: share.id,
      workspaceId: share.workspaceId,
      promptId: share.promptId,
      collectionId: share.collectionId,
      version: share.version,
      hasPassword: share.passwordHash !== null,
      expiresAt: share.expiresAt?.toISOString() ?? null,
      createdAt: share.createdAt.toISOString(),
      hiddenCount: hidden.get(share.collectionId) ?? 0,
    }));
  }

  /** With what opens it: only to whoever may read the share. */
  withToken(share: ClosedShare): ShareResource {
    const token = this.tokens.make(share.id);
    return { ...share, token, url: `${this.config.publicUrl}/s/${token}` };
  }

  private async hiddenIn(workspaceId: string, collectionId: string): Promise<number> {
    const below = [...(await this.membership.collectionsBelow(workspaceId, collectionId))];
    const where = { workspaceId, collectionId: { $in: below }, visibility: 'private', deletedAt: null } as const;
    return (await this.data.prompts.total(where)).total;
  }
}
