/** The palette of commands: every action by its name. */
import type { Page } from '@playwright/test';
import { calls, expect, openStack, test } from './window.ts';

/** Does what is called so, or what the id names where several are. */
async function command(page: Page, typed: string, id?: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-search').fill(typed);
  const found = id === undefined ? page.getByRole('option').first() : page.locator(`[data-command="${id}"]`);
  await found.click();
  await expect(page.getByTestId('palette')).toHaveCount(0);
}

test('a command is found by a few letters and done by Enter, without the mouse', async ({ page, open }) => {
  await open({});
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette-search')).toBeFocused();
  await page.keyboard.type('light');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(page.getByTestId('palette')).toHaveCount(0);
});

test('what can be done with a clip is offered for the one under the keys', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette-search')).toBeFocused();
  await page.keyboard.type('favourite');
  await page.keyboard.press('Enter');
  await expect.poll(async () => JSON.stringify(await calls(page, 'mark'))).toContain('job_b3');
});

test('a command that opens a sheet opens it in place of the palette', async ({ page, open }) => {
  await open({});
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette-search')).toBeFocused();
  await page.keyboard.type('keyboard short');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('shortcuts')).toBeVisible();
});

test('Escape leaves everything as it was, and the keys where they were', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('palette-search')).toBeFocused();
  await page.keyboard.type('nothing is called like this');
  await expect(page.getByRole('option')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-job=job_b3]')).toBeFocused();
});

for (const [language, typed] of [
  ['en', { log: 'errors', licences: 'open source', 'keys-sheet': 'hotkeys change', shortcuts: 'keyboard shortcuts', spend: 'bill' }],
  ['zh-CN', { log: '错误', licences: '开源', 'keys-sheet': '更改快捷键', shortcuts: '键盘快捷键', spend: '账单' }],
] as const) {
  test(`what stands in the settings is found without them, in ${language}`, async ({ page, open }) => {
    await open({ language });
    for (const [sheet, words] of Object.entries(typed)) {
      await command(page, words);
      await expect(page.getByTestId(sheet)).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  });
}

test('settings are saved, loaded and the report is copied without the settings', async ({ page, open }) => {
  await open({});
  await command(page, 'save settings');
  await expect(page.getByText('Settings saved. Keys are not in the file.')).toBeVisible();
  await command(page, 'support report', 'report');
  await expect(page.getByText('Report copied. It has no keys, prompts or addresses.')).toBeVisible();
  await command(page, 'load settings');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByText('设置已载入。')).toBeVisible();
});

test('a reset is asked for, in sight and with the keys on what changes nothing', async ({ page, open }) => {
  await open({});
  await command(page, 'factory');
  await expect(page.getByTestId('settings-reset-do')).toBeInViewport();
  await expect(page.getByTestId('about').getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('settings-reset-do')).toHaveCount(0);
  expect(await calls(page, 'resetSettings')).toEqual([]);
});

test('a backup is made in sight of the library, and goes on by itself', async ({ page, open }) => {
  await open({ backup: 'slow' });
  await command(page, 'back up');
  await expect(page.getByTestId('archive-work')).toBeInViewport();
  expect(await calls(page, 'backUp')).toEqual([[true]]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-search').fill('library');
  for (const id of ['backUp', 'restore', 'moveLibrary']) await expect(page.locator(`[data-command=${id}]`)).toHaveCount(0);
  await page.locator('[data-command=stopWork]').click();
  await expect.poll(async () => (await calls(page, 'stopArchive')).length).toBe(1);
});

for (const [typed, shown] of [['restore a backup', 'restore-into'], ['move it', 'move-now']] as const) {
  test(`what is to be decided about the library stands in sight: ${typed}`, async ({ page, open }) => {
    await open({});
    await command(page, typed);
    await expect(page.getByTestId(shown)).toBeInViewport();
  });
}

test('earlier jobs come from a server, and its balance is said, from anywhere', async ({ page, open }) => {
  await open({});
  await command(page, 'earlier relay');
  await expect(page.getByText(/^relay: \d+ of \d+ are new/)).toBeVisible();
  expect(await calls(page, 'importJobs')).toEqual([['srv_relay', false]]);
  await command(page, 'credit relay');
  await expect(page.getByText('relay: 15 in the server’s own unit')).toBeVisible();
});

test('a balance that a server refuses is said as such', async ({ page, open }) => {
  await open({ remote: 'refuse' });
  await command(page, 'credit relay');
  await expect(page.getByTestId('toast')).toContainText('relay: The server knows this key, but does not let it do this.');
});

test('the open loupe does by name what its keys and buttons do', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  const video = page.getByTestId('loupe-video');
  const time = () => video.evaluate((element: HTMLVideoElement) => element.currentTime);
  await expect.poll(time).toBeGreaterThan(0.1);
  await command(page, 'play or pause');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.paused)).toBe(true);
  await expect(page.getByTestId('loupe')).toBeFocused();
  const before = await time();
  await command(page, 'one frame forward');
  await expect.poll(time).toBeGreaterThan(before);
  await command(page, 'in point');
  await command(page, 'clear in and out');
  await expect(page.getByRole('button', { name: 'Clear in and out' })).toHaveCount(0);
  await command(page, 'slow motion');
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.playbackRate)).toBeLessThan(1);
  await command(page, 'fullscreen');
  await command(page, 'fullscreen');
  await expect.poll(() => calls(page, 'setFullscreen')).toEqual([[true], [false]]);
  await command(page, 'copy the frame');
  await expect(page.getByText('Frame copied.')).toBeVisible();
  await command(page, 'cut and export');
  await expect(page.getByRole('dialog', { name: 'Cut and export' })).toBeVisible();
  await page.keyboard.press('Escape');
  await command(page, 'next clip');
  await expect(page.getByRole('dialog', { name: /^Paper boat/ })).toBeVisible();
  await command(page, 'back to the wall');
  await expect(page.getByTestId('loupe')).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-search').fill('one frame forward');
  await expect(page.getByRole('option')).toHaveCount(0);
});

