import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { InstanceController } from './instance.controller.js';
import { InstanceService } from './instance.service.js';

@Module({ imports: [AuthModule], controllers: [InstanceController], providers: [InstanceService] })
export class InstanceModule {}
