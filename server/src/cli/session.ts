import { CachedEngine } from '../engine/cachedEngine.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineClient } from '../engine/engineClient.ts';
import { HeadFiles } from '../heads/manifest.ts';
import type { Installation } from '../installation.ts';
import { Lens } from '../lens.ts';

/** A running engine and the lens over it, for one command. */
export interface Session {
  readonly engine: Engine;
  readonly lens: Lens;
}

/** Runs `use` with an engine of its own, which is stopped afterwards whatever happens. */
export async function withSession<Result>(
  { engineScript, modelDirectory, wordNet }: Installation,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const client = new EngineClient({
    script: engineScript,
    modelDirectory,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  try {
    const engine = new CachedEngine(client);
    return await use({ engine, lens: await Lens.open(engine, HeadFiles.open(modelDirectory), wordNet) });
  } finally {
    client.dispose();
  }
}
