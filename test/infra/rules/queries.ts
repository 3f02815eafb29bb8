import { at } from '../../support/template-parts.ts';
import { ofType, type Rule, ruleOfEach, type Subject } from './rule.ts';

const type = 'AWS::Athena::NamedQuery';
const sqlOf = (properties: Record<string, unknown>) => String(properties.QueryString).replace(/--.*$/gm, '');

/** Names that a query reads from, subqueries and common table expressions aside. */
const readFrom = (sql: string) => {
  const own = [...sql.matchAll(/(?:\bWITH|,)\s+(\w+)\s+AS\s*\(/gi)].map(([, name]) => name!.toLowerCase());
  return [...sql.matchAll(/\b(?:FROM|JOIN)\s+([A-Za-z_]\w*)/gi)]
    .map(([, name]) => name!.toLowerCase())
    .filter((name) => !own.includes(name));
};
const viewOf = (sql: string) => /\bVIEW\s+(\w+)/i.exec(sql)?.[1]?.toLowerCase();

const tables = (subject: Subject) =>
  ofType(subject, 'AWS::Glue::Table').map(({ name, properties }) => ({
    name,
    injected: Object.entries((at(properties.TableInput, 'Parameters') ?? {}) as Record<string, string>).flatMap(
      ([key, value]) => (value === 'injected' ? [key.split('.')[1]!] : []),
    ),
  }));

export const queryRules: Rule[] = [
  ruleOfEach(type, 'a saved query reads tables and views that are there', function* (properties, subject) {
    const views = ofType(subject, type).map((query) => viewOf(sqlOf(query.properties)));
    const known = [...tables(subject).map(({ name }) => name), ...views];
    for (const name of readFrom(sqlOf(properties))) if (!known.includes(name)) yield `reads ${name}`;
  }),
  ruleOfEach(
    type,
    'a saved query names one value of every injected partition, as Athena demands',
    function* (properties, subject) {
      const sql = sqlOf(properties);
      for (const { name, injected } of tables(subject)) {
        if (!readFrom(sql).includes(name)) continue;
        for (const key of injected) if (!new RegExp(`\\b${key}\\s*=\\s*'`, 'i').test(sql)) yield `reads all of ${name}`;
      }
    },
  ),
  ruleOfEach(
    type,
    'a saved query runs in the workgroup and the database of the stack',
    function* ({ WorkGroup, Database }, subject) {
      if (!ofType(subject, 'AWS::Athena::WorkGroup').some(({ name }) => name === WorkGroup))
        yield `runs in ${WorkGroup}`;
      if (!ofType(subject, 'AWS::Glue::Database').some(({ name }) => name === Database)) yield `asks ${Database}`;
    },
  ),
];
