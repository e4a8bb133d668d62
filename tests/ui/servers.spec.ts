/** A server of the list: changed, tested, what it taught, and the jobs that only it knows. */
import { calls, expect, noted, test } from './window.ts';
import type { Page } from '@playwright/test';

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

/** Opens the sheet of a server out of the settings. */
async function edit(page: Page, id: string): Promise<void> {
  await page.getByTestId('settings-open').click();
  await page.locator(`[data-server=${id}]`).getByRole('button', { name: /^Edit/ }).click();
  await expect(page.getByTestId('server-sheet')).toBeVisible();
}

/** Changes what the engine says of a server. */
function tell(page: Page, id: string, change: Record<string, unknown>): Promise<void> {
  return page.evaluate(([server, more]) => window.fakeEngine?.changeServer(server, more), [id, change] as const);
}

test('a changed key goes to the keychain, and the field is empty afterwards', async ({ page, open }) => {
  await open({});
  await edit(page, 'srv_home');
  await page.getByTestId('server-key').fill('sk-0123456789ab');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('server-sheet')).toBeHidden();
  expect(await calls(page, 'setServerKey')).toEqual([['srv_home', 'sk-0123456789ab', 'keychain']]);
  await expect(page.locator('[data-server=srv_home]')).toContainText('••••89ab · system keychain');
});

test('a server whose keychain answers after its sheet was closed closes no other sheet', async ({ page, open }) => {
  await open({ keychain: 'slow' });
  await edit(page, 'srv_home');
  await page.getByTestId('server-key').fill('sk-0123456789ab');
  await page.getByTestId('server-save').click();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('toast')).toContainText('was saved');
  await expect(page.getByTestId('settings')).toBeVisible();
});

test('without a keychain the person decides where a changed key goes', async ({ page, open }) => {
  await open({ keychain: 'none' });
  await edit(page, 'srv_home');
  await page.getByTestId('server-key').fill('sk-0123456789ab');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('key-question')).toContainText('No system keychain found.');
  await page.getByRole('button', { name: 'For this session' }).click();
  await expect(page.getByTestId('server-sheet')).toBeHidden();
  expect((await calls(page, 'setServerKey')).map(([, , place]) => place)).toEqual(['keychain', 'session']);
});

test('an address that is none is marked in its field', async ({ page, open }) => {
  await open({});
  await edit(page, 'srv_home');
  await page.getByTestId('server-address').fill('gateway');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('server-address')).toHaveAttribute('aria-invalid', 'true');
});

test('a server can be tested with another key, and the refusal is told in both voices', async ({ page, open }) => {
  await open({});
  await edit(page, 'srv_home');
  await page.getByTestId('server-key').fill('wrong');
  await page.getByTestId('server-test').click();
  await expect(page.locator('[data-outcome=failed]')).toContainText('The server answered, but refused this key.');
  await expect(page.locator('[data-outcome=failed]')).toContainText('Incorrect API key provided.');
});

test('the kind of a server can be changed', async ({ page, open }) => {
  await open({});
  await edit(page, 'srv_home');
  await expect(page.getByTestId('kind-select')).toHaveText('OpenAI video format');
  await page.getByTestId('kind-select').click();
  await page.getByRole('option', { name: 'vLLM-Omni' }).click();
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('server-sheet')).toBeHidden();
  expect((await calls(page, 'saveServer'))[0]).toEqual([{ id: 'srv_home', name: 'Home GPU', base_url: 'http://192.168.1.20:8000/v1', profile: 'vllm-omni' }]);
});

test('what a server taught is said in words, with its own beneath', async ({ page, open }) => {
  await open({});
  await edit(page, 'srv_relay');
  const first = page.getByTestId('lessons').getByRole('listitem').first();
  await expect(first).toContainText('sora-2');
  await expect(first).toContainText('Length: 4, 8 or 12 s');
  await expect(first).toContainText("“Invalid value: '6'. Supported values are: '4', '8', and '12'.”");
});

