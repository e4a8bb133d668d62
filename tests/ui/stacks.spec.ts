/** Takes of one press as one tile, their stack opened and closed, and the strip that leads along a long wall. */
import type { Page } from '@playwright/test';
import { calls, expect, openStack, test } from './window.ts';

const BOAT = ['job_b3', 'job_b4', 'job_b5'] as const;
const shown = (page: Page, ids: readonly string[] = BOAT) => page.getByTestId('tile').evaluateAll((tiles, wanted) => tiles.map((tile) => (tile as HTMLElement).dataset['job'] ?? '').filter((id) => wanted.includes(id)), ids);

test('takes of one press are one tile that says how many it stands for', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  expect(await shown(page)).toEqual(['job_b3']);
  await expect(page.locator('[data-job=job_b3]')).toHaveAttribute('aria-label', /^Stack of 3 takes\. Done: Paper boat/);
  await expect(page.locator('[data-job=job_b3]').getByTestId('stack-toggle')).toHaveText('3');
});

test('a stack is opened and closed in its place, and the keys stay with it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openStack(page, 'job_b3');
  expect(await shown(page)).toEqual([...BOAT]);
  await expect(page.getByTestId('tray').first()).toBeVisible();
  await expect(page.locator('[data-job=job_b3]')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-job=job_b5]')).toBeFocused();
  await page.keyboard.press('g');
  expect(await shown(page)).toEqual(['job_b3']);
  await expect(page.locator('[data-job=job_b3]')).toBeFocused();
  await page.keyboard.press('g');
  expect(await shown(page)).toEqual([...BOAT]);
  await page.keyboard.press('Escape');
  expect(await shown(page)).toEqual(['job_b3']);
});

test('the keys step over a closed stack, and a selection takes all of it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-job=job_b6]')).toBeFocused();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(page.getByTestId('selection-bar')).toContainText('4 selected');
  await page.keyboard.press('x');
  await expect(page.getByTestId('selection-bar')).toContainText('1 selected');
});

test('back from the loupe the stack of the take that was looked at has the focus', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  await expect(page.getByTestId('loupe')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-job=job_b3]')).toBeFocused();
});

test('one take is picked, the others go into the trash, and come back', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openStack(page, 'job_b3');
  await page.locator('[data-job=job_b4]').hover();
  await page.locator('[data-job=job_b4]').getByTestId('clip-more').click();
  await page.getByRole('menuitem', { name: 'Pick this one, trash the rest' }).click();
  await expect.poll(() => shown(page)).toEqual(['job_b4']);
  expect(await calls(page, 'trash')).toEqual([[['job_b3', 'job_b5']]]);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => shown(page)).toEqual([...BOAT]);
});

test('the key that picks opens a closed stack first, so that it is seen what goes', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('k');
  expect([await shown(page), await calls(page, 'trash')]).toEqual([[...BOAT], []]);
  await page.keyboard.press('k');
  await expect.poll(() => calls(page, 'trash')).toEqual([[['job_b4', 'job_b5']]]);
});

test('Delete on a closed stack puts all of it into the trash', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('Delete');
  await expect.poll(() => shown(page)).toEqual([]);
  expect(await calls(page, 'trash')).toEqual([[[...BOAT]]]);
});

test('a stack tells what still runs, what was refused stands beside it, and a pick leaves both alone', async ({ page, open }) => {
  const fox = ['job_f0', 'job_f1', 'job_f2', 'job_f3'];
  await open({ server: 'srv_home', wall: 'takes' });
  expect(await shown(page, fox)).toEqual(['job_f0', 'job_f3']);
  await expect(page.locator('[data-job=job_f0]').getByTestId('stack-live')).toContainText('1 in progress');
  await openStack(page, 'job_f0');
  await page.locator('[data-job=job_f0]').focus();
  await page.keyboard.press('k');
  await expect.poll(() => shown(page, fox)).toEqual(['job_f0', 'job_f1', 'job_f3']);
  await expect(page.getByTestId('toast')).toContainText('1 take stays: it is not over yet.');
});

test('a tile that becomes a clip keeps its place and the keys while another take stands for its stack', async ({ page, open }) => {
  await open({ server: 'srv_home', wall: 'takes' });
  const stack = page.locator('[data-job=job_k1]');
  await expect(stack.getByTestId('stack-toggle')).toHaveText('3');
  await expect(stack.getByRole('button')).toHaveCount(1);
  await stack.focus();
  await page.evaluate(() => window.fakeEngine?.change('job_k2', { state: 'ready', video: { id: 'ast_k2', mime: 'video/mp4', bytes: 1, name: 'kite.mp4', width: 1280, height: 720, seconds: 8, fps: 30, has_audio: false } }));
  await expect(page.locator('[data-job=job_k2]')).toBeFocused();
});

test('in an order that is not that of days every take has its own place', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.getByTestId('search').fill('paper boat');
  await expect.poll(() => shown(page)).toEqual(['job_b3']);
  await page.getByTestId('order').click();
  await page.getByRole('menuitemradio').nth(5).click();
  await expect.poll(() => shown(page)).toEqual(['job_b5', 'job_b3', 'job_b4']);
});

const scrubber = (page: Page) => page.getByTestId('scrubber');

