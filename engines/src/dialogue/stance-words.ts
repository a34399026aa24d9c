/** The words of agreeing, refusing, holding off and mocking, as patterns over folded text (narrow, lower case, simplified). */

const any = (...words: string[]) => `(?:${words.join('|')})`

export const clauseBreak =
  /[,，。.;；!！~～…\n、]+|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])|但是?|不过|只是(?!想)|可是|\b(?:but|though|except)\b/

/** A yes turned into its contrary by a word of scorn. */
export const scorn =
  /(?:对|好|行|是|可以|同意|成)(?:了)?(?:你|他|它|个)+(?:屁|鬼|头|锤子|毛线|大头鬼)|才怪|想(?:得|的|都)(?:挺|真)?美|做(?:你的)?(?:白日)?梦|\b(?:as if|not a chance|fat chance|over my dead body|dream on|hell no|when pigs fly)\b/

export const mocking =
  /呵呵|哼哼|你猜|(?:你|您)们?(?:可|还)?真(?:有你|行|厉害|会|能|够可以)|真有你们?的|(?:你|您)们?(?:可|最)?(?:厉害|牛|高明|会玩)(?:了|啊|哦|呀|死了)*[。!！]*$|(?:信|服)了?你们?(?:个)?(?:鬼|的邪)?了?$|骗(?:鬼|谁|傻子)|说得?(?:倒|真)?好听|[🙄😒🤡]|^(?:oh |well )*(?:yeah|ya|yea|sure),? ?right\b[.!… ]*$|^(?:oh )?(?:sure|great|wonderful|brilliant|fantastic),? ?(?:jan|genius)|^oh (?:great|wonderful|brilliant|fantastic|perfect)\b|\b(?:yeah|sure),? whatever\b|\bi bet\b|\bthanks for nothing\b|\bslow clap\b|\bsure you (?:do|will|are)\b/u

/** A question, though it holds the word (对吗, 行不行, is that right?). */
export const asks =
  /[?？]|吗|对不对|行不行|是不是|好不好|可不可以|能不能|要不要|(?:对|行|好)[么嘛]$|为什么|怎么|\b(?:why(?! not)|what(?!ever)|how|which|when)\b/

