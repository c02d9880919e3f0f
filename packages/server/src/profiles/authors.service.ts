import type { Author } from '@incipit/contract';
import { Injectable } from '@nestjs/common';
import { DataService } from '../data/data.service.js';

/** Who did something, as others may see them; an account that is gone is nobody. */
export type Authors = (userId: string | null) => Author | null;

/** Names for the ids in records. */
@Injectable()
export class AuthorsService {
  constructor(private readonly data: DataService) {}

  /** The authors of these ids: one query for a whole page. */
  async of(ids: Iterable<string | null>): Promise<Authors> {
    const wanted = [...new Set(ids)].filter((id) => id !== null);
    const profiles = wanted.length === 0 ? [] : await this.data.profiles.findMany({ userId: { $in: wanted } });
    const found = new Map(profiles.map(({ userId, username, displayName }) => [userId, { username, displayName }]));
    return (userId) => (userId === null ? null : (found.get(userId) ?? null));
  }
}