test('a lesson that is forgotten is gone, and only that one', async ({ page, open }) => {
  await open({});
  await edit(page, 'srv_relay');
  await page.getByRole('button', { name: 'Forget: Style is not taken' }).click();
  await expect(page.getByTestId('lessons').getByRole('listitem')).toHaveCount(4);
  await expect(page.getByTestId('lessons')).not.toContainText('Style is not taken');
  expect(await calls(page, 'forgetLesson')).toEqual([['srv_relay', 'l2']]);
  // Its button is gone; the keys go on from the list.
  await expect(page.getByRole('heading', { name: 'What it taught' })).toBeFocused();
});

test('a form that followed a forgotten lesson is made anew', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await expect(page.getByTestId('model-select')).toHaveText('sora-2');
  await edit(page, 'srv_relay');
  const before = (await calls(page, 'describeModel')).length;
  await page.getByRole('button', { name: 'Forget: Style is not taken' }).click();
  await expect.poll(async () => (await calls(page, 'describeModel')).slice(before)).toEqual([['srv_relay', 'sora-2']]);
});

test('a server that taught nothing yet says how it would', async ({ page, open }) => {
  await open({});
  await edit(page, 'srv_home');
  await expect(page.getByTestId('lessons')).toContainText('Nothing yet.');
});

test('an import says what was new, what was here and what was left out', async ({ page, open }) => {
  await open({});
  const everything = page.getByRole('button', { name: /Everything/ });
  const before = Number(/\d+/.exec(await everything.innerText())?.[0]);
  await page.getByTestId('settings-open').click();
  const row = page.locator('[data-server=srv_relay]');
  const said = await noted(page, 'import-result');
  await row.getByRole('button', { name: /^Import earlier jobs/ }).click();
  await expect(row.getByTestId('import-result')).toHaveText('12 of 40 are new; 25 were here already, 3 failed ones left out');
  expect(await said()).toContain('Looking through the list of relay.');
  expect(await calls(page, 'importJobs')).toEqual([['srv_relay', false]]);
  await page.keyboard.press('Escape');
  await expect(everything).toContainText(String(before + 12));
});

test('failed jobs come along when that is wanted', async ({ page, open }) => {
  await open({});
  await edit(page, 'srv_relay');
  const sheet = page.getByTestId('server-sheet');
  await sheet.getByRole('checkbox', { name: /Also failed ones/ }).check();
  await sheet.getByRole('button', { name: /^Import earlier jobs/ }).click();
  await expect(sheet.getByTestId('import-result')).toHaveText('15 of 40 are new; 25 were here already');
  expect(await calls(page, 'importJobs')).toEqual([['srv_relay', true]]);
});

test('an import that fails says why', async ({ page, open }) => {
  await open({});
  await edit(page, 'srv_home');
  await page.getByTestId('server-address').fill('https://broken.example/v1');
  await page.getByTestId('server-save').click();
  const row = page.locator('[data-server=srv_home]');
  await row.getByRole('button', { name: /^Import earlier jobs/ }).click();
  await expect(row.getByTestId('import-result')).toHaveText('The server answered something that is not the video format. Check the address.');
});

test('nothing can be imported from a server without a list, nor from the demo', async ({ page, open }) => {
  await open({});
  await tell(page, 'srv_home', { can: ['delete'] });
  await page.getByTestId('settings-open').click();
  await expect(page.locator('[data-server=srv_relay]').getByTestId('import')).toBeVisible();
  await expect(page.locator('[data-server=srv_home]').getByTestId('import')).toHaveCount(0);
  await expect(page.locator('[data-server=demo]').getByTestId('import')).toHaveCount(0);
});

test('Escape closes a sheet and gives the focus back', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await expect(page.getByTestId('settings')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('settings-open')).toBeFocused();
});

test('theme and language change at once and are kept', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.getByTestId('theme-light').click();
  await page.getByTestId('language-zh-CN').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible();
  expect(JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"theme":"light","language":"zh-CN"');
});

