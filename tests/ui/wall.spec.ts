/** The wall: what its tiles say, how it is searched and moved through. */
import type { Page } from '@playwright/test';
import { calls, expect, test } from './window.ts';

test('every state that people see has its word and its verbs', async ({ page, open }) => {
  await open({ server: 'srv_home', prices: 'none' });
  const tile = (state: string) => page.locator(`[data-state=${state}]`).first();
  await expect(tile('running')).toContainText('of about 3:10 · server says 61%');
  await expect(tile('downloading')).toContainText('6.1 MB of 8.4 MB · the server keeps it 41 min more');
  await expect(tile('unconfirmed').getByRole('button')).toHaveText(['Look for it', 'Create again ($)', 'Let it go']);
  await expect(tile('failed')).toContainText('HTTP 400 · The server says: Your request was rejected by our moderation system.');
});

test('what waits for a busy server can be held back', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const id = await page.locator('[data-state=queued]').first().getAttribute('data-job');
  await page.evaluate((job) => {
    // A new state brings its usual verbs.
    window.fakeEngine?.change(job ?? '', { state: 'submitting' });
    window.fakeEngine?.change(job ?? '', { verbs: ['hold_back'] });
  }, id);
  await page.locator(`[data-job=${id}]`).getByRole('button', { name: 'Don’t send' }).click();
  await expect(page.locator(`[data-job=${id}]`)).toHaveAttribute('data-state', 'held');
});

test('the wall can be used with the keyboard alone', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[role=gridcell][tabindex="0"]').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('b');
  expect(await calls(page, 'mark')).toHaveLength(1);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('loupe')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('loupe')).toBeHidden();
  await expect(page.locator('[role=gridcell]:focus')).toHaveCount(1);
});

test('the keys stay at their tile, and a question open at it, while new tiles break the rows elsewhere', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.getByTestId('prompt').fill('A kite');
  const tile = page.locator('[data-job=job_a3]');
  await tile.focus();
  for (let drafts = 1; drafts < 4; drafts += 1) {
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await calls(page, 'createJobs')).length).toBe(drafts);
    await expect(tile).toBeFocused();
  }
  await tile.locator('[data-verb=create_again]').click();
  await expect(tile.getByRole('button', { name: 'Not yet' })).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect.poll(async () => (await calls(page, 'createJobs')).length).toBe(4);
  await expect(tile.getByTestId('confirm-again')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tile.getByTestId('confirm-again')).toBeHidden();
  await expect(tile).toBeFocused();
});

test('everything is reached from the prompt with Tab, and Create with its keys', async ({ page, open }) => {
  await open({ server: 'demo', undo: '60000' });
  await page.keyboard.press('Control+l');
  await page.keyboard.type('A cat');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('tile').first()).toHaveAttribute('data-state', 'draft');
  for (let press = 0; press < 30 && (await page.locator('[data-testid=create]:focus').count()) === 0; press += 1) await page.keyboard.press('Tab');
  await expect(page.getByTestId('create')).toBeFocused();
});

test('a chip shows only what it names', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.getByRole('button', { name: /^Needs you/ }).click();
  await expect(page.getByTestId('tile')).toHaveCount(4);
});

test('only the rows near the viewport have nodes, also far down', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const wall = page.getByTestId('wall');
  for (let step = 0; step < 12; step += 1) {
    await wall.evaluate((element) => element.scrollBy(0, 4000));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  await expect(page.locator('[data-job=job_o179]')).toBeVisible();
  expect(await page.getByTestId('tile').count()).toBeLessThan(60);
});

test('A brings all settings of a clip back into the form', async ({ page, open }) => {
  await open({ server: 'demo' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('a');
  await expect(page.getByTestId('prompt')).toHaveValue(/^Paper boat/);
  await expect(page.getByTestId('server-select')).toContainText('Home GPU');
  await expect(page.getByLabel('Seed', { exact: true })).toHaveValue('20231234');
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible();
});

/** How high a tile stands, once its row does not change any more. */
async function heightOf(page: Page, job: string): Promise<number> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page.locator(`[data-job=${job}]`).evaluate((element) => element.getBoundingClientRect().height);
}

test('the size of the pictures changes at once, is kept, and is that size when the window opens again', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const before = await heightOf(page, 'job_b3');
  await page.getByRole('slider', { name: 'Size of the pictures' }).focus();
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowRight');
  const larger = await heightOf(page, 'job_b3');
  expect(larger).toBeGreaterThan(before + 20);
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"row_height":280');
  await open({ server: 'srv_home', row: '280' });
  expect(await heightOf(page, 'job_b3')).toBe(larger);
  await open({ server: 'srv_home' });
  expect(await heightOf(page, 'job_b3')).toBe(before);
});

