import type { Locale } from '@loopdesk/contracts/chat-protocol.ts'

/** The words of forms; loaded with them. */
export interface FormStrings {
  optional: string
  yes: string
  no: string
  choose: string
  needed: string
  needChoice: string
  needFile: string
  needSignature: string
  badNumber: string
  badPhone: string
  badEmail: string
  badFormat: string
  tooSmall: (min: number) => string
  tooBig: (max: number) => string
  tooShort: (min: number) => string
  tooLong: (max: number) => string
  tooFew: (min: number) => string
  tooMany: (max: number) => string
  fewFiles: (min: number) => string
  addFiles: string
  addPhotos: string
  upTo: (max: number) => string
  keptFile: (number: number) => string
  remove: (name: string) => string
  uploading: string
  uploadFailed: string
  tooLarge: string
  wrongType: string
  stillUploading: string
  useLocation: string
  locating: string
  located: (metres: number) => string
  locatedPlain: string
  forget: string
  orAddress: string
  addDetail: string
  denied: string
  notFound: string
  signHere: string
  draw: string
  typeName: string
  yourName: string
  clear: string
  signatureKept: string
  signAgain: string
  sending: string
  sendFailed: string
}

const zh: FormStrings = {
  optional: '选填',
  yes: '是',
  no: '否',
  choose: '请选择',
  needed: '这一项需要填写',
  needChoice: '请选择一项',
  needFile: '请添加文件',
  needSignature: '请签名',
  badNumber: '请填写数字',
  badPhone: '号码看起来不对，请检查一下',
  badEmail: '邮箱看起来不对，请检查一下',
  badFormat: '格式不对，请检查一下',
  tooSmall: (min) => `不能小于 ${min}`,
  tooBig: (max) => `不能大于 ${max}`,
  tooShort: (min) => `至少 ${min} 个字`,
  tooLong: (max) => `最多 ${max} 个字`,
  tooFew: (min) => `至少选 ${min} 项`,
  tooMany: (max) => `最多选 ${max} 项`,
  fewFiles: (min) => `至少需要 ${min} 个文件`,
  addFiles: '添加文件',
  addPhotos: '添加照片',
  upTo: (max) => `最多 ${max} 个`,
  keptFile: (number) => `已上传的文件 ${number}`,
  remove: (name) => `移除 ${name}`,
  uploading: '上传中',
  uploadFailed: '上传失败，点此重试',
  tooLarge: '文件太大，无法上传',
  wrongType: '不支持这种文件',
  stillUploading: '文件还在上传，请稍等',
  useLocation: '使用当前位置',
  locating: '正在定位…',
  located: (metres) => `已定位，误差约 ${metres} 米`,
  locatedPlain: '已定位',
  forget: '移除位置',
  orAddress: '或者输入地址',
  addDetail: '补充门牌、楼层（选填）',
  denied: '没有定位权限，请直接输入地址。',
  notFound: '暂时定位不到，请直接输入地址。',
  signHere: '在框内签名',
  draw: '手写签名',
  typeName: '输入姓名',
  yourName: '您的姓名',
  clear: '清除重签',
  signatureKept: '已有签名',
  signAgain: '重新签名',
  sending: '正在提交…',
  sendFailed: '签名没有上传成功，请再试一次',
}

const en: FormStrings = {
  optional: 'optional',
  yes: 'Yes',
  no: 'No',
  choose: 'Please choose',
  needed: 'Please fill this in',
  needChoice: 'Please choose one',
  needFile: 'Please add a file',
  needSignature: 'Please sign',
  badNumber: 'Please enter a number',
  badPhone: 'This does not look like a phone number',
  badEmail: 'This does not look like an email address',
  badFormat: 'This does not have the expected form',
  tooSmall: (min) => `At least ${min}`,
  tooBig: (max) => `At most ${max}`,
  tooShort: (min) => `At least ${min} characters`,
  tooLong: (max) => `At most ${max} characters`,
  tooFew: (min) => `Choose at least ${min}`,
  tooMany: (max) => `Choose at most ${max}`,
  fewFiles: (min) => `At least ${min} files are needed`,
  addFiles: 'Add files',
  addPhotos: 'Add photos',
  upTo: (max) => `up to ${max}`,
  keptFile: (number) => `Uploaded file ${number}`,
  remove: (name) => `Remove ${name}`,
  uploading: 'Uploading',
  uploadFailed: 'Upload failed, tap to retry',
  tooLarge: 'This file is too large',
  wrongType: 'This kind of file is not accepted',
  stillUploading: 'Still uploading, one moment',
  useLocation: 'Use my location',
  locating: 'Locating…',
  located: (metres) => `Located, within about ${metres} m`,
  locatedPlain: 'Located',
  forget: 'Remove location',
  orAddress: 'or type the address',
  addDetail: 'Building, floor (optional)',
  denied: 'Location is not allowed here. Please type the address.',
  notFound: 'Your location was not found. Please type the address.',
  signHere: 'Sign in the box',
  draw: 'Draw',
  typeName: 'Type name',
  yourName: 'Your name',
  clear: 'Clear',
  signatureKept: 'Signature on file',
  signAgain: 'Sign again',
  sending: 'Sending…',
  sendFailed: 'The signature did not upload. Please try again.',
}

export const formStrings: Record<Locale, FormStrings> = { zh, en }
