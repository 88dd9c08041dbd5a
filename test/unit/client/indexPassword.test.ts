import { beforeEach, expect, test, vi } from 'vitest';
import type { SecretStorage } from 'vscode';

const user = vi.hoisted(() => ({ url: '', types: undefined as string | undefined }));
vi.mock('vscode', () => ({
  window: { showInputBox: async () => user.types },
  workspace: {
    getConfiguration: (section?: string) => ({
      get: (name: string) => (section === undefined && name === 'elmoLens' ? { index: { url: user.url } } : undefined),
    }),
  },
}));
const { IndexPassword } = await import('../../../client/src/indexPassword.ts');

const TEAM = 'postgresql://ann@db.example.com/notes';
const secrets = new Map<string, string>();
const asked: string[] = [];
const storage = {
  get: async (key: string) => {
    asked.push(key);
    return secrets.get(key);
  },
  store: async (key: string, value: string) => void secrets.set(key, value),
  delete: async (key: string) => void secrets.delete(key),
} as unknown as SecretStorage;

let password: InstanceType<typeof IndexPassword>;
beforeEach(() => {
  secrets.clear();
  asked.length = 0;
  password = new IndexPassword(storage);
});

test('a password is kept for its address, and told to no other', async () => {
  user.url = TEAM;
  user.types = 'hunter2';
  expect(await password.ask()).toBe(true);
  await password.read();
  expect(password.environment).toEqual({ PGPASSWORD: 'hunter2' });
  user.url = 'postgresql://ann@elsewhere/notes';
  await password.read();
  expect(password.environment).toEqual({});
});

test('an empty password is forgotten; what is not given changes nothing', async () => {
  user.url = TEAM;
  for (const [types, kept] of [
    ['hunter2', true],
    [undefined, true],
    ['', false],
  ] as const) {
    user.types = types;
    expect(await password.ask()).toBe(types !== undefined);
    expect(secrets.size).toBe(kept ? 1 : 0);
  }
});

test('without an address there is nothing to ask for, and the storage is left alone', async () => {
  user.url = '';
  await expect(password.ask()).rejects.toThrow('Set elmoLens.index.url first.');
  await password.read();
  expect(asked).toEqual([]);
});
