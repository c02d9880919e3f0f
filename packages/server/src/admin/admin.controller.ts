import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { WorkspaceRescueService } from '../workspaces/workspace-rescue.service.js';
import { AdminFiguresService } from './admin-figures.service.js';
import { AdminSettingsService } from './admin-settings.service.js';
import { AdminUsersService } from './admin-users.service.js';

type Rows = typeof api.admin;

@Controller()
export class AdminController {
  constructor(
    private readonly users: AdminUsersService,
    private readonly settings: AdminSettingsService,
    private readonly figuresOf: AdminFiguresService,
    private readonly rescue: WorkspaceRescueService,
  ) {}

  @Endpoint(api.admin.listUsers)
  listUsers(call: CallFor<Rows['listUsers']>, input: InputOf<Rows['listUsers']>) {
    return this.users.list(call, input);
  }

  @Endpoint(api.admin.updateUser)
  updateUser(call: CallFor<Rows['updateUser']>, input: InputOf<Rows['updateUser']>) {
    return this.users.update(call, input);
  }

  @Endpoint(api.admin.removeUser)
  removeUser(call: CallFor<Rows['removeUser']>, { id }: InputOf<Rows['removeUser']>) {
    return this.users.remove(call, id);
  }

  @Endpoint(api.admin.createResetLink)
  createResetLink(call: CallFor<Rows['createResetLink']>, { id }: InputOf<Rows['createResetLink']>) {
    return this.users.createResetLink(call, id);
  }

  @Endpoint(api.admin.getSettings)
  getSettings(call: CallFor<Rows['getSettings']>) {
    return this.settings.get(call);
  }

  @Endpoint(api.admin.updateSettings)
  updateSettings(call: CallFor<Rows['updateSettings']>, input: InputOf<Rows['updateSettings']>) {
    return this.settings.update(call, input);
  }

  @Endpoint(api.admin.figures)
  figures(call: CallFor<Rows['figures']>) {
    return this.figuresOf.get(call);
  }

  @Endpoint(api.admin.appointOwner)
  appointOwner(call: CallFor<Rows['appointOwner']>, input: InputOf<Rows['appointOwner']>) {
    return this.rescue.appoint(call, input);
  }
}
