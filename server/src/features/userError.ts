/** The user asked for what can't be done here and now: answered as `InvalidParams`, with a message that says what to do. */
export class UserError extends Error {}
