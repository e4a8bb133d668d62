/** Connecting a server: any text about it goes in, what was understood and whether it works comes out. */
import type { Page } from '@playwright/test';
import { calls, CURL, expect, KEY, openConnect, paste, test } from './window.ts';

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

const PAGE = `POST https://relay.example/v1/videos
Authorization: Bearer $RELAY_KEY
-H "X-Tenant: 7"
  prompt: text
  duration: integer 4, 8, 12
  size: text 1280x720, 720x1280
  image: image
  watermark: boolean
  style: text comic, news`;

const row = (page: Page, place: string) => page.locator(`[data-row=${place}] dd`);
const check = (page: Page, kind: string) => page.locator(`[data-check=${kind}]`);
const verdict = (page: Page) => page.getByTestId('test-verdict');

/** The test of what is in the sheet now is over. */
async function tested(page: Page): Promise<void> {
  await expect(verdict(page)).toHaveText(/charged/);
}

test('a server that answers only with a key asks for one, and nothing of it is marked as found', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, 'https://locked.example/v1');
  await tested(page);
  await expect(check(page, 'key')).toContainText('A key is needed');
  await expect(check(page, 'key')).toContainText('The server answers only with a key, and none is given. Enter one.');
  await expect(check(page, 'key')).not.toContainText('refused');
  await expect(check(page, 'verbs')).toHaveAttribute('data-outcome', 'skipped');
  await expect(check(page, 'verbs')).toContainText('by its description; nothing was tried');
});

test('a pasted command is taken apart, and tested by itself', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, CURL);
  await expect(page.getByTestId('server-name')).toHaveValue('gateway.example');
  await expect(page.getByTestId('found-address')).toHaveText('https://gateway.example/v1');
  await expect(page.getByText('multipart form, then JSON if refused')).toBeVisible();
  await expect(row(page, 'length')).toHaveText('seconds, text');
  await expect(row(page, 'size')).toHaveText('size, 1280 × 720');
  await expect(row(page, 'parameter')).toHaveText('style');
  await expect(check(page, 'reachable')).toContainText('HTTP 200 in 84 ms');
  await expect(check(page, 'models')).toContainText('lists 214 models, 9 look like video');
  await expect(check(page, 'lists_videos')).toContainText('import of earlier jobs is available');
  await expect(check(page, 'verbs')).toContainText('No remix or delete here');
  await expect(verdict(page)).toHaveText('Connected. Nothing was charged.');
});

test('the key of a pasted text never stands in the window', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  // Whatever stands in the document or a field while it is read counts too.
  await page.evaluate((key) => {
    const look = () => {
      const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')].map((field) => field.value);
      if ([document.documentElement.outerHTML, ...fields].some((text) => text.includes(key))) document.title = 'seen';
      requestAnimationFrame(look);
    };
    look();
  }, KEY);
  await paste(page, CURL);
  await tested(page);
  await expect(page.getByTestId('paste')).toHaveValue(CURL.replace(KEY, '••••••••'));
  await expect(page.getByTestId('key-kept')).toContainText('••••4f2a');
  await expect(page.getByTestId('key-kept')).toContainText('system keychain');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  expect(await page.title()).not.toBe('seen');
  const [draft, typed, place] = (await calls(page, 'connectPaste'))[0] ?? [];
  expect([JSON.stringify(draft).includes(KEY), typed, place]).toEqual([false, null, 'keychain']);
});

test('a key that is typed into the text turns into dots, and the caret stays behind it', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await page.keyboard.type('curl https://gateway.example/v1/videos -H "Authorization: Bearer sk-abcdefgh');
  await expect(page.getByTestId('paste')).toHaveValue(/Bearer •{8}$/);
  await page.keyboard.type('ij"');
  await expect(page.getByTestId('paste')).toHaveValue(/Bearer •{8}"$/);
});

test('a page gives its fields, its variable and what could not be placed', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, PAGE);
  await expect(row(page, 'length')).toHaveText('duration, 4, 8, 12');
  await expect(row(page, 'picture')).toHaveText('image, address or Base64');
  await expect(row(page, 'parameter')).toContainText('watermark, true or false');
  await expect(page.getByTestId('key-kept')).toContainText('$RELAY_KEY');
  await expect(page.getByText('Header X-Tenant', { exact: true })).toBeHidden();
  await page.getByText('Not placed: 1').click();
  await expect(page.getByText('Header X-Tenant', { exact: true })).toBeVisible();
});

test('a page of 60 KB is read, and the field stays ten lines tall', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, `${CURL}\n${'What the page says besides, in many words.\n'.repeat(1500)}`);
  await tested(page);
  expect((await page.getByTestId('paste').boundingBox())?.height).toBeLessThanOrEqual(222);
  await expect(page.getByTestId('server-save')).toBeInViewport({ ratio: 1 });
});

