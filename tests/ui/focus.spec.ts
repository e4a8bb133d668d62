/** The focus: always to be seen, in the order in which one reads, and back where it was when something closes. */
import type { Page } from '@playwright/test';
import { focused, tabTo, writePrompt } from './keyboard.ts';
import { calls, expect, expectDrafts, sent, test } from './window.ts';

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

interface Stop {
  readonly what: string;
  /** Whether a ring is drawn, on the control or on the part of it that is seen. */
  readonly ring: boolean;
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
}

/** The control that has the focus, and where it is in the form, however far that is scrolled. */
function stop(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const at = document.activeElement;
    const form = at?.closest('[data-testid=composer]');
    if (!(at instanceof HTMLElement) || !form) return null;
    const drawn = (element: Element) => {
      const style = getComputedStyle(element);
      return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
    };
    const shown = [at, at.closest('label'), at.closest('.prompt')].filter((one) => one !== null);
    const box = (at.closest('label') ?? at).getBoundingClientRect();
    const scrolled = at.closest('.fields')?.scrollTop ?? 1e6;
    const what = at.dataset['testid'] ?? at.getAttribute('aria-label') ?? at.textContent.trim();
    return { what, ring: shown.some(drawn), top: box.top + scrolled, left: box.left, bottom: box.bottom + scrolled };
  });
}

test('every control of the form shows that it has the focus, in the order of reading', async ({ page, open }) => {
  test.setTimeout(60_000);
  await open({ server: 'srv_relay' });
  await writePrompt(page, 'A cat');
  await tabTo(page, (at) => at.testid === 'server-select', 'Shift+Tab');
  const stops: Stop[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    const here = await stop(page);
    if (here === null) break;
    stops.push(here);
    await page.keyboard.press('Tab');
  }
  expect(stops.length).toBeGreaterThan(12);
  expect(stops.filter(({ ring }) => !ring).map(({ what }) => what)).toEqual([]);
  // The next one is further down, or to the right: of two fields side by side the left one comes first, with its name.
  const back = stops.filter((here, index) => {
    const before = stops[index - 1];
    return before !== undefined && here.bottom <= before.top + 1 && here.left <= before.left;
  });
  expect(back.map(({ what }) => what)).toEqual([]);
});

/** Opens something with the keyboard from a control, closes it with Esc, and tells what has the focus then. */
async function escaped(page: Page, opener: string, opened: () => Promise<void>): Promise<string> {
  await tabTo(page, (at) => at.testid === opener || at.label === opener);
  await page.keyboard.press('Enter');
  await opened();
  await page.keyboard.press('Escape');
  const at = await focused(page);
  return at.testid === opener ? opener : at.label;
}

test('what closes gives the focus back to what opened it', async ({ page, open }) => {
  test.setTimeout(60_000);
  await open({ server: 'srv_relay' });
  await writePrompt(page, 'A cat');
  await page.keyboard.press('Control+l');
  const openers: [string, () => Promise<void>][] = [
    ['size-select', () => expect(page.getByRole('listbox')).toBeVisible()],
    ['add-seconds', () => expect(page.getByTestId('composer').getByRole('combobox')).toBeFocused()],
    ['Preview request', () => expect(page.getByTestId('preview')).toBeVisible()],
  ];
  for (const [opener, opened] of openers) expect(await escaped(page, opener, opened)).toBe(opener);
  await page.keyboard.press('Shift+Tab');
  for (const [opener, sheet] of [['settings-open', 'settings'], ['spend-open', 'spend']] as const) {
    await page.getByTestId(opener).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId(sheet)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByTestId(opener)).toBeFocused();
  }
});

test('a slot keeps the focus when its picture comes, changes and goes', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await page.keyboard.press('Control+l');
  const slot = () => page.evaluate(() => document.activeElement?.closest('[data-slot]')?.getAttribute('data-slot'));
  await tabTo(page, (at) => at.label === 'First frame');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible();
  await expect.poll(slot).toBe('first');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeHidden();
  await expect.poll(slot).toBe('first');
});

test('Esc closes what lies on top, and nothing below it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('loupe')).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByTestId('shortcuts')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('shortcuts')).toBeHidden();
  await expect(page.getByTestId('loupe')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('loupe')).toBeHidden();
  await expect(page.locator('[data-job=job_b3]')).toBeFocused();
});

test('Mod+Enter sends from any field, and letters of the wall stay letters in a text', async ({ page, open }) => {
  await open({ server: 'srv_relay', undo: '60000' });
  await page.keyboard.press('Control+l');
  await page.keyboard.type('basprvJKLMF? 1');
  await expect(page.getByTestId('prompt')).toHaveValue('basprvJKLMF? 1');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+Enter');
  await expectDrafts(page, 1);
  await tabTo(page, (at) => at.name === 'length');
  await page.keyboard.press('Control+Enter');
  await expect.poll(async () => (await sent(page)).length).toBe(2);
  expect([await calls(page, 'mark'), await calls(page, 'trash'), await calls(page, 'act')]).toEqual([[], [], []]);
});

test('S takes the seed of a clip, or says that nobody knows it', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await page.locator('[data-job=job_b7]').focus();
  await page.keyboard.press('s');
  await expect(page.getByText('The form has its seed, 7.')).toBeVisible();
  await page.locator('[data-job=job_b6]').focus();
  await page.keyboard.press('s');
  await expect(page.getByText('Its seed is not known. The server chose one and did not say it.')).toBeVisible();
});

for (const [name, width, height, zoom] of [['a small window', 1280, 720, 1], ['text twice as large', 1440, 900, 2]] as const) {
  test(`in ${name} nothing of the form is cut off`, async ({ page, open }) => {
    await page.setViewportSize({ width, height });
    await open({ server: 'srv_relay' });
    if (zoom !== 1) await page.evaluate((by) => (document.documentElement.style.zoom = String(by)), zoom);
    await writePrompt(page, 'A cat');
    await tabTo(page, (at) => at.testid === 'more');
    if ((await page.getByTestId('more').getAttribute('aria-expanded')) === 'false') await page.keyboard.press('Enter');
    const cut = await page.evaluate(() => {
      const form = document.querySelector('[data-testid=composer]');
      const side = form?.getBoundingClientRect();
      if (!form || !side) return ['no form'];
      const fields = form.querySelector('.fields');
      const wide = fields !== null && fields.scrollWidth > fields.clientWidth ? ['the form scrolls sideways'] : [];
      const outside = [...form.querySelectorAll('button, input, textarea, label, p, span')].filter((one) => {
        const box = one.getBoundingClientRect();
        return box.width > 1 && (box.right > side.right + 1 || box.left < side.left - 1);
      });
      return [...wide, ...outside.map((one) => one.textContent.trim() || one.outerHTML.slice(0, 80))];
    });
    expect(cut).toEqual([]);
    await expect(page.getByTestId('create')).toBeInViewport({ ratio: 1 });
  });
}

test('the clip that was looked at has the focus, also when something asked for the prompt before', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const clip = page.locator('[data-job=job_b1]');
  await clip.focus();
  await page.keyboard.press('v');
  await expect(page.getByTestId('prompt')).toBeFocused();
  await clip.click();
  await expect(page.getByTestId('loupe')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(clip).toBeFocused();
});
