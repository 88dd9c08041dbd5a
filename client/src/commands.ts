import * as l10n from '@vscode/l10n';
import { CancellationError, commands, Disposable, type LogOutputChannel, window } from 'vscode';
import { ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageclient/node';
import { UserError } from './userError.ts';

/** Command identifiers as in package.json, each with what it does. */
export type CommandTable = Readonly<Record<string, (...parameters: never[]) => unknown>>;

/**
 * Registers the commands. What the user can do otherwise becomes a hint, another error a message with a way to the log;
 * cancelling is silent.
 */
export function registerCommands(table: CommandTable, log: LogOutputChannel): Disposable {
  const registrations = Object.entries(table).map(([identifier, run]) =>
    commands.registerCommand(identifier, async (...parameters: never[]) => {
      try {
        return await run(...parameters);
      } catch (error) {
        if (isUserError(error)) void window.showInformationMessage(`ELMo Lens: ${error.message}`);
        else if (!isCancelled(error)) showError(error, log);
        return undefined;
      }
    }),
  );
  return Disposable.from(...registrations);
}

/** The server says with `InvalidParams` that it can't do this with what the user chose. */
function isUserError(error: unknown): error is Error {
  return error instanceof UserError || (error instanceof ResponseError && error.code === ErrorCodes.InvalidParams);
}

function isCancelled(error: unknown): boolean {
  if (error instanceof CancellationError) return true;
  return (
    error instanceof ResponseError &&
    (error.code === LSPErrorCodes.RequestCancelled || error.code === LSPErrorCodes.ServerCancelled)
  );
}

function showError(error: unknown, log: LogOutputChannel): void {
  const message = error instanceof Error ? error.message : String(error);
  log.error(error instanceof Error ? error : message);
  const showLog = l10n.t('Show Log');
  void window.showErrorMessage(`ELMo Lens: ${message}`, showLog).then((choice) => {
    if (choice === showLog) log.show();
  });
}
