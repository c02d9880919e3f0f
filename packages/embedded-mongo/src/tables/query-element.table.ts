import { Code, MaxKey, MinKey } from 'bson';
import type { Row } from './row.js';
import { absent, bin, date, dec, double, fails, long, oid, re, ts, values } from './table-rows.js';

const typed = [
  double(1.5), // 1
  'text', // 2
  { x: 1 }, // 3
  [], // 4
  bin([0]), // 5
  oid(1), // 6
  true, // 7
  date(0), // 8
  null, // 9
  re('a'), // 10
  new Code('x'), // 11
  7, // 12
  ts(1, 1), // 13
  long(7), // 14
  dec('7'), // 15
  new MinKey(), // 16
  new MaxKey(), // 17
  absent, // 18
  [1, 'x'], // 19
  [[]], // 20
  [null], // 21
];

const whole = [
  7, // 1
  -7, // 2
  long(7), // 3
  double(7), // 4
  double(7.9), // 5
  double(-7.9), // 6
  dec('7'), // 7
  dec('7.9'), // 8
  double(Number.NaN), // 9
  double(Number.POSITIVE_INFINITY), // 10
  '7', // 11
  null, // 12
  absent, // 13
  [1, 7], // 14
  0, // 15
  double(1e300), // 16
  long('9223372036854775807'), // 17
];

const bits = [
  54, // 1: 110110
  long(54), // 2
  double(54), // 3
  dec('54'), // 4
  double(54.5), // 5
  -1, // 6
  0, // 7
  bin([54]), // 8
  bin([]), // 9
  bin([0, 1]), // 10
  '54', // 11
  absent, // 12
  [1, 54], // 13
  double(Number.NaN), // 14
  double(1e300), // 15
  long('-9223372036854775808'), // 16
];

