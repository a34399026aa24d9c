import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { embeds, startEmbeddingService } from '../server/src/modules/models/embeddings-test-service.ts'

const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eval-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function evaluate(...args: string[]): Promise<{ code: number; stderr: string }> {
  const { code, stderr } = await run(...args)
  return { code, stderr }
}

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}

const save = (name: string, rows: object[]) =>
  writeFile(join(folder, name), rows.map((row) => JSON.stringify(row)).join('\n'))
const load = async (name: string) =>
  (await readFile(join(folder, name), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const TRAIN = [
  { id: '1', text: '我的快递到哪了', label: 'logistics' },
  { id: '2', text: '查物流', label: 'logistics' },
  { id: '3', text: '我要退款', label: 'refund' },
  { id: '4', text: '退货怎么退', label: 'refund' },
  { id: '5', text: '开发票', label: 'invoice' },
  { id: '6', text: '发票抬头', label: 'invoice' },
  { id: '7', text: '转人工', label: 'human' },
  { id: '8', text: '找客服', label: 'human' },
  { id: '9', text: '讲个笑话', label: 'oos' },
]

it('labels every test line, and answers oos only when asked to reject', async () => {
  await save('train.jsonl', TRAIN)
  await save('test.jsonl', [
    { id: 'a', text: '快递到哪里了' },
    { id: 'b', text: '讲个笑话吧' },
  ])
  const files = ['--train', 'train.jsonl', '--test', 'test.jsonl', '--out', 'out.jsonl']
  expect(await evaluate('intents', ...files)).toEqual({ code: 0, stderr: '' })
  const plain = await load('out.jsonl')
  expect(plain[0]).toMatchObject({ id: 'a', label: 'logistics', score: expect.any(Number) })
  expect(plain[1]?.label).not.toBe('oos')
  expect((await evaluate('intents', ...files, '--reject')).code).toBe(0)
  expect((await load('out.jsonl')).map((row) => row.label)).toEqual(['logistics', 'oos'])
})

it('scores messages that mean several things: all found, exactly these, and labels one by one', async () => {
  await save('gold.jsonl', [
    { id: 'a', labels: ['refund', 'invoice'] },
    { id: 'b', labels: ['refund', 'human'] },
    { id: 'c', labels: ['logistics', 'human'] },
  ])
  await save('pred.jsonl', [
    { id: 'a', labels: ['invoice', 'refund'] },
    { id: 'b', labels: ['refund', 'human', 'invoice'] },
    { id: 'c', labels: ['logistics'] },
  ])
  expect(await run('score-several', '--gold', 'gold.jsonl', '--pred', 'pred.jsonl')).toEqual({
    code: 0,
    stdout: 'all found in 2 of 3, exactly these in 1; labels: precision 83.3, recall 83.3, F1 83.3\n',
    stderr: '',
  })
  await save('half.jsonl', [{ id: 'a', labels: ['invoice'] }])
  const { code, stderr } = await evaluate('score-several', '--gold', 'gold.jsonl', '--pred', 'half.jsonl')
  expect([code, stderr]).toEqual([2, 'half.jsonl has no line for id "b"\n'])
})

it('asks a service of embeddings where it is in doubt, and understands words that only that knows', async () => {
  const matters = [['快递', '物流'], ['退款', '退货', 'zurückgeben'], ['发票'], ['人工', '客服'], ['笑话']]
  const vector = (text: string) => {
    const matter = matters.findIndex((words) => words.some((word) => text.includes(word)))
    return Array.from({ length: 6 }, (_, i) => (i === matter ? 3 : 0) + 0.2 * Math.sin((i + 1) * text.length))
  }
  const service = await startEmbeddingService(embeds(vector))
  await save('train.jsonl', [...TRAIN, ...TRAIN.map((row) => ({ ...row, id: `${row.id}+`, text: `请问${row.text}` }))])
  await save('test.jsonl', [{ id: 'a', text: 'zurückgeben' }])
  const files = ['--train', 'train.jsonl', '--test', 'test.jsonl', '--out', 'out.jsonl']
  const { code, stderr } = await evaluate('intents', ...files, '--embeddings', `${service.url},vec`)
  await service.close()
  expect(stderr).toMatch(/^embeddings: weight [\d.]+; asked for 1 of 1 messages; \d+ tokens\n$/)
  expect(code).toBe(0)
  expect((await load('out.jsonl'))[0]).toMatchObject({ id: 'a', label: 'refund' })
  expect(service.received.at(-1)!.body).toMatchObject({ model: 'vec', input: ['zurückgeben'] })
})

it('ranks passages for every query', async () => {
  await save('passages.jsonl', [
    { id: 'p1', title: '退货', text: '七天无理由退货' },
    { id: 'p2', text: '发票在订单页申请' },
  ])
  await save('queries.jsonl', [{ id: 'q', text: '怎么申请发票', rel: ['p2'] }])
  const run = await evaluate(
    'retrieval',
    '--passages',
    'passages.jsonl',
    '--queries',
    'queries.jsonl',
    '--out',
    'ranked.jsonl',
  )
  expect(run).toEqual({ code: 0, stderr: '' })
  const [row] = await load('ranked.jsonl')
  expect(row?.id).toBe('q')
  expect((row?.ranked as string[])[0]).toBe('p2')
})

it('answers every turn with its acts, in the light of the turns before it', async () => {
  const turns = ['a', 'b', 'c', 'd'].flatMap((dialogue) => [
    { id: `${dialogue}1`, dialogue, turn: 0, text: '有没有便宜的酒店', acts: [['Request', '酒店', '名称', '']] },
    { id: `${dialogue}2`, dialogue, turn: 2, text: '谢谢', acts: [['General', 'thank', 'none', 'none']] },
  ])
  await save('turns.jsonl', turns)
  await save('asked.jsonl', [{ id: 'x', dialogue: 'z', turn: 0, text: '谢谢' }])
  const run = await evaluate('acts', '--train', 'turns.jsonl', '--test', 'asked.jsonl', '--out', 'acts.jsonl')
  expect(run).toEqual({ code: 0, stderr: '' })
  expect(await load('acts.jsonl')).toEqual([{ id: 'x', acts: [['General', 'thank', 'none', 'none']] }])
})

it('ends wrong use with one sentence that names file and line, and exit code 2', async () => {
  await writeFile(join(folder, 'broken.jsonl'), '{"id":"1","text":"a","label":"x"}\n{"id":"2","text":')
  await writeFile(join(folder, 'nolabel.jsonl'), '{"id":"1","text":"a"}\n')
  const intents = (train: string) => evaluate('intents', '--train', train, '--test', train, '--out', 'o.jsonl')
  expect(await intents('broken.jsonl')).toEqual({ code: 2, stderr: 'broken.jsonl:2: not valid JSON\n' })
  expect(await intents('nolabel.jsonl')).toEqual({ code: 2, stderr: 'nolabel.jsonl:1: "label" must be a string\n' })
  expect(await intents('absent.jsonl')).toEqual({
    code: 2,
    stderr: 'absent.jsonl cannot be read: no such file or directory\n',
  })
  expect((await evaluate('dance')).stderr).toContain('unknown command "dance"')
  expect((await evaluate('retrieval', '--queries', 'x')).code).toBe(2)
}, 20_000)

it('answers questions from a folder of documents, with the quote, and declines what they do not say', async () => {
  await mkdir(join(folder, 'manuals'), { recursive: true })
  const manual =
    '# 净水器手册\n\n## 更换滤芯\n\n一级滤芯每 6 个月更换一次。更换后冲洗 5 分钟。\n\n## 安全\n\n漏水时请立即关闭进水阀。\n'
  await writeFile(join(folder, 'manuals', 'purifier.md'), manual)
  await save('asked.jsonl', [
    { id: '1', question: '一级滤芯多久换一次', answers: ['6 个月'], document: 'purifier.md' },
    { id: '2', question: '可以分期付款吗', unanswerable: 'off' },
  ])
  const files = ['--documents', 'manuals', '--questions', 'asked.jsonl', '--out', 'answered.jsonl']
  expect((await evaluate('answers', ...files)).code).toBe(0)
  const answers = await load('answered.jsonl')
  expect(answers[0]).toMatchObject({ id: '1', answered: true, document: 'purifier.md' })
  expect(manual).toContain(answers[0]?.quote)
  expect(answers[1]).toMatchObject({ id: '2', answered: false, text: '' })
  const { stdout } = await run('score-answers', '--gold', 'asked.jsonl', '--pred', 'answered.jsonl')
  expect(stdout).toContain('100.0 % right')
})
