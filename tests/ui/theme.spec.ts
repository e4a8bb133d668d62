import { expect, test } from './window';

test('who chooses no theme has that of the desktop, also when it changes at dusk', async ({ page, open }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open({ theme: 'system' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('who chooses a theme keeps it whatever the desktop has', async ({ page, open }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open({ theme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
