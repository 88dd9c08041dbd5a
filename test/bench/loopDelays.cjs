/**
 * Loaded ahead of the server by `node --require`: how late its event loop comes to what is due, which is how long tasks
 * keep it busy. SIGUSR2 begins anew; what was seen is written to the file that LOOP_DELAYS names when the process ends.
 */
const { writeFileSync } = require('node:fs');
const { basename } = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const RESOLUTION_MS = 1;

if (basename(process.argv[1] ?? '') === 'cli.cjs') {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  process.on('SIGUSR2', () => delays.reset());
  process.once('exit', () => {
    const milliseconds = (nanoseconds) => nanoseconds / 1e6 - RESOLUTION_MS;
    const seen = { p99: milliseconds(delays.percentile(99)), max: milliseconds(delays.max) };
    writeFileSync(process.env['LOOP_DELAYS'], JSON.stringify(seen));
  });
}
