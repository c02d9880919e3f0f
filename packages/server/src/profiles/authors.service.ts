import type { Author } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { LiveCache } from '../access/live-cache.js';
import { DataService } from '../data/data.service.js';
import { EventLog } from '../data/event-log.js';

/** Who did something, as others may see them; an account that is gone is nobody. */
export type Authors = (userId: string | null) => Author | null;

/** Names for the ids in records, from memory; an event about an account or its profile empties it. */
@Injectable()
export class AuthorsService {
  readonly #authors: LiveCache<Author>;

  constructor(
    private readonly data: DataService,
    events: EventLog,
  ) {
    this.#authors = new LiveCache(data, events, 50_000);
    events.onEvent(({ target }) => {
      if (target.model === 'user' || target.model === 'profile') this.#authors.clear();
    });
  }

  /** The authors of these ids: at most one query for a whole page. */
  async of(ids: Iterable<string | null>): Promise<Authors> {
    const wanted = [...new Set(ids)].filter((id) => id !== null);
    const found = await this.#authors.getMany(wanted, (missing) => this.load(missing));
    return (userId) => (userId === null ? null : (found.get(userId) ?? null));
  }

  private async load(userIds: readonly string[]): Promise<ReadonlyMap<string, Author>> {
    const profiles = await this.data.profiles.findMany({ userId: { $in: userIds } });
    return new Map(profiles.map(({ userId, username, displayName }) => [userId, { username, displayName }]));
  }
}
