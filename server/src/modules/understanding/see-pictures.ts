import type { SeenPicture } from '@loopdesk/engines/dialogue/reading.ts'
import type { Entity } from '@loopdesk/engines/entities/entity.ts'
import { findCodes } from '@loopdesk/engines/pictures/find-codes.ts'
import { matchFaults } from '@loopdesk/engines/pictures/match-faults.ts'
import { repairIds } from '@loopdesk/engines/pictures/repair-ids.ts'
import type { Brain } from './brain.ts'

/** A picture as it was read. */
export interface PictureSaid {
  fileId: string
  lines: string[]
  /** Its look; null where it has none. */
  hash: string | null
  /** How sure the reading is, 0 to 1. */
  confidence: number
}

interface Surroundings {
  /** What the message's own words mention. */
  entities: Entity[]
  /** The workspace's way of finding entities in a text. */
  extract(text: string): Entity[]
}

/** What pictures mention, found by the same code as in words, and the known faults they show. */
export function seePictures(
  brain: Pick<Brain, 'entries' | 'patterns'>,
  pictures: readonly PictureSaid[],
  { entities, extract }: Surroundings,
): SeenPicture[] {
  const faults = [...brain.entries.values()].flatMap(({ id, fault }) => (fault ? [{ id, fault }] : []))
  return pictures.map(({ fileId, lines, hash, confidence }) => {
    const found = extract(repairIds(lines.join('\n'), brain.patterns))
    const products = [...entities, ...found]
      .filter(({ type }) => type.startsWith('catalogue:'))
      .flatMap(({ value }) => value as string | string[])
    const codes = findCodes(lines)
    return {
      fileId,
      hash,
      entities: found.map((entity) => inPicture(entity, fileId, confidence)),
      codes,
      faults: matchFaults({ lines, hash, products }, faults),
    }
  })
}

/** It stands in the picture, not in the text: it has no place there, and is no surer than the reader was. */
function inPicture(entity: Entity, picture: string, confidence: number): Entity {
  return { ...entity, confidence: entity.confidence * confidence, detail: { ...entity.detail, picture } }
}
