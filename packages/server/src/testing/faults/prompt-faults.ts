import { includesOf } from '@incipit/template';
import type { DataService } from '../../data/data.service.js';
import type { Event } from '../../data/schemas/event.schema.js';
import type { LabelMove } from '../../data/schemas/label-move.schema.js';
import type { Prompt } from '../../data/schemas/prompt.schema.js';
import type { PromptVersion } from '../../data/schemas/prompt-version.schema.js';
import { entryTime } from '../../data/schemas/search-entry.schema.js';
import { type SearchTexts, SearchTextsService } from '../../search/search-texts.js';
import { wordsOf } from '../../search/words.js';
import { previewOf } from '../../versions/content.js';
import { contentOf } from '../../versions/version.view.js';
import { unless } from './fault.js';

/** What does not agree in the prompts of live workspaces, and in what counts them. */
export async function promptFaults(data: DataService): Promise<string[]> {
  const faults: string[] = [];
  for (const workspaceId of await data.workspaces.idsIn('id', { removedAt: null })) {
    const rows = await rowsOf(data, workspaceId);
    for (const prompt of rows.prompts) faults.push(...faultsOfOne(prompt, rows));
    faults.push(...countFaults(rows));
  }
  return faults;
}

type Rows = Awaited<ReturnType<typeof rowsOf>>;

async function rowsOf(data: DataService, workspaceId: string) {
  const where = { workspaceId };
  const prompts = await data.prompts.findMany(where);
  const ids = new Set(prompts.map(({ id }) => id));
  const events = await data.events.findMany({ workspaceId, 'target.model': { $in: ['prompt', 'version', 'label'] } });
  const texts = new SearchTextsService(data);
  return {
    prompts,
    homeless: [...new Set(events.map(({ target }) => target.id))].filter((id) => !ids.has(id)),
    texts: prompts.length > 0 ? await texts.of(prompts, false) : new Map<string, never>(),
    publicTexts: prompts.length > 0 ? await texts.of(prompts, true) : new Map<string, never>(),
    tags: await data.tags.findMany(where),
    collections: await data.collections.findMany(where),
    versions: byPrompt(await data.promptVersions.findMany(where, { sort: [['number', 1]] })),
    labels: byPrompt(await data.labels.findMany(where)),
    moves: byPrompt(await data.labelMoves.findMany(where, { sort: [['id', 1]] })),
    promptTags: byPrompt(await data.promptTags.findMany(where)),
    words: byPrompt(await data.searchEntries.findMany(where)),
    publicWords: byPrompt(await data.publicEntries.findMany(where)),
    stars: byPrompt(await data.stars.findMany(where)),
    events: byPrompt(events.map((event) => ({ ...event, promptId: event.target.id }))),
  };
}

type ByPrompt<T> = (prompt: Prompt) => readonly T[];

function byPrompt<T extends { readonly promptId: string }>(rows: readonly T[]): ByPrompt<T> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.promptId);
    if (group) group.push(row);
    else groups.set(row.promptId, [row]);
  }
  return ({ id }) => groups.get(id) ?? [];
}

function faultsOfOne(prompt: Prompt, rows: Rows): string[] {
  const it = (what: string) => `${what} of prompt ${prompt.id} (${prompt.name})`;
  const versions = rows.versions(prompt);
  return [
    ...versionFaults(prompt, versions, it),
    ...labelFaults(prompt, rows, it),
    ...eventFaults(prompt, rows, it),
    ...unless(
      it('tagIds'),
      [...prompt.tagIds].sort(),
      rows
        .promptTags(prompt)
        .map(({ tagId }) => tagId)
        .sort(),
    ),
    ...unless(it('starCount'), prompt.starCount, rows.stars(prompt).length),
    ...unless(it('the words'), rows.words(prompt).map(found), [expectedWords(prompt, rows.texts.get(prompt.id))]),
    ...unless(
      it('the public words'),
      rows.publicWords(prompt).map(found),
      prompt.visibility === 'public' ? [expectedWords(prompt, rows.publicTexts.get(prompt.id))] : [],
    ),
  ];
}

type Naming = (what: string) => string;

