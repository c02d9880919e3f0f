import { ObjectId } from 'bson';

/** A document of the benchmark, about 450 bytes as BSON. */
export interface Item {
  _id: ObjectId;
  /** Counts up from 0; the index is on it. */
  number: number;
  /** No index: one document in a thousand has each shelf. */
  shelf: number;
  name: string;
  text: string;
  stock: number;
  at: Date;
  tags: string[];
  owner: { name: string; role: string };
}

const TEXT = 'A sentence that stands for the text of a document, as long as such a text may be. '.repeat(3);

/** Makes the item of a number. */
export function itemOf(number: number): Item {
  return {
    _id: new ObjectId(),
    number,
    shelf: number % 1000,
    name: `item ${number}`,
    text: TEXT,
    stock: 100,
    at: new Date(1_700_000_000_000 + number * 1000),
    tags: ['new', 'small', `t${number % 7}`],
    owner: { name: `owner ${number % 50}`, role: 'keeper' },
  };
}

/** Items of `count` numbers, from `first` on. */
export function itemsOf(first: number, count: number): Item[] {
  return Array.from({ length: count }, (_, at) => itemOf(first + at));
}

/** The documents on one page of a list. */
export const PAGE = 20;
