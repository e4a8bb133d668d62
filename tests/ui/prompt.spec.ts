/** Writing a prompt: the walk through what was used, undo, snippets, lists, presets, the count, input methods, and the request as code. */
import type { Page } from '@playwright/test';
import { calls, expect, expectDrafts, sent, test } from './window.ts';

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

const prompt = (page: Page) => page.getByTestId('prompt');

async function write(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+l');
  await expect(prompt(page)).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

test('Alt and arrows walk through used prompts, and the unsent text stands at the end', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full' });
  await write(page, 'mine, not sent');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(prompt(page)).toHaveValue('A lighthouse in a storm, slow push in');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(prompt(page)).toHaveValue('雨后的小巷，一只纸船顺水漂流，微距镜头');
  for (const _ of [1, 2, 3, 4]) await page.keyboard.press('Alt+ArrowDown');
  await expect(prompt(page)).toHaveValue('mine, not sent');
});

test('what was just created is the first step back', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await write(page, 'a paper boat');
  await page.keyboard.press('Control+Enter');
  await expectDrafts(page, 1);
  await write(page, 'another');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(prompt(page)).toHaveValue('a paper boat');
});

test('the walk, a recalled prompt, a cleared one and typing are undone and brought back with the same keys', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full' });
  await write(page, 'mine');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Control+z');
  await expect(prompt(page)).toHaveValue('mine');
  await page.keyboard.press('Control+Shift+z');
  await expect(prompt(page)).toHaveValue('A {calico|tabby} cat asleep on a warm piano');
  await page.locator('[data-job=job_b1]').focus();
  await page.keyboard.press('p');
  await expect(prompt(page)).not.toHaveValue(/tabby/);
  await page.keyboard.press('Control+l');
  await page.keyboard.press('Control+z');
  await expect(prompt(page)).toHaveValue('A {calico|tabby} cat asleep on a warm piano');
  await page.getByRole('button', { name: 'Remove: Prompt' }).click();
  await expect(prompt(page)).toHaveValue('');
  await page.keyboard.press('Control+z');
  await expect(prompt(page)).toHaveValue('A {calico|tabby} cat asleep on a warm piano');
  await page.keyboard.press('Control+y');
  await expect(prompt(page)).toHaveValue('');
});

test('undo goes on while the form was hidden in between', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await write(page, 'first');
  await page.keyboard.press('Control+b');
  await expect(prompt(page)).toHaveCount(0);
  await page.keyboard.press('Control+l');
  await page.keyboard.press('Control+z');
  await expect(prompt(page)).not.toHaveValue('first');
});

test('the list of used prompts is searched, used, marked and cleared by keys alone', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full' });
  await page.getByTestId('history').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('history-search')).toBeFocused();
  const rows = page.getByTestId('history-list').getByRole('listitem');
  await expect(rows).toHaveCount(3);
  // The marked one stands first.
  await expect(rows.first()).toContainText('calico');
  await page.keyboard.type('storm');
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(rows.first().getByRole('button', { name: 'Keep among the favourites' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Delete');
  await expect(rows).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('history')).toBeFocused();
  await page.getByTestId('toast-action').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('history').focus();
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(3);
  await page.keyboard.type('纸船');
  await page.keyboard.press('Enter');
  await expect(prompt(page)).toHaveValue('雨后的小巷，一只纸船顺水漂流，微距镜头');
  await expect(prompt(page)).toBeFocused();
});

test('a snippet is put in the place of its name with Tab, and Tab is Tab otherwise', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full' });
  await write(page, 'a boat, ');
  const below = await page.getByTestId('slot-first').boundingBox();
  await page.keyboard.type(';film');
  await expect(page.getByTestId('snippet-offer')).toHaveText('Tab inserts “film”.');
  expect(await page.getByTestId('slot-first').boundingBox()).toEqual(below);
  await page.keyboard.press('Tab');
  await expect(prompt(page)).toHaveValue('a boat, 35 mm film, fine grain, halation');
  await page.keyboard.type(', dusk');
  await expect(prompt(page)).toHaveValue('a boat, 35 mm film, fine grain, halation, dusk');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(prompt(page)).toHaveValue('a boat, ;film');
  await page.keyboard.type('s');
  await page.keyboard.press('Tab');
  await expect(prompt(page)).not.toBeFocused();
});

