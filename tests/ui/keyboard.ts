/** A person without a mouse: what has the focus, and how each kind of control is changed with keys. */
import { expect, type Page } from '@playwright/test';

/** A control of the form that has the focus. */
export interface Focused {
  /** What the form calls it: `length`, `size`, `param:style`; empty for buttons beside a control. */
  readonly name: string;
  readonly kind: string;
  readonly testid: string;
  /** What a screen reader would say of a button. */
  readonly label: string;
}

export function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const at = document.activeElement;
    const testid = at?.getAttribute('data-testid') ?? '';
    const param = at?.closest('[data-param]')?.getAttribute('data-param');
    const group = at?.closest('[role=radiogroup]')?.getAttribute('aria-labelledby') ?? '';
    const title = at instanceof HTMLInputElement ? (at.labels?.[0]?.title ?? '') : '';
    const kind = at instanceof HTMLInputElement ? at.type : (at?.tagName.toLowerCase() ?? '');
    const label = at?.getAttribute('aria-label') ?? at?.textContent.trim() ?? '';
    const named: Record<string, string> = { 'shape-label': 'shape', 'takes-label': 'takes', 'length-label': 'length' };
    if (at?.closest('[data-more]') !== null) return { name: '', kind, testid, label };
    if (param !== null && param !== undefined) return { name: kind === 'button' && at?.getAttribute('aria-haspopup') !== 'listbox' ? '' : `param:${param}`, kind, testid, label };
    const name = named[group] ?? (testid === 'size-select' ? 'size' : kind === 'range' ? 'slider' : title === 'seed' ? 'seed' : '');
    return { name, kind, testid, label };
  });
}

/** Presses Tab until something has the focus. */
export async function tabTo(page: Page, is: (at: Focused) => boolean, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    const at = await focused(page);
    if (is(at)) return;
    seen.push(at.testid || at.name || at.label);
    await page.keyboard.press(key);
  }
  throw new Error(`not reached: ${seen.join(', ')}`);
}

/** Chooses with the keys that such a control has. */
export async function choose(page: Page, kind: string, value: string): Promise<void> {
  if (kind === 'range') {
    await page.keyboard.press('End');
  } else if (kind === 'radio') {
    await chooseRadio(page, value);
  } else if (kind === 'button') {
    await page.keyboard.press('Enter');
    const active = () => page.evaluate(() => document.querySelector('[data-active]')?.getAttribute('data-value'));
    // A key that comes before the list is open is one for the button.
    await page.locator('[data-active]').waitFor();
    await page.keyboard.press('PageUp');
    for (let presses = 0; presses < 40 && (await active()) !== value; presses += 1) await page.keyboard.press('ArrowDown');
    expect(await active()).toBe(value);
    await page.keyboard.press('Enter');
  } else {
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(value);
  }
}

async function chooseRadio(page: Page, value: string): Promise<void> {
  const chosen = () => page.evaluate(() => (document.activeElement as HTMLInputElement).value);
  // The way that does not lead over "other", which takes the focus.
  const steps = await page.evaluate((wantedValue) => {
    const at = document.activeElement as HTMLInputElement;
    const radios = [...document.querySelectorAll<HTMLInputElement>(`input[type=radio][name="${at.name}"]`)];
    return radios.findIndex((radio) => radio.value === wantedValue) - radios.findIndex((radio) => radio.checked);
  }, value);
  for (let press = 0; press < Math.abs(steps); press += 1) await page.keyboard.press(steps > 0 ? 'ArrowRight' : 'ArrowLeft');
  if (value !== 'other') expect(await chosen()).toBe(value);
}

/** Goes from the prompt to the model and types its name. */
export async function chooseModel(page: Page, model: string): Promise<void> {
  await tabTo(page, (at) => at.testid === 'model-select', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.insertText(model);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('model-select')).toHaveText(model);
}

/** The prompt, by its own key. */
export async function writePrompt(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+l');
  await expect(page.getByTestId('prompt')).toBeFocused();
  await page.keyboard.insertText(words);
}
