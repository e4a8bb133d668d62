/** The loupe: a clip that plays, what was asked for against what came, and one decoder at a time. */
import { calls, expect, test } from './window.ts';

test('a clip plays and its frames can be stepped', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  const video = page.getByTestId('loupe-video');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.1);
  await page.keyboard.press('k');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.paused)).toBe(true);
  const before = await video.evaluate((element: HTMLVideoElement) => element.currentTime);
  await page.keyboard.press('.');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(before);
});

test('at its end a clip begins anew, by our own seek and not by the loop of the element', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  const video = page.getByTestId('loupe-video');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.1);
  await video.evaluate((element: HTMLVideoElement) => {
    element.dataset['ends'] = '0';
    element.addEventListener('ended', () => (element.dataset['ends'] = '1'));
    element.currentTime = element.duration - 0.3;
  });
  await expect(video).toHaveAttribute('data-ends', '1');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => !element.paused && element.currentTime > 0.1 && element.currentTime < 2)).toBe(true);
  expect(await video.evaluate((element: HTMLVideoElement) => element.loop)).toBe(false);
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
  await expect(page.getByTestId('loupe')).toBeVisible();
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

test('no picture is taken while a clip plays, also none that was about to be', async ({ page, open }) => {
  await page.addInitScript(() => {
    // The moment of leisure that captures wait for comes when the test says so.
    const waiting: (() => void)[] = [];
    window.requestIdleCallback = (act) => waiting.push(() => act({ didTimeout: false, timeRemaining: () => 50 }));
    Object.assign(window, { leisure: () => waiting.splice(0).forEach((act) => act()) });
    const { set } = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'src') ?? {};
    Object.defineProperty(HTMLMediaElement.prototype, 'src', {
      set(this: HTMLMediaElement, address: string) {
        const { dataset } = document.documentElement;
        if (!this.isConnected) dataset['captures'] = String(Number(dataset['captures'] ?? 0) + 1);
        set?.call(this, address);
      },
    });
  });
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  await expect(page.getByTestId('loupe-video')).toBeVisible();
  await page.evaluate(() => (window as unknown as { leisure: () => void }).leisure());
  expect(await page.evaluate(() => document.documentElement.dataset['captures'] ?? '0')).toBe('0');
  await page.keyboard.press('Escape');
  await expect
    .poll(() =>
      page.evaluate(() => {
        (window as unknown as { leisure: () => void }).leisure();
        return document.documentElement.dataset['captures'] ?? '0';
      }),
    )
    .not.toBe('0');
});

test('full screen is asked of the window and left with Escape', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  await expect(page.getByTestId('loupe')).toBeVisible();
  await page.keyboard.press('f');
  await page.keyboard.press('Escape');
  expect(await calls(page, 'setFullscreen')).toEqual([[true], [false]]);
});

test('a clip without a still gets one, and its filmstrip', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await expect.poll(async () => (await calls(page, 'storeStill')).filter(([asset]) => asset === 'ast_b5').map(([, kind]) => kind), { timeout: 20_000 }).toEqual(['poster', 'filmstrip']);
});

test('a result that is a picture is shown as one, with nothing to play', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b8]').focus();
  await page.keyboard.press('Enter');
  const picture = page.getByTestId('loupe-picture');
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(320);
  await expect(page.getByTestId('result-kind')).toHaveText('GIF, not a video');
  for (const key of ['k', 'j', 'l', '.', ',', 'i', 'o', 'm', 'Space']) await page.keyboard.press(key);
  await expect(page.locator('video')).toHaveCount(0);
  await expect(page.getByTestId('scrub')).toHaveCount(0);
  await expect(page.getByTestId('loupe-play')).toHaveCount(0);
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByTestId('loupe-video')).toBeVisible();
});

test('from a clip to a picture and back the player begins anew', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b7]').focus();
  await page.keyboard.press('Enter');
  const video = page.getByTestId('loupe-video');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.1);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('loupe-picture')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.1);
});

