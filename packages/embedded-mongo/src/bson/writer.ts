import { fail } from '../error.js';

const doubles = new DataView(new ArrayBuffer(8));

/** Writes the primitive parts of BSON into a buffer that grows. */
export class Writer {
  bytes = Buffer.allocUnsafe(65536);
  at = 0;

  room(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + count));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.at++] = value;
  }

  int32(value: number): void {
    this.room(4);
    this.at = this.bytes.writeInt32LE(value | 0, this.at);
  }

  double(value: number): void {
    this.room(8);
    doubles.setFloat64(0, value, true);
    for (let i = 0; i < 8; i++) this.bytes[this.at++] = doubles.getUint8(i);
  }

  cstring(text: string): void {
    if (text.includes('\0')) fail(22, 'A field name must not contain a null byte');
    this.text(text);
    this.byte(0);
  }

  string(text: string): void {
    const start = this.at;
    this.int32(0);
    this.text(text);
    this.byte(0);
    this.bytes.writeInt32LE(this.at - start - 4, start);
  }

  raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  private text(text: string): void {
    this.room(text.length * 3);
    if (text.length > 24) {
      this.at += this.bytes.write(text, this.at);
      return;
    }
    const start = this.at;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) {
        this.at = start + this.bytes.write(text, start);
        return;
      }
      this.bytes[this.at++] = unit;
    }
  }
}
