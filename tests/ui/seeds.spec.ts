/**
 * The three pages that Rushes began with, from the clipboard to the request, without a mouse: pasted, connected, their form
 * filled in and sent. What the engine makes of each page is in `seeds.json`, written by a test of rushes-core; what is asked
 * for is in `seeds.asked.json`, and another test there checks that the very same leaves as the page says.
 */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { CreateJobs, ModelView, PasteView } from '../../ui/src/lib/generated/contract.ts';
import { choose, chooseModel, focused, tabTo, writePrompt } from './keyboard.ts';
import { expect, expectDrafts, sent, test } from './window.ts';

interface Seed {
  readonly page: string;
  readonly view: PasteView;
  readonly models: readonly ModelView[];
}

interface Asked {
  readonly page: string;
  /** Typed where the page names none. */
  readonly address: string | null;
  readonly request: CreateJobs;
}

const read = (name: string): unknown => JSON.parse(readFileSync(`${__dirname}/${name}`, 'utf8'));
const seeds = read('seeds.json') as Seed[];
const asked = read('seeds.asked.json') as Asked[];
const textOf = (page: string) => readFileSync(`${__dirname}/../../src-tauri/core/src/api/paste/tests/${page}.txt`, 'utf8');

/** Whatever the mouse would do fails the test. */
async function withoutMouse(page: Page): Promise<void> {
  await page.addInitScript(() => {
    for (const name of ['pointerdown', 'mousedown', 'wheel']) window.addEventListener(name, () => document.title = 'a mouse', { capture: true });
  });
}

async function connect(page: Page, text: string, address: string | null): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await tabTo(page, (at) => at.testid === 'server-select');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Connect');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('paste')).toBeFocused();
  await page.keyboard.press('Control+v');
  await expect(page.getByTestId('paste')).toHaveValue(text);
  if (address !== null) {
    await tabTo(page, (at) => at.testid === 'server-address');
    await page.keyboard.insertText(address);
  }
  await tabTo(page, (at) => at.testid === 'server-save');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
}

/** A size or a length that is not in the list is typed. */
async function other(page: Page, kind: string, values: readonly string[]): Promise<void> {
  if (kind === 'radio') {
    await choose(page, kind, 'other');
  } else {
    await page.keyboard.press('Enter');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    while ((await focused(page)).kind !== 'text') await page.keyboard.press('Tab');
  }
  for (const [index, value] of values.entries()) {
    if (index > 0) await page.keyboard.press('Tab');
    await expect.poll(async () => (await focused(page)).kind).toBe('text');
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(value);
  }
}

/** The picture of the request: a file out of the dialog, or an address. */
async function picture(page: Page, url: string | null | undefined): Promise<void> {
  if (url === null || url === undefined) {
    await tabTo(page, (at) => at.label === 'First frame');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible();
  } else {
    await tabTo(page, (at) => at.label === 'First frame: use an address');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('picture-address')).toBeFocused();
    await page.keyboard.insertText(url);
    await page.keyboard.press('Enter');
  }
  // The focus stays where it was used.
  expect(await page.evaluate(() => document.activeElement?.closest('[data-slot]')?.getAttribute('data-slot'))).toBe('first');
}

for (const { page: name, address, request } of asked) {
  test(`${name}: pasted, connected, filled in and sent from the keyboard alone`, async ({ page, open, context }) => {
    test.setTimeout(180_000);
    const seed = seeds.find((one) => one.page === name);
    const model = seed?.models.find((one) => one.id === request.model);
    if (!seed || !model) throw new Error(`nothing is known of ${name}`);
    const text = textOf(name);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await withoutMouse(page);
    await page.addInitScript(
      ([page, view, models]) => {
        window.fakePages = { [page]: view };
        window.fakeModels = Object.fromEntries(models.map((one) => [one.id, one]));
      },
      [text, seed.view, seed.models] as const,
    );
    await open({ undo: '60000' });
    await connect(page, text, address);
    await writePrompt(page, request.prompt);
    await chooseModel(page, request.model);
    await picture(page, request.inputs[0]?.url);

    const { size, seconds } = request;
    if (size === null || seconds === null) throw new Error('the pages ask for both');
    await tabTo(page, (at) => at.name === 'shape');
    const shape = `${size.width}x${size.height}`;
    const listed = model.sizes.some((one) => one.width === size.width && one.height === size.height);
    if (listed) {
      for (let press = 0; press < 6 && (await shownSize(page)) !== shape; press += 1) await page.keyboard.press('ArrowRight');
      await tabTo(page, (at) => at.name === 'size');
      await choose(page, 'button', shape);
    } else {
      await tabTo(page, (at) => at.name === 'size');
      await other(page, 'button', [String(size.width), String(size.height)]);
    }
    await tabTo(page, (at) => at.name === 'length');
    if (model.seconds.includes(seconds)) await choose(page, 'radio', String(seconds));
    else await other(page, 'radio', [String(seconds)]);
    await tabTo(page, (at) => at.testid === 'more');
    if ((await page.getByTestId('more').getAttribute('aria-expanded')) === 'false') await page.keyboard.press('Enter');
    for (const param of model.params) {
      const value = request.params[param.key];
      if (value === undefined) continue;
      await tabTo(page, (at) => at.name === `param:${param.key}`);
      await choose(page, (await focused(page)).kind, typeof value === 'string' ? value : JSON.stringify(value));
    }
    await expect(page.getByTestId('rule-broken')).toHaveCount(0);
    await page.keyboard.press('Control+Enter');
    await expectDrafts(page, 1);
    const [made] = await sent(page);
    const inputs = request.inputs.map((input) => (input.staged === null ? input : { ...input, staged: expect.stringMatching(/^pic_/) as unknown }));
    expect(made).toMatchObject({ ...request, inputs });
    expect(made?.['params']).toEqual(request.params);
    expect(await page.title()).not.toBe('a mouse');
  });
}

/** The size that would be sent, `1280x720`. */
function shownSize(page: Page): Promise<string> {
  return page.evaluate(() => (document.querySelector('[data-testid=frame-summary]')?.textContent ?? '').trim().replace(' × ', 'x'));
}
