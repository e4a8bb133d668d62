/** What a server can still do with a clip, and a refused job again: offered where it is true, asked once, paid once. */
import type { Page } from '@playwright/test';
import { calls, expect, sent, test } from './window.ts';

const HOME = { id: 'srv_home', name: 'Home GPU', base_url: 'http://192.168.1.20:8000/v1', profile: 'openai-generic', is_demo: false, key: { present: false, backend: null, hint: null, asking: false }, lessons: [] };

/** The server of the boat turns out to have these and no more. */
async function serverCan(page: Page, can: string[]): Promise<void> {
  await page.evaluate((server) => window.fakeEngine?.emit({ type: 'servers', servers: [server] }), { ...HOME, can });
}

async function openLoupe(page: Page, job: string): Promise<void> {
  await page.locator(`[data-job=${job}]`).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('loupe')).toBeVisible();
}

async function choose(page: Page, item: string): Promise<void> {
  await page.getByTestId('loupe-more').click();
  await page.getByRole('menuitem', { name: item }).click();
}

const derived = async (page: Page) => (await calls(page, 'deriveJob')).map(([request]) => request as Record<string, unknown>);

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }));

test('only what the server has is offered', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await serverCan(page, ['list', 'extend']);
  await openLoupe(page, 'job_b3');
  await expect(page.getByTestId('vary')).toBeVisible();
  await expect(page.getByTestId('remix')).toHaveCount(0);
  await page.getByTestId('loupe-more').click();
  await expect(page.getByRole('menuitem')).toHaveText([/Copy the file/, /Save a copy…/, /Save a copy without recipe/, /Save recipe/, /Export with its data/, /Open in your player/, /Copy prompt/, /Use prompt/, /Extend…/, /Move to the trash/]);
});

test('R on a clip that cannot be remixed says so and opens nothing', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await serverCan(page, ['list']);
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('r');
  await expect(page.getByTestId('toast')).toHaveText('This clip cannot be remixed on Home GPU.');
  await expect(page.getByTestId('derive')).toHaveCount(0);
});

test('a clip is remixed from the wall with the keyboard alone, and taken back', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000', prices: 'none' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('r');
  await expect(page.getByTestId('derive-prompt')).toBeFocused();
  await expect(page.getByTestId('derive')).toContainText('This is a new job on Home GPU. It is paid like any other');
  await expect(page.getByTestId('derive-send')).toContainText('Remix · price unknown');
  // The prompt is selected: typing replaces it.
  await page.keyboard.type('A tin boat');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('derive')).toHaveCount(0);
  const tile = page.getByTestId('tile').first();
  await expect(tile).toHaveAttribute('data-state', 'draft');
  await expect(tile).toContainText('A tin boat');
  expect(await derived(page)).toMatchObject([{ job: 'job_b3', action: 'remix', prompt: 'A tin boat', seconds: null }]);
  await page.getByTestId('undo').click();
  await expect(page.locator('[data-state=draft]')).toHaveCount(0);
  expect(await calls(page, 'undoBatch')).toHaveLength(1);
});

test('a double press in the sheet is one job', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await openLoupe(page, 'job_b3');
  await page.keyboard.press('r');
  await expect(page.getByTestId('derive-prompt')).toBeFocused();
  await page.getByTestId('derive-send').evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
    button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }));
  });
  await expect(page.getByTestId('derive')).toHaveCount(0);
  expect(await derived(page)).toHaveLength(1);
  await expect(page.getByTestId('undo')).toHaveCount(1);
});

test('what was written for a remix is not lost by a press beside the sheet, nor by Escape', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('r');
  const prompt = page.getByTestId('derive-prompt');
  await expect(prompt).toBeFocused();
  await page.keyboard.type('A tin boat');
  await page.mouse.click(8, 8);
  await expect(prompt).toHaveValue('A tin boat');
  await page.keyboard.press('Escape');
  await expect(prompt).toHaveCount(0);
  await page.keyboard.press('r');
  await expect(prompt).toBeFocused();
  await page.keyboard.type(' at dusk');
  await expect(prompt).toHaveValue('A tin boat at dusk');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => derived(page)).toMatchObject([{ prompt: 'A tin boat at dusk' }]);
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('r');
  await expect(prompt).not.toHaveValue(/tin boat/);
});

test('a press beside a sheet in which nothing was written closes it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('r');
  await expect(page.getByTestId('derive-prompt')).toBeFocused();
  await page.mouse.click(8, 8);
  await expect(page.getByTestId('derive')).toHaveCount(0);
});

