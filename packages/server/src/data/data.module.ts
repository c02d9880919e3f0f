import { type DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Connection } from 'mongoose';
import { connect } from './connection.js';
import { DataService } from './data.service.js';
import { EventLog } from './event-log.js';
import { EventStream } from './event-stream.js';
import { prepare } from './migrations.js';

const CONNECTION = Symbol('Connection');

/** The database for all modules: {@link DataService} and {@link EventLog}. */
@Global()
@Module({})
export class DataModule implements OnApplicationShutdown {
  constructor(
    @Inject(CONNECTION) private readonly connection: Connection,
    @Inject(EventStream) private readonly stream: EventStream,
  ) {}

  /** The module on the database at `uri`: connected, with all indexes, listening to events. @throws StartError */
  static at(uri: string): DynamicModule {
    return {
      module: DataModule,
      providers: [
        { provide: CONNECTION, useFactory: () => connect(uri) },
        { provide: DataService, inject: [CONNECTION], useFactory: openData },
        { provide: EventStream, inject: [DataService], useFactory: openStream },
        {
          provide: EventLog,
          inject: [DataService, EventStream],
          useFactory: (data: DataService, stream: EventStream) => new EventLog(data, stream),
        },
      ],
      exports: [DataService, EventLog],
    };
  }

  /** After the last request: nothing may use the database any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.stream.close();
    await this.connection.close();
  }
}

async function openData(connection: Connection): Promise<DataService> {
  const data = new DataService(connection);
  await prepare(data);
  return data;
}

async function openStream(data: DataService): Promise<EventStream> {
  const stream = new EventStream(data.events);
  await stream.open();
  return stream;
}
