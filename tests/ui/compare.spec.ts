/** Several clips on one clock, and the selection that leads there. */
import type { Page } from '@playwright/test';
import { calls, expect, openStack, test } from './window.ts';

const TAKES = ['job_b3', 'job_b4', 'job_b5'] as const;
/** Frames a second of the fixtures: the first two are the same clip, the third has its own rate and is shorter. */
const FPS = [30, 30, 12] as const;

async function select(page: Page, ids: readonly string[]): Promise<void> {
  if (ids.some((id) => id === 'job_b4' || id === 'job_b5')) await openStack(page, 'job_b3');
  for (const id of ids) await page.locator(`[data-job=${id}]`).click({ modifiers: ['Control'] });
}

async function compare(page: Page, ids: readonly string[] = TAKES): Promise<void> {
  await select(page, ids);
  await page.keyboard.press('c');
  await expect(page.getByTestId('compare')).toBeVisible();
  await expect.poll(() => page.getByTestId('compare-video').evaluateAll((all) => all.every((video) => (video as HTMLVideoElement).readyState >= 2))).toBe(true);
}

/** Seconds at which each clip stands, all at the same moment. */
function times(page: Page): Promise<number[]> {
  return page.getByTestId('compare-video').evaluateAll((all) => all.map((video) => (video as HTMLVideoElement).currentTime));
}

/** Once no clip is on its way to another place any more. */
async function rested(page: Page): Promise<number[]> {
  await expect.poll(() => page.getByTestId('compare-video').evaluateAll((all) => all.every((video) => (video as HTMLVideoElement).paused && !(video as HTMLVideoElement).seeking))).toBe(true);
  return times(page);
}

async function paused(page: Page): Promise<void> {
  await expect.poll(async () => Math.min(...(await times(page)))).toBeGreaterThan(0.1);
  await page.keyboard.press('k');
  await rested(page);
}

const frames = (at: readonly number[]): number[] => at.map((time, index) => Math.floor(time * (FPS[index] ?? 30)));

test('clips of one clock play together', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page);
  await expect.poll(async () => Math.min(...(await times(page)))).toBeGreaterThan(0.5);
  // They are put right beyond half a frame; a look at a running clip is itself a little late.
  await expect
    .poll(async () => {
      const [a = 0, b = 9] = await times(page);
      return Math.abs(a - b) * 30;
    })
    .toBeLessThanOrEqual(0.6);
  expect(await page.getByTestId('compare-video').evaluateAll((all) => all.filter((video) => !(video as HTMLVideoElement).muted).length)).toBeLessThanOrEqual(1);
});

test('clips that stand still show the same moment, each its own frame of it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page);
  await paused(page);
  await page.getByTestId('scrub').focus();
  await page.keyboard.press('Home');
  await expect.poll(async () => frames(await rested(page))).toEqual([0, 0, 0]);
  for (let press = 0; press < 10; press += 1) await page.keyboard.press('.');
  await expect.poll(async () => frames(await rested(page))).toEqual([10, 10, 4]);
  for (let press = 0; press < 4; press += 1) await page.keyboard.press(',');
  await expect.poll(async () => frames(await rested(page))).toEqual([6, 6, 2]);
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => frames(await rested(page))).toEqual([36, 36, 14]);
});

test('a shorter clip holds its last frame, and says so, or starts again', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page);
  await paused(page);
  await page.getByTestId('scrub').focus();
  await page.keyboard.press('Home');
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowUp');
  await expect.poll(async () => frames(await rested(page))).toEqual([120, 120, 35]);
  await expect(page.locator('[data-clip=job_b5]').getByTestId('held')).toBeVisible();
  await page.getByTestId('short-loop').click();
  await expect(page.getByTestId('held')).toHaveCount(0);
  await expect.poll(async () => frames(await rested(page))).toEqual([120, 120, 12]);
});

test('at the end of the longest all begin again', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page, ['job_b3', 'job_b5']);
  await paused(page);
  await page.getByTestId('scrub').focus();
  await page.keyboard.press('End');
  await rested(page);
  await page.keyboard.press('k');
  await expect.poll(async () => Math.max(...(await times(page)))).toBeLessThan(2);
  await expect.poll(async () => Math.min(...(await times(page)))).toBeGreaterThan(0.1);
});

test('one clip is shown alone, and two blink in the same place', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page);
  const seen = () => page.getByTestId('cell').evaluateAll((all) => all.filter((cell) => getComputedStyle(cell).opacity === '1').map((cell) => (cell as HTMLElement).dataset['clip']));
  const place = async (id: string) => (await page.locator(`[data-clip=${id}] video`).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  await page.keyboard.press('3');
  expect(await seen()).toEqual(['job_b5']);
  await page.keyboard.press('2');
  expect(await seen()).toEqual(['job_b4']);
  const before = await place('job_b4');
  await page.keyboard.press('b');
  expect(await seen()).toEqual(['job_b5']);
  expect(await place('job_b5')).toEqual(before);
  await page.keyboard.press('b');
  expect(await seen()).toEqual(['job_b4']);
  await page.keyboard.press('2');
  expect(await seen()).toHaveLength(3);
});

test('what another clip covers is still drawn: WebKitGTK halts a player that cannot be seen, for good', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page);
  await page.keyboard.press('2');
  await page.keyboard.press('b');
  const players = await page.getByTestId('compare-video').evaluateAll((all) => all.map((video) => video.checkVisibility({ visibilityProperty: true }) && video.getBoundingClientRect().width > 0));
  expect(players).toEqual([true, true, true]);
});

