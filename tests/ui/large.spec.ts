/**
 * Twice the size, as Mod+plus makes it: the whole page is scaled then, so that a window of 1280 × 720 has 640 × 360 of what the page
 * counts in. Whatever carries meaning is to be read, and every control to be reached.
 */
import type { Page } from '@playwright/test';
import { calls, expect, test, type Start } from './window.ts';

const WINDOWS = [
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
];
const LANGUAGES = [
  { language: 'en', theme: 'dark' },
  { language: 'zh-CN', theme: 'light' },
];

/** What is wrong with the topmost layer: controls that cannot be pressed where they are, words that are cut, a page that moves sideways. */
async function faults(page: Page): Promise<string[]> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== 'running' || animation.effect?.getTiming().iterations === Infinity));
  return page.evaluate(() => {
    const found: string[] = [];
    const dialogs = [...document.querySelectorAll('dialog[open]')];
    const root = dialogs.at(-1) ?? document.querySelector('[data-testid=loupe], [data-testid=compare]') ?? document.querySelector('.window') ?? document.body;
    const name = (element: Element) => `${element.tagName.toLowerCase()} “${(element.getAttribute('data-testid') ?? element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40)}”`;
    const isSeen = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !element.matches('.visually-hidden, .visually-hidden *');

    for (const control of root.querySelectorAll<HTMLElement>('button, a[href], input, textarea, select, summary')) {
      // What stands for a control that is not painted itself.
      const painted = control.matches('input[type=radio], input[type=checkbox]') ? (control.closest('label') ?? control) : control;
      if (!isSeen(painted) || painted.closest('[inert], [data-testid=tile]') !== null) continue;
      painted.scrollIntoView({ block: 'center', inline: 'center' });
      const box = painted.getBoundingClientRect();
      if (box.left < -1 || box.right > innerWidth + 1) found.push(`${name(painted)} stands over the edge: ${Math.round(box.left)}–${Math.round(box.right)}`);
      const hit = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 20));
      if (hit === null || !(painted.contains(hit) || hit.contains(painted))) found.push(`${name(painted)} lies under ${hit === null ? 'nothing' : name(hit)}`);
      if (painted.scrollWidth > painted.clientWidth + 1 && control.title === '' && !control.matches('input, textarea')) found.push(`${name(painted)} is cut`);
    }
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
      if (words.length === 0 || !isSeen(element) || element.closest('[data-testid=tile], textarea, svg, option') !== null) continue;
      const isCut = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'visible';
      if (isCut && element.title === '') found.push(`${name(element)} is cut`);
      const range = document.createRange();
      range.selectNodeContents(element);
      const box = range.getBoundingClientRect();
      if (box.width > 0 && (box.left < -1 || box.right > innerWidth + 1)) found.push(`${name(element)} runs over the edge`);
    }
    if (document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollLeft !== 0 || document.body.scrollLeft !== 0) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    return found;
  });
}

/** To the first of those that are done and stand at the top. */
async function toFirstReady(page: Page): Promise<void> {
  await page.keyboard.press('Control+4');
  await page.locator('[data-state=ready]').first().focus();
}

const PLACES: Record<string, { start: Start; go: (page: Page) => Promise<void> }> = {
  'the wall and the form': { start: { server: 'srv_relay' }, go: async () => undefined },
  'the wall alone': {
    start: {},
    go: async (page) => {
      await page.keyboard.press('Control+b');
      await expect(page.getByTestId('composer')).toHaveCount(0);
    },
  },
  'the first empty wall': { start: { wall: 'empty' }, go: async () => undefined },
  'the settings': {
    start: {},
    go: async (page) => {
      await page.keyboard.press('Control+,');
      await expect(page.getByTestId('settings')).toBeVisible();
    },
  },
  'the loupe': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await toFirstReady(page);
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('loupe')).toBeVisible();
    },
  },
  'the trash': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await toFirstReady(page);
      await page.keyboard.press('Delete');
      await page.getByTestId('toast').getByRole('button').last().click();
      await page.getByTestId('saved-searches').click();
      await page.getByTestId('open-trash').click();
      await expect(page.getByTestId('empty-trash')).toBeVisible();
    },
  },
  'several clips on one clock': {
    start: { server: 'srv_home' },
    go: async (page) => {
      await toFirstReady(page);
      for (const key of ['x', 'ArrowRight', 'x', 'c']) await page.keyboard.press(key);
      await expect(page.getByTestId('compare')).toBeVisible();
    },
  },
  'the spend': {
    start: {},
    go: async (page) => {
      await page.getByTestId('spend-open').click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
  },
  'the keys': {
    start: {},
    go: async (page) => {
      await page.keyboard.press('?');
      await expect(page.getByTestId('shortcuts')).toBeVisible();
    },
  },
  'the first steps': {
    start: { wall: 'empty' },
    go: async (page) => {
      await page.getByTestId('guide-offer').click();
      await expect(page.getByTestId('guide')).toBeVisible();
    },
  },
  'connecting a server': {
    start: { wall: 'empty' },
    go: async (page) => {
      await page.getByTestId('connect').click();
      await expect(page.getByTestId('paste')).toBeVisible();
    },
  },
};

