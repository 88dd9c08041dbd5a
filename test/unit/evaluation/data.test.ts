import { describe, expect, test } from 'vitest';
import {
  agNews,
  DataFolder,
  frameworkSentences,
  MissingDataError,
  pairs,
  semcorSentences,
  sst2,
  taggedSentences,
  wordPairs,
} from '../../evaluation/data.ts';

test('a missing set is named', () => {
  expect(() => new DataFolder('/nowhere').read('ner/none.txt')).toThrow(MissingDataError);
});

test('reads columns into sentences, whatever parts them', () => {
  const text = '-DOCSTART- -X- O O\n\nEU NNP I-NP I-ORG\nrejects VBZ I-VP O\n\n\t\nPeter NNP I-NP I-PER\n';
  expect(taggedSentences(text)).toEqual([
    { tokens: ['EU', 'rejects'], labels: ['I-ORG', 'O'] },
    { tokens: ['Peter'], labels: ['I-PER'] },
  ]);
});

test('reads pairs from the columns that are named', () => {
  const text = 'score\tfirst\tsecond\n4.5\tA dog runs.\tA dog is running.\n';
  expect(pairs(text, [0, 1, 2], true)).toEqual([{ gold: 4.5, a: 'A dog runs.', b: 'A dog is running.' }]);
});

test('reads SST-2 with brackets as a writer types them', () => {
  expect(sst2('sentence\tlabel\na dull -lrb- very dull -rrb- film \t0\ngood fun . \t1\n')).toEqual([
    { text: 'a dull ( very dull ) film', label: 'negative' },
    { text: 'good fun .', label: 'positive' },
  ]);
});

test('reads every tenth text of AG News, without what is left of HTML and CSV', () => {
  const item = '"It #39;s  quot;new, quot; <br>says\\""AP"" &amp; co #151; $5"\tWorld';
  const others = Array.from({ length: 10 }, (_, i) => `other ${i}\tSports`);
  expect(agNews([item, ...others, ''].join('\n'))).toEqual([
    { text: 'It\'s "new," says "AP" & co— $5', label: 'World' },
    { text: 'other 9', label: 'Sports' },
  ]);
});

describe('word senses', () => {
  test('WiC gives a word in two sentences and whether it means the same', () => {
    const text = 'board\tN\t2-3\tRoom and board .\tHe nailed some boards .\nrun\tV\t1-0\tThey run .\tRun home .\n';
    expect(wordPairs(text, 'F\nT\n')).toEqual([
      {
        lemma: 'board',
        pos: 'n',
        places: [
          { tokens: ['Room', 'and', 'board', '.'], index: 2 },
          { tokens: ['He', 'nailed', 'some', 'boards', '.'], index: 3 },
        ],
        same: false,
      },
      {
        lemma: 'run',
        pos: 'v',
        places: [
          { tokens: ['They', 'run', '.'], index: 1 },
          { tokens: ['Run', 'home', '.'], index: 0 },
        ],
        same: true,
      },
    ]);
  });

  test('the framework’s XML gives tokens, targets and all their gold keys', () => {
    const xml = [
      '<sentence id="d0.s0">',
      '<wf lemma="it" pos="PRON">It</wf>',
      '<instance id="d0.s0.t0" lemma="take_place" pos="VERB">took place</instance>',
      '<wf lemma="&amp;" pos=".">&amp;</wf>',
      '<instance id="d0.s0.t1" lemma="art" pos="NOUN">art</instance>',
      '</sentence>',
    ].join('\n');
    const gold = 'd0.s0.t0 take_place%2:30:00::\nd0.s0.t1 art%1:06:00:: art%1:04:00::\n';
    expect(frameworkSentences(xml, gold)).toEqual([
      {
        tokens: ['It', 'took', 'place', '&', 'art'],
        targets: [
          { id: 'd0.s0.t0', index: 1, length: 2, lemma: 'take_place', pos: 'v', keys: ['take_place%2:30:00::'] },
          { id: 'd0.s0.t1', index: 4, length: 1, lemma: 'art', pos: 'n', keys: ['art%1:06:00::', 'art%1:04:00::'] },
        ],
      },
    ]);
  });

  test('SemCor gives the documents asked for, without the classes of names', () => {
    const tsv = [
      '# doc br-a01',
      'Dogs\tdog\tNN\tdog%1:05:00::',
      'bark\tbark\tVB\tbark%2:32:00::',
      '',
      '# doc br-a02',
      'Fulton_County\tlocation\tNNP\tlocation%1:03:00::',
      'held\thold\tVB\thold%2:41:00::',
      'primary_elections\tprimary_election\tNN\tprimary_election%1:04:00::',
      '.\t-\t-\t-',
      '',
      'Recent\trecent\tJJ\trecent%5:00:00:past:00',
      '',
    ].join('\n');
    const [first, second, ...rest] = semcorSentences(tsv, (document) => document === 'br-a02');
    expect(rest).toEqual([]);
    expect(first!.tokens).toEqual(['Fulton', 'County', 'held', 'primary', 'elections', '.']);
    expect(first!.targets.map(({ index, length, lemma, pos }) => [index, length, lemma, pos])).toEqual([
      [2, 1, 'hold', 'v'],
      [3, 2, 'primary_election', 'n'],
    ]);
    expect(second!.targets[0]).toMatchObject({ lemma: 'recent', pos: 'a', keys: ['recent%5:00:00:past:00'] });
  });
});
