/** Connecting a server, and where its key goes. */
import { calls, expect, test } from './window.ts';

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

async function connect(page: import('@playwright/test').Page, address: string, key: string): Promise<void> {
  await page.getByTestId('server-select').click();
  await page.getByRole('option', { name: 'Connect a server…' }).click();
  await page.getByTestId('server-address').fill(address);
  await page.getByTestId('server-key').fill(key);
}

test('a test that passes says that nothing was charged', async ({ page, open }) => {
  await open({});
  await connect(page, 'https://gateway.example/v1', 'sk-0123456789ab');
  await page.getByTestId('server-test').click();
  await expect(page.getByTestId('test-verdict')).toHaveText('Connected. Nothing was charged.');
});

test('a refused key is told apart from an unreachable server', async ({ page, open }) => {
  await open({});
  await connect(page, 'https://gateway.example/v1', 'wrong');
  await page.getByTestId('server-test').click();
  await expect(page.locator('[data-outcome=failed]')).toContainText('The server answered, but refused this key.');
  await expect(page.locator('[data-outcome=failed]')).toContainText('Incorrect API key provided.');
});

test('a web page offers the address that was probably meant', async ({ page, open }) => {
  await open({});
  await connect(page, 'https://gateway.example', '');
  await page.getByTestId('server-test').click();
  await page.getByRole('button', { name: 'Use https://gateway.example/v1' }).click();
  await expect(page.getByTestId('server-address')).toHaveValue('https://gateway.example/v1');
  await expect(page.getByTestId('test-verdict')).toHaveText('Connected. Nothing was charged.');
});

test('a saved key is in the keychain, and the field is empty afterwards', async ({ page, open }) => {
  await open({});
  await connect(page, 'https://gateway.example/v1', 'sk-0123456789ab');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('server-sheet')).toBeHidden();
  expect((await calls(page, 'setServerKey'))[0]?.slice(1)).toEqual(['sk-0123456789ab', 'keychain']);
  await page.getByTestId('settings-open').click();
  await expect(page.getByTestId('settings')).toContainText('••••89ab · system keychain');
});

test('without a keychain the person decides where the key goes', async ({ page, open }) => {
  await open({ keychain: 'none' });
  await connect(page, 'https://gateway.example/v1', 'sk-0123456789ab');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('key-question')).toContainText('No system keychain found.');
  await page.getByRole('button', { name: 'For this session' }).click();
  await expect(page.getByTestId('server-sheet')).toBeHidden();
  expect((await calls(page, 'setServerKey')).map(([, , place]) => place)).toEqual(['keychain', 'session']);
});

test('an address that is none is marked in its field', async ({ page, open }) => {
  await open({});
  await connect(page, 'gateway', '');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('server-address')).toHaveAttribute('aria-invalid', 'true');
});

test('Escape closes a sheet and gives the focus back', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
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
