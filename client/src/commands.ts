import { CancellationError, commands, Disposable, type LogOutputChannel, window } from 'vscode';
import { LSPErrorCodes, ResponseError } from 'vscode-languageclient/node';

/** Command identifiers as in package.json, each with what it does. */
export type CommandTable = Readonly<Record<string, (...parameters: never[]) => unknown>>;

/** Registers the commands; an error of any becomes one readable message with a way to the log, cancelling is silent. */
export function registerCommands(table: CommandTable, log: LogOutputChannel): Disposable {
  const registrations = Object.entries(table).map(([identifier, run]) =>
    commands.registerCommand(identifier, async (...parameters: never[]) => {
      try {
        return await run(...parameters);
      } catch (error) {
        if (!isCancelled(error)) showError(error, log);
        return undefined;
      }
    }),
  );
  return Disposable.from(...registrations);
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
  const showLog = 'Show Log';
  void window.showErrorMessage(`ELMo Lens: ${message}`, showLog).then((choice) => {
    if (choice === showLog) log.show();
  });
}
