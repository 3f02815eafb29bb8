import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { malformedXml } from './errors.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A whole document as S3 answers it. */
export function xmlDocument(root: string, children: string[], namespace: string | null = NAMESPACE): string {
  const attribute = namespace === null ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${children.join('')}</${root}>`;
}

export function xmlParent(name: string, children: string[]): string {
  return `<${name}>${children.join('')}</${name}>`;
}

/** One element with text, or nothing for an absent value. */
export function xmlText(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`;
}

/** Carriage returns would be read back as line feeds, and control characters are not XML: both go as references, as S3 does. */
function escapeXml(text: string): string {
  return text.replace(/[&<>"]|[^\P{Cc}\t\n]/gu, (c) => NAMED[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);
}

const NAMED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** An element of a request: its text, or its children by name. */
export type XmlNode = string | XmlNode[] | { [name: string]: XmlNode };

// References are decoded here: the parser drops those of control characters, which would turn one key into another.
const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  ignoreAttributes: true,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  processEntities: false,
  cdataPropName: '#cdata',
});

/** The children of a request's root element; throws `MalformedXML`. */
export function parseXml(body: Buffer, root: string): { [name: string]: XmlNode } {
  const text = body.toString('utf8');
  if (text.includes('<!DOCTYPE') || XMLValidator.validate(text) !== true) throw malformedXml();
  const document = parseOrRefuse(text);
  const node = document[root];
  if (typeof node === 'string' && node.trim() === '') return {};
  if (typeof node !== 'object' || Array.isArray(node)) throw malformedXml();
  return node;
}

function parseOrRefuse(text: string): { [name: string]: XmlNode } {
  try {
    return parser.parse(text);
  } catch {
    throw malformedXml();
  }
}

/** Every child of a name, also when there is one or none. */
export function xmlChildren(node: { [name: string]: XmlNode }, name: string): { [name: string]: XmlNode }[] {
  const found = node[name];
  if (found === undefined) return [];
  return (Array.isArray(found) ? found : [found]).map((child) => {
    if (typeof child !== 'object' || Array.isArray(child)) throw malformedXml();
    return child;
  });
}

export function xmlChildText(node: { [name: string]: XmlNode }, name: string): string | undefined {
  const found = node[name];
  if (found === undefined) return undefined;
  if (typeof found !== 'string') throw malformedXml();
  return found.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g,
    (reference, name, decimal, hex) => {
      if (name) return ENTITIES[name] ?? reference;
      const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex, 16);
      if (code > 0x10ffff) throw malformedXml();
      return String.fromCodePoint(code);
    },
  );
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
