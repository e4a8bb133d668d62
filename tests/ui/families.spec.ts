/**
 * The form of one model of each family in the catalogue, driven from the keyboard alone: every control that the description
 * asks for is reached with Tab and changed with keys, and what is sent is what the description says. The descriptions are
 * the catalogue's own (`families.json`, written by a test of rushes-core).
 */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { ModelView, Param, Size } from '../../ui/src/lib/generated/contract.ts';
import { expect, sent, test } from './window.ts';

interface Family {
  readonly profile: string;
  readonly model: ModelView;
}

const families = JSON.parse(readFileSync(`${__dirname}/families.json`, 'utf8')) as Family[];

/** A control by what the form calls it, and the text or value that is chosen there. */
type Wanted = Record<string, string>;

const SEED = 7;
const sizeText = (size: Size) => `${size.width}x${size.height}`;
const inPixels = (model: ModelView) => model.sizes.length > 0 || (model.aspects.length === 0 && model.tiers.length === 0 && model.size_free);
const last = <T>(list: readonly T[] | undefined): T | undefined => list?.[list.length - 1];

/** A value that the description lists for a parameter: as it is typed, and as it is sent. */
function valueOf(param: Param): unknown {
  const listed = last(param.values);
  if (listed !== undefined) return listed;
  switch (param.type) {
    case 'bool':
      return true;
    case 'int':
      return param.key === 'seed' ? SEED : (param.max ?? Math.max(param.min ?? 0, 3));
    case 'number':
      return param.max ?? Math.max(param.min ?? 0, 0.5);
    case 'json':
      return { a: [1] };
    case 'text':
    case 'long_text':
      return 'calm, 安静';
  }
}

const typed = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** What is chosen in each control, by the description alone. */
function wantedOf(model: ModelView): Wanted {
  const wanted: Wanted = { takes: '2' };
  const size = last(model.sizes);
  if (inPixels(model)) {
    if (size !== undefined) wanted['size'] = sizeText(size);
  } else {
    const [aspect, tier] = [last(model.aspects), last(model.tiers)];
    if (aspect !== undefined) wanted['shape'] = aspect;
    if (tier !== undefined) wanted['size'] = tier;
  }
  if (model.seconds_taken) {
    const listed = last(model.seconds);
    if (listed !== undefined) wanted['length'] = String(listed);
    else if (model.seconds_max !== null) wanted['slider'] = String(model.seconds_max);
  }
  for (const param of model.params) wanted[`param:${param.key}`] = typed(valueOf(param));
  if (!model.params.some((param) => param.key === 'seed')) wanted['seed'] = String(SEED);
  return wanted;
}

/** What the request must then hold. */
function expectedOf(model: ModelView): Record<string, unknown> {
  const words = !inPixels(model);
  return {
    model: model.id,
    prompt: 'A paper boat',
    size: words ? null : (last(model.sizes) ?? model.size_default),
    aspect: words ? (last(model.aspects) ?? null) : null,
    tier: words ? (last(model.tiers) ?? null) : null,
    seconds: model.seconds_taken ? (last(model.seconds) ?? model.seconds_max) : null,
    takes: 2,
    count: 2,
    inputs: [],
    params: Object.fromEntries(model.params.map((param) => [param.key, valueOf(param)])),
    extra: model.params.some((param) => param.key === 'seed') ? {} : { seed: SEED },
    anyway: false,
  };
}

/** The control that has the focus. */
function focused(page: Page): Promise<{ name: string; kind: string; testid: string }> {
  return page.evaluate(() => {
    const at = document.activeElement;
    const testid = at?.getAttribute('data-testid') ?? '';
    const param = at?.closest('[data-param]')?.getAttribute('data-param');
    const group = at?.closest('[role=radiogroup]')?.getAttribute('aria-labelledby') ?? '';
    const label = at instanceof HTMLInputElement ? (at.labels?.[0]?.title ?? '') : '';
    const kind = at instanceof HTMLInputElement ? at.type : (at?.tagName.toLowerCase() ?? '');
    const named: Record<string, string> = { 'shape-label': 'shape', 'takes-label': 'takes', 'length-label': 'length' };
    if (at?.closest('[data-more]') !== null) return { name: '', kind, testid };
    if (param !== null && param !== undefined) return { name: kind === 'button' && at?.getAttribute('aria-haspopup') !== 'listbox' ? '' : `param:${param}`, kind, testid };
    const name = named[group] ?? (testid === 'size-select' ? 'size' : kind === 'range' ? 'slider' : label === 'seed' ? 'seed' : '');
    return { name, kind, testid };
  });
}