test('the strip leads to any day of a long wall without what lies between', async ({ page, open }) => {
  await open({ server: 'srv_home', wall: 'years' });
  await expect(scrubber(page)).toBeVisible();
  const box = await scrubber(page).boundingBox();
  if (box === null) throw new Error('no strip');
  await page.mouse.move(box.x + 9, box.y + box.height * 0.7);
  const said = await page.getByTestId('scrubber-bubble').textContent();
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.getByRole('heading', { level: 2, name: said ?? '' })).toBeVisible();
  await expect.poll(async () => (await page.getByTestId('tile').count()) > 0 && (await page.getByTestId('blank').count()) === 0).toBe(true);
  const pages = await calls(page, 'wall');
  expect(pages.length).toBeLessThan(8);
  expect(await page.getByTestId('tile').count()).toBeLessThan(120);
});

test('the strip can be used with the keys, and says where it is', async ({ page, open }) => {
  await open({ server: 'srv_home', wall: 'years' });
  await scrubber(page).focus();
  await expect(scrubber(page)).toHaveAttribute('aria-valuetext', /^Today, \d+ takes$/);
  await page.keyboard.press('ArrowDown');
  await expect(scrubber(page)).toHaveAttribute('aria-valuetext', /^Yesterday, \d+ takes$/);
  await page.keyboard.press('PageDown');
  await expect(scrubber(page)).not.toHaveAttribute('aria-valuetext', /^Yesterday/);
  await page.keyboard.press('End');
  const days = Number(await scrubber(page).getAttribute('aria-valuemax'));
  await expect.poll(async () => Number(await scrubber(page).getAttribute('aria-valuenow'))).toBeGreaterThan(days - 12);
  await expect.poll(async () => (await page.getByTestId('tile').count()) > 0 && (await page.getByTestId('blank').count()) === 0).toBe(true);
  await page.keyboard.press('Home');
  await expect(scrubber(page)).toHaveAttribute('aria-valuenow', '1');
});

test('what is seen stays where it is while the days above it are loaded', async ({ page, open }) => {
  await open({ server: 'srv_home', wall: 'years' });
  await scrubber(page).focus();
  await page.keyboard.press('End');
  await expect.poll(async () => page.getByTestId('tile').count()).toBeGreaterThan(0);
  // Upwards through days that were passed by, a little at a time, as with a wheel.
  const wall = page.getByTestId('wall');
  let jumped = 0;
  for (let step = 0; step < 25; step += 1) {
    const before = await wall.evaluate((element) => {
      element.scrollBy(0, -300);
      const edge = element.getBoundingClientRect().top + 60;
      const tile = [...element.querySelectorAll<HTMLElement>('[data-job]')].find((one) => one.getBoundingClientRect().top > edge);
      return tile === undefined ? null : { id: tile.dataset['job'] ?? '', top: tile.getBoundingClientRect().top };
    });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await expect(wall).toHaveAttribute('aria-busy', 'false');
    if (before === null) continue;
    const after = await page.locator(`[data-job="${before.id}"]`).boundingBox();
    jumped = Math.max(jumped, after === null ? 0 : Math.abs(after.y - before.top));
  }
  expect(jumped).toBeLessThanOrEqual(1);
});

test('the strip leads through what a search finds, and is away where everything fits', async ({ page, open }) => {
  await open({ server: 'srv_home', wall: 'years' });
  await page.getByTestId('search').fill('Study');
  await expect(scrubber(page)).toBeVisible();
  await scrubber(page).focus();
  await page.keyboard.press('End');
  await expect.poll(async () => (await page.getByTestId('tile').count()) > 0 && (await page.getByTestId('blank').count()) === 0).toBe(true);
  expect((await calls(page, 'wallDays')).at(-1)?.slice(0, 2)).toEqual(['everything', 'Study']);
  await page.getByTestId('search').fill('calico');
  await expect(page.getByTestId('tile')).toHaveCount(1);
  await expect(scrubber(page)).toBeHidden();
});

test('Ctrl+A selects every take of a long wall, and nothing is done with the half of them', async ({ page, open }) => {
  await open({ server: 'srv_home', wall: 'years', pages: 'slow' });
  const all = Number(/[\d,]+/.exec(await page.getByRole('button', { name: /Everything/ }).innerText())?.[0].replace(',', ''));
  await page.getByTestId('tile').first().focus();
  await page.keyboard.press('Control+a');
  await expect(page.getByTestId('selection-bar')).toContainText('Selecting everything…');
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('selection-bar')).toContainText(`${all.toLocaleString('en')} selected`, { timeout: 20_000 });
  expect(await calls(page, 'trash')).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('selection-bar')).toHaveCount(0);
});

test('Escape ends the selecting of everything', async ({ page, open }) => {
  await open({ server: 'srv_home', wall: 'years', pages: 'slow' });
  await page.getByTestId('tile').first().focus();
  await page.keyboard.press('Control+a');
  await page.getByTestId('stop-selecting').click();
  await expect(page.getByTestId('selection-bar')).toHaveCount(0);
  const pages = (await calls(page, 'wall')).length;
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('selection-bar')).toHaveCount(0);
  expect((await calls(page, 'wall')).length).toBeLessThan(pages + 10);
});