test('a snippet and a list are chosen from the menu and go where the caret was', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full' });
  await write(page, 'a  boat');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.getByTestId('insert').click();
  await page.getByRole('menuitem', { name: '__colour__' }).click();
  await expect(prompt(page)).toHaveValue('a __colour__ boat');
  await expect(prompt(page)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(prompt(page)).toHaveValue('a  boat');
});

test('a list is drawn for each video and recalled as it was written', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full', undo: '60000' });
  await write(page, 'a __colour__ boat');
  await expect(page.getByTestId('prompt-draws')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-state=draft]')).toContainText('a crimson boat');
  expect(await sent(page)).toMatchObject([{ prompt: 'a __colour__ boat', sweep: { wildcards: true } }]);
  await page.evaluate(() => window.fakeEngine?.change('job_b1', { prompt: 'a crimson boat', written: 'a __colour__ boat' }));
  await write(page, 'x');
  await page.locator('[data-job=job_b1]').focus();
  await page.keyboard.press('p');
  await expect(prompt(page)).toHaveValue('a __colour__ boat');
});

for (const [text, said] of [
  ['a __colours__ boat', 'There is no list wildcards/colours.txt in the library folder. Make it, or write \\__colours__ for the signs themselves.'],
  ['a __hollow__ boat', 'The list wildcards/hollow.txt has no line to draw. Write one choice a line.'],
] as const) {
  test(`nothing is sent with a list that cannot be drawn from: ${text}`, async ({ page, open }) => {
    await open({ server: 'srv_home', craft: 'full', undo: '60000' });
    await write(page, text);
    await expect(page.getByTestId('plan-trouble')).toHaveText(said);
    await page.keyboard.press('Control+Enter');
    expect(await sent(page)).toHaveLength(0);
  });
}

test('a prompt of a clip with two underscores around a word stands for itself', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full', undo: '60000' });
  await page.evaluate(() => window.fakeEngine?.change('job_b1', { prompt: 'an __init__ sign' }));
  await page.locator('[data-job=job_b1]').focus();
  await page.keyboard.press('p');
  await expect(prompt(page)).toHaveValue('an \\__init__ sign');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-state=draft]')).toContainText('an __init__ sign');
});

test('characters are counted as servers count them, and too many are said by how many', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await write(page, '  小船🚣 ');
  await expect(page.getByTestId('prompt-count')).toContainText('3 characters');
  await write(page, '船'.repeat(2007));
  await expect(page.getByTestId('prompt-count')).toHaveText('7 over the limit of 2,000');
  await expect(prompt(page)).toHaveAttribute('aria-invalid', 'true');
});

test('no Enter and no chord of a composition sends anything or takes a step', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full', undo: '60000' });
  await write(page, '小船 ;film');
  const keys = [
    { key: 'Enter', ctrlKey: true },
    { key: 'Enter' },
    { key: 'Tab' },
    { key: 'z', ctrlKey: true },
    { key: 'ArrowUp', altKey: true },
  ];
  for (const how of [{ isComposing: true }, { keyCode: 229 }]) {
    for (const key of keys) await prompt(page).dispatchEvent('keydown', { ...key, ...how, bubbles: true, cancelable: true });
  }
  await expect(prompt(page)).toHaveValue('小船 ;film');
  expect(await sent(page)).toHaveLength(0);
  await expect(page.locator('[data-state=draft]')).toHaveCount(0);
});

test('what an input method writes is undone as one', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await write(page, '一只');
  const session = await page.context().newCDPSession(page);
  for (const text of ['x', 'xc', 'xch']) await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await session.send('Input.insertText', { text: '小船' });
  await expect(prompt(page)).toHaveValue(/小船$/);
  expect(await sent(page)).toHaveLength(0);
  await page.keyboard.press('Control+z');
  await expect(prompt(page)).toHaveValue('一只');
});

