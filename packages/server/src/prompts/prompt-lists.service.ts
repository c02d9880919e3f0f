import { type api, type InputOf, limits } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import { type Actor, isWithinCollection } from '../access/actor.js';
import { MembershipService } from '../access/membership.service.js';
import { mustHaveScope } from '../access/refusal.js';
import { workspacePolicy } from '../access/workspace.policy.js';
import { caseFold } from '../data/case-fold.js';
import { DataService } from '../data/data.service.js';
import type { Filter } from '../data/filter.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { ApiError, notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { everything } from '../search/search-ways.js';
import { PromptViews } from './prompt.view.js';
import { PromptFinder } from './prompt-finder.service.js';
import { firstOf } from './selection.js';

type Input = InputOf<(typeof api.prompts)['list']>;
type Where = Filter<Prompt>;

/** No prompt is in nothing: a filter that finds none. */
const nothing: Where = { id: { $in: [] } };

/** Lists of prompts: filters and orders that an index serves, page by page. */
@Injectable()
export class PromptLists {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly membership: MembershipService,
    private readonly views: PromptViews,
    private readonly paging: Paging,
    private readonly finder: PromptFinder,
  ) {}

  async list(call: Call, input: Input) {
    const { actor, place } = await this.place(call, input);
    const where: Where = { ...place, $and: await this.conditions(actor, place, input) };
    const among = { where, place: { workspaceId: where.workspaceId }, showsText: showsTextTo(actor) };
    const { items, next, total, truncated } = await this.finder.find(call, input, among);
    const page = await this.paging.page(await this.views.items(actor, items), next, call, input, total);
    return truncated ? { ...page, truncated } : page;
  }

  /** The workspace meant, or all of the caller's for the starred ones; live prompts or the trash. */
  private async place(call: Call, input: Input): Promise<{ actor: Actor; place: Where }> {
    if (input.trashed) mustHaveScope(call, 'prompts:write');
    const deletedAt = input.trashed ? { $ne: null } : null;
    if (input.starred && input.workspaceId === undefined && call.caller.kind === 'user') {
      const actor = await this.access.actor(call, null);
      return { actor, place: { ...(await this.ownPlaces(call.caller.userId, input)), deletedAt } };
    }
    if (input.trashed) {
      const id = await this.access.workspaceId(call, input.workspaceId);
      const { actor } = await this.access.read(call, workspacePolicy.listTrash, () => this.access.workspaceTarget(id));
      return { actor, place: { workspaceId: id, deletedAt } };
    }
    const { workspace, actor } = await this.access.workspace(call, input.workspaceId);
    return { actor, place: { workspaceId: workspace.id, deletedAt } };
  }

  /**
   * All one's workspaces; of the trash those where one may look into it. Public prompts of others are not among them:
   * the items of this list show more than what is published.
   */
  private async ownPlaces(userId: string, { trashed }: Input): Promise<Where> {
    const workspaceId = await this.membership.inLiveWorkspaces();
    const members = await this.data.members.findMany({ userId, workspaceId });
    const looking = members.filter(({ role }) => !trashed || role !== 'viewer');
    return { workspaceId: { $in: looking.map(({ workspaceId }) => workspaceId) } };
  }

  private async conditions(actor: Actor, { workspaceId }: Where, input: Input): Promise<Where[]> {
    return [
      ...limitsOf(actor),
      ...(await this.inCollection(actor, workspaceId, input)),
      ...(await this.withTags(workspaceId, input)),
      ...(await this.byAuthor(input)),
      ...(await this.starred(actor, input)),
      ...withLabel(input.label),
      { visibility: input.visibility, type: input.type },
      input.updatedSince ? { updatedAt: { $gte: new Date(input.updatedSince) } } : {},
    ];
  }

  private async inCollection(
    actor: Actor,
    workspaceId: Where['workspaceId'],
    { collectionId, deep }: Input,
  ): Promise<Where[]> {
    if (collectionId === undefined) return [];
    if (collectionId === 'none') return [{ collectionId: null }];
    const collection = await this.data.collections.get(collectionId, { workspaceId });
    if (!collection || !isWithinCollection(actor, collection.id)) throw notFound('collection');
    if (!deep) return [{ collectionId }];
    return [
      { collectionId: { $in: [...(await this.membership.collectionsBelow(collection.workspaceId, collectionId))] } },
    ];
  }

  /** Each workspace has its own tag of a name. */
  private async withTags(workspaceId: Where['workspaceId'], { tag, tagMode }: Input): Promise<Where[]> {
    if (tag === undefined) return [];
    const keys = [...new Set(tag.map(caseFold))];
    const tags = await this.data.tags.findMany({ workspaceId, nameKey: { $in: keys } });
    if (tagMode === 'any') return [{ tagIds: { $in: tags.map(({ id }) => id) } }];
    return keys.map((key) => ({
      tagIds: { $in: tags.filter(({ nameKey }) => nameKey === key).map(({ id }) => id) },
    }));
  }

  private async byAuthor({ author }: Input): Promise<Where[]> {
    if (author === undefined) return [];
    const profile = await this.data.profiles.find({ username: author });
    return [profile ? { authorId: profile.userId } : nothing];
  }

  private async starred({ userId, key }: Actor, { starred }: Input): Promise<Where[]> {
    if (starred === undefined) return [];
    if (userId === null || key !== null)
      throw new ApiError('key_not_allowed', 'Stars belong to people, not to API keys.');
    const stars = await this.data.stars.findMany({ userId }, { limit: limits.stars });
    const ids = stars.map((star) => star.promptId);
    return [{ id: starred ? { $in: ids } : { $nin: ids } }];
  }
}

/** A key limited to a collection or to labels lists only what it may get. */
function limitsOf({ key }: Actor): Where[] {
  const within: Where[] = key?.collectionIds ? [{ collectionId: { $in: [...key.collectionIds] } }] : [];
  if (!key?.labels || key.labels.includes('latest')) return within;
  return [...within, { 'labelVersions.name': { $in: key.labels } }];
}

/** A key limited to labels must not find out what is in a version that it does not get. */
function showsTextTo({ key }: Actor): (prompt: Prompt) => boolean {
  const labels = key?.labels;
  return labels ? (prompt) => firstOf(prompt, labels)?.number === prompt.latestVersion : everything;
}

const withLabel = (label: string | undefined): Where[] =>
  label === undefined || label === 'latest' ? [] : [{ 'labelVersions.name': label }];
