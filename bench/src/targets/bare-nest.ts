import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Controller, Get, Header, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { report } from './parent.js';

const body = readFileSync(process.argv[2]!, 'utf8');

@Controller()
class BareController {
  @Get('/prompts/by-name/:name')
  @Header('content-type', 'application/json')
  get(): string {
    return body;
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
report((await app.getUrl()).replace('[::1]', '127.0.0.1'));
