import type { api, InputOf, LabelMove as LabelMoveResource, Label as LabelResource } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Authorized } from '../access/authorized.js';
import { type LabelTarget, promptPolicy } from '../access/prompt.policy.js';
import { DataService } from '../data/data.service.js';
import type { Label } from '../data/schemas/label.schema.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import { ApiError, notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { AuthorsService } from '../profiles/authors.service.js';
import { mustBeLive } from '../prompts/prompt-state.js';
import { SearchIndex } from '../search/search-index.js';

type Rows = typeof api.labels;
type LabelVersions = Prompt['labelVersions'];
type Target = LabelTarget<Prompt>;
/** Where a label is to go. Without a version: to the latest. */
type Moving = Omit<InputOf<Rows['move']>, 'version'> & { readonly version?: number };

/** Movable names that point at versions. Each move is compared, kept in a history, and told. */
@Injectable()
export class LabelsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly authors: AuthorsService,
    private readonly paging: Paging,
    private readonly search: SearchIndex,
  ) {}

  /** By name, without `latest`; for a key limited to labels only those. */
  async list(call: Call, input: InputOf<Rows['list']>) {
    const { target, actor } = await this.access.read(call, promptPolicy.read, () => this.data.prompts.get(input.id));
    const served = actor.key?.labels;
    const where = { promptId: target.id, ...(served && { name: { $in: served } }) };
    const after = this.paging.after(call, input);
    const { items, next } = await this.data.labels.list(where, { sort: [['name', 1]], limit: input.limit, after });
    const authors = await this.authors.of(items.map((label) => label.updatedById));
    const views = items.map((label) => viewOf(label, actor.protectedLabels, authors(label.updatedById)));
    return this.paging.page(views, next, call, input, () => this.data.labels.total(where));
  }

  /**
   * Points it at a version, and makes it when it is new.
   * @throws ApiError `label_moved`, `label_reserved`, `version_not_found`, `in_trash`
   */
  async move(call: Call, input: Moving): Promise<LabelResource> {
    return this.change(call, input, async (it, current) => {
      const number = input.version ?? it.target.latestVersion;
      const version = await this.data.promptVersions.find({ promptId: it.target.id, number });
      if (!version) throw notFound('version');
      expectAt(call, input.expected, current);
      if (current === number) it.details.unchanged = true;
      else {
        const labelVersions = await this.point(it, it.target, input.label, number, input.reason);
        await this.store(it.target.id, input.label, labelVersions);
        Object.assign(it.details, { label: input.label, from: current, to: number });
      }
      const label = await this.data.labels.find({ promptId: it.target.id, name: input.label });
      if (!label) throw notFound('label');
      const authors = await this.authors.of([label.updatedById]);
      return viewOf(label, it.actor.protectedLabels, authors(label.updatedById));
    });
  }

  /**
   * Takes it off; its history stays.
   * @throws ApiError `label_moved`, `label_not_found`, `label_reserved`, `in_trash`
   */
  async remove(call: Call, input: InputOf<Rows['remove']>): Promise<void> {
    await this.change(call, input, async (it, current) => {
      if (current === null) throw notFound('label');
      expectAt(call, input.expected, current);
      const labelVersions = await this.point(it, it.target, input.label, null, input.reason);
      await this.store(it.target.id, input.label, labelVersions);
      Object.assign(it.details, { label: input.label, from: current, to: null });
    });
  }

  /** Its moves on this prompt, newest first, also of a label that is gone. */
  async history(call: Call, input: InputOf<Rows['history']>) {
    const { target, actor } = await this.access.read(call, promptPolicy.read, () => this.data.prompts.get(input.id));
    if (actor.key?.labels && !actor.key.labels.includes(input.label)) throw notFound('label');
    const where = { promptId: target.id, label: input.label };
    const after = this.paging.after(call, input);
    const { items, next } = await this.data.labelMoves.list(where, { sort: [['id', -1]], limit: input.limit, after });
    const authors = await this.authors.of(items.map((move) => move.byId));
    const views = items.map(
      (move): LabelMoveResource => ({
        label: move.label,
        from: move.from,
        to: move.to,
        by: authors(move.byId),
        reason: move.reason,
        at: move.createdAt.toISOString(),
      }),
    );
    return this.paging.page(views, next, call, input, () => this.data.labelMoves.total(where));
  }

  /**
   * Points labels at a version that was just saved: the last step of that save. Answers the new positions. Each move is
   * told, but for those of a prompt that is being made: its birth tells of all that it is born with.
   */
  async take(
    it: Authorized<unknown>,
    prompt: Prompt,
    labels: readonly string[],
    number: number,
    isBirth = false,
  ): Promise<LabelVersions> {
    let { labelVersions } = prompt;
    for (const label of new Set(labels)) {
      mustNotBeLatest(label);
      const from = positionOf(labelVersions, label);
      if (from === number) continue;
      labelVersions = await this.point(it, { ...prompt, labelVersions }, label, number, '');
      if (isBirth) continue;
      await this.access.also(it, 'label.moved', { id: prompt.id, name: prompt.name }, { label, from, to: number });
    }
    return labelVersions;
  }

  private change<R>(
    call: Call,
    { id, label }: { id: string; label: string },
    run: (it: Authorized<Target>, current: number | null) => Promise<R>,
  ): Promise<R> {
    mustNotBeLatest(label);
    const load = async () => {
      const prompt = await this.data.prompts.get(id);
      return prompt && { ...prompt, label };
    };
    return this.access.change<Target, R>(call, promptPolicy.moveLabel, load, (it) => {
      mustBeLive(it.target);
      return run(it, positionOf(it.target.labelVersions, label));
    });
  }

  /** The new positions on the prompt. Where it is public, another version may be published now. */
  private async store(promptId: string, label: string, labelVersions: LabelVersions): Promise<void> {
    const prompt = await this.data.prompts.patch(promptId, { set: { labelVersions } });
    if (label === 'production' && prompt?.visibility === 'public') await this.search.publish(prompt);
  }

  /** Writes the label and its history; the caller stores the new positions on the prompt. */
  private async point(
    it: Authorized<unknown>,
    prompt: Pick<Prompt, 'id' | 'workspaceId' | 'labelVersions'>,
    name: string,
    to: number | null,
    reason: string,
  ): Promise<LabelVersions> {
    const { userId } = it.actor;
    const from = positionOf(prompt.labelVersions, name);
    const place = { workspaceId: prompt.workspaceId, promptId: prompt.id };
    const known = from === null ? null : await this.data.labels.find({ promptId: prompt.id, name });
    if (known && to !== null) await this.data.labels.update(known.id, { version: to, updatedById: userId });
    else if (known) await this.data.labels.remove(known.id);
    else if (to !== null) await this.data.labels.create({ ...place, name, version: to, updatedById: userId });
    await this.data.labelMoves.create({ ...place, label: name, from, to, reason, byId: userId });
    const others = prompt.labelVersions.filter((label) => label.name !== name);
    return to === null ? others : [...others, { name, version: to }];
  }
}

const positionOf = (labels: LabelVersions, name: string): number | null =>
  labels.find((label) => label.name === name)?.version ?? null;

/** @throws ApiError `label_reserved` */
export function mustNotBeLatest(label: string): void {
  if (label === 'latest') throw new ApiError('label_reserved', '"latest" moves by itself. Choose another label.');
}

/** Compare-and-set: the caller says where it thinks the label is, or `If-Match: *`. */
function expectAt(call: Call, expected: number | null | undefined, current: number | null): void {
  if (expected === undefined) {
    if (call.ifMatch === '*') return;
    throw new ApiError('precondition_required', 'Say in "expected" where the label is now, or send If-Match: *.');
  }
  if (expected === current) return;
  const where = current === null ? 'The label is not there.' : `The label is on version ${current} now.`;
  throw new ApiError('label_moved', where, { actual: current });
}

const viewOf = (label: Label, protectedLabels: readonly string[], by: LabelResource['updatedBy']): LabelResource => ({
  name: label.name,
  version: label.version,
  protected: protectedLabels.includes(label.name),
  updatedAt: label.updatedAt.toISOString(),
  updatedBy: by,
});