test('the same wish after a refusal keeps its name, and another wish gets its own', async ({ page, open }) => {
  await open({ server: 'srv_home', remote: 'refuse' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('r');
  await page.getByTestId('derive-send').click();
  const trouble = page.getByTestId('derive-trouble');
  await expect(trouble).toContainText('too little credit');
  await expect(trouble).toContainText('The server says: Your balance is 0.12 credits.');
  await expect(trouble).toContainText('HTTP 402');
  await page.getByTestId('derive-send').click();
  await page.getByTestId('derive-prompt').fill('Another');
  await page.getByTestId('derive-send').click();
  await expect.poll(async () => (await derived(page)).length).toBe(3);
  const keys = (await derived(page)).map((request) => request['client_key']);
  expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false]);
});

test('a server that turns out to lack the verb is not blamed for its address', async ({ page, open }) => {
  await open({ server: 'srv_home', remote: 'absent' });
  await openLoupe(page, 'job_b3');
  await choose(page, 'Edit…');
  await page.getByTestId('derive-send').click();
  await expect(page.getByTestId('derive-trouble')).toHaveText('Home GPU cannot edit videos. Create a new clip with its settings instead.');
});

test('nothing is sent without a prompt', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openLoupe(page, 'job_b3');
  await choose(page, 'Edit…');
  await page.getByTestId('derive-prompt').fill(' ');
  await expect(page.getByTestId('derive-send')).toBeDisabled();
  await page.keyboard.press('Control+Enter');
  expect(await derived(page)).toEqual([]);
});

test('an extension takes one of the lengths that the model lists', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await openLoupe(page, 'job_b3');
  await choose(page, 'Extend…');
  const lengths = page.getByRole('radiogroup', { name: 'Longer by' });
  await expect(lengths.getByRole('radio', { name: '8' })).toBeChecked();
  await lengths.getByText('12').click();
  await page.getByTestId('derive-send').click();
  await expect.poll(() => derived(page)).toMatchObject([{ action: 'extend', seconds: 12 }]);
});

test('an extension needs seconds where the model lists none', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await openLoupe(page, 'job_b7');
  await choose(page, 'Extend…');
  const send = page.getByTestId('derive-send');
  await expect(send).toBeDisabled();
  await expect(page.getByText('Say by how many seconds.')).toBeVisible();
  await page.getByTestId('longer').fill('0');
  await expect(send).toBeDisabled();
  await page.getByTestId('longer').fill('6.5');
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => derived(page)).toMatchObject([{ action: 'extend', seconds: 6.5 }]);
});

test('the demo says that it is free', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.evaluate(() => window.fakeEngine?.change('job_b3', { server: 'demo' }));
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('r');
  await expect(page.getByTestId('derive-send')).toContainText('Remix · free');
  await expect(page.getByTestId('derive')).not.toContainText('paid');
});

test('deleting on the server asks first, with the focus on what changes nothing', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openLoupe(page, 'job_b3');
  await choose(page, 'Delete on the server…');
  await expect(page.getByTestId('ask-delete')).toContainText('Deletes the video on Home GPU. The file here stays.');
  await expect(page.getByRole('button', { name: 'Keep' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('ask-delete')).toHaveCount(0);
  await choose(page, 'Delete on the server…');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('ask-delete')).toHaveCount(0);
  await expect(page.getByTestId('loupe')).toBeVisible();
  expect(await calls(page, 'deleteRemote')).toEqual([]);
});

test('after deleting on the server the clip stays, and nothing more is asked of the server', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openLoupe(page, 'job_b3');
  await choose(page, 'Delete on the server…');
  await page.getByTestId('confirm-delete').click();
  await expect(page.getByTestId('remote-deleted')).toHaveText(/^Deleted on the server · \d\d:\d\d$/);
  await expect(page.getByTestId('remix')).toHaveCount(0);
  await page.getByTestId('loupe-more').click();
  await expect(page.getByRole('menuitem', { name: /Edit|Extend|Delete on the server/ })).toHaveCount(0);
  await expect(page.getByTestId('loupe-video')).toBeVisible();
  expect(await calls(page, 'deleteRemote')).toEqual([['job_b3']]);
  expect(await calls(page, 'act')).toEqual([]);
});

test('a refused deletion is said where it was asked', async ({ page, open }) => {
  await open({ server: 'srv_home', remote: 'absent' });
  await openLoupe(page, 'job_b3');
  await choose(page, 'Delete on the server…');
  await page.getByTestId('confirm-delete').click();
  await expect(page.getByTestId('ask-delete').getByRole('alert')).toHaveText('Home GPU cannot delete videos. It removes them by its own rules.');
  await expect(page.getByTestId('remix')).toBeVisible();
});

