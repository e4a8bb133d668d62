/** A quiet colour for a clip that has no still yet: always the same for the same prompt, dark enough for white words. */
export function placeholder(prompt: string): string {
  let hash = 2_166_136_261;
  for (const letter of prompt) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
  const hue = (hash >>> 0) % 360;
  return `linear-gradient(160deg, hsl(${hue} 16% 30%), hsl(${(hue + 40) % 360} 18% 16%))`;
}
