/** A small part of what `npm run torture` does. */
import { test } from 'vitest';
import { killProcesses } from '../torture/kills.ts';
import { breakProtocol } from '../torture/protocolOrder.ts';
import { fuzzRequests } from '../torture/requests.ts';
import { soak } from '../torture/soak.ts';
import { storm } from '../torture/storm.ts';

test('any request is answered with a result or an error of the protocol, whatever its parameters', () =>
  fuzzRequests(1500, 8));

test('a client that breaks the order or the framing of the protocol is told so, and then answered', () =>
  breakProtocol(4, 8));

test('what was asked is answered though the engine is killed, and nothing stays of a server that is, or whose parent is', () =>
  killProcesses(1, 8));

test('after a storm of changes, a document is read as a fresh server reads it; work that is given up stops', () =>
  storm(40, 8));

test('a server that is written in keeps its memory level', () => soak(0.1, 8));
