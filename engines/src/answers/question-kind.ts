/** What a question wants to hear. */
export type QuestionKind =
  | 'person'
  | 'organisation'
  | 'place'
  | 'date'
  | 'duration'
  | 'money'
  | 'percentage'
  | 'number'
  | 'yes_no'
  | 'choice'
  | 'reason'
  | 'method'
  | 'definition'
  | 'list'
  | 'condition'
  | 'comparison'
  | 'fact'

/** Tells what kind of answer a question (in its own words, not normalised) asks for. */
export function questionKind(question: string): QuestionKind {
  const text = question.normalize('NFKC').toLowerCase().trim()
  for (const [kind, pattern] of RULES) if (pattern.test(text)) return kind
  return 'fact'
}

const YEAR_NOUN = '(?:年份?|年代|月份?|日子?|天|日期|时间|时候|时刻|时期|世纪|朝代|季节|星期|周)'
const PLACE_NOUN =
  '(?:地方|地点|地区|地|国家?|城市|市|省份?|县|区|州|洲|岛|村|镇|街道?|路(?!由)|位置|场所|大陆|海域|机场|车站|车厢|房间|楼层|层)'
const PERSON_NOUN = '(?:人|名人|演员|作家|导演|皇帝|总统|歌手|球员|教授|科学家|选手|将军|国王|领导人|师傅|部门的人)'
const ORGANISATION_NOUN =
  '(?:公司|企业|大学|学校|学院|机构|组织|单位|部门|球队|队|党|政党|银行|厂家?|品牌|媒体|电视台|团体)'
const UNIT_BEFORE = '[\\p{Script=Han}a-z]{0,2}'

