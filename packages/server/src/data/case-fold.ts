/**
 * Text as it is compared where case does not count: NFC, then folded through upper case, so that `ß` equals `SS`.
 * What is stored under such a key is unique ignoring case, and sorts by code points of the folded text.
 */
export const caseFold = (text: string): string => text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