test('a picture that cannot be shown is a card with a way out', async ({ page, open }) => {
  await open({ server: 'srv_home', video: 'broken' });
  await page.locator('[data-job=job_b8]').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('picture-card')).toContainText('The file is safe on your disk.');
  await page.getByTestId('picture-card').getByRole('button').click();
  expect(await calls(page, 'openInPlayer')).toEqual([['job_b8']]);
});

test('a WebM is a video', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.evaluate(() => window.fakeEngine?.change('job_b3', { video: { id: 'ast_b3', mime: 'video/webm', bytes: 1, name: 'boat.webm', width: 1280, height: 720, seconds: 5.1, fps: 30, has_audio: false } }));
  await expect(page.locator('[data-job=job_b3]').getByTestId('kind')).toHaveText('WebM');
  await page.locator('[data-job=job_b3]').click();
  await expect(page.getByTestId('result-kind')).toHaveText('WebM');
  await expect(page.getByTestId('scrub')).toBeVisible();
});

for (const [language, report] of [
  ['en', 'Job'],
  ['zh-CN', '任务'],
] as const) {
  test(`the support report is copied in the language of the window: ${language}`, async ({ page, open }) => {
    await open({ server: 'srv_home', language });
    await page.locator('[data-job=job_b3]').click();
    await page.getByTestId('support-report').click();
    await expect.poll(() => calls(page, 'receiptReport')).toEqual([['job_b3', language]]);
    await expect.poll(async () => String((await calls(page, 'copyText')).at(0)?.[0])).toMatch(new RegExp(`^${report} `));
  });
}

test('the id of a job whose answer was lost is asked about before it is taken', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_a3]').click({ position: { x: 40, y: 40 } });
  const field = page.getByTestId('remote-id');
  await expect(page.getByTestId('take-id')).toBeDisabled();
  await field.fill('nobody');
  await page.getByTestId('take-id').click();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('no such video')).toBeVisible();
  await field.fill('video_7');
  await field.press('Enter');
  await expect(field).toBeHidden();
  expect(await calls(page, 'adoptJob')).toEqual([
    ['job_a3', 'nobody'],
    ['job_a3', 'video_7'],
  ]);
});

test('where the list does not say, the way to the field for its id is offered, and the palette knows it', async ({ page, open }) => {
  await open({ server: 'srv_home', remote: 'unlisted' });
  await page.locator('[data-job=job_a3] [data-verb=look_for_it]').click();
  await page.getByTestId('toast-action').click();
  await expect(page.getByTestId('remote-id')).toBeFocused();
  await page.getByTestId('loupe-close').click();
  await expect(page.getByTestId('loupe')).toHaveCount(0);
  await page.locator('[data-job=job_a3]').focus();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-search').fill('id');
  await page.getByRole('option', { name: 'Give its id' }).click();
  await expect(page.getByTestId('remote-id')).toBeFocused();
});

test('an id that is asked about is not carried over to another take, nor is what the server says of it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.evaluate(() => window.fakeEngine?.change('job_b3', { state: 'unconfirmed', video: null }));
  await page.locator('[data-job=job_a3]').click({ position: { x: 40, y: 40 } });
  const field = page.getByTestId('remote-id');
  await field.fill('slowly');
  await page.getByTestId('take-id').click();
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'open_job', id: 'job_b3' }));
  await expect(field).toHaveValue('');
  await expect(page.getByTestId('toast')).toContainText('no such video');
  await expect(field).toHaveAttribute('aria-invalid', 'false');
});

test('a request whose answer was lost is sent again only after it was said what is at stake', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const tile = page.locator('[data-job=job_a3]');
  await tile.locator('[data-verb=create_again]').click();
  await expect(tile.getByText('may be charged too')).toBeVisible();
  expect(await calls(page, 'act')).toEqual([]);
  await tile.getByTestId('confirm-again').click();
  await expect.poll(() => calls(page, 'act')).toEqual([['job_a3', 'create_again']]);
});

test('by keys what is at stake is answered where nothing is sent, and they stay at the tile', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const tile = page.locator('[data-job=job_a3]');
  await tile.locator('[data-verb=create_again]').focus();
  await page.keyboard.press('Enter');
  await expect(tile.getByRole('button', { name: 'Not yet' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(tile).toBeFocused();
  expect(await calls(page, 'act')).toEqual([]);
});
