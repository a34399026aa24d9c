/** Names of what the graph's pages keep in the query cache; a prefix stands for everything below it. */
export const graphKeys = {
  all: ['graph'],
  ontology: ['graph', 'ontology'],
  summary: ['graph', 'summary'],
  entities: ['graph', 'entities'],
  proposals: ['graph', 'proposals'],
  findings: ['graph', 'findings'],
  words: ['graph', 'words'],
} as const