function versionFaults(prompt: Prompt, versions: readonly PromptVersion[], it: Naming): string[] {
  const { latestVersion, lastNumber, type, preview } = prompt;
  const latest = versions.at(-1);
  const opening = latest && { type: latest.type, preview: previewOf(contentOf(latest)) };
  return [
    ...unless(
      it('the versions'),
      versions.map(({ number }) => number),
      versions.map((_, at) => at + 1),
    ),
    ...unless(
      it('the numbers'),
      { latestVersion, lastNumber },
      { latestVersion: latest?.number, lastNumber: latest?.number },
    ),
    ...unless(it('the opening'), { type, preview }, opening),
    ...versions.flatMap((version) =>
      unless(it('includes'), version.includes, [...new Set(includesOf(contentOf(version)).map(({ name }) => name))]),
    ),
  ];
}

function labelFaults(prompt: Prompt, rows: Rows, it: Naming): string[] {
  const numbers = rows.versions(prompt).map(({ number }) => number);
  const stored = rows.labels(prompt).map(placeOf).sort();
  const moves = rows.moves(prompt);
  const names = [...new Set(moves.map(({ label }) => label))];
  return [
    ...unless(it('the labels'), prompt.labelVersions.map(placeOf).sort(), stored),
    ...unless(
      it('the versions under labels'),
      prompt.labelVersions.filter(({ version }) => !numbers.includes(version)),
      [],
    ),
    ...names.flatMap((name) => {
      const own = moves.filter(({ label }) => label === name);
      const ends = [null, ...own.map(({ to }) => to)];
      return unless(
        it(`the history of ${name}`),
        own.map(({ from }) => from),
        ends.slice(0, -1),
      );
    }),
    ...unless(it('the ends of histories'), names.flatMap((name) => endOf(moves, name)).sort(), stored),
  ];
}

const placeOf = ({ name, version }: { readonly name: string; readonly version: number }) => `${name} ${version}`;

function endOf(moves: readonly LabelMove[], name: string): string[] {
  const to = moves.findLast(({ label }) => label === name)?.to ?? null;
  return to === null ? [] : [placeOf({ name, version: to })];
}

/** Each change is told once, and nothing that did not happen. */
function eventFaults(prompt: Prompt, rows: Rows, it: Naming): string[] {
  const events = rows.events(prompt);
  const of = (action: string) => events.filter((event) => event.action === action);
  const saved = of('version.created').map(({ details }) => details.version as number);
  // The labels that a prompt is born with are told with its birth.
  const moves = rows.moves(prompt).filter(({ from, to }) => from !== null || to !== 1);
  const isTrashed = of('prompt.trashed').length - of('prompt.restored').length;
  return [
    ...unless(it('the number of births'), of('prompt.created').length, 1),
    ...unless(
      it('the versions told'),
      saved.sort((a, b) => a - b),
      rows
        .versions(prompt)
        .slice(1)
        .map(({ number }) => number),
    ),
    ...unless(it('the moves told'), of('label.moved').map(movedBy).sort(), moves.map(moveOf).sort()),
    ...unless(it('what is told of the trash'), isTrashed, prompt.deletedAt ? 1 : 0),
  ];
}

const movedBy = ({ details }: Event) => `${details.label} ${details.from} ${details.to}`;
const moveOf = ({ label, from, to }: LabelMove) => `${label} ${from} ${to}`;

interface Words {
  readonly promptUpdatedAt: Date | null;
  readonly titleWords: readonly string[];
  readonly words: readonly string[];
}

const found = ({ promptUpdatedAt, titleWords, words }: Words): Words => ({ promptUpdatedAt, titleWords, words });

function expectedWords(prompt: Prompt, texts: SearchTexts | undefined): Words {
  const { title = [], text = [] } = texts ?? {};
  return { promptUpdatedAt: entryTime(prompt), titleWords: wordsOf(title), words: wordsOf([...title, ...text]) };
}

/** What tags and collections count, and what is told of prompts that are not there. */
function countFaults({ prompts, tags, collections, homeless }: Rows): string[] {
  const live = prompts.filter(({ deletedAt }) => deletedAt === null);
  return [
    ...unless('prompts that only events know', homeless, []),
    ...tags.flatMap(({ id, name, promptCount }) =>
      unless(`promptCount of tag ${name}`, promptCount, live.filter(({ tagIds }) => tagIds.includes(id)).length),
    ),
    ...collections.flatMap(({ id, name, promptCount }) =>
      unless(`promptCount of collection ${name}`, promptCount, live.filter((one) => one.collectionId === id).length),
    ),
  ];
}
