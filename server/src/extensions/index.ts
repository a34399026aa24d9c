import type { Channel } from '../kit/define-channel.ts'
import { webhook } from './channels/webhook/index.ts'

/** Every channel that is pushed to, one line each; the web chat has a protocol of its own (docs/chat-protocol.md). */
const channels: readonly Channel[] = [webhook]

export const channelsByKind: ReadonlyMap<string, Channel> = new Map(channels.map((channel) => [channel.kind, channel]))
