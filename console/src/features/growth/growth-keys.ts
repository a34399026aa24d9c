/** Names of what growth keeps in the query cache; a prefix stands for everything below it. */
export const growthKeys = {
  all: ['growth'],
  clusters: ['growth', 'clusters'],
  cluster: (id: string) => ['growth', 'cluster', id],
  questions: (filter: object) => ['growth', 'questions', filter],
  summary: ['growth', 'summary'],
  proposals: ['growth', 'proposals'],
  health: ['growth', 'health'],
} as const