export const rows: Row[] = [
  ...values(typed, [
    [{ $exists: true }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21]],
    [{ $exists: false }, [18]],
    [{ $exists: 1 }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21]],
    [{ $exists: double(0) }, [18]],
    [{ $exists: long(0) }, [18]],
    [{ $exists: dec('0') }, [18]],
    [{ $exists: 'no' }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21]],
    [{ $exists: null }, [18]],
    [{ $exists: false, $eq: null }, [18]],
    [{ $exists: true, $eq: null }, [9, 21]],
    [{ $type: 'double' }, [1]],
    [{ $type: 1 }, [1]],
    [{ $type: 2 }, [2, 19]],
    [{ $type: 'string' }, [2, 19]],
    [{ $type: 3 }, [3]],
    [{ $type: 'array' }, [4, 19, 20, 21]],
    [{ $type: 4 }, [4, 19, 20, 21]],
    [{ $type: 5 }, [5]],
    [{ $type: 'objectId' }, [6]],
    [{ $type: 7 }, [6]],
    [{ $type: 'bool' }, [7]],
    [{ $type: 8 }, [7]],
    [{ $type: 'date' }, [8]],
    [{ $type: 9 }, [8]],
    [{ $type: 10 }, [9, 21]],
    [{ $type: 'regex' }, [10]],
    [{ $type: 11 }, [10]],
    [{ $type: 'javascript' }, [11]],
    [{ $type: 13 }, [11]],
    [{ $type: 'int' }, [12, 19]],
    [{ $type: 16 }, [12, 19]],
    [{ $type: 'timestamp' }, [13]],
    [{ $type: 'long' }, [14]],
    [{ $type: 18 }, [14]],
    [{ $type: 'decimal' }, [15]],
    [{ $type: 19 }, [15]],
    [{ $type: 'minKey' }, [16]],
    [{ $type: -1 }, [16]],
    [{ $type: 'maxKey' }, [17]],
    [{ $type: 127 }, [17]],
    [{ $type: 'number' }, [1, 12, 14, 15, 19]],
    [{ $type: ['string', 'bool'] }, [2, 7, 19]],
    [{ $type: ['number', 8] }, [1, 7, 12, 14, 15, 19]],
    [{ $type: double(2) }, [2, 19]],
    [{ $type: long(2) }, [2, 19]],
    [{ $not: { $type: 'number' } }, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 16, 17, 18, 20, 21]],
    [{ $type: 'undefined' }, []],
    [{ $type: 'dbPointer' }, []],
    [{ $type: [] }, fails(9)],
    [{ $type: 0 }, fails(2)],
    [{ $type: 20 }, fails(2)],
    [{ $type: -2 }, fails(2)],
    [{ $type: 1.5 }, fails(2)],
    [{ $type: 'String' }, fails(2)],
    [{ $type: 'integer' }, fails(2)],
    [{ $type: null }, fails(14)],
    [{ $type: { a: 1 } }, fails(14)],
    [{ $type: ['string', 'foo'] }, fails(2)],
    [{ $type: [true] }, fails(14)],
  ]),
  ...values(whole, [
    [{ $mod: [4, 3] }, [1, 3, 4, 5, 7, 8, 14, 17]],
    [{ $mod: [4, -3] }, [2, 6]],
    [{ $mod: [-4, 3] }, [1, 3, 4, 5, 7, 8, 14, 17]],
    [{ $mod: [7, 0] }, [1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 17]],
    [{ $mod: [double(4.9), dec('3.9')] }, [1, 3, 4, 5, 7, 8, 14, 17]],
    [{ $mod: [long(4), long(3)] }, [1, 3, 4, 5, 7, 8, 14, 17]],
    [{ $mod: [4, 7] }, []],
    [{ $not: { $mod: [4, 3] } }, [2, 6, 9, 10, 11, 12, 13, 15, 16]],
    [{ $mod: [0, 1] }, fails(2)],
    [{ $mod: [double(0.5), 1] }, fails(2)],
    [{ $mod: 4 }, fails(2)],
    [{ $mod: [] }, fails(2)],
    [{ $mod: [4] }, fails(2)],
    [{ $mod: [4, 3, 2] }, fails(2)],
    [{ $mod: ['4', 3] }, fails(2)],
    [{ $mod: [4, '3'] }, fails(2)],
    [{ $mod: [null, 0] }, fails(2)],
    [{ $mod: [double(Number.NaN), 0] }, fails(2)],
    [{ $mod: [double(Number.POSITIVE_INFINITY), 0] }, fails(2)],
  ]),
  ...values(bits, [
    [{ $bitsAllSet: 54 }, [1, 2, 3, 4, 6, 8, 13]],
    [{ $bitsAllSet: [1, 2, 4, 5] }, [1, 2, 3, 4, 6, 8, 13]],
    [{ $bitsAllSet: bin([54]) }, [1, 2, 3, 4, 6, 8, 13]],
    [{ $bitsAllSet: [] }, [1, 2, 3, 4, 6, 7, 8, 9, 10, 13, 16]],
    [{ $bitsAllSet: 0 }, [1, 2, 3, 4, 6, 7, 8, 9, 10, 13, 16]],
    [{ $bitsAllSet: [63] }, [6, 16]],
    [{ $bitsAllSet: [100] }, [6, 16]],
    [{ $bitsAllSet: [8] }, [6, 10]],
    [{ $bitsAllClear: [0, 3] }, [1, 2, 3, 4, 7, 8, 9, 10, 13, 16]],
    [{ $bitsAllClear: 9 }, [1, 2, 3, 4, 7, 8, 9, 10, 13, 16]],
    [{ $bitsAllClear: [] }, [1, 2, 3, 4, 6, 7, 8, 9, 10, 13, 16]],
    [{ $bitsAllClear: [1] }, [7, 9, 10, 13, 16]],
    [{ $bitsAllClear: [200] }, [1, 2, 3, 4, 7, 8, 9, 10, 13]],
    [{ $bitsAnySet: [0, 1] }, [1, 2, 3, 4, 6, 8, 13]],
    [{ $bitsAnySet: [] }, []],
    [{ $bitsAnySet: 8 }, [6]],
    [{ $bitsAnySet: bin([0, 1]) }, [6, 10]],
    [{ $bitsAnyClear: [1, 3] }, [1, 2, 3, 4, 7, 8, 9, 10, 13, 16]],
    [{ $bitsAnyClear: [1] }, [7, 9, 10, 13, 16]],
    [{ $bitsAnyClear: [] }, []],
    [{ $bitsAllSet: double(54) }, [1, 2, 3, 4, 6, 8, 13]],
    [{ $bitsAllSet: long(54) }, [1, 2, 3, 4, 6, 8, 13]],
    [{ $bitsAllSet: '54' }, fails(2)],
    [{ $bitsAllSet: null }, fails(2)],
    [{ $bitsAllSet: double(54.5) }, fails(9, 2)],
    [{ $bitsAllSet: ['1'] }, fails(2)],
    [{ $bitsAllSet: [double(1.5)] }, fails(2)],
    [{ $bitsAnySet: [-1] }, fails(2)],
    [{ $bitsAnyClear: -5 }, fails(9)],
    [{ $bitsAllClear: { a: 1 } }, fails(2)],
    [{ $bitsAllSet: [double(1), long(2)] }, [1, 2, 3, 4, 6, 8, 13]],
  ]),
];
