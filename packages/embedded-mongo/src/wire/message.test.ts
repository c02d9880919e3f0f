import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { encode } from '../bson/codec.js';
import { docOf } from '../bson/plain.js';
import { parseMessage } from './message.js';

const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
};

/** An OP_MSG of these sections. */
function message(...sections: Uint8Array[]): Buffer {
  const body = Buffer.concat([int(0), ...sections]);
  return Buffer.concat([int(16 + body.length), int(1), int(0), int(2013), body]);
}

const command = Buffer.concat([Buffer.from([0]), encode(docOf({ insert: 'c', $db: 'test' }))]);

/** A sequence of documents that says that it is so long. */
function sequence(name: string, document: object, length?: number): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), encode(docOf(document))]);
  return Buffer.concat([Buffer.from([1]), int(length ?? content.length + 4), content]);
}

test('a message is its command and the sequences beside it', () => {
  const request = parseMessage(message(command, sequence('documents', { _id: 1 })));
  expect([...request.body.keys()]).toEqual(['insert', '$db']);
  expect(request.sequences.get('documents')).toEqual([encode(docOf({ _id: 1 }))]);
});

const malformed: [string, Buffer, number][] = [
  ['a sequence that leads back', message(command, sequence('documents', {}, -1)), 22],
  ['an empty sequence', message(command, sequence('documents', {}, 0)), 22],
  ['a sequence that ends within its name', message(command, sequence('documents', {}, 6)), 22],
  ['a sequence that runs past the message', message(command, sequence('documents', {}, 4000)), 22],
  ['a sequence twice', message(command, sequence('a', {}), sequence('a', {})), 40431],
  ['two commands', message(command, command), 40430],
  ['no command', message(sequence('a', {})), 40587],
  ['an unknown section', message(command, Buffer.from([7])), 40432],
];

test.each(malformed)('%s is an error', (_name, bytes, code) => {
  expect(() => parseMessage(bytes)).toThrow(expect.objectContaining({ code }));
});
