/** `npm run convert`, `evaluate`, `bench` and `torture`: sets up, then runs the bundle of that name in the user's folder. */
import { fail, runBundle } from './common.mjs';
import { setup } from './setup.mjs';

const [name, ...args] = process.argv.slice(2);
await setup().catch(fail);
process.exitCode = await runBundle(name, args);