test('a refused job offers the one change that its refusal taught, once', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000', prices: 'none' });
  const tile = page.locator('[data-job=job_a6]');
  const fix = tile.getByTestId('fix');
  await expect(fix).toHaveText(/^Create again with 12 s ·\sprice\sunknown$/);
  await expect(tile).toContainText('HTTP 400 · The server says: seconds must be one of 4, 8, 12');
  await fix.dblclick();
  await expect(page.getByTestId('tile').first()).toHaveAttribute('data-state', 'draft');
  const made = await calls(page, 'fixJob');
  expect(made).toEqual([['job_a6', expect.stringMatching(/^[0-9a-f]{32}$/)]]);
  await expect(fix).toBeDisabled();
});

test('a change that was made already asks before it is made a second time', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000', prices: 'none' });
  const tile = page.locator('[data-job=job_a6]');
  await tile.getByTestId('fix').click();
  const made = await page.locator('[data-state=draft]').getAttribute('data-job');
  await page.evaluate((id) => window.fakeEngine?.change(id ?? '', { state: 'running' }), made);
  await tile.getByTestId('fix').click();
  await expect(tile.getByTestId('fix-before')).toContainText(/You did that at \d+:\d\d/);
  expect(await calls(page, 'fixJob')).toHaveLength(1);
  await expect(tile.getByTestId('tile-more')).toHaveCount(0);
  await tile.getByTestId('fix-again').click();
  expect(await calls(page, 'fixJob')).toHaveLength(2);
});

test('after Undo the change is offered again, under another name', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  const fix = page.locator('[data-job=job_a6]').getByTestId('fix');
  await fix.click();
  await page.getByTestId('undo').click();
  await expect(page.locator('[data-state=draft]')).toHaveCount(0);
  await fix.click();
  const keys = (await calls(page, 'fixJob')).map(([, key]) => key);
  expect([keys.length, new Set(keys).size]).toEqual([2, 2]);
});

test('beside the change the other verbs wait in a menu', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000', prices: 'none' });
  await page.locator('[data-job=job_a6]').getByTestId('tile-more').click();
  await expect(page.getByRole('menuitem')).toHaveText(['Create again ($)', 'Move to the trash']);
  await page.getByRole('menuitem', { name: 'Create again ($)' }).click();
  expect(await calls(page, 'act')).toEqual([['job_a6', 'create_again']]);
  await expect(page.getByTestId('loupe')).toHaveCount(0);
});

test('a chord that is held sends the sheet once, and nothing of the form', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.getByTestId('prompt').fill('Not this one');
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('r');
  await expect(page.getByTestId('derive-prompt')).toBeFocused();
  await page.keyboard.down('Control');
  await page.keyboard.down('Enter');
  await expect(page.getByTestId('derive')).toHaveCount(0);
  for (let held = 0; held < 5; held += 1) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.keyboard.up('Control');
  expect([(await derived(page)).length, (await sent(page)).length]).toEqual([1, 0]);
});

test('a double press on Create is one batch', async ({ page, open }) => {
  await open({ server: 'demo', undo: '60000' });
  await page.getByTestId('prompt').fill('A cat');
  await page.getByTestId('create').dblclick();
  await expect(page.getByTestId('tile').first()).toHaveAttribute('data-state', 'draft');
  expect(await sent(page)).toHaveLength(1);
});

test('Enter that is held on a button that is paid for presses it once', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.getByTestId('prompt').fill('A kite');
  await page.getByTestId('create').focus();
  await page.keyboard.down('Enter');
  await expect(page.locator('[data-state=draft]').first()).toBeVisible();
  await expect(page.getByTestId('create')).toBeFocused();
  for (let held = 0; held < 4; held += 1) await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  expect(await sent(page)).toHaveLength(1);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await sent(page)).length).toBe(2);
});

test('a double press on Create again is one job, though the tiles move under the pointer', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.locator('[data-job=job_a5] [data-verb=create_again]').dblclick();
  await expect(page.getByTestId('tile').first()).toHaveAttribute('data-state', 'draft');
  expect(await calls(page, 'act')).toHaveLength(1);
});

test('what the server sent can be read and copied, as text and nothing else', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openLoupe(page, 'job_a6');
  await expect(page.getByText('HTTP 400 · invalid_parameter · invalid_request_error')).toBeVisible();
  const sentBox = page.getByTestId('server-sent');
  await expect(sentBox.locator('pre')).toBeHidden();
  await sentBox.getByRole('button', { expanded: false }).click();
  await expect(sentBox.locator('pre')).toContainText('"trace": "<b>not a tag</b>"');
  expect(await sentBox.locator('pre b').count()).toBe(0);
  await sentBox.getByRole('button', { name: 'Copy what the server sent' }).click();
  const [[copied]] = (await calls(page, 'copyText')) as [[string]];
  expect(JSON.parse(copied)).toMatchObject({ error: { code: 'invalid_parameter' } });
});

