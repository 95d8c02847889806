/** Networks, images and recipes that do not fit each other: the page says what is awaited, and offers no run that would be refused. */
import { expect, type Page, test } from '@playwright/test';
import { tonedPictures, ownStack } from './ownStack';
import { dropFiles, openReady, smallLink } from './visitor';

const card = (page: Page, name: string) => page.getByRole('main').getByRole('region', { name, exact: true });
const run = (page: Page) => page.getByRole('button', { name: 'Remove the backdoor' });

test('a network waits for its images, which bring the trigger along; a reload brings all of it back', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'start' }));
  await dropFiles(page, ownStack(28, 1, 10));
  await expect(page.getByText('This network waits for images of 28 × 28 × 1.')).toBeVisible({
    timeout: 30_000,
  });
  await expect(run(page)).toBeDisabled();
  await expect(run(page)).toHaveAccessibleDescription(/are 32 × 32 × 3, the network expects 28 × 28 × 1/);
  await expect(page.getByRole('alert')).toHaveCount(0);

  await dropFiles(page, [tonedPictures('images.npz', 60, 28, 1)]);
  await expect(card(page, 'Trigger')).toContainText(
    'Moved to row 25, column 25: the images are 28 × 28 now.',
    {
      timeout: 30_000,
    },
  );
  await expect(run(page)).toBeEnabled();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByText(/waits for images/)).toBeHidden();

  await page.reload();
  // Both are kept, so there is nothing to ask for.
  await expect(run(page)).toBeEnabled({ timeout: 30_000 });
  await expect(card(page, 'Network')).toContainText('model.json');
  await expect(card(page, 'Data')).toContainText('images.npz');
  await expect(page.getByRole('region', { name: 'This tab was reloaded.' })).toBeHidden();
  await expect(card(page, 'Trigger').getByLabel(/^Row/)).toHaveValue('25');
});

test('a network of other classes is not run, wherever it is dropped and whichever button is looked at', async ({
  page,
}) => {
  await openReady(page, smallLink({ place: 'run' }));
  await dropFiles(page, ownStack(32, 3, 100), page.getByRole('banner'));
  await expect(page.getByText('This network waits for images of 100 classes.')).toBeVisible({
    timeout: 30_000,
  });
  await expect(run(page)).toBeDisabled();
  await page.getByRole('banner').getByRole('link', { name: 'Run' }).click();
  const column = page.getByRole('region', { name: 'What will run' });
  await expect(column.getByRole('button', { name: 'Remove the backdoor' })).toBeDisabled();
  await expect(column).toContainText(/tells 100 classes apart, the images have 10/);
});
