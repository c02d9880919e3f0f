import type { Row } from './row.js';
import { fails, finds } from './table-rows.js';

/** What MongoDB has and the store refuses, so these rows run on the pure functions only. */
export const rows: Row[] = finds(
  [{ a: 1 }],
  [
    [{ $where: 'this.a === 1' }, fails(238)],
    [{ $text: { $search: 'x' } }, fails(238)],
    [{ a: { $near: [0, 0] } }, fails(238)],
    [{ a: { $nearSphere: [0, 0] } }, fails(238)],
    [{ a: { $geoWithin: {} } }, fails(238)],
    [{ a: { $geoIntersects: {} } }, fails(238)],
    [{ a: { $regex: 'a++' } }, fails(238)],
    [{ a: { $regex: '(?>a)' } }, fails(238)],
    [{ a: { $regex: '(?R)' } }, fails(238)],
    [{ a: { $regex: '(a)?\\1' } }, fails(238)],
    [{ a: { $regex: '(?|a|b)' } }, fails(238)],
    [{ a: { $regex: '(*UTF8)a' } }, fails(238)],
    [{ a: { $regex: 'a\\Kb' } }, fails(238, 51091)],
    [{ a: { $regex: '\\Ga' } }, fails(238, 51091)],
  ],
);