test('a key that a keychain has not given yet is not said to be missing', async ({ page, open }) => {
  await open({});
  await tell(page, 'srv_relay', { key: { present: false, backend: null, hint: null, asking: true } });
  await page.getByTestId('settings-open').click();
  await expect(page.locator('[data-server=srv_relay]')).toContainText('the keychain has not answered yet');
  await tell(page, 'srv_relay', { key: { present: true, backend: 'keychain', hint: '4f2a', asking: false } });
  await expect(page.locator('[data-server=srv_relay]')).toContainText('••••4f2a · system keychain');
});

const IN_FILE = { present: true, backend: 'file', hint: '4f2a', asking: false };

test('whether keys may lie in a file is kept', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await page.getByTestId('keys-in-file').check();
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"keys_in_file":true');
  await page.getByTestId('keys-in-file').uncheck();
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"keys_in_file":false');
  await expect(page.getByTestId('keys-left')).toHaveText('');
  await expect(page.getByTestId('key-left')).toHaveCount(0);
});

test('forbidding keys in a file says which still lie there, and leads to where they are taken out', async ({ page, open }) => {
  await open({});
  await tell(page, 'srv_relay', { key: IN_FILE });
  await tell(page, 'srv_home', { key: { ...IN_FILE, hint: '9c01' } });
  await page.getByTestId('settings-open').click();
  await page.getByTestId('keys-in-file').check();
  await expect(page.getByTestId('key-left')).toHaveCount(0);
  await page.getByTestId('keys-in-file').uncheck();
  await expect(page.getByTestId('keys-left')).toHaveText(/^2 keys still lie in the file and are used from there\./);
  await expect(page.getByTestId('keys-in-file')).toHaveAccessibleDescription(/^2 keys still lie in the file/);
  await expect(page.getByTestId('key-left')).toHaveText(['Home GPU', 'relay']);

  await page.getByTestId('key-left').first().click();
  await page.getByTestId('server-sheet').getByRole('button', { name: 'Forget', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('keys-left')).toHaveText(/^1 key still lies in the file/);
  await expect(page.getByTestId('key-left')).toHaveText(['relay']);

  await page.getByTestId('key-left').click();
  await page.getByTestId('server-sheet').getByRole('button', { name: 'Replace', exact: true }).click();
  await page.getByTestId('server-key').fill('sk-0123456789ab');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('server-sheet')).toBeHidden();
  expect(await calls(page, 'setServerKey')).toEqual([['srv_relay', 'sk-0123456789ab', 'keychain']]);
  await expect(page.getByTestId('keys-left')).toHaveText('');
});

test('keys that lie in the file are told apart from those of a keychain, a session and a variable', async ({ page, open }) => {
  await open({ language: 'zh-CN' });
  await tell(page, 'srv_relay', { key: IN_FILE });
  await page.getByTestId('settings-open').click();
  await expect(page.getByTestId('keys-left')).toContainText('仍有 1 个密钥存在该文件中');
  await expect(page.getByTestId('key-left')).toHaveAccessibleName('relay：更换或忘记密钥');
  for (const backend of ['keychain', 'session', 'environment']) {
    await tell(page, 'srv_relay', { key: { ...IN_FILE, backend } });
    await expect(page.getByTestId('keys-left')).toHaveText('');
  }
});

for (const look of [{ theme: 'dark', language: 'en' }, { theme: 'light', language: 'zh-CN' }]) {
  test(`keys that lie in a file can be looked at, ${look.theme} ${look.language}`, async ({ page, open }, info) => {
    await open(look);
    await tell(page, 'srv_relay', { key: IN_FILE });
    await tell(page, 'srv_home', { key: { ...IN_FILE, hint: '9c01' } });
    await page.getByTestId('settings-open').click();
    await page.getByTestId('key-left').first().scrollIntoViewIfNeeded();
    await page.screenshot({ path: info.outputPath('keys-in-file.png') });
    await page.getByTestId('settings-file').scrollIntoViewIfNeeded();
    await page.screenshot({ path: info.outputPath('settings-file.png') });
  });
}
