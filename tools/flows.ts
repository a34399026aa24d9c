import { runFlowsCommand } from './flows/command.ts'

process.exitCode = await runFlowsCommand(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
})
