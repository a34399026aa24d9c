/** The node of a step key `way/node#visit`: its name alone, without the way. */
export function nodeOfStep(step: string): string {
  return step.slice(step.lastIndexOf('/') + 1).replace(/#\d+$/, '')
}
