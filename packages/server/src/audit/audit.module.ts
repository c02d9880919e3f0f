import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';

/** What happened, as it is told to those who may know. */
@Module({ controllers: [AuditController], providers: [AuditService] })
export class AuditModule {}
