/** Frames as they are on the screen: each of the fixture's carries its own number, which is read back from its pixels. */
import type { Page } from '@playwright/test';
import { calls, expect, openStack, test } from './window.ts';

const LAST = 35;

/** The number on the picture that the player shows: six squares, the lowest bit first. */
function shown(page: Page): Promise<number> {
  return page.getByTestId('loupe-video').evaluate((element) => {
    const video = element as HTMLVideoElement;
    if (video.seeking || !video.paused) return -1;
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 180];
    const pen = canvas.getContext('2d');
    pen?.drawImage(video, 0, 0);
    const bit = (at: number) => ((pen?.getImageData(108 + at * 20, 158, 1, 1).data[1] ?? 0) > 128 ? 1 << at : 0);
    return [0, 1, 2, 3, 4, 5].reduce((sum, at) => sum + bit(at), 0);
  });
}

/** The third take of the boat, standing at its first frame. */
async function atFirst(page: Page): Promise<void> {
  await openStack(page, 'job_b3');
  await page.locator('[data-job=job_b5]').click();
  const video = page.getByTestId('loupe-video');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.05);
  await page.keyboard.press('k');
  await page.getByTestId('scrub').focus();
  await page.keyboard.press('Home');
  await expect.poll(() => shown(page)).toBe(0);
}

test('each press steps to exactly the next frame of the file, and back', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await atFirst(page);
  for (let frame = 1; frame <= 14; frame += 1) {
    await page.keyboard.press('.');
    await expect.poll(() => shown(page)).toBe(frame);
  }
  for (let frame = 13; frame >= 0; frame -= 1) {
    await page.keyboard.press(',');
    await expect.poll(() => shown(page)).toBe(frame);
  }
  await page.keyboard.press(',');
  await expect.poll(() => shown(page)).toBe(0);
});

test('quick presses lose no frame', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await atFirst(page);
  for (let press = 0; press < 23; press += 1) await page.keyboard.press('.');
  await expect.poll(() => shown(page)).toBe(23);
  await expect(page.locator('.tip')).toContainText('f 23');
});

test('the end is the last frame, and there is none behind it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await atFirst(page);
  await page.keyboard.press('End');
  await expect.poll(() => shown(page)).toBe(LAST);
  await page.keyboard.press('.');
  await expect.poll(() => shown(page)).toBe(LAST);
  await page.keyboard.press(',');
  await expect.poll(() => shown(page)).toBe(LAST - 1);
});

test('a loop between two frames shows them and none outside', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await atFirst(page);
  for (let press = 0; press < 12; press += 1) await page.keyboard.press('.');
  await page.keyboard.press('i');
  for (let press = 0; press < 11; press += 1) await page.keyboard.press('.');
  await page.keyboard.press('o');
  await expect(page.getByText('Loop 0:01.00 to 0:02.00')).toBeVisible();
  await page.keyboard.press('k');
  const seen = await page.getByTestId('loupe-video').evaluate(async (element) => {
    const video = element as HTMLVideoElement;
    const times: number[] = [];
    let turns = 0;
    video.addEventListener('seeking', () => (turns += 1));
    while (turns < 3) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      if (!video.seeking) times.push(video.currentTime);
    }
    return { first: Math.min(...times), last: Math.max(...times) };
  });
  expect([seen.first >= 1, seen.last < 2 + 1 / 60]).toEqual([true, true]);
});

test('another take keeps the moment, and stands still if this one did', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await atFirst(page);
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => shown(page)).toBe(12);
  await page.keyboard.press('Escape');
  await page.locator('[data-job=job_b5]').focus();
  await atFirst(page);
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => shown(page)).toBe(12);
  await page.getByTestId('loupe').focus();
  await page.keyboard.press('ArrowLeft');
  const video = page.getByTestId('loupe-video');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => [element.paused, Math.floor(element.currentTime * 30)])).toEqual([true, 31]);
  await expect(page.getByRole('dialog')).toContainText('take 2');
});