test('the form is kept as a preset, chosen again, and can be taken back', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await write(page, 'a boat');
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('12').click();
  await page.getByTestId('presets').click();
  await page.getByRole('menuitem', { name: 'Save the form as a preset…' }).click();
  await expect(page.getByTestId('preset-name')).toBeFocused();
  await page.keyboard.type('Twelve');
  await page.getByTestId('preset-name').dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
  expect(await calls(page, 'savePreset')).toHaveLength(0);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('preset-row')).toContainText('Twelve');
  expect(await calls(page, 'savePreset')).toMatchObject([[{ name: 'Twelve', settings: { seconds: 12, server: 'srv_home', prompt: null } }]]);
  await page.keyboard.press('Escape');
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('4', { exact: true }).click();
  await page.getByTestId('presets').click();
  await page.getByRole('menuitem', { name: 'Twelve' }).click();
  await expect(page.getByRole('radiogroup', { name: 'Length' }).getByRole('radio', { name: '12' })).toBeChecked();
  await expect(prompt(page)).toHaveValue('a boat');
  await page.getByTestId('toast').filter({ hasText: 'The form has “Twelve”.' }).getByTestId('toast-action').click();
  await expect(page.getByRole('radiogroup', { name: 'Length' }).getByRole('radio', { name: '4', exact: true })).toBeChecked();
});

test('a preset says what the model does not list, and its prompt is undone with the keys', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full' });
  await write(page, 'mine');
  await page.getByTestId('presets').click();
  await page.getByRole('menuitem', { name: '横屏草稿' }).click();
  await expect(page.getByTestId('toast')).toContainText('The form has “横屏草稿”. Check: its server is not in your list; the model does not list its length.');
  await expect(prompt(page)).toHaveValue('a draft');
  await page.keyboard.press('Control+l');
  await page.keyboard.press('Control+z');
  await expect(prompt(page)).toHaveValue('mine');
});

test('presets are renamed, taken away and brought back to their place', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full' });
  await page.getByTestId('presets').click();
  await page.getByRole('menuitem', { name: 'Presets and snippets…' }).click();
  const rows = page.getByTestId('preset-row');
  await page.getByRole('button', { name: 'Rename Vertical, 12 s' }).click();
  await page.getByTestId('rename-preset').fill('横屏草稿');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('toast')).toContainText('Another preset is called “横屏草稿”. Choose a different name.');
  await page.getByTestId('rename-preset').fill('Upright');
  await page.keyboard.press('Enter');
  await expect(rows.first()).toContainText('Upright');
  await page.getByRole('button', { name: 'Remove Upright' }).click();
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.getByTestId('toast').filter({ hasText: '“Upright” was removed.' }).getByTestId('toast-action').click();
  await page.getByTestId('presets').click();
  await expect(page.getByRole('menuitem').first()).toContainText('Upright');
});

test('a file of presets that cannot be used says why and changes nothing', async ({ page, open }) => {
  await open({ server: 'srv_home', presets: 'invalid' });
  await page.getByTestId('presets').click();
  await page.getByRole('menuitem', { name: 'Presets and snippets…' }).click();
  await page.getByTestId('import-presets').click();
  await expect(page.getByTestId('craft')).toContainText('The entry “Vertical” of the file cannot be used (takes). Mend it; nothing was changed.');
  await expect(page.getByTestId('preset-row')).toHaveCount(0);
});

test('presets come from a file and go into one', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.getByTestId('presets').click();
  await page.getByRole('menuitem', { name: 'Presets and snippets…' }).click();
  await page.getByTestId('import-presets').click();
  await expect(page.getByTestId('preset-row')).toContainText('From a file');
  await page.getByTestId('export-presets').click();
  expect(await calls(page, 'exportPresets')).toHaveLength(1);
});

