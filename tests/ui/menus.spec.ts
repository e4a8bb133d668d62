/** The right button and the menu key: the tile's and the clip's own menu, and never the web view's. */
import type { Page } from '@playwright/test';
import { expect, test } from './window.ts';

const CLIP = '[data-job=job_b2]';

/** Waits until the part of the window that knows these menus is there: no press comes through to the web view any more. */
async function ready(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => !document.body.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true })))).toBe(true);
}

/** Whether the web view would show its own menu over the first element that fits. */
function shows(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).first().evaluate((element) => element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true })));
}

test('a right press on a clip opens its menu where the pointer is', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await ready(page);
  await page.locator(CLIP).scrollIntoViewIfNeeded();
  const box = (await page.locator(CLIP).boundingBox()) ?? { x: 0, y: 0 };
  const [x, y] = [box.x + 60, box.y + 80];
  await page.mouse.click(x, y, { button: 'right' });
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Use the prompt' })).toBeVisible();
  const at = (await menu.boundingBox()) ?? { x: 0, y: 0, height: 0 };
  expect(Math.abs(at.x - x)).toBeLessThan(2);
  // Under the pointer, or above it where there is more room.
  expect(Math.min(Math.abs(at.y - y), Math.abs(at.y + at.height - y))).toBeLessThan(8);
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(page.locator(CLIP)).toBeFocused();
  await expect(page.getByTestId('loupe')).toHaveCount(0);
});

test('a right press on another tile goes on to its menu', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await ready(page);
  await page.locator(CLIP).click({ button: 'right' });
  await expect(page.locator(CLIP).getByRole('menu')).toBeVisible();
  await page.locator('[data-job=job_b1]').click({ button: 'right', position: { x: 12, y: 90 } });
  await expect(page.locator('[data-job=job_b1]').getByRole('menu')).toBeVisible();
  await expect(page.getByRole('menu')).toHaveCount(1);
});

for (const key of ['ContextMenu', 'Shift+F10']) {
  test(`${key} opens the menu of the tile under the keys, and its end leads back there`, async ({ page, open }) => {
    await open({ server: 'srv_home' });
    await ready(page);
    await page.locator(CLIP).focus();
    await page.keyboard.press(key);
    await expect(page.locator(CLIP).getByRole('menu')).toBeVisible();
    await expect(page.getByRole('menuitem').first()).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.locator(CLIP)).toBeFocused();
  });
}

test('a right press on the clip of the loupe opens its menu', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await ready(page);
  await page.locator(CLIP).click();
  await page.getByTestId('loupe-video').click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Copy prompt' })).toBeVisible();
});

test('texts keep the menu of the web view, everything else has none', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await ready(page);
  expect(await shows(page, '[data-testid=prompt]')).toBe(true);
  expect([await shows(page, 'header'), await shows(page, '[data-testid=wall]'), await shows(page, CLIP)]).toEqual([false, false, false]);
  await page.keyboard.press('Escape');
  await page.locator(CLIP).click();
  await expect(page.getByTestId('loupe')).toBeVisible();
  const text = '[data-testid=loupe] aside .selectable';
  expect(await shows(page, text)).toBe(false);
  await page.keyboard.press('Escape');
  await page.locator(text).first().evaluate((element) => getSelection()?.selectAllChildren(element));
  expect(await shows(page, text)).toBe(true);
});
