import { EvaluationDetail } from './evaluation-detail.tsx'
import { EvaluationList } from './evaluation-list.tsx'
import './evaluate.css'

/** How good understanding is, measured on messages it was not taught: all evaluations, or one of them in detail. */
export function EvaluatePage({ itemId }: { itemId: string | undefined }) {
  return (
    <div className="workbench-body">
      {itemId ? <EvaluationDetail key={itemId} evaluationId={itemId} /> : <EvaluationList />}
    </div>
  )
}
