import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';

const shown = vi.hoisted(() => ({ information: [] as string[], errors: [] as string[] }));
const registered = vi.hoisted(() => new Map<string, () => Promise<unknown>>());

vi.mock('vscode', () => ({
  CancellationError: class extends Error {},
  Disposable: { from: () => ({}) },
  commands: { registerCommand: (name: string, run: () => Promise<unknown>) => registered.set(name, run) },
  window: {
    showInformationMessage: async (text: string, ...buttons: string[]) => {
      shown.information.push([text, ...buttons].join(' | '));
    },
    showErrorMessage: async (text: string, ...buttons: string[]) => {
      shown.errors.push([text, ...buttons].join(' | '));
    },
  },
}));
vi.mock('vscode-languageclient/node', async () => import('vscode-languageserver-protocol'));

const { CancellationError } = await import('vscode');
const { ErrorCodes, LSPErrorCodes, ResponseError } = await import('vscode-languageserver-protocol');
const { registerCommands } = await import('../../../client/src/commands.ts');
const { UserError } = await import('../../../client/src/userError.ts');

const logged: unknown[] = [];
const log = { error: (error: unknown) => logged.push(error) } as unknown as LogOutputChannel;

/** Runs a command that fails with this error. */
async function failWith(error: Error): Promise<void> {
  registerCommands({ fail: () => Promise.reject(error) }, log);
  await registered.get('fail')?.();
}

describe('a command', () => {
  beforeEach(() => {
    shown.information.length = 0;
    shown.errors.length = 0;
    logged.length = 0;
  });

  it.each([
    ['the client', new UserError('Select a text first.')],
    ['the server', new ResponseError(ErrorCodes.InvalidParams, 'Select a text first.')],
  ])('hints at what to do where %s cannot use what was chosen', async (_, error) => {
    await failWith(error);
    expect(shown).toEqual({ information: ['ELMo Lens: Select a text first.'], errors: [] });
    expect(logged).toEqual([]);
  });

  it('shows any other error with a way to the log, where it stands', async () => {
    const error = new ResponseError(LSPErrorCodes.RequestFailed, 'The engine crashed.');
    await failWith(error);
    expect(shown).toEqual({ information: [], errors: ['ELMo Lens: The engine crashed. | Show Log'] });
    expect(logged).toEqual([error]);
  });

  it.each([
    ['by the user', new CancellationError()],
    ['by the server', new ResponseError(LSPErrorCodes.ServerCancelled, 'Cancelled')],
  ])('says nothing when it was cancelled %s', async (_, error) => {
    await failWith(error);
    expect(shown).toEqual({ information: [], errors: [] });
  });
});
