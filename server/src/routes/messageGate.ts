import {
  type Connection,
  ErrorCodes,
  Message,
  type MessageStrategy,
  type NotificationMessage,
  type RequestMessage,
  ResponseError,
} from 'vscode-languageserver';
import { problemWithParameters } from './parameters.ts';

/** What a refused message becomes, so that the connection answers it. */
const REFUSED = 'elmoLens/refused';

/** Why a message is not let in. */
interface Refusal {
  readonly code: number;
  readonly message: string;
}

/**
 * Lets in the messages of a client that keeps to the protocol: whose parameters are what they have to be, after
 * `initialize` and before `shutdown`. Other requests are answered with an error; other notifications are logged.
 */
export class MessageGate implements MessageStrategy {
  #stage: 'before' | 'open' | 'after' = 'before';

  handleMessage(message: Message, next: (message: Message) => Promise<void>): Promise<void> {
    return next(this.#admitted(message));
  }

  #admitted(message: Message): Message {
    const isRequest = Message.isRequest(message);
    if (!isRequest && !Message.isNotification(message)) return message;
    const refusal = this.#refusal(message, isRequest);
    if (refusal) return { ...message, method: REFUSED, params: refusal } as Message;
    if (message.method === 'initialize') this.#stage = 'open';
    if (message.method === 'shutdown') this.#stage = 'after';
    return message;
  }

  #refusal({ method, params }: RequestMessage | NotificationMessage, isRequest: boolean): Refusal | undefined {
    if (method === 'exit' || method === REFUSED) return undefined;
    if (this.#stage === 'after') {
      return { code: ErrorCodes.InvalidRequest, message: `${method} came after the shutdown.` };
    }
    if (this.#stage === 'before' && method !== 'initialize') {
      return { code: ErrorCodes.ServerNotInitialized, message: `${method} came before initialize.` };
    }
    if (this.#stage === 'open' && method === 'initialize') {
      return { code: ErrorCodes.InvalidRequest, message: 'The server is initialized already.' };
    }
    const problem = problemWithParameters(method, params);
    if (problem === undefined) return undefined;
    const kind = isRequest ? 'request' : 'notification';
    return {
      code: ErrorCodes.InvalidParams,
      message: `The parameters of the ${kind} ${method} are not those of the protocol (${problem}).`,
    };
  }
}

/** Answers what the gate of the connection refuses. */
export function routeRefusals(connection: Connection, log: (line: string) => void): void {
  connection.onRequest(REFUSED, ({ code, message }: Refusal) => new ResponseError(code, message));
  connection.onNotification(REFUSED, ({ message }: Refusal) => log(message));
}
