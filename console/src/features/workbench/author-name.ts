import type { TFunction } from 'i18next'

/** Who did it; what was done without anybody is said so. */
export function authorName(createdBy: string, t: TFunction): string {
  return createdBy === 'system' ? t('workbench.system') : createdBy
}