test('the pictures grow while the size is pulled, before it is let go', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const before = await heightOf(page, 'job_b3');
  await page.getByRole('slider', { name: 'Size of the pictures' }).evaluate((element: HTMLInputElement) => {
    element.value = '320';
    element.dispatchEvent(new Event('input', { bubbles: true }));
  });
  expect(await heightOf(page, 'job_b3')).toBeGreaterThan(before + 20);
  expect(JSON.stringify(await calls(page, 'saveSettings'))).not.toContain('"row_height":320');
});

test('a size that was pulled gives way to settings that are taken as a whole', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const usual = await heightOf(page, 'job_b3');
  await page.getByRole('slider', { name: 'Size of the pictures' }).focus();
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowRight');
  await page.getByTestId('settings-open').click();
  await page.getByTestId('settings-reset').click();
  await page.getByTestId('settings-reset-do').click();
  await expect.poll(() => heightOf(page, 'job_b3')).toBe(usual);
});

test('a picture is told apart from a clip, is its own still, and has no length', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const tile = page.locator('[data-job=job_b8]');
  await expect(tile.getByTestId('kind')).toHaveText('GIF');
  await expect(tile.locator('img')).toHaveAttribute('src', '/clip.gif');
  await expect(tile).not.toContainText('8 s');
});

test('no still is taken of a picture', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await expect.poll(async () => (await calls(page, 'storeStill')).length, { timeout: 20_000 }).toBeGreaterThan(0);
  expect((await calls(page, 'storeStill')).map(([asset]) => asset)).not.toContain('ast_b8');
  expect(JSON.stringify(await calls(page, 'log'))).not.toContain('capture');
});

test('removing a failed job waits in the menu of its tile', async ({ page, open }) => {
  await open({ server: 'srv_home', prices: 'none' });
  const tile = page.locator('[data-job=job_a5]');
  await expect(tile.getByRole('button')).toHaveText(['Check again', 'Create again ($)', '']);
  await tile.getByTestId('tile-more').click();
  await page.getByRole('menuitem', { name: 'Move to the trash' }).click();
  await expect(tile).toHaveCount(0);
});

for (const language of ['en', 'zh-CN']) {
  test(`a history that was made again is said until it is closed, in ${language}`, async ({ page, open }) => {
    await open({ rebuilt: '1', language });
    const note = page.getByTestId('rebuilt');
    await expect(note).toContainText('42');
    await note.getByRole('button', { name: /Dismiss|知道了/ }).click();
    await expect(note).toBeHidden();
  });

  test(`where there was no database no folder is named, in ${language}`, async ({ page, open }) => {
    await open({ rebuilt: 'gone', language });
    const note = page.getByTestId('rebuilt');
    await expect(note).toContainText('42');
    await expect(note).not.toContainText(/damaged|null|损坏|“/);
  });
}

test('the ring around a tile of the first row is whole', async ({ page, open }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open({ server: 'srv_home' });
  const first = page.getByTestId('tile').first();
  const box = await first.boundingBox();
  // Its upper edge, which lies under the day's name.
  const edge = { clip: { x: (box?.x ?? 0) + 40, y: (box?.y ?? 0) - 4, width: 8, height: 2 } };
  const without = await page.screenshot(edge);
  await first.focus();
  expect((await page.screenshot(edge)).equals(without)).toBe(false);
});

