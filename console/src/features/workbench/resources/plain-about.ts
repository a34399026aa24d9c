/** A description without the sentences that point to other intents by their ids; they are for those who write the library. */
export function plain(about: string): string {
  return about
    .split(/(?<=\.)\s+/)
    .filter((sentence) => !sentence.includes('`'))
    .join(' ')
}