for (const { width, height } of WINDOWS) {
  for (const look of LANGUAGES) {
    test.describe(`${width} × ${height} at twice the size, ${look.language}`, () => {
      test.use({ viewport: { width: width / 2, height: height / 2 }, deviceScaleFactor: 2 });

      for (const [place, { start, go }] of Object.entries(PLACES)) {
        test(`${place}: nothing is cut, covered or out of reach`, async ({ page, open }, info) => {
          await open({ ...start, ...look });
          await go(page);
          await page.screenshot({ path: info.outputPath('seen.png') });
          expect(await faults(page)).toEqual([]);
        });
      }
    });
  }
}

/** Whether anything but the fields and the wall moves when somebody scrolls. */
const outerScrollers = (page: Page) =>
  page.evaluate(() => [document.documentElement, document.body, ...document.querySelectorAll('#app, .window')].filter((box) => {
    const free = ['auto', 'scroll'].includes(getComputedStyle(box).overflowY) || box === document.documentElement;
    return free && box.scrollHeight > box.clientHeight + 1;
  }).map((box) => box.className || box.tagName));

/** The pills above may be cut there, each with its title, and the count has words for screen readers alone: neither is painted over the edge. */
const faultsBelow = async (page: Page) => (await faults(page)).filter((fault) => !/“(prompt-count|spend-open|[^”]*rendering[^”]*)” runs over the edge/.test(fault));

/** Windows of 880 × 560, the least there is, 900 × 600, 1280 × 720, 900 × 1200 and 1440 × 900, each at twice the size. */
for (const [width, height] of [[440, 280], [450, 300], [640, 360], [450, 600], [720, 450]] as const) {
  for (const look of LANGUAGES) {
    test(`at ${width} × ${height}, ${look.language}, Create stays in sight and only form and wall scroll`, async ({ page, open }, info) => {
      await open({ server: 'srv_relay', ...look });
      await page.setViewportSize({ width, height });
      const create = page.getByTestId('create');
      await expect(create).toBeInViewport({ ratio: 1 });
      expect(await outerScrollers(page)).toEqual([]);
      for (const at of [20, height / 2, height - 20]) {
        await page.mouse.move(width / 4, at);
        await page.mouse.wheel(0, 4000);
      }
      await expect(page.getByTestId('more')).toBeInViewport();
      await expect(create).toBeInViewport({ ratio: 1 });
      await page.screenshot({ path: info.outputPath('form.png') });
      expect(await faultsBelow(page)).toEqual([]);
      await expect(create).toBeInViewport({ ratio: 1 });
    });
  }
}

test('in a window too narrow for both, the wall comes forward where it is asked for, and the form with its key', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await page.setViewportSize({ width: 450, height: 300 });
  const wall = page.getByTestId('wall');
  await expect(wall).toBeHidden();
  await page.keyboard.press('Control+b');
  await expect(wall).toBeVisible();
  expect(await faultsBelow(page)).toEqual([]);
  await page.keyboard.press('Control+l');
  await expect(page.getByTestId('create')).toBeInViewport({ ratio: 1 });
  await expect(wall).toBeHidden();
  await page.getByTestId('search').click();
  await page.keyboard.type('cat');
  await expect(wall).toBeVisible();
  await expect(page.getByTestId('search')).toBeFocused();
});

/** The sizes that were kept, one after the other. The form is written, too, and says the same size again. */
async function sizes(page: Page): Promise<number[]> {
  const kept = (await calls(page, 'saveSettings')).map(([settings]) => (settings as { zoom: number }).zoom);
  return [100, ...kept].filter((size, index, all) => index > 0 && size !== all[index - 1]);
}

test('Ctrl with plus, minus and 0 sizes everything, also over a sheet and a clip', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('Control++');
  await expect.poll(() => sizes(page)).toEqual([110]);
  await page.keyboard.press('Control+,');
  await expect(page.getByTestId('settings')).toBeVisible();
  await page.keyboard.press('Control+=');
  await expect(page.getByTestId('zoom-now')).toHaveText('125 %');
  await page.keyboard.press('Escape');
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('loupe')).toBeVisible();
  await page.keyboard.press('Control+-');
  await page.keyboard.press('Control+0');
  await expect.poll(() => sizes(page)).toEqual([110, 125, 110, 100]);
});

test('the size is set in the settings, no further than there are sizes', async ({ page, open }) => {
  await open({});
  await page.keyboard.press('Control+,');
  await page.getByTestId('zoom-in').focus();
  for (const percent of [110, 125, 150, 175, 200]) {
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('zoom-now')).toHaveText(`${percent} %`);
  }
  await expect(page.getByTestId('zoom-in')).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await page.getByTestId('zoom-reset').click();
  await expect.poll(() => sizes(page)).toEqual([110, 125, 150, 175, 200, 100]);
});

test('the size is found by its name', async ({ page, open }) => {
  await open({});
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette-search')).toBeFocused();
  await page.keyboard.type('larger');
  await page.keyboard.press('Enter');
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"zoom":110');
});

for (const width of [880, 960, 1100]) {
  test(`at ${width} × 640, the usual size, the upper lines have room for everything`, async ({ page, open }) => {
    await page.setViewportSize({ width, height: 640 });
    await open({ server: 'srv_home' });
    await expect(page.getByTestId('spend-open')).toContainText('unknown');
    expect(await faults(page)).toEqual([]);
    const chips = page.getByRole('group', { name: 'Wall' }).getByRole('button').or(page.getByTestId('saved-searches'));
    const lines = await chips.evaluateAll((all) => new Set(all.map((chip) => chip.getBoundingClientRect().y)).size);
    expect(lines).toBeLessThanOrEqual(2);
  });
}
