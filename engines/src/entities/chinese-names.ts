import { placeNamed } from './places.ts'

/** Source of a pattern for one surname that is believed beside a title or after a word that introduces a person. */
export const DOUBLE_SURNAMES =
  '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|令狐|夏侯|端木|独孤|南宫|长孙|宇文|轩辕|百里'
const SURNAMES =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪解应宗丁宣邓郁杭洪包诸左石崔吉龚程邢裴陆荣翁荀甄曲封储靳段焦侯宓蓬仇栾甘厉戎祖武符刘景詹束龙叶幸司黎薄印白怀蒲邰咸籍赖卓蔺屠蒙池乔阴苍闻莘党翟谭贡劳姬申扶冉宰郦雍桑桂濮牛寿边扈燕冀浦尚农温庄晏柴瞿阎慕连茹习宦艾鱼容古易慎戈廖庾衡步耿满匡寇广东殴利蔚越隆师巩聂晁敖冷辛阚那简饶空曾沙鞠丰关蒯相查荆红游权盖桓公肖岳涂覃代闫付佟麦揭'
/** Surnames that are hardly ever the beginning of another word. */
const SURE =
  '王李刘陈杨赵吴徐孙朱胡郭罗郑梁宋唐韩冯邓曹彭肖董潘袁蔡蒋杜魏苏吕丁卢姚姜崔谭范汪廖韦贾邹熊孟秦邱侯尹薛闫黎陶贺顾郝龚邵覃戴沈傅邢阎裴翁樊霍柯靳詹庞葛倪鲁俞'
/** Common surnames that begin everyday words too (高兴, 马上, 周末). */
const DOUBTFUL = '张黄周马何林高谢许曾田余于叶程任钟陆石金夏付方白江段雷史龙毛万武钱严莫孔向汤温常安康古'

/** A character of a surname. */
export const SURNAME = `(?:${DOUBLE_SURNAMES}|[${SURNAMES}])`
/** A surname common enough to believe beside a title. */
export const COMMON_SURNAME = `(?:${DOUBLE_SURNAMES}|[${SURE}${DOUBTFUL}])`

/** Characters parents choose. */
const GIVEN = new Set(
  '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂珍玉红梅建国华文斌波辉鹏飞宇浩然子轩梓涵雨欣怡佳琪嘉豪俊峰雪慧婷婧倩茜颖莹琳琴瑶璐露蕾薇晓春燕凤云淑惠翠香菊莲莉萍荣贵福祥兴旺发财宝金银铁钢树林森松柏海江河湖波涌泉清源泽润溪洁冰霜晨曦阳光亮星辰月夜思念梦凡帆远志诚信义仁礼智德善良忠孝廉正直毅坚恒永康健安宁乐欢喜庆吉瑞祺顺利成功达胜凯旋捷锋锐剑鑫钰铭锦钧铮铎鸿鹤鹰雁莺鸣鹃鸽龙虎麟骏骥驰腾跃翔翼羽蓉芬芝芸芹苗茵荷莎菲菁萌萱蓓蔓蕊薇藻蓝馨婵娇娥姗姣妍妮妙媛嫣嫒媚婉嬿孟仲叔季伯长少元亨启贤才学书翰墨诗词歌赋章彦博雅儒哲睿聪敏彬彪威猛壮雄武斗振奋进立功勋业绩新兴民生家邦政治邦安定宏伟大昌盛隆茂繁荣耀辉煌炜烨焱炎煜灿烁晗晖晴晶景昊昕昭时旭日升东南北中天宙坤乾峻岭岳山岩石磊玲珑珊瑚琼瑾瑜璇玥玫瑰珠玺琛珂瑛璟蕴韵音律琦珍可心悦愉恬情意爱怀恩惠慈悠忆一二三小楠桐榕桃李杏梨樱柳杨枫柯栋梁材桦楷榆槐欧亚美法德奥维佩伦尔莱罗曼丹妃姬如若依伊云舒卷子之乃才冬秋夏青紫丹朱碧素白玄黛鲁湘川渝沪京津苏杭宁蒙藏滇黔桂粤闽赣皖豫冀晋秦陇继承传祖宗耀显扬名誉训道朝廷相臣卿侯君王帝皇圣贞洪钟声响斯恺恒悍彤彩虹霓霖霏雯震霆雷电风水火土木鱼超群众全双丙甲乙卫保守护援根深万千百亿尚尧舜禹汤权衡准均匀奇异幻真纯朴实静谧巧灵逸致远航程前贝笛箫琵倪凌凝冲淳淼淇滢漫澜瀚灏沛汝江汐汶沁沐沛泓涓润湛渊艺芷苒苑茗荃莘莹菡葵蒲蓁蔚晟勤俭宽厚敦庸谦和睦友邻丰硕满足余裕富有银朋迪威廉培育英才栩衍裕钦钊镇镜锡铠岚岱崇嵘巍川州帅希常平年康延开弘弦彰彭徽循徐心必忻怀怡恂恺悟惟慕懿成戈扬承拓振捷掌敬数斐斌斯方旋昀易昌映晏晋晔智暄暖曙曼有朔本权杉来松枝柔柱标格桂桓桑梅楚榜欣武殷毓民汉汛沙治泰济浦淮涛淳渝游溢漪潇潘激焕照熙燕爽献玄玖玟玮珏珩珮班理琰琢琨璋璞瓒甜田甫畅略白皓盈盛益盼真睦矜知硕碧社祈祎禄禧禾秉科程穆立竞笑筠策箐籽紫纬纯纳织绍统绪绮维缘美羿翊翎翘翰耘聆育胤致舟良艾芊芮若茂荟莀菱蒙蓬薪虹融衡裴西观言誉语诺谊谨谷豪贝贞贺赞超越路轶辅达迅迎运连逢逵道邦郁采重野金钦铃锴长闯闻阅阔陆陶隽雄雁集霁韬韶顺颂颐顾飒首香骁高鲜鸥麒麦黎齐丫凤琳囡妞娣嫦婕嫚宝蛋仔仙佑伶侠俪倍偲傲儿允先克全冉净凌力加务励劲劭勉匡千升卓南博厚原又双叶叶向同君启周和品哲唯善嘉园圆坚城培基堂堃墨士壮夏多大奇奕女好姝姿娅婵孜存孝季学宁守安宏宗定宜宝宣家容宾密寅寒寿尊小少尹展岩川左巧希帼干平年庄应庭彬心忠念怀思怡恋恩悦情惜惠愉慎才扬拥捷授攀政敏教文新方施旗无日旦旺昂昆昌明易星春显晋晓晗'.split(
    '',
  ),
)
/** Characters that stand in names and are grammar more often: only inside a name of three. */
const GRAMMAR = new Set('之乃可如若可有无又同来向好时多大小前必本全都多先前后应先数发一二三中开成'.split(''))

