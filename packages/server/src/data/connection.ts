import mongoose, { type Connection } from 'mongoose';
import { StartError } from '../config.js';

const namesDatabase = /^mongodb(?:\+srv)?:\/\/[^/]+\/[^?]/;

/**
 * Connects to a replica set, a mongos or the embedded store.
 * @param patience how long to look for a server that answers, in milliseconds
 * @throws StartError when nobody answers, or when the server has no transactions
 */
export async function connect(uri: string, patience = 10_000): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    writeConcern: { w: 'majority', journal: true },
    // A majority that has seen what we wrote; on one server it is the same as local.
    readConcern: { level: 'majority' },
    autoIndex: false,
    autoCreate: false,
    ...(namesDatabase.test(uri) ? {} : { dbName: 'incipit' }),
    serverSelectionTimeoutMS: patience,
  });
  try {
    await connection.asPromise();
    await expectTransactions(connection);
    return connection;
  } catch (error) {
    await connection.close(true);
    throw error instanceof StartError ? error : new StartError(`The database cannot be reached: ${reasonOf(error)}`);
  }
}

async function expectTransactions(connection: Connection): Promise<void> {
  const hello = await connection.db?.admin().command({ hello: 1 });
  if (hello?.setName !== undefined || hello?.msg === 'isdbgrid') return;
  throw new StartError(
    'MONGODB_URI names a single MongoDB server without transactions. ' +
      'Start it with --replSet and run rs.initiate() once, or name a replica set or a mongos.',
  );
}

// The address may hold a password, and the driver's text may hold the address.
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\/\/[^@/\s]*@/g, '//');
