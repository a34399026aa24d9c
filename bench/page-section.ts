import { readFile, writeFile } from 'node:fs/promises'

/**
 * Puts a section (from its `# ` heading to before the next one) into a page that several commands write, in the place of the one of
 * that heading, else at the end. The rest of the page stays as it is.
 */
export async function writeSection(file: string, section: string): Promise<void> {
  const page = await readFile(file, 'utf8').catch(() => '')
  const parts = page.split(/^(?=# )/m).filter((part) => part.trim() !== '')
  const heading = headingOf(section)
  const at = parts.findIndex((part) => headingOf(part) === heading)
  if (at < 0) parts.push(section)
  else parts[at] = section
  await writeFile(file, `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`)
}

const headingOf = (part: string) => part.slice(0, part.indexOf('\n')).trim()
