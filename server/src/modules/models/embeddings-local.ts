import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** What is used of `onnxruntime-node` (https://onnxruntime.ai/docs/api/js/). */
export interface OnnxRuntime {
  InferenceSession: {
    create(path: string): Promise<{
      readonly inputNames: readonly string[]
      run(feeds: Record<string, unknown>): Promise<Record<string, { dims: readonly number[]; data: unknown }>>
    }>
  }
  Tensor: new (type: 'int64', data: BigInt64Array, dims: number[]) => unknown
}

/** What is used of `@huggingface/tokenizers` (https://github.com/huggingface/tokenizers.js). */
export interface Tokenizers {
  Tokenizer: new (
    tokenizer: object,
    config: object,
  ) => { encode(text: string): { ids: number[]; attention_mask: number[] } }
}

export interface LocalLibraries {
  onnx: OnnxRuntime
  tokenizers: Tokenizers
}

/**
 * The two libraries a local model needs. They are large and needed by few, so they are not among the product's dependencies;
 * they are looked for only when a local model is configured.
 */
export async function loadLocalLibraries(): Promise<LocalLibraries> {
  const find = async (name: string): Promise<unknown> => {
    const found = (await import(name).catch((error: Error) => {
      throw new Error(
        `EMBEDDINGS_DIR needs packages that do not come along: npm install --no-save onnxruntime-node @huggingface/tokenizers (${name}: ${error.message.split('\n')[0]})`,
      )
    })) as { default?: unknown }
    // A CommonJS package shows its parts on `default` where Node cannot find their names.
    return 'InferenceSession' in found || 'Tokenizer' in found ? found : found.default
  }
  return {
    onnx: (await find('onnxruntime-node')) as OnnxRuntime,
    tokenizers: (await find('@huggingface/tokenizers')) as Tokenizers,
  }
}

/** Tokens of a text that are read when the model's files do not say. */
const usualTokens = 512

/**
 * Opens a model in the layout of sentence-transformers: `model.onnx` (also under `onnx/`), `tokenizer.json`, where they exist
 * `tokenizer_config.json`, `sentence_bert_config.json` (its `max_seq_length`) and `1_Pooling/config.json` (mean, or the first
 * token). Vectors come out with length 1. Throws an Error with one sentence for what is missing.
 */
export async function openLocalModel(dir: string, { onnx, tokenizers }: LocalLibraries) {
  const path = await modelFile(dir)
  const definition = await readJson(join(dir, 'tokenizer.json'))
  if (!definition) throw new Error(`${dir} holds no tokenizer.json`)
  const tokenizer = new tokenizers.Tokenizer(definition, (await readJson(join(dir, 'tokenizer_config.json'))) ?? {})
  const limit = Number(
    (await readJson<{ max_seq_length: number }>(join(dir, 'sentence_bert_config.json')))?.max_seq_length ?? usualTokens,
  )
  const pooling = poolingOf(await readJson<PoolingConfig>(join(dir, '1_Pooling', 'config.json')), dir)
  const session = await onnx.InferenceSession.create(path)

  return async (texts: string[]): Promise<Float32Array[]> => {
    const encoded = texts.map((text) => shortened(tokenizer.encode(text).ids, limit))
    const width = Math.max(...encoded.map((ids) => ids.length))
    const dims = [texts.length, width]
    const tensor = (value: (row: number, column: number) => number) =>
      new onnx.Tensor(
        'int64',
        BigInt64Array.from({ length: texts.length * width }, (_, i) => BigInt(value(Math.floor(i / width), i % width))),
        dims,
      )
    const feeds: Feeds = {
      input_ids: tensor((row, column) => encoded[row]![column] ?? 0),
      attention_mask: tensor((row, column) => (column < encoded[row]!.length ? 1 : 0)),
    }
    if (session.inputNames.includes('token_type_ids')) feeds.token_type_ids = tensor(() => 0)
    const outputs = await session.run(feeds)
    return pooled(
      outputs,
      encoded.map((ids) => ids.length),
      pooling,
    )
  }
}

/** Where the model's file is. Throws an Error with one sentence where there is none. */
export async function modelFile(dir: string): Promise<string> {
  for (const path of [join(dir, 'model.onnx'), join(dir, 'onnx', 'model.onnx')]) if (await exists(path)) return path
  throw new Error(`${dir} holds no model.onnx`)
}

interface Feeds extends Record<string, unknown> {
  input_ids: unknown
  attention_mask: unknown
  token_type_ids?: unknown
}

type Pooling = 'mean' | 'first'

interface PoolingConfig {
  pooling_mode_mean_tokens: boolean
  pooling_mode_cls_token: boolean
}

function poolingOf(config: Partial<PoolingConfig> | undefined, dir: string): Pooling {
  if (!config || config.pooling_mode_mean_tokens === true) return 'mean'
  if (config.pooling_mode_cls_token === true) return 'first'
  throw new Error(`${dir}/1_Pooling/config.json asks for a pooling other than mean or the first token`)
}

/** The last token ends the text for the model: it stays. */
function shortened(ids: number[], limit: number): number[] {
  return ids.length <= limit ? ids : [...ids.slice(0, limit - 1), ids.at(-1)!]
}

/** One vector a text: the model's own where it makes one, else its tokens' (batch, tokens, size) pooled. */
function pooled(
  outputs: Record<string, { dims: readonly number[]; data: unknown }>,
  lengths: number[],
  pooling: Pooling,
): Float32Array[] {
  const { sentence_embedding: whole } = outputs
  const tokens = Object.values(outputs).find(({ dims }) => dims.length === 3)
  const { dims, data } = whole ?? tokens ?? { dims: [], data: undefined }
  if (!(data instanceof Float32Array)) throw new Error('the local model answers with no 32-bit vectors')
  const size = dims.at(-1)!
  const [, width = 1] = whole ? [] : dims
  return lengths.map((length, row) => {
    const vector = new Float32Array(size)
    const count = whole || pooling === 'first' ? 1 : length
    for (let token = 0; token < count; token++)
      for (let i = 0; i < size; i++) vector[i] = vector[i]! + data[(row * width + token) * size + i]!
    const norm = Math.hypot(...vector) || 1
    return vector.map((value) => value / norm)
  })
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

async function readJson<Shape extends object>(path: string): Promise<Partial<Shape> | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}
