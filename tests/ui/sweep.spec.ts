/** Several videos of one press, from the keyboard alone: what is counted, shown, asked about and sent. */
import type { Page } from '@playwright/test';
import { calls, choose, expect, expectDrafts, sent, test } from './window.ts';

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');

/** Walks with Tab, as somebody without a mouse does, until that part has the focus. */
async function tabTo(page: Page, testid: string, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await focused(page)) === testid) return;
    await page.keyboard.press(key);
  }
  throw new Error(`Tab does not lead to ${testid}`);
}

/** Adds values to a field through its plus. */
async function add(page: Page, kind: string, text: string): Promise<void> {
  await tabTo(page, `add-${kind}`);
  await page.keyboard.press('Enter');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** A form with a prompt, and the caret in it. */
async function write(page: Page, prompt: string): Promise<void> {
  await page.keyboard.press('Control+l');
  await expect(page.getByTestId('prompt')).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(prompt);
}

test('choices, lengths and takes are counted on the button and sent as they were counted', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, 'A {red|blue} boat');
  await expect(page.getByTestId('create')).toContainText('Create 2 ·');
  await add(page, 'seconds', '12');
  await page.getByRole('radiogroup', { name: 'Takes' }).getByRole('radio', { checked: true }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByTestId('create')).toContainText('Create 8 ·');
  await expect(page.getByTestId('sweep-line')).toContainText('2 prompts × 2 lengths × 2 takes');
  await page.keyboard.press('Control+Enter');
  await expectDrafts(page, 8);
  const sweep = { prompt: true, models: [], sizes: [], aspects: [], tiers: [], seconds: [8, 12], seeds: [] };
  expect(await sent(page)).toMatchObject([{ prompt: 'A {red|blue} boat', takes: 2, count: 8, anyway: false, sweep }]);
});

test('models, sizes and seeds are added from the keyboard and sent', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, 'A boat');
  await tabTo(page, 'server-select', 'Shift+Tab');
  await add(page, 'model', 'wan2.6-i');
  await add(page, 'size', '720×1280');
  await tabTo(page, 'more');
  await page.keyboard.press('Enter');
  await add(page, 'seed', '7 8');
  await expect(page.getByTestId('also-seed')).toContainText('A video with each of these.');
  await page.keyboard.press('Control+Enter');
  await expectDrafts(page, 8);
  const sizes = [{ width: 1280, height: 720 }, { width: 720, height: 1280 }];
  expect(await sent(page)).toMatchObject([{ count: 8, sweep: { models: ['wan2.6-t2v', 'wan2.6-i2v'], sizes, seconds: [], seeds: [7, 8] } }]);
});

test('shapes and tiers in words can be several', async ({ page, open }) => {
  await open({ server: 'srv_relay', undo: '60000' });
  await choose(page, 'words');
  await write(page, 'A boat');
  await add(page, 'aspect', '9:16');
  await add(page, 'tier', '1080p');
  await add(page, 'seconds', '6 7');
  await expect(page.getByTestId('create')).toContainText('Create 12 ·');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('not-yet')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expectDrafts(page, 12);
  expect(await sent(page)).toMatchObject([{ size: null, count: 12, sweep: { sizes: [], aspects: ['16:9', '9:16'], tiers: ['720p', '1080p'], seconds: [8, 6, 7] } }]);
});

test('the list opens from the count, shows what differs, scrolls by keys under its head, and gives the focus back', async ({ page, open }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, 'A paper boat at {dawn|dusk|noon|night}');
  await add(page, 'seconds', '4 5 6 7 12');
  await tabTo(page, 'see-plan');
  await expect(page.getByTestId('see-plan')).toHaveText('See all 24');
  await page.keyboard.press('Enter');
  const table = page.getByTestId('plan-table');
  await expect(table.getByRole('columnheader')).toHaveText(['No.', 'Prompt', 'Length']);
  await expect(table.getByRole('rowheader')).toHaveCount(24);
  await expect(page.getByTestId('plan-same')).toContainText('wan2.6-t2v');
  await expect(page.getByTestId('plan-same')).toContainText('new each time');
  await expect(table).toContainText('Length: the model does not list this value. It takes 4, 8, 12.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('End');
  await expect(table.getByRole('rowheader', { name: '24', exact: true })).toBeInViewport();
  await expect(table.getByRole('columnheader', { name: 'Prompt' })).toBeInViewport();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('see-plan')).toBeFocused();
});

