/** English for what does not go together in a form: a rule as one sentence, "With size 1080P: length only 6 s." */

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export const together = {
  and: ', ',
  or: ' or ',
  rule: (when: string, then: string) => `${capital(when === '' ? then : `${when}: ${then}`)}.`,
  given: (thing: string) => `with ${thing}`,
  missing: (thing: string) => `without ${thing}`,
  chosen: (name: string, values: string) => `with ${name} ${values}`,
  only: (name: string, values: string) => `${name} only ${values}`,
  none: (_thing: string, name: string) => `no ${name}`,
  needed: (thing: string) => `${thing} is needed`,
  anyway: (reason: string) => `${reason} You can send it anyway.`,
  pictures: { first: 'a first frame', last: 'a last frame', reference: 'a reference picture' },
} as const;
