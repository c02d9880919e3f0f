import type { api, Content, InputOf } from '@incipit/contract';
import { includesOf } from '@incipit/template';
import { Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Actor } from '../access/actor.js';
import type { Authorized } from '../access/authorized.js';
import { promptPolicy, servedNumbers, type VersionTarget } from '../access/prompt.policy.js';
import { mustHaveScope } from '../access/refusal.js';
import { DataService } from '../data/data.service.js';
import type { Prompt } from '../data/schemas/prompt.schema.js';
import type { PromptVersion } from '../data/schemas/prompt-version.schema.js';
import { DraftsService } from '../drafts/drafts.service.js';
import { ApiError, notFound } from '../http/api-error.js';
import type { Call } from '../http/call.js';
import { Paging } from '../http/paging.js';
import { LabelsService } from '../labels/labels.service.js';
import { AuthorsService } from '../profiles/authors.service.js';
import { mustBeLive } from '../prompts/prompt-state.js';
import { select } from '../prompts/selection.js';
import { IncludesService } from '../render/includes.service.js';
import { SearchIndex } from '../search/search-index.js';
import { checkContent, previewOf } from './content.js';
import { contentHash } from './content-hash.js';
import { contentOf, versionView } from './version.view.js';

type Rows = typeof api.versions;

/** Content that is to become a version. */
export interface Saving {
  readonly content: Content;
  readonly message: string;
  readonly baseVersion?: number;
  readonly restoredFrom?: number;
}

/** The outcome of a save, and what it changes on the prompt: the caller stores that together with the rest. */
export interface Saved {
  readonly version: PromptVersion;
  readonly isNew: boolean;
  readonly change: Partial<Pick<Prompt, 'latestVersion' | 'lastNumber' | 'type' | 'preview'>>;
}

/** A prompt and one of its versions; the revision is the version's. */
type Target = VersionTarget<Prompt> & { readonly version: PromptVersion | null };

/** Immutable content with numbers that only the server gives. */
@Injectable()
export class VersionsService {
  constructor(
    private readonly data: DataService,
    private readonly access: AccessService,
    private readonly labels: LabelsService,
    private readonly includes: IncludesService,
    private readonly authors: AuthorsService,
    private readonly drafts: DraftsService,
    private readonly paging: Paging,
    private readonly search: SearchIndex,
  ) {}

  /** Newest first; for a key limited to labels only what these select. */
  async list(call: Call, input: InputOf<Rows['list']>) {
    const { target, actor } = await this.readPrompt(call, input.id);
    const numbers = servedNumbers(actor, target);
    const where = { promptId: target.id, ...(numbers && { number: { $in: numbers } }) };
    const { items, next } = await this.data.promptVersions.list(where, {
      sort: [['number', -1]],
      limit: input.limit,
      after: this.paging.after(call, input),
    });
    const authors = await this.authors.of(items.map((version) => version.authorId));
    const views = items.map((version) => versionView(target, version, authors));
    return this.paging.page(views, next, call, input, () => this.data.promptVersions.total(where));
  }

  async get(call: Call, input: InputOf<Rows['get']>) {
    const { target, actor } = await this.readPrompt(call, input.id);
    return this.view(target, await this.served(actor, target, input.n));
  }

  /** What differs from version `a` to `b`. @throws ApiError `version_not_found` */
  async diff(call: Call, input: InputOf<Rows['diff']>) {
    const { target, actor } = await this.readPrompt(call, input.id);
    const from = await this.served(actor, target, input.a);
    const to = await this.served(actor, target, input.b);
    // Seldom asked for, and not small: loaded with the first comparison.
    const { diffContents } = await import('./content-diff.js');
    return diffContents(
      { number: from.number, content: contentOf(from) },
      { number: to.number, content: contentOf(to) },
    );
  }

  /** Saves the next version; equal content makes none. @throws ApiError as {@link save}, `in_trash` */
  create(call: Call, input: InputOf<Rows['create']>) {
    if (input.labels.length > 0) mustHaveScope(call, 'labels:write');
    return this.saveAlone(call, input.id, input.labels, async () => input);
  }

  /** Saves an old content as the next version. @throws ApiError as {@link save}, `in_trash`, `version_not_found` */
  restore(call: Call, input: InputOf<Rows['restore']>) {
    return this.saveAlone(call, input.id, [], async ({ actor, target }) => {
      const old = await this.served(actor, target, input.n);
      const message = input.message ?? `Restored from version ${old.number}`;
      return { content: contentOf(old), message, restoredFrom: old.number };
    });
  }

  /** Changes its message, all that can change. @throws ApiError `in_trash`, `version_not_found` */
  async update(call: Call, input: InputOf<Rows['update']>) {
    return this.access.change(
      call,
      promptPolicy.updateVersion,
      () => this.loadVersion(input),
      async (it) => {
        const version = mustBeThere(it.target);
        if (version.message === input.message) {
          it.details.unchanged = true;
          return this.view(asPrompt(it.target), version);
        }
        it.details.version = version.number;
        const changed = await this.data.promptVersions.update(version.id, { message: input.message });
        return this.view(asPrompt(it.target), changed ?? version);
      },
    );
  }

