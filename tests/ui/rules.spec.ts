/** What does not go together is known before anything is pressed: dimmed, with the reason, and still to be had. */
import type { Page } from '@playwright/test';
import { choose, chooseModel, focused, tabTo, writePrompt } from './keyboard.ts';
import { expect, expectDrafts, sent, test } from './window.ts';

const broken = (page: Page) => page.getByTestId('rule-broken');
const reason = (page: Page) => page.getByTestId('rule-reason');

async function begin(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await writePrompt(page, 'A paper boat');
  await chooseModel(page, 'rules');
}

/** The tier, out of its list. */
async function tier(page: Page, value: string): Promise<void> {
  await tabTo(page, (at) => at.testid === 'size-select');
  await choose(page, 'button', value);
}

test('a length that does not go with the size is dimmed with the reason, and the size beside a length', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await begin(page);
  await expect(reason(page).filter({ hasText: 'With a reference picture: no first frame.' })).toHaveCount(0);
  await tier(page, '1080p');
  const ten = page.getByRole('radio', { name: '10', exact: true });
  await expect(ten).toHaveAccessibleDescription('With size 1080p: length only 5 s.');
  await expect(reason(page)).toHaveText(['Without a first frame: shape only 16:9.', 'With size 1080p: length only 5 s.']);
  await tier(page, '720p');
  await tabTo(page, (at) => at.name === 'length');
  await choose(page, 'radio', '10');
  await tabTo(page, (at) => at.testid === 'size-select', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: '1080p' })).toContainText('With size 1080p: length only 5 s.');
});

test('what was chosen all the same says why, is refused once, and goes with “send anyway”', async ({ page, open }) => {
  await open({ server: 'srv_relay', undo: '60000' });
  await begin(page);
  await tier(page, '1080p');
  await tabTo(page, (at) => at.name === 'length');
  await choose(page, 'radio', '10');
  await expect(broken(page)).toHaveText('With size 1080p: length only 5 s. You can send it anyway.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('misfit')).toContainText('The model does not list this value together with Size. It takes 5.');
  await tabTo(page, (at) => at.testid === 'send-anyway');
  await page.keyboard.press('Enter');
  await expectDrafts(page, 1);
  expect(await sent(page)).toMatchObject([{ tier: '1080p', seconds: 10, anyway: false }, { tier: '1080p', seconds: 10, anyway: true }]);
  await expect.poll(async () => (await focused(page)).testid).toBe('create');
});

test('going back to what goes together takes the reason away', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await begin(page);
  await tier(page, '1080p');
  await tabTo(page, (at) => at.name === 'length');
  await choose(page, 'radio', '10');
  await expect(broken(page)).toHaveCount(1);
  await page.keyboard.press('ArrowLeft');
  await expect(broken(page)).toHaveCount(0);
});

test('a shape that needs a picture is dimmed until there is one', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await begin(page);
  const tall = page.getByRole('radio', { name: '9:16' });
  await expect(tall).toHaveAccessibleDescription('Without a first frame: shape only 16:9.');
  await tabTo(page, (at) => at.label === 'First frame');
  await page.keyboard.press('Enter');
  await expect(tall).toHaveAccessibleDescription('');
});

test('pictures that do not go together are said at their slots', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await begin(page);
  await tabTo(page, (at) => at.label === 'First frame');
  await page.keyboard.press('Enter');
  await expect(reason(page)).toContainText(['With a reference picture: no first frame.']);
  await tabTo(page, (at) => at.label === 'Add reference');
  await page.keyboard.press('Enter');
  await expect(broken(page)).toContainText(['With a reference picture: no first frame. You can send it anyway.']);
});

test('parameters take part, and the reasons are in the language of the window', async ({ page, open }) => {
  await open({ server: 'srv_relay', language: 'zh-CN' });
  await begin(page);
  await tabTo(page, (at) => at.name === 'length');
  await choose(page, 'radio', '10');
  await tabTo(page, (at) => at.testid === 'more');
  if ((await page.getByTestId('more').getAttribute('aria-expanded')) === 'false') await page.keyboard.press('Enter');
  await tabTo(page, (at) => at.name === 'param:mode');
  await choose(page, 'radio', 'pro');
  await expect(broken(page)).toHaveText(['模式为 pro 时，时长只能是不大于 8 秒。仍可发送。', '模式为 pro 时，声音只能是关。仍可发送。']);
});
