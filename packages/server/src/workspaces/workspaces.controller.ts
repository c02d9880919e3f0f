import { api, type InputOf } from '@incipit/contract';
import { Controller } from '@nestjs/common';
import type { CallFor } from '../http/call.js';
import { Endpoint } from '../http/endpoint.decorator.js';
import { WorkspaceRemovalService } from './workspace-removal.service.js';
import { WorkspacesService } from './workspaces.service.js';

type Rows = typeof api.workspaces;

@Controller()
export class WorkspacesController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly removal: WorkspaceRemovalService,
  ) {}

  @Endpoint(api.workspaces.list)
  list(call: CallFor<Rows['list']>, input: InputOf<Rows['list']>) {
    return this.workspaces.list(call, input);
  }

  @Endpoint(api.workspaces.create)
  create(call: CallFor<Rows['create']>, input: InputOf<Rows['create']>) {
    return this.workspaces.create(call, input);
  }

  @Endpoint(api.workspaces.get)
  get(call: CallFor<Rows['get']>, { id }: InputOf<Rows['get']>) {
    return this.workspaces.get(call, id);
  }

  @Endpoint(api.workspaces.update)
  update(call: CallFor<Rows['update']>, input: InputOf<Rows['update']>) {
    return this.workspaces.update(call, input);
  }

  @Endpoint(api.workspaces.remove)
  remove(call: CallFor<Rows['remove']>, input: InputOf<Rows['remove']>) {
    return this.removal.remove(call, input);
  }
}
