import { fail } from '../error.js';

/** Reads the primitive parts of BSON one after the other. Error 22 where the bytes do not hold what they should. */
export class Reader {
  at = 0;
  constructor(readonly bytes: Buffer) {}

  int32(): number {
    const { bytes, at } = this;
    if (at + 4 > bytes.length) fail(22, 'BSON ends within a number');
    this.at = at + 4;
    return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }

  double(): number {
    const { bytes, at } = this;
    if (at + 8 > bytes.length) fail(22, 'BSON ends within a number');
    this.at = at + 8;
    return bytes.readDoubleLE(at);
  }

  cstring(): string {
    const { bytes, at } = this;
    // Most names are a few ASCII letters, for which a loop beats the call of the decoder.
    let text = '';
    for (let i = at; i < at + 24; i++) {
      const byte = bytes[i];
      if (byte === undefined || byte > 127) break;
      if (byte === 0) {
        this.at = i + 1;
        return text;
      }
      text += String.fromCharCode(byte);
    }
    const end = bytes.indexOf(0, at);
    if (end < 0) fail(22, 'BSON ends within a field name');
    this.at = end + 1;
    return this.utf8(at, end);
  }

  string(): string {
    const length = this.int32();
    const start = this.at;
    const end = start + length - 1;
    if (length < 1 || end >= this.bytes.length || this.bytes[end] !== 0)
      fail(22, 'BSON has a string of a wrong length');
    this.at = end + 1;
    return this.utf8(start, end);
  }

  private utf8(start: number, end: number): string {
    const text = this.bytes.toString('utf8', start, end);
    if (text.includes('\ufffd') && !Buffer.from(text).equals(this.bytes.subarray(start, end))) {
      fail(22, 'BSON has text that is no valid UTF-8');
    }
    return text;
  }

  take(length: number): Buffer {
    const { at } = this;
    if (length < 0 || at + length > this.bytes.length) fail(22, 'BSON ends within a value');
    this.at = at + length;
    return this.bytes.subarray(at, at + length);
  }

  /** Reads the length in front of a document and answers where its content ends. */
  end(): number {
    const start = this.at;
    const length = this.int32();
    if (length < 5 || start + length > this.bytes.length) fail(22, 'BSON has a document of a wrong length');
    return start + length - 1;
  }

  close(end: number): void {
    if (this.at !== end || this.bytes[end] !== 0) fail(22, 'BSON has a document that ends at the wrong place');
    this.at = end + 1;
  }
}
