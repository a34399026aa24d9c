import {
  ApartmentOutlined,
  ApiOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BellOutlined,
  BookOutlined,
  BranchesOutlined,
  CheckSquareOutlined,
  ClockCircleOutlined,
  CodeOutlined,
  CustomerServiceOutlined,
  EditOutlined,
  EnterOutlined,
  EyeOutlined,
  FormOutlined,
  MessageOutlined,
  OrderedListOutlined,
  PartitionOutlined,
  ProfileOutlined,
  QuestionCircleOutlined,
  RetweetOutlined,
  RobotOutlined,
  RollbackOutlined,
  SafetyOutlined,
  StopOutlined,
  SyncOutlined,
  ThunderboltOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons'
import type { ComponentType } from 'react'
import { kindNamed } from './model/node-fields.ts'

/** The designer's set of icons, by the names node kinds use. */
const icons: Record<string, ComponentType> = {
  message: MessageOutlined,
  question: QuestionCircleOutlined,
  choice: UnorderedListOutlined,
  form: FormOutlined,
  confirm: CheckSquareOutlined,
  verify: SafetyOutlined,
  switch: BranchesOutlined,
  set: EditOutlined,
  parallel: PartitionOutlined,
  forEach: OrderedListOutlined,
  while: RetweetOutlined,
  return: EnterOutlined,
  call: ApiOutlined,
  rollback: RollbackOutlined,
  subflow: ApartmentOutlined,
  code: CodeOutlined,
  knowledge: BookOutlined,
  prompt: RobotOutlined,
  progress: SyncOutlined,
  wait: ClockCircleOutlined,
  event: ThunderboltOutlined,
  watch: EyeOutlined,
  approval: AuditOutlined,
  notify: BellOutlined,
  ticket: ProfileOutlined,
  handoff: CustomerServiceOutlined,
  end: StopOutlined,
}

/** A node kind's icon on its group's colour; kinds that name one we do not have get a plain one. */
export function KindIcon({ type }: { type: string }) {
  const kind = kindNamed(type)
  const Icon = icons[kind?.icon ?? ''] ?? AppstoreOutlined
  return (
    <span className={`kind-icon kind-${kind?.group ?? 'other'}`} aria-hidden>
      <Icon />
    </span>
  )
}
