/** The palette of commands: every action by its name. */
import { calls, expect, test } from './window.ts';

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

for (const look of [{ theme: 'dark', language: 'en' }, { theme: 'light', language: 'zh-CN' }]) {
  test(`the palette can be looked at, ${look.theme} ${look.language}`, async ({ page, open }, info) => {
    await open({ server: 'srv_home', ...look });
    await page.locator('[data-job=job_b3]').focus();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('option').first()).toBeVisible();
    await page.screenshot({ path: info.outputPath('palette.png') });
  });
}