/** Chooses with the keys that such a control has. */
async function choose(page: Page, kind: string, value: string): Promise<void> {
  if (kind === 'range') {
    await page.keyboard.press('End');
  } else if (kind === 'radio') {
    const chosen = () => page.evaluate(() => (document.activeElement as HTMLInputElement).value);
    // The way that does not lead over "other", which takes the focus.
    const steps = await page.evaluate((wantedValue) => {
      const at = document.activeElement as HTMLInputElement;
      const radios = [...document.querySelectorAll<HTMLInputElement>(`input[type=radio][name="${at.name}"]`)];
      return radios.findIndex((radio) => radio.value === wantedValue) - radios.findIndex((radio) => radio.checked);
    }, value);
    for (let press = 0; press < Math.abs(steps); press += 1) await page.keyboard.press(steps > 0 ? 'ArrowRight' : 'ArrowLeft');
    expect(await chosen()).toBe(value);
  } else if (kind === 'button') {
    await page.keyboard.press('Enter');
    const active = () => page.evaluate(() => document.querySelector('[data-active]')?.getAttribute('data-value'));
    await page.keyboard.press('PageUp');
    for (let presses = 0; presses < 40 && (await active()) !== value; presses += 1) await page.keyboard.press('ArrowDown');
    expect(await active()).toBe(value);
    await page.keyboard.press('Enter');
  } else {
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(value);
  }
}

async function shapeFirst(page: Page, model: ModelView): Promise<void> {
  // The list of sizes has those of the chosen shape, so that the shape of the wanted size comes first.
  const size = last(model.sizes);
  const chosen = () => page.evaluate((one) => document.querySelector('[data-testid=frame-summary]')?.textContent?.includes(one) ?? false, `${size?.width ?? 0} × ${size?.height ?? 0}`);
  const ratio = (size?.width ?? 1) / (size?.height ?? 1);
  for (let presses = 0; presses < 12; presses += 1) {
    const shown = await page.evaluate(() => document.querySelector('[data-testid=frame-summary]')?.textContent ?? '');
    const [, width, height] = /(\d+) × (\d+)/.exec(shown) ?? [];
    if ((await chosen()) || Math.abs(Number(width) / Number(height) / ratio - 1) < 0.011) return;
    await page.keyboard.press('ArrowRight');
  }
}

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

for (const { profile, model } of families) {
  test(`${model.id} of ${profile}: the form sends what the description says`, async ({ page, open }) => {
    test.setTimeout(90_000);
    await page.addInitScript((described) => {
      window.fakeModels = { [described.id]: described };
    }, model);
    await open({ server: 'srv_relay', undo: '60000' });
    await page.keyboard.press('Control+l');
    await expect(page.getByTestId('prompt')).toBeFocused();
    await page.keyboard.insertText('A paper boat');
    while ((await focused(page)).testid !== 'model-select') await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.insertText(model.id);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('model-select')).toHaveText(model.id);

    const wanted = wantedOf(model);
    const left = new Set(Object.keys(wanted));
    for (let presses = 0; presses < 90 && (await focused(page)).testid !== 'create'; presses += 1) {
      await page.keyboard.press('Tab');
      const at = await focused(page);
      if (at.testid === 'more' && (await page.getByTestId('more').getAttribute('aria-expanded')) === 'false') await page.keyboard.press('Enter');
      if (at.name === 'shape' && inPixels(model)) await shapeFirst(page, model);
      const value = wanted[at.name];
      if (value === undefined || !left.delete(at.name)) continue;
      await choose(page, at.kind, value);
    }
    expect([...left]).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(page.locator('[data-state=draft]')).toHaveCount(2);
    const [request] = await sent(page);
    expect(request).toMatchObject(expectedOf(model));
    expect(request?.['params']).toEqual(expectedOf(model)['params']);
  });
}
