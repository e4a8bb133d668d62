/** The loupe: a clip that plays, what was asked for against what came, and one decoder at a time. */
import { calls, expect, test } from './window.ts';

test('a clip plays, loops by default, and its frames can be stepped', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  const video = page.getByTestId('loupe-video');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.1);
  expect(await video.evaluate((element: HTMLVideoElement) => element.loop)).toBe(true);
  await page.keyboard.press('k');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.paused)).toBe(true);
  const before = await video.evaluate((element: HTMLVideoElement) => element.currentTime);
  await page.keyboard.press('.');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(before);
});

test('what came is told apart from what was asked for', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  await expect(page.locator('.differs')).toHaveText(['5.1 s']);
});

test('the loupe lets go of the decoder when it closes', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  const video = await page.getByTestId('loupe-video').elementHandle();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('loupe')).toBeHidden();
  expect(await video?.evaluate((element) => element.getAttribute('src'))).toBeNull();
});

test('arrows lead through the clips and leave out what is none', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_c3]').click();
  await page.keyboard.press('ArrowRight');
  // c4 has expired.
  await expect(page.getByRole('dialog', { name: /^灯塔的光/ })).toBeVisible();
});

test('in and out points are looped between', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  const scrub = page.getByTestId('scrub');
  await expect.poll(() => scrub.getAttribute('aria-valuemax')).not.toBe('0');
  await scrub.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('i');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('o');
  await expect(page.getByText(/^Loop 0:00/)).toBeVisible();
});

test('a clip that cannot be decoded is a card with the command, never a black box', async ({ page, open }) => {
  await open({ video: 'broken' });
  await page.locator('[data-job=job_b3]').click();
  await expect(page.getByTestId('codec-card')).toContainText('gstreamer1.0-libav');
  expect(JSON.stringify(await calls(page, 'log'))).toContain('video error');
});

test('full screen is asked of the window and left with Escape', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  await page.keyboard.press('f');
  await page.keyboard.press('Escape');
  expect(await calls(page, 'setFullscreen')).toEqual([[true], [false]]);
});

test('a clip without a still gets one, and its filmstrip', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await expect.poll(async () => (await calls(page, 'storeStill')).filter(([asset]) => asset === 'ast_b5').map(([, kind]) => kind), { timeout: 20_000 }).toEqual(['poster', 'filmstrip']);
});
