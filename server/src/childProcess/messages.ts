/** What a parent asks of a child process. */
export interface ChildRequest<Body> {
  readonly id: number;
  readonly body: Body;
}

/** What the child says: `ready` or `unusable` once, then one `result` or `failed` for each request. */
export type ChildMessage<Result> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly kind: 'result'; readonly id: number; readonly result: Result }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
