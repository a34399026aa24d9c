import { linkRuns } from '../text/links.ts'

/** Words of a message: line breaks kept, addresses clickable, markup never interpreted. */
export function RichText({ text }: { text: string }) {
  return (
    <>
      {linkRuns(text).map((run, at) =>
        run.href ? (
          <a key={at} href={run.href} target="_blank" rel="noopener noreferrer nofollow">
            {run.text}
          </a>
        ) : (
          run.text
        ),
      )}
    </>
  )
}
