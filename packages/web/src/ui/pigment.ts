/** The eight colours a tag can have, and the hex under which the API keeps each. What is drawn follows the theme. */
export const pigments = {
  madder: '#b5473a',
  ochre: '#a87414',
  weld: '#84801c',
  verdigris: '#2f8465',
  woad: '#3a7f95',
  lapis: '#3d66b5',
  folium: '#7d5497',
  umber: '#7a5b43',
} as const;
export type Pigment = keyof typeof pigments;
const names = Object.keys(pigments) as Pigment[];

const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** The pigment nearest to a tag's colour; without a colour one that follows from the name, so that it stays the same. */
export function pigmentOf(tag: { name: string; color: string | null }): Pigment {
  if (tag.color === null) {
    // FNV-1a, folded: the low bits alone hardly differ between short words.
    let hash = 0x811c9dc5;
    for (const sign of tag.name.toLowerCase()) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193);
    return names[(hash ^ (hash >>> 15)) & 7] ?? 'umber';
  }
  const wanted = channels(tag.color);
  const distance = (name: Pigment) =>
    channels(pigments[name]).reduce((sum, value, index) => sum + (value - (wanted[index] ?? 0)) ** 2, 0);
  return names.reduce((best, name) => (distance(name) < distance(best) ? name : best));
}
