import type { Locale } from '@loopdesk/contracts/chat-protocol.ts'

/** Every word the widget says by itself; a sentence per language, written for that language. */
export interface Strings {
  open: (unread: number) => string
  close: string
  back: string
  defaultGreeting: string
  askHint: string
  helpSearch: string
  helpNone: string
  helpBack: string
  helpOpen: string
  topics: string
  lastTalk: string
  noWordsYet: string
  human: string
  humanSays: string
  humanAway: string
  botOwner: string
  queueOwner: string
  agentOwner: (name: string) => string
  nobodyOwner: string
  resolved: string
  agentFallback: string
  you: string
  bot: string
  queue: (position: number) => string
  wait: (seconds: number) => string
  connecting: string
  offline: string
  retryNow: string
  refused: string
  placeholder: string
  send: string
  attach: string
  dropHere: string
  removeFile: (name: string) => string
  uploadTooLarge: string
  uploadWrongType: string
  uploadFailed: string
  uploadTooMany: (most: number) => string
  sending: string
  waitingToSend: string
  sent: string
  failed: string
  failedWhy: (why: string) => string
  discard: string
  thinking: string
  typing: (name: string) => string
  sources: (count: number) => string
  pickPhotos: (most: number) => string
  pickFiles: (most: number) => string
  steps: Record<'done' | 'now' | 'next' | 'failed' | 'undone', string>
  updatedBelow: string
  stepOf: (at: number, all: number) => string
  formSent: string
  formClosed: string
  formNotLoaded: string
  rate: string
  stars: (score: number) => string
  starWords: [string, string, string, string, string]
  rateComment: string
  rateSend: string
  rated: string
  helped: string
  didHelp: string
  didNotHelp: string
  gladItHelped: string
  sorryNoHelp: string
  newMessages: (count: number) => string
  earlierTalk: string
  seeDetails: string
  location: string
  messages: string
  now: string
  today: string
  yesterday: string
}

const zh: Strings = {
  open: (unread) => (unread > 0 ? `打开在线客服，${unread} 条未读消息` : '打开在线客服'),
  close: '关闭',
  back: '返回首页',
  defaultGreeting: '您好，请问有什么可以帮您？',
  askHint: '直接说您遇到的问题就好，例如“我的快递到哪了”。',
  helpSearch: '搜索帮助文章',
  helpNone: '没有找到文章，直接问我吧',
  helpBack: '返回搜索',
  helpOpen: '在新页面打开',
  topics: '大家常问',
  lastTalk: '最近的对话',
  noWordsYet: '还没有消息',
  human: '转人工',
  humanSays: '转人工',
  humanAway: '人工客服现在不在线，可以先留言',
  botOwner: '智能助手为您服务',
  queueOwner: '正在为您转接人工客服',
  agentOwner: (name) => `人工客服 ${name} 为您服务`,
  nobodyOwner: '客服上线后会在这里回复您',
  resolved: '本次对话已结束，继续留言会重新打开',
  agentFallback: '客服',
  you: '您',
  bot: '智能助手',
  queue: (position) => (position > 1 ? `前面还有 ${position - 1} 位` : '下一位就是您'),
  wait: (seconds) => (seconds < 60 ? '预计不到 1 分钟' : `预计等待约 ${Math.round(seconds / 60)} 分钟`),
  connecting: '正在连接…',
  offline: '网络断开了，正在重新连接。您写的内容不会丢失。',
  retryNow: '立即重试',
  refused: '在线客服暂时无法使用，请稍后刷新页面再试。',
  placeholder: '请输入您的问题',
  send: '发送',
  attach: '添加图片或文件',
  dropHere: '松开即可添加',
  removeFile: (name) => `移除 ${name}`,
  uploadTooLarge: '文件太大，无法上传',
  uploadWrongType: '不支持这种文件',
  uploadFailed: '上传失败，点此重试',
  uploadTooMany: (most) => `一次最多 ${most} 个文件`,
  sending: '发送中',
  waitingToSend: '待发送，连上网络后会自动发出',
  sent: '已发送',
  failed: '没发出去，点此重试',
  failedWhy: (why) => `没发出去：${why}。点此重试`,
  discard: '删除',
  thinking: '正在处理…',
  typing: (name) => `${name}正在输入…`,
  sources: (count) => `参考来源（${count}）`,
  pickPhotos: (most) => `选择照片（最多 ${most} 张）`,
  pickFiles: (most) => `选择文件（最多 ${most} 个）`,
  steps: { done: '已完成', now: '进行中', next: '待进行', failed: '未成功', undone: '已撤回' },
  updatedBelow: '下方有最新进展',
  stepOf: (at, all) => `第 ${at} 步，共 ${all} 步`,
  formSent: '已提交',
  formClosed: '已失效',
  formNotLoaded: '表单没有加载出来，点此重试',
  rate: '这次服务您满意吗？',
  stars: (score) => `${score} 星`,
  starWords: ['很不满意', '不满意', '一般', '满意', '非常满意'],
  rateComment: '还想说点什么？（选填）',
  rateSend: '提交评价',
  rated: '评价已收到，谢谢您。',
  helped: '这个回答有帮助吗？',
  didHelp: '有帮助',
  didNotHelp: '没帮助',
  gladItHelped: '谢谢反馈',
  sorryNoHelp: '抱歉，我们会改进。可以换个说法再问，或转人工',
  newMessages: (count) => `${count} 条新消息`,
  earlierTalk: '以上是之前的对话',
  seeDetails: '查看详情',
  location: '位置',
  messages: '对话消息',
  now: '刚刚',
  today: '今天',
  yesterday: '昨天',
}

