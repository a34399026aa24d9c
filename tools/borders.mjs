// Refuses imports across our borders (tools/borders.config.mjs). Run by `npm run borders` and `npm test`.
import './typescript-six.mjs'
import { existsSync, readdirSync } from 'node:fs'

const { cruise } = await import('dependency-cruiser')
const { forbidden, options } = await import('./borders.config.mjs')
const { default: extractTsConfig } = await import('dependency-cruiser/config-utl/extract-ts-config')

const rooms = ['contracts', 'engines', 'server', 'console', 'widget', 'examples', 'eval', 'bench', 'chaos'].filter(
  hasCode,
)
const { output } = await cruise(rooms, { ...options, ruleSet: { forbidden, options }, validate: true }, undefined, {
  tsConfig: extractTsConfig(options.tsConfig.fileName),
})
const { violations, totalCruised, totalDependenciesCruised } = output.summary

for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} → ${to}`)
// A checker that sees nothing finds nothing: that is a failure of the checker.
const blind = rooms.filter((room) => !output.modules.some(({ source }) => source.startsWith(`${room}/`)))
if (blind.length > 0) console.error(`no module was read in ${blind.join(', ')}`)
if (totalCruised === 0 || totalDependenciesCruised === 0) console.error('no imports were read at all')
if (violations.length + blind.length > 0 || totalCruised === 0 || totalDependenciesCruised === 0) process.exit(1)
console.log(`${totalCruised} files, ${totalDependenciesCruised} imports, all within the borders`)

function hasCode(room) {
  if (!existsSync(room)) return false
  return readdirSync(room, { recursive: true }).some((name) => /\.tsx?$/.test(name) && !name.includes('node_modules'))
}
