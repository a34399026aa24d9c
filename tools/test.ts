import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A check of the whole tree that counts as one test. */
interface Gate {
  name: string
  args: string[]
}

interface Count {
  passed: number
  failed: number
}

const node = process.execPath
const bin = (path: string) => join('node_modules', path)
const types = (project: string): Gate => ({
  name: `types of ${project}`,
  args: [bin('typescript/bin/tsc'), '--noEmit', '-p', project],
})

const gates: Gate[] = [
  {
    name: 'lint',
    args: [bin('@biomejs/biome/bin/biome'), 'check', '--diagnostic-level=warn', '--error-on-warnings', '.'],
  },
  types('tsconfig.json'),
  types('console/tsconfig.json'),
  types('widget/tsconfig.json'),
  { name: 'borders', args: ['tools/borders.mjs'] },
  { name: 'file length', args: ['tools/file-length.mjs'] },
  { name: 'dead code', args: ['--import', './tools/typescript-six.mjs', bin('knip/bin/knip.js'), '--no-progress'] },
]

// `npm test -- server/src/infra` runs only matching test files; the last line has the same form.
const filters = process.argv.slice(2)
const gateCount = filters.length === 0 ? await runGates() : { passed: 0, failed: 0 }
const testCount = await runVitest(filters)
const passed = gateCount.passed + testCount.passed
const failed = gateCount.failed + testCount.failed
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
console.log(`${passed} passed, ${failed} failed`)

async function runGates(): Promise<Count> {
  const count = { passed: 0, failed: 0 }
  for (const { name, args } of gates) {
    const began = performance.now()
    const { code, output } = await collect(args)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    if (code === 0) count.passed++
    else count.failed++
    console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`)
    if (code !== 0) console.log(output.trim().split('\n').slice(0, 200).join('\n'))
  }
  return count
}

function collect(args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (text) => (output += text))
    child.stderr.on('data', (text) => (output += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  success: boolean
  testResults: { status: string; assertionResults: unknown[] }[]
}

/** A file that cannot be loaded and a run that breaks down count as failures too. */
async function runVitest(filters: string[]): Promise<Count> {
  const dir = await mkdtemp(join(tmpdir(), 'loopdesk-report-'))
  const file = join(dir, 'report.json')
  try {
    const args = [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(node, [...args, ...filters], { stdio: ['ignore', 'inherit', 'inherit'] })
      child.on('error', reject)
      child.on('close', resolve)
    })
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) return { passed: 0, failed: 1 }
    const report = JSON.parse(text) as VitestReport
    const unloaded = report.testResults.filter(
      (result) => result.status === 'failed' && result.assertionResults.length === 0,
    )
    const failed = report.numFailedTests + unloaded.length
    return { passed: report.numPassedTests, failed: failed === 0 && (code !== 0 || !report.success) ? 1 : failed }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
