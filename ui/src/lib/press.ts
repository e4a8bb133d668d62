/** Names one press of a button that may cost money: 128 random bits. The engine takes the same name twice as one press. */
export function pressKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