  /** For good; its number is not given again. @throws ApiError `version_labelled`, `last_version`, `in_trash` */
  async remove(call: Call, input: InputOf<Rows['remove']>): Promise<void> {
    await this.access.change(
      call,
      promptPolicy.removeVersion,
      () => this.loadVersion(input),
      async (it) => {
        const version = mustBeThere(it.target);
        const { id, labelVersions, latestVersion } = it.target;
        if (labelVersions.some((label) => label.version === version.number)) {
          throw new ApiError('version_labelled', `Move the labels off version ${version.number} first.`);
        }
        const [newest] = await this.data.promptVersions.findMany(
          { promptId: id, number: { $ne: version.number } },
          { sort: [['number', -1]], limit: 1 },
        );
        if (!newest) throw new ApiError('last_version', 'It is the only version. Delete the prompt instead.');
        await this.data.promptVersions.remove(version.id);
        const isLatest = version.number === latestVersion;
        const change = isLatest ? { latestVersion: newest.number, ...openingOf(newest) } : {};
        const prompt = await this.data.prompts.update(id, change);
        if (prompt && isLatest) await this.search.write([prompt]);
        it.details.version = version.number;
      },
    );
  }

  /** Version 1 of a prompt that is being made. */
  async first(it: Authorized<unknown>, prompt: NewOwner, content: Content, message: string): Promise<PromptVersion> {
    return this.store(it, prompt, 1, { content, message });
  }

  /**
   * The next version of a live prompt, or the latest one when its content is equal.
   * @throws ApiError `version_conflict`, and all that {@link checkContent} and includes refuse
   */
  async save(it: Authorized<unknown>, prompt: Prompt, saving: Saving): Promise<Saved> {
    const latest = await this.mustFind(prompt, prompt.latestVersion);
    if (latest.contentHash === contentHash(saving.content)) return { version: latest, isNew: false, change: {} };
    if (saving.baseVersion !== undefined && saving.baseVersion !== prompt.latestVersion) {
      throw new ApiError('version_conflict', `Version ${prompt.latestVersion} was saved meanwhile.`, {
        latestVersion: prompt.latestVersion,
      });
    }
    const number = prompt.lastNumber + 1;
    const version = await this.store(it, prompt, number, saving);
    return { version, isNew: true, change: { latestVersion: number, lastNumber: number, ...openingOf(version) } };
  }

  /** One version of a prompt, whoever asks. @throws ApiError `version_not_found` */
  async mustFind(prompt: Prompt, number: number): Promise<PromptVersion> {
    const version = await this.data.promptVersions.find({ promptId: prompt.id, number });
    if (!version) throw notFound('version');
    return version;
  }

  /** {@link mustFind}, if the caller gets that one. */
  async served(actor: Actor, prompt: Prompt, number: number): Promise<PromptVersion> {
    const numbers = servedNumbers(actor, prompt);
    if (numbers && !numbers.includes(number)) throw notFound('version');
    return this.mustFind(prompt, number);
  }

  /** The version that an answer about the prompt as such shows: the latest, or what a limited key gets. */
  async current(actor: Actor, prompt: Prompt): Promise<PromptVersion> {
    return this.mustFind(prompt, select(prompt, {}, 'id', actor).number);
  }

  private readPrompt(call: Call, id: string) {
    return this.access.read(call, promptPolicy.read, () => this.data.prompts.get(id));
  }

  private async view(prompt: Prompt, version: PromptVersion) {
    return versionView(prompt, version, await this.authors.of([version.authorId]));
  }

  private async loadVersion({ id, n }: { id: string; n: number }): Promise<Target | null> {
    const prompt = await this.data.prompts.get(id);
    if (!prompt) return null;
    const version = await this.data.promptVersions.find({ promptId: id, number: n });
    return { ...prompt, revision: version?.revision ?? prompt.revision, version };
  }

  /** A save that changes nothing but the version and its labels. */
  private saveAlone(
    call: Call,
    id: string,
    labels: readonly string[],
    make: (it: Authorized<Prompt>) => Promise<Saving>,
  ): Promise<ReturnType<typeof versionView> & { deduplicated?: true }> {
    const load = () => this.data.prompts.get(id);
    return this.access.change(call, promptPolicy.saveVersion({ labels }), load, async (it) => {
      mustBeLive(it.target);
      const saving = await make(it);
      const saved = await this.save(it, it.target, saving);
      // An old text that is restored is not the one that somebody is writing.
      if (!saving.restoredFrom) await this.drafts.saved(it, it.target.workspaceId, id);
      const labelVersions = await this.labels.take(it, it.target, labels, saved.version.number);
      const prompt = saved.isNew
        ? await this.data.prompts.updateAlone(id, { ...saved.change, labelVersions })
        : await this.data.prompts.patch(id, { set: { labelVersions } });
      if (prompt) await (saved.isNew ? this.search.write([prompt], [saved.version]) : this.search.publish(prompt));
      it.details = saved.isNew ? { version: saved.version.number } : { unchanged: true };
      const view = await this.view(prompt ?? it.target, saved.version);
      return saved.isNew ? view : { ...view, deduplicated: true };
    });
  }

  private async store(
    it: Authorized<unknown>,
    prompt: NewOwner,
    number: number,
    saving: Saving,
  ): Promise<PromptVersion> {
    const { content, message, restoredFrom = null } = saving;
    checkContent(content);
    const { id, workspaceId, names } = prompt;
    await this.includes.check(content, { actor: it.actor, workspaceId, promptId: id }, names);
    return this.data.promptVersions.create({
      workspaceId,
      promptId: id,
      number,
      type: content.type,
      contentJson: JSON.stringify(content),
      contentHash: contentHash(content),
      includes: [...new Set(includesOf(content).map((include) => include.name))],
      message,
      authorId: it.actor.userId,
      restoredFrom,
    });
  }
}

type NewOwner = Pick<Prompt, 'id' | 'workspaceId' | 'names'>;

const openingOf = (version: PromptVersion) => ({ type: version.type, preview: previewOf(contentOf(version)) });

function mustBeThere(target: Target): PromptVersion {
  mustBeLive(target);
  if (!target.version) throw notFound('version');
  return target.version;
}

const asPrompt = ({ version: _, ...prompt }: Target): Prompt => prompt;
