// Makes a checkout ready: packages, what the tests need of the machine, built web pages. Runs before everything else, on any
// Node from 20 on and without any package installed, so it is plain JavaScript. Usage: node tools/prepare.mjs start|test|eval
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const mode = process.argv[2] ?? 'start'

/** Each page is built from its own folder and the shared code it imports. */
const pages = [
  { folder: 'console', says: 'console' },
  { folder: 'widget', says: 'chat widget' },
]
const sharedSources = ['contracts/src', 'engines/src']

try {
  const unlock = await takeTurn()
  try {
    await installPackages()
    if (mode === 'test') await installTestNeeds()
    if (mode !== 'eval') for (const page of pages) await buildPage(page)
  } finally {
    unlock()
  }
} catch (error) {
  console.error(`\n${error.message}`)
  // Whoever reads the last line of a test run finds it in any case.
  if (mode === 'test') console.log('0 passed, 1 failed')
  process.exit(1)
}

/** Two commands started together prepare one after the other. */
async function takeTurn() {
  const lock = join(root, '.stamps', 'prepare.pid')
  mkdirSync(dirname(lock), { recursive: true })
  for (let told = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return () => rmSync(lock, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!isAlive(Number(readIf(lock)))) {
      rmSync(lock, { force: true })
      continue
    }
    if (!told) console.log('Waiting for another start that is preparing this checkout …')
    told = true
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

async function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const wanted = hashOf([lock, process.platform, process.arch])
  const stamp = join(root, 'node_modules', '.installed-from')
  if (readIf(stamp) === wanted) return
  if (!matchesLock(JSON.parse(lock))) {
    const count = Object.keys(JSON.parse(lock).packages).length
    // npm's own Node runs npm: the one below node_modules is about to be replaced.
    const npm = process.env.npm_execpath?.endsWith('.js') === true
    const command = npm ? [process.env.npm_node_execpath ?? process.execPath, process.env.npm_execpath] : ['npm']
    const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
    await run(`Installing ${count} packages (about a minute)`, [...command, ...flags], { PATH: pathWithoutOurs() })
  }
  writeFileSync(stamp, wanted)
}

/** True when npm's own record says that what is installed is what the lock asks for. */
function matchesLock(lock) {
  const record = readIf(join(root, 'node_modules', '.package-lock.json'))
  if (record === '') return false
  const installed = JSON.parse(record).packages
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '' || !path.includes('node_modules/')) return true
    const found = installed[path]
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true
    return wanted.link === true || (found.version === wanted.version && found.integrity === wanted.integrity)
  })
}

function pathWithoutOurs() {
  const ours = join(root, 'node_modules', '.bin')
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== ours)
    .join(delimiter)
}

/** The browser, Chinese fonts, Redis and the reader of pictures of the tests; PostgreSQL is not among them, the product brings it. */
async function installTestNeeds() {
  const needs = [
    { package: 'chromium', present: () => existsSync(process.env.CHROMIUM_PATH ?? '/usr/bin/chromium') },
    { package: 'fonts-noto-cjk', present: hasChineseFont },
    { package: 'redis-server', present: () => onPath('redis-server') },
    { package: 'tesseract-ocr', present: () => onPath('tesseract') },
    { package: 'tesseract-ocr-chi-sim', present: hasChineseOcr },
  ]
  const missing = needs.filter((need) => !need.present()).map((need) => need.package)
  if (missing.length === 0) return
  const browser = missing.includes('chromium') ? ' A browser elsewhere is told by CHROMIUM_PATH.' : ''
  const byHand = `The tests need ${missing.join(', ')}. As root: apt-get install ${missing.join(' ')}.${browser}`
  if (process.getuid?.() !== 0 || !onPath('apt-get')) throw new Error(byHand)
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  // A fresh machine may be busy updating itself.
  const apt = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120']
  try {
    await run('Reading the list of system packages', [...apt, 'update'], env)
    await run(`Installing ${missing.join(', ')}`, [...apt, 'install', '-y', '--no-install-recommends', ...missing], env)
  } catch (error) {
    throw new Error(`${error.message}\n${byHand}`)
  }
  if (needs.some((need) => !need.present())) throw new Error(byHand)
}

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))
}

function hasChineseFont() {
  const listed = spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' })
  return (listed.stdout ?? '').trim() !== '' || existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc')
}

function hasChineseOcr() {
  return (spawnSync('tesseract', ['--list-langs'], { encoding: 'utf8' }).stdout ?? '').includes('chi_sim')
}

async function buildPage({ folder, says }) {
  const stamp = join(root, folder, 'dist', '.built-from')
  const wanted = hashOf([readIf(join(root, 'package-lock.json')), ...[folder, ...sharedSources].map(hashOfFolder)])
  if (readIf(stamp) === wanted) return
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  await run(`Building the ${says}`, [
    join(root, 'node_modules', '.bin', 'node'),
    vite,
    'build',
    folder,
    '--logLevel',
    'error',
  ])
  writeFileSync(stamp, wanted)
}

/** Names and contents of what a page is made of. */
function hashOfFolder(folder) {
  const hash = createHash('sha256')
  const visit = (path) => {
    for (const name of readdirSync(path).sort()) {
      const child = join(path, name)
      if (['node_modules', 'dist', 'test'].includes(name) || /\.test\.tsx?$/.test(name)) continue
      if (statSync(child).isDirectory()) visit(child)
      else
        hash
          .update(`${relative(root, child)}\0`)
          .update(readFileSync(child))
          .update('\0')
    }
  }
  visit(join(root, folder))
  return hash.digest('hex')
}

function hashOf(parts) {
  return createHash('sha256').update(parts.join('\0')).digest('hex')
}

function readIf(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** Runs a command with a line that shows it is alive; its output appears only when it fails. */
async function run(title, [command, ...args], env = {}) {
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  const terminal = process.stdout.isTTY === true
  process.stdout.write(`${title} …${terminal ? '' : '\n'}`)
  const tick = setInterval(
    () => process.stdout.write(terminal ? `\r${title} … ${seconds()} s` : `  … ${seconds()} s\n`),
    terminal ? 1_000 : 10_000,
  )
  let said = ''
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => (said = (said + text).slice(-20_000)))
    child.on('error', reject)
    child.on('close', resolve)
  }).finally(() => clearInterval(tick))
  process.stdout.write(
    terminal
      ? `\r${title}: ${code === 0 ? '' : 'failed after '}${seconds()} s\u001b[K\n`
      : `  ${code === 0 ? 'done' : 'failed'} after ${seconds()} s\n`,
  )
  if (code !== 0) throw new Error(`${said.trim()}\n${title} failed.`)
}
