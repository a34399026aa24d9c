/** Parts of the module in the order of its navigation; each has its own address `/knowledge/<name>`. */
export const knowledgeSections = [
  'entries',
  'documents',
  'sources',
  'imports',
  'gaps',
  'proposals',
  'health',
  'todo',
  'audiences',
  'tuning',
  'packs',
  'help',
  'settings',
] as const
export type KnowledgeSection = (typeof knowledgeSections)[number]

/** How the navigation groups them. */
export const sectionGroups: { name: 'content' | 'care' | 'rules'; sections: KnowledgeSection[] }[] = [
  { name: 'content', sections: ['entries', 'documents', 'sources', 'imports'] },
  { name: 'care', sections: ['gaps', 'proposals', 'health', 'todo'] },
  { name: 'rules', sections: ['audiences', 'tuning', 'packs', 'help', 'settings'] },
]