test('a linked picture comes back by its address, and is never loaded here', async ({ page, open }) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url()));
  await open({ server: 'srv_home', undo: '60000' });
  await openLoupe(page, 'job_b7');
  await expect(page.getByTestId('input-address')).toHaveText('https://pictures.example/ridges.jpg');
  await page.keyboard.press('a');
  await expect(page.getByText('ridges.jpg. The server fetches it for itself.')).toBeVisible();
  await page.getByTestId('create').click();
  expect((await sent(page))[0]?.['inputs']).toEqual([{ role: 'first', fit: 'none', staged: null, url: 'https://pictures.example/ridges.jpg' }]);
  expect(loaded.filter((address) => address.includes('pictures.example'))).toEqual([]);
});

test('a linked picture can be used again alone', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openLoupe(page, 'job_b7');
  await page.getByRole('button', { name: 'Use it again' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('ridges.jpg. The server fetches it for itself.')).toBeVisible();
  expect(await calls(page, 'restageInput')).toEqual([]);
});

for (const place of ['wall', 'loupe'] as const) {
  test(`V in the ${place} takes the settings with a new seed, and the prompt is ready for other words`, async ({ page, open }) => {
    await open({ server: 'demo', undo: '60000' });
    if (place === 'loupe') await openLoupe(page, 'job_b3');
    else await page.locator('[data-job=job_b3]').focus();
    await page.keyboard.press('v');
    await expect(page.getByTestId('loupe')).toHaveCount(0);
    await expect(page.getByTestId('prompt')).toBeFocused();
    await expect(page.getByTestId('prompt')).toHaveValue(/^Paper boat/);
    await expect(page.getByTestId('server-select')).toContainText('Home GPU');
    await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible();
    await page.keyboard.press('Control+Enter');
    expect(await sent(page)).toMatchObject([{ server: 'srv_home', seconds: 8, extra: {} }]);
  });
}

test('the keys are in the sheet of keys', async ({ page, open }) => {
  await open({});
  await page.keyboard.press('?');
  await expect(page.getByTestId('shortcuts').getByText('Remix')).toHaveCount(2);
  await expect(page.getByTestId('shortcuts').getByText('Vary: settings with a new seed')).toHaveCount(2);
});

test('the sheet gives the focus back where it came from', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('r');
  await expect(page.getByTestId('derive-prompt')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-job=job_b3]')).toBeFocused();
});

test('everything is said in Chinese too', async ({ page, open }) => {
  await open({ server: 'srv_home', language: 'zh-CN', prices: 'none' });
  await expect(page.locator('[data-job=job_a6]').getByTestId('fix')).toHaveText(/^改为 12 秒重新生成 ·\s价格未知$/);
  await openLoupe(page, 'job_b3');
  await choose(page, '在服务器上删除…');
  await expect(page.getByTestId('ask-delete')).toContainText('将删除 Home GPU 上的视频，本机文件会保留。');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await expect(page.getByRole('dialog', { name: '重制' })).toContainText('这是 Home GPU 上的一个新任务，照常计费');
});

const windows = ['en', 'zh-CN'].flatMap((language) => [{ language, width: 1280, height: 720 }, { language, width: 1440, height: 900 }]);

for (const { language, width, height } of windows) {
  test(`at ${width} × ${height} nothing of it is cut off, ${language}`, async ({ page, open }) => {
    await page.setViewportSize({ width, height });
    await open({ server: 'srv_home', language });
    for (const job of ['job_a5', 'job_a6']) {
      const tile = page.locator(`[data-job=${job}]`);
      await tile.scrollIntoViewIfNeeded();
      const box = await tile.boundingBox();
      for (const button of await tile.getByRole('button').all()) {
        const inner = await button.boundingBox();
        expect((inner?.y ?? 0) + (inner?.height ?? 0)).toBeLessThanOrEqual((box?.y ?? 0) + (box?.height ?? 0) - 4);
        expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThanOrEqual((box?.x ?? 0) + (box?.width ?? 0) - 4);
      }
    }
    await openLoupe(page, 'job_b3');
    await page.getByTestId('loupe-more').click();
    await page.getByRole('menuitem', { name: language === 'zh-CN' ? /延长/ : 'Extend…' }).click();
    await expect(page.getByTestId('derive-send')).toBeInViewport({ ratio: 1 });
    expect(await page.getByTestId('derive').evaluate((sheet) => [...sheet.querySelectorAll('button, p, textarea')].filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent))).toEqual([]);
  });
}
