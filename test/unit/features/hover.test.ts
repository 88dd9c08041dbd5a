import { fromMarkdown } from 'mdast-util-from-markdown';
import { expect, test } from 'vitest';
import { hoverAt } from '../../../server/src/features/hover.ts';
import { HeadError } from '../../../server/src/heads/manifest.ts';
import { parseProse } from '../../../server/src/text/prose.ts';

test('a path in an error is shown as it is written, whatever it would be as Markdown', async () => {
  const message = 'The model in /home/[me](command:evil)/<img src=x>/*a* has no trained heads.';
  const text = 'They sat on the bank.';
  const senses = () => {
    throw new HeadError(message);
  };
  const reading = await hoverAt(parseProse(text, 'markdown'), text.indexOf('bank'), { senses, show: 'all' });
  const { children } = fromMarkdown(reading!.contents);
  expect(children).toMatchObject([{ type: 'paragraph', children: [{ type: 'text', value: message }] }]);
});