const en: Strings = {
  open: (unread) => (unread > 0 ? `Open chat, ${unread} unread` : 'Open chat'),
  close: 'Close',
  back: 'Back to start',
  defaultGreeting: 'Hello, how can we help?',
  askHint: 'Just describe it in your own words, like "where is my parcel".',
  helpSearch: 'Search help articles',
  helpNone: 'No article found. Just ask me.',
  helpBack: 'Back to search',
  helpOpen: 'Open in a new tab',
  topics: 'Often asked',
  lastTalk: 'Your last conversation',
  noWordsYet: 'No messages yet',
  human: 'Talk to a person',
  humanSays: 'Talk to a person',
  humanAway: 'Nobody is online right now; you can leave a message',
  botOwner: 'AI assistant',
  queueOwner: 'Connecting you to a person',
  agentOwner: (name) => `You are talking to ${name}`,
  nobodyOwner: 'We will reply here once we are back',
  resolved: 'This conversation is closed. Write to open it again.',
  agentFallback: 'Support',
  you: 'You',
  bot: 'Assistant',
  queue: (position) => (position > 1 ? `${position - 1} ahead of you` : 'You are next'),
  wait: (seconds) => (seconds < 60 ? 'less than a minute' : `about ${Math.round(seconds / 60)} min`),
  connecting: 'Connecting…',
  offline: 'You are offline, reconnecting. Nothing you wrote is lost.',
  retryNow: 'Try now',
  refused: 'Chat is not available at the moment. Please reload the page later.',
  placeholder: 'Write a message',
  send: 'Send',
  attach: 'Add a picture or file',
  dropHere: 'Drop to add',
  removeFile: (name) => `Remove ${name}`,
  uploadTooLarge: 'This file is too large',
  uploadWrongType: 'This kind of file is not accepted',
  uploadFailed: 'Upload failed, tap to retry',
  uploadTooMany: (most) => `At most ${most} files at once`,
  sending: 'Sending',
  waitingToSend: 'Waiting, will be sent once you are online',
  sent: 'Sent',
  failed: 'Not sent. Tap to retry',
  failedWhy: (why) => `Not sent: ${why}. Tap to retry`,
  discard: 'Delete',
  thinking: 'Working on it…',
  typing: (name) => `${name} is typing…`,
  sources: (count) => (count === 1 ? '1 source' : `${count} sources`),
  pickPhotos: (most) => `Choose photos (up to ${most})`,
  pickFiles: (most) => `Choose files (up to ${most})`,
  steps: { done: 'done', now: 'in progress', next: 'to come', failed: 'failed', undone: 'taken back' },
  updatedBelow: 'newer state below',
  stepOf: (at, all) => `Step ${at} of ${all}`,
  formSent: 'Sent',
  formClosed: 'No longer needed',
  formNotLoaded: 'The form did not load. Tap to try again',
  rate: 'How was it?',
  stars: (score) => (score === 1 ? '1 star' : `${score} stars`),
  starWords: ['Very poor', 'Poor', 'Fair', 'Good', 'Excellent'],
  rateComment: 'Anything you want to add? (optional)',
  rateSend: 'Send rating',
  rated: 'Thank you for your rating.',
  helped: 'Did this help?',
  didHelp: 'It helped',
  didNotHelp: "It didn't help",
  gladItHelped: 'Thanks for telling us',
  sorryNoHelp: "Sorry, we'll work on it. Try other words, or ask for a person",
  newMessages: (count) => (count === 1 ? '1 new message' : `${count} new messages`),
  earlierTalk: 'Earlier conversation above',
  seeDetails: 'Details',
  location: 'Location',
  messages: 'Messages',
  now: 'just now',
  today: 'Today',
  yesterday: 'Yesterday',
}

/** The words of a language. */
export const strings: Record<Locale, Strings> = { zh, en }
