import type { Connection, Model, Schema } from 'mongoose';
import { PromptRepository } from './prompt-repository.js';
import type { Stored } from './record-schema.js';
import { Repository } from './repository.js';
import type { Row } from './row.js';
import { type ApiKey, apiKeySchema } from './schemas/api-key.schema.js';
import { type Collection, collectionSchema } from './schemas/collection.schema.js';
import { type Counter, counterSchema } from './schemas/counter.schema.js';
import { type Draft, draftSchema } from './schemas/draft.schema.js';
import { type Event, eventSchema } from './schemas/event.schema.js';
import { type IdempotencyKey, idempotencyKeySchema } from './schemas/idempotency-key.schema.js';
import { type Instance, instanceSchema } from './schemas/instance.schema.js';
import { type Invite, inviteSchema } from './schemas/invite.schema.js';
import { type Job, jobSchema } from './schemas/job.schema.js';
import { type Label, labelSchema } from './schemas/label.schema.js';
import { type LabelMove, labelMoveSchema } from './schemas/label-move.schema.js';
import { type Member, memberSchema } from './schemas/member.schema.js';
import { type OneTimeToken, oneTimeTokenSchema } from './schemas/one-time-token.schema.js';
import { type Profile, profileSchema } from './schemas/profile.schema.js';
import { promptSchema } from './schemas/prompt.schema.js';
import { type PromptTag, promptTagSchema } from './schemas/prompt-tag.schema.js';
import { type PromptVersion, promptVersionSchema } from './schemas/prompt-version.schema.js';
import { publicEntrySchema, type SearchEntry, searchEntrySchema } from './schemas/search-entry.schema.js';
import { type Session, sessionSchema } from './schemas/session.schema.js';
import { type Share, shareSchema } from './schemas/share.schema.js';
import { type Star, starSchema } from './schemas/star.schema.js';
import { type Tag, tagSchema } from './schemas/tag.schema.js';
import { type Usage, usageSchema } from './schemas/usage.schema.js';
import { type User, userSchema } from './schemas/user.schema.js';
import { type Username, usernameSchema } from './schemas/username.schema.js';
import { type Workspace, workspaceSchema } from './schemas/workspace.schema.js';
import { Transactions } from './transactions.js';

/** What the records of a prompt have in common. */
interface OfPrompt extends Stored {
  readonly promptId: string;
  readonly workspaceId: string;
}

/** The one door to the database: a repository per model, and transactions. */
export class DataService {
  readonly #transactions: Transactions;
  readonly #models: Model<Row>[] = [];

  readonly apiKeys: Repository<ApiKey>;
  readonly collections: Repository<Collection>;
  readonly counters: Repository<Counter>;
  readonly drafts: Repository<Draft>;
  readonly events: Repository<Event>;
  readonly idempotencyKeys: Repository<IdempotencyKey>;
  readonly instance: Repository<Instance>;
  readonly invites: Repository<Invite>;
  readonly jobs: Repository<Job>;
  readonly labels: Repository<Label>;
  readonly labelMoves: Repository<LabelMove>;
  readonly members: Repository<Member>;
  readonly oneTimeTokens: Repository<OneTimeToken>;
  readonly profiles: Repository<Profile>;
  readonly prompts: PromptRepository;
  readonly promptTags: Repository<PromptTag>;
  readonly promptVersions: Repository<PromptVersion>;
  readonly publicEntries: Repository<SearchEntry>;
  readonly searchEntries: Repository<SearchEntry>;
  readonly sessions: Repository<Session>;
  readonly shares: Repository<Share>;
  readonly stars: Repository<Star>;
  readonly tags: Repository<Tag>;
  readonly usage: Repository<Usage>;
  readonly users: Repository<User>;
  readonly usernames: Repository<Username>;
  readonly workspaces: Repository<Workspace>;

  constructor(private readonly connection: Connection) {
    this.#transactions = new Transactions(connection);
    this.apiKeys = this.#repository(apiKeySchema);
    this.collections = this.#repository(collectionSchema);
    this.counters = this.#repository(counterSchema);
    this.drafts = this.#repository(draftSchema);
    this.events = this.#repository(eventSchema);
    this.idempotencyKeys = this.#repository(idempotencyKeySchema);
    this.instance = this.#repository(instanceSchema);
    this.invites = this.#repository(inviteSchema);
    this.jobs = this.#repository(jobSchema);
    this.labels = this.#repository(labelSchema);
    this.labelMoves = this.#repository(labelMoveSchema);
    this.members = this.#repository(memberSchema);
    this.oneTimeTokens = this.#repository(oneTimeTokenSchema);
    this.profiles = this.#repository(profileSchema);
    this.promptTags = this.#repository(promptTagSchema);
    this.promptVersions = this.#repository(promptVersionSchema);
    this.publicEntries = this.#repository(publicEntrySchema);
    this.searchEntries = this.#repository(searchEntrySchema);
    this.prompts = new PromptRepository(
      this.#model(promptSchema),
      this.#transactions,
      this.searchEntries,
      this.publicEntries,
    );
    this.sessions = this.#repository(sessionSchema);
    this.shares = this.#repository(shareSchema);
    this.stars = this.#repository(starSchema);
    this.tags = this.#repository(tagSchema);
    this.usage = this.#repository(usageSchema);
    this.users = this.#repository(userSchema);
    this.usernames = this.#repository(usernameSchema);
    this.workspaces = this.#repository(workspaceSchema);
  }

  /**
   * Runs `work` as one transaction, or as part of the one that is running. It may run several times, so its effects
   * must all be on the database; others go to {@link afterCommit}. @throws ApiError `busy` after 5 seconds
   */
  transaction<R>(work: () => Promise<R>): Promise<R> {
    return this.#transactions.run(work);
  }

  /** Calls `effect` when the running transaction is committed; outside one, at once. */
  afterCommit(effect: () => void): void {
    this.#transactions.afterCommit(effect);
  }

  /** Runs `work` outside of the running transaction: it sees what is true now, not what was when that began. */
  outsideTransaction<R>(work: () => R): R {
    return this.#transactions.outside(work);
  }

  /** The models whose records belong to a prompt, by `promptId`, and go with it. */
  get ofPrompts() {
    const { drafts, labelMoves, labels, promptTags, promptVersions, shares, stars, usage } = this;
    const words = [this.publicEntries, this.searchEntries];
    const all = [drafts, labelMoves, labels, promptTags, promptVersions, ...words, shares, stars, usage];
    return all as Repository<OfPrompt>[];
  }

  /** Bytes on the disk, indexes included, as the server of the database tells it. */
  async storeBytes(): Promise<number> {
    const { storageSize = 0, indexSize = 0 } = (await this.connection.db?.stats()) ?? {};
    return storageSize + indexSize;
  }

  /** The Mongoose models, for what is done to all of them at the start. */
  get models(): readonly Model<Row>[] {
    return this.#models;
  }

  #repository<T extends Stored>(schema: Schema): Repository<T> {
    return new Repository<T>(this.#model(schema), this.#transactions);
  }

  #model(schema: Schema): Model<Row> {
    const collection = schema.get('collection') ?? '';
    const model = this.connection.model(collection, schema) as unknown as Model<Row>;
    this.#models.push(model);
    return model;
  }
}
