import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,protocol}/**/*.test.ts'],
    // A protocol test starts the real server with the real model, on whatever machine this is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
