import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseAddress } from '../../../../server/src/index/team/address.ts';

test.each([
  ['postgresql://ann@db.example.com/notes', { host: 'db.example.com', port: 5432, user: 'ann', database: 'notes' }],
  ['postgres://ann@db.example.com:6543', { host: 'db.example.com', port: 6543, user: 'ann', database: 'ann' }],
  ['postgresql://db.example.com/notes', { host: 'db.example.com', user: userInfo().username, database: 'notes' }],
  ['postgresql://a%40b@db/my%20notes', { user: 'a@b', database: 'my notes' }],
  ['postgresql://ann@[::1]/notes', { host: '::1' }],
])('%s is taken apart', (address, parts) => {
  expect(parseAddress(address)).toMatchObject({ ...parts, ssl: {} });
});

test.each(['127.0.0.1', 'localhost', '[::1]'])('a server on this machine (%s) can do without encryption', (host) => {
  expect(parseAddress(`postgresql://ann@${host}/notes?sslmode=disable`).ssl).toBe(false);
});

test('the certificate of an authority is read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'elmo-lens-authority-'));
  const file = join(folder, 'team’s authority.crt');
  writeFileSync(file, 'CERTIFICATE');
  const address = `postgresql://ann@db/notes?sslrootcert=${encodeURIComponent(file)}`;
  expect(parseAddress(address).ssl).toEqual({ ca: 'CERTIFICATE' });
  rmSync(folder, { recursive: true });
});

test.each([
  ['notes', /is written postgresql:/],
  ['https://db.example.com/notes', /is written postgresql:/],
  ['postgresql:///notes', /is written postgresql:/],
  ['postgresql://a%zz@db/notes', /is written postgresql:/],
  ['postgresql://ann:hunter2@db.example.com/notes', /password must not stand in the address/],
  ['postgresql://ann@db/notes?password=hunter2', /no parameter password/],
  ['postgresql://ann@db/notes?host=elsewhere', /no parameter host/],
  ['postgresql://ann@db/notes?sslmode=disable', /always encrypted/],
  ['postgresql://ann@db/notes?sslmode=require', /always encrypted/],
  ['postgresql://ann@127.0.0.1.example.com/notes?sslmode=disable', /always encrypted/],
  ['postgresql://ann@db/notes?sslrootcert=/no/such/file', /certificate \/no\/such\/file/],
])('%s is refused, without a word of the password', (address, why) => {
  const parse = () => parseAddress(address);
  expect(parse).toThrow(why);
  expect(parse).not.toThrow(/hunter2/);
});
