/** The program as a citizen of the desktop: its keys, network, log, licences, guide, news and end. */
import type { Page } from '@playwright/test';
import { calls, expect, openStack, test } from './window.ts';

const LOOKS = [
  { theme: 'dark', language: 'en' },
  { theme: 'light', language: 'zh-CN' },
];

test('who quits while servers are at work is told what becomes of it', async ({ page, open }) => {
  await open({});
  const soon = Date.now() + 38 * 60_000;
  await page.evaluate((at) => window.fakeEngine?.emit({ type: 'quit_asked', leaving: { live: 2, unsent: 0, expires_at: at } }), soon);
  await expect(page.getByTestId('quit-live')).toHaveText(/^2 clips keep rendering on the server\. Rushes collects them when you open it again; one expires in 3[78] min\.$/);
  await page.getByTestId('quit-stay').click();
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'quit_asked', leaving: { live: 0, unsent: 1, expires_at: null } }));
  await expect(page.getByTestId('quit-unsent')).toBeVisible();
  await page.getByTestId('quit-now').click();
  expect(await calls(page, 'quit')).toEqual([['stay'], ['now']]);
});

test('a key can be changed, and what it did already is said first', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('?');
  await page.getByTestId('change-keys').click();
  await page.locator('[data-action=vary]').click();
  await page.keyboard.press('m');
  await expect(page.getByTestId('key-trouble')).toContainText('Mute');
  await page.keyboard.press('Escape');
  await page.locator('[data-action=vary]').click();
  await page.keyboard.press('y');
  await expect(page.locator('[data-action=vary]')).toContainText('Y');
  await page.locator('[data-action=settings]').click();
  await page.keyboard.press('Control+f');
  await page.getByTestId('key-take').click();
  await expect(page.locator('[data-action=search]')).toContainText('no key');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+f');
  await expect(page.getByTestId('settings')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('v');
  await page.keyboard.press('y');
  await expect(page.getByText('The form has all its settings, with a new seed.')).toBeVisible();
});

/** Gives an action a key of the user's own, in the sheet for it. */
async function give(page: Page, action: string, key: string): Promise<void> {
  await page.locator(`[data-action=${action}]`).click();
  await page.keyboard.press(key);
}

const VARIED = 'The form has all its settings, with a new seed.';
const shortcuts = async (page: Page) => ((await calls(page, 'saveSettings')).at(-1)?.[0] as { shortcuts: unknown } | undefined)?.shortcuts;

test('one key is as it was, and the others stay changed', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('?');
  await page.getByTestId('change-keys').click();
  await expect(page.getByTestId('keys-back')).toBeDisabled();
  await give(page, 'vary', 'y');
  await give(page, 'favourite', 'h');
  await expect(page.getByTestId('key-back')).toHaveCount(2);
  await page.getByRole('button', { name: /^As it was: Vary/ }).click();
  await expect(page.locator('[data-action=vary]')).toHaveText('V');
  await expect(page.locator('[data-action=vary]')).toBeFocused();
  await expect(page.locator('[data-action=favourite]')).toHaveText('H');
  expect(await shortcuts(page)).toEqual({ favourite: 'H' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('y');
  await page.keyboard.press('b');
  await page.keyboard.press('h');
  await expect.poll(async () => (await calls(page, 'mark')).length).toBe(1);
  await expect(page.getByText(VARIED)).toHaveCount(0);
  await page.keyboard.press('v');
  await expect(page.getByText(VARIED)).toBeVisible();
});

test('all keys are as they were at once', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('?');
  await page.getByTestId('change-keys').click();
  await give(page, 'vary', 'y');
  await give(page, 'settings', 'Control+f');
  await page.getByTestId('key-take').click();
  await expect(page.locator('[data-action=search]')).toContainText('no key');
  await page.getByTestId('keys-back').click();
  await expect(page.getByTestId('key-back')).toHaveCount(0);
  await expect(page.locator('[data-action=search]')).toHaveText('Ctrl F');
  await expect(page.locator('[data-action=vary]')).toHaveText('V');
  await expect(page.getByTestId('keys-back')).toBeDisabled();
  await expect(page.getByTestId('keys-sheet').getByRole('button', { name: 'Done' })).toBeFocused();
  expect(await shortcuts(page)).toEqual({});
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+f');
  await expect(page.getByTestId('search')).toBeFocused();
  await page.locator('[data-job=job_b3]').focus();
  await page.keyboard.press('y');
  await page.keyboard.press('b');
  await expect.poll(async () => (await calls(page, 'mark')).length).toBe(1);
  await expect(page.getByText(VARIED)).toHaveCount(0);
  await page.keyboard.press('v');
  await expect(page.getByText(VARIED)).toBeVisible();
});

