/** Names of what the workbench keeps in the query cache; a prefix stands for everything below it. */
export const workbenchKeys = {
  intents: ['workbench', 'intents'],
  examples: ['workbench', 'examples'],
  imports: ['workbench', 'imports'],
  library: ['workbench', 'library'],
  lexicon: ['workbench', 'lexicon'],
  entityTypes: ['workbench', 'entity-types'],
  conflicts: ['workbench', 'conflicts'],
  suggestions: ['workbench', 'suggestions'],
  tries: ['workbench', 'tries'],
  sets: ['workbench', 'sets'],
  evaluations: ['workbench', 'evaluations'],
  versions: ['workbench', 'versions'],
} as const
