import { accessToken, answerOf, fetchPath, library, withKey } from './library.js';
import { interleave } from './load.js';
import { publish } from './results.js';
import { startTarget } from './target.js';

/** Hot fetch by name and label, as shipped, with a key and with a token; and the 304 of the same. */
const books = await library(1000);
const incipit = await startTarget('incipit', books.folder);
const { file, etag } = await answerOf(incipit, books);
const bare = await startTarget('bare-fastify', file);
const key = withKey(books.apiKey);
const token = withKey(await accessToken(incipit));
const path = fetchPath('prompt-1');

const results = await interleave([
  { name: 'bare', target: bare, load: { path: '/prompts/by-name/prompt-1', status: 200 } },
  { name: 'key', target: incipit, load: { path, headers: key, status: 200 } },
  { name: 'token', target: incipit, load: { path, headers: token, status: 200 } },
  { name: '304', target: incipit, load: { path, headers: { ...key, 'if-none-match': etag }, status: 304 } },
]);
await bare.stop();
await incipit.stop();

const [plain, withApiKey, withToken, unchanged] = ['bare', 'key', 'token', '304'].map((name) => results.get(name)!);
publish(
  'hot-fetch',
  [
    {
      what: 'requests with an API key ÷ bare Fastify',
      value: withApiKey!.rate / plain!.rate,
      unit: '×',
      must: { atLeast: 0.45 },
    },
    {
      what: 'CPU of one request ÷ bare Fastify',
      value: withApiKey!.cpu / plain!.cpu,
      unit: '×',
      must: { atMost: 2.2 },
    },
    {
      what: 'requests with a token ÷ with a key',
      value: withToken!.rate / withApiKey!.rate,
      unit: '×',
      must: { atLeast: 0.8 },
    },
    { what: '304 ÷ 200', value: unchanged!.rate / withApiKey!.rate, unit: '×', must: { atLeast: 1 } },
    { what: 'size of a 304', value: unchanged!.bytes, unit: 'bytes', must: { atMost: 220 } },
  ],
  [`Bare Fastify: ${Math.round(plain!.rate)} requests a second; Incipit with a key: ${Math.round(withApiKey!.rate)}.`],
);
