import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import { logLevels } from './infra/log.ts'
import { decodeSecretKey } from './infra/secrets.ts'

/** One environment variable: what it means, for people, and what it may be, for the program. */
export interface Setting<T extends z.ZodType> {
  /** One or two sentences for docs/configuration.md. */
  readonly about: string
  /** How an allowed value looks, to complete "PORT must be …". */
  readonly expects: string
  /** Shown in the documentation; undefined when there is none. */
  readonly standard?: string
  readonly schema: T
}

function setting<T extends z.ZodType>(about: string, expects: string, schema: T, standard?: string): Setting<T> {
  return { about, expects, schema, ...(standard === undefined ? {} : { standard }) }
}

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535))
const flag = z.enum(['0', '1']).transform((value) => value === '1')
const number = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
const whole = (min: number, max: number) => number(min, max).pipe(z.int())
const address = (...protocols: string[]) =>
  z.string().refine((value) => protocols.includes(URL.parse(value)?.protocol ?? ''))
const secretKey = z.string().refine((value) => {
  try {
    return decodeSecretKey(value).length === 32
  } catch {
    return false
  }
})

const roles = ['edge', 'worker', 'scheduler'] as const
const roleList = z
  .string()
  .transform((value) => value.split(',').map((part) => part.trim()))
  .pipe(z.array(z.enum(roles)).min(1))

