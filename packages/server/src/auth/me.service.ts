import { Injectable } from '@nestjs/common';
import { refusal } from '../access/refusal.js';
import { DataService } from '../data/data.service.js';
import type { Call, KnownCaller } from '../http/call.js';
import { profileView } from '../profiles/profile.view.js';
import { WorkspacesService } from '../workspaces/workspaces.service.js';
import { userView } from './account.view.js';

/** Who is asking. */
@Injectable()
export class MeService {
  constructor(
    private readonly data: DataService,
    private readonly workspaces: WorkspacesService,
  ) {}

  async get(call: Call<KnownCaller>) {
    const { caller } = call;
    const [user, profile, workspaces] = await Promise.all([
      this.data.users.get(caller.userId),
      this.data.profiles.find({ userId: caller.userId }),
      this.workspaces.all(caller),
    ]);
    if (!user || !profile) throw refusal('unauthorized');
    return {
      user: userView(user),
      profile: profileView(profile),
      workspaces,
      scopes: caller.kind === 'key' ? [...caller.scopes] : null,
    };
  }
}
