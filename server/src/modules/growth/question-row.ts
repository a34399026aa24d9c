/** A question as it is kept, and what became of it. */
export interface QuestionRow {
  workspace_id: string
  id: string
  at: Date
  conversation_id: string
  language: string
  text: string
  key: string
  decision: 'answered' | 'clarified' | 'declined'
  chosen: boolean
  sources: string[]
  outcome: Outcome | null
  unanswered: boolean
  cluster_id: string | null
}
export type Outcome = 'solved' | 'rated_low' | 'asked_again' | 'handed_over' | 'disliked'
