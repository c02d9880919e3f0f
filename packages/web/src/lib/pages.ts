interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Reads a list to its end: for what is shown as a whole, like a tree. */
export async function allPages<T>(read: (cursor: string | undefined) => Promise<{ data: Page<T> }>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await read(cursor);
    items.push(...data.items);
    cursor = data.nextCursor ?? undefined;
  } while (cursor);
  return items;
}