/** First match wins: what is asked for more narrowly stands above what is asked for in general. */
const RULES: [QuestionKind, RegExp][] = [
  [
    'choice',
    /(?<!不管|无论|不论)(?:是|用|要|选|走|放|按|设|调)?[^，。？?]{1,15}还是(?!会|不|要|能|可以|没|得|老|一直|有|\p{Script=Han}{0,4}(?:不[上了到动开掉出]|没|的(?:[，,。？?]|$)))[^，。？?]{1,15}/u,
  ],
  ['choice', /^(?:is|are|was|were|do|does|did|should|can|will)\b.{2,60}\bor\b(?! not\b)(?! more\b)(?! less\b)/],
  [
    'comparison',
    /(?:区别|不同之?处|(?:啥|什么|哪里?)不一样|差别|差异|哪个更|哪[个种款台家]比较|对比|相比.*(?:怎样|如何|怎么样))|哪[个种款台家档][^，。？?]{0,8}(?:更|最)|(?:和|跟|与|比)[^，。？?]{1,16}(?:哪[个种款台家档]|谁)[^，。？?]{1,8}[大小多少高低长短快慢重轻贵久强好准吵省]/u,
  ],
  [
    'comparison',
    /\b(?:differences?\b|differ(?:s|ent)? from|compared? (?:to|with)|which (?:one |of \w+ )?is (?:better|more|the (?:better|faster)|\w{2,}er)\b)/,
  ],
  [
    'reason',
    /(?<![算称作成认名视叫改])为什么|为何|为啥|为甚么|(?<!(?:第一步|该|要|先|得).{0,3})干嘛(?!用)|怎么会|怎么老是?|怎么总是?|怎么一直|怎么突然|原因|缘故|何故|因为什么|因何|由于什么|怎么回事|咋回事|理由/u,
  ],
  [
    'reason',
    /\b(?:why|how come|what(?:'s| is| was| are| were)? the (?:reasons?|causes?)|what cause[ds]?|for what reason|what (?:makes|made|led to|leads to))\b/,
  ],
  [
    'condition',
    /(?:什么|哪些?|何种)(?:样的)?(?:条件|情况|情形|场合|前提)|(?:满足|符合|需要)(?:什么|哪些)(?:条件|要求)/u,
  ],
  ['condition', /\b(?:under what|in (?:what|which)|on what) (?:conditions?|circumstances|cases?|situations?)\b/],
  [
    'money',
    /多钱|啥价|怎么卖|多少(?:钱|元|块|美元|人民币|费|港币|欧元)|什么价|价格|价钱|售价|费用|几块钱?|几毛|要不要钱多少|收费(?:标准|多少|是)|票价|花费|造价/u,
  ],
  [
    'money',
    /\b(?:how much (?:does|do|did|will|would|is|are|was|were) .{0,60}\bcosts?|how much (?:money|is it|to pay)|what(?:'s| is| was) the (?:price|cost|fee|fare|charge)|what does .{0,60}\bcost|prices? (?:of|for)|what (?:do|does|did|will|would) .{1,50}\bcharged?\b|how much .{0,30}\b(?:pay|charge[ds]?))\b/,
  ],
  [
    'percentage',
    /百分之(?:几|多少)|占.{0,12}(?:多少|几成)|(?:比例|百分比|比率|概率|利率|(?<![功频]|分辨|转换|清晰)率)(?:是|为|有|达|约|大概)?(?:多少|多大|多高|几)|几成/u,
  ],
  [
    'percentage',
    /\b(?:what|which|how many) (?:percent(?:age)?|proportion|share|fraction)\b|\bpercent(?:age)? of\b.*\?/,
  ],
  [
    'duration',
    /多久|多长时间|多少(?:个)?(?:小时|分钟|秒|天|周|星期|月|年|时间|钟头|工作日)|几(?:个)?(?:小时|分钟|秒钟?|天|周|星期|个月|年|钟头|工作日|分半)(?!级|代|后出生)|时长|多少年|几年(?!级)/u,
  ],
  [
    'duration',
    /\b(?:how long(?! is the (?:cable|cord|hose))|how many (?:hours?|minutes?|seconds?|days?|weeks?|months?|years?)|how (?:often|soon|frequently|quick(?:ly)?)|what(?:'s| is) the (?:duration|period))\b/,
  ],
  [
    'date',
    new RegExp(
      `什么时候|何时|啥时候|几时|几[点月号日](?!数|钟?的?路)|(?:哪|哪一|什么|啥|何|多少)${YEAR_NOUN}(?!度|份额)|(?:时间|日期|年份|生日|忌日)(?:是|为|在)?(?:什么|多少|哪|几|何|$|\\?|？)|始于|星期几|周几|礼拜几|公元多少|早到什么`,
      'u',
    ),
  ],
  [
    'date',
    /(?:^|[,.;:!?]\s*|\b(?:and|so|but|know|tell me|sure|idea|since|hi|hello|hey|till|until|by|from|ok)\s+)when(?:'?s|\s+(?:is|are|was|were|do|does|did|can|could|will|would|shall|should|must|may|might|has|have|had|exactly|to))?\b|\b(?:what (?:year|date|day|month|time|century|decade|era|season)|which (?:year|date|day|month|century|decade)|how recently|by what date)\b/,
  ],
  [
    'person',
    new RegExp(
      `谁|何人|(?:哪|什么|何)(?:些|几|一)?[位个名]?${PERSON_NOUN}|哪[一几]?[位名](?!次|额)|(?:作者|创始人|导演|主演|发明者|发明人|发现者|创办人|负责人|校长|会长|主席|董事长|设计师|设计者|联系人)(?:是|为|叫)`,
      'u',
    ),
  ],
  [
    'person',
    /(?:^|[,.;:!?]\s*|\b(?:and|so|but|know|tell me|to|for|from|by|with|of|on)\s+)(?:who|whom|whose)\b|\bwho (?:is|are|was|were|do|does|did|can|could|should|will|would|may|must|else)\b|\b(?:which (?:person|man|woman|king|queen|president|author|actor|scientist)|what (?:person|man|woman|king|queen|president))\b/,
  ],
  ['organisation', new RegExp(`(?:哪|什么|何)(?:些|几|一)?[家个所支间种]?${ORGANISATION_NOUN}`, 'u')],
  [
    'organisation',
    /\b(?:what|which) (?:company|companies|organi[sz]ation|university|school|agency|team|institution|department|group|party|brand|manufacturer)\b/,
  ],
  [
    'place',
    new RegExp(
      `哪里|哪儿|何处|何地|在哪(?!些|个[^地城国省市]|种|一[年天])|位于(?:哪|什么)|(?:哪|什么|何)(?:些|几|一)?[个座条]?${PLACE_NOUN}(?!方式|面|域名|步)|什么位置|啥地方|出生地|发源地|产地|地址(?:是|在)`,
      'u',
    ),
  ],
  [
    'place',
    /(?:^|[,.;:!?]\s*|\b(?:and|so|but|know|tell me|hi|hello|from)\s+)where\b|\bwhere(?: exactly)? (?:is|are|was|were|do|does|did|can|could|should|would|will|to)\b|\b(?:(?:what|which) (?:country|city|town|state|place|location|region|continent|county|street|area|island|province|room|floor|menu|page|tab|screen))\b/,
  ],
  [
    'number',
    new RegExp(
      `多少|第几|(?:是|给|得)几(?:[，,。？?\\s]|$)|(?<![那这好十百])几(?:[节位下把瓶区页片颗粒滴勺圈步组套包箱间针芯吨转折袋盒桶杯])|(?<!十|百|好|这|那|上|过)几(?:${UNIT_BEFORE}?)(?:个|次|种|人|名|家|台|件|张|条|根|支|块|层|级|度|米|公里|厘米|毫米|升|斤|公斤|克|瓦|伏|安|点|号|届|部|本|篇|座|所|项|档|格|遍|只|匹|寸|英寸|g|m)|多[大高长重宽深远快厚粗细少]|(?:功率|电压|电流|重量|净重|尺寸|容量|温度|速度|面积|人口|高度|长度|宽度|深度|距离|数量|人数|频率|压力|水压|噪音|型号|版本号?|直径|海拔|编号|电话|号码|热线|邮编|端口|上限|下限|额定\\p{Script=Han}{2,4})(?:是|为|有|在|大概|一般|要求)?(?:多|什么|几|呢|$|\\?|？|范围)`,
      'u',
    ),
  ],
  [
    'number',
    /\b(?:how (?:many|much|big|large|tall|high|heavy|wide|deep|far|fast|hot|cold|warm|loud|noisy|thick|thin|tight|windy|close|near|small|old|strong|accurate|long (?:is|are) the)|dimensions|(?:screen|max(?:imum)?|min(?:imum)?) (?:\w+ )?(?:size|voltage|weight|load|temperature|speed|power|length|height|width|current|pressure|number)|what(?:'s| is| was| are) the (?:\w+ ){0,3}(?:number|power|voltage|current|weight|size|capacity|temperature|speed|area|population|height|length|width|depth|distance|frequency|pressure|limit|maximum|minimum|port|dimensions?|resolution|rate|rating|range|wattage|noise level|default|score|version))\b/,
  ],
  [
    'yes_no',
    /是否|能否|可否|是不是|能不能|可不可以|可以不可以|会不会|要不要|有没有|需不需要|用不用|该不该|行不行|好不好|对不对|(\p{Script=Han})不\1|(?:吗|(?<![什怎])么|(?<!干)嘛|没有|没|不)[？?。]?$|可以.{0,12}吗|能.{0,20}吗|有无|算不算|吗[，,]|(?:能|可以|会|行|要|用|得|算|是|有|支持|送|够|好|认|管)[^，。？?]{0,12}[不没][，,？?\s]|(?:可以|能|会|行|没事|没问题|不会|算|够)[^，。？?]{0,14}吧[？?。]?$|^(?=.*\p{Script=Han})[^么啥谁几哪多咋怎何]*[？?]$/u,
  ],
  [
    'yes_no',
    /^(?:(?:hi|hello|hey|so|and|but|also|then|please)[, ]+)*(?:is|are|was|were|am|do|does|did|can|could|will|would|shall|should|may|might|must|has|have|had|isn't|aren't|don't|doesn't|can't|won't)\b|[,.;:!?]\s*(?:and |so |but )?(?:is|are|am|was|were|do|does|did|can|could|will|would|should|may|must|have|has)(?:n't)? (?:i|you|we|they|it|he|she|that|this|there|the|my|our|your|their|its)\b|\b(?:ok|okay|normal|covered|insured|allowed|possible|safe|included|right|correct|enough)\s*\?+$/,
  ],
  [
    'list',
    /哪些|哪几|有什么|有啥|包括什么|包含什么|包括哪|分为|分成|都有(?:什么|啥)|列出|列举|有几种|什么和什么|分别(?:是|为|有)/u,
  ],
  [
    'list',
    /\b(?:what are (?!you|the chances)|which (?:\w+ )?(?:are|were|models|features|items|things|ones)|list (?:the|all|of)|name (?:the|all|two|three|some)|what (?:kinds?|types?|sorts?|items?|things|parts|modes|accessories) (?:of|are|does|do|is|come)|what(?:'?s| is)? (?:comes |included |there )?in the (?:box|package|kit))\b/,
  ],
  [
    'method',
    /怎么|怎样|咋|如何|怎麽|第一步|(?:该|要|先|应该|得)[^，。？?]{0,3}(?:干啥|干嘛|干什么|做啥|做什么|做点[啥什])|准备(?:点|些)?(?:啥|什么)|步骤|流程|方法|办法|操作|教程|怎办|该做什么|做什么处理|何做/u,
  ],
  [
    'method',
    /\bhow (?:do|does|did|can|could|should|would|to|is|are|was|were|might)\b|\bsteps? (?:to|for)\b|\bwhat (?:else )?(?:should|do|must|can) (?:i|we|you|one) (?:need to |have to )?do\b|\bwhat now\b|\bway to\b|\bthe right order\b|\binstructions\b/,
  ],
  [
    'definition',
    /(?<!(?:型号|编号|料号|密码|地址|号码|牌子|品牌|颜色|材质|价格|单位))(?:是|指)(?:一种|一个)?(?:什么|啥|何物)(?:东西|意思|含义|玩意|概念)?(?:呢|啊)?[？?。]?$|什么是|啥是|何谓|何为|什么叫|是什么意思|什么意思|含义|定义|指的是|啥意思/u,
  ],
  [
    'definition',
    /^(?:(?:and|so|hi|hello|hey)[, ]+)*(?:what(?:'?s| is| does)? )?(?:(?:code|error|fault|message) )*[a-z]{1,3}[- ]?\d{1,4}(?: mean| again)?\s*\?*$|\b(?:what(?:'s| is| are| was| were) (?:a|an) |what does .{1,60} (?:mean|stand for|do)\b|define\b|definition of|meaning of|what is meant by|what do you mean)/,
  ],
]

/** Chinese and English words that turn a statement into its opposite. */
export const NEGATION =
  /不(?!错|同|仅|但|断|久|过|少|锈|如|论|管|止|只|妨|然|见得)|没有?|无法|禁止|严禁|勿|切勿|不得|未(?!来)|非(?!常|洲|凡)|拒绝|\b(?:not|no|never|cannot|can't|don't|doesn't|didn't|won't|isn't|aren't|wasn't|mustn't|shouldn't|without|unable|prohibited|forbidden|neither|nor)\b/iu
