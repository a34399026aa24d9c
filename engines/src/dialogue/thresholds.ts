/**
 * Probabilities from which a reading is acted upon. Chosen by cross-validation over the demo company's own examples
 * (docs/evaluation.md): `outside` is the chance of being out of scope above which a label is not believed.
 */
export const thresholds = {
  start: 0.4,
  interrupt: 0.55,
  surely: 0.9,
  wish: 0.8,
  clause: 0.5,
  partOfWhole: 0.02,
  act: 0.5,
  talk: 0.4,
  asking: 0.5,
  clarify: 0.2,
  outside: 0.7,
}