export const hold =
  /^(?:那|你|您|请|麻烦|还是|我|好|对|嗯|哦|诶|唉|哎)*(?:先|暂时|现在|暂且)(?:还)?(?:别|不|莫)(?!\S{1,3}了)|^(?:那|你|您|请|麻烦|还是|好|嗯|哦|诶|唉|哎)*(?:再)?等(?:一)?(?:等|下|会)|^(?:等我|稍等|慢着|且慢|先(?:等|缓|放))|不?要?(?:别|不)着?急(?:着)?(?:办|扣|退|提交|下单|弄)|让?我(?:再|先)?(?:想想|看看|考虑|确认一下|核对|问问|问一下)|没(?:想|考虑)好|\b(?:hold on|hang on|wait|not (?:just )?yet|one (?:sec|second|moment|minute)|just a (?:sec|second|moment|minute)|give me a (?:sec|second|moment|minute)|let me (?:think|check|see|look)|don'?t (?:charge|do anything|submit|send|go ahead|proceed|pay|take)\b|hold off|not so fast)\b/

const leadIn = any(
  '那',
  '啊',
  '哦',
  '噢',
  '喔',
  '诶',
  '我',
  '都',
  '也',
  '当然',
  '绝对',
  '肯定',
  '确实',
  '完全',
  '这个?',
  '那个?',
  '信息',
  '内容',
  '地址',
  '一切',
  '应该',
  '就',
)

const yesZh = any(
  '对',
  '是',
  '嗯',
  '恩',
  '好',
  '行',
  '可以',
  '可',
  '成',
  '中',
  '妥',
  '要得',
  '得嘞',
  '欧了',
  '欧克',
  '没错',
  '没得?(?:问题|毛病|意见|异议|说的)',
  '没有(?:任何|什么)?(?:问题|意见|异议)',
  '冇问题',
  '不错',
  '不介意',
  '不反对',
  '无误',
  '无异议',
  '确认',
  '确定',
  '同意',
  '正确',
  '准确',
  '必须',
  '当然',
  '肯定',
  '阔以',
  '係',
  '系呀',
  '唔该',
  '(?:就|是)?(?:这样|这么办|这么着|这个|它)',
  '就?按(?:你|您)?(?:说的|这个)(?:来|办)?',
  '(?:都)?(?:听|随|依|由)(?:你|您)们?(?:的)?',
  '(?:你|您)们?(?:说了?算|看着?办|定|决定)',
  '(?:你|您)们?说(?:的)?(?:啥|什么|咋样|怎样)?(?:就)?(?:是|都|对|行)(?:啥|什么|对)?',
  '照办',
  '继续',
  '来吧',
  '走起',
  '安排',
  '1',
  'ok+',
  'okay',
  'yes',
  '中不中都中',
)
const yesEn = any(
  'yes+',
  'yeah+',
  'yep',
  'yup',
  'yea+',
  'ya',
  'ye',
  'y',
  'sure(?: thing)?',
  'ok+',
  'okay',
  'okey',
  'okie',
  'kk?',
  'alright',
  'all (?:right|good|fine|correct)',
  'fine(?: by me| with me)?',
  'right',
  'correct',
  'exactly',
  'absolutely',
  'definitely',
  'certainly',
  'of course',
  'confirm(?:ed)?',
  'i confirm',
  'i agree',
  'agreed?',
  '(?:just |please )?go (?:ahead|for it)',
  '(?:please )?do (?:it|so)',
  'please do',
  'perfect',
  '(?:it |that |this |all |everything )?(?:sounds?|looks?|seems?) (?:good|right|fine|correct|ok|great|perfect)(?: to me)?',
  "(?:that|it|this|everything|all of (?:it|that))(?:'?s| is| are)? (?:right|correct|fine|it|good|ok|the one)",
  '(?:that )?works(?: for me)?',
  'affirmative',
  'indeed',
  'true',
  'by all means',
  'make it so',
  '(?:please )?proceed',
  'you got it',
  'if you (?:say so|must|insist)',
  'whatever you say',
  'as you (?:wish|like|say)',
  'no (?:problem|worries|issues?|objections?|prob)',
  'not bad',
  'nothing wrong',
  'why not',
  "i don'?t mind",
  'i am sure',
  "i'?m sure",
  'that one',
)
const particle = '(?:的|啊|呀|哈|呢|哦|噢|喔|嘞|滴|哒|吧|啦|了|嘛|的呢|就行|就好|就是)'
const thanks =
  '(?:谢谢?(?:你|您|了|啦)?|多谢|麻烦(?:你|您)?了?|辛苦(?:了|你了)?|请|快(?:点|些)?(?:吧|啊)?|赶紧(?:的|吧)?|行了吧|亲|哥|姐|老板)'
/** 退吧, 办了, 提交吧, 帮我改 said with a yes. */
const doIt =
  '(?:(?:你|就|请|那就|帮我|给我|麻烦|快|直接)*(?:办|弄|退|改|换|开|下单|提交|付|发|取消|扣|寄|搞|整)(?:理|款|钱|货)?(?:吧|了|掉|一下|了吧|好了|就行)?)'
const thanksEn =
  '(?: |please|pls|plz|thanks?(?: you)?(?: so much)?|thx|ty|cheers|mate|man|dude|then|now|just|quickly|hurry(?: up)?|already)'

export const wholeYes = new RegExp(
  `^(?:${leadIn}*(?:${yesZh}${particle}*)+(?:${thanks}|${doIt})*|(?:oh |well |um |uh |er |hmm |ah |and )*${yesEn}(?: ?(?:${yesEn}|${thanksEn}|that'?s (?:it|the one)))*|[✅👍👌🆗✔💯🙆 ]+)$`,
  'u',
)

const noZh = any(
  '不(?:是|对|行|要|用|可以|同意|需要|确认|接受|好|想|愿意|能|准|干|了|太(?:对|行|好)|成|中)?',
  '没(?:有|了)?',
  '否',
  '别',
  '莫',
  '唔(?:係|系|使|要|得)',
  '冇',
  '错(?:了)?',
  '免了',
  '达咩',
  '拒绝',
)
const noEn = any(
  'no+',
  'nope+',
  'nah+',
  'na',
  'never',
  'negative',
  'n',
  'neither',
  'none(?: of (?:them|those|these))?',
  'not (?:really|at all|that|this|right|correct|now|quite|ok(?:ay)?)',
  "(?:please )?(?:don'?t|do not)",
  '(?:absolutely|of course|definitely|certainly) not',
  'no (?:way|thanks?|thank you|need)',
  "i (?:don'?t|do not) (?:agree|want (?:that|this|it|to))",
  'i (?:disagree|refuse)',
  "(?:that|it|this)(?:'?s| is) (?:not (?:right|correct|it|mine)|wrong|incorrect)",
  "(?:that|it|this) isn'?t (?:right|correct|it|mine)",
  'wrong',
  'incorrect',
)
const noLeadIn = any(
  '那',
  '嗯',
  '哦',
  '我',
  '啊',
  '这',
  '都',
  '也',
  '可',
  '真',
  '还是',
  '当然',
  '绝对',
  '肯定',
  '显然',
  '这个?',
  '那个?',
  '感觉',
  '好像',
  '才',
)

export const wholeNo = new RegExp(
  `^(?:${noLeadIn}*(?:${noZh}${particle}*)+(?:${thanks})*|(?:oh |well |um |uh |er |hmm |sorry |actually |ah )*${noEn}(?: ?(?:${noEn}|${thanksEn}))*|[❌👎🙅✖ ]+)$`,
  'u',
)

/** Begins with a no and goes on; not the words in which 不 or 没 refuses nothing. */
export const leadingNo =
  /^(?:嗯|哦|啊|那|我|都|这个?|才)*(?:不(?:是|对|行|要|用|可以|同意|需要|接受)|没有|别|错了|唔(?:係|系|使|要))|^(?:oh |well |um |uh |sorry |actually )*(?:no|nope|nah|don'?t|do not|wrong)\b(?! (?:problem|worries|issues?|objections?))/

/** Begins with a yes that can be nothing else (the 行 of 行李箱 can) and goes on. */
export const leadingYes =
  /^(?:嗯|哦|啊|那)*(?:对(?:的|啊|呀|对)|是(?:的|啊|呀)|好(?:的|呀|啊|吧|嘞|滴)|可以(?:的|呀|啊)|行(?:吧|啊|的)|嗯嗯?|没(?:错|问题)|确认|同意|ok)|^(?:oh |well |um |uh )*(?:yes|yeah|yep|yup|sure|ok|okay|correct|confirmed?|go ahead)\b/

/** An objection after a yes. */
export const objects =
  /(?:但|不过|可是|只是|除了).*(?:错|不对|不是|不要|别|改|换|有误|不行|变)|错了|(?<!没什么|没啥|没有)不对|写错|有误|要改|改一下|\b(?:but|except|though|however|only)\b.*(?:wrong|not\b|n't|change|different|incorrect|instead|mistake|should|new\b|old\b|misspel)|\b(?:is|are|was) (?:wrong|incorrect|not right)\b/

export const fillers = new RegExp(`^(?:${thanks}|${particle}|哈+|嘿+|那|${thanksEn})+$`, 'u')
