import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuse } from '../../../server/src/index/fusion.ts';
import { PRODUCTS_MODEL, Products } from '../../../server/src/index/products.ts';
import { contentKey, quantise, withExcess } from '../../../server/src/index/vectors.ts';
import { VectorTable } from '../../../server/src/index/vectorTable.ts';
import { Slices } from '../../../server/src/slices.ts';
import { productsModel } from './productsModel.ts';

const component = fc.float({ min: -1, max: 1, noNaN: true });
const vector = (length: number) =>
  fc.array(component, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
const everything = () => true;

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa === 0 || bb === 0 ? 0 : product / Math.sqrt(aa * bb);
}

test('the cosine of two vectors hardly changes when they are quantised', () => {
  fc.assert(
    fc.property(vector(64), vector(64), (a, b) => {
      expect(Math.abs(cosine(quantise(a), quantise(b)) - cosine(a, b))).toBeLessThan(0.03);
    }),
  );
});

test('the model that multiplies is what its description makes', () => {
  expect(Buffer.from(PRODUCTS_MODEL)).toEqual(Buffer.from(productsModel()));
});

test('the products of rows with a vector are exact, at the limits of a byte, too', async () => {
  const bytes = (length: number) =>
    fc.array(fc.integer({ min: -127, max: 127 }), { minLength: length, maxLength: length });
  const limits = Array.from({ length: 256 }, () => 127);
  const products = await Products.load();
  const excess = (values: readonly number[]) => withExcess(Int8Array.from(values));
  await fc.assert(
    fc.asyncProperty(fc.array(bytes(256), { minLength: 1, maxLength: 20 }), bytes(256), async (rows, vector) => {
      const inner = (row: readonly number[]) => row.reduce((sum, value, i) => sum + value * vector[i]!, 0);
      expect([...(await products.of(excess(rows.flat()), excess(vector)))]).toEqual(rows.map(inner));
    }),
    { examples: [[[limits, limits.map((value) => -value)], limits]] },
  );
});

test('the same words have the same key, and others another', () => {
  expect(contentKey(['a', 'b c'])).toBe(contentKey(['a', 'b c']));
  expect(contentKey(['a', 'b', 'c'])).not.toBe(contentKey(['a', 'b c']));
});

test('a search finds the closest rows, in order, as comparing with all of them does', async () => {
  const rows = fc.array(vector(8), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(rows, vector(8), fc.nat(20), async (vectors, query, removed) => {
      const table = new VectorTable(8);
      for (const each of vectors) table.add(quantise(each));
      if (removed < vectors.length) table.remove(removed);
      const wanted = vectors
        .map((each, row) => ({ row, cosine: cosine(quantise(each), quantise(query)) }))
        .filter(({ row }) => row !== removed && quantise(vectors[row]!).some((value) => value !== 0))
        .sort((a, b) => b.cosine - a.cosine)
        .slice(0, 5);
      const found = await table.search(quantise(query), 5, everything, new Slices());
      expect(found.map((each) => each.cosine.toFixed(4))).toEqual(wanted.map((each) => each.cosine.toFixed(4)));
    }),
  );
});

test('a search leaves out the rows that it is told to', async () => {
  const table = new VectorTable(2);
  for (let i = 0; i < 10; i++) table.add(Int8Array.of(100, i));
  const found = await table.search(Int8Array.of(1, 0), 3, (row) => row % 2 === 1, new Slices());
  expect(found.map(({ row }) => row)).toEqual([1, 3, 5]);
});

test('a row that was freed is used again', () => {
  const table = new VectorTable(2);
  table.add(Int8Array.of(1, 2));
  const row = table.add(Int8Array.of(3, 4));
  table.remove(row);
  expect(table.add(Int8Array.of(5, 6))).toBe(row);
  expect(table.cosine(Int8Array.of(5, 6), row)).toBeCloseTo(1);
});

test('what two rankings have high up comes before what one of them has at the top', () => {
  const relevance = fuse([
    ['a', 'b', 'c'],
    ['d', 'b', 'e'],
  ]);
  expect([...relevance].sort(([, a], [, b]) => b - a)[0]).toEqual(['b', 2 / 62]);
});
