import type { Ontology } from '@loopdesk/contracts/graph.ts'

/** What is wrong with an ontology: the place as a JSON pointer and a sentence. */
export interface OntologyProblem {
  path: string
  message: string
}

/** All that does not hang together: keys twice, types and members nobody made, values a kind of property cannot have. */
export function checkOntology(ontology: Ontology): OntologyProblem[] {
  const problems: OntologyProblem[] = []
  const say = (path: string, message: string) => problems.push({ path, message })
  const types = new Set(ontology.types.map(({ key }) => key))
  const properties = new Map(ontology.properties.map((each) => [each.key, each]))
  const relations = new Map(ontology.relations.map((each) => [each.key, each]))
  const seen = new Map<string, string>()
  for (const part of ['types', 'properties', 'relations'] as const)
    ontology[part].forEach(({ key }, at) => {
      // Properties and relations share one space: a fact names either.
      const space = part === 'types' ? `type ${key}` : `member ${key}`
      if (seen.has(space))
        say(`/${part}/${at}/key`, `there is another ${part === 'types' ? 'type' : 'property or relation'} of this key`)
      seen.set(space, part)
    })
  ontology.properties.forEach((each, at) => {
    each.of.forEach((type, index) => {
      if (!types.has(type)) say(`/properties/${at}/of/${index}`, `there is no type “${type}”`)
    })
    if (each.kind === 'choice' && each.choices.length < 2)
      say(`/properties/${at}/choices`, 'a choice needs at least two values')
    if (each.kind === 'money' && !each.unit) say(`/properties/${at}/unit`, 'money needs a currency')
    if (each.kind === 'duration' && !each.unit) say(`/properties/${at}/unit`, 'a length of time needs a unit')
    if (each.ends && !['number', 'money', 'duration'].includes(each.kind))
      say(`/properties/${at}/ends`, 'only what is measured has a low and a high end')
    const values = each.choices.map(({ value }) => value)
    if (new Set(values).size < values.length) say(`/properties/${at}/choices`, 'a value is there twice')
  })
  ontology.relations.forEach((each, at) => {
    for (const end of ['from', 'to'] as const)
      each[end].forEach((type, index) => {
        if (!types.has(type)) say(`/relations/${at}/${end}/${index}`, `there is no type “${type}”`)
      })
  })
  const rules = new Set<string>()
  ontology.rules.forEach((rule, at) => {
    const place = `/rules/${at}`
    if (rules.has(rule.id)) say(`${place}/id`, 'there is another rule of this id')
    rules.add(rule.id)
    if ('type' in rule && rule.type !== undefined && !types.has(rule.type))
      say(`${place}/type`, `there is no type “${rule.type}”`)
    const property = 'property' in rule ? properties.get(rule.property) : undefined
    if ('property' in rule && !property) say(`${place}/property`, `there is no property “${rule.property}”`)
    if (property && 'type' in rule && rule.type !== undefined && !property.of.includes(rule.type))
      say(`${place}/property`, `“${property.key}” is no property of “${rule.type}”`)
    if ('relation' in rule && !relations.has(rule.relation))
      say(`${place}/relation`, `there is no relation “${rule.relation}”`)
    if (rule.kind === 'required' && !properties.has(rule.member) && !relations.has(rule.member))
      say(`${place}/member`, `there is no property or relation “${rule.member}”`)
    if (rule.kind === 'range') {
      if (property && !['number', 'money', 'duration'].includes(property.kind))
        say(`${place}/property`, 'only what is measured has a range')
      if (rule.min === undefined && rule.max === undefined) say(place, 'a range needs a lower or an upper end')
      if (rule.min !== undefined && rule.max !== undefined && rule.min > rule.max)
        say(`${place}/max`, 'is below the lower end')
    }
    if (rule.kind === 'excludes') {
      const relation = relations.get(rule.relation)
      if (relation && !relation.from.includes(rule.type))
        say(`${place}/type`, `“${rule.relation}” does not begin at “${rule.type}”`)
      if (rule.when && !properties.get(rule.when.property)?.of.includes(rule.type))
        say(`${place}/when/property`, `is no property of “${rule.type}”`)
    }
    if (rule.kind === 'derived') checkPath(rule.path, rule.relation, rule.repeat, place)
  })
  return problems

  function checkPath(
    path: { relation: string; inverse: boolean }[],
    derived: string,
    repeat: boolean,
    place: string,
  ): void {
    let at: readonly string[] | undefined
    path.forEach(({ relation, inverse }, index) => {
      const known = relations.get(relation)
      if (!known) {
        say(`${place}/path/${index}/relation`, `there is no relation “${relation}”`)
        return
      }
      if (relation === derived)
        say(`${place}/path/${index}/relation`, 'a relation cannot be derived from itself; let the path repeat instead')
      const [begin, end] = inverse ? [known.to, known.from] : [known.from, known.to]
      if (at && !at.some((type) => begin.includes(type)))
        say(`${place}/path/${index}/relation`, 'does not begin where the step before it ends')
      at = end
    })
    const first = path[0] && relations.get(path[0].relation)
    const begins = first && (path[0]!.inverse ? first.to : first.from)
    if (repeat && at && begins && !at.some((type) => begins.includes(type)))
      say(`${place}/repeat`, 'the path does not end where it begins, so it cannot be repeated')
  }
}