test('a press beside the sheet does not throw a half-written snippet away', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full' });
  await page.getByTestId('presets').click();
  await page.getByRole('menuitem', { name: 'Presets and snippets…' }).click();
  await page.getByTestId('new-snippet').click();
  await page.getByTestId('snippet-text').fill('soft rim light');
  await page.mouse.click(8, 8);
  await expect(page.getByTestId('snippet-text')).toHaveValue('soft rim light');
  await page.getByTestId('snippet-name').fill('rim');
  await page.getByTestId('save-snippet').click();
  await expect(page.getByTestId('snippet-form')).toHaveCount(0);
  await page.mouse.click(8, 8);
  await expect(page.getByTestId('craft')).toHaveCount(0);
});

test('a half-written snippet or preset is there again after Escape, and Cancel ends it', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full' });
  const enter = async () => {
    await page.getByTestId('presets').click();
    await page.getByRole('menuitem', { name: 'Presets and snippets…' }).click();
    await expect(page.getByTestId('craft')).toBeVisible();
  };
  const leave = async () => {
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('craft')).toHaveCount(0);
  };
  await enter();
  await page.getByTestId('new-snippet').click();
  await page.getByTestId('snippet-text').fill('soft rim light');
  await leave();
  await enter();
  await expect(page.getByTestId('snippet-text')).toHaveValue('soft rim light');
  await expect(page.getByTestId('snippet-name')).toBeFocused();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByTestId('new-snippet')).toBeFocused();
  await leave();
  await enter();
  await expect(page.getByTestId('snippet-form')).toHaveCount(0);
  await page.getByTestId('snippet-row').first().getByRole('button').first().click();
  await page.getByTestId('snippet-text').fill('changed and not saved');
  await leave();
  await enter();
  await expect(page.getByTestId('snippet-row').first().getByTestId('snippet-text')).toHaveValue('changed and not saved');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByTestId('snippet-form')).toHaveCount(0);
  await expect(page.getByTestId('snippet-row').first().getByRole('button').first()).toBeFocused();
  await page.getByTestId('new-preset').click();
  await page.getByTestId('preset-name').fill('Upri');
  await leave();
  await enter();
  await expect(page.getByTestId('preset-name')).toHaveValue('Upri');
});

test('a snippet is made of what is chosen in the prompt, and a name that cannot be typed is refused', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await write(page, 'soft rim light');
  await page.keyboard.press('Control+a');
  await page.getByTestId('insert').click();
  await page.getByRole('menuitem', { name: 'New snippet…' }).click();
  await expect(page.getByTestId('snippet-text')).toHaveValue('soft rim light');
  await page.getByTestId('snippet-name').fill('rim light');
  await expect(page.getByText('Letters, digits, - and single _ only.')).toBeVisible();
  await expect(page.getByTestId('save-snippet')).toBeDisabled();
  await page.getByTestId('snippet-name').fill('rim');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('snippet-row')).toContainText(';rim');
  expect(await calls(page, 'saveSnippet')).toEqual([[{ name: 'rim', text: 'soft rim light' }, null]]);
});

test('the request is shown as cURL and as Python, with what was drawn, and copied as it is shown', async ({ page, open }) => {
  await open({ server: 'srv_home', craft: 'full' });
  await write(page, 'a __colour__ boat');
  await expect(page.getByTestId('prompt-draws')).toBeVisible();
  await page.getByRole('button', { name: 'Preview request' }).click();
  await expect(page.getByTestId('preview-drawn')).toBeVisible();
  await expect(page.getByTestId('preview-code')).toContainText('a crimson boat');
  await page.getByTestId('as-python').click();
  await expect(page.getByTestId('preview-code')).toContainText('client.videos.create(');
  await expect(page.getByTestId('preview')).toContainText('Needs pip install openai.');
  await page.getByTestId('copy-request').click();
  expect(await calls(page, 'copyRequest')).toMatchObject([[{ prompt: 'a crimson boat', sweep: { prompt: false, wildcards: false } }, 'python']]);
  await expect(page.getByTestId('toast')).toContainText('Copied');
});