test('the test runs again when the key changes', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await page.keyboard.type('https://gateway.example/v1');
  await tested(page);
  await expect(check(page, 'key')).toContainText('Answers without a key');
  await page.getByTestId('server-key').fill('wrong');
  await expect(check(page, 'key')).toContainText('The server answered, but refused this key.');
  await expect(check(page, 'key')).toContainText('Incorrect API key provided.');
  await expect(verdict(page)).toHaveText('Not connected. Nothing was charged.');
  expect((await calls(page, 'testPaste')).map(([, key]) => key)).toEqual([null, 'wrong']);
});

test('an answer that comes late does not overwrite a newer one', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await page.getByTestId('paste').fill('https://slow.example/api');
  await expect.poll(async () => (await calls(page, 'testPaste')).length).toBe(1);
  await page.getByTestId('paste').fill('https://gateway.example/v1');
  await expect(verdict(page)).toHaveText('Connected. Nothing was charged.');
  // Longer than the slow one takes.
  await page.waitForTimeout(1600);
  await expect(verdict(page)).toHaveText('Connected. Nothing was charged.');
});

test('a guessed address says so, and can be changed', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await page.keyboard.type('gateway.example');
  await expect(page.getByText('The text names only a host; /v1 is a guess.')).toBeVisible();
  await tested(page);
  await page.getByTestId('server-address').fill('https://gateway.example/api/v1');
  await expect.poll(async () => (await calls(page, 'testPaste')).map(([draft]) => (draft as { base_url: string | null }).base_url)).toEqual([null, 'https://gateway.example/api/v1']);
  await tested(page);
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  expect((await calls(page, 'connectPaste'))[0]?.[0]).toMatchObject({ text: 'gateway.example', base_url: 'https://gateway.example/api/v1' });
});

test('a web page offers the address that was probably meant', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await page.keyboard.type('https://gateway.example/api');
  await page.getByRole('button', { name: 'Use https://gateway.example/api/v1' }).click();
  await expect(page.getByTestId('server-address')).toHaveValue('https://gateway.example/api/v1');
  await expect(page.getByTestId('server-address')).toBeFocused();
  await expect(verdict(page)).toHaveText('Connected. Nothing was charged.');
});

test('a server that sends on to https offers that address', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await page.keyboard.type('http://moved.example/v1');
  await expect(page.getByText('Is it https://moved.example/v1 now?')).toBeVisible();
  await page.getByRole('button', { name: 'Use https://moved.example/v1' }).click();
  await expect(verdict(page)).toHaveText('Connected. Nothing was charged.');
});

test('a text without an address waits for one', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, '  prompt: text\n  seconds: integer 4, 8');
  await expect(page.getByText('The text names no address. Type it here.')).toBeVisible();
  await expect(page.getByTestId('server-save')).toBeDisabled();
  await page.getByTestId('server-address').fill('https://gateway.example/v1');
  await tested(page);
  await expect(page.getByTestId('server-save')).toBeEnabled();
});

test('another kind is tested and saved instead of what the text says', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, CURL);
  await tested(page);
  await expect(page.getByTestId('kind-select')).toHaveText('As the text says');
  await page.getByTestId('kind-select').click();
  await page.getByRole('option', { name: 'OpenAI video format' }).click();
  await expect(check(page, 'verbs')).toContainText('Remix, edit, extend, delete');
  await expect(page.getByText('Requests are written the way this kind takes them, not as listed above.')).toBeVisible();
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  expect((await calls(page, 'connectPaste'))[0]?.[0]).toMatchObject({ profile: 'openai-generic' });
});

test('nothing that was recognised leaves nothing to save', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await page.keyboard.type('make me a video');
  await expect(page.getByTestId('paste-says')).toContainText('Nothing was recognised.');
  await expect(page.getByTestId('server-save')).toBeDisabled();
  await page.getByTestId('paste').fill('https://your-server/v1');
  await expect(page.getByTestId('paste-says')).toHaveText('The address is a placeholder. Paste the real one.');
  await page.getByTestId('paste').fill('{"id": "video_1", "object": "video"}');
  await expect(page.getByTestId('paste-says')).toHaveText('This is a server’s answer. Paste the request instead.');
});

test('a saved server is chosen, and what it has from before is offered', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, CURL);
  await tested(page);
  await page.getByTestId('server-name').fill('My gateway');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  await expect(page.getByTestId('server-select')).toHaveText('My gateway');
  await expect(page.getByTestId('toast').filter({ hasText: 'My gateway was saved.' })).toBeVisible();
  await page.getByTestId('toast-action').click();
  await expect(page.getByTestId('toast').filter({ hasText: 'My gateway: 12 of 40 are new; 25 were here already, 3 failed ones left out' })).toBeVisible();
});

test('a server without a list of videos offers no import', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, CURL.replace('gateway.', 'bare.'));
  await expect(check(page, 'lists_videos')).toContainText('No list of videos');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('toast').filter({ hasText: 'bare.example was saved.' })).toBeVisible();
  await expect(page.getByTestId('toast-action')).toHaveCount(0);
});