test('above the user’s number there is one question in the form, and nothing is sent before its answer', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, '{a|b|c} {d|e|f}');
  await expect(page.getByTestId('create')).toContainText('Create 9 ·');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('alert')).toHaveText('Make 9 videos with one press? That is more than the 8 in your settings.');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByTestId('not-yet')).toBeFocused();
  await expect(page.getByTestId('create-many')).toHaveText(/^Create 9 · (about|price unknown|free)/);
  // Whoever holds or repeats the press has not answered.
  await page.keyboard.press('Control+Enter');
  expect(await sent(page)).toHaveLength(0);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('ask-many')).toHaveCount(0);
  await expect(page.getByTestId('prompt')).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('not-yet')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expectDrafts(page, 9);
  expect(await sent(page)).toMatchObject([{ count: 9 }]);
});

test('one Undo takes the whole sweep back', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, 'A {red|blue} boat');
  await expect(page.getByTestId('create')).toContainText('Create 2 ·');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('toast')).toHaveCount(1);
  await expect(page.getByTestId('toast')).toContainText('2 takes on the way');
  await page.getByTestId('undo').focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-state=draft]')).toHaveCount(0);
  await expect(page.getByTestId('toast')).toContainText('Taken back. Nothing was sent.');
  await expect(page.getByTestId('prompt')).toHaveValue('A {red|blue} boat');
});

test('the question goes when the form changes', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, '{a|b|c} {d|e|f}');
  await expect(page.getByTestId('create')).toContainText('Create 9 ·');
  await page.keyboard.press('Control+Enter');
  // It is fetched and takes the focus when it comes: before that there is nothing that could go.
  await expect(page.getByTestId('ask-many').locator(':focus')).toHaveCount(1);
  await write(page, 'A boat');
  await expect(page.getByTestId('ask-many')).toHaveCount(0);
  await expect(page.getByTestId('create')).toContainText('Create ·');
});

test('the number above which there is a question is the user’s', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.keyboard.press('Control+,');
  await tabTo(page, 'ask-above');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('300');
  await expect(page.getByText('A whole number from 0 to 200.')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('20');
  await page.keyboard.press('Escape');
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"ask_above":20');
  await write(page, '{a|b|c} {d|e|f}');
  await expect(page.getByTestId('create')).toContainText('Create 9 ·');
  await page.keyboard.press('Control+Enter');
  await expectDrafts(page, 9);
});

test('a press before the count was there makes nothing, says the number, and counts anew', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000', plan: 'slow' });
  await write(page, 'A {red|blue} boat');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('recounted')).toHaveText('The form stands for 2 videos now. Look at the list, then create again.');
  await expect(page.locator('[data-state=draft]')).toHaveCount(0);
  await expect(page.getByTestId('create')).toContainText('Create 2 ·');
  await page.keyboard.press('Control+Enter');
  await expectDrafts(page, 2);
  expect((await sent(page)).map(({ count }) => count)).toEqual([1, 2]);
});

test('far too many are said at once and cannot be sent', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, '{a|b|c|d|e|f|g}'.repeat(3));
  await expect(page.getByTestId('plan-trouble')).toHaveText('That would be more than 200 videos. Choose fewer.');
  await page.keyboard.press('Control+Enter');
  expect(await sent(page)).toHaveLength(0);
});

test('braces are told as what they are, with the way to write plain ones', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, 'A {red|blue} boat');
  await expect(page.getByTestId('prompt-choices')).toContainText('2 prompts');
  await expect(page.getByTestId('prompt-choices')).toContainText('For the signs themselves write \\{ \\| \\}.');
  await write(page, 'A \\{red\\|blue\\} boat');
  await expect(page.getByTestId('prompt-choices')).toHaveCount(0);
  await page.keyboard.press('Control+Enter');
  await expectDrafts(page, 1);
  await expect(page.locator('[data-state=draft]')).toContainText('A {red|blue} boat');
});

