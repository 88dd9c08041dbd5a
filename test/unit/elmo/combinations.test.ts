import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BiLM } from '../../../server/src/elmo/bilm.ts';
import { Elmo, mixLayers } from '../../../server/src/elmo/elmo.ts';
import { ElmoEmbedder, type Embedding, embeddingOf } from '../../../server/src/elmo/embedder.ts';
import { cosine, meanPool, sentenceSimilarity, wordVector } from '../../../server/src/elmo/similarity.ts';
import { converted, DEFAULT_MODEL, greatestDifference, tinyPair } from './models.ts';

/** Two layers, two tokens, width 2. */
const EMBEDDING: Embedding = { data: Float32Array.of(1, 2, 3, 4, 10, 20, 30, 40), dims: [2, 2, 2] };

const number = fc.float({ min: -1000, max: 1000, noNaN: true });
const vectorPair = fc.integer({ min: 1, max: 20 }).chain((length) => fc.tuple(vector(length), vector(length)));

function vector(length: number) {
  return fc.array(number, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
}

describe('embeddingOf', () => {
  test('takes the layers from the rows between the marks', () => {
    // One token of one layer: rows of [token, forward, backward], each one number.
    const states = { tokens: 1, width: 3, data: Float32Array.of(9, 9, 9, 1, 2, 3, 9, 9, 9) };
    expect(embeddingOf(states, 1)).toEqual({ data: Float32Array.of(1, 1, 2, 3), dims: [2, 1, 2] });
  });

  test('refuses states of another number of layers', () => {
    expect(() => embeddingOf({ tokens: 0, width: 3, data: new Float32Array(6) })).toThrow(RangeError);
  });
});

describe('scalar mix', () => {
  test('of equal weights is the mean of the layers times gamma', () => {
    const mixed = mixLayers(EMBEDDING, { weights: [7, 7], gamma: 2 });
    expect(greatestDifference(mixed, [11, 22, 33, 44])).toBeLessThan(1e-5);
  });

  test('takes the softmax of the weights', () => {
    const mixed = mixLayers(EMBEDDING, { weights: [0, Math.log(3)], gamma: 1 });
    expect(greatestDifference(mixed, [7.75, 15.5, 23.25, 31])).toBeLessThan(1e-5);
  });

  test('refuses another number of weights than layers', () => {
    expect(() => mixLayers(EMBEDDING, { weights: [1], gamma: 1 })).toThrow('2 layers needs 2 weights, not 1');
  });

  test('lies between the least and the greatest layer', () => {
    const weights = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(weights, (pair) => {
        const mixed = mixLayers(EMBEDDING, { weights: pair, gamma: 1 });
        expect(mixed.every((value, index) => value >= EMBEDDING.data[index]! - 1e-4)).toBe(true);
        expect(mixed.every((value, index) => value <= EMBEDDING.data[index + 4]! + 1e-4)).toBe(true);
      }),
    );
  });
});

describe('Elmo', () => {
  test('gives each representation its own mix, and a mask for the padding', async () => {
    const bilm = await BiLM.load(await converted(tinyPair('clipped')));
    const mixes = [
      { weights: [0, 0, 0], gamma: 1 },
      { weights: [-100, -100, 100], gamma: 3 },
    ];
    const sentences = [['One'], ['Three', 'more', 'words']];
    const { representations, mask, dims } = await new Elmo(bilm, mixes).embed(sentences);
    const [short] = await new ElmoEmbedder(bilm).embedSentences(sentences);
    const width = dims[2];
    expect(dims).toEqual([2, 3, 10]);
    expect([...mask]).toEqual([1, 0, 0, 1, 1, 1]);
    expect(representations).toHaveLength(2);
    for (const [index, mix] of mixes.entries()) {
      const values = representations[index]!;
      expect(values.subarray(0, width)).toEqual(mixLayers(short!, mix));
      expect(values.subarray(width, 3 * width).every((value) => value === 0)).toBe(true);
    }
    const top = short!.data.subarray(2 * width).map((value) => 3 * value);
    expect(greatestDifference(representations[1]!.subarray(0, width), top)).toBeLessThan(1e-5);
  });

  test('refuses a mix that does not fit the model when it is made', async () => {
    const bilm = await BiLM.load(await converted(tinyPair('unclipped')));
    expect(() => new Elmo(bilm, [{ weights: [1, 1, 1], gamma: 1 }])).toThrow('4 layers needs 4 weights, not 3');
  });

  test('gives empty representations for no sentences', async () => {
    const bilm = await BiLM.load(await converted(tinyPair('clipped')));
    const output = await new Elmo(bilm, [{ weights: [1, 1, 1], gamma: 1 }]).embed([]);
    expect(output.dims).toEqual([0, 0, 0]);
  });
});

describe('similarity', () => {
  test('joins the layers of a word', () => {
    expect(wordVector(EMBEDDING, 1)).toEqual(Float32Array.of(3, 4, 30, 40));
  });

  test.each([-1, 2, 0.5])('refuses token %d of two', (index) => {
    expect(() => wordVector(EMBEDDING, index)).toThrow(`no token ${index}`);
  });

  test('pools by the mean', () => {
    expect(meanPool(EMBEDDING)).toEqual(Float32Array.of(2, 3, 20, 30));
  });

  test('of a sentence without tokens is 0', () => {
    expect(sentenceSimilarity(EMBEDDING, { data: new Float32Array(), dims: [2, 0, 2] })).toBe(0);
  });

  test('by cosine is symmetric, within -1 and 1, and blind to length', () => {
    fc.assert(
      fc.property(vectorPair, ([a, b]) => {
        const similarity = cosine(a, b);
        expect(similarity).toBe(cosine(b, a));
        expect(Math.abs(similarity)).toBeLessThanOrEqual(1);
        expect(
          cosine(
            a.map((value) => 4 * value),
            b,
          ),
        ).toBeCloseTo(similarity, 6);
      }),
    );
  });

  test('of a vector with itself is 1, with its opposite -1', () => {
    fc.assert(
      fc.property(vector(5), (a) => {
        fc.pre(a.some((value) => Math.abs(value) > 1e-3));
        expect(cosine(a, a)).toBeCloseTo(1, 6);
        expect(
          cosine(
            a,
            a.map((value) => -value),
          ),
        ).toBeCloseTo(-1, 6);
      }),
    );
  });

  test('refuses vectors of different lengths', () => {
    expect(() => cosine(new Float32Array(2), new Float32Array(3))).toThrow('2 and 3');
  });

  test('tells the two banks apart: money with money is closer than money with river', async () => {
    const embedder = new ElmoEmbedder(await BiLM.load(DEFAULT_MODEL));
    const bank = async (text: string) => {
      const tokens = text.split(' ');
      return wordVector(await embedder.embedSentence(tokens), tokens.indexOf('bank'));
    };
    const loan = await bank('The bank approved the loan to the company .');
    const interest = await bank('The bank raised its interest rates again .');
    const river = await bank('They sat on the bank of the river and fished .');
    expect(cosine(loan, interest)).toBeGreaterThan(cosine(loan, river));
    expect(cosine(interest, loan)).toBeGreaterThan(cosine(interest, river));
  });
});
