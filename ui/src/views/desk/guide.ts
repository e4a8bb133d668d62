/** The steps of the guide, in their order. */
export const STEPS = ['demo', 'connect', 'picture', 'wall', 'safe', 'find'] as const;

export type Step = (typeof STEPS)[number];
