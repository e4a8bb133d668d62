/**
 * The form of one model of each family in the catalogue, driven from the keyboard alone: every control that the description
 * asks for is reached with Tab and changed with keys, and what is sent is what the description says, in a combination that
 * its rules allow. The descriptions are
 * the catalogue's own (`families.json`, written by a test of rushes-core).
 */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { ModelView, Only, Param, Rule, Size } from '../../ui/src/lib/generated/contract.ts';
import { choose, chooseModel, focused, writePrompt } from './keyboard.ts';
import { expect, expectDrafts, sent, test, toLight } from './window.ts';

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

/** The last of the values with which no rule is broken, other things being as they are chosen. */
function fitting<T>(model: ModelView, chosen: Record<string, unknown>, name: string, values: readonly T[]): T | undefined {
  return values.findLast((value) => model.rules.every((rule) => keeps(rule, { ...chosen, [name]: typeof value === 'object' ? sizeText(value as Size) : value })));
}

function keeps(rule: Rule, chosen: Record<string, unknown>): boolean {
  const fits = ([name, only]: [string, Only]) => {
    const value = chosen[name] ?? null;
    if (typeof only === 'boolean') return (value !== null) === only;
    if (Array.isArray(only)) return only.includes(value);
    return Number(value) >= (only.min ?? -Infinity) && Number(value) <= (only.max ?? Infinity);
  };
  const unsaid = ([name, only]: [string, Only]) => typeof only !== 'boolean' && (chosen[name] ?? null) === null;
  return !Object.entries(rule.if).every(fits) || Object.entries(rule.then).every((then) => unsaid(then) || fits(then));
}

/** Size, shape, tier and length, the last of each that goes together with those before. */
function chosenOf(model: ModelView): { size: Size | null; aspect: string | null; tier: string | null; seconds: number | null } {
  const chosen: Record<string, unknown> = Object.fromEntries(model.params.map((param) => [param.key, valueOf(param)]));
  const take = <T>(name: string, values: readonly T[]): T | null => {
    const value = fitting(model, chosen, name, values) ?? null;
    chosen[name] = value;
    return value;
  };
  const words = !inPixels(model);
  const size = words ? null : (take('size', model.sizes) ?? model.size_default);
  const aspect = words ? take('aspect', model.aspects) : null;
  const tier = words ? take('tier', model.tiers) : null;
  const lengths = model.seconds.length > 0 || model.seconds_max === null ? model.seconds : [model.seconds_max];
  return { size, aspect, tier, seconds: model.seconds_taken ? take('seconds', lengths) : null };
}

/** What is chosen in each control, by the description alone. */
function wantedOf(model: ModelView): Wanted {
  const wanted: Wanted = { takes: '2' };
  const { size, aspect, tier, seconds } = chosenOf(model);
  if (inPixels(model) && model.sizes.length > 0 && size !== null) wanted['size'] = sizeText(size);
  if (aspect !== null) wanted['shape'] = aspect;
  if (tier !== null) wanted['size'] = tier;
  if (seconds !== null) wanted[model.seconds.length > 0 ? 'length' : 'slider'] = String(seconds);
  for (const param of model.params) wanted[`param:${param.key}`] = typed(valueOf(param));
  if (!model.params.some((param) => param.key === 'seed')) wanted['seed'] = String(SEED);
  return wanted;
}

/** What the request must then hold. */
function expectedOf(model: ModelView): Record<string, unknown> {
  return {
    model: model.id,
    prompt: 'A paper boat',
    ...chosenOf(model),
    takes: 2,
    count: 2,
    inputs: [],
    params: Object.fromEntries(model.params.map((param) => [param.key, valueOf(param)])),
    extra: model.params.some((param) => param.key === 'seed') ? {} : { seed: SEED },
    anyway: false,
  };
}

async function shapeFirst(page: Page, model: ModelView): Promise<void> {
  // The list of sizes has those of the chosen shape, so that the shape of the wanted size comes first.
  const { size } = chosenOf(model);
  const chosen = () => page.evaluate((one) => document.querySelector('[data-testid=frame-summary]')?.textContent?.includes(one) ?? false, `${size?.width ?? 0} × ${size?.height ?? 0}`);
  const ratio = (size?.width ?? 1) / (size?.height ?? 1);
  for (let presses = 0; presses < 12; presses += 1) {
    const shown = await page.evaluate(() => document.querySelector('[data-testid=frame-summary]')?.textContent ?? '');
    const [, width, height] = /(\d+) × (\d+)/.exec(shown) ?? [];
    if ((await chosen()) || Math.abs(Number(width) / Number(height) / ratio - 1) < 0.011) return;
    await page.keyboard.press('ArrowRight');
  }
}

/** The form can be used by everybody, in either theme; between the themes only colours differ. */
async function accessible(page: Page): Promise<void> {
  const form = () => new AxeBuilder({ page }).setLegacyMode(true).include('[data-testid=composer]');
  const found = [...(await form().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()).violations];
  await toLight(page);
  found.push(...(await form().withRules('color-contrast').analyze()).violations);
  expect(found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)).toEqual([]);
}

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

for (const { profile, model } of families) {
  test(`${model.id} of ${profile}: the form sends what the description says`, async ({ page, open }) => {
    test.setTimeout(180_000);
    await page.addInitScript((described) => {
      window.fakeModels = { [described.id]: described };
    }, model);
    await open({ server: 'srv_relay', undo: '60000' });
    await writePrompt(page, 'A paper boat');
    await chooseModel(page, model.id);

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
    await expect(page.getByTestId('rule-broken')).toHaveCount(0);
    await accessible(page);
    await page.keyboard.press('Enter');
    await expectDrafts(page, 2);
    const [request] = await sent(page);
    expect(request).toMatchObject(expectedOf(model));
    expect(request?.['params']).toEqual(expectedOf(model)['params']);
  });
}