test('a key that another action has by now is not taken back without a word', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.keyboard.press('?');
  await page.getByTestId('change-keys').click();
  await give(page, 'settings', 'Control+f');
  await page.getByTestId('key-take').click();
  await page.getByRole('button', { name: 'As it was: Search' }).click();
  await expect(page.getByTestId('key-trouble')).toContainText('Ctrl F is for: Settings.');
  expect(await shortcuts(page)).toEqual({ settings: 'Mod+F', search: '' });
  await page.getByTestId('key-take').click();
  await expect(page.locator('[data-action=search]')).toHaveText('Ctrl F');
  await expect(page.locator('[data-action=settings]')).toContainText('no key');
  expect(await shortcuts(page)).toEqual({ settings: '' });
});

test('the way to the servers is chosen and refused where it is none', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  const network = page.getByTestId('network');
  await network.getByText('No proxy').click();
  await expect.poll(async () => JSON.stringify(await calls(page, 'saveSettings'))).toContain('"proxy":"direct"');
  await network.getByText('Own proxy').click();
  await page.getByTestId('proxy').fill('nonsense');
  await page.getByTestId('proxy').press('Enter');
  await page.getByTestId('proxy').blur();
  await expect(page.getByTestId('proxy-wrong')).toBeVisible();
  await expect(page.getByTestId('toast')).toHaveCount(0);
  await page.getByTestId('proxy').fill('socks5h://127.0.0.1:1080');
  await page.getByTestId('proxy').blur();
  await expect(page.getByTestId('proxy-wrong')).toHaveCount(0);
  await network.getByRole('button', { name: 'Trusted certificates' }).click();
  await page.getByTestId('certificates').fill('no such thing');
  await page.getByTestId('certificates').blur();
  await expect(page.getByTestId('certificates-wrong')).toBeVisible();
});

test('a server has a way of its own', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.locator('[data-server=srv_relay]').getByRole('button').nth(1).click();
  await page.getByTestId('route').getByText('No proxy').click();
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toMatch(/"routes":\{"https?:[^"]+":"direct"\}/);
});

test('working in the background and starting at login are set, and the desktop has the last word', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.getByTestId('background').check();
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"background":true');
  await page.getByTestId('at-login').check();
  await expect(page.getByTestId('at-login')).toBeChecked();
  await page.getByTestId('at-login').uncheck();
  expect(await calls(page, 'startAtLogin')).toEqual([[true], [false]]);
});

test('a reset ends both, and shows what the desktop says then', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.getByTestId('background').check();
  await page.getByTestId('at-login').check();
  await page.getByTestId('settings-reset').click();
  await page.getByTestId('settings-reset-do').click();
  await expect(page.getByTestId('background')).not.toBeChecked();
  await expect(page.getByTestId('at-login')).not.toBeChecked();
});

for (const [desktop, dimmed, usable, why] of [
  ['no_tray', 'background', 'at-login', /^This desktop shows no tray/],
  ['sandboxed', 'at-login', 'background', /^Not from inside a sandbox/],
] as const) {
  test(`what the desktop cannot do is dimmed, with the reason: ${desktop}`, async ({ page, open }) => {
    await open({ desktop });
    await page.getByTestId('settings-open').click();
    await expect(page.getByTestId(dimmed)).toBeDisabled();
    await expect(page.getByTestId(dimmed)).toHaveAccessibleDescription(why);
    await expect(page.getByTestId(usable)).toBeEnabled();
  });
}

