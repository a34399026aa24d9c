import { fileURLToPath } from 'node:url'
import { writeSection } from '../../bench/page-section.ts'
import type { FlowsOutcome, Ran } from './outcome.ts'
import { wordsOf } from './plan.ts'

/** One line for a run; its violations below it. */
export function tellRun({ plan, lived, verdict, met, seconds }: Ran): void {
  const ending = lived.done ? 'said done' : lived.handedOver ? 'handed over' : 'not done'
  process.stdout.write(
    `${wordsOf(plan)}${met ? '' : ' (the call did not come)'}: ${verdict.end}, ${ending}, ${seconds.toFixed(0)} s${lived.stopped ? `, stopped: ${lived.stopped.replaceAll('\n', ' ').slice(0, 160)}` : ''}\n`,
  )
  for (const violation of verdict.violations) process.stdout.write(`VIOLATION run ${plan.index}: ${violation}\n`)
}

/** Prints the table and every violation. */
export function tellFlows(outcome: FlowsOutcome): void {
  process.stdout.write(`\n${[...summaryOf(outcome), '', ...tableOf(outcome)].join('\n')}\n`)
  for (const each of problemsOf(outcome)) process.stdout.write(`VIOLATION ${each}\n`)
  if (outcome.uncovered.length > 0) process.stdout.write(`no story for: ${outcome.uncovered.join(', ')}\n`)
}

const problemsOf = ({ broken, stored, ran }: FlowsOutcome) => [
  ...broken,
  ...stored,
  ...ran.flatMap(({ plan, verdict }) => verdict.violations.map((each) => `${wordsOf(plan)}: ${each}`)),
]

function summaryOf(outcome: FlowsOutcome): string[] {
  const { ran, kills, seconds } = outcome
  const ended = (end: string) => ran.filter(({ verdict }) => verdict.end === end).length
  const met = ran.filter((each) => each.met).length
  return [
    `${ran.length} runs in ${seconds} s, ${met} came to the chosen call; ${kills.server} SIGKILLs of the server, ${kills.database} of the database`,
    `all of it: ${ended('all of it')}, nothing: ${ended('nothing')}, left for people: ${ended('left for people')}, half of it: ${ended('half of it')}`,
    `violations: ${problemsOf(outcome).length}`,
  ]
}

/** Per story and failure: runs, how they ended, violations. */
function tableOf({ ran }: FlowsOutcome): string[] {
  const head = ['| flow | failure | when killed | runs | all of it | nothing | left for people | violations |']
  const groups = Map.groupBy(ran, ({ plan }) => `${plan.story.flow} | ${plan.fault} | ${plan.moment}`)
  const rows = [...groups].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, all]) => {
    const ended = (end: string) => all.filter(({ verdict }) => verdict.end === end).length
    const violations = all.reduce((sum, { verdict }) => sum + verdict.violations.length, 0)
    return `| ${name} | ${all.length} | ${ended('all of it')} | ${ended('nothing')} | ${ended('left for people')} | ${violations} |`
  }) // biome-ignore format: one chain
  return [...head, '|-|-|-|-:|-:|-:|-:|-:|', ...rows]
}

/** Writes the flows' part of docs/chaos.md and leaves the rest as it is. */
export async function writeFlowsPage(outcome: FlowsOutcome): Promise<void> {
  const { options } = outcome
  const problems = problemsOf(outcome)
  const text = `# Flows that fail half-way

Written by \`npm run chaos -- flows --runs ${options.runs} --seed ${options.seed}\` on ${new Date().toISOString().slice(0, 10)}.

${summaryOf(outcome)
  .map((line) => `- ${line}`)
  .join('\n')}

${problems.length === 0 ? 'No violation was found.' : problems.map((each) => `- **Violation.** ${each}`).join('\n')}

Customers of the demo shop have something done: returns, cancellations, new addresses, invoices and whatever else the demo's flows
change in a company's systems. Each story is first played undisturbed, which tells the calls it makes. Then each run chooses one of
those calls, a failure of the shop at it (an error, a time-out, a slow answer, a reply lost after the effect; once or again and again)
and a SIGKILL: right before the system sees the call, right after it has answered and before the platform reads that, at a random instant
after, or of the database. Where what was done must be undone, that is disturbed as well. Up to eight customers are served at once, so
that every one of them also meets the kills of the others at a random instant. At the end, when all has come to rest, this is read from
the shop's own journal and from the stored data:

- no effect happened twice, by its idempotency key and by what it is
- all of a matter's writes stand or none of them, or an open incident names exactly what is left
- the bot said done only where all of it stands, and undone only where nothing stands
- every effect is on record, every record of an effect happened, none is left open
- every acknowledged message is stored at its place; no run and no turn is stuck

One run again: \`npm run chaos -- flows --runs ${options.runs} --seed ${options.seed} --only 17\`.

${tableOf(outcome).join('\n')}
`
  await writeSection(fileURLToPath(new URL('../../docs/chaos.md', import.meta.url)), text)
}
