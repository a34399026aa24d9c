import type { Sight } from '../index-host/engine.ts'

/** Passages by their meaning, as an embedding model sees it. */
export interface Vectors {
  /** Likeness (0 to 1) of the nearest among what may be seen; none when the model cannot be asked in time. */
  nearest(workspaceId: string, text: string, sight: Sight): Promise<Map<string, number>>
  status(workspaceId: string): Promise<{ state: 'on' | 'failing'; done: number; of: number }>
}