test('the winner becomes a favourite and the others stay as they are', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-clip=job_b4]').getByTestId('pick')).toHaveAttribute('aria-pressed', 'true');
  expect([await calls(page, 'mark'), await calls(page, 'trash')]).toEqual([[[['job_b4'], { kind: 'favourite', on: true }]], []]);
  // Once more is not the opposite.
  await page.locator('[data-clip=job_b4]').getByTestId('pick').click();
  expect((await calls(page, 'mark')).map(([, mark]) => mark)).toEqual([{ kind: 'favourite', on: true }]);
});

test('whatever is pressed, each player keeps its clip', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page);
  await paused(page);
  for (const key of ['m', 'm', '3', 'b', '1', '1', 'Enter', 'Mod+]', 'i', 'o', 'Shift+L']) await page.keyboard.press(key.replace('Mod', 'Control'));
  await expect(page.locator('[aria-pressed=true][data-testid=pick]')).toHaveCount(1);
  expect(await page.getByTestId('compare-video').evaluateAll((all) => all.map((video) => [video.getAttribute('src'), (video as HTMLVideoElement).readyState > 0]))).toEqual([['/clip.webm', true], ['/clip.webm', true], ['/count.webm', true]]);
});

test('the others go into the trash and come back as one', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page);
  await page.keyboard.press('Enter');
  await page.getByTestId('remove-others').click();
  await expect(page.getByTestId('compare')).toBeHidden();
  expect(await calls(page, 'trash')).toEqual([[['job_b4', 'job_b5']]]);
  await expect(page.locator('[data-job=job_b3]')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(page.locator('[data-job=job_b5]')).toBeVisible();
  expect(await calls(page, 'restoreTrashed')).toEqual([[['job_b4', 'job_b5']]]);
});

test('a clip is taken out of the comparison, and nothing else happens to it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page);
  await page.keyboard.press('x');
  await expect(page.getByTestId('cell')).toHaveCount(2);
  await page.keyboard.press('x');
  await expect(page.getByTestId('cell')).toHaveCount(2);
  expect(await calls(page, 'act')).toEqual([]);
});

test('every player is let go of when the comparison closes', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await compare(page);
  const players = await page.getByTestId('compare-video').elementHandles();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('compare')).toBeHidden();
  expect(await Promise.all(players.map((player) => player.evaluate((node) => [node.isConnected, (node as HTMLVideoElement).getAttribute('src'), (node as HTMLVideoElement).readyState])))).toEqual(TAKES.map(() => [false, null, 0]));
  await expect(page.locator('video')).toHaveCount(0);
});

test('from the loupe its takes are compared, without a player of the loupe beside them, and it comes back', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  await expect(page.getByTestId('loupe')).toBeVisible();
  await page.keyboard.press('c');
  await expect(page.getByTestId('cell')).toHaveCount(3);
  await expect(page.locator('video')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('loupe-video')).toBeVisible();
});

test('a clip that cannot be decoded is a card, and the others play', async ({ page, open }) => {
  await page.route('**/count.webm', (route) => route.fulfill({ status: 200, contentType: 'video/webm', body: 'no video' }));
  await open({ server: 'srv_home' });
  await select(page, TAKES);
  await page.keyboard.press('c');
  await expect(page.locator('[data-clip=job_b5]').getByTestId('codec-card')).toBeVisible();
  await expect.poll(async () => Math.min(...(await times(page)))).toBeGreaterThan(0.1);
});

test('too many or too few say how many it takes', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page, ['job_b1']);
  await page.keyboard.press('c');
  await expect(page.getByText('Select 2 to 4 finished clips to compare them.')).toBeVisible();
  await expect(page.getByTestId('compare-selected')).toBeDisabled();
});

test('tiles are selected with the keys and let go with Escape', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const bar = page.getByTestId('selection-bar');
  await openStack(page, 'job_b3');
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(bar).toContainText('3 selected');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(bar).toContainText('2 selected');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('x');
  await expect(bar).toContainText('3 selected');
  await expect(page.locator('[data-job=job_b3]')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
});

test('Shift and a press select everything between', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page, ['job_b3']);
  await page.locator('[data-job=job_b6]').click({ modifiers: ['Shift'] });
  await expect(page.getByTestId('selection-bar')).toContainText('4 selected');
  await expect(page.getByTestId('loupe')).toBeHidden();
});

test('a rubber band selects what it touches, and its keys go on from there', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const row = await page.getByTestId('tile').evaluateAll((tiles) => {
    const boxes = tiles.filter((tile) => tile instanceof HTMLElement && tile.dataset['state'] === 'ready').map((tile) => tile.getBoundingClientRect());
    const [from, to] = boxes.flatMap((box, at) => (boxes[at + 1]?.top === box.top ? [[box, boxes[at + 1]]] : []))[0] ?? [];
    return [from?.toJSON(), to?.toJSON()] as DOMRect[];
  });
  const [from, to] = row;
  if (from === undefined || to === undefined) throw new Error('no two tiles in a row');
  // From the gap under a tile, into it and over to its neighbour.
  await page.mouse.move(from.x + from.width / 2, from.y + from.height + 5);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 20, from.y + from.height - 20);
  await page.mouse.move(to.x + 30, to.y + to.height - 20);
  await expect(page.getByTestId('band')).toBeVisible();
  await page.mouse.up();
  await expect(page.getByTestId('selection-bar')).toContainText('2 selected');
  await page.keyboard.press('c');
  await expect(page.getByTestId('cell')).toHaveCount(2);
});