test('the log is read, filtered and copied', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.getByTestId('log-open').click();
  await expect(page.getByTestId('log').getByRole('listitem')).toHaveCount(4);
  await page.getByTestId('log-filter').fill('warn');
  await expect(page.getByTestId('log').getByRole('listitem')).toHaveCount(1);
  await page.getByTestId('log-copy').click();
  expect(JSON.stringify(await calls(page, 'copyText'))).toContain('WARN');
});

for (const opener of ['log-open', 'licences-open', 'guide-open']) {
  test(`what was opened from the settings leads back to where they were left: ${opener}`, async ({ page, open }) => {
    await open({});
    await page.getByTestId('settings-open').click();
    const body = page.getByTestId('settings').locator('.body').first();
    await page.getByTestId(opener).scrollIntoViewIfNeeded();
    const place = await body.evaluate((element) => element.scrollTop);
    await page.getByTestId(opener).click();
    await expect(page.getByRole('dialog')).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId(opener)).toBeFocused();
    expect(place).toBeGreaterThan(0);
    expect(await body.evaluate((element) => element.scrollTop)).toBe(place);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('settings')).toHaveCount(0);
  });
}

test('every library leads to the whole text of its licence, with the keys alone', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.getByTestId('licences-open').click();
  const sheet = page.getByTestId('licences');
  await expect(sheet.locator('[data-library=serde]')).toContainText('MIT OR Apache-2.0');
  await sheet.getByRole('textbox').fill('svelte 5.');
  await expect(sheet.getByRole('status')).toHaveText('1 library');
  await page.keyboard.press('Tab');
  await expect(sheet.locator('[data-library=svelte] button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(sheet.locator('[data-library=svelte] pre')).toContainText('Svelte Contributors');
  await expect(sheet.locator('[data-library=svelte] pre')).toContainText('Permission is hereby granted, free of charge');
});

test('a library whose authors ship no text says so, beside the standard one', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.getByTestId('licences-open').click();
  const library = page.getByTestId('licences').locator('[data-library=openh264]');
  await library.locator('button').click();
  await expect(library).toContainText('Its authors ship no text of their own.');
  await expect(library.locator('pre')).toContainText('Copyright (c) Ralf Biedert');
});

test('the texts of the licences are fetched when somebody asks, not with the window', async ({ page, open }) => {
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(request.url()));
  await open({});
  await page.getByTestId('settings-open').click();
  await expect(page.getByTestId('licences-open')).toBeVisible();
  expect(fetched.filter((url) => url.includes('licences'))).toEqual([]);
  await page.getByTestId('licences-open').click();
  await expect.poll(() => fetched.filter((url) => url.includes('licences')).length).toBe(1);
});

test('the first empty wall offers the first steps and leaves the form to who wants to type', async ({ page, open }) => {
  await open({ wall: 'empty' });
  await expect(page.getByTestId('guide-offer')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByTestId('prompt').click();
  await page.keyboard.type('a boat');
  await expect(page.getByTestId('prompt')).toHaveValue('a boat');
});

test('first steps that were closed are not offered again, and the prompt is next', async ({ page, open }) => {
  await open({ wall: 'empty' });
  await page.getByTestId('guide-offer').click();
  await expect(page.getByTestId('guide')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('guide-offer')).toHaveCount(0);
  await expect(page.getByTestId('empty-card')).toBeVisible();
  await expect(page.getByTestId('prompt')).toBeFocused();
  await expect(page.getByText('The first steps are in the settings from now on, under About.')).toBeVisible();
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"guided":true');
});

test('who has made a clip is not offered the first steps, also when the clip is gone', async ({ page, open }) => {
  await open({ wall: 'empty', undo: '8000' });
  await page.getByTestId('try-demo').click();
  await expect(page.getByTestId('tile')).toBeVisible();
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('empty-card')).toBeVisible();
  await expect(page.getByTestId('guide-offer')).toHaveCount(0);
});

test('the report is copied, and says what is not in it', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.getByTestId('program-report').click();
  await expect(page.getByText('Report copied. It has no keys, prompts or addresses.')).toBeVisible();
  expect(JSON.stringify(await calls(page, 'copyText'))).toContain('Rushes: 0.1.0');
});

