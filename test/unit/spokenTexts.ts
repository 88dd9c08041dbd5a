/** What the sources say to the user, found in their syntax trees. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAst } from 'vitest/node';

/** A text that can be translated: a call of `l10n.t`. */
export interface SpokenText {
  /** In English; undefined where the call computes it, so that no translation can be found. */
  readonly message: string | undefined;
  /** How many values it is given. */
  readonly values: number;
  /** Whether it waits for a function to be called; if not, it is spoken before the language is known. */
  readonly isDeferred: boolean;
}

export interface Texts {
  readonly spoken: readonly SpokenText[];
  /** Texts of three words or more that are no part of such a call, as they stand between quotes or values. */
  readonly others: readonly string[];
}

interface Node {
  readonly type: string;
  readonly [property: string]: unknown;
}

const SENTENCE = /\p{L}[\p{L}'’]* \p{L}[\p{L}'’]*,? \p{L}/u;

/** All texts in the TypeScript sources under some folders. */
export function textsUnder(...folders: readonly string[]): Texts {
  const texts = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => textsIn(readFileSync(join(folder, name), 'utf8'))),
  );
  return { spoken: texts.flatMap(({ spoken }) => spoken), others: texts.flatMap(({ others }) => others) };
}

export function textsIn(source: string): Texts {
  const spoken: SpokenText[] = [];
  const others: string[] = [];
  const visit = (value: unknown, isDeferred: boolean): void => {
    if (Array.isArray(value)) for (const element of value) visit(element, isDeferred);
    if (!isNode(value)) return;
    const text = textOf(value);
    if (text !== undefined && SENTENCE.test(text)) others.push(text);
    let parts = Object.values(value);
    if (isCallOfL10n(value)) {
      const [message, ...values] = (value['arguments'] ?? []) as Node[];
      spoken.push({ message: message && textOf(message), values: values.length, isDeferred });
      parts = values;
    }
    for (const part of parts) visit(part, isDeferred || /Function/.test(value.type));
  };
  visit(parseAst(source, { lang: 'ts' }), false);
  return { spoken, others };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function isCallOfL10n(node: Node): boolean {
  const called = (node['callee'] ?? node['tag']) as { object?: { name?: string }; property?: { name?: string } };
  return called?.object?.name === 'l10n' && called.property?.name === 't';
}

/** What a literal, or a part of a template, stands for. */
function textOf({ type, value }: Node): string | undefined {
  if (type === 'TemplateElement') return (value as { cooked: string }).cooked;
  return type === 'Literal' && typeof value === 'string' ? value : undefined;
}