/** Words that begin with a surname and otherwise read like a name. */
const WORDS = new Set(
  '高清 高峰 高兴 高达 高德 高铁 高新 高明 高山 高利 高原 马上 马克 马云 马达 马尔 黄金 黄山 白金 白天 白云 白银 白卡 金融 金华 金星 金卡 金山 金牛 金额 金龙 金凤 周全 周年 周到 周日 周末 周边 周中 夏天 夏日 夏季 方正 方向 方圆 江南 江山 江北 江河 江东 江西 江苏 石材 万一 万达 万元 万能 万科 万全 万家 万年 万里 何必 何时 何来 任天 任性 任意 林业 林海 杨梅 黎明 苏宁 苏州 苏杭 杭州 李子 王者 王国 于是 于今 许多 许可 曾经 严格 严重 严密 向上 向前 向来 向阳 向南 常年 常用 常有 常来 安全 安心 安静 安利 安宁 安乐 康乐 古代 古典 龙卡 龙华 龙岗 龙江 毛利 毛衣 毛巾 史上 汤泉 钱宝 钱财 余利 余下 叶子 段子 陆家 陆金 程序 温和 温泉 温州 温江 罗马 唐山 唐朝 宋朝 汉朝 郑州 徐州 朱红 秦岭 秦淮 胡同 胡来 贺年 顾全 韩国 韩元 丁香 姜汤 魏晋 卢布 田园 田野 雷同 谢谢 张力 张家 付清 付全 付不 武汉 武昌 武林 武功 严明 莫名 莫大 孔明 钟情 钟声 方才 金牌 高管 高科 高宝 余杭 安卓 安康 陈列 常州 常德 常熟 石英 石林 江宁 江宁 吴江 王牌 马来 林立 易方 天弘 富国 南方 华夏 万国 万金 高贵 高雅 白白 白纸 白色 黄色 黄豆 林林 江湖 金银 金珠 马桶 马力 钱江 钱塘 龙泉 石化 向西 程度 许愿 任务 高手 高速 高价 温馨 常见 常规 康复 康宁 古城 古镇 于都 万州 万宁 万年青 金宝 金立 金利 金源 方舟 方案 史诗 毛泽 江安 江州'.split(
    ' ',
  ),
)

/**
 * Length of a Chinese name that begins at the offset, 0 when none does. `cued` says that a word introduces it, so that rarer
 * surnames and short names are believed; `follows` tells whether a text may stand right behind a name.
 */
export function nameLengthAt(text: string, at: number, cued: boolean, follows: (rest: string) => boolean): number {
  const double = DOUBLE.test(text.slice(at, at + 2)) ? 2 : 0
  const first = text[at] ?? ''
  if (!double && !(cued ? SURNAMES : `${SURE}${DOUBTFUL}`).includes(first)) return 0
  const size = double || 1
  for (const given of [2, 1]) {
    const length = size + given
    const name = text.slice(at, at + length)
    if (name.length < length || !isGiven(name.slice(size), cued) || isWord(name)) continue
    if (given === 1 && !double && !cued && (DOUBTFUL.includes(first) || GRAMMAR.has(name[1]!))) continue
    if (follows(text.slice(at + length, at + length + 6))) return length
  }
  return 0
}

/** Whether hardly any other word begins with the character. */
export function isSureSurname(character: string): boolean {
  return SURE.includes(character)
}

/** Whether every character is one that names are made of. */
export function isNameLike(word: string): boolean {
  return [...word].every((character) => GIVEN.has(character) || '小阿老'.includes(character)) && !isWord(word)
}

const DOUBLE = new RegExp(`^(?:${DOUBLE_SURNAMES})$`)

function isGiven(given: string, cued: boolean): boolean {
  const all = [...given]
  if (!all.every((character) => GIVEN.has(character))) return false
  return cued || all.length === 1 || !all.some((character) => GRAMMAR.has(character)) || all[0] === all[1]
}

function isWord(name: string): boolean {
  return WORDS.has(name) || WORDS.has(name.slice(0, 2)) || placeNamed(name) !== undefined
}