test('a value that the model does not list says so, and goes only anyway', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, 'A boat');
  await add(page, 'seconds', '15');
  await expect(page.getByTestId('also-seconds')).toContainText('wan2.6-t2v does not list 15 s. You can send it anyway.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('misfit')).toContainText('The model does not list this value. It takes 4, 8, 12.');
  await tabTo(page, 'send-anyway');
  await page.keyboard.press('Enter');
  await expectDrafts(page, 2);
  expect((await sent(page)).map(({ anyway, count }) => [anyway, count])).toEqual([[false, 2], [true, 2]]);
});

test('values go again by keys, the focus with them', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, 'A boat');
  await add(page, 'seconds', '4 12');
  await page.keyboard.press('Tab');
  await tabTo(page, '');
  await page.getByRole('button', { name: 'Remove 4 s' }).focus();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: 'Remove 12 s' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('add-seconds')).toBeFocused();
  await expect(page.getByTestId('create')).toContainText('Create ·');
});

test('Escape adds nothing, nor does an Enter that ends a composition, nor what is no value', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, 'A boat');
  await tabTo(page, 'add-seconds');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('composer').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('soon');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('add-seconds')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('composer').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('4');
  await page.getByTestId('composer').getByRole('combobox').dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('add-seconds')).toBeFocused();
  await expect(page.getByTestId('also-seconds')).toHaveCount(0);
  expect(await sent(page)).toHaveLength(0);
});

test('values stay when the model changes, dimmed with the reason, and are kept with the form', async ({ page, open }) => {
  await open({ server: 'srv_relay', undo: '60000' });
  await choose(page, 'params');
  await write(page, 'A boat');
  await add(page, 'size', '1920x1080');
  await choose(page, 'sora-2');
  await expect(page.getByTestId('also-size')).toContainText('sora-2 does not list 1920 × 1080. You can send it anyway.');
  await choose(page, 'words');
  await expect(page.getByTestId('also-size')).toHaveCount(0);
  await expect(page.getByTestId('create')).toContainText('Create ·');
  await choose(page, 'params');
  await expect(page.getByTestId('also-size')).toContainText('1920 × 1080');
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"size":["1920x1080"]');
});

test('the prompt of a clip that has braces makes one video', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.evaluate(() => window.fakeEngine?.change('job_b1', { prompt: 'A {calico|tabby} cat' }));
  await page.locator('[data-job=job_b1]').focus();
  await page.keyboard.press('p');
  await expect(page.getByTestId('prompt')).toHaveValue('A {calico\\|tabby} cat');
  await page.keyboard.press('Control+Enter');
  await expectDrafts(page, 1);
  await expect(page.locator('[data-state=draft]')).toContainText('A {calico|tabby} cat');
});

for (const language of ['en', 'zh-CN']) {
  test(`nothing of the form is cut off in a small window, ${language}`, async ({ page, open }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await open({ server: 'srv_relay', undo: '60000', language });
    await choose(page, 'params');
    await write(page, '{a|b|c|d|e} {f|g}');
    await add(page, 'seconds', '4 15');
    await add(page, 'size', '1920x1080');
    await page.locator('[aria-labelledby=takes-label] input[value="3"]').focus();
    await page.keyboard.press('Space');
    const cut = () =>
      page.evaluate(() => {
        const composer = document.querySelector('[data-testid=composer]');
        const right = composer?.getBoundingClientRect().right ?? 0;
        return [...(composer?.querySelectorAll('button, span, p, input, li') ?? [])].filter((one) => one.getBoundingClientRect().width > 1 && one.getBoundingClientRect().right > right).map((one) => one.outerHTML.slice(0, 120));
      });
    await expect(page.getByTestId('see-plan')).toContainText('180');
    expect(await cut()).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('not-yet')).toBeFocused();
    expect(await cut()).toEqual([]);
    await expect(page.getByTestId('create-many')).toBeInViewport({ ratio: 1 });
  });
}
