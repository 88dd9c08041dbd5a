import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeHtml, pageHtml } from '../../../client/src/webview/html.ts';

const parts = {
  language: 'en',
  title: 'Sense Map',
  script: 'https://file.example/dist/webview/senseMap.js',
  style: 'https://file.example/dist/webview/senseMap.css',
  cspSource: 'https://file.example',
  nonce: '0123456789abcdef',
};

/** The directives of a page's content security policy, by name. */
function policyOf(html: string): ReadonlyMap<string, string> {
  const [, content = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html) ?? [];
  const directives = content.replaceAll('&#39;', "'").split('; ');
  return new Map(directives.map((directive) => [directive.split(' ')[0]!, directive.split(' ').slice(1).join(' ')]));
}

describe('the document of a web page', () => {
  const html = pageHtml(parts);

  test('may run its one script and load its style sheet, and nothing else', () => {
    expect(Object.fromEntries(policyOf(html))).toEqual({
      'default-src': "'none'",
      'script-src': "'nonce-0123456789abcdef'",
      'style-src': 'https://file.example',
      'base-uri': "'none'",
      'form-action': "'none'",
    });
  });

  test('states its policy before anything that it governs', () => {
    const policy = html.indexOf('Content-Security-Policy');
    expect(policy).toBeGreaterThan(0);
    expect(policy).toBeLessThan(html.indexOf('<link'));
    expect(policy).toBeLessThan(html.indexOf('<script'));
  });

  test('has nothing inline: no script but the named one, no style, no handler', () => {
    expect(html.match(/<script[^>]*>/g)).toEqual([`<script nonce="${parts.nonce}" src="${parts.script}">`]);
    expect(html).toContain('></script>');
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
  });

  test('shows no part as anything but text, whatever is in it', () => {
    const tags = (text: string): string[] => text.match(/<\/?[a-z!]+/gi) ?? [];
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', ' ', 'a', 'onload=') }), (text) => {
        const page = pageHtml({ ...parts, title: text, script: text, style: text });
        expect(tags(page)).toEqual(tags(html));
        expect(policyOf(page)).toEqual(policyOf(html));
      }),
    );
  });
});

test('an escaped text holds nothing that HTML reads, and stands for itself', () => {
  const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      const escaped = escapeHtml(text);
      expect(escaped).not.toMatch(/[<>"']/);
      expect(escaped.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]!)).toBe(text);
    }),
  );
});