test.describe('while new takes arrive and tiles go over into other rows', () => {
  /** Whether the nodes of a tile are still those that it had. */
  const mark = (page: Page, job: string) => page.locator(`[data-job=${job}]`).evaluate((tile) => void tile.setAttribute('data-old', ''));
  const madeAnew = (page: Page, job: string) => expect(page.locator(`[data-job=${job}]:not([data-old])`)).toBeVisible();
  /** A press of Create as the engine hears it from elsewhere: it takes neither the focus nor the pointer. */
  const arrive = (page: Page) => page.getByTestId('create').evaluate((button: HTMLButtonElement) => button.click());

  test.beforeEach(async ({ page, open }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open({ server: 'srv_home', undo: '60000' });
    await page.getByTestId('prompt').fill('One more');
  });

  test('the open menu of a clip stays, with its item under the keys, and is about that clip', async ({ page }) => {
    await page.locator('[data-job=job_b2]').focus();
    await page.locator('[data-job=job_b2]').getByTestId('clip-more').click();
    await page.keyboard.press('ArrowDown');
    const item = page.getByRole('menuitem', { name: 'Use the prompt' });
    await expect(item).toBeFocused();
    const place = async () => Object.values((await item.boundingBox()) ?? {}).map(Math.round);
    const before = await place();
    await mark(page, 'job_b2');
    await arrive(page);
    await madeAnew(page, 'job_b2');
    await expect(item).toBeFocused();
    expect(await place()).toEqual(before);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('prompt')).toHaveValue('Neon alley, red umbrella, slow push-in');
    await expect(page.locator('[data-job=job_b2]').getByTestId('clip-more')).toBeFocused();
  });

  test('the menu of a job stays as well, under the pointer', async ({ page }) => {
    await page.locator('[data-job=job_a5]').getByTestId('tile-more').click();
    await mark(page, 'job_a5');
    await arrive(page);
    await madeAnew(page, 'job_a5');
    const item = page.getByRole('menuitem');
    await expect(item).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(item).toHaveCount(0);
    await expect(page.locator('[data-job=job_a5]').getByTestId('tile-more')).toBeFocused();
  });

  test('the keys go back to the tile of a menu that was left with the pointer', async ({ page }) => {
    const more = page.locator('[data-job=job_b2]').getByTestId('clip-more');
    await page.locator('[data-job=job_b2]').hover();
    await more.click();
    await page.mouse.move(8, 8);
    await page.keyboard.press('Escape');
    await expect(more).toBeFocused();
    await expect(more).toBeVisible();
  });

  test('a menu that was closed does not open again, and one whose tile is gone is closed', async ({ page }) => {
    const more = page.locator('[data-job=job_b2]').getByTestId('clip-more');
    await page.locator('[data-job=job_b2]').focus();
    await more.click();
    await page.keyboard.press('Escape');
    await mark(page, 'job_b2');
    await arrive(page);
    await madeAnew(page, 'job_b2');
    await expect(page.getByRole('menuitem')).toHaveCount(0);
    await more.click();
    await expect(page.getByRole('menuitem').first()).toBeFocused();
    await page.evaluate(() => window.fakeEngine?.emit({ type: 'removed', ids: ['job_b2'], counts: {} }));
    await expect(page.getByRole('menuitem')).toHaveCount(0);
    await page.locator('[data-job=job_b1]').hover();
    await expect(page.locator('[data-job=job_b1]').getByTestId('clip-more')).toHaveAttribute('aria-expanded', 'false');
  });
});

test('what stands on a narrow tile stays inside of it', async ({ page, open }) => {
  await open({ server: 'srv_home', row: '140' });
  const tile = page.locator('[data-job=job_b2]');
  await tile.hover();
  await expect(tile.getByTestId('clip-more')).toBeVisible();
  const off = await tile.evaluate((element) => {
    const box = element.getBoundingClientRect();
    return [...element.querySelectorAll('.top > *')].map((one) => one.getBoundingClientRect()).filter(({ width, right }) => width > 0 && right > box.right - 6).length;
  });
  expect(off).toBe(0);
});

test('the buttons of a narrow tile in the trash stay inside of it, and clear of its mark', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const tile = page.locator('[data-job=job_b2]');
  await tile.focus();
  await page.keyboard.press('Delete');
  await expect(tile).toHaveCount(0);
  await page.getByTestId('saved-searches').click();
  await page.getByTestId('open-trash').click();
  await tile.click({ modifiers: ['Control'] });
  await tile.hover();
  await expect(tile.getByTestId('restore')).toBeVisible();
  const places = await tile.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const mark = element.querySelector('.mark')?.getBoundingClientRect() ?? box;
    return [...element.querySelectorAll('.hovered button')].map((one) => one.getBoundingClientRect()).map(({ right, bottom }) => [right <= box.right - 8, bottom <= mark.top]);
  });
  expect(places).toEqual([[true, true], [true, true]]);
});

test('a message lets presses through, but not on its buttons, and keeps clear of an open menu', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.getByTestId('prompt').fill('One more');
  await page.keyboard.press('Control+Enter');
  const toast = page.getByTestId('toast');
  await expect(toast).toBeVisible();
  const box = (await toast.boundingBox()) ?? { x: 0, y: 0, height: 0 };
  const below = ([x, y]: readonly [number, number]) => page.evaluate(([left, top]) => document.elementFromPoint(left, top)?.closest('[data-testid=toast]') !== null, [x, y] as const);
  expect(await below([box.x + 6, box.y + box.height / 2])).toBe(false);
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('toast')).toContainText('Taken back');
});

test('a message that comes while a menu is open at the bottom comes at the top', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b2]').click({ modifiers: ['Control'] });
  await page.getByTestId('selection-bar').getByRole('button', { name: 'Collection' }).click();
  const menu = page.locator('[data-testid=selection-bar] :popover-open').first();
  await expect(menu).toBeVisible();
  await page.keyboard.type('Snow');
  await page.keyboard.press('Enter');
  const toast = (await page.getByTestId('toast').boundingBox()) ?? { y: 900, height: 0 };
  expect(toast.y).toBeLessThan(200);
});