test('the settings are reset only after a question, loaded from a file, and another file changes nothing', async ({ page, open }) => {
  await open({ settings: 'other', theme: 'dark' });
  await page.getByTestId('settings-open').click();
  await page.getByTestId('settings-load').click();
  await expect(page.getByText('That is no file of settings of Rushes. Nothing was changed.')).toBeVisible();
  await page.getByTestId('settings-save').click();
  await expect(page.getByText('Settings saved. Keys are not in the file.')).toBeVisible();
  await page.getByTestId('settings-reset').click();
  expect(await calls(page, 'resetSettings')).toEqual([]);
  await page.getByTestId('settings-reset-do').click();
  await expect(page.getByTestId('theme-system')).toBeChecked();
});

test('a file of settings changes all that is seen of them at once', async ({ page, open }) => {
  await open({ theme: 'dark', server: 'srv_home' });
  const tile = page.locator('[data-job=job_b3]');
  await expect(tile.locator('img')).not.toHaveCount(0);
  const before = await tile.evaluate((element) => element.getBoundingClientRect().height);
  await page.getByTestId('settings-open').click();
  await page.getByTestId('settings-load').click();

  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('heading', { name: '设置', exact: true })).toBeVisible();
  await expect(page.getByText('设置已载入。')).toBeVisible();
  for (const chosen of ['theme-light', 'language-zh-CN', 'way-own', 'keys-in-file', 'background']) await expect(page.getByTestId(chosen)).toBeChecked();
  for (const off of ['recipe-in-files', 'thumbnails', 'notifications']) await expect(page.getByTestId(off)).not.toBeChecked();
  await expect(page.getByTestId('proxy')).toHaveValue('socks5h://127.0.0.1:1080');
  await expect(page.getByTestId('certificates')).toHaveValue(/^-----BEGIN CERTIFICATE-----/);
  await expect(page.getByTestId('ask-above')).toHaveValue('20');
  await expect(page.getByTestId('downloads')).toHaveValue('5');
  await expect(page.getByTestId('names')).toHaveValue('{date}-{prompt}');
  await expect(page.getByTestId('zoom-now')).toHaveText('110 %');

  await page.keyboard.press('Escape');
  await expect(page.getByTestId('composer')).toContainText('提示词');
  await expect.poll(() => tile.evaluate((element) => element.getBoundingClientRect().height)).toBeGreaterThan(before + 20);
  await expect(tile.locator('img')).toHaveCount(0);
  await tile.focus();
  await page.keyboard.press('y');
  await expect(page.getByText('表单已填入全部设置，种子将重新随机。')).toBeVisible();
});

test('who closes the dialog for a file of settings keeps what is set', async ({ page, open }) => {
  await open({ theme: 'dark', settings: 'closed' });
  await page.getByTestId('settings-open').click();
  await page.getByTestId('settings-load').click();
  await expect.poll(async () => (await calls(page, 'importSettings')).length).toBe(1);
  await expect(page.getByTestId('theme-dark')).toBeChecked();
  await expect(page.getByTestId('toast')).toHaveCount(0);
});

for (const [language, said] of [
  ['en', 'Servers, their keys, models, prices, presets, clips and the start at login are not in it.'],
  ['zh-CN', '不含服务器、密钥、模型、价格、预设、作品和登录时启动。'],
] as const) {
  test(`what is in the file of settings and what is not stands beside its button, in ${language}`, async ({ page, open }) => {
    await open({ language });
    await page.getByTestId('settings-open').click();
    await expect(page.getByTestId('settings-file')).toContainText(said);
    await expect(page.getByTestId('settings-file')).toBeVisible();
    await expect(page.getByTestId('settings-save')).toHaveAccessibleDescription(new RegExp(said));
  });
}

test('a reset brings back the language of the system, and forgets what was typed', async ({ page, open }) => {
  await open({ language: 'zh-CN' });
  await page.getByTestId('settings-open').click();
  await page.getByTestId('way-own').click({ force: true });
  await expect(page.getByTestId('proxy')).toBeVisible();
  await page.getByTestId('settings-reset').click();
  await page.getByTestId('settings-reset-do').click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await expect(page.getByTestId('proxy')).toHaveCount(0);
});

