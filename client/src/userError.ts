/**
 * The user asked for what can't be done here and now: there is nothing to report. The message says why or what to do
 * first, in 50 characters, because VS Code shows one line of it.
 */
export class UserError extends Error {}