test('a clip that goes into the trash by name leaves the loupe on the next one', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_c2]').click();
  await command(page, 'move to the trash');
  await expect(page.getByRole('dialog', { name: /^Two camels cross the dunes in long shadow/ })).toBeVisible();
  expect(await calls(page, 'trash')).toEqual([[['job_c2']]]);
});

test('what is deleted on the server is asked about over the clip', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_c3]').focus();
  await command(page, 'delete on the server');
  await expect(page.getByTestId('loupe')).toContainText('Deletes the video on relay. The file here stays.');
  expect(await calls(page, 'deleteRemote')).toEqual([]);
});

test('a request whose answer was lost is asked about over the clip, with the keys where nothing is sent', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_a3]').focus();
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-search').fill('create again');
  await expect(page.locator('[data-active]')).toContainText('Create again · $0.40');
  await page.keyboard.press('Enter');
  const loupe = page.getByTestId('loupe');
  await expect(loupe.getByText('may be charged too')).toBeVisible();
  await expect(loupe.getByRole('button', { name: 'Not yet' })).toBeFocused();
  expect(await calls(page, 'act')).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(loupe.getByTestId('confirm-again')).toBeHidden();
  await expect(loupe).toBeFocused();
});

test('a comparison does by name what its keys and buttons do', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openStack(page, 'job_b3');
  await page.locator('[data-job=job_b3]').focus();
  await command(page, 'compare takes');
  await expect(page.getByTestId('cell')).toHaveCount(3);
  await command(page, 'clip 2 alone');
  await expect(page.getByTestId('solo').nth(1)).toHaveAttribute('aria-pressed', 'true');
  await command(page, 'all together');
  await expect(page.getByTestId('solo').nth(1)).toHaveAttribute('aria-pressed', 'false');
  await command(page, 'pick the chosen');
  await expect.poll(async () => JSON.stringify(await calls(page, 'mark'))).toContain('job_b4');
  await command(page, 'take it out');
  await expect(page.getByTestId('cell')).toHaveCount(2);
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-search').fill('take it out');
  await expect(page.getByRole('option')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await command(page, 'close the comparison');
  await expect(page.getByTestId('compare')).toHaveCount(0);
});

test('what shows itself on the wall is not done behind the loupe', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.locator('[data-job=job_b3]').click();
  await command(page, 'search', 'search');
  await expect(page.getByTestId('loupe')).toBeHidden();
  await expect(page.getByTestId('search')).toBeFocused();
  await page.locator('[data-job=job_b3]').click();
  await command(page, 'show: favourites');
  await expect(page.getByTestId('loupe')).toBeHidden();
  await expect(page.getByRole('button', { name: /^Favourites/ })).toHaveAttribute('aria-pressed', 'true');
});

for (const look of [{ theme: 'dark', language: 'en' }, { theme: 'light', language: 'zh-CN' }, { theme: 'dark', language: 'zh-CN' }]) {
  test(`the palette can be looked at over the loupe and where it says what is also called so, ${look.theme} ${look.language}`, async ({ page, open }, info) => {
    const shot = (name: string) => page.screenshot({ path: info.outputPath(`${name}.png`) });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open({ server: 'srv_home', ...look });
    await page.keyboard.press('Control+k');
    await page.locator('[data-command=saveSettings]').scrollIntoViewIfNeeded();
    await shot('program');
    await page.getByTestId('palette-search').fill(look.language === 'en' ? 'preferences' : '配置');
    await expect(page.locator('[data-command=resetSettings]').or(page.locator('[data-command=settings]')).first()).toBeVisible();
    await shot('also');
    await page.keyboard.press('Escape');
    await page.locator('[data-job=job_b3]').click();
    await expect(page.getByTestId('loupe')).toBeVisible();
    await page.keyboard.press('Control+k');
    await page.locator('[data-command="view.in"]').scrollIntoViewIfNeeded();
    await shot('loupe');
    await page.keyboard.press('Escape');
    await command(page, look.language === 'en' ? 'factory' : '默认');
    await expect(page.getByTestId('settings-reset-do')).toBeInViewport();
    await shot('reset');
    await page.keyboard.press('Escape');
    await command(page, look.language === 'en' ? 'move it' : '移动作品库');
    await expect(page.getByTestId('move-now')).toBeInViewport();
    await shot('move');
  });
}

for (const look of [{ theme: 'dark', language: 'en' }, { theme: 'light', language: 'zh-CN' }]) {
  test(`the palette can be looked at, ${look.theme} ${look.language}`, async ({ page, open }, info) => {
    await open({ server: 'srv_home', ...look });
    await page.locator('[data-job=job_b3]').focus();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('option').first()).toBeVisible();
    await page.screenshot({ path: info.outputPath('palette.png') });
  });
}
