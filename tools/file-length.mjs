// Refuses code files above 500 lines: past that a file has more than one subject.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const longest = 500
const skipped = new Set(['node_modules', 'dist', 'data', '.git', 'coverage', '.stamps'])
const tooLong = []
let seen = 0

visit('.')
for (const { path, lines } of tooLong) console.error(`${path} has ${lines} lines; ${longest} is the most`)
if (seen === 0) console.error('no code was found')
if (tooLong.length > 0 || seen === 0) process.exit(1)
console.log(`${seen} files, none above ${longest} lines`)

function visit(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !skipped.has(entry.name)) visit(path)
    if (!entry.isFile() || !/\.(ts|tsx|mjs|js|css|sql)$/.test(entry.name)) continue
    seen++
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').length
    if (lines > longest) tooLong.push({ path, lines })
  }
}