test('a name that another server has is marked in its field', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, CURL);
  await tested(page);
  await page.getByTestId('server-name').fill('relay');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('server-name')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('alert')).toContainText('Another server is called “relay”.');
});

test('without a keychain the person decides where the key goes', async ({ page, open }) => {
  await open({ keychain: 'none' });
  await openConnect(page);
  await paste(page, CURL);
  await tested(page);
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('key-question')).toContainText('No system keychain found.');
  await expect(page.getByRole('button', { name: 'For this session' })).toBeFocused();
  await page.getByRole('button', { name: 'In a file' }).click();
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  // The file is allowed before a key goes into it.
  const order = await page.evaluate(() => (window.fakeEngine?.calls ?? []).flatMap(({ name, args }) => (name === 'connectPaste' ? [args[2]] : JSON.stringify(args).includes('"keys_in_file":true') ? ['allowed'] : [])));
  expect(order.slice(0, 3)).toEqual(['keychain', 'allowed', 'file']);
});

test('a typed key goes in the place of the text’s', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, CURL);
  await page.getByRole('button', { name: 'Use another key' }).click();
  await expect(page.getByTestId('server-key')).toBeFocused();
  await expect(page.getByTestId('server-key')).toHaveAttribute('type', 'password');
  await page.keyboard.type('sk-typed-0123456789');
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  expect((await calls(page, 'connectPaste'))[0]?.[1]).toBe('sk-typed-0123456789');
});

test('closing makes the engine forget the key', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, CURL);
  await tested(page);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  expect(await calls(page, 'forgetPaste')).toHaveLength(1);
  await openConnect(page);
  await tested(page);
  await expect(page.getByTestId('server-key')).toHaveValue('');
  await expect(page.getByTestId('key-kept')).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.outerHTML + [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value).join())).not.toContain(KEY);
});

test('a half-written connection is there again after Escape, without its keys; Cancel and saving end it', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await paste(page, CURL);
  await tested(page);
  await page.getByTestId('server-name').fill('Mine');
  await page.getByRole('button', { name: 'Use another key' }).click();
  await page.getByTestId('server-key').fill('sk-typed-0123456789');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  await openConnect(page);
  await expect(page.getByTestId('paste')).toHaveValue(CURL.replace(KEY, '••••••••'));
  await expect(page.getByTestId('server-name')).toHaveValue('Mine');
  await expect(page.getByTestId('server-key')).toHaveValue('');
  await page.getByTestId('connect-sheet').getByRole('button', { name: 'Cancel' }).click();
  await openConnect(page);
  await expect(page.getByTestId('paste')).toHaveValue('');
  await page.keyboard.type('https://gateway.example/v1');
  await tested(page);
  await page.getByTestId('server-save').click();
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  await page.getByTestId('server-select').click();
  await page.getByRole('option').nth(4).click();
  await expect(page.getByTestId('paste')).toHaveValue('');
});

test('a server is connected by keyboard alone', async ({ page, open }) => {
  await open({ wall: 'empty' });
  await page.getByTestId('connect').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('paste')).toBeFocused();
  await page.keyboard.type('https://gateway.example/v1');
  await tested(page);
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('server-name')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('kind-select')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('kind-select')).toHaveText('new-api');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('server-key')).toBeFocused();
  await page.keyboard.type('sk-0123456789ab');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  expect((await calls(page, 'connectPaste'))[0]).toEqual([{ text: 'https://gateway.example/v1', name: 'gateway.example', base_url: null, profile: 'new-api' }, 'sk-0123456789ab', 'keychain']);
});

test('in the big field Enter is a new line, and with Ctrl it saves', async ({ page, open }) => {
  await open({});
  await openConnect(page);
  await page.keyboard.type('https://gateway.example/v1');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('paste')).toHaveValue('https://gateway.example/v1\n');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('connect-sheet')).toBeHidden();
  expect(await calls(page, 'connectPaste')).toHaveLength(1);
});

test('the sheet speaks Chinese', async ({ page, open }) => {
  await open({ language: 'zh-CN' });
  await openConnect(page);
  await paste(page, CURL);
  await expect(row(page, 'length')).toHaveText('seconds，文本');
  await expect(check(page, 'models')).toContainText('列出 214 个模型，其中 9 个像是视频模型');
  await expect(check(page, 'verbs')).toContainText('此处没有重制或删除');
  await expect(verdict(page)).toHaveText('连接成功，未产生费用。');
});

test('in a low window the sheet scrolls, and its buttons stay', async ({ page, open }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await open({});
  await openConnect(page);
  await paste(page, PAGE);
  await tested(page);
  for (const name of ['Cancel', 'Save server', 'Close']) await expect(page.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 });
  const wide = await page.getByTestId('connect-sheet').evaluate((sheet) => [...sheet.querySelectorAll('*')].filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible' && part.clientWidth > 1).map((part) => part.className));
  expect(wide).toEqual([]);
  await page.getByText('Not placed: 1').scrollIntoViewIfNeeded();
  await expect(page.getByText('Not placed: 1')).toBeInViewport({ ratio: 1 });
});
