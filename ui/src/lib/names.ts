/** What a template for names can name; the engine says what becomes of it. */
export const NAME_TOKENS = ['date', 'time', 'model', 'server', 'prompt', 'seed', 'take', 'width', 'height', 'seconds', 'id'] as const;

/** What stands for an empty template. */
export const USUAL_NAME = '{prompt}-{id}';

export type NameToken = (typeof NAME_TOKENS)[number];