test('a frame is saved in the size of the clip, named by its number', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await atFirst(page);
  for (let press = 0; press < 5; press += 1) await page.keyboard.press('.');
  await expect.poll(() => shown(page)).toBe(5);
  await page.getByTestId('use-frame').click();
  await page.getByRole('menuitem', { name: 'Save as PNG' }).click();
  await expect(page.getByText('Frame saved.')).toBeVisible();
  const [[bytes, name] = []] = await calls(page, 'saveFrame');
  const png = Buffer.from(Object.values(bytes as Record<string, number>));
  expect([png.subarray(1, 4).toString(), png.readUInt32BE(16), png.readUInt32BE(20), name]).toEqual(['PNG', 320, 180, expect.stringMatching(/ f5\.png$/)]);
});

test('a frame is copied as its pixels', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await atFirst(page);
  await page.getByTestId('use-frame').click();
  await page.getByRole('menuitem', { name: 'Copy the frame' }).click();
  await expect(page.getByText('Frame copied.')).toBeVisible();
  const [[pixels, width, height] = []] = await calls(page, 'copyFrame');
  expect([width, height, Object.keys(pixels as object).length]).toEqual([320, 180, 320 * 180 * 4]);
});

test('a frame goes into a slot, and the request says of which clip it is', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await atFirst(page);
  await page.getByTestId('use-frame').click();
  await page.getByRole('menuitem', { name: 'As first frame' }).click();
  await expect(page.getByText('First frame: it is in the form now.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('prompt').fill('and on it goes');
  await page.getByTestId('create').click();
  await expect.poll(async () => (await calls(page, 'createJobs')).length).toBe(1);
  expect((await calls(page, 'createJobs'))[0]?.[0]).toMatchObject({ inputs: [{ role: 'first', frame_of: 'job_b5' }] });
});

test('the last frame begins a new shot, whose lineage leads back', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  await expect(page.getByTestId('loupe')).toBeVisible();
  await page.keyboard.press('e');
  await expect(page.getByTestId('loupe')).toBeHidden();
  await expect(page.getByTestId('prompt')).toBeFocused();
  await expect(page.getByTestId('slot-first').getByRole('img').or(page.getByTestId('slot-first').locator('img')).first()).toBeVisible();
  await page.getByTestId('prompt').fill('the boat sails on');
  await page.getByTestId('create').click();
  const made = page.locator('[data-job^=job_n]');
  await made.click({ position: { x: 30, y: 12 } });
  await page.locator('[data-relative=job_b3]').click();
  await expect(page.getByTestId('lineage')).toContainText('new shot from a frame');
});

test('what changed against the parent is marked in the prompt', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b9]').click();
  await expect(page.getByTestId('prompt-diff').locator('ins')).toContainText(['at noon, the wind draws lines']);
  await expect(page.getByTestId('prompt-diff').locator('del')).toContainText(['in long shadow']);
  await page.locator('[data-relative=job_c3]').click();
  await expect(page.getByRole('dialog', { name: 'Two camels cross the dunes in long shadow' })).toBeVisible();
  await expect(page.locator('[data-relative=job_b9]')).toContainText('remix');
});

test('J and L shuttle both ways, faster with each press', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  const video = page.getByTestId('loupe-video');
  const now = () => video.evaluate((element: HTMLVideoElement) => element.currentTime);
  await expect.poll(now).toBeGreaterThan(0.1);
  await page.keyboard.press('l');
  await page.keyboard.press('l');
  expect(await video.evaluate((element: HTMLVideoElement) => element.playbackRate)).toBe(2);
  await expect.poll(now).toBeGreaterThan(1);
  await page.keyboard.press('j');
  const before = await now();
  await expect.poll(now).toBeLessThan(before - 0.3);
  await page.keyboard.press('k');
  expect(await video.evaluate((element: HTMLVideoElement) => element.paused)).toBe(true);
});
