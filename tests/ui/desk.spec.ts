/** The program as a citizen of the desktop: its keys, network, log, licences, guide, news and end. */
import { calls, expect, test } from './window.ts';

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

test('the licences of all libraries can be found', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.getByTestId('licences-open').click();
  await expect(page.getByTestId('licences')).toContainText('MIT OR Apache-2.0');
  await expect(page.getByTestId('licences').getByRole('status')).toHaveText('3 libraries');
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
    await page.keyboard.press('?');
    await page.getByTestId('change-keys').click();
    await page.locator('[data-action=vary]').click();
    await page.keyboard.press('m');
    await shot('keys');
  });
}