test('notifications can be switched off', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.getByText('Tell me when clips are done and the window is not in front').click();
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"notifications":false');
});

test('a clip that is done is said to who does not see the wall', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const live = await page.locator('[data-state=running]').first().getAttribute('data-job');
  await page.evaluate((id) => window.fakeEngine?.change(id ?? '', { state: 'ready' }), live);
  await expect(page.getByTestId('news')).toContainText('A clip is done.');
});

test('a pressed notification opens its clip', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'open_job', id: 'job_b3' }));
  await expect(page.getByTestId('loupe')).toBeVisible();
});

test('a pressed notification opens its clip over a comparison', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openStack(page, 'job_b3');
  for (const id of ['job_b3', 'job_b4']) await page.locator(`[data-job=${id}]`).click({ modifiers: ['Control'] });
  await page.keyboard.press('c');
  await expect(page.getByTestId('compare')).toBeVisible();
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'open_job', id: 'job_c3' }));
  await expect(page.getByTestId('loupe')).toBeVisible();
  await expect(page.getByTestId('compare')).toBeHidden();
});

test('with the colours of the system what is chosen has an edge', async ({ page, open }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open({});
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option', { selected: true })).toHaveCSS('outline-style', 'solid');
});

for (const look of LOOKS) {
  test(`the sheets can be looked at, ${look.theme} ${look.language}`, async ({ page, open }, info) => {
    const shot = (name: string) => page.screenshot({ path: info.outputPath(`${name}.png`) });
    await open({ server: 'srv_home', ...look });
    await page.evaluate((at) => window.fakeEngine?.emit({ type: 'quit_asked', leaving: { live: 2, unsent: 1, expires_at: at } }), Date.now() + 38 * 60_000);
    await expect(page.getByTestId('quit-live')).toBeVisible();
    await shot('quit');
    await page.getByTestId('quit-stay').click();
    await page.getByTestId('settings-open').click();
    await page.getByTestId('way-own').click({ force: true });
    await shot('settings');
    await page.getByTestId('guide-open').click();
    for (const step of ['demo', 'connect', 'picture', 'wall', 'safe', 'find']) {
      await expect(page.locator(`[data-step=${step}]`)).toBeVisible();
      await shot(`guide-${step}`);
      if (step !== 'find') await page.getByTestId('guide-next').click();
    }
    await page.getByTestId('guide-done').click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByTestId('change-keys').click();
    await page.locator('[data-action=vary]').click();
    await page.keyboard.press('m');
    await shot('keys');
  });
}

const corner: Record<string, { testid: string; last: string; go: (page: Page) => Promise<void> }> = {
  quit: { testid: 'quit-sheet', last: 'Quit', go: (page) => page.evaluate(() => window.fakeEngine?.emit({ type: 'quit_asked', leaving: { live: 2, unsent: 0, expires_at: null } })) },
  guide: { testid: 'guide', last: 'Next', go: async (page) => {
    await page.getByTestId('settings-open').click();
    await page.getByTestId('guide-open').click();
  } },
  keys: { testid: 'keys-sheet', last: 'Done', go: async (page) => {
    await page.keyboard.press('?');
    await page.getByTestId('change-keys').click();
  } },
  log: { testid: 'log', last: 'Copy', go: async (page) => {
    await page.getByTestId('settings-open').click();
    await page.getByTestId('log-open').click();
  } },
};

for (const [name, { testid, last, go }] of Object.entries(corner)) {
  test(`what a sheet is for stands last, in its corner: ${name}`, async ({ page, open }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open({});
    await go(page);
    const buttons = page.getByTestId(testid).locator('footer').getByRole('button');
    await expect(buttons.last()).toHaveText(last);
    const right = (box: { x: number; width: number } | null) => (box?.x ?? 0) + (box?.width ?? 0);
    expect(right(await page.getByTestId(testid).boundingBox()) - right(await buttons.last().boundingBox())).toBeLessThan(32);
  });
}