/** Every variable the product reads, in the order of the documentation. */
export const settings = {
  PORT: setting(
    'The port of the web server: console, widget, API.',
    'a port number (0 picks a free one)',
    port,
    '8800',
  ),
  HOST: setting(
    'The address the web server listens on; `127.0.0.1` hides it from other machines.',
    'an IP address or host name',
    z.string().min(1).regex(/^\S+$/),
    '0.0.0.0',
  ),
  PUBLIC_URL: setting(
    'The address under which browsers and vendors reach the server, when a proxy stands in front of it. Links and webhook addresses are made from it.',
    'an http or https URL',
    address('http:', 'https:').optional(),
  ),
  TRUST_PROXY: setting(
    '`1` when a proxy in front of the server sets X-Forwarded-For and -Proto; otherwise these headers are ignored.',
    '0 or 1',
    flag,
    '0',
  ),
  DATA_DIR: setting(
    'Where uploads, keys and the supervised database live. As root below a folder that other users cannot enter, the database itself is kept in /var/lib/loopdesk.',
    'a folder',
    z
      .string()
      .min(1)
      .transform((value) => resolve(value)),
    './data',
  ),
  DATABASE_URL: setting(
    'An existing PostgreSQL, version 15 or newer. Without it the product runs one of its own.',
    'a postgresql:// URL',
    address('postgres:', 'postgresql:').optional(),
  ),
  DATABASE_POOL: setting(
    'Most database connections of one process.',
    'a whole number from 4 to 90',
    whole(4, 90),
    '16',
  ),
  PG_BIN: setting(
    'The folder with `postgres` and `initdb` for the supervised database. Otherwise /usr/lib/postgresql is searched, then the npm package that comes along.',
    'a folder',
    z.string().min(1).optional(),
  ),
  REDIS_URL: setting(
    'Redis 6 or newer, or Valkey, to tell several processes of news quickly. Without it processes on one DATABASE_URL use PostgreSQL for that.',
    'a redis:// or rediss:// URL',
    address('redis:', 'rediss:').optional(),
  ),
  ROLES: setting(
    'What this process does: `edge` (HTTP and WebSocket), `worker` (turns, deliveries, flows), `scheduler` (timers).',
    'a comma-separated list of edge, worker, scheduler',
    roleList,
    'edge,worker,scheduler',
  ),
  WORKERS: setting(
    'Conversations and jobs worked on at the same time by one process.',
    'a whole number from 1 to 64',
    whole(1, 64),
    String(Math.max(4, availableParallelism() * 2)),
  ),
  DEMO: setting(
    '`1` sets up the demo company and its shop on the first start; `0` starts empty with an owner account and a one-time password.',
    '0 or 1',
    flag,
    '1',
  ),
  WORKSPACE_DIR: setting(
    "A folder with a company's configuration (docs/add-a-connector.md), imported at start whenever it has changed; used with DEMO=0. Variables named in its files are taken from the environment.",
    'a folder',
    z
      .string()
      .min(1)
      .transform((value) => resolve(value))
      .optional(),
  ),
  SHOP_PORT: setting('The port of the demo shop.', 'a port number (0 picks a free one)', port, '8700'),
  SECRET_KEY: setting(
    '32 bytes that encrypt stored credentials. Without it a key is made once and kept in `DATA_DIR/secret.key`; several processes on different machines must share it.',
    '32 bytes as 64 hex digits or base64',
    secretKey.optional(),
  ),
  SESSION_HOURS: setting(
    'After so many hours without use staff must log in again.',
    'a number from 0.1 to 720',
    number(0.1, 720),
    '12',
  ),
  MAX_UPLOAD_MB: setting(
    'The largest file a customer or agent may send, in megabytes.',
    'a number from 0.1 to 200',
    number(0.1, 200),
    '20',
  ),
  MODELS_DIR: setting(
    'Where trained recognisers are kept, so that they are not trained again: of each workspace the published ones and the newest five. Several processes may share it.',
    'a folder (`DATA_DIR/models` when left out)',
    z
      .string()
      .min(1)
      .transform((value) => resolve(value))
      .optional(),
  ),
  MODEL_URL: setting(
    'The base address of an OpenAI-compatible model service (up to and including `/v1`). Without it everything works on the built-in understander.',
    'an http or https URL',
    address('http:', 'https:').optional(),
  ),
  MODEL_KEY: setting('The key for MODEL_URL.', 'a text without blanks', z.string().regex(/^\S+$/).optional()),
  MODEL_NAME: setting(
    'The model to ask at MODEL_URL; needed with it.',
    'the name of a model',
    z.string().min(1).optional(),
  ),
  MODEL_VISION: setting(
    '`1` when MODEL_NAME sees pictures: it then copies out their text, instead of tesseract. Pictures leave the house as they are.',
    '0 or 1',
    flag,
    '0',
  ),
  EMBEDDINGS_URL: setting(
    'The base address of an OpenAI-compatible service of embeddings (up to and including `/v1`): a second opinion where the built-in recogniser is in doubt (docs/models.md).',
    'an http or https URL',
    address('http:', 'https:').optional(),
  ),
  EMBEDDINGS_KEY: setting('The key for EMBEDDINGS_URL.', 'a text without blanks', z.string().regex(/^\S+$/).optional()),
  EMBEDDINGS_NAME: setting(
    'The model to ask at EMBEDDINGS_URL; needed with it.',
    'the name of a model',
    z.string().min(1).optional(),
  ),
  EMBEDDINGS_DIMENSIONS: setting(
    'How long vectors are asked for, where the model offers several lengths.',
    'a whole number from 8 to 8192',
    whole(8, 8192).optional(),
  ),
  EMBEDDINGS_BATCH: setting(
    'Most texts of one request for embeddings.',
    'a whole number from 1 to 2048',
    whole(1, 2048),
    '64',
  ),
  EMBEDDINGS_PRICE: setting(
    'What a million tokens cost at EMBEDDINGS_URL, in the currency the model prices are in; for the bill only.',
    'a number from 0 to 1000',
    number(0, 1000),
    '0',
  ),
  EMBEDDINGS_LOCAL: setting(
    '`1` when EMBEDDINGS_URL is in the house: texts are then sent with the personal data in them.',
    '0 or 1',
    flag,
    '0',
  ),
  EMBEDDINGS_DIR: setting(
    'Instead of EMBEDDINGS_URL, a folder with an ONNX model in the layout of sentence-transformers; needs two packages that do not come along (docs/models.md).',
    'a folder',
    z
      .string()
      .min(1)
      .transform((value) => resolve(value))
      .optional(),
  ),
  EMBEDDINGS_WAIT_MS: setting(
    'The longest a customer waits for embeddings, in milliseconds.',
    'a whole number from 20 to 5000',
    whole(20, 5000),
    '300',
  ),
  EMBEDDINGS_BELOW: setting(
    'Embeddings are asked for where the built-in recogniser is no surer than this.',
    'a number from 0 to 1',
    number(0, 1),
    '0.9',
  ),
  MODEL_BELOW: setting(
    'MODEL_NAME is asked where recogniser and embeddings together are no surer than this.',
    'a number from 0 to 1',
    number(0, 1),
    '0.9',
  ),
  KNOWLEDGE_UPLOAD_MB: setting(
    'The largest document or sheet of questions that may be uploaded to the knowledge base, in megabytes.',
    'a number from 1 to 2000',
    number(1, 2000),
    '200',
  ),
  KNOWLEDGE_THREAD_ABOVE: setting(
    'Knowledge of a workspace with more passages than this is searched in a thread of its own, so that it holds up nothing else.',
    'a whole number from 0 to 10000000',
    whole(0, 10_000_000),
    '20000',
  ),
  KNOWLEDGE_MEMORY_MB: setting(
    'Memory for search indexes in one process, about, in megabytes; beyond it those of workspaces unused for longest are dropped and read again when asked.',
    'a whole number from 64 to 1000000',
    whole(64, 1_000_000),
    '2048',
  ),
  KNOWLEDGE_PRIVATE_SITES: setting(
    '`1` lets web sites and help desks at private addresses (an intranet) be read into the knowledge base.',
    '0 or 1',
    flag,
    '0',
  ),
  RERANK_URL: setting(
    'The base address of a reranking service (POST `/rerank` as Jina, Cohere, vLLM and TEI have it): puts what was found in a better order. Without an answer in time, the order stays.',
    'an http or https URL',
    address('http:', 'https:').optional(),
  ),
  RERANK_KEY: setting('The key for RERANK_URL.', 'a text without blanks', z.string().regex(/^\S+$/).optional()),
  RERANK_NAME: setting(
    'The model to ask at RERANK_URL; left out for services that serve one (TEI).',
    'the name of a model',
    z.string().min(1).optional(),
  ),
  LOG_LEVEL: setting(
    'The least important lines that are written.',
    `one of ${logLevels.join(', ')}`,
    z.enum(logLevels),
    'info',
  ),
} as const
